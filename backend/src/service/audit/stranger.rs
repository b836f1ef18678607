//! Attempts by people who are not the owner, shown to the help desk.

/// An attempt by a person who is not the owner of the account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stranger {
    /// A wrong password, for an account or for none.
    SignInFailed,
    /// The last password guess was used up: passwords from unknown browsers are no longer compared.
    PasswordGuarded,
    /// Another person registers with the RIZIV number of this account; the detail is the reference
    /// that they were given.
    RizivTaken,
}

impl Stranger {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::SignInFailed => "session.sign_in_failed",
            Self::PasswordGuarded => "session.password_guarded",
            Self::RizivTaken => "registration.riziv_taken",
        }
    }

    pub(super) const fn actor(self) -> &'static str {
        match self {
            Self::PasswordGuarded => "system",
            Self::SignInFailed | Self::RizivTaken => "person",
        }
    }
}
