//! What a policy says, in whole sentences: the summary of each part.

use vestibule_shared::{
    policy::{CallMode, CheckMode, Grade, MethodRule, Policy, Value},
    registration::Capacity,
    text::PasswordPreset,
};

use super::{part::Part, spans, words};
use crate::{
    browser::intl,
    i18n::{self, I18n, Text, key},
};

/// The sentences of a part.
pub(super) fn of(i18n: I18n, policy: &Policy, part: Part) -> Vec<String> {
    match part {
        Part::Must => must(i18n, policy),
        Part::Methods => methods(i18n, policy),
        Part::Least => least(i18n, policy),
        Part::Checks => checks(i18n, policy),
        Part::Codes => codes(i18n, policy),
        Part::Sessions => sessions(i18n, policy),
        Part::Accounts => accounts(i18n, policy),
        Part::Applications => applications(i18n, policy),
        Part::Other => other(i18n, policy),
    }
}

fn must(i18n: I18n, policy: &Policy) -> Vec<String> {
    let who = words::who(i18n, &policy.two_step_required_for);
    let days = |days: u32, some: fn(String) -> Text, none: Text| {
        if days == 0 { none } else { some(spans::days(i18n, days)) }
    };
    let first = if policy.two_step_required_for.is_empty() {
        key::SAYS_MUST_NONE
    } else {
        key::says_must(who)
    };
    let texts = [
        first,
        days(policy.grace_days, key::says_grace, key::SAYS_GRACE_NONE),
        days(policy.snooze_days, key::says_snooze, key::SAYS_SNOOZE_NONE),
        days(policy.remember_days, key::says_remember, key::SAYS_REMEMBER_NONE),
    ];
    texts.iter().map(|text| i18n.say(text)).collect()
}

fn methods(i18n: I18n, policy: &Policy) -> Vec<String> {
    if policy.methods.is_empty() {
        return vec![i18n.say(&key::SAYS_NO_RULES)];
    }
    policy.methods.iter().map(|rule| method(i18n, rule)).collect()
}

fn method(i18n: I18n, rule: &MethodRule) -> String {
    let of = rule.capacity.map_or_else(
        || i18n.say(&key::POLICY_FOR_ALL),
        |capacity| i18n.say(&words::plural(capacity)),
    );
    let name = i18n.say(&i18n::method(rule.method).0);
    let day = |day: &_| words::day(i18n, day);
    let said = [
        rule.discouraged_from.as_ref().map(|it| key::says_discouraged(day(it))),
        rule.last_day.as_ref().map(|it| key::says_last_day(day(it))),
        rule.removed_from.as_ref().map(|it| key::says_removed(day(it))),
    ];
    let first = i18n.say(&key::says_rule(name, of));
    let rest = said.into_iter().flatten().map(|text| i18n.say(&text));
    [first].into_iter().chain(rest).collect::<Vec<_>>().join(" ")
}

fn least(i18n: I18n, policy: &Policy) -> Vec<String> {
    let of = |grade: Grade| -> Vec<Capacity> {
        words::CAPACITIES.into_iter().filter(|it| policy.least_of(*it) == grade).collect()
    };
    let text = |grade: Grade, who: String| match grade {
        Grade::PhishingResistant => key::says_least_strict(who),
        Grade::NoPhoneNumber => key::says_least_phone(who),
        Grade::Any => key::says_least_any(who),
    };
    let grades = [Grade::PhishingResistant, Grade::NoPhoneNumber, Grade::Any];
    let said = grades.into_iter().filter_map(|grade| {
        let who = of(grade);
        (!who.is_empty()).then(|| i18n.say(&text(grade, words::who(i18n, &who))))
    });
    said.collect()
}

fn checks(i18n: I18n, policy: &Policy) -> Vec<String> {
    let of = |mode: CheckMode| -> Vec<Capacity> {
        words::CHECKABLE.into_iter().filter(|it| policy.check_of(*it) == mode).collect()
    };
    let text = |mode: CheckMode, who: String| match mode {
        CheckMode::Declared => key::says_check_declared(who),
        CheckMode::Checked => key::says_check_checked(who),
        CheckMode::Staff => key::says_check_staff(who),
    };
    let said = words::CHECK_MODES.into_iter().filter_map(|mode| {
        let who = of(mode);
        (!who.is_empty()).then(|| i18n.say(&text(mode, words::who(i18n, &who))))
    });
    said.collect()
}

fn codes(i18n: I18n, policy: &Policy) -> Vec<String> {
    let is = |value| spans::said(i18n, value, policy.figure(value));
    let texts = [
        key::says_code_life(is(Value::CodeLife)),
        key::says_activation_tries(is(Value::ActivationTries)),
        key::says_code_tries(is(Value::Rest), is(Value::CodeTries)),
        key::says_resend(is(Value::Resend)),
        key::says_messages(is(Value::MessagesPerDay), is(Value::MessagesPerHalfHour)),
        key::says_ring(is(Value::Ring)),
        key::says_calls(is(Value::CallsPerHalfHour)),
    ];
    texts.iter().map(|text| i18n.say(text)).collect()
}

fn sessions(i18n: I18n, policy: &Policy) -> Vec<String> {
    let is = |value| spans::said(i18n, value, policy.figure(value));
    let texts = [
        key::says_sessions(is(Value::Idle), is(Value::Session)),
        key::says_strict_sessions(is(Value::StrictIdle), is(Value::StrictSession)),
        key::says_warning(is(Value::Warning)),
    ];
    texts.iter().map(|text| i18n.say(text)).collect()
}

fn accounts(i18n: I18n, policy: &Policy) -> Vec<String> {
    let is = |value| spans::said(i18n, value, policy.figure(value));
    let texts = [
        key::says_password_tries(is(Value::PasswordTries)),
        key::says_recovery_codes(is(Value::RecoveryCodesLow), is(Value::RecoveryCodes)),
        key::says_reset_wait(is(Value::ResetWait)),
        key::says_hold(is(Value::Hold)),
        key::says_purge(is(Value::PurgeAfter)),
    ];
    texts.iter().map(|text| i18n.say(text)).collect()
}

fn applications(i18n: I18n, policy: &Policy) -> Vec<String> {
    let is = |value| spans::said(i18n, value, policy.figure(value));
    let texts = [
        key::says_tokens(is(Value::AccessToken), is(Value::IdToken)),
        key::says_offline(is(Value::Offline)),
    ];
    texts.iter().map(|text| i18n.say(text)).collect()
}

fn other(i18n: I18n, policy: &Policy) -> Vec<String> {
    let days: Vec<String> = policy.notice_days.iter().map(u32::to_string).collect();
    let texts = [
        if days.is_empty() {
            key::SAYS_NOTICES_NONE
        } else {
            key::says_notices(intl::list(i18n.language(), &days))
        },
        match policy.password {
            PasswordPreset::Seed => key::SAYS_PASSWORD_SEED,
            PasswordPreset::Nist => key::SAYS_PASSWORD_NIST,
        },
        match policy.call {
            CallMode::Press1 => key::SAYS_CALL_PRESS,
            CallMode::DigitOnScreen => key::SAYS_CALL_DIGITS,
        },
        if policy.card_is_second_factor { key::SAYS_CARD_YES } else { key::SAYS_CARD_NO },
        if policy.four_eyes { key::SAYS_EYES_TWO } else { key::SAYS_EYES_ONE },
    ];
    texts.iter().map(|text| i18n.say(text)).collect()
}
