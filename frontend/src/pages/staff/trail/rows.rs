//! The rows of the trail: in plain words, or as stored.

use leptos::prelude::*;
use vestibule_shared::{id::AccountId, trail::TrailRow};

use super::{FIRST_OF_MORE, Page};
use crate::{
    app::route::Route,
    browser::intl,
    i18n::{Text, key, t, use_i18n},
    pages::staff::{events::in_words, frame::About},
    ui::{Cells, Table},
};

/// The number of characters of a digest that is enough to compare it by eye.
const DIGEST_SHOWN: usize = 12;
const HEADS: &[Text] = &[
    key::TRAIL_WHEN,
    key::TRAIL_WHAT,
    key::TRAIL_WHY,
    key::TRAIL_WHOSE,
    key::TRAIL_WHO,
    key::TRAIL_DETAIL,
    key::TRAIL_BROWSER,
    key::TRAIL_SEQ,
    key::TRAIL_MAC,
];
/// The number of columns for readers of plain words.
const PLAIN: usize = 5;

/// The table.
pub(super) fn table(page: Page) -> impl IntoView {
    let (raw, rows) = (page.raw.get(), page.rows.get().unwrap_or_default());
    let first = page.shown_before.get_untracked();
    let named = (first > 0).then_some((first, FIRST_OF_MORE));
    let heads = if raw { HEADS } else { &HEADS[..PLAIN] };
    let line = if raw { as_kept } else { plainly };
    let rows = rows.into_iter().map(line).collect();
    view! { <Table caption=key::TRAIL_TABLE heads rows named /> }
}

fn plainly(row: TrailRow) -> Cells {
    let i18n = use_i18n();
    let at = row.at;
    vec![
        (move || intl::moment(i18n.language(), at)).into_any(),
        t(in_words(&row.event)).into_any(),
        said(row.said),
        person(row.account, row.name),
        doer(&row.actor, row.staff, row.staff_name),
    ]
}

fn as_kept(row: TrailRow) -> Cells {
    let i18n = use_i18n();
    let at = row.at;
    let bare = |id: Option<AccountId>| code(id.map(|id| id.0).unwrap_or_default());
    let actor = match row.staff {
        Some(staff) => format!("{}:{staff}", row.actor),
        None => row.actor,
    };
    vec![
        (move || intl::moment(i18n.language(), at)).into_any(),
        code(row.event),
        said(row.said),
        bare(row.account),
        code(actor),
        code(row.detail),
        row.browser.into_any(),
        code(row.seq.to_string()),
        code(row.mac.chars().take(DIGEST_SHOWN).collect()),
    ]
}

/// The reason, with the differences below it.
fn said(text: Option<String>) -> AnyView {
    text.map(|text| view! { <span class="staff-said">{text}</span> }).into_any()
}

fn code(text: String) -> AnyView {
    view! { <code lang="zxx">{text}</code> }.into_any()
}

fn person(account: Option<AccountId>, name: Option<String>) -> AnyView {
    match (account, name) {
        (Some(account), Some(name)) => {
            view! { <About to=Route::Person account>{name}</About> }.into_any()
        }
        (Some(_), None) => t(key::TRAIL_GONE).into_any(),
        (None, _) => ().into_any(),
    }
}

fn doer(actor: &str, staff: Option<AccountId>, name: Option<String>) -> AnyView {
    match actor {
        "staff" => person(staff, name),
        "person" => t(key::TRAIL_PERSON).into_any(),
        _ => t(key::TRAIL_SYSTEM).into_any(),
    }
}
