//! Methods and their ends in words. Every match on an own type is exhaustive.

use vestibule_shared::{
    factor::FactorKind,
    policy::{EndStage, MethodEnd},
    registration::Capacity,
    text::Language,
};

use super::rank::{Fit, Means, is_for_all};
use crate::{
    browser::intl,
    i18n::{Text, key, method},
    ui::{Shape, method_shape},
};

/// The picture, the name, and a description in a sentence or two.
pub(super) fn named(means: Means) -> (Shape, Text, Text) {
    match means {
        Means::Card => (Shape::Reader, key::CHOOSE_CARD, key::CHOOSE_CARD_TEXT),
        Means::Method(kind) => {
            let (name, text) = method(kind);
            (method_shape(kind), name, text)
        }
    }
}

/// What it needs, and how safe it is.
pub(super) const fn needs(means: Means) -> (Text, Text) {
    match means {
        Means::Card => (key::CHOOSE_NEED_CARD, key::CHOOSE_SAFE_CARD),
        Means::Method(FactorKind::App) => (key::CHOOSE_NEED_APP, key::CHOOSE_SAFE_APP),
        Means::Method(FactorKind::Passkey) => (key::CHOOSE_NEED_PASSKEY, key::CHOOSE_SAFE_KEY),
        Means::Method(FactorKind::Platform) => (key::CHOOSE_NEED_PLATFORM, key::CHOOSE_SAFE_KEY),
        Means::Method(FactorKind::SecurityKey) => (key::CHOOSE_NEED_KEY, key::CHOOSE_SAFE_KEY),
        Means::Method(FactorKind::Sms) => (key::CHOOSE_NEED_SMS, key::CHOOSE_SAFE_SMS),
        Means::Method(FactorKind::Call) => (key::CHOOSE_NEED_CALL, key::CHOOSE_SAFE_CALL),
    }
}

/// Why it has its rank; nothing if no answer explains it.
pub(super) const fn why(means: Means, fit: Fit) -> Option<Text> {
    use FactorKind::{App, Call, Passkey, Platform, SecurityKey, Sms};
    Some(match (fit, means) {
        (Fit::Suits, Means::Card) => key::CHOOSE_WHY_CARD,
        (Fit::Suits, Means::Method(App)) => key::CHOOSE_WHY_APP,
        (Fit::Suits, Means::Method(Passkey)) => key::CHOOSE_WHY_PASSKEY,
        (Fit::Suits, Means::Method(Platform)) => key::CHOOSE_WHY_PLATFORM,
        (Fit::Suits, Means::Method(SecurityKey)) => key::CHOOSE_WHY_KEY,
        (Fit::Unfit, Means::Card) => key::CHOOSE_NOT_CARD,
        (Fit::Unfit, Means::Method(Passkey)) => key::CHOOSE_NOT_PASSKEY,
        (Fit::Unfit, Means::Method(Platform)) => key::CHOOSE_NOT_PLATFORM,
        (Fit::Last, _) | (Fit::Suits | Fit::Unfit, Means::Method(Sms | Call)) => {
            key::CHOOSE_NOT_ANY
        }
        (Fit::Unfit, Means::Method(App | SecurityKey)) | (Fit::Works | Fit::Ended, _) => {
            return None;
        }
    })
}

/// The end of a method in a word or two.
pub(super) fn end_badge(end: &MethodEnd, language: Language) -> Text {
    let last = end.last_day.as_ref().map(|day| intl::day(language, day));
    match (end.stage, last) {
        (EndStage::Discouraged, _) => key::TWO_STEP_OFFER_DISCOURAGED,
        (EndStage::Ending, Some(last)) => key::choose_ends(last),
        (EndStage::Ending | EndStage::EnrolOnly | EndStage::Removed, _) => key::CHOOSE_ENDED,
    }
}

/// What the end of a method means for its users.
pub(super) fn meaning(end: &MethodEnd, language: Language) -> Text {
    let last = end.last_day.as_ref().map(|day| intl::day(language, day)).unwrap_or_default();
    match end.stage {
        EndStage::Discouraged => key::CHANGE_DISCOURAGED,
        EndStage::Ending => key::change_ending(last),
        EndStage::EnrolOnly => key::change_enrol_only(last),
        EndStage::Removed => key::change_removed(last),
    }
}

/// For whom: one line per group, or one for all.
pub(super) fn people(end: &MethodEnd) -> Vec<Text> {
    if is_for_all(end) {
        return vec![key::CHANGE_FOR_ALL];
    }
    let one = |capacity: &Capacity| match capacity {
        Capacity::Citizen => key::CHANGE_FOR_CITIZEN,
        Capacity::Doctor => key::CHANGE_FOR_DOCTOR,
        Capacity::Organisation => key::CHANGE_FOR_ORGANISATION,
    };
    end.of.iter().map(one).collect()
}
