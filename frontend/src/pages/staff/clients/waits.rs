//! The proposals about applications that wait for a second administrator.

use leptos::prelude::*;
use vestibule_shared::clients::{ClientProposal, DecideClient, Setting};

use super::{Page, WAITS, draft::values, links::ToClient, words};
use crate::{
    api,
    i18n::{I18n, key, t},
    pages::staff::{
        differences::{Changed, differences},
        proposals::{Decided, Place, Proposals, Waiting},
    },
};

/// The waiting changes, if there are any.
#[component]
pub(super) fn Waits(page: Page, rules: Memo<bool>) -> impl IntoView {
    let controller = page.controller;
    let place = Place { controller, section: WAITS, i18n: page.speech.get_value(), rules };
    let proposals = move || {
        page.view.with(|view| view.as_ref().map(|it| it.proposals.clone())).unwrap_or_default()
    };
    let waiting = move |()| proposals().into_iter().map(|one| waits(page, one)).collect::<Vec<_>>();
    let is_empty = Memo::new(move |_| proposals().is_empty());
    let decide = Callback::new(move |(form, decision, done): Decided| {
        let answer = Box::pin(async move { api::call::<DecideClient>(&decision).await });
        controller.send(form, answer, move |view| {
            page.hear(view);
            controller.done(done);
        });
    });
    view! { <Proposals place agree_text=key::CLIENTS_AGREE_TEXT waiting is_empty decide /> }
}

fn waits(page: Page, one: ClientProposal) -> Waiting {
    let i18n = page.speech.get_value();
    let ClientProposal { id, change, before, by, is_yours, at } = one;
    let title = words::asked(change.action, &change.id);
    let is_there = page.knows(&change.id);
    let subject = if is_there {
        view! { <ToClient id=change.id.clone()>{t(title)}</ToClient> }.into_any()
    } else {
        t(title).into_any()
    };
    let settings = change.settings;
    let difference = move || differences(changes(i18n, &before, &settings));
    let (subject, difference) = (Some(subject), difference.into_any());
    Waiting { id, by, is_yours, at, reason: change.reason, subject, difference }
}

/// The settings that differ.
pub(super) fn changes(i18n: I18n, before: &[Setting], after: &[Setting]) -> Vec<Changed> {
    let text = |field, values: &[String]| {
        let said = words::said(i18n, field, values);
        if said.is_empty() { i18n.say(&key::CLIENTS_EMPTY) } else { said }
    };
    let changed = |setting: &Setting| {
        let (field, was) = (setting.field, values(before, setting.field));
        (was != setting.values).then(|| Changed {
            about: i18n.say(&words::field(field).0),
            before: text(field, &was),
            says: text(field, &setting.values),
        })
    };
    after.iter().filter_map(changed).collect()
}
