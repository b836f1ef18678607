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
    bench::{Bench, Section, once_there},
    frame::Frame,
    reason::{Draft, ReasonDialog, Words},
    words,
};
use crate::{
    api,
    browser::intl,
    form::FormState,
    http::session::use_session,
    i18n::{Text, capacity, key, t, use_i18n},
    route::Route,
    shell::Intent,
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
    bench: Bench,
    campaigns: RwSignal<Option<Vec<CampaignView>>>,
}

impl Page {
    fn load(self) {
        let answer = Box::pin(api::call::<GetCampaigns>(&Nothing {}));
        let part = |intent: &Intent| if matches!(intent, Intent::Stop(_)) { LIST } else { NEW };
        self.bench.fetch(answer, move |view| self.hear(view), part);
    }

    fn hear(self, view: CampaignsView) {
        self.bench.proved_for(view.fresh_for);
        self.campaigns.set(Some(view.campaigns));
    }
}

/// The page.
#[component]
pub(super) fn Campaigns() -> impl IntoView {
    let page = Page { bench: Bench::new(Route::Campaigns), campaigns: RwSignal::new(None) };
    page.load();
    let ready = Memo::new(move |_| page.campaigns.with(Option::is_some));
    let load = Callback::new(move |()| page.load());
    once_there(page.bench, ready, load, move || view! { <Parts page /> }.into_any())
}

#[component]
fn Parts(page: Page) -> impl IntoView {
    let (bench, session) = (page.bench, use_session());
    let rules = Memo::new(move |_| session.role().is_some_and(Role::rules));
    let again = Callback::new(move |()| page.load());
    view! {
        <Frame step="campaigns">
            <ui::Heading text=key::CAMPAIGNS_TITLE />
            <p class="lead">{t(key::CAMPAIGNS_LEAD)}</p>
            <Section bench id=NEW title=key::CAMPAIGN_NEW>
                <prepare::Prepare page rules />
            </Section>
            <Section bench id=LIST title=key::CAMPAIGNS_LIST>
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
    let (look, stands) = words::campaign(state);
    let zone = i18n.known("time_zone");
    let when = view! {
        <span class="cell-lines">
            <span>{move || intl::date_and_time_in(i18n.language(), &zone, at)}</span>
            {by.map(|by| view! { <span class="small">{by}</span> })}
        </span>
    };
    let stands = view! { <span class=look>{t(stands)}</span> };
    let counts = [people, sent, snoozed, acted]
        .map(|n| (move || intl::number(i18n.language(), i64::from(n))).into_any());
    let mut cells = vec![when.into_any(), to(target).into_any(), stands.into_any()];
    cells.extend(counts);
    if rules {
        let press = Callback::new(move |()| page.bench.begin(LIST, Intent::Stop(id.clone())));
        let action = (state == CampaignState::Running).then(|| {
            view! {
                <ui::Action kind=Kind::Plain busy=page.bench.busy press>{t(key::CAMPAIGN_STOP)}</ui::Action>
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
        <span class="cell-lines">
            <span>{t(words::selection(target.selection).0)}</span>
            <span class="small">{t(whose)}</span>
        </span>
    }
}

/// Asks whether to stop a campaign, and for the reason.
#[component]
fn Stopping(page: Page) -> impl IntoView {
    let bench = page.bench;
    let words = Signal::derive(move || match bench.open.get() {
        Some(Intent::Stop(_)) => Some(Words {
            title: key::CAMPAIGN_STOP_TITLE,
            text: key::CAMPAIGN_STOP_TEXT,
            yes: key::CAMPAIGN_STOP,
        }),
        _ => None,
    });
    let send = Callback::new(move |(intent, draft, form): (Intent, Draft, FormState)| {
        let Intent::Stop(campaign) = intent else { return };
        let request = Stop { campaign, reason: draft.reason };
        let answer = Box::pin(async move { api::call::<StopCampaign>(&request).await });
        bench.send(form, answer, move |view| {
            page.hear(view);
            bench.done(key::CAMPAIGN_STOP_DONE);
        });
    });
    view! { <ReasonDialog bench words with_phone=false send /> }
}
