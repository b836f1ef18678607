//! The control of a setting, with its hint and its fault; and the list of faults above a form.

use leptos::{
    ev::{Event, MouseEvent},
    prelude::*,
};
use vestibule_shared::clients::{ClientFault, ClientField, FieldKind};

use super::{
    draft::{Draft, control_id},
    words,
};
use crate::{
    app::shell::use_shell,
    browser::page,
    i18n::{key, t, use_i18n},
    pages::staff::policy::tag,
    ui::{Icon, Shape},
};

/// The id of the list above a form.
pub(super) const SUMMARY: &str = "client-summary";
/// How many lines are shown of a text with several.
const ROWS: &str = "3";

/// The control of a setting.
pub(super) fn control(draft: Draft, field: ClientField) -> AnyView {
    match field.kind() {
        FieldKind::Words(options) | FieldKind::Some(options) => {
            view! { <Ticks draft field options /> }.into_any()
        }
        _ => view! { <Field draft field /> }.into_any(),
    }
}

#[component]
fn Field(draft: Draft, field: ClientField) -> impl IntoView {
    let (id, fault) = (control_id(field), draft.fault(field));
    let (label, hint) = words::field(field);
    view! {
        <div class="field" class:field-bad=move || fault.with(Option::is_some)>
            <label for=id.clone()>{t(label)}</label>
            {hint.map(|hint| view! { <p class="hint" id=format!("{id}-hint")>{t(hint)}</p> })}
            <Beside id fault />
            {input(draft, field)}
        </div>
    }
}

fn input(draft: Draft, field: ClientField) -> AnyView {
    let (id, fault) = (control_id(field), draft.fault(field));
    let about = format!("{id}-problem {id}-hint");
    let invalid = move || fault.with(Option::is_some).then_some("true");
    let text = move || draft.values(field).join("\n");
    let hear = move |event: Event| {
        let lines = event_target_value(&event).split('\n').map(str::to_owned).collect();
        draft.put(field, lines);
    };
    match field.kind() {
        FieldKind::Lines | FieldKind::Json => view! {
            <textarea id=id.clone() name=id rows=ROWS spellcheck="false" autocomplete="off" aria-describedby=about
                aria-invalid=invalid prop:value=text on:input=hear></textarea>
        }
        .into_any(),
        FieldKind::One(_) | FieldKind::Flag => {
            let option = move |value: &'static str| {
                let is_it = move || text() == value;
                view! { <option value=value prop:selected=is_it>{t(words::option(field, value))}</option> }
            };
            let options = field.options().iter().map(|value| option(value)).collect_view();
            view! {
                <select id=id.clone() name=id aria-describedby=about aria-invalid=invalid on:change=hear>
                    {options}
                </select>
            }
            .into_any()
        }
        FieldKind::Name | FieldKind::Line | FieldKind::Words(_) | FieldKind::Some(_) => view! {
            <input type="text" id=id.clone() name=id autocomplete="off" spellcheck="false" aria-describedby=about
                aria-invalid=invalid prop:value=text on:input=hear />
        }
        .into_any(),
    }
}

/// Boxes to tick. The first one has the id of the setting.
#[component]
fn Ticks(draft: Draft, field: ClientField, options: &'static [&'static str]) -> impl IntoView {
    let (id, fault) = (control_id(field), draft.fault(field));
    let (label, _) = words::field(field);
    let first = id.clone();
    let tick = move |(number, value): (usize, &'static str)| {
        let id = if number == 0 { first.clone() } else { format!("{first}-{value}") };
        let ticked = move || draft.values(field).iter().any(|it| it == value);
        let hear = move |event: Event| {
            let is_ticked = event_target_checked(&event);
            let held = untrack(|| draft.values(field));
            let wanted = |it: &&&str| {
                if **it == value { is_ticked } else { held.iter().any(|held| held == **it) }
            };
            draft.put(field, options.iter().filter(wanted).map(|it| (*it).to_owned()).collect());
        };
        view! {
            <div class="choice choice-box">
                <input type="checkbox" id=id.clone() prop:checked=ticked on:change=hear />
                <label for=id>{t(words::option(field, value))}</label>
            </div>
        }
    };
    let ticks = options.iter().copied().enumerate().map(tick).collect_view();
    view! {
        <fieldset class="field" class:field-bad=move || fault.with(Option::is_some)>
            <legend>{t(label)}</legend>
            <Beside id fault />
            <div class="choices-list">{ticks}</div>
        </fieldset>
    }
}

/// What is wrong with a control, beside it.
#[component]
fn Beside(id: String, fault: Signal<Option<ClientFault>>) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        fault.get().map(|fault| {
            let why = tag(&fault.why);
            view! {
                <p class="problem" id=format!("{id}-problem") data-code=why>
                    <Icon shape=Shape::Warning /> <span>{move || i18n.say(&words::fault(&fault))}</span>
                </p>
            }
        })
    }
}

/// The list above a form: it receives the focus, and the title of the window says that something
/// has to be corrected.
#[component]
pub(super) fn Summary(draft: Draft) -> impl IntoView {
    let shell = use_shell();
    shell.watch_failure(move || draft.wrong.with(|all| !all.is_empty()));
    view! {
        <div id=SUMMARY tabindex="-1">
            <Show when=move || draft.wrong.with(|all| !all.is_empty())>
                <div class="alert alert-bad summary" role="alert" data-code="fields_invalid">
                    <Icon shape=Shape::Warning />
                    <div class="alert-text">
                        <p class="alert-title">{t(key::SUMMARY_TITLE)}</p>
                        <ul>{move || draft.wrong.get().into_iter().map(line).collect_view()}</ul>
                    </div>
                </div>
            </Show>
        </div>
    }
}

fn line(fault: ClientFault) -> impl IntoView {
    let i18n = use_i18n();
    let id = control_id(fault.field);
    let href = format!("#{id}");
    let go = move |event: MouseEvent| {
        event.prevent_default();
        page::focus(&id);
    };
    let label = words::field(fault.field).0;
    let text =
        move || i18n.say(&key::policy_labelled(i18n.say(&label), i18n.say(&words::fault(&fault))));
    view! { <li><a href=href on:click=go>{text}</a></li> }
}
