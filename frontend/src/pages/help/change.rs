//! The page about the change (P5): which methods end, when and for whom, and what to do. It is made
//! from the policy, so that it needs no maintenance.

use leptos::prelude::*;
use vestibule_shared::{factor::FactorKind, policy::MethodEnd};

use super::{
    To,
    ends::Ends,
    rank::{self, Answers, Fit, Means},
    words,
};
use crate::{
    app::route::{Route, Topic},
    flow::opening,
    i18n::{Text, key, t, t_with, use_i18n},
    ui::{self, Icon, Tone},
};

/// The frequent questions.
const QUESTIONS: [(Text, Text); 6] = [
    (key::CHANGE_ASK_WHY, key::CHANGE_ASK_WHY_TEXT),
    (key::CHANGE_ASK_OTHER, key::CHANGE_ASK_OTHER_TEXT),
    (key::CHANGE_ASK_PHONE, key::CHANGE_ASK_PHONE_TEXT),
    (key::CHANGE_ASK_COST, key::CHANGE_ASK_COST_TEXT),
    (key::CHANGE_ASK_TOLD, key::CHANGE_ASK_TOLD_TEXT),
    (key::CHANGE_ASK_LATE, key::CHANGE_ASK_LATE_TEXT),
];

/// The page.
#[component]
pub(super) fn Change() -> impl IntoView {
    let ends = Ends::ask();
    move || match ends.get() {
        None => opening(ends.trouble, Callback::new(move |()| ends.fetch())),
        Some(all) => view! { <Known all /> }.into_any(),
    }
}

#[component]
fn Known(all: Vec<MethodEnd>) -> impl IntoView {
    let body = if all.is_empty() {
        nothing_ends().into_any()
    } else {
        view! { <Ending all /> }.into_any()
    };
    view! {
        <ui::Screen step="help_change">
            <ui::Heading text=key::CHANGE_TITLE />
            <p class="lead">{t(key::CHANGE_LEAD)}</p>
            {body}
            <p class="afterwards">
                <ui::Link to=Route::Help>{t(key::HELP_PAGE_TITLE)}</ui::Link> " · "
                <To topic=Topic::Method text=key::HELP_METHOD_TITLE />
            </p>
        </ui::Screen>
    }
}

fn nothing_ends() -> impl IntoView {
    view! {
        <ui::Alert tone=Tone::Good code="nothing_ends" title=key::CHANGE_NONE>
            <p>{t(key::CHANGE_NONE_TEXT)}</p>
        </ui::Alert>
    }
}

#[component]
fn Ending(all: Vec<MethodEnd>) -> impl IntoView {
    let by_message = all.iter().any(|end| end.kind == FactorKind::Sms);
    let (ends, ways) = (all.iter().map(one_end).collect_view(), ways_on(&all));
    view! {
        {ends}
        <h2>{t(key::CHANGE_DO_TITLE)}</h2>
        <ol>
            <li>{t(key::CHANGE_DO_CHOOSE)} " " <To topic=Topic::Method text=key::HELP_METHOD_TITLE /></li>
            <li>{t(key::CHANGE_DO_SET_UP)} " "
                <ui::Link to=Route::TwoStep>{t(key::DUTY_SET_UP)}</ui::Link>
            </li>
            <li>{t(key::CHANGE_DO_TRY)}</li>
            <li>{t(key::CHANGE_DO_HELP)} " " <To topic=Topic::Stuck text=key::HELP_STUCK_TITLE /></li>
        </ol>
        <ui::HelpPhone />
        <h2>{t(key::CHANGE_WAYS_TITLE)}</h2>
        <ol>{ways}</ol>
        <h2>{t(key::CHANGE_AFTER_TITLE)}</h2>
        <p>{t(key::CHANGE_AFTER)}</p>
        {by_message.then(|| view! {
            <h2>{t(key::CHANGE_SMS_TITLE)}</h2>
            <p>{t(key::CHANGE_SMS)}</p>
        })}
        <h2>{t(key::CHANGE_ASK_TITLE)}</h2>
        {QUESTIONS.map(asked).collect_view()}
    }
}

/// One method: until when, for whom, and what that means.
fn one_end(end: &MethodEnd) -> impl IntoView + use<> {
    let i18n = use_i18n();
    let (shape, name, _) = words::named(Means::Method(end.kind));
    let people = words::people(end);
    let (badge, meaning) = (end.clone(), end.clone());
    view! {
        <section class="aid" data-ends=format!("{:?}", end.kind)>
            <h2 class="help-method">
                <Icon shape />
                <span>{t(name)} " " <span class="badge badge-bad">
                    {t_with(move || words::end_badge(&badge, i18n.language()))}
                </span></span>
            </h2>
            <ul>{people.into_iter().map(|text| view! { <li>{t(text)}</li> }).collect_view()}</ul>
            <p>{t_with(move || words::meaning(&meaning, i18n.language()))}</p>
        </section>
    }
}

/// The alternatives, the best first (P4).
fn ways_on(all: &[MethodEnd]) -> impl IntoView + use<> {
    let stays = |(means, _): &(Means, Fit)| rank::end(*means, all).is_none();
    let ways = rank::rank(Answers::default(), all).into_iter().filter(stays);
    let one = |(means, _)| {
        let (_, name, text) = words::named(means);
        view! { <li><strong>{t(name)}</strong> <p>{t(text)}</p></li> }
    };
    ways.map(one).collect_view()
}

fn asked((question, answer): (Text, Text)) -> impl IntoView {
    view! {
        <details class="more">
            <summary>{t(question)}</summary>
            <p>{t(answer)}</p>
        </details>
    }
}
