//! Reasons to refuse an authenticator's answer: a few that a caller can act on or count, and
//! nothing of the answer's content.

use webauthn_rs::prelude::WebauthnError;

/// Why a challenge cannot be issued or its answer does not count; reveals nothing of the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Not well-formed, or its parts contradict each other.
    #[error("the answer cannot be read")]
    Malformed,
    /// An enrolment where a proof was required, or the reverse.
    #[error("the answer is to a question of another kind")]
    WrongCeremony,
    /// The challenge is not the one that was sent.
    #[error("the answer is to another question")]
    WrongChallenge,
    /// Another scheme, host or port than ours.
    #[error("the answer was given at another origin")]
    WrongOrigin,
    /// Our page was in a frame of another site.
    #[error("the answer was given in a frame of another origin")]
    CrossOrigin,
    /// The authenticator signed for another relying party identifier.
    #[error("the answer is meant for another relying party")]
    WrongRelyingParty,
    /// The authenticator was not touched.
    #[error("nobody was at the authenticator")]
    NotPresent,
    /// Neither PIN nor biometrics, where they are required.
    #[error("the authenticator did not verify who uses it")]
    NotVerified,
    /// A key of a kind that was not offered.
    #[error("the key uses an algorithm that was not offered")]
    WrongAlgorithm,
    /// The authenticator has a key of this account already.
    #[error("the credential is known already")]
    AlreadyKnown,
    /// A key that is not among those that may answer.
    #[error("the credential is not known here")]
    UnknownCredential,
    /// The user handle is another account's, or missing where only the handle identifies the
    /// account.
    #[error("the answer names another account, or none")]
    WrongAccount,
    /// The counter is not higher than at the last use: there may be a copy of the key.
    #[error("the counter of the credential went back")]
    CounterWentBack,
    /// The key may not be copied any more, though it could (Web Authentication Level 3, 7.2).
    #[error("the credential says another thing about copies than before")]
    BackupChanged,
    /// A key that is used beside a password, where a passkey was required.
    #[error("the credential is no passkey")]
    NoPasskey,
    /// Something was changed, or another key signed.
    #[error("the signature is not by this credential")]
    WrongSignature,
    /// The rest, such as a backup state that an authenticator cannot have.
    #[error("the answer is refused")]
    Other,
}

impl From<WebauthnError> for Refused {
    fn from(error: WebauthnError) -> Self {
        use WebauthnError as E;
        match error {
            E::ParseBase64Failure(_)
            | E::ParseCBORFailure(_)
            | E::ParseJSONFailure(_)
            | E::ParseNOMFailure
            | E::ParseInsufficientBytesAvailable
            | E::MissingAttestationCredentialData
            | E::COSEKeyInvalidCBORValue
            | E::COSEKeyECDSAXYInvalid
            | E::COSEKeyRSANEInvalid
            | E::EcdsaPointInvalid
            | E::RsaParametersInvalid => Self::Malformed,
            E::InvalidClientDataType => Self::WrongCeremony,
            E::MismatchedChallenge => Self::WrongChallenge,
            E::InvalidRPOrigin => Self::WrongOrigin,
            E::CredentialCrossOrigin => Self::CrossOrigin,
            E::InvalidRPIDHash => Self::WrongRelyingParty,
            E::UserNotPresent => Self::NotPresent,
            E::UserNotVerified => Self::NotVerified,
            E::COSEKeyInvalidAlgorithm
            | E::COSEKeyInvalidType
            | E::COSEKeyEDUnsupported
            | E::COSEKeyECDSAInvalidCurve
            | E::COSEKeyEDDSAInvalidCurve
            | E::COSEKeyEDDSAXInvalid
            | E::SshPublicKeyEDUnsupported
            | E::CredentialAlteredAlgFromRequest => Self::WrongAlgorithm,
            E::CredentialNotFound => Self::UnknownCredential,
            E::InvalidUserUniqueId => Self::WrongAccount,
            E::CredentialPossibleCompromise => Self::CounterWentBack,
            E::CredentialBackupEligibilityInconsistent => Self::BackupChanged,
            E::AuthenticationFailure | E::SignatureInvalid => Self::WrongSignature,
            _ => Self::Other,
        }
    }
}
