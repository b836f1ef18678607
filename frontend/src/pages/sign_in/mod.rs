//! Sign-in: password and second factor, a passkey, or the e-ID card (R12, R13, M2, M7). The same
//! screens ask a person who is signed in to confirm that it is still them.

mod choose;
mod confirm;
mod credentials;
mod further;
mod lost;
mod prove;
mod read_card;

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{
    api::Nothing,
    security::BeginConfirm,
    sign_in::{LeaveProvider, Purpose, ReturnFromProvider, SignIn as Wizard, Step},
};

use super::{
    away::{self, Away, Ways},
    entering::Entering,
    inside,
    journey::{journey, lasting},
    journey_end::warn,
};
use crate::{
    api, destination,
    i18n::{key, t},
    route::Route,
    session::use_session,
    shell::use_shell,
    ui,
    wizard::Guide,
};

/// How tests call this journey.
const WIZARD: &str = "sign_in";

/// The sign-in page.
#[component]
pub(crate) fn SignIn() -> impl IntoView {
    let guide = Guide::<Wizard>::new();
    let (session, shell) = (use_session(), use_shell());
    Effect::new(move |_| {
        if session.is_signed_in() {
            destination::arrive(session, shell);
        }
    });
    journey(guide, move |step| draw(guide, Errand::SignIn, step))
}

/// What the journey is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Errand {
    /// To sign in.
    SignIn,
    /// To confirm that it is still the same person.
    Confirm,
    /// To link a card or an account at an identity provider.
    Link,
}

impl Errand {
    /// As the screens that two of them share put it.
    const fn purpose(self) -> Purpose {
        match self {
            Self::SignIn => Purpose::SignIn,
            Self::Confirm | Self::Link => Purpose::Confirm,
        }
    }
}

/// The page on which a card or a provider is linked; leads back to the security page.
#[component]
pub(crate) fn Link() -> impl IntoView {
    let guide = Guide::<Wizard>::new();
    inside::only_inside(guide.trouble);
    lasting(guide, move |step| draw(guide, Errand::Link, step))
}

/// The page that asks who is signed in to confirm that it is still them; leads back to what asked.
#[component]
pub(crate) fn Confirm() -> impl IntoView {
    let guide = Guide::<Wizard>::new();
    inside::only_inside(guide.trouble);
    lasting(guide, move |step| draw(guide, Errand::Confirm, step))
}

/// The first screen and the last; the ones between are downloaded when they are first needed.
fn draw(guide: Guide<Wizard>, errand: Errand, step: Step) -> AnyView {
    away::forget_answer(!matches!(step, Step::Away(_)));
    match step {
        Step::Credentials(step) => match errand {
            Errand::SignIn => {
                let providers = step.providers;
                view! { <credentials::Credentials guide providers /> }.into_any()
            }
            Errand::Confirm => view! { <AskAnew guide /> }.into_any(),
            Errand::Link => view! { <ToSecurity /> }.into_any(),
        },
        Step::Entered(_) => match errand {
            Errand::SignIn => {
                let begin_again = Callback::new(move |()| guide.abandon());
                view! { <Entering begin_again /> }.into_any()
            }
            Errand::Confirm => view! { <Confirmed /> }.into_any(),
            Errand::Link => view! { <ToSecurity /> }.into_any(),
        },
        further => view! { <further::Further guide errand step=further /> }.into_any(),
    }
}

/// A screen after the first. Where a person signs in, it warns before the end of the journey.
fn draw_further(guide: Guide<Wizard>, errand: Errand, step: Step) -> AnyView {
    let screen = draw_between(guide, errand.purpose(), step);
    if errand == Errand::SignIn { (screen, warn(*guide)).into_any() } else { screen }
}

fn draw_between(guide: Guide<Wizard>, purpose: Purpose, step: Step) -> AnyView {
    match step {
        Step::Away(first) => {
            let step = guide.follow(first);
            let ways = Ways {
                answer: Callback::new(move |(answer, language)| {
                    guide.go(ReturnFromProvider { answer, language });
                }),
                back: Callback::new(move |()| guide.go(LeaveProvider {})),
            };
            view! { <Away course=*guide wizard=WIZARD at=None step ways /> }.into_any()
        }
        Step::ReadCard(first) => {
            let step = guide.follow(first);
            view! { <read_card::ReadCard guide purpose step /> }.into_any()
        }
        Step::Unfinished(_) => view! { <Unfinished /> }.into_any(),
        Step::Confirm(step) => {
            view! { <confirm::ConfirmPassword guide by_card=step.card /> }.into_any()
        }
        Step::Choose(step) => view! { <choose::Choose guide step /> }.into_any(),
        Step::Prove(first) => {
            let step = guide.follow(first);
            view! { <prove::Prove guide step /> }.into_any()
        }
        Step::Lost(step) => view! { <lost::Lost guide reference=step.reference /> }.into_any(),
        // The first and the last are drawn without this part.
        Step::Credentials(_) | Step::Entered(_) => ().into_any(),
    }
}

/// Registration goes on where it stopped.
#[component]
fn Unfinished() -> impl IntoView {
    let shell = use_shell();
    Effect::new(move |_| shell.redirect(Route::Register));
    view! { <ui::Loading /> }
}

/// The question was never asked, or is forgotten: it is asked.
#[component]
fn AskAnew(guide: Guide<Wizard>) -> impl IntoView {
    let ask = Callback::new(move |()| {
        guide.trouble.set(None);
        spawn_local(async move {
            match api::call::<BeginConfirm>(&Nothing {}).await {
                Ok(_) => guide.load(),
                Err(failure) => _ = guide.trouble.try_set(Some(failure.trouble())),
            }
        });
    });
    ask.run(());
    inside::opening(guide.trouble, ask)
}

/// Linked, or not: back to what opens the account.
#[component]
fn ToSecurity() -> impl IntoView {
    let shell = use_shell();
    Effect::new(move |_| shell.redirect(Route::Security));
    view! { <ui::Loading /> }
}

/// Confirmed: back to what asked for it.
#[component]
fn Confirmed() -> impl IntoView {
    let (session, shell) = (use_session(), use_shell());
    spawn_local(async move {
        session.refresh().await;
        destination::back(shell, |_| true);
    });
    view! { <ui::Loading /> }
}

/// The way back of who would rather not confirm.
#[component]
fn BackToSecurity() -> impl IntoView {
    let shell = use_shell();
    let back = Callback::new(move |()| {
        // These would ask for the proof at once.
        destination::back(shell, |to| !matches!(to, Route::TwoStep | Route::Contact | Route::Link));
    });
    view! { <ui::Action kind=ui::Kind::Back press=back>{t(key::BACK)}</ui::Action> }
}
