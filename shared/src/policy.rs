//! The policy: what an organisation decides and may change while the service runs.

mod change;
mod grade;
mod values;

use serde::{Deserialize, Serialize};

pub use self::{
    change::{Change, Decision, Exception, Proposal, Proposed},
    grade::{CallMode, Grade, Least},
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
    /// The policy that holds, and those before it.
    GetPolicy: Get "/api/policy", Nothing => PolicyView;
    /// Which methods end, for everybody to read.
    GetMethodEnds: Get "/api/method-ends", Nothing => MethodEnds;
    /// Whom a policy would hit if it held from now on. Changes nothing.
    TryPolicy: Post "/api/policy/try", Policy => Impact;
    /// Puts a policy in force; where two have to agree, puts it before another administrator.
    ChangePolicy: Post "/api/policy", Change => PolicyView;
    /// Agrees to what another administrator asked for, or turns it down; one's own can be taken back.
    DecideProposal: Post "/api/policy/decide", Decision => PolicyView;
}

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
    /// Days that accounts have to do so which were active before this was asked for.
    pub grace_days: u32,
    /// Days that each of them can add to that once.
    pub snooze_days: u32,
    /// Days for which a browser can be remembered; never for who must have a second factor.
    pub remember_days: u32,
    /// What is decided about methods; a method without a line is in use.
    pub methods: Vec<MethodRule>,
    /// How good a method has to be; of whom there is no line, any is good enough.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub least: Vec<Least>,
    /// The figures that are not what they are by default.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<Figure>,
    /// How many days before its end people are told of it, the most first.
    #[serde(default = "notice_days")]
    pub notice_days: Vec<u32>,
    /// Which password rules hold (C2).
    #[serde(default = "preset")]
    pub password: PasswordPreset,
    /// What a phone call asks for (C4).
    #[serde(default)]
    pub call: CallMode,
    /// Whether the e-ID card counts as two factors.
    #[serde(default = "yes")]
    pub card_is_second_factor: bool,
    /// Whether a change of the policy, and a new administrator, need two administrators.
    #[serde(default)]
    pub four_eyes: bool,
}

const fn yes() -> bool {
    true
}

const fn preset() -> PasswordPreset {
    PasswordPreset::Seed
}

/// The days before its end on which people are told of it, unless the policy says otherwise (P11).
pub fn notice_days() -> Vec<u32> {
    vec![60, 30, 14, 7, 1]
}

impl Policy {
    /// What a figure is.
    pub fn figure(&self, value: Value) -> u32 {
        let said = self.figures.iter().find(|figure| figure.value == value);
        said.map_or(value.about().default, |figure| figure.is)
    }

    /// How good a method has to be in a capacity.
    pub fn least_of(&self, capacity: Capacity) -> Grade {
        let of = self.least.iter().filter(|least| least.capacity == capacity);
        of.map(|least| least.grade).max().unwrap_or(Grade::Any)
    }
}

/// What is decided about one method of two-step verification. The code that activates an account is another
/// thing and stays (P11).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MethodRule {
    /// The method.
    pub method: FactorKind,
    /// Of whom; absent: of everybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// From this day on it is advised against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discouraged_from: Option<Day>,
    /// The last day on which it signs in (P1). Afterwards it opens nothing but setting up another (P3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_day: Option<Day>,
    /// From this day on it opens nothing at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removed_from: Option<Day>,
}

/// Which methods end or are advised against (P5). Nothing in it is about anybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MethodEnds {
    /// One line for each method and date, in the order of a chooser.
    pub ends: Vec<MethodEnd>,
}

/// The end of a method, for some people or all.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MethodEnd {
    /// The method.
    pub kind: FactorKind,
    /// For whom.
    pub of: Vec<Capacity>,
    /// How far it is today.
    pub stage: EndStage,
    /// The last day on which it signs in.
    pub last_day: Option<Day>,
}

/// How far the end of a method is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EndStage {
    /// In use, and advised against.
    Discouraged,
    /// In use up to and including its last day (P1).
    Ending,
    /// It opens nothing but setting up another (P3).
    EnrolOnly,
    /// It opens nothing.
    Removed,
}

/// The policy that holds, and those before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PolicyView {
    /// What holds.
    pub policy: Policy,
    /// Its number; 0 for the one of the configuration.
    pub version: u32,
    /// Today, in the organisation's time zone.
    pub today: Day,
    /// Who put which policy in force, the latest first.
    pub history: Vec<PastPolicy>,
    /// What waits for another administrator.
    pub proposals: Vec<Proposal>,
    /// Seconds for which changes are still allowed without a new proof; 0: ask for one first.
    pub fresh_for: u32,
}

/// A policy that was put in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct PastPolicy {
    /// Its number.
    pub version: u32,
    /// Since when.
    pub at: Timestamp,
    /// By whom.
    pub by: AccountId,
    /// Their name.
    pub name: String,
    /// What it said.
    pub policy: Policy,
}

/// Whom a policy would hit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Impact {
    /// How many active accounts there are.
    pub people: u32,
    /// How many would have to set something up, at the next sign-in or after the grace.
    pub must_act: u32,
    /// How many of these are doctors.
    pub doctors: u32,
    /// How many of these have no second factor at all.
    pub without_any: u32,
    /// How many have nothing but methods whose last day is set and has not come.
    pub ending: u32,
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
