//! Whom a policy would affect: by capacity, by day, and the campaign that would reach them.

use leptos::{ev::MouseEvent, prelude::*};
use vestibule_shared::{
    campaign::{Selection, Target},
    factor::FactorKind,
    policy::{CapacityImpact, Day, Impact, PlanChange, PlanStep},
    registration::Capacity,
};

use super::{Page, words};
use crate::{
    app::route::Route,
    browser::intl,
    i18n::{self, I18n, Text, key, t},
    pages::staff::{campaigns, words as staff_words},
};

/// The figures, the days and the campaigns.
pub(super) fn affected(page: Page, impact: Impact, today: &Day) -> impl IntoView + use<> {
    let reached = targets(&impact);
    let Impact { people, by_capacity, plan, .. } = impact;
    let figure = |about: Text, count: fn(&CapacityImpact) -> u32| {
        let i18n = page.speech.get_value();
        let all = by_capacity.clone();
        view! {
            <dt>{t(about)}</dt>
            <dd>{move || shares(i18n, &all, count)}</dd>
        }
    };
    let days = plan.into_iter().map(|step| line(page, step, today)).collect_view();
    let links = reached.into_iter().map(|target| link(page, target)).collect_view();
    view! {
        <h3>{t(key::POLICY_IMPACT)}</h3>
        <dl class="facts">
            <dt>{t(key::POLICY_IMPACT_PEOPLE)}</dt> <dd>{people}</dd>
            {figure(key::POLICY_IMPACT_ACT, |of| of.must_act)}
            {figure(key::POLICY_IMPACT_NONE, |of| of.without_any)}
            {figure(key::POLICY_IMPACT_ENDING, |of| of.ending)}
        </dl>
        <h3>{t(key::PLAN_TITLE)}</h3>
        <ul class="staff-says" data-testid="plan">{days}</ul>
        {(!links.is_empty()).then(|| view! { <ul class="staff-says">{links}</ul> })}
    }
}

/// How many of each capacity, as `15 van 15 artsen`.
fn shares(i18n: I18n, all: &[CapacityImpact], count: fn(&CapacityImpact) -> u32) -> String {
    let some = all.iter().filter(|of| count(of) > 0);
    let said: Vec<String> = some.map(|of| i18n.say(&share(of, count(of)))).collect();
    if said.is_empty() {
        return i18n.say(&key::POLICY_NOBODY);
    }
    intl::list(i18n.language(), &said)
}

fn share(of: &CapacityImpact, n: u32) -> Text {
    match of.capacity {
        Capacity::Doctor => key::impact_doctors(of.people, n),
        Capacity::Organisation => key::impact_organisations(of.people, n),
        Capacity::Citizen => key::impact_citizens(of.people, n),
    }
}

/// What changes on a day, and for how many.
fn line(page: Page, step: PlanStep, today: &Day) -> impl IntoView + use<> {
    let i18n = page.speech.get_value();
    let is_today = step.day == *today;
    let day = step.day.clone();
    let when = move || {
        let on = || key::plan_on(words::day(i18n, &day));
        i18n.say(&if is_today { key::PLAN_TODAY } else { on() })
    };
    view! { <li><b>{when}</b> " " {move || sentences(i18n, &step)}</li> }
}

fn sentences(i18n: I18n, step: &PlanStep) -> String {
    let who = words::who(i18n, &step.of);
    let method = step.method.map(|kind| i18n.say(&i18n::method(kind).0)).unwrap_or_default();
    let (people, stuck) = (step.people, step.stuck);
    let have = key::plan_have(people);
    let texts = match step.change {
        PlanChange::Required => vec![key::plan_required(who), key::plan_without(people, stuck)],
        PlanChange::InUse => vec![key::plan_in_use(method, who), have],
        PlanChange::Discouraged => vec![key::plan_discouraged(method, who), have],
        PlanChange::Ending => {
            vec![key::plan_ending(method, who), have, key::plan_stuck(stuck)]
        }
        PlanChange::EnrolOnly => {
            vec![key::plan_enrol_only(method, who), have, key::plan_stuck(stuck)]
        }
        PlanChange::Removed => {
            vec![key::plan_removed(method, who), have, key::plan_stuck(stuck)]
        }
    };
    texts.iter().map(|text| i18n.say(text)).collect::<Vec<_>>().join(" ")
}

/// The campaigns that would reach those who have to act.
fn targets(impact: &Impact) -> Vec<Target> {
    let target = |selection, is_theirs: fn(&CapacityImpact) -> bool| {
        let theirs: Vec<&CapacityImpact> =
            impact.by_capacity.iter().filter(|of| is_theirs(of)).collect();
        let capacity = if let [only] = theirs.as_slice() { Some(only.capacity) } else { None };
        (!theirs.is_empty()).then_some(Target { selection, capacity })
    };
    let stuck = || impact.plan.iter().filter(|step| step.method.is_some() && step.stuck > 0);
    let is_about_messages =
        stuck().count() > 0 && stuck().all(|step| step.method == Some(FactorKind::Sms));
    let ending = if is_about_messages { Selection::SmsOnly } else { Selection::AtRisk };
    [
        target(Selection::Without, |of| of.without_any > 0),
        target(ending, |of| of.ending > 0 || of.must_act > of.without_any),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A link to the campaign; what was typed here waits for the way back.
fn link(page: Page, target: Target) -> impl IntoView {
    let i18n = page.speech.get_value();
    let text = move || {
        let to = i18n.say(&staff_words::selection(target.selection).0);
        match target.capacity {
            Some(of) => i18n.say(&key::policy_campaign_of(to, i18n.say(&words::plural(of)))),
            None => i18n.say(&key::policy_campaign(to)),
        }
    };
    let address = campaigns::address(target);
    let href = address.clone();
    let follow = move |event: MouseEvent| {
        let elsewhere =
            event.ctrl_key() || event.meta_key() || event.shift_key() || event.button() != 0;
        if !elsewhere {
            event.prevent_default();
            page.keep();
            page.controller.shell().go_to(Route::Campaigns, &address);
        }
    };
    view! { <li><a href=href on:click=follow>{text}</a></li> }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn impact(of: CapacityImpact, method: FactorKind) -> Impact {
        let step = PlanStep {
            day: Day("2027-07-01".to_owned()),
            change: PlanChange::EnrolOnly,
            method: Some(method),
            of: vec![of.capacity],
            people: 9,
            stuck: 5,
        };
        Impact { by_capacity: vec![of], plan: vec![step], ..Impact::default() }
    }

    #[test]
    fn a_campaign_reaches_those_who_have_nothing_and_those_whose_methods_end() {
        let of = CapacityImpact {
            capacity: Capacity::Doctor,
            people: 15,
            must_act: 3,
            without_any: 3,
            ending: 5,
        };
        let target = |selection| Target { selection, capacity: Some(Capacity::Doctor) };
        assert_eq!(
            targets(&impact(of, FactorKind::Sms)),
            [target(Selection::Without), target(Selection::SmsOnly)]
        );
        let ending = CapacityImpact { must_act: 0, without_any: 0, ..of };
        assert_eq!(targets(&impact(ending, FactorKind::Call)), [target(Selection::AtRisk)]);
        let nobody = CapacityImpact { ending: 0, ..ending };
        assert_eq!(targets(&impact(nobody, FactorKind::Sms)), []);
    }
}
