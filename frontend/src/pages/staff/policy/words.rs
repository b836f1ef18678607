//! The content of a policy, line by line, in words: to compare with another one.

use vestibule_shared::{
    policy::{CallMode, CheckMode, Day, Grade, MethodRule, Policy, Unit, Value},
    registration::Capacity,
    text::PasswordPreset,
};

use super::spans;
use crate::{
    browser::intl,
    i18n::{self, I18n, Text, key},
    pages::staff::differences::Changed,
};

/// The capacities, in the order in which they are shown.
pub(super) const CAPACITIES: [Capacity; 3] =
    [Capacity::Doctor, Capacity::Organisation, Capacity::Citizen];

/// The capacities that can be verified.
pub(super) const CHECKABLE: [Capacity; 2] = [Capacity::Doctor, Capacity::Organisation];
/// The modes of verification, the least strict first.
pub(super) const CHECK_MODES: [CheckMode; 3] =
    [CheckMode::Declared, CheckMode::Checked, CheckMode::Staff];

/// A figure of the policy.
pub(super) const fn value(value: Value) -> Text {
    match value {
        Value::ActivationTries => key::VALUE_ACTIVATION_TRIES,
        Value::CodeLife => key::VALUE_CODE_LIFE,
        Value::CodeTries => key::VALUE_CODE_TRIES,
        Value::Rest => key::VALUE_REST,
        Value::Resend => key::VALUE_RESEND,
        Value::MessagesPerHalfHour => key::VALUE_MESSAGES_PER_HALF_HOUR,
        Value::MessagesPerDay => key::VALUE_MESSAGES_PER_DAY,
        Value::Ring => key::VALUE_RING,
        Value::CallsPerHalfHour => key::VALUE_CALLS_PER_HALF_HOUR,
        Value::Idle => key::VALUE_IDLE,
        Value::Session => key::VALUE_SESSION,
        Value::StrictIdle => key::VALUE_STRICT_IDLE,
        Value::StrictSession => key::VALUE_STRICT_SESSION,
        Value::Warning => key::VALUE_WARNING,
        Value::PasswordTries => key::VALUE_PASSWORD_TRIES,
        Value::RecoveryCodes => key::VALUE_RECOVERY_CODES,
        Value::RecoveryCodesLow => key::VALUE_RECOVERY_CODES_LOW,
        Value::ResetWait => key::VALUE_RESET_WAIT,
        Value::Hold => key::VALUE_HOLD,
        Value::PurgeAfter => key::VALUE_PURGE_AFTER,
        Value::AccessToken => key::VALUE_ACCESS_TOKEN,
        Value::IdToken => key::VALUE_ID_TOKEN,
        Value::Offline => key::VALUE_OFFLINE,
    }
}

/// Its bounds, with its unit where there is only one.
pub(super) fn bounds(i18n: I18n, value: Value) -> Text {
    let about = value.about();
    let (least, most) = (about.least.to_string(), about.most.to_string());
    if spans::units(value).len() > 1 {
        let said = |is| spans::said(i18n, value, is);
        return key::unit_span(said(about.least), said(about.most));
    }
    match about.unit {
        Unit::Times => key::unit_times(least, most),
        Unit::Seconds => key::unit_seconds(least, most),
        Unit::Minutes => key::unit_minutes(least, most),
        Unit::Hours => key::unit_hours(least, most),
        Unit::Days => key::unit_days(least, most),
    }
}

/// The people of a capacity, inside a sentence.
pub(super) const fn plural(capacity: Capacity) -> Text {
    match capacity {
        Capacity::Doctor => key::POLICY_DOCTORS,
        Capacity::Organisation => key::POLICY_ORGANISATIONS,
        Capacity::Citizen => key::POLICY_CITIZENS,
    }
}

/// The people of some capacities, inside a sentence.
pub(super) fn who(i18n: I18n, of: &[Capacity]) -> String {
    let theirs = CAPACITIES.into_iter().filter(|it| of.contains(it));
    let named: Vec<String> = theirs.map(|it| i18n.say(&plural(it))).collect();
    match named.len() {
        0 => i18n.say(&key::POLICY_NOBODY),
        3 => i18n.say(&key::POLICY_FOR_ALL),
        _ => intl::list(i18n.language(), &named),
    }
}

/// A text after the name of what it is about.
pub(super) fn labelled(i18n: I18n, label: &Text, text: &Text) -> String {
    i18n.say(&key::policy_labelled(i18n.say(label), i18n.say(text)))
}

/// How good a method has to be.
pub(super) const fn grade(grade: Grade) -> Text {
    match grade {
        Grade::Any => key::GRADE_ANY,
        Grade::NoPhoneNumber => key::GRADE_NO_PHONE_NUMBER,
        Grade::PhishingResistant => key::GRADE_PHISHING_RESISTANT,
    }
}

/// How a capacity is verified.
pub(super) const fn check(mode: CheckMode) -> Text {
    match mode {
        CheckMode::Declared => key::CHECK_MODE_DECLARED,
        CheckMode::Checked => key::CHECK_MODE_CHECKED,
        CheckMode::Staff => key::CHECK_MODE_STAFF,
    }
}

/// Which password rules.
pub(super) const fn password(preset: PasswordPreset) -> Text {
    match preset {
        PasswordPreset::Seed => key::POLICY_PASSWORD_SEED,
        PasswordPreset::Nist => key::POLICY_PASSWORD_NIST,
    }
}

/// What a call asks for.
pub(super) const fn call(mode: CallMode) -> Text {
    match mode {
        CallMode::Press1 => key::POLICY_CALL_PRESS,
        CallMode::DigitOnScreen => key::POLICY_CALL_DIGITS,
    }
}

/// What the card counts as.
pub(super) const fn card(is_second: bool) -> Text {
    if is_second { key::POLICY_CARD_YES } else { key::POLICY_CARD_NO }
}

/// How many administrators decide.
pub(super) const fn eyes(four: bool) -> Text {
    if four { key::POLICY_EYES_TWO } else { key::POLICY_EYES_ONE }
}

/// A day in the reader's language.
pub(in crate::pages::staff) fn day(i18n: I18n, day: &Day) -> String {
    intl::day(i18n.language(), day)
}

/// One line of a policy.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// The subject.
    pub(super) about: String,
    /// The decision.
    pub(super) says: String,
}

/// What a policy says.
pub(super) fn lines(i18n: I18n, policy: &Policy) -> Vec<Line> {
    let say = |text: Text| i18n.say(&text);
    let line = |about: Text, says: String| Line { about: i18n.say(&about), says };
    let days = |days: u32| spans::days(i18n, days);
    let notices: Vec<String> = policy.notice_days.iter().map(u32::to_string).collect();
    let notices = if notices.is_empty() {
        say(key::POLICY_NOTICES_NONE)
    } else {
        intl::list(i18n.language(), &notices)
    };
    let mut all = vec![
        line(key::POLICY_WHO, who(i18n, &policy.two_step_required_for)),
        line(key::POLICY_GRACE, days(policy.grace_days)),
        line(key::POLICY_SNOOZE, days(policy.snooze_days)),
        line(key::POLICY_REMEMBER, days(policy.remember_days)),
    ];
    all.extend(policy.methods.iter().map(|rule| method(i18n, rule)));
    all.extend(CAPACITIES.into_iter().map(|capacity| Line {
        about: format!("{} ({})", say(key::POLICY_LEAST), say(i18n::capacity(capacity))),
        says: say(grade(policy.least_of(capacity))),
    }));
    all.extend(CHECKABLE.into_iter().map(|capacity| Line {
        about: format!("{} ({})", say(key::POLICY_CHECKS), say(i18n::capacity(capacity))),
        says: say(check(policy.check_of(capacity))),
    }));
    let figure = |it: &Value| line(value(*it), spans::said(i18n, *it, policy.figure(*it)));
    all.extend(Value::ALL.iter().map(figure));
    all.extend([
        line(key::POLICY_NOTICES, notices),
        line(key::POLICY_PASSWORD, say(password(policy.password))),
        line(key::POLICY_CALL, say(call(policy.call))),
        line(key::POLICY_CARD, say(card(policy.card_is_second_factor))),
        line(key::POLICY_EYES, say(eyes(policy.four_eyes))),
    ]);
    all
}

fn method(i18n: I18n, rule: &MethodRule) -> Line {
    let say = |text: Text| i18n.say(&text);
    let of = rule.capacity.map_or(key::POLICY_EVERYBODY, i18n::capacity);
    let said = [
        (key::POLICY_DISCOURAGED, &rule.discouraged_from),
        (key::POLICY_LAST_DAY, &rule.last_day),
        (key::POLICY_REMOVED, &rule.removed_from),
    ];
    let said = said.into_iter().filter_map(|(about, when)| {
        when.as_ref().map(|when| format!("{} {}", say(about), day(i18n, when)))
    });
    Line {
        about: format!("{} ({})", say(i18n::method(rule.method).0), say(of)),
        says: said.collect::<Vec<_>>().join(&i18n.say(&key::LIST_SEMICOLON)),
    }
}

/// What differs between two policies.
pub(super) fn changes(i18n: I18n, before: &Policy, after: &Policy) -> Vec<Changed> {
    let (old, new) = (lines(i18n, before), lines(i18n, after));
    // Only a rule about a method can be absent.
    let none = || i18n.say(&key::POLICY_RULE_NONE);
    let said = |lines: &[Line], about: &str| {
        lines.iter().find(|line| line.about == about).map_or_else(none, |line| line.says.clone())
    };
    let gone = old.iter().filter(|line| !new.iter().any(|other| other.about == line.about));
    let all = new.iter().chain(gone).map(|line| Changed {
        before: said(&old, &line.about),
        says: said(&new, &line.about),
        about: line.about.clone(),
    });
    all.filter(|line| line.before != line.says).collect()
}
