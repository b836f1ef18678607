//! Limits: how long codes in text messages live, how often they may be tried and sent.

use vestibule_shared::time::Timestamp;

/// The purpose of a code. Part of its digest: a code for one purpose is invalid for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The activation of a new account (R7).
    Activation,
    /// A new password for an account.
    Recovery,
    /// The second factor of a sign-in, or of confirming a session.
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

/// After so long without a message the waits restart.
pub const RESEND_CALM_MS: i64 = 30 * 60 * 1000;

/// A limit: at most `most` per window of `seconds`.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// What is counted, as part of the key.
    pub name: &'static str,
    /// The length of a window; 0 for what is counted in a row.
    pub seconds: i64,
    /// How many at most.
    pub most: i64,
}

impl Limit {
    /// The start of the window that a moment is in.
    pub const fn window(&self, now: Timestamp) -> Timestamp {
        if self.seconds == 0 {
            return Timestamp(0);
        }
        Timestamp(now.0 - now.0.rem_euclid(self.seconds * 1000))
    }

    /// The end of the window that a moment is in; of one without a window, when it is deleted. In
    /// whole days, so that a row seldom moves in the index.
    pub const fn over(&self, now: Timestamp) -> Timestamp {
        if self.seconds == 0 {
            let days = now.0.div_euclid(86_400_000) + 1 + IN_A_ROW_DAYS;
            return Timestamp(days * 86_400_000);
        }
        self.window(now).plus_seconds(self.seconds)
    }
}

/// The size of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Size {
    /// One IPv6 LAN: a /64.
    Lan,
    /// A household or an office: an IPv4 /24, in which a hospital may be one address, or an IPv6
    /// /56.
    Household,
    /// A site, or a customer who rents servers: an IPv6 /48.
    Site,
}

impl Size {
    /// All sizes, the smallest first.
    pub const ALL: [Self; 3] = [Self::Lan, Self::Household, Self::Site];
}

impl Limit {
    /// How many a network of this size may have: `most` is that of a household.
    pub const fn most_of(&self, size: Size) -> i64 {
        match size {
            Size::Lan => (self.most + 1) / 2,
            Size::Household => self.most,
            Size::Site => self.most * 2,
        }
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
/// Messages in a day to a number that the account has not proved: the other messages are reserved
/// for the number's owner.
pub const PER_NEW_NUMBER_DAY: Limit = Limit { name: "sms-number-new", seconds: 86_400, most: 8 };
/// Messages of one account in a day: it may try a few numbers.
pub const PER_ACCOUNT_DAY: Limit = Limit { name: "sms-account-day", seconds: 86_400, most: 30 };
/// Messages asked for from one network in an hour.
pub const PER_BLOCK: Limit = Limit { name: "sms-block", seconds: 3600, most: 60 };
/// Messages to one country other than Belgium in an hour.
pub const PER_DIAL_CODE: Limit = Limit { name: "sms-dial-code", seconds: 3600, most: 200 };
/// Sign-ins for one name from one household, or from one known browser; a correct one resets the
/// count.
pub const SIGN_IN: Limit = Limit { name: "sign-in", seconds: 900, most: 30 };
/// Wrong sign-ins from one network, for any name; correct ones are taken back, since a whole
/// hospital may share one network.
pub const SIGN_IN_BLOCK: Limit = Limit { name: "sign-in-block", seconds: 900, most: 300 };
/// How long wrong passwords in a row are remembered, in days since the last one.
const IN_A_ROW_DAYS: i64 = 365;
/// Wrong passwords for one name in a row, from anywhere (NIST SP 800-63B 3.2.2). Without a window:
/// only a completed sign-in or a new password resets the count.
pub const fn passwords(most: i64) -> Limit {
    Limit { name: "passwords", seconds: 0, most }
}
/// Mails in a day that notify an owner of guessed passwords.
pub const GUESSED_MAIL: Limit = Limit { name: "guessed-mail", seconds: 86_400, most: 1 };
/// Refused answers of keys, from one network. Counted apart from passwords: guessing passwords must
/// not block keys, which cannot be guessed.
pub const KEY_BLOCK: Limit = Limit { name: "key-block", seconds: 900, most: 300 };
/// Mails that ask whether an address belongs to its account, in an hour.
pub const ADDRESS_MAIL: Limit = Limit { name: "address-mail", seconds: 3600, most: 3 };
/// The same in a day: a mailbox is not flooded.
pub const ADDRESS_MAIL_DAY: Limit = Limit { name: "address-mail-day", seconds: 86_400, most: 10 };
/// Recovery mails for one address asked for from one household, or from one known browser.
pub const RECOVERY_MAIL: Limit = Limit { name: "recovery-mail", seconds: 3600, most: 3 };
/// Recovery mails for one address in a day, asked for from anywhere: more would flood the mailbox.
pub const RECOVERY_MAIL_DAY: Limit = Limit { name: "recovery-mail-day", seconds: 86_400, most: 20 };
/// Recovery mails for one address in a day, asked for from known browsers: strangers cannot use
/// these up.
pub const RECOVERY_MAIL_KNOWN: Limit =
    Limit { name: "recovery-mail-known", seconds: 86_400, most: 5 };
/// Recovery mails asked for from one network.
pub const RECOVERY_BLOCK: Limit = Limit { name: "recovery-block", seconds: 3600, most: 60 };
/// Wrong recovery codes of one account; then that step rests for `seconds`.
pub const fn recovery_code(most: i64, seconds: i64) -> Limit {
    Limit { name: "recovery-code", seconds, most }
}
/// Complete account details that one person may submit in a day: each reveals whether an address is
/// taken.
pub const SUBMITS: Limit = Limit { name: "submits", seconds: 86_400, most: 10 };
/// Flows begun from one network in an hour.
pub const VISITS: Limit = Limit { name: "visits", seconds: 3600, most: 2000 };
/// Responses of upstream providers, from one network.
pub const PROVIDERS: Limit = Limit { name: "providers", seconds: 900, most: 300 };
/// Requests of applications that wait for a person, from one network.
pub const CLIENT_REQUESTS: Limit = Limit { name: "client_requests", seconds: 3600, most: 2000 };
/// Cards that browsers read themselves, from one network; accepted ones are taken back.
pub const CERTIFICATES: Limit = Limit { name: "certificates", seconds: 900, most: 300 };
/// Cards read from one network; accepted ones are taken back.
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

    #[test]
    fn what_is_counted_in_a_row_has_no_window_and_is_forgotten_a_year_after_the_last() {
        let (limit, day) = (passwords(100), 86_400_000);
        for now in [0, 1, day * 40] {
            assert_eq!(limit.window(Timestamp(now)), Timestamp(0));
            let left = limit.over(Timestamp(now)).0 - now;
            assert!(left > 365 * day && left <= 366 * day, "{left}");
        }
    }

    #[test]
    fn a_smaller_network_has_less_and_a_larger_one_more() {
        let limit = Limit { name: "t", seconds: 60, most: 60 };
        let most = [Size::Lan, Size::Household, Size::Site].map(|size| limit.most_of(size));
        assert_eq!(most, [30, 60, 120]);
    }
}
