//! A policy while it is typed: every control keeps its text, so that nothing typed is lost.

use leptos::prelude::*;
use vestibule_shared::{
    factor::FactorKind,
    policy::{CallMode, Day, Figure, Grade, Least, MOST_DAYS, MethodRule, Policy, Topic, Value},
    registration::Capacity,
    text::PasswordPreset,
};

use super::words::{self, CAPACITIES};
use crate::{
    i18n::{Text, key},
    json::{self, Json},
};

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
}

/// What is typed and chosen.
#[derive(Clone, Copy)]
pub(super) struct PolicyEdit {
    pub(super) must: [RwSignal<bool>; 3],
    pub(super) grace: RwSignal<String>,
    pub(super) snooze: RwSignal<String>,
    pub(super) remember: RwSignal<String>,
    pub(super) rules: RwSignal<Vec<Rule>>,
    pub(super) least: [RwSignal<String>; 3],
    pub(super) figures: StoredValue<Vec<Typed>>,
    pub(super) notices: RwSignal<String>,
    pub(super) password: RwSignal<String>,
    pub(super) call: RwSignal<String>,
    pub(super) card: RwSignal<String>,
    pub(super) eyes: RwSignal<String>,
    /// The fields with invalid text.
    pub(super) bad: RwSignal<Vec<Text>>,
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
    /// A edit with the content of a policy.
    pub(super) fn new(policy: &Policy) -> Self {
        let text = |text: String| RwSignal::new(text);
        let figure =
            |value: &Value| Typed { value: *value, text: text(policy.figure(*value).to_string()) };
        let edit = Self {
            must: CAPACITIES.map(|it| RwSignal::new(policy.two_step_required_for.contains(&it))),
            grace: text(policy.grace_days.to_string()),
            snooze: text(policy.snooze_days.to_string()),
            remember: text(policy.remember_days.to_string()),
            rules: RwSignal::new(vec![]),
            least: CAPACITIES.map(|it| text(tag(&policy.least_of(it)))),
            figures: StoredValue::new(Value::ALL.iter().map(figure).collect()),
            notices: text(
                policy.notice_days.iter().map(u32::to_string).collect::<Vec<_>>().join(", "),
            ),
            password: text(tag(&policy.password)),
            call: text(tag(&policy.call)),
            card: text(policy.card_is_second_factor.to_string()),
            eyes: text(policy.four_eyes.to_string()),
            bad: RwSignal::new(vec![]),
            made: StoredValue::new(0),
            owner: StoredValue::new(Owner::current()),
        };
        for rule in &policy.methods {
            edit.add(Some(rule));
        }
        edit
    }

    /// All texts and choices: the texts, the ticked boxes, the figures, then one line per rule.
    pub(super) fn texts(self) -> Vec<Vec<String>> {
        let read = |all: &[RwSignal<String>]| all.iter().map(|it| it.get_untracked()).collect();
        let ticked = self.must.map(|it| it.get_untracked().to_string()).to_vec();
        let figures: Vec<_> =
            self.figures.with_value(|all| all.iter().map(|typed| typed.text).collect());
        let rules = self.rules.get_untracked();
        [read(&self.singles()), ticked, read(&figures)]
            .into_iter()
            .chain(rules.iter().map(|rule| read(&rule.texts())))
            .collect()
    }

    /// Takes over the result of [`PolicyEdit::texts`].
    pub(super) fn take_over(self, kept: Vec<Vec<String>>) {
        let write = |all: &[RwSignal<String>], texts: Vec<String>| {
            all.iter().zip(texts).for_each(|(it, text)| it.set(text));
        };
        let mut lines = kept.into_iter();
        let mut line = || lines.next().unwrap_or_default();
        write(&self.singles(), line());
        self.must.iter().zip(line()).for_each(|(must, text)| must.set(text == "true"));
        let figures: Vec<_> =
            self.figures.with_value(|all| all.iter().map(|typed| typed.text).collect());
        write(&figures, line());
        self.rules.set(vec![]);
        for texts in lines {
            let id = self.add(None);
            let rule = self.rules.with_untracked(|all| all.iter().find(|it| it.id == id).copied());
            if let Some(rule) = rule {
                write(&rule.texts(), texts);
            }
        }
    }

    fn singles(self) -> [RwSignal<String>; 11] {
        let [a, b, c] = self.least;
        let Self { grace, snooze, remember, notices, password, call, card, eyes, .. } = self;
        [grace, snooze, remember, notices, password, call, card, eyes, a, b, c]
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

    /// The policy; nothing while a text is invalid, which [`PolicyEdit::bad`] then names.
    pub(super) fn read(self) -> Option<Policy> {
        let mut bad = vec![];
        let mut number = |about: Text, typed: RwSignal<String>, (least, most): (u32, u32)| {
            let number = typed.get_untracked().trim().parse().ok();
            let fits = number.filter(|number| (least..=most).contains(number));
            if fits.is_none() {
                bad.push(about);
            }
            fits.unwrap_or_default()
        };
        let grace_days = number(key::POLICY_GRACE, self.grace, (0, MOST_DAYS));
        let snooze_days = number(key::POLICY_SNOOZE, self.snooze, (0, MOST_DAYS));
        let remember_days = number(key::POLICY_REMEMBER, self.remember, (0, MOST_DAYS));
        let mut figures = vec![];
        for Typed { value, text } in self.figures.get_value() {
            let about = value.about();
            let is = number(words::value(value), text, (about.least, about.most));
            if is != about.default {
                figures.push(Figure { value, is });
            }
        }
        let notices = numbers(&self.notices.get_untracked());
        if notices.is_none() {
            bad.push(key::POLICY_NOTICES);
        }
        let is_good = bad.is_empty();
        self.bad.set(bad);
        is_good.then(|| Policy {
            two_step_required_for: self.required(),
            grace_days,
            snooze_days,
            remember_days,
            methods: self.rules.with_untracked(|rules| rules.iter().map(read_rule).collect()),
            least: self.least(),
            figures,
            notice_days: notices.unwrap_or_default(),
            password: of_tag(&self.password.get_untracked()).unwrap_or(PasswordPreset::Seed),
            call: of_tag(&self.call.get_untracked()).unwrap_or(CallMode::Press1),
            card_is_second_factor: self.card.get_untracked() == "true",
            four_eyes: self.eyes.get_untracked() == "true",
        })
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

/// Whole numbers, separated by commas.
fn numbers(typed: &str) -> Option<Vec<u32>> {
    let parts = typed.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| part.parse().ok()).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(methods: Vec<MethodRule>) -> Policy {
        Policy {
            two_step_required_for: vec![Capacity::Doctor],
            grace_days: 45,
            snooze_days: 7,
            remember_days: 30,
            methods,
            least: vec![],
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
        typed.add(None);
        let kept = json::write(&typed.texts());

        let back = PolicyEdit::new(&held);
        back.take_over(json::read(&Json::parse(&kept).unwrap()).unwrap());
        assert_eq!(back.texts(), typed.texts());
        assert_ne!(back.texts(), PolicyEdit::new(&held).texts());
        assert_eq!(back.rules.with_untracked(Vec::len), 2);
    }

    #[test]
    fn what_another_version_kept_breaks_nothing() {
        let owner = Owner::new();
        owner.set();
        let held = policy(vec![]);
        let edit = PolicyEdit::new(&held);
        edit.take_over(vec![
            vec!["9".to_owned()],
            vec![],
            vec![String::new(); 999],
            vec!["sms".to_owned()],
        ]);
        assert_eq!(
            (edit.grace.get_untracked().as_str(), edit.snooze.get_untracked().as_str()),
            ("9", "7")
        );
    }
}
