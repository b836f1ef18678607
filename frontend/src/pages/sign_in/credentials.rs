//! User name and password, a passkey among the suggestions for the user name (UX 20), or the card.

use leptos::{ev::SubmitEvent, prelude::*};
use serde_json::Value;
use vestibule_shared::{
    problem::{Code, Field, FieldProblem},
    sign_in::{AskPasskey, EnterPassword, SignIn, Step, UseCard, UsePasskey, UseProvider},
    text::Email,
    upstream::UpstreamView,
};

use super::WIZARD;
use crate::{
    api::{self, Cause},
    app::{
        route::{Route, Topic},
        session::{Farewell, use_session},
        shell::use_shell,
    },
    browser::{
        keys::{self, KeyProblem},
        tasks::Scope,
    },
    flow::Flow,
    form::{Form, Values, problem},
    i18n::{key, t, use_i18n},
    json,
    ui::{self, Icon, Shape, Tone},
};

/// What was typed.
#[derive(Clone)]
struct CredentialValues {
    email: String,
    password: String,
}

impl Values for CredentialValues {
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
pub(super) fn Credentials(flow: Flow<SignIn>, providers: Vec<UpstreamView>) -> impl IntoView {
    let (shell, i18n) = (use_shell(), use_i18n());
    let email = shell.user_name.get_untracked();
    let form = Form::new(CredentialValues { email, password: String::new() });
    // A person who comes back to this screen finds the address again; `continuation::arrive` forgets it.
    on_cleanup(move || {
        if let Some(values) = form.values.try_get_untracked() {
            shell.user_name.set(values.email);
        }
    });
    let passkeys = Passkeys::new(flow);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(CredentialValues { email, password }) = form.ready() {
            passkeys.then(Callback::new(move |()| {
                let (email, password) = (email.clone(), password.clone());
                flow.submit(form, EnterPassword { email, password });
            }));
        }
    };
    let use_card = Callback::new(move |()| {
        passkeys.then(Callback::new(move |()| flow.go(UseCard {})));
    });
    let use_passkey = Callback::new(move |()| {
        passkeys.then(Callback::new(move |()| passkeys.choose()));
    });
    let providers = providers.into_iter().map(|UpstreamView { id, name }| {
        let go = Callback::new(move |()| {
            let provider = id.clone();
            let language = untrack(|| i18n.language());
            shell.leaving.set(true);
            flow.go(UseProvider { provider, language });
        });
        let press = Callback::new(move |()| passkeys.then(go));
        view! {
            <ui::Action kind=ui::Kind::Quiet press busy=flow.busy>
                <Icon shape=Shape::Phone /> {t(key::sign_in_provider(name))}
            </ui::Action>
        }
    });
    let providers = providers.collect_view();
    view! {
        <ui::Screen wizard=WIZARD step="credentials" help=Topic::Stuck>
            <ui::Heading text=key::SIGN_IN_TITLE />
            <Goodbye />
            <ui::Notices trouble=flow.trouble moved=flow.moved elsewhere=key::SIGN_IN_OVER />
            <ui::FormProblems state=form.state again_at=Field::Email />
            <form novalidate=true on:submit=submit>
                <ui::TextField input=form.input(Field::Email) kind="email"
                    autocomplete="username webauthn" />
                <ui::PasswordField input=form.input(Field::Password)
                    autocomplete="current-password" />
                <div class="actions">
                    <ui::Submit busy=form.state.sending>{t(key::SIGN_IN_SUBMIT)}</ui::Submit>
                    <ui::Link to=Route::Recover>{t(key::FORGOTTEN_LINK)}</ui::Link>
                </div>
            </form>
            <p class="or"><span>{t(key::OR)}</span></p>
            <ui::KeyStatus open=passkeys.open problem=passkeys.problem />
            <div class="actions">
                <ui::Action kind=ui::Kind::Quiet press=use_card busy=flow.busy>
                    <Icon shape=Shape::Reader /> {t(key::SIGN_IN_EID)}
                </ui::Action>
                {keys::are_here().then(|| view! {
                    <ui::Action kind=ui::Kind::Quiet press=use_passkey busy=flow.busy>
                        <Icon shape=Shape::Key /> {t(key::SIGN_IN_PASSKEY)}
                    </ui::Action>
                })}
                {providers}
            </div>
            <p class="afterwards">
                {t(key::SIGN_IN_NO_ACCOUNT)} " "
                <ui::Link to=Route::Register>{t(key::REGISTER_LINK)}</ui::Link>
            </p>
        </ui::Screen>
    }
}

/// Passkeys among the suggestions of the browser, or asked for by a button.
#[derive(Clone, Copy)]
struct Passkeys {
    scope: Scope,
    flow: Flow<SignIn>,
    /// Whether the server is being asked for the challenge for the passkey.
    asking: RwSignal<bool>,
    /// What the person did meanwhile: the server would refuse one of two simultaneous moves.
    next: RwSignal<Option<Callback<()>>>,
    /// Whether the browser shows its window.
    open: RwSignal<bool>,
    /// The result of that window.
    problem: RwSignal<Option<KeyProblem>>,
}

impl Passkeys {
    /// Offers them where the browser can, while the screen is shown; with a new challenge after
    /// each failed answer.
    fn new(flow: Flow<SignIn>) -> Self {
        let asked = Self {
            scope: Scope::new(),
            flow,
            asking: RwSignal::new(false),
            next: RwSignal::new(None),
            open: RwSignal::new(false),
            problem: RwSignal::new(None),
        };
        asked.offer();
        Effect::new(move |_| {
            let cause = flow.trouble.with(|trouble| trouble.as_ref().map(|trouble| trouble.cause));
            let Some(Cause::Code(code)) = cause else { return };
            if code == Code::KeyUnknown {
                keys::forget_last();
            }
            if matches!(
                code,
                Code::KeyChanged
                    | Code::KeyRefused
                    | Code::KeyStale
                    | Code::KeyUnknown
                    | Code::KeyUnverified
            ) {
                asked.offer();
            }
        });
        on_cleanup(keys::stop);
        asked
    }

    /// Runs it now, or as soon as the server answers.
    fn then(self, act: Callback<()>) {
        if self.asking.get_untracked() {
            self.next.set(Some(act));
        } else {
            act.run(());
        }
    }

    fn offer(self) {
        let flow = self.flow;
        self.scope.spawn(async move {
            let can = keys::can_autofill().await;
            // The person may have made another move first.
            if !can || flow.busy.get_untracked() {
                return;
            }
            if let Some(options) = self.question().await
                && let Ok(credential) = keys::autofill(&options).await
            {
                flow.go(UsePasskey { credential });
            }
        });
    }

    /// Opens the browser's window; closing it is not an error, and the suggestions come back.
    fn choose(self) {
        let Self { flow, open, problem, .. } = self;
        problem.set(None);
        open.set(true);
        self.scope.spawn(async move {
            let outcome = match self.question().await {
                Some(options) => keys::choose(&options).await,
                None => Err(KeyProblem::Failed),
            };
            open.set(false);
            match outcome {
                Ok(credential) => flow.go(UsePasskey { credential }),
                Err(found) => {
                    problem.set(Some(found));
                    self.offer();
                }
            }
        });
    }

    /// The challenge for a passkey; nothing if the server does not answer.
    async fn question(self) -> Option<Value> {
        let Self { asking, next, .. } = self;
        asking.set(true);
        let answer = api::advance(&AskPasskey {}).await;
        asking.set(false);
        if let Some(act) = next.get_untracked() {
            next.set(None);
            act.run(());
        }
        match answer.ok().as_ref().and_then(json::read)? {
            Step::Credentials(step) => step.passkey,
            _ => None,
        }
    }
}

/// How the last session ended.
#[component]
fn Goodbye() -> impl IntoView {
    let farewell = use_session().farewell;
    move || {
        farewell.get().map(|farewell| {
            let (tone, code, text) = match farewell {
                Farewell::SignedOut => (Tone::Good, "signed_out", key::SIGNED_OUT),
                Farewell::TimedOut => (Tone::Calm, "session_ended", key::TIMED_OUT),
                Farewell::Deleted => (Tone::Good, "account_deleted", key::DATA_DELETED),
            };
            view! { <ui::Alert tone code><p>{t(text)}</p></ui::Alert> }
        })
    }
}
