//! "Which method suits me?": three questions sort the comparison. Without an answer it still
//! compares.

use leptos::prelude::*;
use vestibule_shared::policy::MethodEnd;

use super::{
    ends::Ends,
    rank::{self, Answers, Fit, Means},
    words,
};
use crate::{
    app::route::Route,
    i18n::{Text, key, t, t_with, use_i18n},
    ui::{self, Cells, Choice, Icon, Table},
};

const HEADS: &[Text] = &[key::CHOOSE_HEAD_METHOD, key::CHOOSE_HEAD_NEED, key::CHOOSE_HEAD_SAFE];
const YES: &str = "yes";
const NO: &str = "no";

/// The questions and the table.
#[component]
pub(super) fn Chooser() -> impl IntoView {
    let [phone, computer, card] = [(); 3].map(|()| RwSignal::new(""));
    let ends = Ends::ask();
    let order = Memo::new(move |_| {
        let [phone, computer, card] = [phone, computer, card].map(|it| answered(it.get()));
        // If the server does not say what ended, the comparison omits it.
        let known = ends.get().unwrap_or_default();
        let answers = Answers { phone, computer, card };
        (rank::rank(answers, &known), known)
    });
    let table = move || {
        let (order, known) = order.get();
        let rows = order.into_iter().map(|it| row(it, &known)).collect();
        view! { <Table caption=key::CHOOSE_TABLE heads=HEADS rows /> }
    };
    view! {
        <p>{t(key::CHOOSE_LEAD)}</p>
        <div class="aid">
            <Question name="has-phone" text=key::CHOOSE_PHONE answer=phone />
            <Question name="has-computer" text=key::CHOOSE_COMPUTER answer=computer />
            <Question name="has-card" text=key::CHOOSE_READER answer=card />
        </div>
        <p role="status" class="help-chosen" data-testid="best">{move || best(&order.get().0).map(t_now)}</p>
        {table}
        <p><ui::Link to=Route::TwoStep>{t(key::CHOOSE_SET_UP)}</ui::Link></p>
    }
}

fn answered(value: &str) -> Option<bool> {
    match value {
        YES => Some(true),
        NO => Some(false),
        _ => None,
    }
}

#[component]
fn Question(name: &'static str, text: Text, answer: RwSignal<&'static str>) -> impl IntoView {
    let choice = |value, label| Choice { value, label, hint: None, lang: None };
    let choices = vec![choice(YES, key::CHOOSE_YES), choice(NO, key::CHOOSE_NO)];
    let choose = Callback::new(move |value| answer.set(value));
    view! {
        <ui::RadioGroup name legend=text choices chosen=answer choose class="choices-row" />
    }
}

/// The method that suits best, if a question was answered.
fn best(order: &[(Means, Fit)]) -> Option<Means> {
    order.first().filter(|(_, fit)| *fit == Fit::Suits).map(|(means, _)| *means)
}

fn t_now(means: Means) -> impl IntoView {
    let i18n = use_i18n();
    t_with(move || key::choose_best(i18n.say(&words::named(means).1)))
}

fn row((means, fit): (Means, Fit), ends: &[MethodEnd]) -> Cells {
    let i18n = use_i18n();
    let ((shape, name, _), (need, safe)) = (words::named(means), words::needs(means));
    let end = rank::end(means, ends).cloned();
    let badge = end.map(|end| {
        let said = t_with(move || words::end_badge(&end, i18n.language()));
        view! { " " <span class="badge badge-bad">{said}</span> }
    });
    let suits = (fit == Fit::Suits).then(|| {
        view! { " " <span class="badge">{t(key::CHOOSE_SUITS)}</span> }
    });
    let name = view! {
        <div class="help-method">
            <Icon shape />
            <span><strong>{t(name)}</strong> {suits} {badge}
                {words::why(means, fit).map(|why| view! { <span class="hint">{t(why)}</span> })}
            </span>
        </div>
    };
    vec![name.into_any(), t(need).into_any(), t(safe).into_any()]
}
