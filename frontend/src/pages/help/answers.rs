//! Questions and answers, each with an anchor.

use crate::{
    app::route::{Route, Topic},
    i18n::{Text, key},
};

/// A question and its answer.
pub(super) struct Answer {
    /// Its anchor.
    pub(super) topic: Topic,
    /// The question in a person's words.
    pub(super) question: Text,
    /// One or two paragraphs.
    pub(super) says: (Text, Option<Text>),
    /// Where to go next, and the text of the link.
    pub(super) on: Option<(Route, Text)>,
}

type Says = (Text, Option<Text>);

const fn entry(topic: Topic, question: Text, says: Says, on: Option<(Route, Text)>) -> Answer {
    Answer { topic, question, says, on }
}

const SECURITY: Option<(Route, Text)> = Some((Route::Security, key::HELP_TO_SECURITY));
const REGISTER: Option<(Route, Text)> = Some((Route::Register, key::HELP_TO_REGISTER));

/// For people who cannot sign in.
pub(super) const STUCK: &[Answer] = &[
    entry(
        Topic::LostPhone,
        key::HELP_LOST_PHONE,
        (key::HELP_LOST_PHONE_IN, Some(key::HELP_LOST_PHONE_THEN)),
        SECURITY,
    ),
    entry(
        Topic::NewPhone,
        key::HELP_NEW_PHONE,
        (key::HELP_NEW_PHONE_SAME, Some(key::HELP_NEW_PHONE_APP)),
        SECURITY,
    ),
    entry(Topic::NoSms, key::HELP_NO_SMS, (key::HELP_NO_SMS_DO, Some(key::HELP_NO_SMS_IN)), None),
    entry(
        Topic::NoCall,
        key::HELP_NO_CALL,
        (key::HELP_NO_CALL_DO, Some(key::HELP_NO_CALL_IN)),
        None,
    ),
    entry(
        Topic::AppCode,
        key::HELP_APP_CODE,
        (key::HELP_APP_CODE_CLOCK, Some(key::HELP_APP_CODE_WHICH)),
        None,
    ),
    entry(Topic::LostKey, key::HELP_LOST_KEY, (key::HELP_LOST_KEY_DO, None), SECURITY),
    entry(Topic::LostCodes, key::HELP_LOST_CODES, (key::HELP_LOST_CODES_DO, None), SECURITY),
    entry(Topic::Pin, key::HELP_PIN, (key::HELP_PIN_NEW, Some(key::HELP_PIN_NOW)), None),
    entry(
        Topic::OldEmail,
        key::HELP_OLD_EMAIL,
        (key::HELP_OLD_EMAIL_IN, Some(key::HELP_OLD_EMAIL_OUT)),
        Some((Route::Contact, key::HELP_TO_CONTACT)),
    ),
];

/// Questions about the account.
pub(super) const ACCOUNT: &[Answer] = &[
    entry(
        Topic::Locked,
        key::HELP_LOCKED,
        (key::HELP_LOCKED_DO, Some(key::HELP_LOCKED_WAIT)),
        REGISTER,
    ),
    entry(
        Topic::Password,
        key::HELP_FORGOTTEN,
        (key::HELP_FORGOTTEN_DO, None),
        Some((Route::Recover, key::HELP_TO_RECOVER)),
    ),
    entry(Topic::Later, key::HELP_LATER, (key::HELP_LATER_DO, None), REGISTER),
    entry(Topic::Expired, key::HELP_EXPIRED, (key::HELP_EXPIRED_DO, None), None),
];

/// For cases in which another person is involved.
pub(super) const SAFETY: &[Answer] = &[
    entry(
        Topic::Asked,
        key::HELP_ASKED,
        (key::HELP_ASKED_NEVER, Some(key::HELP_ASKED_LINE)),
        Some((Route::Call, key::CALL_LINK)),
    ),
    entry(
        Topic::NotMe,
        key::HELP_NOT_ME,
        (key::HELP_NOT_ME_LINK, Some(key::HELP_NOT_ME_ELSE)),
        SECURITY,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_question_has_an_answer_at_an_anchor_of_its_own() {
        let all: Vec<&Answer> = STUCK.iter().chain(ACCOUNT).chain(SAFETY).collect();
        for (number, one) in all.iter().enumerate() {
            assert!(!one.topic.anchor().is_empty(), "{:?}", one.topic);
            let twin = all.iter().skip(number + 1).find(|other| other.topic == one.topic);
            assert!(twin.is_none(), "{:?} is answered twice", one.topic);
        }
    }
}
