//! What strangers tried, for the help desk to see.

/// What somebody tried who is not the owner of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stranger {
    /// A wrong password, for an account or for none.
    SignInFailed,
    /// No guess of the password is left: strangers' are no longer compared.
    PasswordGuarded,
    /// Somebody else registers with the RIZIV number of this account; the detail is the reference
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
