//! What the help desk may do for a person: one rule for both the button on the page and the
//! endpoint.

use vestibule_shared::{
    desk::{Action, Refused, State},
    policy::CapacityStatus,
    problem::Code,
    staff::Role,
    text::{CALL_CODE_LENGTH, parse_letters},
    time::Timestamp,
};

use crate::domain::code::Limit;

/// How many people a page of a search has.
pub const PAGE: u32 = 20;
/// The longest search text, in characters: a whole name, copied from a page.
pub const MOST_QUERY: usize = 500;
/// How many pages a search has at most: to find more, the agent has to enter more.
pub const MOST_PAGES: u32 = 50;
/// How long an access code is valid, in seconds.
pub const ACCESS_SECONDS: i64 = 600;
/// How long after an access code no other is made, in seconds: a second click is not a second
/// request.
pub const ACCESS_PAUSE_SECONDS: i64 = 30;
/// Resets that are planned for one account in a day: each is notified by mail and text message.
pub const RESETS: Limit = Limit { name: "desk-resets", seconds: 86_400, most: 6 };
/// Searches of one agent in an hour.
pub const SEARCHES: Limit = Limit { name: "desk-searches", seconds: 3600, most: 120 };

/// How long such a code is valid, in seconds.
pub const CALL_SECONDS: i64 = 300;
/// How long figures can be compared, in seconds.
pub const FIGURES_SECONDS: i64 = 300;
/// How long an agent's identification of a person holds, in seconds.
pub const KNOWN_SECONDS: i64 = 900;
/// How many codes an agent can type for one caller; after that the check is over.
pub const MOST_HEARD: i64 = 5;
/// Checks that one account begins in an hour.
pub const CALLS: Limit = Limit { name: "caller-checks", seconds: 3600, most: 10 };
/// Codes of callers that one agent types in a quarter of an hour.
pub const CODES_HEARD: Limit = Limit { name: "desk-codes", seconds: 900, most: 30 };

/// Parses a code that was read aloud, as [`parse_letters`] does.
///
/// # Errors
/// As [`parse_letters`].
pub fn parse_call_code(typed: &str) -> Result<String, Code> {
    parse_letters(typed, CALL_CODE_LENGTH)
}

/// Every action, in the order of the page.
pub const ACTIONS: [Action; 11] = [
    Action::Check,
    Action::ConfirmCapacity,
    Action::RefuseCapacity,
    Action::Unlock,
    Action::SendAgain,
    Action::CorrectPhone,
    Action::ResetNow,
    Action::ResetLater,
    Action::GiveAccessCode,
    Action::EndSessions,
    Action::ForgetBrowsers,
];

/// Whose account it is, from the agent's view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The agent's own.
    Own,
    /// That of another member of staff.
    Colleague,
    /// Any other account.
    Other,
}

/// The status of an account, and what is known about the caller.
#[derive(Clone, Copy, Debug)]
pub struct HelpContext {
    /// The role of the agent.
    pub role: Role,
    /// Whose account it is.
    pub whose: Whose,
    /// The state of the account.
    pub state: State,
    /// Whether the caller was identified as the person.
    pub is_known: bool,
    /// The verification status of its capacity.
    pub capacity: CapacityStatus,
    /// How many live sessions it has.
    pub sessions: u32,
    /// How many browsers are remembered.
    pub browsers: u32,
    /// How many second factors are set up.
    pub methods: u32,
}

/// Checks that this agent may help this person at all.
///
/// # Errors
/// `RoleMissing` or `NotYours`.
pub fn helps(of: &HelpContext) -> Result<(), Code> {
    if !of.role.helps() {
        return Err(Code::RoleMissing);
    }
    match of.whose {
        Whose::Own => Err(Code::NotYours),
        Whose::Colleague if of.role != Role::Administrator => Err(Code::NotYours),
        Whose::Colleague | Whose::Other => Ok(()),
    }
}

/// Checks that an action is possible now.
///
/// # Errors
/// As [`helps`]; `CallerUnchecked`, or `NothingToDo` in the account's state.
pub fn allows(of: &HelpContext, action: Action) -> Result<(), Code> {
    helps(of)?;
    let is_active = of.state == State::Active;
    let has_methods = is_active && of.methods > 0;
    let is_made = of.state != State::Opening;
    let (fits, is_known) = match action {
        Action::Unlock => (of.state == State::Locked, true),
        Action::EndSessions => (of.sessions > 0, true),
        Action::ForgetBrowsers => (of.browsers > 0, true),
        Action::SendAgain | Action::CorrectPhone => (of.state == State::Waiting, true),
        Action::ResetNow | Action::GiveAccessCode => (has_methods, of.is_known),
        // What can be done at once is not planned for later.
        Action::ResetLater => (has_methods && !of.is_known, true),
        Action::Check => (is_active, true),
        // Staff compare the number with a register, so the caller need not be identified.
        Action::ConfirmCapacity => {
            use CapacityStatus::{Refused, Waiting};
            (is_made && matches!(of.capacity, Waiting | Refused), true)
        }
        Action::RefuseCapacity => {
            use CapacityStatus::{Confirmed, Waiting};
            (is_made && matches!(of.capacity, Waiting | Confirmed), true)
        }
    };
    match (fits, is_known) {
        (false, _) => Err(Code::NothingToDo),
        (true, false) => Err(Code::CallerUnchecked),
        (true, true) => Ok(()),
    }
}

/// Lists every action that is possible now.
pub fn may(of: &HelpContext) -> Vec<Action> {
    ACTIONS.into_iter().filter(|action| allows(of, *action).is_ok()).collect()
}

/// Lists every action that is not possible now, and why.
pub fn refused(of: &HelpContext) -> Vec<Refused> {
    let why = |action| allows(of, action).err().map(|code| Refused { action, code });
    ACTIONS.into_iter().filter_map(why).collect()
}

/// How far the creation of an account is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// In progress.
    Opening,
    /// Waiting for activation.
    Waiting,
    /// Activated.
    Active,
}

/// The state of an account. A lock takes precedence over a hold: each is ended in its own way only.
pub fn state(made: Made, is_locked: bool, held_until: Timestamp, now: Timestamp) -> State {
    match made {
        Made::Opening => State::Opening,
        _ if is_locked => State::Locked,
        Made::Waiting => State::Waiting,
        Made::Active if held_until > now => State::Held,
        Made::Active => State::Active,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTIVE: HelpContext = HelpContext {
        role: Role::Desk,
        whose: Whose::Other,
        state: State::Active,
        is_known: false,
        capacity: CapacityStatus::Declared,
        sessions: 1,
        browsers: 1,
        methods: 2,
    };

    #[test]
    fn nobody_helps_themselves_and_only_an_administrator_helps_who_works_here() {
        for action in ACTIONS {
            for role in [Role::Desk, Role::Administrator, Role::Organisation] {
                let own = HelpContext { whose: Whose::Own, role, ..ACTIVE };
                assert_eq!(allows(&own, action), Err(Code::NotYours), "{role:?} {action:?}");
            }
            let colleague = HelpContext { whose: Whose::Colleague, ..ACTIVE };
            assert_eq!(allows(&colleague, action), Err(Code::NotYours), "{action:?}");
            let auditor = HelpContext { role: Role::Auditor, ..ACTIVE };
            assert_eq!(allows(&auditor, action), Err(Code::RoleMissing), "{action:?}");
        }
        let admin = HelpContext { whose: Whose::Colleague, role: Role::Administrator, ..ACTIVE };
        assert_eq!(may(&admin), may(&ACTIVE));
    }

    #[test]
    fn what_weakens_an_account_takes_a_caller_who_is_known_or_time() {
        use Action as A;
        let always = [A::Check, A::ResetLater, A::EndSessions, A::ForgetBrowsers];
        assert_eq!(may(&ACTIVE), always);
        let code = Code::CallerUnchecked;
        for action in [A::ResetNow, A::GiveAccessCode] {
            assert_eq!(allows(&ACTIVE, action), Err(code), "{action:?}");
        }
        let known = HelpContext { is_known: true, ..ACTIVE };
        let at_once = [A::Check, A::ResetNow, A::GiveAccessCode, A::EndSessions, A::ForgetBrowsers];
        assert_eq!(may(&known), at_once);
        let bare = HelpContext { methods: 0, sessions: 0, browsers: 0, ..known };
        assert_eq!(may(&bare), [A::Check], "there is nothing to take away");
    }

    #[test]
    fn a_capacity_is_decided_about_where_the_policy_asks_for_that_and_can_be_decided_again() {
        use CapacityStatus as C;
        for (capacity, may_confirm, may_refuse) in [
            (C::Declared, false, false),
            (C::Waiting, true, true),
            (C::Confirmed, false, true),
            (C::Refused, true, false),
        ] {
            for state in [State::Waiting, State::Active, State::Locked, State::Held] {
                let of = HelpContext { state, capacity, ..ACTIVE };
                let may = [Action::ConfirmCapacity, Action::RefuseCapacity]
                    .map(|it| allows(&of, it).is_ok());
                assert_eq!(may, [may_confirm, may_refuse], "{capacity:?} {state:?}");
            }
            let own = HelpContext { capacity, whose: Whose::Own, ..ACTIVE };
            assert_eq!(allows(&own, Action::ConfirmCapacity), Err(Code::NotYours));
        }
    }

    #[test]
    fn what_is_not_possible_has_its_reason_and_nothing_is_both() {
        let unchecked: Vec<Action> = refused(&ACTIVE)
            .into_iter()
            .filter(|it| it.code == Code::CallerUnchecked)
            .map(|it| it.action)
            .collect();
        assert_eq!(unchecked, [Action::ResetNow, Action::GiveAccessCode]);
        for is_known in [true, false] {
            let one = HelpContext { is_known, ..ACTIVE };
            let all: Vec<Action> = may(&one)
                .into_iter()
                .chain(refused(&one).into_iter().map(|it| it.action))
                .collect();
            assert_eq!(all.len(), ACTIONS.len());
            assert!(ACTIONS.iter().all(|action| all.contains(action)), "{all:?}");
        }
        let own = HelpContext { whose: Whose::Own, ..ACTIVE };
        assert!(refused(&own).iter().all(|it| it.code == Code::NotYours));
    }

    #[test]
    fn each_state_has_its_own_help_and_a_held_account_has_none_that_opens_it() {
        use Action as A;
        let at =
            |state| may(&HelpContext { state, sessions: 0, browsers: 0, is_known: true, ..ACTIVE });
        assert_eq!(at(State::Opening), []);
        assert_eq!(at(State::Waiting), [A::SendAgain, A::CorrectPhone]);
        assert_eq!(at(State::Locked), [A::Unlock]);
        assert_eq!(at(State::Held), []);
    }

    #[test]
    fn a_code_is_understood_however_it_was_heard() {
        for typed in ["ab1-0cd", " AB1 0CD ", "abi-ocd", "ABLOCD", "Ｃode: ab1–0cd."] {
            assert_eq!(parse_call_code(typed).as_deref(), Ok("AB10CD"), "{typed}");
        }
        for (typed, code) in [
            (" - ", Code::Required),
            ("AB10C", Code::CodeTooShort),
            ("AB10CDE", Code::CodeTooLong),
            ("AB10CU", Code::CodeWrong),
            ("AB10C\u{e9}", Code::CodeWrong),
        ] {
            assert_eq!(parse_call_code(typed), Err(code), "{typed}");
        }
    }

    #[test]
    fn a_state_follows_from_what_is_stored() {
        let (now, later) = (Timestamp(10), Timestamp(11));
        let none = Timestamp(0);
        assert_eq!(state(Made::Opening, true, none, now), State::Opening);
        assert_eq!(state(Made::Waiting, true, none, now), State::Locked);
        assert_eq!(state(Made::Waiting, false, later, now), State::Waiting);
        assert_eq!(state(Made::Active, false, later, now), State::Held);
        assert_eq!(state(Made::Active, false, now, now), State::Active);
        assert_eq!(state(Made::Active, true, later, now), State::Locked);
    }
}
