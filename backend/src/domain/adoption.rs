//! How far people have moved to methods that stay: what the cockpit counts, and whom a campaign
//! writes to (P11).

use vestibule_shared::{
    campaign::Selection,
    factor::FactorKind,
    policy::{Day, Policy},
    registration::Capacity,
};

use super::{
    code::Limit,
    lifecycle::{self, Kinds},
};

/// How often an administrator can send the mail of a campaign to themselves.
pub const TEST_MAILS: Limit = Limit { name: "campaign-test", seconds: 3600, most: 5 };

/// A person's methods.
#[derive(Clone, Copy, Debug)]
pub struct Owner {
    /// The capacity.
    pub of: Capacity,
    /// The kinds of their methods.
    pub have: Kinds,
    /// Which kinds they may use longer.
    pub excepted: Kinds,
}

impl Owner {
    /// Whether this person belongs to a selection.
    pub fn is_in(&self, selection: Selection, policy: &Policy, today: &Day) -> bool {
        match selection {
            Selection::SmsOnly => self.have == Kinds::one(FactorKind::Sms),
            Selection::Without => self.have.is_empty(),
            Selection::AtRisk => self.is_at_risk(policy, today),
        }
    }

    /// Whether the person is at risk of losing access. An exception ends too, so it does not count.
    fn is_at_risk(&self, policy: &Policy, today: &Day) -> bool {
        let sorted = lifecycle::sort(policy, self.of, (self.have, self.excepted), today);
        let lasting = sorted.usable.filter(|kind| !self.excepted.has(kind));
        lasting.is_empty() || lifecycle::ends_on(policy, self.of, lasting, today).is_some()
    }
}

#[cfg(test)]
mod tests {
    use vestibule_shared::policy::MethodRule;

    use super::*;

    fn kinds(all: &[FactorKind]) -> Kinds {
        Kinds(all.iter().map(|kind| Kinds::one(*kind).0).sum())
    }

    fn day(text: &str) -> Day {
        Day::try_from(text.to_owned()).unwrap()
    }

    fn messages_end_for_doctors() -> Policy {
        let rule = MethodRule {
            method: FactorKind::Sms,
            capacity: Some(Capacity::Doctor),
            discouraged_from: None,
            last_day: Some(day("2027-06-30")),
            removed_from: None,
        };
        let text = r#"{"two_step_required_for":["doctor"],"grace_days":45,"snooze_days":7,
            "remember_days":30,"methods":[]}"#;
        Policy { methods: vec![rule], ..serde_json::from_str(text).unwrap() }
    }

    #[test]
    fn who_is_in_a_selection_follows_from_what_they_have_and_from_the_policy() {
        use FactorKind::{App, Call, Sms};
        use Selection::{AtRisk, SmsOnly, Without};
        let (policy, today) = (messages_end_for_doctors(), day("2027-01-01"));
        for (of, have, expected) in [
            (Capacity::Doctor, &[][..], &[Without, AtRisk][..]),
            (Capacity::Doctor, &[Sms], &[SmsOnly, AtRisk]),
            (Capacity::Doctor, &[Sms, Call], &[]),
            (Capacity::Doctor, &[Sms, App], &[]),
            (Capacity::Citizen, &[Sms], &[SmsOnly]),
        ] {
            let owner = Owner { of, have: kinds(have), excepted: Kinds(0) };
            let found: Vec<Selection> = Selection::ALL
                .into_iter()
                .filter(|selection| owner.is_in(*selection, &policy, &today))
                .collect();
            assert_eq!(found, expected, "{of:?} {have:?}");
        }
    }

    #[test]
    fn an_exception_ends_too_and_after_the_last_day_the_risk_has_come() {
        let (policy, sms) = (messages_end_for_doctors(), kinds(&[FactorKind::Sms]));
        for (excepted, today) in
            [(sms, "2027-01-01"), (sms, "2027-07-01"), (Kinds(0), "2027-07-01")]
        {
            let owner = Owner { of: Capacity::Doctor, have: sms, excepted };
            assert!(owner.is_in(Selection::AtRisk, &policy, &day(today)), "{today}");
        }
    }
}
