//! What is wrong with a typed policy: at the field, and in the list above the form.

use leptos::{ev::MouseEvent, prelude::*};
use vestibule_shared::policy::{Unit, Value};

use super::{part::Part, read::MOST_NOTICE_DAYS, spans, words};
use crate::{
    app::shell::use_shell,
    browser::page,
    i18n::{I18n, Text, key, t, use_i18n},
    ui::{Icon, Shape},
};

/// The id of the list above a form.
pub(super) const SUMMARY: &str = "policy-summary";

/// A field with something to correct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    /// The part that it is in.
    pub(super) part: Part,
    /// The id of its control.
    pub(super) id: String,
    /// Its label.
    pub(super) label: Text,
    /// What is wrong.
    pub(super) fault: Fault,
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is no number between these.
    Number(u32, u32),
    /// It is not between the bounds of this figure.
    Figure(Value),
    /// The days are not numbers that fall.
    Days,
    /// The day is not after the last day.
    NotAfter,
    /// There is no last day.
    NoLastDay,
}

impl Fault {
    fn text(self, i18n: I18n) -> Text {
        match self {
            Self::Number(least, most) => key::wrong_number(least, most),
            Self::Figure(value) => {
                let about = value.about();
                let said = |is| spans::said(i18n, value, is);
                if about.unit == Unit::Times {
                    key::wrong_number(about.least, about.most)
                } else {
                    key::wrong_span(said(about.least), said(about.most))
                }
            }
            Self::Days => key::wrong_days(1, MOST_NOTICE_DAYS),
            Self::NotAfter => key::WRONG_NOT_AFTER,
            Self::NoLastDay => key::WRONG_NO_LAST_DAY,
        }
    }

    const fn code(self) -> &'static str {
        match self {
            Self::Number(..) | Self::Figure(_) => "out_of_bounds",
            Self::Days => "days",
            Self::NotAfter => "not_after",
            Self::NoLastDay => "no_last_day",
        }
    }
}

/// The fault of a control; its text is beside it, and this is the signal for its look.
pub(super) fn of(wrong: RwSignal<Vec<Wrong>>, id: &str) -> Signal<Option<Fault>> {
    let id = id.to_owned();
    Signal::derive(move || wrong.with(|all| all.iter().find(|it| it.id == id).map(|it| it.fault)))
}

/// A control is being edited: its fault disappears, and with the last one the list.
pub(super) fn mend(wrong: RwSignal<Vec<Wrong>>, id: &str) {
    if wrong.with_untracked(|all| all.iter().any(|it| it.id == id)) {
        wrong.update(|all| all.retain(|it| it.id != id));
    }
}

/// What is wrong with a control, beside it.
#[component]
pub(super) fn Beside(id: String, fault: Signal<Option<Fault>>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        fault.get().map(|fault| {
            view! {
                <p class="problem" id=format!("{id}-problem") data-code=fault.code()>
                    <Icon shape=Shape::Warning />
                    <span>{move || i18n.say(&fault.text(i18n))}</span>
                </p>
            }
        })
    }
}

/// The list above a form: it receives the focus, and the title of the window says that something
/// has to be corrected.
#[component]
pub(super) fn Summary(wrong: RwSignal<Vec<Wrong>>) -> impl IntoView {
    let shell = use_shell();
    shell.watch_failure(move || wrong.with(|all| !all.is_empty()));
    view! {
        <div id=SUMMARY tabindex="-1">
            <Show when=move || wrong.with(|all| !all.is_empty())>
                <div class="alert alert-bad summary" role="alert" data-code="fields_invalid">
                    <Icon shape=Shape::Warning />
                    <div class="alert-text">
                        <p class="alert-title">{t(key::SUMMARY_TITLE)}</p>
                        <ul>{move || wrong.get().into_iter().map(line).collect_view()}</ul>
                    </div>
                </div>
            </Show>
        </div>
    }
}

fn line(wrong: Wrong) -> impl IntoView {
    let i18n = use_i18n();
    let Wrong { id, label, fault, .. } = wrong;
    let href = format!("#{id}");
    let go = move |event: MouseEvent| {
        event.prevent_default();
        page::focus(&id);
    };
    let text = move || words::labelled(i18n, &label, &fault.text(i18n));
    view! { <li><a href=href on:click=go>{text}</a></li> }
}
