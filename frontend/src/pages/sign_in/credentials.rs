//! User name and password, or another way.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    problem::{Code, Field, FieldProblem},
    sign_in::{EnterPassword, SignIn, UseCard},
    text::Email,
};

use super::WIZARD;
use crate::{
    form::{Form, Values, problem},
    i18n::{key, t},
    route::Route,
    session::{Farewell, use_session},
    shell::use_shell,
    ui::{self, Icon, Shape, Tone},
    wizard::Guide,
};

/// What was typed.
#[derive(Clone)]
struct Draft {
    email: String,
    password: String,
}

impl Values for Draft {
    fn problems(&self) -> Vec<FieldProblem> {
        let password = if self.password.is_empty() { Err(Code::Required) } else { Ok(()) };
        let found =
            [problem(Field::Email, Email::parse(&self.email)), problem(Field::Password, password)];
        found.into_iter().flatten().collect()
    }

    fn text(&mut self, field: Field) -> Option<&mut String> {
        match field {
            Field::Email => Some(&mut self.email),
            Field::Password => Some(&mut self.password),
            _ => None,
        }
    }

    fn forget_secrets(&mut self) {
        self.password.clear();
    }
}

/// The form, and the card beside it.
#[component]
pub(super) fn Credentials(guide: Guide<SignIn>) -> impl IntoView {
    let email = use_shell().user_name.get_untracked();
    let form = Form::new(Draft { email, password: String::new() });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(Draft { email, password }) = form.ready() {
            guide.submit(form, EnterPassword { email, password });
        }
    };
    let use_card = Callback::new(move |()| guide.go(UseCard {}));
    view! {
        <ui::Screen wizard=WIZARD step="credentials">
            <ui::Heading text=key::SIGN_IN_TITLE />
            <Goodbye />
            <ui::Notices trouble=guide.trouble moved=guide.moved />
            <ui::FormProblems state=form.state />
            <form novalidate=true on:submit=submit>
                <ui::TextField input=form.input(Field::Email) kind="email" autocomplete="username" />
                <ui::PasswordField input=form.input(Field::Password)
                    autocomplete="current-password" />
                <div class="actions">
                    <ui::Submit busy=form.state.sending>{t(key::SIGN_IN_SUBMIT)}</ui::Submit>
                    <ui::Link to=Route::Recover>{t(key::FORGOTTEN_LINK)}</ui::Link>
                </div>
            </form>
            <p class="or"><span>{t(key::OR)}</span></p>
            <ui::Action kind=ui::Kind::Quiet press=use_card busy=guide.busy>
                <Icon shape=Shape::Reader /> {t(key::SIGN_IN_EID)}
            </ui::Action>
            <p class="afterwards">
                {t(key::SIGN_IN_NO_ACCOUNT)} " "
                <ui::Link to=Route::Register>{t(key::REGISTER_LINK)}</ui::Link>
            </p>
        </ui::Screen>
    }
}

/// How the last session ended.
#[component]
fn Goodbye() -> impl IntoView {
    let farewell = use_session().farewell;
    move || {
        farewell.get().map(|farewell| match farewell {
            Farewell::SignedOut => view! {
                <ui::Alert tone=Tone::Good code="signed_out"><p>{t(key::SIGNED_OUT)}</p></ui::Alert>
            }
            .into_any(),
            Farewell::TimedOut => view! {
                <ui::Alert tone=Tone::Calm code="session_ended"><p>{t(key::TIMED_OUT)}</p></ui::Alert>
            }
            .into_any(),
        })
    }
}
