//! My account, applications: which learned something about the person, and withdrawing it (O13).

use leptos::prelude::*;
use vestibule_shared::{
    api::Nothing,
    consent::{
        Application, ApplicationChoice, ApplicationsView, GetApplications, GivenRow,
        WithdrawConsent,
    },
    problem::Code,
    time::Timestamp,
};

use super::words;
use crate::{
    api::{self, Trouble},
    app::{
        route::Route,
        shell::{Shell, use_shell},
    },
    browser::{intl, tasks::Scope},
    change::proof::ask_proof,
    flow::{continuation::require_session, opening},
    i18n::{Text, key, t, use_i18n},
    ui,
};

#[derive(Clone, Copy)]
struct State {
    scope: Scope,
    view: RwSignal<Option<ApplicationsView>>,
    trouble: RwSignal<Option<Trouble>>,
    /// The application that the person is asked about.
    asked: RwSignal<Option<Application>>,
    is_open: RwSignal<bool>,
    shell: Shell,
    busy: RwSignal<bool>,
}

impl State {
    fn load(self) {
        self.trouble.set(None);
        self.scope.spawn(async move {
            match api::call::<GetApplications>(&Nothing {}).await {
                Ok(view) => self.view.set(Some(view)),
                Err(failure) => self.trouble.set(Some(failure.trouble())),
            }
        });
    }

    fn withdraw(self) {
        let Some(Application { id, .. }) = self.asked.get_untracked() else { return };
        self.busy.set(true);
        self.trouble.set(None);
        self.scope.spawn(async move {
            let answer = api::call::<WithdrawConsent>(&ApplicationChoice { id }).await;
            self.busy.set(false);
            self.is_open.set(false);
            match answer.map_err(api::Failure::trouble) {
                Ok(view) => self.view.set(Some(view)),
                Err(trouble) if trouble.code() == Some(Code::ProofRequired) => {
                    ask_proof(self.shell, Route::Applications, self.trouble);
                }
                Err(trouble) => self.trouble.set(Some(trouble)),
            }
        });
    }
}

/// The page.
#[component]
pub(crate) fn Applications() -> impl IntoView {
    let state = State {
        scope: Scope::new(),
        view: RwSignal::new(None),
        trouble: RwSignal::new(None),
        asked: RwSignal::new(None),
        is_open: RwSignal::new(false),
        shell: use_shell(),
        busy: RwSignal::new(false),
    };
    state.load();
    require_session(state.trouble);
    let is_there = Memo::new(move |_| state.view.with(Option::is_some));
    move || {
        if is_there.get() {
            view! { <Page state /> }.into_any()
        } else {
            opening(state.trouble, Callback::new(move |()| state.load()))
        }
    }
}

#[component]
fn Page(state: State) -> impl IntoView {
    let given = move || state.view.with(|view| view.as_ref().map(|view| view.given.clone()));
    let rows = move || {
        let rows = given().unwrap_or_default();
        if rows.is_empty() {
            return view! { <p>{t(key::APPLICATIONS_NONE)}</p> }.into_any();
        }
        let all = rows.into_iter().map(|row| view! { <Row state row /> });
        view! { <ul class="applications-list">{all.collect_view()}</ul> }.into_any()
    };
    view! {
        <ui::Screen step="applications">
            <ui::Link to=Route::Account class="button button-plain button-back">
                <ui::Icon shape=ui::Shape::Back /> {t(key::ACCOUNT_PAGE_TITLE)}
            </ui::Link>
            <ui::Heading text=key::APPLICATIONS_TITLE />
            <p class="lead">{t(key::APPLICATIONS_LEAD)}</p>
            <ui::TroubleAlert trouble=state.trouble />
            {rows}
            <Withdraw state />
        </ui::Screen>
    }
}

#[component]
fn Row(state: State, row: GivenRow) -> impl IntoView {
    let i18n = use_i18n();
    let asked = row.application.clone();
    let press = Callback::new(move |()| {
        state.asked.set(Some(asked.clone()));
        state.is_open.set(true);
    });
    let said = move |at: Option<Timestamp>, text: fn(String) -> Text| {
        let said = move |at| i18n.say(&text(intl::date_and_time(i18n.language(), at)));
        at.map(|at| view! { <p class="small">{move || said(at)}</p> })
    };
    let name = row.application.name.clone();
    view! {
        <li class="applications-row">
            <h2>{row.application.name}</h2>
            {words::list(&row.scopes)}
            {said(row.given_at, key::applications_given)}
            {said(row.used_at, key::applications_used)}
            <ui::Action kind=ui::Kind::Quiet press>{t(key::applications_withdraw(name))}</ui::Action>
        </li>
    }
}

/// Asks before an application gets nothing more.
#[component]
fn Withdraw(state: State) -> impl IntoView {
    let close = Callback::new(move |()| state.is_open.set(false));
    let press = Callback::new(move |()| state.withdraw());
    let name = move || state.asked.with(|asked| asked.as_ref().map(|asked| asked.name.clone()));
    let title =
        Signal::derive(move || key::applications_withdraw_title(name().unwrap_or_default()));
    let text = Signal::derive(t(key::APPLICATIONS_WITHDRAW_TEXT));
    view! {
        <ui::Dialog id="withdraw-question" open=state.is_open title text close>
            <div class="actions">
                <ui::Action kind=ui::Kind::Danger press busy=state.busy>
                    {t(key::APPLICATIONS_WITHDRAW_DO)}
                </ui::Action>
                <ui::Action kind=ui::Kind::Quiet press=close>{t(key::SECURITY_CANCEL)}</ui::Action>
            </div>
        </ui::Dialog>
    }
}
