//! What can go wrong, in words. Every match is exhaustive: a code without a text does not compile.

use leptos::prelude::*;
use vestibule_shared::{
    factor::FactorKind,
    problem::{Code, Field, Reason},
    registration::{Capacity, Task},
};

use super::{Text, key, minutes, use_i18n};
use crate::{
    api::{Cause, Trouble},
    browser::{clock, intl, webeid::ReaderProblem},
    json,
};

/// The name of a code on the wire.
pub(crate) fn code_name(code: Code) -> String {
    json::write(&code).trim_matches('"').to_owned()
}

/// The name of a cause in tests and for the help desk.
pub(crate) fn cause_name(cause: Cause) -> String {
    match cause {
        Cause::Code(code) => code_name(code),
        Cause::Offline => "offline".to_owned(),
        Cause::Slow => code_name(Code::TimeOut),
        Cause::NoCookie => "no_cookie".to_owned(),
        Cause::Unreadable => "unreadable".to_owned(),
    }
}

/// The text for a failure.
pub(crate) fn explain(trouble: &Trouble) -> Text {
    match (trouble.cause, trouble.retry_after) {
        (Cause::Code(Code::TooManyRequests), Some(seconds)) => {
            key::problem_too_many_requests_wait(minutes(seconds))
        }
        (Cause::Code(Code::Busy), Some(seconds)) => key::problem_busy_wait(minutes(seconds)),
        (Cause::Code(Code::ResendTooSoon), Some(seconds)) => {
            key::problem_resend_too_soon_wait(minutes(seconds))
        }
        (Cause::Code(Code::TooManyMessages), Some(seconds)) => {
            key::problem_too_many_messages_wait(minutes(seconds))
        }
        (Cause::Code(Code::StepRests), Some(seconds)) => {
            let until = clock::now().plus_seconds(i64::from(seconds));
            let language = untrack(|| use_i18n().language());
            key::problem_step_rests_wait(intl::time_of_day(language, until))
        }
        (Cause::Code(code), _) => code_text(code),
        (Cause::Offline, _) => key::PROBLEM_OFFLINE,
        (Cause::Slow, _) => key::PROBLEM_TIME_OUT,
        (Cause::NoCookie, _) => key::PROBLEM_NO_COOKIE,
        (Cause::Unreadable, _) => key::PROBLEM_UNREADABLE,
    }
}

/// The text for a page that did not arrive: nothing was typed in it.
pub(crate) fn explain_page(trouble: &Trouble) -> Text {
    match trouble.cause {
        Cause::Offline => key::PROBLEM_OFFLINE_PAGE,
        _ => explain(trouble),
    }
}

/// Why a flow is not at the step that the page expected: the name for tests, and the text to show.
pub(crate) const fn moved(reason: Reason) -> (&'static str, Text) {
    match reason {
        Reason::Over => ("over", key::NOTICE_OVER),
        Reason::NoCookie => ("no_cookie", key::PROBLEM_NO_COOKIE),
        Reason::Elsewhere => ("wrong_step", key::NOTICE_MOVED),
        Reason::Changed => ("changed", key::NOTICE_CHANGED),
    }
}

/// The title over what is wrong with a card that was read; the reader's own problems have one too.
pub(crate) const fn refusal(cause: Cause) -> Option<Text> {
    match cause {
        Cause::Code(
            Code::EidMalformed
            | Code::EidSignatureCertificate
            | Code::EidNotForAuthentication
            | Code::EidUntrustedIssuer
            | Code::EidExpired
            | Code::EidNotYetValid
            | Code::EidRevoked
            | Code::EidSuspended
            | Code::EidStatusUnknown
            | Code::EidSignatureInvalid
            | Code::EidNumberInvalid
            | Code::EidUnknown
            | Code::EidOtherPerson,
        ) => Some(key::CARD_REFUSED),
        _ => None,
    }
}

/// Which code a screen asks for, if it is not the code that activates or recovers. The screen
/// provides it, since the problem texts differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeOf {
    /// A text message, as a second factor.
    Message,
    /// A mail that proves a new address.
    Mail,
    /// An authenticator app.
    App,
    /// The sheet of recovery codes.
    Recovery,
    /// The code that a caller reads out to the help desk.
    Aloud,
}

/// The text for the problem of a field.
pub(crate) fn explain_field(field: Field, code: Code) -> Text {
    let of = if field == Field::Code { use_context() } else { None };
    match (of, code) {
        (Some(CodeOf::Mail), Code::Required) => key::REQUIRED_CODE_MAIL,
        (Some(CodeOf::Mail), Code::CodeWrong) => key::PROBLEM_CODE_WRONG_MAIL,
        (Some(CodeOf::App), Code::Required) => key::REQUIRED_CODE_APP,
        (Some(CodeOf::App), Code::CodeWrong) => key::PROBLEM_CODE_WRONG_APP,
        (Some(CodeOf::Recovery), Code::Required) => key::REQUIRED_CODE_RECOVERY,
        (Some(CodeOf::Recovery), Code::CodeTooShort | Code::CodeTooLong) => {
            key::PROBLEM_RECOVERY_LENGTH
        }
        (Some(CodeOf::Recovery), Code::CodeWrong | Code::CodeUsed) => key::PROBLEM_RECOVERY_WRONG,
        (Some(CodeOf::Aloud), code) => aloud(code),
        (_, Code::Required) => required(field),
        (_, Code::CodeTooShort | Code::CodeTooLong) if field == Field::Query => key::CHECK_LENGTH,
        (_, Code::CodeWrong | Code::CodeExpired) if field == Field::Query => key::FIND_CODE_WRONG,
        _ => code_text(code),
    }
}

/// What is wrong with a code that a caller read out.
const fn aloud(code: Code) -> Text {
    match code {
        Code::Required => key::CHECK_REQUIRED,
        Code::CodeTooShort | Code::CodeTooLong => key::CHECK_LENGTH,
        Code::CodeExpired => key::CHECK_EXPIRED,
        _ => key::CHECK_WRONG,
    }
}

/// The label of a field.
pub(crate) const fn field_label(field: Field) -> Text {
    match field {
        Field::Email => key::FIELD_EMAIL,
        Field::Phone => key::FIELD_PHONE,
        Field::Language => key::FIELD_LANGUAGE,
        Field::Terms => key::FIELD_TERMS,
        Field::Riziv => key::FIELD_RIZIV,
        Field::Cbe => key::FIELD_CBE,
        Field::Organisation => key::FIELD_ORGANISATION,
        Field::Code => key::FIELD_CODE,
        Field::Password => key::FIELD_PASSWORD,
        Field::Confirmation => key::FIELD_CONFIRMATION,
        Field::CurrentPassword => key::FIELD_CURRENT_PASSWORD,
        Field::Name => key::FIELD_NAME,
        Field::Reason => key::FIELD_REASON,
        Field::Query => key::FIELD_QUERY,
    }
}

const fn required(field: Field) -> Text {
    match field {
        Field::Email => key::REQUIRED_EMAIL,
        Field::Phone => key::REQUIRED_PHONE,
        Field::Language => key::REQUIRED_LANGUAGE,
        Field::Terms => key::PROBLEM_TERMS_REQUIRED,
        Field::Riziv => key::REQUIRED_RIZIV,
        Field::Cbe => key::REQUIRED_CBE,
        Field::Organisation => key::REQUIRED_ORGANISATION,
        Field::Code => key::REQUIRED_CODE,
        Field::Password => key::REQUIRED_PASSWORD,
        Field::Confirmation => key::REQUIRED_CONFIRMATION,
        Field::CurrentPassword => key::REQUIRED_CURRENT_PASSWORD,
        Field::Name => key::REQUIRED_NAME,
        Field::Reason => key::REQUIRED_REASON,
        Field::Query => key::REQUIRED_QUERY,
    }
}

const fn code_text(code: Code) -> Text {
    match code {
        Code::InvalidBody | Code::UnsupportedMediaType | Code::MethodNotAllowed => {
            key::PROBLEM_UNREADABLE
        }
        Code::BodyTooLarge | Code::TooLong => key::PROBLEM_TOO_LONG,
        Code::NotFound => key::PROBLEM_NOT_FOUND,
        Code::CrossSite => key::PROBLEM_CROSS_SITE,
        Code::NotSignedIn => key::PROBLEM_NOT_SIGNED_IN,
        Code::WrongStep | Code::Conflict => key::NOTICE_MOVED,
        Code::TooManyRequests => key::PROBLEM_TOO_MANY_REQUESTS,
        Code::Busy => key::PROBLEM_BUSY,
        Code::Unavailable => key::PROBLEM_UNAVAILABLE,
        Code::TimeOut => key::PROBLEM_TIME_OUT,
        Code::Internal => key::PROBLEM_INTERNAL,
        Code::FieldsInvalid => key::SUMMARY_TITLE,
        Code::Required => key::REQUIRED_ANY,
        Code::EmailInvalid => key::PROBLEM_EMAIL_INVALID,
        Code::EmailLetters => key::PROBLEM_EMAIL_LETTERS,
        Code::EmailTaken => key::PROBLEM_EMAIL_TAKEN,
        Code::EmailUnproved => key::PROBLEM_EMAIL_UNPROVED,
        Code::PhoneInvalid => key::PROBLEM_PHONE_INVALID,
        Code::PhoneNotMobile => key::PROBLEM_PHONE_NOT_MOBILE,
        Code::PhoneCountry => key::PROBLEM_PHONE_COUNTRY,
        Code::TermsRequired => key::PROBLEM_TERMS_REQUIRED,
        Code::RizivInvalid => key::PROBLEM_RIZIV_INVALID,
        Code::RizivShort => key::PROBLEM_RIZIV_SHORT,
        Code::RizivTaken => key::PROBLEM_RIZIV_TAKEN,
        Code::CbeInvalid => key::PROBLEM_CBE_INVALID,
        Code::PasswordTooShort => key::PROBLEM_PASSWORD_TOO_SHORT,
        Code::PasswordTooLong => key::PROBLEM_PASSWORD_TOO_LONG,
        Code::PasswordNeedsDigit => key::PROBLEM_PASSWORD_NEEDS_DIGIT,
        Code::PasswordNeedsLetter => key::PROBLEM_PASSWORD_NEEDS_LETTER,
        Code::PasswordCommon => key::PROBLEM_PASSWORD_COMMON,
        Code::PasswordContext => key::PROBLEM_PASSWORD_CONTEXT,
        Code::PasswordsDiffer => key::PROBLEM_PASSWORDS_DIFFER,
        Code::CodeTooShort => key::PROBLEM_CODE_TOO_SHORT,
        Code::CodeTooLong => key::PROBLEM_CODE_TOO_LONG,
        Code::CodeNotDigits => key::PROBLEM_CODE_NOT_DIGITS,
        Code::CodeWrong => key::PROBLEM_CODE_WRONG,
        Code::CodeExpired => key::PROBLEM_CODE_EXPIRED,
        Code::AccountLocked => key::PROBLEM_ACCOUNT_LOCKED,
        Code::ResendTooSoon => key::PROBLEM_RESEND_TOO_SOON,
        Code::TooManyMessages => key::PROBLEM_TOO_MANY_MESSAGES,
        Code::CredentialsWrong => key::PROBLEM_CREDENTIALS_WRONG,
        Code::PasswordGuarded => key::PROBLEM_PASSWORD_GUARDED,
        Code::LinkExpired => key::PROBLEM_LINK_EXPIRED,
        Code::EidChallengeStale => key::PROBLEM_EID_CHALLENGE_STALE,
        Code::EidMalformed => key::PROBLEM_EID_MALFORMED,
        Code::EidSignatureCertificate => key::PROBLEM_EID_SIGNATURE_CERTIFICATE,
        Code::EidNotForAuthentication => key::PROBLEM_EID_NOT_FOR_AUTHENTICATION,
        Code::EidUntrustedIssuer => key::PROBLEM_EID_UNTRUSTED_ISSUER,
        Code::EidExpired => key::PROBLEM_EID_EXPIRED,
        Code::EidNotYetValid => key::PROBLEM_EID_NOT_YET_VALID,
        Code::EidRevoked => key::PROBLEM_EID_REVOKED,
        Code::EidSuspended => key::PROBLEM_EID_SUSPENDED,
        Code::EidStatusUnknown => key::PROBLEM_EID_STATUS_UNKNOWN,
        Code::EidSignatureInvalid => key::PROBLEM_EID_SIGNATURE_INVALID,
        Code::EidNumberInvalid => key::PROBLEM_EID_NUMBER_INVALID,
        Code::EidUnknown => key::PROBLEM_EID_UNKNOWN,
        Code::EnrolmentRequired => key::PROBLEM_ENROLMENT_REQUIRED,
        Code::ProofRequired => key::PROBLEM_PROOF_REQUIRED,
        Code::CodeUsed => key::PROBLEM_CODE_USED,
        Code::AccountHeld => key::PROBLEM_ACCOUNT_HELD,
        Code::StepRests => key::PROBLEM_STEP_RESTS,
        Code::CallNotConfirmed => key::PROBLEM_CALL_NOT_CONFIRMED,
        Code::MethodUnavailable => key::PROBLEM_METHOD_UNAVAILABLE,
        Code::LastMethod => key::PROBLEM_LAST_METHOD,
        Code::PasswordWrong => key::PROBLEM_PASSWORD_WRONG,
        Code::KeyChanged => key::PROBLEM_KEY_CHANGED,
        Code::KeyRefused => key::PROBLEM_KEY_REFUSED,
        Code::KeyStale => key::PROBLEM_KEY_STALE,
        Code::KeyUnknown => key::PROBLEM_KEY_UNKNOWN,
        Code::KeyTaken => key::PROBLEM_KEY_TAKEN,
        Code::KeyUnverified => key::PROBLEM_KEY_UNVERIFIED,
        Code::EidOtherPerson => key::PROBLEM_EID_OTHER_PERSON,
        Code::ProviderAway => key::PROBLEM_PROVIDER_AWAY,
        Code::ProviderCancelled => key::PROBLEM_PROVIDER_CANCELLED,
        Code::ProviderRefused => key::PROBLEM_PROVIDER_REFUSED,
        Code::ProviderStale => key::PROBLEM_PROVIDER_STALE,
        Code::ProviderWeak => key::PROBLEM_PROVIDER_WEAK,
        Code::ProviderOtherPerson => key::PROBLEM_PROVIDER_OTHER_PERSON,
        Code::IdentityUnknown => key::PROBLEM_IDENTITY_UNKNOWN,
        Code::IdentityTaken => key::PROBLEM_IDENTITY_TAKEN,
        Code::LastIdentity => key::PROBLEM_LAST_IDENTITY,
        Code::RoleMissing => key::PROBLEM_ROLE_MISSING,
        Code::PersonUnknown => key::PROBLEM_PERSON_UNKNOWN,
        Code::NothingToDo => key::PROBLEM_NOTHING_TO_DO,
        Code::CallerUnchecked => key::PROBLEM_CALLER_UNCHECKED,
        Code::NotYours => key::PROBLEM_NOT_YOURS,
        Code::LastAdministrator => key::PROBLEM_LAST_ADMINISTRATOR,
        Code::ReasonTooShort => key::PROBLEM_REASON_TOO_SHORT,
        Code::PolicyInvalid => key::PROBLEM_POLICY_INVALID,
    }
}

/// What happened at the reader, and what to do next (R16).
pub(crate) const fn reader_text(problem: ReaderProblem) -> (Text, Text) {
    match problem {
        ReaderProblem::ExtensionMissing => (key::READER_EXTENSION_TITLE, key::READER_EXTENSION_DO),
        ReaderProblem::NativeMissing => (key::READER_NATIVE_TITLE, key::READER_NATIVE_DO),
        ReaderProblem::NativeFailed => (key::READER_FATAL_TITLE, key::READER_FATAL_DO),
        ReaderProblem::VersionMismatch => (key::READER_VERSION_TITLE, key::READER_VERSION_DO),
        ReaderProblem::Insecure => (key::READER_INSECURE_TITLE, key::READER_INSECURE_DO),
        ReaderProblem::Pending => (key::READER_PENDING_TITLE, key::READER_PENDING_DO),
        ReaderProblem::Cancelled => (key::READER_CANCELLED_TITLE, key::READER_CANCELLED_DO),
        ReaderProblem::TimedOut => (key::READER_TIMEOUT_TITLE, key::READER_TIMEOUT_DO),
        ReaderProblem::NoReader => (key::READER_MISSING_TITLE, key::READER_MISSING_DO),
        ReaderProblem::NoCard => (key::READER_NO_CARD_TITLE, key::READER_NO_CARD_DO),
        ReaderProblem::PinBlocked => (key::READER_PIN_TITLE, key::READER_PIN_DO),
        ReaderProblem::Unknown => (key::READER_UNKNOWN_TITLE, key::READER_UNKNOWN_DO),
    }
}

/// A capacity in a word or two.
pub(crate) const fn capacity(capacity: Capacity) -> Text {
    match capacity {
        Capacity::Citizen => key::CAPACITY_CITIZEN,
        Capacity::Doctor => key::CAPACITY_DOCTOR,
        Capacity::Organisation => key::CAPACITY_ORGANISATION,
    }
}

/// A task of making an account, in words.
pub(crate) const fn task(task: Task) -> Text {
    match task {
        Task::CheckDetails => key::TASK_CHECK_DETAILS,
        Task::OpenAccount => key::TASK_OPEN_ACCOUNT,
        Task::LinkCard => key::TASK_LINK_CARD,
        Task::SendCode => key::TASK_SEND_CODE,
    }
}

/// A kind of second factor: its name, and what it is in a sentence or two.
pub(crate) const fn method(kind: FactorKind) -> (Text, Text) {
    match kind {
        FactorKind::App => (key::METHOD_APP, key::METHOD_APP_TEXT),
        FactorKind::Passkey => (key::METHOD_PASSKEY, key::METHOD_PASSKEY_TEXT),
        FactorKind::Platform => (key::METHOD_PLATFORM, key::METHOD_PLATFORM_TEXT),
        FactorKind::SecurityKey => (key::METHOD_SECURITY_KEY, key::METHOD_SECURITY_KEY_TEXT),
        FactorKind::Sms => (key::METHOD_SMS, key::METHOD_SMS_TEXT),
        FactorKind::Call => (key::METHOD_CALL, key::METHOD_CALL_TEXT),
    }
}
