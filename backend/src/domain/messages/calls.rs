//! A phone call as a second factor (M3, M8, C4): its text, the meaning of each key, and which
//! report leads from which state to which. An answered call confirms nothing: machines and
//! strangers answer too.

use serde::{Deserialize, Serialize};
use vestibule_shared::{call::CallState, policy::CallMode as Mode, text::Language};

use crate::domain::{code::Limit, messages::Sender, texts::calls};

/// The purpose of a call; the call names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A sign-in.
    SignIn,
    /// Setting this number up for calls (M6).
    SetUp,
    /// A sensitive change.
    Change,
}

/// The state of a call, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Not placed yet, or without any report so far.
    Queued,
    /// The phone rings.
    Ringing,
    /// A person or a machine listens.
    Answered,
    /// The first of two figures was correct.
    HalfKeyed,
    /// The correct key was pressed.
    Confirmed,
    /// "This was not me."
    Refused,
    /// Any other key was pressed.
    WrongKey,
    /// The call was not answered.
    NoAnswer,
    /// Engaged, or rejected.
    Busy,
    /// An answering machine.
    Voicemail,
    /// Ended without a key.
    HungUp,
    /// Not placed.
    Failed,
    /// Another call replaced it.
    Replaced,
}

/// A gateway's report about a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// The phone rings.
    Ringing,
    /// It was answered.
    Answered,
    /// A key was pressed.
    Key(char),
    /// It was not answered.
    NoAnswer,
    /// Engaged, or rejected.
    Busy,
    /// An answering machine took it.
    Voicemail,
    /// It was ended.
    HungUp,
    /// It could not be placed.
    Failed,
}

/// The keys that confirm a call.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum ExpectedKeys {
    /// The key 1 and no other: some people and phones press any key.
    One,
    /// Two figures, one after the other.
    Figures(char, char),
}

impl ExpectedKeys {
    /// The keys that a call asks for; nothing when its two figures cannot be right.
    pub fn of(mode: Mode, digits: Option<&str>) -> Option<Self> {
        match (mode, digits) {
            (Mode::Press1, _) => Some(Self::One),
            (Mode::DigitOnScreen, Some(digits)) if are_askable(digits) => {
                let mut figures = digits.chars();
                Some(Self::Figures(figures.next()?, figures.next()?))
            }
            (Mode::DigitOnScreen, _) => None,
        }
    }
}

/// Whether two figures can be asked for: 9 means "this was not me", and the second of two equal
/// figures could not be distinguished from a repeated report.
pub fn are_askable(digits: &str) -> bool {
    match digits.as_bytes() {
        [a, b] => a != b && [a, b].iter().all(|figure| (b'0'..=b'8').contains(figure)),
        _ => false,
    }
}

impl State {
    /// Whether the call may still change, or be used.
    pub const fn is_live(self) -> bool {
        matches!(
            self,
            Self::Queued | Self::Ringing | Self::Answered | Self::HalfKeyed | Self::Confirmed
        )
    }

    /// How long the state lasts without further reports, in seconds, when a phone rings for `ring`.
    pub const fn seconds(self, ring: i64) -> i64 {
        match self {
            // A gateway that does not report ringing may place the call late and then let it ring.
            Self::Queued => PLACING_SECONDS + ring,
            Self::Ringing => ring,
            _ => TALK_SECONDS,
        }
    }

    /// What the screen shows of a call, expired or not.
    pub const fn seen(self, time: Time) -> CallState {
        match (self, time) {
            (Self::Queued | Self::Ringing, Time::Over) | (Self::NoAnswer, _) => CallState::NoAnswer,
            (Self::Answered | Self::HalfKeyed | Self::Confirmed, Time::Over)
            | (Self::Replaced, _) => CallState::Expired,
            (Self::Queued, Time::Left) => CallState::Queued,
            (Self::Ringing, Time::Left) => CallState::Ringing,
            (Self::Answered | Self::HalfKeyed, Time::Left) => CallState::Answered,
            (Self::Confirmed, Time::Left) => CallState::Confirmed,
            (Self::Refused, _) => CallState::Refused,
            (Self::WrongKey, _) => CallState::WrongKey,
            (Self::Busy, _) => CallState::Busy,
            (Self::Voicemail, _) => CallState::Voicemail,
            (Self::HungUp, _) => CallState::HungUp,
            (Self::Failed, _) => CallState::Failed,
        }
    }
}

/// Whether a call has time left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// Time is left.
    Left,
    /// It expired.
    Over,
}

/// The state after a report; nothing when the report changes nothing, because it is repeated, too
/// late or older than another.
pub fn after(state: State, report: Report, asked: ExpectedKeys) -> Option<State> {
    use State as S;
    let rings = matches!(state, S::Queued | S::Ringing);
    let talks = matches!(state, S::Answered | S::HalfKeyed);
    match report {
        Report::Ringing => (state == S::Queued).then_some(S::Ringing),
        Report::Answered => rings.then_some(S::Answered),
        Report::NoAnswer => rings.then_some(S::NoAnswer),
        Report::Busy => rings.then_some(S::Busy),
        // A key can arrive before the report that the call was answered: only a person who answered
        // can press one.
        Report::Key(key) if rings || talks => after_key(state, key, asked),
        Report::Voicemail if rings || talks => Some(S::Voicemail),
        Report::HungUp if rings || talks => Some(S::HungUp),
        Report::Failed if rings || talks => Some(S::Failed),
        Report::Key(_) | Report::Voicemail | Report::HungUp | Report::Failed => None,
    }
}

fn after_key(state: State, key: char, asked: ExpectedKeys) -> Option<State> {
    match (key, asked) {
        ('9' | '#', _) => Some(State::Refused),
        ('1', ExpectedKeys::One) => Some(State::Confirmed),
        (_, ExpectedKeys::One) => Some(State::WrongKey),
        (_, ExpectedKeys::Figures(first, second)) => {
            if state == State::HalfKeyed {
                match key {
                    key if key == second => Some(State::Confirmed),
                    key if key == first => None,
                    _ => Some(State::WrongKey),
                }
            } else if key == first {
                Some(State::HalfKeyed)
            } else {
                Some(State::WrongKey)
            }
        }
    }
}

/// How long the gateway may take to place the call, in seconds: later the person no longer expects
/// it.
pub const PLACING_SECONDS: i64 = 60;
/// How long a person may listen before a key, and how long a confirmed call can be used, in
/// seconds.
const TALK_SECONDS: i64 = 60;
/// How long the account is not called after "this was not me", in seconds: a stranger who has the
/// password must not wear its owner out.
pub const REFUSED_REST_SECONDS: i64 = 30 * 60;

/// Calls to one number in half an hour.
pub const fn per_number(most: i64) -> Limit {
    Limit { name: "call-number", seconds: 1800, most }
}
/// Calls in a day to a number that the account has not proved: the other calls are reserved for the
/// number's owner.
pub const PER_NEW_NUMBER_DAY: Limit = Limit { name: "call-number-new", seconds: 86_400, most: 6 };
/// Calls of one account in a day.
pub const PER_ACCOUNT_DAY: Limit = Limit { name: "call-account-day", seconds: 86_400, most: 20 };
/// Calls asked for from one block of addresses in an hour.
pub const PER_BLOCK: Limit = Limit { name: "call-block", seconds: 3600, most: 60 };
/// Calls to one country other than Belgium in an hour.
pub const PER_DIAL_CODE: Limit = Limit { name: "call-dial-code", seconds: 3600, most: 100 };

/// The text of the call: who calls and why, what to press, and how to report "this was not me". It
/// names no person, since anyone may answer, and never the figures that the screen shows.
pub fn spoken(from: &Sender<'_>, purpose: Purpose, mode: Mode, lang: Language) -> String {
    let greeting = calls::Greeting { service: &from.service }.say(lang);
    let why = match purpose {
        Purpose::SignIn => calls::why_sign_in(lang),
        Purpose::SetUp => calls::why_set_up(lang),
        Purpose::Change => calls::why_change(lang),
    };
    let press = match mode {
        Mode::Press1 => calls::press_one(lang),
        Mode::DigitOnScreen => calls::press_digits(lang),
    };
    let text = format!("{greeting} {why} {press} {}", calls::not_me(lang));
    if from.help_phone.is_empty() {
        return text;
    }
    let help = calls::Help { number: &figure_by_figure(from.help_phone) }.say(lang);
    format!("{text} {help}")
}

/// A number for a voice that reads its figures one by one, as `0, 2, 5`.
fn figure_by_figure(number: &str) -> String {
    let figures: Vec<String> =
        number.chars().filter(|c| c.is_ascii_digit() || *c == '+').map(String::from).collect();
    figures.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAIR: ExpectedKeys = ExpectedKeys::Figures('4', '7');

    #[test]
    fn m8_every_report_in_every_state_leads_where_it_should_or_nowhere() {
        use Report as R;
        use State as S;
        let table: &[(S, R, Option<S>)] = &[
            (S::Queued, R::Ringing, Some(S::Ringing)),
            (S::Queued, R::Answered, Some(S::Answered)),
            (S::Queued, R::Failed, Some(S::Failed)),
            (S::Ringing, R::Ringing, None),
            (S::Ringing, R::Answered, Some(S::Answered)),
            (S::Ringing, R::NoAnswer, Some(S::NoAnswer)),
            (S::Ringing, R::Busy, Some(S::Busy)),
            (S::Ringing, R::Voicemail, Some(S::Voicemail)),
            (S::Ringing, R::HungUp, Some(S::HungUp)),
            (S::Answered, R::Ringing, None),
            (S::Answered, R::Answered, None),
            (S::Answered, R::NoAnswer, None),
            (S::Answered, R::Busy, None),
            (S::Answered, R::Voicemail, Some(S::Voicemail)),
            (S::Answered, R::HungUp, Some(S::HungUp)),
            (S::Answered, R::Failed, Some(S::Failed)),
            (S::Answered, R::Key('1'), Some(S::Confirmed)),
        ];
        for (state, report, expected) in table {
            assert_eq!(
                after(*state, *report, ExpectedKeys::One),
                *expected,
                "{state:?}, {report:?}"
            );
        }
    }

    #[test]
    fn m8_nothing_changes_a_call_that_is_over_or_confirmed() {
        use Report as R;
        use State as S;
        let over = [
            S::Confirmed,
            S::Refused,
            S::WrongKey,
            S::NoAnswer,
            S::Busy,
            S::Voicemail,
            S::HungUp,
            S::Failed,
            S::Replaced,
        ];
        let reports = [
            R::Ringing,
            R::Answered,
            R::Key('1'),
            R::Key('9'),
            R::NoAnswer,
            R::Busy,
            R::Voicemail,
            R::HungUp,
            R::Failed,
        ];
        for state in over {
            for report in reports {
                assert_eq!(after(state, report, ExpectedKeys::One), None, "{state:?}, {report:?}");
            }
        }
    }

    #[test]
    fn c4_only_the_one_confirms_nine_and_hash_refuse_and_any_other_key_denies() {
        for key in "0123456789*#abcD ".chars() {
            let expected = match key {
                '1' => State::Confirmed,
                '9' | '#' => State::Refused,
                _ => State::WrongKey,
            };
            for state in [State::Queued, State::Ringing, State::Answered] {
                assert_eq!(
                    after(state, Report::Key(key), ExpectedKeys::One),
                    Some(expected),
                    "{key}"
                );
            }
        }
    }

    #[test]
    fn c4_the_two_figures_on_the_screen_confirm_in_their_order_only() {
        for (keys, expected) in [
            ("47", State::Confirmed),
            ("447", State::Confirmed),
            ("4", State::HalfKeyed),
            ("44", State::HalfKeyed),
            ("74", State::WrongKey),
            ("1", State::WrongKey),
            ("41", State::WrongKey),
            ("48", State::WrongKey),
            ("9", State::Refused),
            ("49", State::Refused),
            ("4#", State::Refused),
        ] {
            let mut state = State::Answered;
            for key in keys.chars() {
                state = after(state, Report::Key(key), PAIR).unwrap_or(state);
            }
            assert_eq!(state, expected, "{keys}");
        }
    }

    #[test]
    fn figures_that_could_mean_something_else_are_never_asked() {
        for (digits, askable) in
            [("47", true), ("01", true), ("44", false), ("19", false), ("90", false), ("4", false)]
        {
            assert_eq!(are_askable(digits), askable, "{digits}");
            assert_eq!(ExpectedKeys::of(Mode::DigitOnScreen, Some(digits)).is_some(), askable);
        }
        assert!(ExpectedKeys::of(Mode::DigitOnScreen, None).is_none());
    }

    #[test]
    fn a_call_whose_time_is_over_was_not_answered_or_has_expired() {
        for (state, seen) in [
            (State::Queued, CallState::NoAnswer),
            (State::Ringing, CallState::NoAnswer),
            (State::HalfKeyed, CallState::Expired),
            (State::Confirmed, CallState::Expired),
            (State::Refused, CallState::Refused),
            (State::Replaced, CallState::Expired),
        ] {
            assert_eq!(state.seen(Time::Over), seen, "{state:?}");
        }
    }

    #[test]
    fn m8_the_call_says_who_calls_why_and_what_to_press_in_each_language() {
        let from = Sender {
            service: "Portaal",
            origin: "https://portal.example",
            host: "portal.example",
            help_phone: "+32 2 555 12 12",
            help_hours: "ma-vr 9-17",
        };
        for lang in Language::ALL {
            for purpose in [Purpose::SignIn, Purpose::SetUp, Purpose::Change] {
                let text = spoken(&from, purpose, Mode::Press1, lang);
                assert!(text.contains("Portaal") && text.contains(" 1."), "{text}");
                assert!(text.contains(" 9") && text.contains("+, 3, 2, 2, 5, 5"), "{text}");
                let text = spoken(&from, purpose, Mode::DigitOnScreen, lang);
                assert!(!text.contains('1') || text.contains("1, 2, 1, 2"), "{text}");
            }
            let all = [Purpose::SignIn, Purpose::SetUp, Purpose::Change]
                .map(|purpose| spoken(&from, purpose, Mode::Press1, lang));
            assert!(all[0] != all[1] && all[1] != all[2]);
        }
    }
}
