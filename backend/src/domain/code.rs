//! Codes in text messages: how long they live, how often they may be tried and sent.

use vestibule_shared::time::Timestamp;

/// What a code is for. Part of its digest: a code for one purpose is worth nothing for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The activation of a new account (R7).
    Activation,
    /// A new password for an account.
    Recovery,
    /// The second factor of a sign-in, or of confirming that it is still the same person.
    SignIn,
    /// A number that is set up as a second factor (M6).
    SetUp,
    /// A new number or address of an account.
    Contact,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 5] =
        [Self::Activation, Self::Recovery, Self::SignIn, Self::SetUp, Self::Contact];

    /// The name in the database and towards gateways.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Activation => "activation",
            Self::Recovery => "recovery",
            Self::SignIn => "sign-in",
            Self::SetUp => "set-up",
            Self::Contact => "contact",
        }
    }
}

/// After so long without a message the waits begin anew.
pub const RESEND_CALM_MS: i64 = 30 * 60 * 1000;

/// A limit: at most `most` per window of `seconds`.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What is counted, as part of the key.
    pub name: &'static str,
    /// The length of a window.
    pub seconds: i64,
    /// How many.
    pub most: i64,
}

impl Limit {
    /// The start of the window that a moment is in.
    pub const fn window(&self, now: Timestamp) -> Timestamp {
        Timestamp(now.0 - now.0.rem_euclid(self.seconds * 1000))
    }

    /// The end of the window that a moment is in.
    pub const fn over(&self, now: Timestamp) -> Timestamp {
        self.window(now).plus_seconds(self.seconds)
    }
}

/// Messages to one number in half an hour.
pub const fn per_number(most: i64) -> Limit {
    Limit { name: "sms-number", seconds: 1800, most }
}
/// Messages to one number in a day.
pub const fn per_number_day(most: i64) -> Limit {
    Limit { name: "sms-number-day", seconds: 86_400, most }
}
/// Messages in a day to a number that the asking account has not proved: its owner keeps the rest.
pub const PER_NEW_NUMBER_DAY: Limit = Limit { name: "sms-number-new", seconds: 86_400, most: 8 };
/// Messages of one account in a day: it may try a few numbers.
pub const PER_ACCOUNT_DAY: Limit = Limit { name: "sms-account-day", seconds: 86_400, most: 30 };
/// Messages asked for from one block of addresses in an hour.
pub const PER_BLOCK: Limit = Limit { name: "sms-block", seconds: 3600, most: 60 };
/// Messages to one country other than Belgium in an hour.
pub const PER_DIAL_CODE: Limit = Limit { name: "sms-dial-code", seconds: 3600, most: 200 };
/// Sign-ins for one name from one block of addresses; a right one forgets them.
pub const SIGN_IN: Limit = Limit { name: "sign-in", seconds: 900, most: 30 };
/// Wrong sign-ins from one block of addresses, whatever the names; right ones are taken back, since a
/// whole hospital may share a block.
pub const SIGN_IN_BLOCK: Limit = Limit { name: "sign-in-block", seconds: 900, most: 300 };
/// Answers of keys that were refused, from one block of addresses. Apart from passwords: who guesses those
/// must not stop what cannot be guessed.
pub const KEY_BLOCK: Limit = Limit { name: "key-block", seconds: 900, most: 300 };
/// Mails that ask whether an address belongs to its account, in an hour.
pub const ADDRESS_MAIL: Limit = Limit { name: "address-mail", seconds: 3600, most: 3 };
/// The same in a day: a mailbox is not flooded.
pub const ADDRESS_MAIL_DAY: Limit = Limit { name: "address-mail-day", seconds: 86_400, most: 10 };
/// Recovery mails asked for one address.
pub const RECOVERY_MAIL: Limit = Limit { name: "recovery-mail", seconds: 3600, most: 3 };
/// Recovery mails asked for from one block of addresses.
pub const RECOVERY_BLOCK: Limit = Limit { name: "recovery-block", seconds: 3600, most: 60 };
/// Wrong recovery codes of one account; then that step rests for `seconds`.
pub const fn recovery_code(most: i64, seconds: i64) -> Limit {
    Limit { name: "recovery-code", seconds, most }
}
/// Complete account details one person may submit in a day: each can find an address taken.
pub const SUBMITS: Limit = Limit { name: "submits", seconds: 86_400, most: 10 };
/// Journeys begun from one block of addresses in an hour.
pub const VISITS: Limit = Limit { name: "visits", seconds: 3600, most: 2000 };
/// Answers of identity providers brought back from one block of addresses.
pub const PROVIDERS: Limit = Limit { name: "providers", seconds: 900, most: 300 };
/// Cards that browsers read themselves, from one block of addresses; accepted ones are taken back.
pub const CERTIFICATES: Limit = Limit { name: "certificates", seconds: 900, most: 300 };
/// Cards read from one block of addresses; accepted ones are taken back.
pub const CARDS: Limit = Limit { name: "cards", seconds: 900, most: 300 };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_begins_at_a_whole_multiple_of_its_length() {
        let limit = Limit { name: "t", seconds: 60, most: 1 };
        for (now, start) in [(0, 0), (59_999, 0), (60_000, 60_000), (61_000, 60_000)] {
            assert_eq!(limit.window(Timestamp(now)), Timestamp(start));
            assert_eq!(limit.over(Timestamp(now)), Timestamp(start + 60_000));
        }
    }
}
