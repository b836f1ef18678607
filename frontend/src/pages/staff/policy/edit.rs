//! A policy while it is typed: every control keeps its text, so that nothing typed is lost.

use leptos::prelude::*;
use vestibule_shared::{
    factor::FactorKind,
    policy::{Day, MethodRule, Policy, Topic, Value},
};

use super::{
    part::Part,
    spans,
    words::{CAPACITIES, CHECKABLE},
    wrong::Wrong,
};
use crate::json::{self, Json};

/// A rule about a method while it is typed.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    /// Distinguishes it from the others.
    pub(super) id: usize,
    pub(super) method: RwSignal<String>,
    pub(super) of: RwSignal<String>,
    pub(super) discouraged: RwSignal<String>,
    pub(super) last_day: RwSignal<String>,
    pub(super) removed: RwSignal<String>,
}

impl Rule {
    const fn texts(self) -> [RwSignal<String>; 5] {
        [self.method, self.of, self.discouraged, self.last_day, self.removed]
    }
}

/// A figure while it is typed.
#[derive(Clone, Copy)]
pub(super) struct Typed {
    pub(super) value: Value,
    pub(super) text: RwSignal<String>,
    /// The unit of the number, by its name.
    pub(super) unit: RwSignal<String>,
}

/// The texts of a part: a line for each rule, or one line.
pub(super) type Lines = Vec<Vec<String>>;

/// What is typed and chosen.
#[derive(Clone, Copy)]
pub(super) struct PolicyEdit {
    pub(super) must: [RwSignal<bool>; 3],
    pub(super) grace: RwSignal<String>,
    pub(super) snooze: RwSignal<String>,
    pub(super) remember: RwSignal<String>,
    pub(super) rules: RwSignal<Vec<Rule>>,
    pub(super) least: [RwSignal<String>; 3],
    pub(super) checks: [RwSignal<String>; 2],
    pub(super) figures: StoredValue<Vec<Typed>>,
    pub(super) notices: RwSignal<String>,
    pub(super) password: RwSignal<String>,
    pub(super) call: RwSignal<String>,
    pub(super) card: RwSignal<String>,
    pub(super) eyes: RwSignal<String>,
    /// The fields with something to correct.
    pub(super) wrong: RwSignal<Vec<Wrong>>,
    made: StoredValue<usize>,
    /// The owner of the signals. A signal made in a button's handler would belong to the button,
    /// and end with it.
    owner: StoredValue<Option<Owner>>,
}

/// The name of a choice on the wire.
pub(in crate::pages::staff) fn tag<T: serde::Serialize>(value: &T) -> String {
    let text = json::write(value);
    Json::parse(&text).and_then(|json| json.text().map(str::to_owned)).unwrap_or_default()
}

/// The choice of this name.
pub(in crate::pages::staff) fn of_tag<T: serde::de::DeserializeOwned>(tag: &str) -> Option<T> {
    json::read(&Json::Text(tag.to_owned()))
}

impl PolicyEdit {
    /// An edit with the content of a policy.
    pub(super) fn new(policy: &Policy) -> Self {
        let text = |text: String| RwSignal::new(text);
        let figure = |value: &Value| {
            let (number, unit) = spans::typed(*value, policy.figure(*value));
            let (number, unit) = (text(number.to_string()), text(spans::tag(unit).to_owned()));
            Typed { value: *value, text: number, unit }
        };
        let edit = Self {
            must: CAPACITIES.map(|it| RwSignal::new(policy.two_step_required_for.contains(&it))),
            grace: text(policy.grace_days.to_string()),
            snooze: text(policy.snooze_days.to_string()),
            remember: text(policy.remember_days.to_string()),
            rules: RwSignal::new(vec![]),
            least: CAPACITIES.map(|it| text(tag(&policy.least_of(it)))),
            checks: CHECKABLE.map(|it| text(tag(&policy.check_of(it)))),
            figures: StoredValue::new(Value::ALL.iter().map(figure).collect()),
            notices: text(
                policy.notice_days.iter().map(u32::to_string).collect::<Vec<_>>().join(", "),
            ),
            password: text(tag(&policy.password)),
            call: text(tag(&policy.call)),
            card: text(policy.card_is_second_factor.to_string()),
            eyes: text(policy.four_eyes.to_string()),
            wrong: RwSignal::new(vec![]),
            made: StoredValue::new(0),
            owner: StoredValue::new(Owner::current()),
        };
        for rule in &policy.methods {
            edit.add(Some(rule));
        }
        edit
    }

    /// All texts and choices of a part.
    pub(super) fn lines(self, part: Part) -> Lines {
        let read = |all: &[RwSignal<String>]| all.iter().map(|it| it.get_untracked()).collect();
        if part == Part::Methods {
            let rules = self.rules.get_untracked();
            return rules.iter().map(|rule| read(&rule.texts())).collect();
        }
        let mut line: Vec<String> = read(&self.signals(part));
        if part == Part::Must {
            line.extend(self.must.map(|it| it.get_untracked().to_string()));
        }
        vec![line]
    }

    /// Takes over the result of [`PolicyEdit::lines`].
    pub(super) fn put(self, part: Part, lines: Lines) {
        let write = |all: &[RwSignal<String>], texts: Vec<String>| {
            all.iter().zip(texts).for_each(|(it, text)| it.set(text));
        };
        if part == Part::Methods {
            self.rules.set(vec![]);
            for texts in lines {
                let id = self.add(None);
                let rules = self.rules.get_untracked();
                if let Some(rule) = rules.iter().find(|rule| rule.id == id) {
                    write(&rule.texts(), texts);
                }
            }
            return;
        }
        let (signals, line) = (self.signals(part), lines.into_iter().next().unwrap_or_default());
        if part == Part::Must {
            let ticks = line.iter().skip(signals.len());
            self.must.iter().zip(ticks).for_each(|(must, text)| must.set(text == "true"));
        }
        write(&signals, line);
    }

    /// Takes over the policy in force in one part; what is wrong in the others stays.
    pub(super) fn leave(self, part: Part, held: Self) {
        self.put(part, held.lines(part));
        self.wrong.update(|all| all.retain(|wrong| wrong.part != part));
    }

    /// The texts of a part that is no list and no box to tick.
    fn signals(self, part: Part) -> Vec<RwSignal<String>> {
        let Self { grace, snooze, remember, notices, password, call, card, eyes, .. } = self;
        match part {
            Part::Must => vec![grace, snooze, remember],
            Part::Methods => vec![],
            Part::Least => self.least.to_vec(),
            Part::Checks => self.checks.to_vec(),
            Part::Other => vec![notices, password, call, card, eyes],
            Part::Codes | Part::Sessions | Part::Accounts | Part::Applications => {
                let typed = part.topic().map(|topic| self.of_topic(topic)).unwrap_or_default();
                typed.into_iter().flat_map(|typed| [typed.text, typed.unit]).collect()
            }
        }
    }

    /// Adds a rule; returns its number.
    pub(super) fn add(self, rule: Option<&MethodRule>) -> usize {
        let id = self.made.get_value() + 1;
        self.made.set_value(id);
        let new = || rule_of(id, rule);
        let new = self.owner.get_value().map_or_else(new, |owner| owner.with(new));
        self.rules.update(|rules| rules.push(new));
        id
    }

    /// Removes a rule.
    pub(super) fn drop_rule(self, id: usize) {
        self.rules.update(|rules| rules.retain(|rule| rule.id != id));
    }

    /// The figures of one topic.
    pub(super) fn of_topic(self, topic: Topic) -> Vec<Typed> {
        let all = self.figures.get_value();
        all.into_iter().filter(|typed| typed.value.about().topic == topic).collect()
    }
}

/// A typed rule with the content of a rule.
fn rule_of(id: usize, rule: Option<&MethodRule>) -> Rule {
    let day = |of: fn(&MethodRule) -> &Option<Day>| {
        let day = rule.and_then(|rule| of(rule).as_ref());
        RwSignal::new(day.map(|day| day.0.clone()).unwrap_or_default())
    };
    Rule {
        id,
        method: RwSignal::new(tag(&rule.map_or(FactorKind::Sms, |rule| rule.method))),
        of: RwSignal::new(rule.and_then(|it| it.capacity).map(|it| tag(&it)).unwrap_or_default()),
        discouraged: day(|rule| &rule.discouraged_from),
        last_day: day(|rule| &rule.last_day),
        removed: day(|rule| &rule.removed_from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(methods: Vec<MethodRule>) -> Policy {
        Policy {
            two_step_required_for: vec![vestibule_shared::registration::Capacity::Doctor],
            grace_days: 45,
            snooze_days: 7,
            remember_days: 30,
            methods,
            least: vec![],
            checks: vec![],
            figures: vec![],
            notice_days: vec![60, 30],
            password: vestibule_shared::text::PasswordPreset::Seed,
            call: vestibule_shared::policy::CallMode::default(),
            card_is_second_factor: true,
            four_eyes: false,
        }
    }

    #[test]
    fn everything_that_was_typed_is_taken_over_also_what_cannot_be() {
        let owner = Owner::new();
        owner.set();
        let held = policy(vec![MethodRule {
            method: FactorKind::Sms,
            capacity: None,
            discouraged_from: None,
            last_day: Day::try_from("2027-06-30".to_owned()).ok(),
            removed_from: None,
        }]);
        let typed = PolicyEdit::new(&held);
        typed.grace.set("twintig".to_owned());
        typed.must[2].set(true);
        typed.eyes.set("true".to_owned());
        typed.figures.with_value(|all| all[0].text.set("0".to_owned()));
        typed.figures.with_value(|all| all[1].unit.set("seconds".to_owned()));
        typed.add(None);

        let back = PolicyEdit::new(&held);
        let changed = |part: &Part| back.lines(*part) != typed.lines(*part);
        let parts: Vec<Part> = Part::ALL.into_iter().filter(changed).collect();
        assert_eq!(parts, [Part::Must, Part::Methods, Part::Codes, Part::Other]);
        for part in parts {
            let kept = json::write(&typed.lines(part));
            back.put(part, json::read(&Json::parse(&kept).unwrap()).unwrap());
        }
        assert!(Part::ALL.into_iter().all(|part| back.lines(part) == typed.lines(part)));
        assert_eq!(back.rules.with_untracked(Vec::len), 2);
    }

    #[test]
    fn cancelling_one_part_keeps_what_is_wrong_in_another() {
        let owner = Owner::new();
        owner.set();
        let held = PolicyEdit::new(&policy(vec![]));
        let typed = PolicyEdit::new(&policy(vec![]));
        typed.grace.set("twintig".to_owned());
        typed.notices.set("1, 2".to_owned());
        assert_eq!(typed.read(), None);
        let parts = || typed.wrong.get_untracked().iter().map(|it| it.part).collect::<Vec<_>>();
        assert_eq!(parts(), [Part::Must, Part::Other]);
        typed.leave(Part::Must, held);
        assert_eq!(parts(), [Part::Other]);
        assert_eq!(
            (typed.grace.get_untracked(), typed.notices.get_untracked()),
            ("45".into(), "1, 2".into())
        );
    }

    #[test]
    fn what_another_version_kept_breaks_nothing() {
        let owner = Owner::new();
        owner.set();
        let edit = PolicyEdit::new(&policy(vec![]));
        for part in Part::ALL {
            edit.put(part, vec![vec!["9".to_owned()], vec![], vec![String::new(); 999]]);
            edit.put(part, vec![]);
        }
        assert_eq!(
            (edit.grace.get_untracked().as_str(), edit.snooze.get_untracked().as_str()),
            ("9", "7")
        );
    }
}
