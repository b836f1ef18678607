//! Keys for staff who take many calls. They are shown at the foot of each page for staff, and can
//! be turned off there (WCAG 2.1.4).

use leptos::prelude::*;
use vestibule_shared::{staff::Role, time::Timestamp};

use super::frame::begin_search;
use crate::{
    app::{
        route::Route,
        session::use_session,
        shell::{Shell, use_shell},
    },
    browser::{
        clock,
        page::{press_in, reveal},
        shortcuts::on_key,
        storage,
    },
    i18n::{Text, key, t},
    ui,
};

/// The id of the list.
const LIST: &str = "shortcuts";
/// The id of what holds the button that copies the address of a person.
pub(super) const COPY_ADDRESS: &str = "copy-address";
/// The key before the letter of a page.
const GO: &str = "g";
/// How long the letter may take, in seconds.
const GO_SECONDS: u32 = 2;

/// A page that a letter opens.
struct Way {
    letter: &'static str,
    route: Route,
    name: Text,
    /// Who may read it.
    may: fn(Role) -> bool,
}

const WAYS: [Way; 6] = [
    Way { letter: "h", route: Route::Desk, name: key::DESK_LINK, may: |_| true },
    Way { letter: "s", route: Route::Staff, name: key::STAFF_LINK, may: Role::audits },
    Way { letter: "p", route: Route::Policy, name: key::POLICY_LINK, may: Role::audits },
    Way { letter: "c", route: Route::Cockpit, name: key::COCKPIT_TITLE, may: Role::audits },
    Way { letter: "m", route: Route::Campaigns, name: key::CAMPAIGNS_TITLE, may: Role::audits },
    Way { letter: "t", route: Route::Trail, name: key::TRAIL_LINK, may: Role::audits },
];

/// What the keys need to know.
#[derive(Clone, Copy)]
struct Keys {
    shell: Shell,
    role: Memo<Option<Role>>,
    /// Whether they act.
    on: RwSignal<bool>,
    /// Until when a letter names a page.
    goes_until: StoredValue<Timestamp>,
}

impl Keys {
    /// Does what a key is for; returns whether it is for anything.
    fn pressed(self, pressed: &str) -> bool {
        if !self.on.get_untracked() {
            return false;
        }
        let now = clock::now();
        let goes = self.goes_until.get_value() > now;
        self.goes_until.set_value(now);
        match pressed {
            letter if goes => untrack(|| self.go(letter)),
            GO => {
                self.goes_until.set_value(now.plus_seconds(GO_SECONDS.into()));
                true
            }
            "/" => {
                begin_search(self.shell);
                true
            }
            "?" => {
                reveal(LIST);
                true
            }
            "c" => press_in(COPY_ADDRESS),
            _ => false,
        }
    }

    fn go(self, letter: &str) -> bool {
        let way = self.ways().find(|way| way.letter == letter);
        match way.map(|way| way.route) {
            Some(Route::Desk) => begin_search(self.shell),
            Some(route) => self.shell.go(route),
            None => return false,
        }
        true
    }

    /// The pages that this person may read.
    fn ways(self) -> impl Iterator<Item = Way> {
        let role = self.role.get();
        WAYS.into_iter().filter(move |way| role.is_some_and(way.may))
    }
}

/// The list of keys, and the box that turns them off.
#[component]
pub(super) fn Shortcuts() -> impl IntoView {
    let session = use_session();
    let keys = Keys {
        shell: use_shell(),
        role: Memo::new(move |_| session.role()),
        on: RwSignal::new(storage::has_shortcuts()),
        goes_until: StoredValue::new(Timestamp(0)),
    };
    on_key(move |pressed| keys.pressed(pressed));
    Effect::new(move |before: Option<bool>| {
        let on = keys.on.get();
        match (before, on) {
            (Some(false), true) => storage::turn_shortcuts_on(),
            (Some(true), false) => storage::turn_shortcuts_off(),
            _ => {}
        }
        on
    });
    let line = |pressed: &[&'static str], text: Text| {
        let keys = pressed.iter().map(|name| view! { <kbd>{*name}</kbd> " " }).collect_view();
        view! { <dt>{keys}</dt> <dd>{t(text)}</dd> }
    };
    let pages = move || keys.ways().map(|way| line(&[GO, way.letter], way.name)).collect_view();
    view! {
        <details class="more staff-keys" id=LIST>
            <summary>{t(key::SHORTCUTS)} " " <kbd>"?"</kbd></summary>
            <dl>
                {line(&["/"], key::SHORTCUT_SEARCH)}
                {line(&["c"], key::SHORTCUT_COPY)}
                {pages}
                {line(&["Esc"], key::SHORTCUT_LEAVE)}
                {line(&["?"], key::SHORTCUT_LIST)}
            </dl>
            <ui::Tick id="use-shortcuts" label=key::SHORTCUTS_ON ticked=keys.on hint=key::SHORTCUTS_HINT />
        </details>
    }
}
