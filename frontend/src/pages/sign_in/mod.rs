//! Sign-in: password and second factor, a passkey, or the e-ID card (R12, R13, M2, M7). The same
//! screens ask a signed-in person to confirm their identity.

mod choose;
mod confirm;
mod credentials;
mod further;
mod lost;
mod prove;
mod read_card;

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{
    security::{BeginConfirm, ProofChoice},
    sign_in::{LeaveProvider, Purpose, ReturnFromProvider, SignIn as Wizard, Step},
};

use crate::{
    api,
    app::{route::Route, session::use_session, shell::use_shell},
    flow::{
        Entering, Flow,
        away::{self, Away, Ways},
        continuation::{self, require_session},
        expiring_screens,
        expiry::warn,
        opening, screens,
    },
    i18n::{key, t},
    ui,
};

/// The name of this flow in tests.
const WIZARD: &str = "sign_in";

/// The sign-in page.
#[component]
pub(crate) fn SignIn() -> impl IntoView {
    let flow = Flow::<Wizard>::new();
    let (session, shell) = (use_session(), use_shell());
    Effect::new(move |_| {
        if session.is_signed_in() {
            continuation::arrive(session, shell);
        }
    });
    screens(flow, move |step| draw(flow, PageIntent::SignIn, step))
}

/// The purpose of the flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum PageIntent {
    /// To sign in.
    SignIn,
    /// To confirm the identity of a signed-in person.
    Confirm,
    /// To link a card or an account at an identity provider.
    Link,
}

impl PageIntent {
    /// The purpose, for the screens that two of them share.
    const fn purpose(self) -> Purpose {
        match self {
            Self::SignIn => Purpose::SignIn,
            Self::Confirm | Self::Link => Purpose::Confirm,
        }
    }
}

/// The page that links a card or a provider; leads back to the security page.
#[component]
pub(crate) fn Link() -> impl IntoView {
    let flow = Flow::<Wizard>::new();
    require_session(flow.trouble);
    expiring_screens(flow, move |step| draw(flow, PageIntent::Link, step))
}

/// The page that asks a signed-in person to confirm their identity; leads back to the page that
/// requested it.
#[component]
pub(crate) fn Confirm() -> impl IntoView {
    let flow = Flow::<Wizard>::new();
    require_session(flow.trouble);
    expiring_screens(flow, move |step| draw(flow, PageIntent::Confirm, step))
}

/// Draws the first and the last screen; those between are downloaded when they are first needed.
fn draw(flow: Flow<Wizard>, intent: PageIntent, step: Step) -> AnyView {
    away::forget_answer(!matches!(step, Step::Away(_)));
    match step {
        Step::Credentials(step) => match intent {
            PageIntent::SignIn => {
                let providers = step.providers;
                view! { <credentials::Credentials flow providers /> }.into_any()
            }
            PageIntent::Confirm => view! { <RequestChallenge flow /> }.into_any(),
            PageIntent::Link => view! { <ToSecurity /> }.into_any(),
        },
        Step::Entered(_) => match intent {
            PageIntent::SignIn => {
                let begin_again = Callback::new(move |()| flow.abandon());
                view! { <Entering begin_again /> }.into_any()
            }
            PageIntent::Confirm => view! { <Confirmed /> }.into_any(),
            PageIntent::Link => view! { <ToSecurity /> }.into_any(),
        },
        further => view! { <further::Further flow intent step=further /> }.into_any(),
    }
}

/// A screen after the first. At sign-in, it warns before the end of the flow.
fn draw_further(flow: Flow<Wizard>, intent: PageIntent, step: Step) -> AnyView {
    let screen = draw_between(flow, intent.purpose(), step);
    if intent == PageIntent::SignIn { (screen, warn(*flow)).into_any() } else { screen }
}

fn draw_between(flow: Flow<Wizard>, purpose: Purpose, step: Step) -> AnyView {
    match step {
        Step::Away(first) => {
            let step = flow.follow(first);
            let ways = Ways {
                answer: Callback::new(move |(answer, language)| {
                    flow.go(ReturnFromProvider { answer, language });
                }),
                back: Callback::new(move |()| flow.go(LeaveProvider {})),
            };
            view! { <Away state=*flow wizard=WIZARD at=None step ways /> }.into_any()
        }
        Step::ReadCard(first) => {
            let step = flow.follow(first);
            view! { <read_card::ReadCard flow purpose step /> }.into_any()
        }
        Step::Unfinished(_) => view! { <Unfinished /> }.into_any(),
        Step::Confirm(step) => {
            view! { <confirm::ConfirmPassword flow by_card=step.card /> }.into_any()
        }
        Step::Choose(step) => view! { <choose::Choose flow step /> }.into_any(),
        Step::Prove(first) => {
            let step = flow.follow(first);
            view! { <prove::Prove flow step /> }.into_any()
        }
        Step::Lost(step) => view! { <lost::Lost flow reference=step.reference /> }.into_any(),
        // The first and the last screen are drawn without this part.
        Step::Credentials(_) | Step::Entered(_) => ().into_any(),
    }
}

/// Leads to the registration, which continues where it stopped.
#[component]
fn Unfinished() -> impl IntoView {
    let shell = use_shell();
    Effect::new(move |_| shell.redirect(Route::Register));
    view! { <ui::Loading /> }
}

/// There is no challenge yet, or it is forgotten: requests one.
#[component]
fn RequestChallenge(flow: Flow<Wizard>) -> impl IntoView {
    let ask = Callback::new(move |()| {
        flow.trouble.set(None);
        flow.scope.spawn(async move {
            match api::call::<BeginConfirm>(&ProofChoice::default()).await {
                Ok(_) => flow.load(),
                Err(failure) => flow.trouble.set(Some(failure.trouble())),
            }
        });
    });
    ask.run(());
    opening(flow.trouble, ask)
}

/// Linked, or not: leads back to the list of identities.
#[component]
fn ToSecurity() -> impl IntoView {
    let shell = use_shell();
    Effect::new(move |_| shell.redirect(Route::Security));
    view! { <ui::Loading /> }
}

/// Confirmed: leads back to the page that requested it.
#[component]
fn Confirmed() -> impl IntoView {
    let (session, shell) = (use_session(), use_shell());
    spawn_local(async move {
        session.refresh().await;
        continuation::back(shell, |_| true);
    });
    view! { <ui::Loading /> }
}

/// The way back for a person who does not want to confirm.
#[component]
fn BackToSecurity() -> impl IntoView {
    let shell = use_shell();
    let back = Callback::new(move |()| {
        // These pages would request the proof again at once.
        continuation::back(shell, |to| {
            !matches!(to, Route::TwoStep | Route::Contact | Route::Link)
        });
    });
    view! { <ui::Action kind=ui::Kind::Back press=back>{t(key::BACK)}</ui::Action> }
}
