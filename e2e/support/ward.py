"""An application of one file: Django, which signs people in by mozilla-django-oidc.

It is started in a folder with the two samples of docs/APPLICATIONS.md, as `lines.py` and
`sign_in.py`, and listens on the port that it is given.
"""

import json
import os
import sys
from pathlib import Path

from django.conf import settings

sys.path.insert(0, os.getcwd())
lines = {"os": os}
exec(compile(Path("lines.py").read_text(), "lines.py", "exec"), lines)  # noqa: S102
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "data.sqlite"}},
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    LOGIN_REDIRECT_URL="/",
    LOGOUT_REDIRECT_URL="/",
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "mozilla_django_oidc.middleware.SessionRefresh",
    ],
    ROOT_URLCONF=__name__,
    SECRET_KEY="a-secret-that-only-django-knows-of",
    SESSION_COOKIE_NAME="ward",
    SESSION_ENGINE="django.contrib.sessions.backends.file",
    SESSION_FILE_PATH=os.getcwd(),
    **{name: value for name, value in lines.items() if name.isupper()},
)

import django  # noqa: E402

django.setup()

import jwt  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.servers.basehttp import run  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.middleware.csrf import get_token  # noqa: E402
from django.shortcuts import redirect  # noqa: E402
from django.urls import include, path  # noqa: E402
from django.utils.html import format_html  # noqa: E402

PAGE = """<!doctype html><html lang="nl"><meta charset="utf-8"><link rel="icon" href="data:,">
<title>Ward</title><h1>Ward</h1><pre>{}</pre>
<a href="/oidc/authenticate/">Aanmelden</a>
<form method="post" action="/oidc/logout/">
<input type="hidden" name="csrfmiddlewaretoken" value="{}"><button>Afmelden</button></form></html>"""


def start(request):
    """Shows who is signed in, and how."""
    shown = {"signedIn": request.user.is_authenticated}
    if request.user.is_authenticated:
        user, options = request.user, {"verify_signature": False}
        claims = jwt.decode(request.session["oidc_id_token"], options=options)
        shown |= {"user": user.username, "name": user.get_full_name(), "email": user.email}
        shown |= {"sub": claims["sub"], "acr": claims["acr"]}
    return HttpResponse(format_html(PAGE, json.dumps(shown), get_token(request)))


def later(request):
    """Lets the time pass after which the application asks again who the person is."""
    request.session["oidc_id_token_expiration"] = 0
    return redirect("/")


urlpatterns = [
    path("", start),
    path("later/", later),
    path("oidc/", include("mozilla_django_oidc.urls")),
]

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    # An account with an address that another person may type.
    get_user_model().objects.create_user("chief", email=os.environ["TAKEN"])
    run("127.0.0.1", int(sys.argv[1]), get_wsgi_application(), threading=True)
