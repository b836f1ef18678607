//! Second factors to choose from: one card each, the strongest first (M4, UX 17).

use leptos::prelude::*;
use vestibule_shared::factor::FactorKind;

use super::{Icon, Shape};
use crate::i18n::{Text, t};

/// A second factor to choose.
#[derive(Clone)]
pub(crate) struct MethodCard {
    /// Its kind.
    pub(crate) kind: FactorKind,
    /// Its name.
    pub(crate) title: Text,
    /// Its description, or the name that its owner gave it.
    pub(crate) hint: Option<Text>,
    /// A word or two that distinguish it.
    pub(crate) badge: Option<Text>,
}

/// The picture of a kind of second factor.
pub(crate) const fn method_shape(kind: FactorKind) -> Shape {
    match kind {
        FactorKind::App => Shape::App,
        FactorKind::Passkey => Shape::Passkey,
        FactorKind::Platform => Shape::Chip,
        FactorKind::SecurityKey => Shape::Stick,
        FactorKind::Sms => Shape::Message,
        FactorKind::Call => Shape::Call,
    }
}

/// Methods that are shown on demand, after the others.
pub(crate) struct Folded {
    /// What they are called together.
    pub(crate) title: Text,
    /// The methods.
    pub(crate) cards: Vec<MethodCard>,
}

/// Radio buttons as cards; `chosen` counts from 0, the folded ones last.
#[component]
pub(crate) fn MethodCards(
    legend: Text,
    cards: Vec<MethodCard>,
    #[prop(optional_no_strip)] folded: Option<Folded>,
    chosen: RwSignal<usize>,
) -> impl IntoView {
    let first = cards.len();
    let is_open = chosen.get_untracked() >= first;
    let list = |cards: Vec<MethodCard>, from: usize| {
        let cards = (from..).zip(cards).map(|(number, card)| one(number, card, chosen));
        view! { <div class="choices-list">{cards.collect_view()}</div> }
    };
    view! {
        <fieldset class="field choices-cards methods">
            <legend>{t(legend)}</legend>
            {list(cards, 0)}
            {folded.map(|Folded { title, cards }| view! {
                <details class="more" open=is_open>
                    <summary>{t(title)}</summary>
                    {list(cards, first)}
                </details>
            })}
        </fieldset>
    }
}

fn one(number: usize, card: MethodCard, chosen: RwSignal<usize>) -> impl IntoView {
    let MethodCard { kind, title, hint, badge } = card;
    let id = format!("method-{number}");
    let hint_id = hint.is_some().then(|| format!("{id}-hint"));
    view! {
        <div class="choice">
            <input type="radio" name="method" id=id.clone() value=number.to_string()
                aria-describedby=hint_id.clone()
                prop:checked=move || chosen.get() == number
                on:change=move |_| chosen.set(number) />
            <label for=id>
                <Icon shape=method_shape(kind) />
                <span>{t(title)} {badge.map(|badge| view! { " " <span class="badge">{t(badge)}</span> })}</span>
            </label>
            {hint.map(|hint| view! { <p class="hint" id=hint_id>{t(hint)}</p> })}
        </div>
    }
}
