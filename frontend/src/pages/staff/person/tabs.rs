//! What an agent needs less often, in three tabs (the tab pattern of the ARIA guide: arrow keys,
//! Home and End). The open one is the same at the next person and after a reload.

use leptos::{ev::KeyboardEvent, prelude::*};

use super::{Page, exceptions, facts, history, methods};
use crate::{
    browser::{page, storage},
    i18n::{Text, key, t},
};

/// The name under which this tab of the browser stores the open one.
const STORED: &str = "desk-tab";

/// One tab.
struct Tab {
    id: &'static str,
    panel: &'static str,
    name: Text,
}

const TABS: [Tab; 3] = [
    Tab { id: "tab-methods", panel: "panel-methods", name: key::TAB_METHODS },
    Tab { id: "tab-messages", panel: "panel-messages", name: key::TAB_MESSAGES },
    Tab { id: "tab-account", panel: "panel-account", name: key::TAB_ACCOUNT },
];

/// The tabs and their panels.
#[component]
pub(super) fn Tabs(page: Page) -> impl IntoView {
    let stored = storage::kept(STORED);
    let first =
        TABS.into_iter().position(|tab| stored.as_deref() == Some(tab.id)).unwrap_or_default();
    let open = RwSignal::new(first);
    let choose = move |number: usize| {
        open.set(number);
        storage::keep(STORED, TABS[number].id);
    };
    let pressed = move |event: KeyboardEvent| {
        let here = open.get_untracked();
        if let Some(next) = next(here, &event.key()) {
            event.prevent_default();
            choose(next);
            page::focus(TABS[next].id);
        }
    };
    let button = move |(number, tab): (usize, Tab)| {
        let is_open = move || open.get() == number;
        view! {
            <button type="button" role="tab" id=tab.id aria-controls=tab.panel class="staff-tab"
                aria-selected=move || if is_open() { "true" } else { "false" }
                tabindex=move || if is_open() { "0" } else { "-1" }
                on:click=move |_| choose(number)>
                {t(tab.name)}
            </button>
        }
    };
    let panel = move |number: usize, inside: AnyView| {
        let [id, panel] = [TABS[number].id, TABS[number].panel];
        view! {
            <div role="tabpanel" id=panel aria-labelledby=id tabindex="0" class="staff-panel"
                hidden=move || open.get() != number>
                {inside}
            </div>
        }
    };
    let methods = view! { <methods::Methods page /> <exceptions::Exceptions page /> };
    let account = view! { <facts::Facts page /> <history::Events page /> };
    view! {
        <div role="tablist" class="staff-tabs" aria-label=t(key::TABS_LABEL) on:keydown=pressed>
            {TABS.into_iter().enumerate().map(button).collect_view()}
        </div>
        {panel(0, methods.into_any())}
        {panel(1, view! { <history::Messages page /> }.into_any())}
        {panel(2, account.into_any())}
    }
}

/// Where a key leads from the tab with this number.
fn next(here: usize, pressed: &str) -> Option<usize> {
    let count = TABS.len();
    match pressed {
        "ArrowRight" => Some((here + 1) % count),
        "ArrowLeft" => Some((here + count - 1) % count),
        "Home" => Some(0),
        "End" => Some(count - 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arrows_go_round_and_home_and_end_go_to_the_ends() {
        assert_eq!(["ArrowRight", "ArrowLeft"].map(|key| next(0, key)), [Some(1), Some(2)]);
        assert_eq!(next(2, "ArrowRight"), Some(0));
        assert_eq!(["Home", "End"].map(|key| next(1, key)), [Some(0), Some(2)]);
        assert_eq!(["Tab", "a", "ArrowDown"].map(|key| next(1, key)), [None; 3]);
    }
}
