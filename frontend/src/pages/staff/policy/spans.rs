//! How long something lasts, in the units that people use: `10 minuten`, not `600`.

use vestibule_shared::policy::{Unit, Value};

use crate::i18n::{I18n, Text, key};

/// From here on a span is said in days: people say 24 hours, but 3 days.
const DAYS_FROM: u32 = 2 * 86_400;

/// The seconds of a unit; 1 for what is only counted.
const fn seconds(unit: Unit) -> u32 {
    match unit {
        Unit::Times | Unit::Seconds => 1,
        Unit::Minutes => 60,
        Unit::Hours => 3600,
        Unit::Days => 86_400,
    }
}

/// The next larger unit.
const fn larger(unit: Unit) -> Option<Unit> {
    match unit {
        Unit::Seconds => Some(Unit::Minutes),
        Unit::Minutes => Some(Unit::Hours),
        Unit::Hours => Some(Unit::Days),
        Unit::Times | Unit::Days => None,
    }
}

/// The units in which a figure can be typed, its own first.
pub(super) fn units(value: Value) -> Vec<Unit> {
    let about = value.about();
    let more = larger(about.unit).filter(|unit| about.most >= 2 * factor(value, *unit));
    [about.unit].into_iter().chain(more).collect()
}

/// How many of the figure's own units a unit has.
pub(super) const fn factor(value: Value, unit: Unit) -> u32 {
    seconds(unit) / seconds(value.about().unit)
}

/// A figure as it is typed: the number, and its unit.
pub(super) fn typed(value: Value, is: u32) -> (u32, Unit) {
    let fits = |unit: &Unit| {
        let factor = factor(value, *unit);
        let is_said = *unit != Unit::Days || is >= 2 * factor;
        is > 0 && is.is_multiple_of(factor) && is_said
    };
    let unit = units(value).into_iter().rev().find(fits).unwrap_or(value.about().unit);
    (is / factor(value, unit), unit)
}

/// The name of a unit in what a tab keeps.
pub(super) const fn tag(unit: Unit) -> &'static str {
    match unit {
        Unit::Times => "times",
        Unit::Seconds => "seconds",
        Unit::Minutes => "minutes",
        Unit::Hours => "hours",
        Unit::Days => "days",
    }
}

/// The name of a unit.
pub(super) const fn name(unit: Unit) -> Text {
    match unit {
        Unit::Times => key::UNIT_NAME_TIMES,
        Unit::Seconds => key::UNIT_NAME_SECONDS,
        Unit::Minutes => key::UNIT_NAME_MINUTES,
        Unit::Hours => key::UNIT_NAME_HOURS,
        Unit::Days => key::UNIT_NAME_DAYS,
    }
}

/// A span as its numbers of days, hours, minutes and seconds: the largest two.
fn split(seconds: u32) -> Vec<(u32, Unit)> {
    let mut rest = seconds;
    let mut parts = vec![];
    for unit in [Unit::Days, Unit::Hours, Unit::Minutes, Unit::Seconds] {
        if unit == Unit::Days && seconds < DAYS_FROM {
            continue;
        }
        let size = self::seconds(unit);
        if rest >= size && parts.len() < 2 {
            parts.push((rest / size, unit));
            rest %= size;
        }
    }
    parts
}

/// A figure in words: a number, or how long something lasts.
pub(super) fn said(i18n: I18n, value: Value, is: u32) -> String {
    match value.about().unit {
        Unit::Times => is.to_string(),
        unit => span(i18n, is.saturating_mul(seconds(unit))),
    }
}

/// So many days, in words.
pub(super) fn days(i18n: I18n, days: u32) -> String {
    i18n.say(&key::span_days(days))
}

fn span(i18n: I18n, seconds: u32) -> String {
    let say = |(n, unit): &(u32, Unit)| match unit {
        Unit::Days => i18n.say(&key::span_days(n)),
        Unit::Hours => i18n.say(&key::span_hours(n)),
        Unit::Minutes => i18n.say(&key::span_minutes(n)),
        Unit::Times | Unit::Seconds => i18n.say(&key::span_seconds(n)),
    };
    let parts: Vec<String> = split(seconds).iter().map(say).collect();
    match parts.as_slice() {
        [first, second] => i18n.say(&key::span_two(first, second)),
        [only] => only.clone(),
        _ => i18n.say(&key::span_seconds(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_typed_in_the_largest_unit_that_people_use_for_it() {
        for (value, is, expected) in [
            (Value::CodeLife, 600, (10, Unit::Minutes)),
            (Value::CodeLife, 90, (90, Unit::Seconds)),
            (Value::Warning, 150, (150, Unit::Seconds)),
            (Value::Session, 24, (24, Unit::Hours)),
            (Value::Session, 72, (3, Unit::Days)),
            (Value::Hold, 100, (100, Unit::Hours)),
            (Value::Ring, 60, (60, Unit::Seconds)),
            (Value::PurgeAfter, 30, (30, Unit::Days)),
            (Value::CodeTries, 5, (5, Unit::Times)),
        ] {
            assert_eq!(typed(value, is), expected, "{value:?} {is}");
            let (number, unit) = typed(value, is);
            assert_eq!(number * factor(value, unit), is, "{value:?} {is}");
        }
    }

    #[test]
    fn a_larger_unit_is_offered_only_where_it_says_more_than_one_number() {
        assert_eq!(units(Value::Ring), [Unit::Seconds]);
        assert_eq!(units(Value::StrictSession), [Unit::Hours]);
        assert_eq!(units(Value::CodeLife), [Unit::Seconds, Unit::Minutes]);
        assert_eq!(units(Value::CodeTries), [Unit::Times]);
    }

    #[test]
    fn a_span_is_said_by_its_largest_two_units() {
        assert_eq!(split(150), [(2, Unit::Minutes), (30, Unit::Seconds)]);
        assert_eq!(split(86_400), [(24, Unit::Hours)]);
        assert_eq!(split(3 * 86_400), [(3, Unit::Days)]);
        assert_eq!(split(100 * 3600), [(4, Unit::Days), (4, Unit::Hours)]);
        assert_eq!(split(0), []);
    }
}
