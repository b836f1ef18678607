//! What an administrator hands over to the people who set up the application: the secret, shown
//! once, and the lines to paste.

use leptos::prelude::*;
use vestibule_shared::clients::{ClientField, ClientView};

use super::draft::values;
use crate::{
    i18n::{key, t},
    ui::{self, Tone},
};

/// A new secret: it is only here, until the page is left.
#[component]
pub(super) fn NewSecret(secret: String) -> impl IntoView {
    view! {
        <ui::Alert tone=Tone::Warm code="client_secret">
            <p id="new-secret-label">{t(key::CLIENTS_SECRET_ONCE)}</p>
            <p class="secret-key-text" aria-labelledby="new-secret-label" data-testid="client-secret"
                translate="no">{secret.clone()}</p>
            <ui::Copy text=secret label=key::CLIENTS_SECRET_COPY />
        </ui::Alert>
    }
}

/// The lines for common libraries.
#[component]
pub(super) fn Lines(view: ClientView) -> impl IntoView {
    let one = move |(library, text): (&'static str, String)| {
        let id = format!("lines-{}", library.replace([' ', '.', ','], "-"));
        view! {
            <details class="more">
                <summary id=id lang="zxx">{library}</summary>
                <pre class="staff-lines" lang="zxx" translate="no"><code>{text.clone()}</code></pre>
                <ui::Copy text label=key::clients_lines_copy(library) />
            </details>
        }
    };
    let all = lines(&view);
    let ClientView { id, issuer, .. } = view;
    view! {
        <dl class="facts">
            <dt>{t(key::CLIENTS_ISSUER)}</dt>
            <dd class="staff-value" data-testid="client-issuer">{issuer}</dd>
            <dt>{t(key::CLIENTS_ID)}</dt>
            <dd class="staff-value" lang="zxx">{id}</dd>
        </dl>
        {all.into_iter().map(one).collect_view()}
    }
}

/// What the lines are made of.
struct Parts<'a> {
    issuer: &'a str,
    id: &'a str,
    redirect: String,
    signed_out: Option<String>,
    scope: String,
    auth: String,
}

/// The libraries that suit the application, each with its lines.
fn lines(view: &ClientView) -> Vec<(&'static str, String)> {
    let all = |field| values(&view.settings, field);
    let parts = Parts {
        issuer: &view.issuer,
        id: &view.id,
        redirect: all(ClientField::RedirectUris).first().cloned().unwrap_or_default(),
        signed_out: all(ClientField::PostLogoutRedirectUris).first().cloned(),
        scope: all(ClientField::Scope).join(" "),
        auth: all(ClientField::Auth).concat(),
    };
    match parts.auth.as_str() {
        "none" => vec![("oidc-client-ts", browser(&parts)), ("openid-client", node(&parts))],
        "private_key_jwt" => vec![("openid-client", node(&parts))],
        _ => {
            let [settings, backend] = django(&parts);
            vec![
                ("openid-client", node(&parts)),
                ("mod_auth_openidc", apache(&parts)),
                ("mozilla-django-oidc, settings.py", settings),
                ("mozilla-django-oidc, sign_in.py", backend),
                ("Spring Security", spring(&parts)),
            ]
        }
    }
}

fn node(Parts { issuer, id, auth, .. }: &Parts<'_>) -> String {
    let proof = match auth.as_str() {
        "none" => "client.None()",
        "private_key_jwt" => "client.PrivateKeyJwt(privateKey)",
        "client_secret_post" => "client.ClientSecretPost(process.env.CLIENT_SECRET)",
        _ => "client.ClientSecretBasic(process.env.CLIENT_SECRET)",
    };
    format!(
        "import * as client from \"openid-client\";\n\n\
         const config = await client.discovery(\n  new URL(\"{issuer}\"),\n  \"{id}\",\n  undefined,\n  {proof},\n);"
    )
}

fn browser(Parts { issuer, id, redirect, signed_out, scope, .. }: &Parts<'_>) -> String {
    let signed_out = signed_out.as_ref();
    let signed_out = signed_out.map(|uri| format!("  post_logout_redirect_uri: \"{uri}\",\n"));
    let signed_out = signed_out.unwrap_or_default();
    format!(
        "import {{ UserManager }} from \"oidc-client-ts\";\n\n\
         const manager = new UserManager({{\n  authority: \"{issuer}\",\n  client_id: \"{id}\",\n  \
         redirect_uri: \"{redirect}\",\n{signed_out}  scope: \"{scope}\",\n  \
         // The name and the address are not in the ID token.\n  loadUserInfo: true,\n  \
         // Keeps acr, amr and auth_time: how and when the person signed in.\n  \
         filterProtocolClaims: false,\n}});"
    )
}

fn apache(Parts { issuer, id, redirect, scope, auth, .. }: &Parts<'_>) -> String {
    format!(
        "OIDCProviderMetadataURL {issuer}/.well-known/openid-configuration\n\
         OIDCClientID {id}\n\
         OIDCClientSecret \"${{CLIENT_SECRET}}\"\n\
         OIDCProviderTokenEndpointAuth {auth}\n\
         OIDCRedirectURI {redirect}\n\
         OIDCPKCEMethod S256\n\
         OIDCScope \"{scope}\"\n\
         OIDCCryptoPassphrase \"exec:/bin/cat /run/secrets/{id}-cookies\""
    )
}

/// How people are found in Django: by `sub`, and not by an address that may not be proved.
const DJANGO_BACKEND: &str = r#"from urllib.parse import urlencode

from mozilla_django_oidc.auth import OIDCAuthenticationBackend


class Backend(OIDCAuthenticationBackend):
    def verify_claims(self, claims):
        return "sub" in claims

    def filter_users_by_claims(self, claims):
        return self.UserModel.objects.filter(username=claims["sub"])

    def create_user(self, claims):
        return self.update_user(self.UserModel.objects.create_user(claims["sub"]), claims)

    def update_user(self, user, claims):
        user.first_name = claims.get("given_name", "")
        user.last_name = claims.get("family_name", "")
        user.email = claims.get("email", "") if claims.get("email_verified") else ""
        user.save()
        return user


def sign_out(request):
    query = {
        "id_token_hint": request.session["oidc_id_token"],
        "post_logout_redirect_uri": request.build_absolute_uri("/"),
    }
"#;

/// `settings.py` and `sign_in.py`.
fn django(Parts { issuer, id, scope, auth, .. }: &Parts<'_>) -> [String; 2] {
    let basic = if auth == "client_secret_basic" { "True" } else { "False" };
    let settings = format!(
        "AUTHENTICATION_BACKENDS = [\"sign_in.Backend\"]\n\
         LOGIN_URL = \"oidc_authentication_init\"\n\
         OIDC_RP_CLIENT_ID = \"{id}\"\n\
         OIDC_RP_CLIENT_SECRET = os.environ[\"CLIENT_SECRET\"]\n\
         OIDC_RP_SCOPES = \"{scope}\"\n\
         OIDC_RP_SIGN_ALGO = \"RS256\"\n\
         OIDC_OP_AUTHORIZATION_ENDPOINT = \"{issuer}/openid/authorize\"\n\
         OIDC_OP_TOKEN_ENDPOINT = \"{issuer}/openid/token\"\n\
         OIDC_OP_USER_ENDPOINT = \"{issuer}/openid/userinfo\"\n\
         OIDC_OP_JWKS_ENDPOINT = \"{issuer}/openid/jwks\"\n\
         OIDC_TOKEN_USE_BASIC_AUTH = {basic}\n\
         OIDC_USE_PKCE = True\n\
         OIDC_PKCE_CODE_CHALLENGE_METHOD = \"S256\"\n\
         OIDC_STORE_ID_TOKEN = True\n\
         OIDC_OP_LOGOUT_URL_METHOD = \"sign_in.sign_out\""
    );
    let backend =
        format!("{DJANGO_BACKEND}    return \"{issuer}/openid/logout?\" + urlencode(query)");
    [settings, backend]
}

fn spring(Parts { issuer, id, redirect, scope, auth, .. }: &Parts<'_>) -> String {
    let scope = scope.replace(' ', ",");
    format!(
        "spring:\n  security:\n    oauth2:\n      client:\n        provider:\n          vestibule:\n            \
         issuer-uri: {issuer}\n        registration:\n          vestibule:\n            client-id: {id}\n            \
         client-secret: ${{CLIENT_SECRET}}\n            client-authentication-method: {auth}\n            \
         authorization-grant-type: authorization_code\n            redirect-uri: {redirect}\n            \
         scope: {scope}"
    )
}

#[cfg(test)]
mod tests {
    use vestibule_shared::{
        clients::{ClientSource, Setting},
        time::Timestamp,
    };

    use super::*;

    /// The browser tests run what it says.
    const GUIDE: &str = include_str!("../../../../../docs/APPLICATIONS.md");

    fn example(id: &str, host: &str, scope: &str, auth: &str) -> ClientView {
        let setting = |field, value: &str| Setting { field, values: vec![value.to_owned()] };
        let address = |path: &str| format!("https://{host}/{path}");
        let settings = vec![
            setting(ClientField::RedirectUris, &address("callback")),
            setting(ClientField::PostLogoutRedirectUris, &address("")),
            setting(ClientField::Scope, scope),
            setting(ClientField::Auth, auth),
        ];
        ClientView {
            id: id.to_owned(),
            settings,
            source: ClientSource::Staff,
            made_at: Timestamp(0),
            changed_at: Timestamp(0),
            disabled_at: None,
            used_at: None,
            secrets: vec![],
            proposals: vec![],
            four_eyes: false,
            issuer: "https://portal.example".to_owned(),
            fresh_for: 0,
        }
    }

    #[test]
    fn o18_the_lines_to_paste_are_those_of_the_guide() {
        let scope = "openid profile email";
        let offline = "openid profile email offline_access";
        let ward = example("ward", "ward.example", scope, "client_secret_basic");
        let app = example("app", "app.example", offline, "none");
        let mut of_app = lines(&app);
        of_app.retain(|(library, _)| *library == "oidc-client-ts");
        for (library, text) in lines(&ward).into_iter().chain(of_app) {
            assert!(GUIDE.contains(&text), "{library}:\n{text}");
        }
    }
}
