//! The browser's back button makes the back move of the screen (docs/decisions/0040).
//!
//! All steps of a flow have one address. A screen with a back move is one entry above the screen
//! to which it leads back; the first screen, or one without a way back, is at depth 0. So each
//! press of back removes one entry, and a press at depth 0 leaves the page.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::history;

/// A screen: its wizard and its step.
type Name = (&'static str, &'static str);

/// Outlives the screen that asked for it: a `Callback` would end with that screen.
type Act = Box<dyn FnOnce() + Send + Sync>;

/// By then the browser has gone back, or there was nothing to go back to.
const PATIENCE: Duration = Duration::from_millis(500);

/// The entries of the history above the one with which the page began.
#[derive(Clone, Copy)]
pub(crate) struct Steps(StoredValue<Entries>);

#[derive(Default)]
struct Entries {
    depth: u32,
    /// The back move of the present screen.
    back: Option<BackMove>,
    /// The present screen.
    shown: Option<Name>,
    arrival: Arrival,
    /// The number of the screen that arrived last.
    last: u32,
    /// The number of the way back that the page itself began and that has not ended.
    travel: Option<u32>,
    /// What waits for the end of it.
    waiting: Vec<Act>,
    /// Numbers the screens, the back moves and the ways back.
    count: u32,
}

/// The back move of a screen.
#[derive(Clone, Copy)]
struct BackMove {
    id: u32,
    press: Callback<()>,
    busy: Signal<bool>,
}

/// How the next screen is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Arrival {
    /// By a move forward.
    #[default]
    Forward,
    /// By the back move with this number; the entry of the screen is gone already.
    Back(u32),
    /// By loading the page, or by going to another page and back: the entry knows its depth.
    Loaded,
    /// The browser leaves for another origin: nothing is added meanwhile.
    Away,
}

/// What a screen needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    Nothing,
    /// One entry more.
    Entry,
    /// No entry but the first one.
    First,
}

/// What the screen with the back move `back` needs.
const fn need(depth: u32, back: Option<u32>, arrival: Arrival) -> Need {
    match (back, depth, arrival) {
        (_, _, Arrival::Away) | (None, 0, _) => Need::Nothing,
        (None, _, _) => Need::First,
        (Some(_), 0, _) | (Some(_), _, Arrival::Forward) => Need::Entry,
        (Some(_), _, Arrival::Back(_) | Arrival::Loaded) => Need::Nothing,
    }
}

impl Steps {
    /// At the depth that the browser remembers of this entry.
    pub(crate) fn new() -> Self {
        let depth = history::depth().unwrap_or_default();
        Self(StoredValue::new(Entries { depth, arrival: Arrival::Loaded, ..Entries::default() }))
    }

    fn with<T>(self, change: impl FnOnce(&mut Entries) -> T) -> Option<T> {
        self.0.try_update_value(change)
    }

    /// Makes `press` the back move of the screen that is being drawn; `busy` is true while it runs.
    /// Returns what the button on the screen has to do.
    pub(crate) fn back_move(self, press: Callback<()>, busy: Signal<bool>) -> Callback<()> {
        let id = self.number();
        let back = BackMove { id, press, busy };
        self.with(|it| it.back = Some(back));
        on_cleanup(move || {
            self.with(|it| it.back = it.back.filter(|present| present.id != id));
        });
        Effect::new(move |_| {
            if !busy.get() {
                // Only a screen that is still there after the next drawing was refused.
                request_animation_frame(move || self.refused(id));
            }
        });
        Callback::new(move |()| {
            if !busy.get_untracked() {
                if self.with(|it| it.depth > 0) == Some(true) {
                    self.travel(1);
                }
                self.run(back);
            }
        })
    }

    /// A screen of a flow is shown.
    pub(crate) fn arrived(self, screen: Name) {
        let number = self.number();
        self.with(|it| it.last = number);
        self.then(Box::new(move || {
            // Another screen or another page took its place while it waited.
            if self.with(|it| it.last == number) != Some(true) {
                return;
            }
            let need = self.with(|it| {
                let arrival = std::mem::take(&mut it.arrival);
                let again = it.shown.replace(screen) == Some(screen);
                let arrival =
                    if again && arrival == Arrival::Forward { Arrival::Loaded } else { arrival };
                (need(it.depth, it.back.map(|back| back.id), arrival), it.depth)
            });
            match need {
                Some((Need::Entry, _)) => self.add(),
                Some((Need::First, depth)) => self.travel(depth),
                Some((Need::Nothing, _)) | None => {}
            }
        }));
    }

    /// The browser leaves for another origin.
    pub(crate) fn leave(self) {
        self.with(|it| it.arrival = Arrival::Away);
    }

    /// Another page is shown.
    pub(crate) fn turn(self) {
        let depth = history::depth().unwrap_or_default();
        self.with(|it| {
            it.depth = depth;
            it.arrival = Arrival::Loaded;
            it.shown = None;
            it.last = 0;
        });
    }

    /// Puts another address in the place of all entries of the flow.
    pub(crate) fn replace(self, address: String) {
        history::replace(&address);
        let depth = self.with(|it| std::mem::take(&mut it.depth)).unwrap_or_default();
        if depth > 0 && self.with(|it| it.travel.is_none()) == Some(true) {
            self.travel(depth);
        } else if depth == 0 {
            return;
        }
        self.then(Box::new(move || self.replace(address)));
    }

    /// Runs `act` now, or when the way back that the page itself began has ended.
    pub(crate) fn then(self, act: Act) {
        if self.with(|it| it.travel.is_some()) == Some(true) {
            self.with(|it| it.waiting.push(act));
        } else {
            act();
        }
    }

    /// The present entry is another one; returns whether the page itself asked for that.
    pub(crate) fn settle(self) -> bool {
        let was_travel = self.with(|it| it.travel.take()).flatten().is_some();
        if was_travel {
            let depth = history::depth().unwrap_or_default();
            let waiting = self.with(|it| {
                it.depth = depth;
                std::mem::take(&mut it.waiting)
            });
            for act in waiting.unwrap_or_default() {
                self.then(act);
            }
        }
        was_travel
    }

    /// A person pressed back or forward, and the address of the page stayed. Returns false for an
    /// entry that belongs to no step: a fragment was added.
    pub(crate) fn pressed(self) -> bool {
        let now = history::depth();
        let before = self.with(|it| std::mem::replace(&mut it.depth, now.unwrap_or_default()));
        if now.is_none() {
            self.with(|it| it.arrival = Arrival::Loaded);
            // The fragment can be the secret of a link, which an entry added now would keep. By the
            // next drawing the page has taken it out of the address, and may show another screen.
            let shown = self.with(|it| it.shown).flatten();
            request_animation_frame(move || {
                if let Some(screen) = shown.filter(|_| self.with(|it| it.shown).flatten() == shown)
                {
                    self.arrived(screen);
                }
            });
            return false;
        }
        match (now, self.with(|it| it.back).flatten()) {
            (Some(now), back) if Some(now) < before => match back {
                Some(back) if !back.busy.get_untracked() => self.run(back),
                Some(_) => self.add(),
                None => history::go_back(now + 1),
            },
            _ => {
                self.with(|it| it.arrival = Arrival::Loaded);
                if let Some(screen) = self.with(|it| it.shown).flatten() {
                    self.arrived(screen);
                }
            }
        }
        true
    }

    fn run(self, back: BackMove) {
        self.with(|it| it.arrival = Arrival::Back(back.id));
        back.press.run(());
    }

    /// The back move was refused: its entry comes back.
    fn refused(self, id: u32) {
        let is_refused = self.with(|it| {
            let is_here = it.back.is_some_and(|back| back.id == id);
            let is_refused = is_here && it.arrival == Arrival::Back(id);
            if is_refused {
                it.arrival = Arrival::default();
            }
            is_refused
        });
        if is_refused == Some(true) {
            self.then(Box::new(move || self.add()));
        }
    }

    fn add(self) {
        if let Some(depth) = self.with(|it| {
            it.depth += 1;
            it.depth
        }) {
            history::push_step(depth);
        }
    }

    fn travel(self, entries: u32) {
        let number = self.number();
        self.with(|it| it.travel = Some(number));
        history::go_back(entries);
        set_timeout(
            move || {
                if self.with(|it| it.travel == Some(number)) == Some(true) {
                    self.settle();
                }
            },
            PATIENCE,
        );
    }

    fn number(self) -> u32 {
        let next = |it: &mut Entries| {
            it.count = it.count.wrapping_add(1);
            it.count
        };
        self.with(next).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ux9_a_move_forward_to_a_screen_with_a_way_back_adds_an_entry() {
        for depth in [0, 1, 5] {
            assert_eq!(need(depth, Some(1), Arrival::Forward), Need::Entry);
        }
    }

    #[test]
    fn ux9_a_step_back_or_a_reload_adds_none_where_there_is_one_already() {
        for arrival in [Arrival::Back(1), Arrival::Loaded] {
            assert_eq!(need(1, Some(2), arrival), Need::Nothing);
            assert_eq!(need(0, Some(2), arrival), Need::Entry, "another tab begins in the middle");
        }
    }

    #[test]
    fn from_a_screen_without_a_way_back_the_first_press_leaves_the_page() {
        for arrival in [Arrival::Forward, Arrival::Back(1), Arrival::Loaded] {
            assert_eq!(need(3, None, arrival), Need::First);
            assert_eq!(need(0, None, arrival), Need::Nothing);
        }
    }

    #[test]
    fn nothing_changes_while_the_browser_leaves() {
        assert_eq!(need(0, Some(1), Arrival::Away), Need::Nothing);
        assert_eq!(need(2, None, Arrival::Away), Need::Nothing);
    }
}
