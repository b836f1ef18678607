//! The life of a method: active, discouraged, ending, removed (P1-P3). All of it follows from the
//! policy and the day; none of it is stored.

use jiff::{Timestamp as Moment, ToSpan as _, tz::TimeZone};
use vestibule_shared::{
    factor::FactorKind,
    policy::{Day, EndStage, Grade, MethodEnd, MethodRule, Policy},
    registration::Capacity,
    time::Timestamp,
};

/// A set of kinds of methods, as a number with one bit per kind. The database uses the same bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds(pub i64);

impl Kinds {
    /// This one only.
    pub const fn one(kind: FactorKind) -> Self {
        Self(match kind {
            FactorKind::App => 1,
            FactorKind::Passkey => 2,
            FactorKind::Platform => 4,
            FactorKind::SecurityKey => 8,
            FactorKind::Sms => 16,
            FactorKind::Call => 32,
        })
    }

    /// Whether the set contains a kind.
    pub const fn has(self, kind: FactorKind) -> bool {
        self.0 & Self::one(kind).0 != 0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The kinds for which a condition holds.
    #[must_use]
    pub fn filter(self, holds: impl Fn(FactorKind) -> bool) -> Self {
        let kept = FactorKind::ALL.into_iter().filter(|kind| self.has(*kind) && holds(*kind));
        Self(kept.map(|kind| Self::one(kind).0).sum())
    }
}

/// The status of a method on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MethodStatus {
    /// In use.
    Active,
    /// In use, and discouraged.
    Discouraged,
    /// In use up to and including this day (P1).
    Ending(Day),
    /// It gives access only to setting up another method (P3).
    EnrolOnly,
    /// It gives no access.
    Removed,
}

impl MethodStatus {
    /// How far its end is, if it has one.
    pub const fn end(&self) -> Option<EndStage> {
        match self {
            Self::Active => None,
            Self::Discouraged => Some(EndStage::Discouraged),
            Self::Ending(_) => Some(EndStage::Ending),
            Self::EnrolOnly => Some(EndStage::EnrolOnly),
            Self::Removed => Some(EndStage::Removed),
        }
    }

    /// Whether it signs in.
    pub const fn signs_in(&self) -> bool {
        matches!(self, Self::Active | Self::Discouraged | Self::Ending(_))
    }
}

/// The rules of the policy about a kind of method in a capacity.
fn rules(policy: &Policy, kind: FactorKind, of: Capacity) -> Vec<&MethodRule> {
    let is_about = |rule: &&MethodRule| {
        rule.method == kind && rule.capacity.is_none_or(|capacity| capacity == of)
    };
    policy.methods.iter().filter(is_about).collect()
}

/// The status of a kind of method in a capacity on a day. Of several rules the strictest counts.
pub fn status(policy: &Policy, kind: FactorKind, of: Capacity, today: &Day) -> MethodStatus {
    let rules = rules(policy, kind, of);
    let first = |day: fn(&MethodRule) -> Option<&Day>| rules.iter().filter_map(|it| day(it)).min();
    let (last_day, removed) =
        (first(|it| it.last_day.as_ref()), first(|it| it.removed_from.as_ref()));
    let discouraged = first(|it| it.discouraged_from.as_ref());
    if removed.is_some_and(|day| today >= day) {
        return MethodStatus::Removed;
    }
    if Grade::of(kind) < policy.least_of(of) {
        return MethodStatus::EnrolOnly;
    }
    match last_day {
        Some(day) if today > day => MethodStatus::EnrolOnly,
        Some(day) => MethodStatus::Ending(day.clone()),
        None if discouraged.is_some_and(|day| today >= day) => MethodStatus::Discouraged,
        None => MethodStatus::Active,
    }
}

/// Lists which methods end or are discouraged, and for whom (P5): one line when the same holds for
/// several.
pub fn ends(policy: &Policy, today: &Day) -> Vec<MethodEnd> {
    let everybody = [Capacity::Citizen, Capacity::Doctor, Capacity::Organisation];
    let mut all: Vec<MethodEnd> = vec![];
    for (kind, of) in FactorKind::ALL.into_iter().flat_map(|kind| everybody.map(|of| (kind, of))) {
        let Some(stage) = status(policy, kind, of, today).end() else { continue };
        let last_day =
            rules(policy, kind, of).into_iter().filter_map(|it| it.last_day.clone()).min();
        let is_same =
            |it: &&mut MethodEnd| (it.kind, it.stage, &it.last_day) == (kind, stage, &last_day);
        match all.iter_mut().find(is_same) {
            Some(end) => end.of.push(of),
            None => all.push(MethodEnd { kind, of: vec![of], stage, last_day }),
        }
    }
    all
}

/// A person's methods, by what they may be used for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sorted {
    /// These sign in.
    pub usable: Kinds,
    /// These give access only to setting up another method.
    pub enrol_only: Kinds,
}

impl Sorted {
    /// What is offered at sign-in: methods past their end only if there is no other (P3).
    pub const fn offered(&self) -> Kinds {
        if self.usable.is_empty() { self.enrol_only } else { self.usable }
    }
}

/// Sorts a person's methods. `excepted` are kinds that they may use longer.
pub fn sort(
    policy: &Policy,
    of: Capacity,
    (have, excepted): (Kinds, Kinds),
    today: &Day,
) -> Sorted {
    let on_day = |kind| status(policy, kind, of, today);
    Sorted {
        usable: have.filter(|kind| excepted.has(kind) || on_day(kind).signs_in()),
        enrol_only: have
            .filter(|kind| !excepted.has(kind) && on_day(kind) == MethodStatus::EnrolOnly),
    }
}

/// The latest last day among a person's usable methods, if all of them have one: from the day after
/// it they can only set up another.
pub fn ends_on(policy: &Policy, of: Capacity, usable: Kinds, today: &Day) -> Option<Day> {
    let mut last: Option<Day> = None;
    for kind in FactorKind::ALL.into_iter().filter(|kind| usable.has(*kind)) {
        let MethodStatus::Ending(day) = status(policy, kind, of, today) else { return None };
        last = last.max(Some(day));
    }
    last
}

/// The organisation's calendar.
#[derive(Clone, Debug)]
pub struct Calendar(TimeZone);

impl Calendar {
    /// The calendar of a time zone, as `Europe/Brussels`.
    pub fn of(zone: &str) -> Option<Self> {
        TimeZone::get(zone).ok().map(Self)
    }

    /// The day of a moment.
    pub fn day(&self, at: Timestamp) -> Day {
        let moment = Moment::from_millisecond(at.0).unwrap_or(Moment::UNIX_EPOCH);
        Day(moment.to_zoned(self.0.clone()).date().to_string())
    }

    /// Hour and minute of a moment.
    pub fn time_of_day(&self, at: Timestamp) -> (i8, i8) {
        let moment = Moment::from_millisecond(at.0).unwrap_or(Moment::UNIX_EPOCH);
        let time = moment.to_zoned(self.0.clone()).time();
        (time.hour(), time.minute())
    }

    /// The zone's name, as browsers know it.
    pub fn zone(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// How many days from a moment to a day; negative when it is past.
    pub fn days_until(&self, day: &Day, at: Timestamp) -> i64 {
        let date =
            |day: &Day| day.0.parse::<jiff::civil::Date>().unwrap_or(jiff::civil::Date::ZERO);
        let between = date(&self.day(at)).until(date(day));
        between.map_or(i64::MIN, |span| i64::from(span.get_days()))
    }

    /// The moment at which a day ends.
    pub fn end_of(&self, day: &Day) -> Timestamp {
        self.begin_of(&later(day, 1))
    }

    /// The moment at which a day begins.
    pub fn begin_of(&self, day: &Day) -> Timestamp {
        let date = day.0.parse::<jiff::civil::Date>().unwrap_or(jiff::civil::Date::MAX);
        let begins = date.to_zoned(self.0.clone()).map(|it| it.timestamp().as_millisecond());
        Timestamp(begins.unwrap_or(i64::MAX))
    }
}

/// The day so many days later; earlier when they are negative.
pub fn later(day: &Day, days: i64) -> Day {
    let date = day.0.parse::<jiff::civil::Date>().unwrap_or(jiff::civil::Date::MAX);
    Day(date.checked_add(days.days()).unwrap_or(date).to_string())
}

/// The notice that is due so many days before the last one: the latest of those that are due.
pub fn notice_due(policy: &Policy, days_left: i64) -> Option<i64> {
    if days_left < 0 {
        return None;
    }
    policy.notice_days.iter().map(|day| i64::from(*day)).filter(|n| days_left <= *n).min()
}

#[cfg(test)]
mod tests {
    use vestibule_shared::policy::Least;

    use super::*;

    const DOCTOR: Capacity = Capacity::Doctor;
    const SMS: FactorKind = FactorKind::Sms;

    fn day(text: &str) -> Day {
        Day::try_from(text.to_owned()).unwrap()
    }

    fn policy(methods: Vec<MethodRule>) -> Policy {
        let text = r#"{"two_step_required_for":["doctor"],"grace_days":45,"snooze_days":7,
            "remember_days":30,"methods":[]}"#;
        Policy { methods, ..serde_json::from_str(text).unwrap() }
    }

    fn ends_of(capacity: Option<Capacity>, last: &str) -> MethodRule {
        MethodRule {
            method: SMS,
            capacity,
            discouraged_from: Some(day("2027-01-01")),
            last_day: Some(day(last)),
            removed_from: Some(day("2028-01-01")),
        }
    }

    #[test]
    fn p1_a_method_signs_in_up_to_and_including_its_last_day() {
        let policy = policy(vec![ends_of(None, "2027-06-30")]);
        let at = |text: &str| status(&policy, SMS, DOCTOR, &day(text));
        assert_eq!(at("2026-01-01"), MethodStatus::Ending(day("2027-06-30")));
        assert!(at("2027-06-30").signs_in());
        assert_eq!(at("2027-07-01"), MethodStatus::EnrolOnly);
        assert_eq!(at("2027-12-31"), MethodStatus::EnrolOnly);
        assert_eq!(at("2028-01-01"), MethodStatus::Removed);
        assert_eq!(
            status(&policy, FactorKind::App, DOCTOR, &day("2029-01-01")),
            MethodStatus::Active
        );
    }

    #[test]
    fn a_line_for_one_capacity_leaves_the_others_alone_and_the_strictest_of_two_counts() {
        let only = policy(vec![ends_of(Some(DOCTOR), "2027-03-31")]);
        let today = day("2027-04-01");
        assert_eq!(status(&only, SMS, DOCTOR, &today), MethodStatus::EnrolOnly);
        assert_eq!(status(&only, SMS, Capacity::Citizen, &today), MethodStatus::Active);
        let both = policy(vec![ends_of(None, "2027-06-30"), ends_of(Some(DOCTOR), "2027-03-31")]);
        assert_eq!(status(&both, SMS, DOCTOR, &today), MethodStatus::EnrolOnly);
        assert_eq!(
            status(&both, SMS, Capacity::Citizen, &today),
            MethodStatus::Ending(day("2027-06-30"))
        );
    }

    #[test]
    fn a_method_that_is_not_good_enough_opens_nothing_but_setting_up_another() {
        let least = vec![Least { capacity: DOCTOR, grade: Grade::PhishingResistant }];
        let strict = Policy { least, ..policy(vec![]) };
        let today = day("2027-01-01");
        for (kind, signs_in) in [
            (SMS, false),
            (FactorKind::App, false),
            (FactorKind::Passkey, true),
            (FactorKind::SecurityKey, true),
        ] {
            assert_eq!(status(&strict, kind, DOCTOR, &today).signs_in(), signs_in, "{kind:?}");
            assert!(status(&strict, kind, Capacity::Citizen, &today).signs_in(), "{kind:?}");
        }
    }

    #[test]
    fn p5_everybody_reads_what_ends_and_for_whom() {
        let today = day("2027-04-01");
        assert_eq!(ends(&policy(vec![]), &today), []);
        let line = |of: &[Capacity], stage, last: &str| {
            let (of, last_day) = (of.to_vec(), Some(day(last)));
            MethodEnd { kind: SMS, of, stage, last_day }
        };
        let everybody = [Capacity::Citizen, DOCTOR, Capacity::Organisation];
        let one = policy(vec![ends_of(None, "2027-06-30")]);
        assert_eq!(ends(&one, &today), [line(&everybody, EndStage::Ending, "2027-06-30")]);
        let removed = [line(&everybody, EndStage::Removed, "2027-06-30")];
        assert_eq!(ends(&one, &day("2028-01-01")), removed);
        let two = policy(vec![ends_of(None, "2027-06-30"), ends_of(Some(DOCTOR), "2027-03-31")]);
        let others = [Capacity::Citizen, Capacity::Organisation];
        assert_eq!(
            ends(&two, &today),
            [
                line(&others, EndStage::Ending, "2027-06-30"),
                line(&[DOCTOR], EndStage::EnrolOnly, "2027-03-31")
            ]
        );
        let mut advised = ends_of(None, "2027-06-30");
        (advised.last_day, advised.removed_from) = (None, None);
        let advised = policy(vec![advised]);
        assert_eq!(ends(&advised, &day("2026-12-31")), []);
        assert_eq!(ends(&advised, &today)[0].stage, EndStage::Discouraged);
    }

    #[test]
    fn p3_who_has_another_is_offered_that_and_who_has_none_sets_one_up_with_the_old() {
        let policy = policy(vec![ends_of(None, "2027-06-30")]);
        let (sms, app) = (Kinds::one(SMS), Kinds::one(FactorKind::App));
        let both = Kinds(sms.0 | app.0);
        let after = day("2027-07-01");
        let offered =
            |have, excepted, today: &Day| sort(&policy, DOCTOR, (have, excepted), today).offered();
        assert_eq!(offered(both, Kinds(0), &after), app);
        assert_eq!(offered(sms, Kinds(0), &after), sms);
        assert!(sort(&policy, DOCTOR, (sms, Kinds(0)), &after).usable.is_empty());
        assert_eq!(sort(&policy, DOCTOR, (sms, sms), &after).usable, sms, "an exception");
        assert!(offered(sms, Kinds(0), &day("2028-01-01")).is_empty());
        assert_eq!(ends_on(&policy, DOCTOR, sms, &day("2027-05-01")), Some(day("2027-06-30")));
        assert_eq!(ends_on(&policy, DOCTOR, both, &day("2027-05-01")), None);
        assert_eq!(ends_on(&policy, DOCTOR, Kinds(0), &day("2027-05-01")), None);
    }

    #[test]
    fn a_day_is_the_organisations_day_and_summer_time_is_no_hour_too_early() {
        let brussels = Calendar::of("Europe/Brussels").unwrap();
        // 2027-06-30 in Brussels ends at 22:00 UTC.
        let end = brussels.end_of(&day("2027-06-30"));
        assert_eq!(end, Timestamp(1_814_392_800_000));
        assert_eq!(brussels.day(Timestamp(end.0 - 1)), day("2027-06-30"));
        assert_eq!(brussels.day(end), day("2027-07-01"));
        let winter = brussels.end_of(&day("2026-12-31"));
        assert_eq!(brussels.day(Timestamp(winter.0 - 1)), day("2026-12-31"));
        assert_eq!(winter.0 % 86_400_000, 23 * 3_600_000);
        assert_eq!(brussels.days_until(&day("2027-06-30"), Timestamp(end.0 - 1)), 0);
        assert_eq!(brussels.days_until(&day("2027-06-30"), end), -1);
        assert!(Calendar::of("Europe/Nowhere").is_none());
    }

    #[test]
    fn p11_notices_are_due_60_30_14_7_and_1_days_before() {
        let due = |days| notice_due(&policy(vec![]), days);
        for (left, expected) in [
            (61, None),
            (60, Some(60)),
            (31, Some(60)),
            (30, Some(30)),
            (15, Some(30)),
            (14, Some(14)),
            (8, Some(14)),
            (7, Some(7)),
            (2, Some(7)),
            (1, Some(1)),
            (0, Some(1)),
            (-1, None),
        ] {
            assert_eq!(due(left), expected, "{left}");
        }
    }
}
