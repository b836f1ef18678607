//! Events of applications that ask who a person is, by their stable names. The detail is the client,
//! unless it says more.

/// An event of the OpenID Provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Openid {
    /// A client was given a code for a person who signed in.
    CodeIssued,
    /// A code was used twice: what it gave was revoked.
    CodeReplayed,
    /// A refresh token was used after its successor: the family was revoked.
    RefreshReplayed,
    /// The client revoked its own tokens.
    Revoked,
    /// A client was given a token for itself.
    MachineToken,
    /// A person agreed that a client learns something.
    ConsentGiven,
    /// A person refused.
    ConsentRefused,
    /// A person withdrew what they had agreed to.
    ConsentWithdrawn,
    /// A person may not use the client.
    Denied,
    /// A request was refused; the detail is the client and the error.
    RequestRefused,
    /// A person signed out because a client asked.
    SignedOut,
    /// A client was not notified that a person signed out: it did not take the token in time.
    LogoutUndelivered,
    /// A client was registered.
    ClientAdded,
    /// A client was changed.
    ClientChanged,
    /// A client was disabled.
    ClientDisabled,
    /// A client was enabled again.
    ClientEnabled,
    /// A client got a new secret.
    SecretRotated,
}

impl Openid {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::CodeIssued => "openid.code_issued",
            Self::CodeReplayed => "openid.code_replayed",
            Self::RefreshReplayed => "openid.refresh_replayed",
            Self::Revoked => "openid.revoked",
            Self::MachineToken => "openid.machine_token",
            Self::ConsentGiven => "openid.consent_given",
            Self::ConsentRefused => "openid.consent_refused",
            Self::ConsentWithdrawn => "openid.consent_withdrawn",
            Self::Denied => "openid.denied",
            Self::RequestRefused => "openid.request_refused",
            Self::SignedOut => "openid.signed_out",
            Self::LogoutUndelivered => "openid.logout_undelivered",
            Self::ClientAdded => "client.added",
            Self::ClientChanged => "client.changed",
            Self::ClientDisabled => "client.disabled",
            Self::ClientEnabled => "client.enabled",
            Self::SecretRotated => "client.secret_rotated",
        }
    }

    /// The actor: a client acts by itself, and clients are registered at the console.
    pub(super) const fn actor(self) -> &'static str {
        match self {
            Self::CodeIssued
            | Self::ConsentGiven
            | Self::ConsentRefused
            | Self::ConsentWithdrawn
            | Self::Denied
            | Self::SignedOut => "person",
            _ => "system",
        }
    }
}
