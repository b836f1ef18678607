//! A part of what is registered of an application: its sentences, or its form.

use leptos::{ev::SubmitEvent, prelude::*};
use vestibule_shared::clients::{
    ClientAction, ClientChange, ClientField, ClientView, FieldSection, TryClient,
};

use super::{
    super::{
        controls::{SUMMARY, Summary, control},
        waits::changes,
        words,
    },
    Page, Tried,
};
use crate::{
    api,
    app::shell::Intent,
    browser::page,
    change::Section,
    i18n::{key, t},
    json,
    pages::staff::differences::differences,
    ui::{self, Kind, Tone},
};

/// The id of the panel that shows what would change.
const CHANGES: &str = "client-changes";

/// A part: what it says, or its form.
#[component]
pub(super) fn OnePart(page: Page, section: FieldSection, rules: Memo<bool>) -> impl IntoView {
    let i18n = page.speech.get_value();
    let (title, id) = words::section(section);
    let says = move || {
        let said = page
            .view
            .with(|view| view.as_ref().map(|it| words::sentences(i18n, &it.settings, section)));
        let line = |text: String| view! { <li>{text}</li> };
        said.unwrap_or_default().into_iter().map(line).collect_view()
    };
    let open = Memo::new(move |_| page.open.with(|open| open.contains(&section)));
    let begin = Callback::new(move |()| {
        page.open.update(|open| open.push(section));
        page::focus_soon(first(section));
    });
    let label = title.clone();
    view! {
        <Section controller=page.controller id title>
            {move || if rules.get() && open.get() {
                view! { <PartForm page section /> }.into_any()
            } else {
                let label = label.clone();
                view! {
                    <ul class="staff-says staff-value">{says}</ul>
                    {rules.get().then(|| view! {
                        <div class="actions">
                            <ui::Action kind=Kind::Quiet press=begin>
                                {t(key::POLICY_EDIT)}
                                <span class="visually-hidden">": " {t(label)}</span>
                            </ui::Action>
                        </div>
                    })}
                }
                .into_any()
            }}
        </Section>
    }
}

/// The control that gets the focus when the form of a section opens.
const fn first(section: FieldSection) -> &'static str {
    match section {
        FieldSection::About => "client-name",
        FieldSection::Addresses => "client-redirect_uris",
        FieldSection::Proof => "client-auth",
        FieldSection::Data => "client-scope",
        FieldSection::People => "client-allow_capacities",
        FieldSection::Protocol => "client-require_pkce",
    }
}

fn fields(section: FieldSection) -> impl Iterator<Item = ClientField> {
    ClientField::ALL.iter().copied().filter(move |field| field.section() == section)
}

#[component]
fn PartForm(page: Page, section: FieldSection) -> impl IntoView {
    let draft = page.draft;
    let here = move || page.asked.get() == Some(section);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        page.asked.set(Some(section));
        try_it(page, section);
    };
    let cancel = Callback::new(move |()| leave(page, section));
    // What would change belongs to the text of its time.
    let typed = move |_| {
        if page.tried.try_with_untracked(Option::is_some) == Some(true) {
            page.tried.set(None);
        }
        let _ = page.same.try_set(false);
    };
    view! {
        <form class="staff-part" novalidate=true on:submit=submit on:input=typed on:change=typed>
            {move || here().then(|| view! { <Summary draft /> })}
            {fields(section).map(|field| control(draft, field)).collect_view()}
            {move || (here() && page.same.get()).then(|| view! {
                <ui::Alert tone=Tone::Calm code="client_same"><p>{t(key::POLICY_SAME)}</p></ui::Alert>
            })}
            <div class="actions">
                <ui::Submit busy=page.controller.busy>{t(key::CLIENTS_CHECK)}</ui::Submit>
                <ui::Action kind=Kind::Plain press=cancel>{t(key::SECURITY_CANCEL)}</ui::Action>
            </div>
        </form>
        {move || page.tried.get().filter(|_| here()).map(|tried| view! { <Seen page tried /> })}
    }
}

/// Closes the form of a section, and forgets what was typed in it.
fn leave(page: Page, section: FieldSection) {
    let held = page.held();
    for field in fields(section) {
        page.draft.put(field, super::values(&held, field));
    }
    page.tried.set(None);
    page.same.set(false);
    page.open.update(|open| open.retain(|it| *it != section));
    page::focus_soon(words::section(section).1);
}

/// A change of these settings, without its reason.
fn change(view: &ClientView, tried: &Tried) -> ClientChange {
    ClientChange {
        id: view.id.clone(),
        action: ClientAction::Change,
        settings: tried.settings.clone(),
        replaces: Some(view.changed_at),
        reason: String::new(),
    }
}

/// Asks what is wrong with what is typed in all open forms, and shows what would change.
fn try_it(page: Page, section: FieldSection) {
    page.tried.set(None);
    page.same.set(false);
    let Some(view) = page.view.get_untracked() else { return };
    let tried = Tried { section, settings: page.draft.changed(&view.settings) };
    if tried.settings.is_empty() {
        page.same.set(true);
        return;
    }
    let asked = change(&view, &tried);
    let answer = Box::pin(async move { api::call::<TryClient>(&asked).await });
    page.controller.run(words::section(section).1, answer, move |check| {
        let faults = check.faults;
        // A fault may be in a form that is closed.
        let sections: Vec<_> = faults.iter().map(|fault| fault.field.section()).collect();
        page.open.update(|open| {
            let closed: Vec<_> = sections.into_iter().filter(|it| !open.contains(it)).collect();
            open.extend(closed);
        });
        if faults.is_empty() {
            page.tried.set(Some(tried));
            page::focus_soon(CHANGES);
        } else {
            page.draft.wrong.set(faults);
            page::focus_soon(SUMMARY);
        }
    });
}

/// What would change.
#[component]
fn Seen(page: Page, tried: Tried) -> impl IntoView {
    let i18n = page.speech.get_value();
    let Some(view) = page.view.get_untracked() else { return ().into_any() };
    let two = view.four_eyes;
    let id = words::section(tried.section).1;
    let (before, after) = (view.settings.clone(), tried.settings.clone());
    let changes = move || differences(changes(i18n, &before, &after));
    let press = Callback::new(move |()| {
        page.controller.begin(id, Intent::Client(json::write(&change(&view, &tried))));
    });
    view! {
        <div class="alert staff-impact" data-alert="impact" role="group" aria-labelledby=CHANGES>
            <div>
                <h3 id=CHANGES tabindex="-1">{t(key::POLICY_CHANGE)}</h3>
                {changes}
                <div class="actions">
                    <ui::Action busy=page.controller.busy press>
                        {t(if two { key::POLICY_SUBMIT_TWO } else { key::CLIENTS_SAVE })}
                    </ui::Action>
                </div>
            </div>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::staff::clients::draft::control_id;

    #[test]
    fn the_form_of_each_section_begins_with_its_first_setting() {
        for section in FieldSection::ALL {
            assert_eq!(fields(section).next().map(control_id).as_deref(), Some(first(section)));
        }
    }
}
