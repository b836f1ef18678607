//! The choice of a method: the best one first, with the best explanation (M3, M4, UX 17, 19).

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::{
    factor::{Duty, FactorKind},
    two_step::{ChooseStep, Offer, Skip, StartSetUp, TwoStep},
};

use super::{WIZARD, progress};
use crate::{
    app::route::Topic,
    browser::{
        device::{self, System},
        intl, keys,
        tasks::Scope,
    },
    flow::Flow,
    i18n::{Text, key, method, t, t_with, use_i18n},
    ui::{self, Folded, Kind, MethodCard, Tone},
};

/// How many strong methods are shown first.
const FIRST: usize = 3;

/// The methods as radio buttons.
#[component]
pub(super) fn Choose(
    flow: Flow<TwoStep>,
    step: ChooseStep,
    skipped: RwSignal<bool>,
) -> impl IntoView {
    let ChooseStep { offers, duty, codes_follow } = step;
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
    let has_chip = chip();
    let reason = duty.clone();
    let methods = move || {
        let offers = offered(&offers, has_chip.get()?);
        let duty = duty.clone();
        Some(view! { <Methods flow offers><NotNow flow duty=duty.clone() skipped /></Methods> })
    };
    view! {
        <ui::Screen wizard=WIZARD step="choose" at=progress(0, codes_follow) help>
            <ui::Heading text=title />
            <Reason duty=reason />
            <ui::Notices trouble=flow.trouble moved=flow.moved />
            {methods}
        </ui::Screen>
    }
}

/// Whether this computer has a chip that can keep a key, once the browser has said it. A telephone
/// is not called a computer: what it keeps is a passkey.
fn chip() -> RwSignal<Option<bool>> {
    let is_mobile = device::this().1 == System::Mobile;
    let has_chip = RwSignal::new(is_mobile.then_some(false));
    if !is_mobile {
        Scope::new().spawn(async move { has_chip.set(Some(keys::has_chip().await)) });
    }
    has_chip
}

/// What can be set up here, in two groups: the strong ones that are recommended, and the others.
fn offered(all: &[Offer], has_chip: bool) -> (Vec<Offer>, Vec<Offer>) {
    let here = all.iter().filter(|offer| has_chip || offer.kind != FactorKind::Platform).copied();
    let (strong, weak): (Vec<_>, Vec<_>) =
        here.partition(|offer| !offer.kind.is_phone() && !offer.discouraged);
    // Where no strong one is offered, nothing is folded.
    if strong.is_empty() {
        return (weak, strong);
    }
    let (first, more) = strong.split_at(strong.len().min(FIRST));
    (first.to_vec(), [more, &weak].concat())
}

/// The first one that is not set up yet; of several, the strongest.
fn preselected(offers: &[Offer]) -> usize {
    offers.iter().position(|offer| offer.enrolled == 0).unwrap_or_default()
}

#[component]
fn Methods(
    flow: Flow<TwoStep>,
    offers: (Vec<Offer>, Vec<Offer>),
    children: Children,
) -> impl IntoView {
    let (first, others) = offers;
    let all = [first.as_slice(), &others].concat();
    let chosen = RwSignal::new(preselected(&all));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some(offer) = all.get(chosen.get_untracked()) {
            flow.go(StartSetUp { kind: offer.kind });
        }
    };
    let is_several = !others.is_empty();
    let cards = first.into_iter().map(|offer| card(offer, is_several)).collect();
    let folded = is_several.then(|| Folded {
        title: key::TWO_STEP_OTHERS,
        cards: others.into_iter().map(|offer| card(offer, false)).collect(),
    });
    view! {
        <form novalidate=true on:submit=submit>
            <ui::MethodCards legend=key::TWO_STEP_LEGEND cards folded chosen />
            <div class="actions">
                <ui::Submit busy=flow.busy>{t(key::CONTINUE)}</ui::Submit>
                {children()}
            </div>
        </form>
    }
}

fn card(offer: Offer, is_first: bool) -> MethodCard {
    let (title, hint) = method(offer.kind);
    let badge = match offer {
        Offer { enrolled: 1.., .. } => Some(key::METHOD_SET_UP),
        Offer { discouraged: true, .. } => Some(key::TWO_STEP_OFFER_DISCOURAGED),
        Offer { .. } => is_first.then_some(key::METHOD_RECOMMENDED),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn offers() -> Vec<Offer> {
        let offer = |kind: FactorKind| Offer {
            kind,
            recommended: kind == FactorKind::App,
            enrolled: 0,
            discouraged: false,
            ends_at: None,
        };
        FactorKind::ALL.map(offer).into()
    }

    fn kinds(offers: &[Offer]) -> Vec<FactorKind> {
        offers.iter().map(|offer| offer.kind).collect()
    }

    #[test]
    fn m4_strong_methods_come_first_and_those_of_a_telephone_last() {
        use FactorKind::{App, Call, Passkey, Platform, SecurityKey, Sms};
        let (first, others) = offered(&offers(), true);
        assert_eq!(kinds(&first), [App, Passkey, Platform]);
        assert_eq!(kinds(&others), [SecurityKey, Sms, Call]);
        let (first, others) = offered(&offers(), false);
        assert_eq!(kinds(&first), [App, Passkey, SecurityKey], "no chip, no such method");
        assert_eq!(kinds(&others), [Sms, Call]);
    }

    #[test]
    fn a_method_that_is_advised_against_is_not_among_the_first() {
        let mut all = offers();
        all[0].discouraged = true;
        let (first, others) = offered(&all, false);
        assert_eq!(kinds(&first), [FactorKind::Passkey, FactorKind::SecurityKey]);
        assert_eq!(others[0].kind, FactorKind::App);
        let (first, others) = offered(&all[4..], false);
        assert_eq!((first.len(), others.len()), (2, 0), "nothing else is offered");
    }

    #[test]
    fn the_strongest_that_is_not_set_up_yet_is_preselected() {
        let mut all = offers();
        assert_eq!(preselected(&all), 0);
        all[0].enrolled = 1;
        assert_eq!(preselected(&all), 1);
        for offer in &mut all {
            offer.enrolled = 1;
        }
        assert_eq!(preselected(&all), 0);
    }
}
