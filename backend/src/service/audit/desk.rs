//! What happens at the help desk, by its stable names.

use vestibule_shared::security::Happened;

/// Something that was done at the desk, or by the person on the phone with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desk {
    /// Somebody looked for people; the detail is by what.
    Searched,
    /// Somebody looked at a person's page.
    Viewed,
    /// An account that wrong codes locked was unlocked.
    Unlocked,
    /// Every session was ended.
    SessionsEnded,
    /// Every remembered browser was forgotten.
    BrowsersForgotten,
    /// The activation code was sent again.
    SentAgain,
    /// The number was corrected before activation.
    PhoneCorrected,
    /// A method was removed; the detail is its kind.
    MethodReset,
    /// A method is to be removed after the waiting time; the detail is its kind.
    ResetPlanned,
    /// That was called off at the desk, or could not happen any more; the detail is the kind.
    ResetCancelled,
    /// The owner called it off, and warns; the detail is the kind.
    ResetRefused,
    /// A one-time code was made to be read out.
    CodeGiven,
    /// It was used.
    CodeUsed,
    /// A person says that they are on the phone with the desk; the detail is how they are known.
    CallBegun,
    /// A wrong code was typed for a caller.
    CallWrong,
    /// The code that the caller read aloud was right.
    CallHeard,
    /// Both said the same figures.
    CallAgreed,
    /// The check failed; the detail is `codes` or `figures`.
    CallFailed,
    /// A method may be used after its last day; the detail is its kind and until which day.
    ExceptionGiven,
    /// It may not any more; the detail is its kind.
    ExceptionEnded,
    /// The card at the counter is the person's.
    CardRead,
    /// It is not; the detail is the code.
    CardRefused,
}

impl Desk {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Searched => "desk.searched",
            Self::Viewed => "desk.viewed",
            Self::Unlocked => "desk.unlocked",
            Self::SessionsEnded => "desk.sessions_ended",
            Self::BrowsersForgotten => "desk.browsers_forgotten",
            Self::SentAgain => "desk.sent_again",
            Self::PhoneCorrected => "desk.phone_corrected",
            Self::MethodReset => "desk.method_reset",
            Self::ResetPlanned => "desk.reset_planned",
            Self::ResetCancelled => "desk.reset_cancelled",
            Self::ResetRefused => "desk.reset_refused",
            Self::CodeGiven => "desk.code_given",
            Self::CodeUsed => "desk.code_used",
            Self::CallBegun => "desk.call_begun",
            Self::CallWrong => "desk.call_wrong",
            Self::CallHeard => "desk.call_heard",
            Self::CallAgreed => "desk.call_agreed",
            Self::CallFailed => "desk.call_failed",
            Self::ExceptionGiven => "desk.exception_given",
            Self::ExceptionEnded => "desk.exception_ended",
            Self::CardRead => "desk.card_read",
            Self::CardRefused => "desk.card_refused",
        }
    }

    /// Who does it, where nobody who works here is named: a reset that was planned happens by itself.
    pub(super) const fn actor(self) -> &'static str {
        match self {
            Self::MethodReset | Self::ResetCancelled => "system",
            _ => "person",
        }
    }
}

/// What a row tells the owner of the account; nothing where it is no news to them.
pub(super) fn in_plain_words(event: &str) -> Option<Happened> {
    Some(match event {
        "desk.unlocked" => Happened::Unlocked,
        "desk.sessions_ended" => Happened::SignedOut,
        "desk.browsers_forgotten" => Happened::BrowserForgotten,
        "desk.phone_corrected" => Happened::PhoneChanged,
        "desk.method_reset" => Happened::MethodRemoved,
        "desk.reset_refused" => Happened::ChangeUndone,
        "desk.code_used" => Happened::CodeUsed,
        _ => return None,
    })
}
