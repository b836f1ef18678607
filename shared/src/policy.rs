//! The policy: what an organisation decides and may change while the service runs.

mod change;
mod check;
mod grade;
mod impact;
mod values;

use serde::{Deserialize, Serialize};

pub use self::{
    change::{Change, Decision, Exception, Proposal, Proposed},
    check::{CapacityCheck, CapacityStatus, CheckMode},
    grade::{CallMode, Grade, Least},
    impact::{CapacityImpact, Impact, PlanChange, PlanStep},
    values::{About, Figure, Topic, Unit, Value},
};
use crate::{
    api::{Nothing, endpoints},
    factor::FactorKind,
    id::AccountId,
    registration::Capacity,
    text::PasswordPreset,
    time::Timestamp,
};

endpoints! {
    /// Returns the policy in force, and those before it.
    GetPolicy: Get "/api/policy", Nothing => PolicyView;
    /// Returns which methods end. Public.
    GetMethodEnds: Get "/api/method-ends", Nothing => MethodEnds;
    /// Returns how many people a policy would affect if it were in force now. Changes nothing.
    TryPolicy: Post "/api/policy/try", Policy => Impact;
    /// Puts a policy in force; where two administrators have to agree, proposes it to another one.
    ChangePolicy: Post "/api/policy", Change => PolicyView;
    /// Accepts or rejects what another administrator proposed; a person's own proposal can be
    /// withdrawn.
    DecideProposal: Post "/api/policy/decide", Decision => PolicyView;
}

/// The largest number of days that a policy can set for anything.
pub const MOST_DAYS: u32 = 730;

/// A day of the organisation's calendar, as `2027-06-30`. Days compare as their texts do.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(try_from = "String")]
pub struct Day(pub String);

impl TryFrom<String> for Day {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let number = |range: std::ops::Range<usize>| {
            text.get(range).filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()
        };
        let (year, month, day) = (number(0..4), number(5..7), number(8..10));
        let (Some(year), Some(month), Some(day)) = (year, month, day) else {
            return Err("write a day as 2027-06-30");
        };
        let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last: u32 = match month {
            4 | 6 | 9 | 11 => 30,
            2 if is_leap => 29,
            2 => 28,
            1..=12 => 31,
            _ => 0,
        };
        let is_day = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
        if is_day && (2000..=2999).contains(&year) && (1..=last).contains(&day) {
            Ok(Self(text))
        } else {
            Err("not a day of the calendar")
        }
    }
}

/// What the organisation decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Who has to set up two-step verification (M1).
    pub two_step_required_for: Vec<Capacity>,
    /// Days of grace for accounts that were active before this was required.
    pub grace_days: u32,
    /// Days that each person can add to that, once.
    pub snooze_days: u32,
    /// Days for which a browser can be remembered; never for a person who must have a second
    /// factor.
    pub remember_days: u32,
    /// The rules for methods; a method without a rule is in use.
    pub methods: Vec<MethodRule>,
    /// How good a method has to be; a capacity without a rule accepts every method.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub least: Vec<Least>,
    /// How capacities are verified; a capacity without a rule is not verified.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<CapacityCheck>,
    /// The figures that differ from their defaults.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Figure>,
    /// How many days before its end people are notified, largest first.
    #[serde(default = "notice_days")]
    pub notice_days: Vec<u32>,
    /// The password rules in force (C2).
    #[serde(default = "preset")]
    pub password: PasswordPreset,
    /// What a phone call asks for (C4).
    #[serde(default)]
    pub call: CallMode,
    /// Whether the e-ID card counts as two factors.
    #[serde(default = "yes")]
    pub card_is_second_factor: bool,
    /// Whether a change of the policy or of an application, and a new administrator, need two
    /// administrators.
    #[serde(default)]
    pub four_eyes: bool,
}

const fn yes() -> bool {
    true
}

const fn preset() -> PasswordPreset {
    PasswordPreset::Seed
}

/// Returns how many days before its end people are notified, unless the policy sets others (P11).
pub fn notice_days() -> Vec<u32> {
    vec![60, 30, 14, 7, 1]
}

impl Policy {
    /// Returns the value of a figure.
    pub fn figure(&self, value: Value) -> u32 {
        let said = self.figures.iter().find(|figure| figure.value == value);
        said.map_or(value.about().default, |figure| figure.is)
    }

    /// Returns how good a method has to be in a capacity.
    pub fn least_of(&self, capacity: Capacity) -> Grade {
        let of = self.least.iter().filter(|least| least.capacity == capacity);
        of.map(|least| least.grade).max().unwrap_or(Grade::Any)
    }

    /// Returns how a capacity is verified.
    pub fn check_of(&self, capacity: Capacity) -> CheckMode {
        let of = self.checks.iter().filter(|check| check.capacity == capacity);
        of.map(|check| check.mode).max().unwrap_or_default()
    }
}

/// The rule for one method of two-step verification. It does not apply to the code that activates
/// an account (P11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MethodRule {
    /// The method.
    pub method: FactorKind,
    /// The capacity; absent for all people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// The day from which it is advised against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discouraged_from: Option<Day>,
    /// The last day on which it signs in (P1). Afterwards it only allows setting up another method
    /// (P3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Day>,
    /// The day from which it opens nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_from: Option<Day>,
}

/// Which methods end or are advised against (P5). It contains no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MethodEnds {
    /// One entry for each method and date, in the order of a chooser.
    pub ends: Vec<MethodEnd>,
}

/// The end of a method, for some or all capacities.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MethodEnd {
    /// The method.
    pub kind: FactorKind,
    /// The capacities.
    pub of: Vec<Capacity>,
    /// The stage of the end today.
    pub stage: EndStage,
    /// The last day on which it signs in.
    pub last_day: Option<Day>,
}

/// The stage of the end of a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EndStage {
    /// In use, but advised against.
    Discouraged,
    /// In use up to and including its last day (P1).
    Ending,
    /// It only allows setting up another method (P3).
    EnrolOnly,
    /// It opens nothing.
    Removed,
}

/// The policy in force, and those before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PolicyView {
    /// The policy in force.
    pub policy: Policy,
    /// Its number; 0 for the policy of the configuration.
    pub version: u32,
    /// Today, in the organisation's time zone.
    pub today: Day,
    /// The policies that were put in force, newest first.
    pub history: Vec<PastPolicy>,
    /// The policy that the earliest of these replaced: that of the configuration, unless the history
    /// is longer than its list.
    pub before: Policy,
    /// The proposals that wait for another administrator.
    pub proposals: Vec<Proposal>,
    /// Seconds for which changes are still allowed without a new proof; 0: a proof is needed first.
    pub fresh_for: u32,
}

/// A policy that was put in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PastPolicy {
    /// Its number.
    pub version: u32,
    /// When it came into force.
    pub at: Timestamp,
    /// The account that put it in force.
    pub by: AccountId,
    /// The name of that person.
    pub name: String,
    /// The reason; absent if the person who gave it was erased.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Its content.
    pub policy: Policy,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_one_of_the_calendar() {
        for good in ["2027-06-30", "2028-02-29", "2026-12-31"] {
            assert!(Day::try_from(good.to_owned()).is_ok(), "{good}");
        }
        for bad in [
            "2027-02-29",
            "2027-06-31",
            "27-06-30",
            "2027-6-30",
            "2027/06/30",
            "2027-06-3x",
            "",
            "2027-13-01",
            "２０２７-01-01",
        ] {
            assert!(Day::try_from(bad.to_owned()).is_err(), "{bad}");
        }
        assert!(Day("2026-12-31".into()) < Day("2027-01-01".into()));
    }
}
