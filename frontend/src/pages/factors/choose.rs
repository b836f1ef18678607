//! The choice of a method: the best one first, with the best explanation (M3, M4, UX 17, 19).

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    factor::{Duty, FactorKind},
    two_step::{ChooseStep, Offer, Skip, StartSetUp, TwoStep},
};

use super::{SignOut, WIZARD};
use crate::{
    app::route::Topic,
    browser::intl,
    flow::Flow,
    i18n::{Text, key, method, t, t_with, use_i18n},
    ui::{self, Kind, MethodCard, Tone},
};

/// The methods as radio buttons.
#[component]
pub(super) fn Choose(
    flow: Flow<TwoStep>,
    step: ChooseStep,
    skipped: RwSignal<bool>,
) -> impl IntoView {
    let ChooseStep { offers, duty } = step;
    let first = offers.iter().position(|offer| offer.recommended).unwrap_or_default();
    let chosen = RwSignal::new(first);
    let kinds: Vec<FactorKind> = offers.iter().map(|offer| offer.kind).collect();
    let cards = offers.into_iter().map(card).collect();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(kind) = kinds.get(chosen.get_untracked()) {
            flow.go(StartSetUp { kind: *kind });
        }
    };
    let title = match duty {
        Duty::Done {} | Duty::Ending { .. } => key::TWO_STEP_ANOTHER,
        Duty::Ended {} => key::TWO_STEP_ENDED,
        Duty::Lost {} => key::TWO_STEP_LOST,
        Duty::Optional {} | Duty::Grace { .. } | Duty::Now {} => key::TWO_STEP_TITLE,
    };
    let help = match duty {
        Duty::Ending { .. } | Duty::Ended {} => Topic::Change,
        _ => Topic::Method,
    };
    view! {
        <ui::Screen wizard=WIZARD step="choose" help>
            <ui::Heading text=title />
            <Reason duty=duty.clone() />
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            <form novalidate=true on:submit=submit>
                <ui::MethodCards legend=key::TWO_STEP_LEGEND cards chosen />
                <div class="actions">
                    <ui::Submit busy=flow.busy>{t(key::CONTINUE)}</ui::Submit>
                    <NotNow flow duty skipped />
                </div>
            </form>
            <SignOut />
        </ui::Screen>
    }
}

fn card(offer: Offer) -> MethodCard {
    let (title, hint) = method(offer.kind);
    let badge = match offer {
        Offer { enrolled: 1.., .. } => Some(key::METHOD_SET_UP),
        Offer { recommended: true, .. } => Some(key::METHOD_RECOMMENDED),
        Offer { discouraged: true, .. } => Some(key::TWO_STEP_OFFER_DISCOURAGED),
        Offer { .. } => None,
    };
    MethodCard { kind: offer.kind, title, hint: Some(hint), badge }
}

/// Why it matters; and why nothing else is reachable, if so.
#[component]
fn Reason(duty: Duty) -> impl IntoView {
    let must: Option<(Text, Text)> = match duty {
        Duty::Now {} => Some((key::TWO_STEP_NOW, key::TWO_STEP_NOW_TEXT)),
        _ => None,
    };
    let why = match duty {
        Duty::Lost {} => key::TWO_STEP_LOST_TEXT,
        Duty::Done {} | Duty::Ending { .. } => key::MORE_LEAD,
        Duty::Ended {} => key::TWO_STEP_ENDED_TEXT,
        Duty::Optional {} | Duty::Grace { .. } | Duty::Now {} => key::TWO_STEP_WHY,
    };
    view! {
        <p class="lead">{t(why)}</p>
        {must.map(|(title, text)| view! {
            <ui::Alert tone=Tone::Calm code="enrolment_required" title><p>{t(text)}</p></ui::Alert>
        })}
    }
}

/// Postpones the set-up, if the policy allows it; says until when (UX 19).
#[component]
fn NotNow(flow: Flow<TwoStep>, duty: Duty, skipped: RwSignal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let pressing = duty.is_pressing();
    let text = move || match duty {
        Duty::Grace { until, .. } => key::two_step_skip_until(intl::date(i18n.language(), until)),
        _ => key::TWO_STEP_SKIP,
    };
    let skip = Callback::new(move |()| {
        skipped.set(true);
        flow.go(Skip {});
    });
    (!pressing).then(|| {
        view! { <ui::Action kind=Kind::Plain press=skip>{t_with(text)}</ui::Action> }
    })
}
