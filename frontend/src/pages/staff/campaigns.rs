//! Campaigns: read by auditors, decided by administrators (H10).

mod prepare;

use leptos::prelude::*;
use vestibule_shared::{
    api::Nothing,
    campaign::{
        CampaignState, CampaignView, CampaignsView, GetCampaigns, Stop, StopCampaign, Target,
    },
    staff::Role,
};

use super::{
    cockpit,
    frame::Frame,
    reason::{ReasonDialog, ReasonValues, Words},
    words,
};
use crate::{
    api,
    app::{route::Route, session::use_session, shell::Intent},
    browser::intl,
    change::{Controller, OnFailure, Section},
    flow::once_loaded,
    form::FormState,
    i18n::{Text, capacity, key, t, use_i18n},
    ui::{self, Cells, Kind, Table},
};

/// The ids of the headings of the two sections.
const LIST: &str = "campaigns-list";
const NEW: &str = "campaign-new";
/// The last column is for those who may make changes.
const HEADS: &[Text] = &[
    key::TRAIL_WHEN,
    key::CAMPAIGN_TO,
    key::CAMPAIGN_STATE,
    key::PEOPLE_ALL,
    key::CAMPAIGN_SENT,
    key::CAMPAIGN_SNOOZED,
    key::CAMPAIGN_ACTED,
    key::STAFF_ACTION,
];

/// The state of the page.
#[derive(Clone, Copy)]
struct Page {
    controller: Controller,
    campaigns: RwSignal<Option<Vec<CampaignView>>>,
}

impl Page {
    fn load(self) {
        let answer = Box::pin(api::call::<GetCampaigns>(&Nothing {}));
        let part = |intent: &Intent| if matches!(intent, Intent::Stop(_)) { LIST } else { NEW };
        self.controller.fetch(answer, move |view| self.hear(view), part);
    }

    fn hear(self, view: CampaignsView) {
        self.controller.proved_for(view.fresh_for);
        self.campaigns.set(Some(view.campaigns));
    }
}

/// The address of the page with this choice made; no server sees the fragment (after the `#`).
pub(super) fn address(target: Target) -> String {
    let capacity = target.capacity.map(|it| cockpit::tag(&it)).unwrap_or_default();
    format!("{}#{}-{capacity}", Route::Campaigns.path(), cockpit::tag(&target.selection))
}

/// The page.
#[component]
pub(super) fn Campaigns() -> impl IntoView {
    let page = Page {
        controller: Controller::new(Route::Campaigns, OnFailure::StaysOpen),
        campaigns: RwSignal::new(None),
    };
    page.load();
    let ready = Memo::new(move |_| page.campaigns.with(Option::is_some));
    let load = Callback::new(move |()| page.load());
    once_loaded(ready, page.controller.trouble, load, move || view! { <Parts page /> }.into_any())
}

#[component]
fn Parts(page: Page) -> impl IntoView {
    let (controller, session) = (page.controller, use_session());
    let rules = Memo::new(move |_| session.role().is_some_and(Role::rules));
    let again = Callback::new(move |()| page.load());
    view! {
        <Frame step="campaigns">
            <ui::Heading text=key::CAMPAIGNS_TITLE />
            <p class="lead">{t(key::CAMPAIGNS_LEAD)}</p>
            <Section controller id=NEW title=key::CAMPAIGN_NEW>
                <prepare::Prepare page rules />
            </Section>
            <Section controller id=LIST title=key::CAMPAIGNS_LIST>
                {move || list(page, rules.get())}
                <div class="actions">
                    <ui::Action kind=Kind::Quiet press=again>{t(key::CAMPAIGNS_AGAIN)}</ui::Action>
                </div>
            </Section>
            {move || rules.get().then(|| view! { <Stopping page /> })}
        </Frame>
    }
}

fn list(page: Page, rules: bool) -> AnyView {
    let campaigns = page.campaigns.get().unwrap_or_default();
    if campaigns.is_empty() {
        return view! { <p>{t(key::CAMPAIGNS_NONE)}</p> }.into_any();
    }
    let heads = if rules { HEADS } else { &HEADS[..HEADS.len() - 1] };
    let rows = campaigns.into_iter().map(|campaign| line(page, campaign, rules)).collect();
    view! { <Table caption=key::CAMPAIGNS_TABLE heads rows /> }.into_any()
}

fn line(page: Page, campaign: CampaignView, rules: bool) -> Cells {
    let i18n = use_i18n();
    let CampaignView { id, target, state, at, by, people, sent, snoozed, acted } = campaign;
    let (look, status) = words::campaign(state);
    let zone = i18n.known("time_zone");
    let when = view! {
        <span class="staff-cell">
            <span>{move || intl::date_and_time_in(i18n.language(), &zone, at)}</span>
            {by.map(|by| view! { <span class="small">{by}</span> })}
        </span>
    };
    let status = view! { <span class=look>{t(status)}</span> };
    let counts = [people, sent, snoozed, acted]
        .map(|n| (move || intl::number(i18n.language(), i64::from(n))).into_any());
    let mut cells = vec![when.into_any(), to(target).into_any(), status.into_any()];
    cells.extend(counts);
    if rules {
        let press = Callback::new(move |()| page.controller.begin(LIST, Intent::Stop(id.clone())));
        let action = (state == CampaignState::Running).then(|| {
            view! {
                <ui::Action kind=Kind::Plain busy=page.controller.busy press>{t(key::CAMPAIGN_STOP)}</ui::Action>
            }
        });
        cells.push(action.into_any());
    }
    cells
}

/// The recipients, in words.
fn to(target: Target) -> impl IntoView {
    let whose = target.capacity.map_or(key::COCKPIT_EVERYBODY, capacity);
    view! {
        <span class="staff-cell">
            <span>{t(words::selection(target.selection).0)}</span>
            <span class="small">{t(whose)}</span>
        </span>
    }
}

/// Asks whether to stop a campaign, and for the reason.
#[component]
fn Stopping(page: Page) -> impl IntoView {
    let controller = page.controller;
    let words = Signal::derive(move || match controller.open.get() {
        Some(Intent::Stop(_)) => Some(Words {
            title: key::CAMPAIGN_STOP_TITLE,
            text: key::CAMPAIGN_STOP_TEXT,
            yes: key::CAMPAIGN_STOP,
        }),
        _ => None,
    });
    let send = Callback::new(move |(intent, values, form): (Intent, ReasonValues, FormState)| {
        let Intent::Stop(campaign) = intent else { return };
        let request = Stop { campaign, reason: values.reason };
        let answer = Box::pin(async move { api::call::<StopCampaign>(&request).await });
        controller.send(form, answer, move |view| {
            page.hear(view);
            controller.done(key::CAMPAIGN_STOP_DONE);
        });
    });
    view! { <ReasonDialog controller words with_phone=false send /> }
}
