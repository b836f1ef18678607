//! The page between an application and a sign-in: each step is one screen, and the server decides
//! which one comes next (O3, O13, O19).

use leptos::{prelude::*, task::spawn_local};
use vestibule_shared::{
    account::SignOut,
    api::{Endpoint, Nothing},
    consent::{
        AccountStep, Application, AskStep, DeniedReason, DeniedStep, GiveConsent,
        KeepAccountOfSession, MissingProof, MissingProofStep, RefuseConsent, RequestHandle,
        RequestStep, ShowRequest, SignInStep,
    },
    security::{BeginConfirm, ProofChoice},
};

use super::words;
use crate::{
    api::{self, Trouble},
    app::{
        route::Route,
        session::use_session,
        shell::{Shell, use_shell},
    },
    browser::{page, tasks::Scope},
    flow::{continuation, opening},
    i18n::{key, t, use_i18n},
    ui,
};

/// What the server answers instead of a handle when it does not know the client.
const UNKNOWN: [&str; 2] = ["unknown-client", "unknown-address"];

#[derive(Clone, Copy)]
struct State {
    scope: Scope,
    handle: RwSignal<String>,
    step: RwSignal<Option<RequestStep>>,
    trouble: RwSignal<Option<Trouble>>,
    busy: RwSignal<bool>,
}

impl State {
    fn ask<E>(self)
    where
        E: Endpoint<Request = RequestHandle, Response = RequestStep>,
    {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.trouble.set(None);
        let request = RequestHandle { request: self.handle.get_untracked() };
        self.scope.spawn(async move {
            let answer = api::call::<E>(&request).await;
            self.busy.set(false);
            match answer {
                Ok(step) => self.step.set(Some(step)),
                Err(failure) => self.trouble.set(Some(failure.trouble())),
            }
        });
    }

    fn press<E>(self) -> Callback<()>
    where
        E: Endpoint<Request = RequestHandle, Response = RequestStep>,
    {
        Callback::new(move |()| self.ask::<E>())
    }

    /// Asks for a proof, with the card where it has to be that one; then this page is shown again.
    fn prove(self, shell: Shell, card: bool) {
        self.busy.set(true);
        self.trouble.set(None);
        self.scope.spawn(async move {
            let answer = api::call::<BeginConfirm>(&ProofChoice { card }).await;
            self.busy.set(false);
            match answer {
                Ok(_) => continuation::come_back(shell, Route::Continue),
                Err(failure) => self.trouble.set(Some(failure.trouble())),
            }
        });
    }

    /// Signs out, and begins again without anybody signed in.
    fn use_another(self) {
        self.busy.set(true);
        self.trouble.set(None);
        self.scope.spawn(async move {
            match api::call::<SignOut>(&Nothing {}).await {
                Ok(_) => page::reload(),
                Err(failure) => {
                    self.busy.set(false);
                    self.trouble.set(Some(failure.trouble()));
                }
            }
        });
    }
}

/// The page.
#[component]
pub(crate) fn Continue() -> impl IntoView {
    let shell = use_shell();
    let state = State {
        scope: Scope::new(),
        handle: RwSignal::new(page::fragment().unwrap_or_default()),
        step: RwSignal::new(None),
        trouble: RwSignal::new(None),
        busy: RwSignal::new(false),
    };
    Effect::new(move |_| {
        shell.navigations.track();
        let handle = page::fragment().unwrap_or_default();
        let is_known = !UNKNOWN.contains(&handle.as_str());
        state.handle.set(handle);
        if is_known {
            state.ask::<ShowRequest>();
        }
    });
    let again = state.press::<ShowRequest>();
    move || {
        if state.handle.with(|handle| UNKNOWN.contains(&handle.as_str())) {
            return view! { <Unknown /> }.into_any();
        }
        match state.step.get() {
            Some(step) => draw(state, step),
            None => opening(state.trouble, again),
        }
    }
}

fn draw(state: State, step: RequestStep) -> AnyView {
    match step {
        RequestStep::Over(_) => view! { <Over /> }.into_any(),
        RequestStep::SignIn(step) => view! { <ToSignIn step /> }.into_any(),
        RequestStep::SetUp(step) => view! { <SetUp application=step.application /> }.into_any(),
        RequestStep::Choose(step) => view! { <Choose state step /> }.into_any(),
        RequestStep::Prove(step) => view! { <Prove state step /> }.into_any(),
        RequestStep::Denied(step) => view! { <Denied state step /> }.into_any(),
        RequestStep::Ask(step) => view! { <Ask state step /> }.into_any(),
        RequestStep::Leave(step) => view! { <Leave url=step.url /> }.into_any(),
    }
}

/// The request is over, or was answered in another tab.
#[component]
fn Over() -> impl IntoView {
    view! {
        <ui::Screen step="request_over">
            <ui::Heading text=key::GO_ON_OVER />
            <p class="lead">{t(key::GO_ON_OVER_TEXT)}</p>
            <div class="actions">
                <ui::Link to=Route::Home class="button button-primary">{t(key::GO_ON_HOME)}</ui::Link>
            </div>
        </ui::Screen>
    }
}

/// The application, or the address it names, is not registered.
#[component]
fn Unknown() -> impl IntoView {
    view! {
        <ui::Screen step="request_unknown">
            <ui::Heading text=key::GO_ON_UNKNOWN />
            <p class="lead">{t(key::GO_ON_UNKNOWN_TEXT)}</p>
            <div class="actions">
                <ui::Link to=Route::Home class="button button-primary">{t(key::GO_ON_HOME)}</ui::Link>
            </div>
        </ui::Screen>
    }
}

/// Nobody is signed in: the way back is kept for after the sign-in.
#[component]
fn ToSignIn(step: SignInStep) -> impl IntoView {
    let (session, shell, i18n) = (use_session(), use_shell(), use_i18n());
    shell.application.set(Some(step.application.name));
    if let Some(language) = step.language {
        spawn_local(i18n.switch(language));
    }
    if let Some(user_name) = step.user_name {
        shell.user_name.set(user_name);
    }
    spawn_local(async move {
        // The page may have believed that a person is signed in.
        session.refresh().await;
        session.farewell.set(None);
        continuation::want(session, shell);
        shell.redirect(Route::SignIn);
    });
    view! { <ui::Loading /> }
}

/// A second factor has to be set up first.
#[component]
fn SetUp(application: Application) -> impl IntoView {
    let (session, shell) = (use_session(), use_shell());
    let press = Callback::new(move |()| {
        continuation::want(session, shell);
        shell.redirect(Route::TwoStep);
    });
    view! {
        <ui::Screen step="request_set_up">
            <ui::Heading text=key::go_on_set_up(application.name) />
            <p class="lead">{t(key::GO_ON_SET_UP_TEXT)}</p>
            <div class="actions">
                <ui::Action press>{t(key::GO_ON_SET_UP_DO)}</ui::Action>
            </div>
        </ui::Screen>
    }
}

/// Which account to go on with.
#[component]
fn Choose(state: State, step: AccountStep) -> impl IntoView {
    let AccountStep { application, name, is_other } = step;
    let other = Callback::new(move |()| state.use_another());
    let text = if is_other { key::GO_ON_OTHER_TEXT } else { key::GO_ON_CHOOSE_TEXT };
    let press = state.press::<KeepAccountOfSession>();
    let same_name = name.clone();
    let same = (!is_other).then(|| {
        view! {
            <ui::Action press busy=state.busy>
                {t(key::go_on_as(same_name.clone()))}
            </ui::Action>
        }
    });
    view! {
        <ui::Screen step="request_choose">
            <ui::Heading text=key::go_on_title(application.name) />
            <p class="lead">{t(key::go_on_signed_in(name))}</p>
            <p>{t(text)}</p>
            <ui::TroubleAlert trouble=state.trouble />
            <div class="actions">
                {same}
                <ui::Action kind=ui::Kind::Quiet press=other busy=state.busy>
                    {t(key::GO_ON_ANOTHER)}
                </ui::Action>
            </div>
        </ui::Screen>
    }
}

/// A proof is missing.
#[component]
fn Prove(state: State, step: MissingProofStep) -> impl IntoView {
    let shell = use_shell();
    let name = step.application.name;
    let (title, text) = match step.proof {
        MissingProof::Recent => (key::go_on_recent(name), key::GO_ON_RECENT_TEXT),
        MissingProof::SecondFactor => (key::go_on_second(name), key::GO_ON_SECOND_TEXT),
        MissingProof::Card => (key::go_on_card(name), key::GO_ON_CARD_TEXT),
    };
    let card = step.proof == MissingProof::Card;
    let press = Callback::new(move |()| state.prove(shell, card));
    let back = state.press::<RefuseConsent>();
    view! {
        <ui::Screen step="request_prove">
            <ui::Heading text=title />
            <p class="lead">{t(text)}</p>
            <ui::TroubleAlert trouble=state.trouble />
            <div class="actions">
                <ui::Action press busy=state.busy>{t(key::GO_ON_DO)}</ui::Action>
                <ui::Action kind=ui::Kind::Quiet press=back busy=state.busy>
                    {t(key::GO_ON_BACK)}
                </ui::Action>
            </div>
        </ui::Screen>
    }
}

/// The person may not use the application.
#[component]
fn Denied(state: State, step: DeniedStep) -> impl IntoView {
    let text = match step.why {
        DeniedReason::NotForYou => key::GO_ON_DENIED_TEXT,
        DeniedReason::Unverified => key::GO_ON_UNVERIFIED_TEXT,
        DeniedReason::TooWeak => key::GO_ON_WEAK_TEXT,
    };
    let back = state.press::<RefuseConsent>();
    view! {
        <ui::Screen step="request_denied">
            <ui::Heading text=key::go_on_denied(step.application.name) />
            <p class="lead">{t(text)}</p>
            {step.contact.map(|contact| view! { <p>{t(key::go_on_contact(contact))}</p> })}
            <ui::TroubleAlert trouble=state.trouble />
            <div class="actions">
                <ui::Action press=back busy=state.busy>
                    {t(key::GO_ON_BACK)}
                </ui::Action>
                <ui::Link to=Route::Account class="button button-quiet">
                    {t(key::GO_ON_ACCOUNT)}
                </ui::Link>
            </div>
        </ui::Screen>
    }
}

/// What the application wants to learn.
#[component]
fn Ask(state: State, step: AskStep) -> impl IntoView {
    let AskStep { application, name, scopes } = step;
    let (agree, refuse) = (state.press::<GiveConsent>(), state.press::<RefuseConsent>());
    view! {
        <ui::Screen step="request_ask">
            <ui::Heading text=key::go_on_title(application.name.clone()) />
            <p class="lead">{t(key::go_on_signed_in(name))}</p>
            <h2>{t(key::go_on_ask(application.name))}</h2>
            {words::list(&scopes)}
            <p class="small">{t(key::GO_ON_ASK_TEXT)}</p>
            <ui::TroubleAlert trouble=state.trouble />
            <div class="actions">
                <ui::Action press=agree busy=state.busy>
                    {t(key::GO_ON_AGREE)}
                </ui::Action>
                <ui::Action kind=ui::Kind::Quiet press=refuse busy=state.busy>
                    {t(key::GO_ON_REFUSE)}
                </ui::Action>
            </div>
        </ui::Screen>
    }
}

/// The browser leaves for the application.
#[component]
fn Leave(url: String) -> impl IntoView {
    page::replace(&url);
    view! { <ui::Loading /> }
}
