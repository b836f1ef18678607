//! Reads a typed policy, or says what is wrong with it.

use leptos::prelude::*;
use vestibule_shared::{
    factor::FactorKind,
    policy::{
        CallMode, CapacityCheck, CheckMode, Day, Figure, Grade, Least, MOST_DAYS, MethodRule,
        Policy, Unit,
    },
    registration::Capacity,
    text::PasswordPreset,
};

use super::{
    edit::{PolicyEdit, Rule, Typed, of_tag, tag},
    part::Part,
    spans,
    words::{self, CAPACITIES, CHECKABLE},
    wrong::{Fault, Wrong},
};
use crate::i18n::{Text, key};

/// The largest number of days before an end on which people are notified.
pub(super) const MOST_NOTICE_DAYS: u32 = 365;
/// The units, by name.
const UNITS: [Unit; 5] = [Unit::Times, Unit::Seconds, Unit::Minutes, Unit::Hours, Unit::Days];

/// The id of the control of a figure.
pub(super) fn figure_id(typed: &Typed) -> String {
    format!("value-{}", tag(&typed.value))
}

/// The id of a control of a rule.
pub(super) fn rule_id(id: usize, part: &str) -> String {
    format!("rule-{id}-{part}")
}

impl PolicyEdit {
    /// The policy; nothing while something has to be corrected, which [`PolicyEdit::wrong`] then
    /// names.
    pub(super) fn read(self) -> Option<Policy> {
        let mut wrong = vec![];
        let mut days = |id: &str, label: Text, typed: RwSignal<String>| {
            let number = whole(typed).filter(|number| *number <= MOST_DAYS);
            if number.is_none() {
                let fault = Fault::Number(0, MOST_DAYS);
                wrong.push(Wrong { part: Part::Must, id: id.to_owned(), label, fault });
            }
            number.unwrap_or_default()
        };
        let grace_days = days("grace", key::POLICY_GRACE, self.grace);
        let snooze_days = days("snooze", key::POLICY_SNOOZE, self.snooze);
        let remember_days = days("remember-days", key::POLICY_REMEMBER, self.remember);
        let methods = self.rules.with_untracked(|rules| rules.iter().map(read_rule).collect());
        wrong.extend(
            self.rules.with_untracked(|rules| rules.iter().filter_map(fault).collect::<Vec<_>>()),
        );
        let figures = self.read_figures(&mut wrong);
        let notices = falling(&self.notices.get_untracked());
        if notices.is_none() {
            let (id, label) = ("notices".to_owned(), key::POLICY_NOTICES);
            wrong.push(Wrong { part: Part::Other, id, label, fault: Fault::Days });
        }
        let is_good = wrong.is_empty();
        self.wrong.set(wrong);
        is_good.then(|| Policy {
            two_step_required_for: self.required(),
            grace_days,
            snooze_days,
            remember_days,
            methods,
            least: self.least(),
            checks: self.checks(),
            figures,
            notice_days: notices.unwrap_or_default(),
            password: of_tag(&self.password.get_untracked()).unwrap_or(PasswordPreset::Seed),
            call: of_tag(&self.call.get_untracked()).unwrap_or(CallMode::Press1),
            card_is_second_factor: self.card.get_untracked() == "true",
            four_eyes: self.eyes.get_untracked() == "true",
        })
    }

    /// The figures that differ from their defaults.
    fn read_figures(self, wrong: &mut Vec<Wrong>) -> Vec<Figure> {
        let mut figures = vec![];
        for typed in self.figures.get_value() {
            let Typed { value, text, unit } = typed;
            let unit = unit.get_untracked();
            let unit = UNITS.into_iter().find(|it| spans::tag(*it) == unit);
            let factor = unit.map_or(1, |unit| spans::factor(value, unit));
            let is = whole(text).and_then(|number| number.checked_mul(factor));
            match is.map(|is| Figure { value, is }).filter(|figure| figure.fits()) {
                Some(figure) if figure.is == value.about().default => {}
                Some(figure) => figures.push(figure),
                None => wrong.push(Wrong {
                    part: Part::of_topic(value.about().topic),
                    id: figure_id(&typed),
                    label: words::value(value),
                    fault: Fault::Figure(value),
                }),
            }
        }
        figures
    }

    fn required(self) -> Vec<Capacity> {
        let ticked = CAPACITIES.into_iter().zip(self.must);
        ticked.filter(|(_, must)| must.get_untracked()).map(|(capacity, _)| capacity).collect()
    }

    fn least(self) -> Vec<Least> {
        let chosen = CAPACITIES.into_iter().zip(self.least);
        let lines = chosen.map(|(capacity, grade)| Least {
            capacity,
            grade: of_tag(&grade.get_untracked()).unwrap_or(Grade::Any),
        });
        lines.filter(|least| least.grade != Grade::Any).collect()
    }

    fn checks(self) -> Vec<CapacityCheck> {
        let chosen = CHECKABLE.into_iter().zip(self.checks);
        let lines = chosen.map(|(capacity, mode)| CapacityCheck {
            capacity,
            mode: of_tag(&mode.get_untracked()).unwrap_or_default(),
        });
        lines.filter(|check| check.mode != CheckMode::Declared).collect()
    }
}

fn whole(typed: RwSignal<String>) -> Option<u32> {
    typed.get_untracked().trim().parse().ok()
}

/// Days before an end, separated by commas, each fewer than the one before.
fn falling(typed: &str) -> Option<Vec<u32>> {
    let parts = typed.split(',').map(str::trim).filter(|part| !part.is_empty());
    let days: Vec<u32> = parts.map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let is_falling = days.windows(2).all(|pair| pair[0] > pair[1]);
    let is_bounded = days.iter().all(|day| (1..=MOST_NOTICE_DAYS).contains(day));
    (is_falling && is_bounded).then_some(days)
}

fn read_rule(rule: &Rule) -> MethodRule {
    let day = |typed: RwSignal<String>| Day::try_from(typed.get_untracked()).ok();
    MethodRule {
        method: of_tag(&rule.method.get_untracked()).unwrap_or(FactorKind::Sms),
        capacity: of_tag(&rule.of.get_untracked()),
        discouraged_from: day(rule.discouraged),
        last_day: day(rule.last_day),
        removed_from: day(rule.removed),
    }
}

/// A method is removed after its last day: the end is announced first.
fn fault(rule: &Rule) -> Option<Wrong> {
    let MethodRule { last_day, removed_from, .. } = read_rule(rule);
    let (fault, part, label) = match (last_day, removed_from) {
        (None, Some(_)) => (Fault::NoLastDay, "last", key::POLICY_LAST_DAY),
        (Some(last), Some(removed)) if removed <= last => {
            (Fault::NotAfter, "removed", key::POLICY_REMOVED)
        }
        _ => return None,
    };
    Some(Wrong { part: Part::Methods, id: rule_id(rule.id, part), label, fault })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_before_an_end_fall_and_are_within_a_year() {
        assert_eq!(falling("60, 30,1"), Some(vec![60, 30, 1]));
        assert_eq!(falling(" "), Some(vec![]));
        for bad in ["30, 60", "7, 7", "0", "366", "a", "1.5"] {
            assert_eq!(falling(bad), None, "{bad}");
        }
    }
}
