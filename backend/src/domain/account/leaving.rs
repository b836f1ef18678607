//! Data exports and the deletion of an account by its owner.

use vestibule_shared::{data::MayLeave, staff::Role, time::Timestamp};

use crate::domain::code::Limit;

/// Data exports of one person in an hour: each is notified by mail.
pub const COPIES: Limit = Limit { name: "data-copies", seconds: 3600, most: 10 };

/// Whether a person can have their account deleted; `administrators` counts all of them, including
/// the person.
pub const fn may_leave(role: Option<Role>, administrators: i64) -> MayLeave {
    match role {
        None => MayLeave::Yes,
        Some(Role::Administrator) if administrators < 2 => MayLeave::LastAdministrator,
        Some(_) => MayLeave::RoleFirst,
    }
}

/// When an account is deleted if its deletion is requested now.
pub fn due_at(now: Timestamp, wait_days: u32) -> Timestamp {
    now.plus_seconds(86_400 * i64::from(wait_days))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_works_here_gives_the_role_up_first_and_the_last_administrator_finds_another_one() {
        assert_eq!(may_leave(None, 1), MayLeave::Yes);
        assert_eq!(may_leave(Some(Role::Administrator), 1), MayLeave::LastAdministrator);
        assert_eq!(may_leave(Some(Role::Administrator), 2), MayLeave::RoleFirst);
        for role in [Role::Desk, Role::Auditor, Role::Organisation] {
            assert_eq!(may_leave(Some(role), 1), MayLeave::RoleFirst, "{role:?}");
        }
    }

    #[test]
    fn no_day_to_wait_is_at_once() {
        assert_eq!(due_at(Timestamp(5), 0), Timestamp(5));
        assert_eq!(due_at(Timestamp(5), 14), Timestamp(5 + 14 * 86_400_000));
    }
}
