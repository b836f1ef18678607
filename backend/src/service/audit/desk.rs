//! Events at the help desk, by their stable names.

use vestibule_shared::security::Happened;

/// An action of the help desk, or of the person on the phone with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Desk {
    /// The help desk searched for people; the detail is by what.
    Searched,
    /// The help desk opened a person's page.
    Viewed,
    /// An account locked by wrong codes was unlocked.
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
    /// The removal of a method was scheduled after the waiting time; the detail is its kind.
    ResetPlanned,
    /// A scheduled removal was cancelled at the help desk, or had become impossible; the detail is
    /// the kind.
    ResetCancelled,
    /// The owner cancelled it, which is a warning; the detail is the kind.
    ResetRefused,
    /// An access code was made, to be read out.
    CodeGiven,
    /// The access code was used.
    CodeUsed,
    /// A person reports that they are on the phone with the help desk; the detail is how they were
    /// identified.
    CallBegun,
    /// A wrong code was typed for a caller.
    CallWrong,
    /// The code that the caller read aloud was right.
    CallHeard,
    /// Both had the same digits.
    CallAgreed,
    /// The check failed; the detail is `codes` or `figures`.
    CallFailed,
    /// A method may be used after its last day; the detail is its kind and until which day.
    ExceptionGiven,
    /// The exception ended; the detail is the method's kind.
    ExceptionEnded,
    /// The capacity of a person was confirmed.
    CapacityConfirmed,
    /// The capacity of a person was refused.
    CapacityRefused,
    /// The card at the counter belongs to the person.
    CardRead,
    /// It does not; the detail is the code.
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
            Self::CapacityConfirmed => "desk.capacity_confirmed",
            Self::CapacityRefused => "desk.capacity_refused",
            Self::CardRead => "desk.card_read",
            Self::CardRefused => "desk.card_refused",
        }
    }

    /// The actor where the row names no member of staff: the system does a scheduled reset.
    pub(super) const fn actor(self) -> &'static str {
        match self {
            Self::MethodReset | Self::ResetCancelled => "system",
            _ => "person",
        }
    }
}

/// What the owner of the account reads of a row; nothing where the row is no news to them.
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
