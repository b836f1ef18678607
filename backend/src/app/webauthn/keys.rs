//! A key as it is stored: what webauthn-rs needs to check its next answer.

use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::{
    AuthenticationResult, COSEAlgorithm, COSEKeyType, Credential, ECDSACurve, Passkey, SecurityKey,
};

use super::{answer, refused::Refused};

/// An enrolled key of an account; its public half, so nothing in it is secret.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoredKey {
    /// Verifies its user each time: enough without a password.
    Passkey(Passkey),
    /// The second factor beside a password.
    SecurityKey(SecurityKey),
}

impl StoredKey {
    /// The credential's identifier, in base64url without padding.
    pub fn credential_id(&self) -> String {
        answer::id(self.raw_id())
    }

    /// How often the key was used, by its own count; 0 when it does not count, as synced keys.
    pub fn counter(&self) -> u32 {
        self.credential().counter
    }

    /// Whether a copy of the key is stored elsewhere, such as in the person's cloud ("synced
    /// passkey").
    pub fn is_backed_up(&self) -> bool {
        self.credential().backup_state
    }

    /// Whether the key may leave the device it was made on.
    pub fn may_be_backed_up(&self) -> bool {
        self.credential().backup_eligible
    }

    /// The same key, marked as one that may be copied.
    pub(super) fn eligible(&self) -> Self {
        let mut credential = self.credential();
        credential.backup_eligible = true;
        match self {
            Self::Passkey(_) => Self::Passkey(credential.into()),
            Self::SecurityKey(_) => Self::SecurityKey(credential.into()),
        }
    }

    /// The key after a use.
    pub(super) fn used(&self, result: &AuthenticationResult) -> Result<Self, Refused> {
        let mut key = match (self.may_be_backed_up(), result.backup_eligible()) {
            // Another request may have stored it since the challenge was issued.
            (true, false) => return Err(Refused::BackupChanged),
            (false, true) => self.eligible(),
            _ => self.clone(),
        };
        let known = match &mut key {
            Self::Passkey(passkey) => passkey.update_credential(result),
            Self::SecurityKey(key) => key.update_credential(result),
        };
        known.map(|_| key).ok_or(Refused::UnknownCredential)
    }

    pub(super) fn raw_id(&self) -> &[u8] {
        match self {
            Self::Passkey(passkey) => passkey.cred_id(),
            Self::SecurityKey(key) => key.cred_id(),
        }
    }

    pub(super) fn passkey(&self) -> Option<&Passkey> {
        match self {
            Self::Passkey(passkey) => Some(passkey),
            Self::SecurityKey(_) => None,
        }
    }

    pub(super) fn security_key(&self) -> Option<&SecurityKey> {
        match self {
            Self::Passkey(_) => None,
            Self::SecurityKey(key) => Some(key),
        }
    }

    fn credential(&self) -> Credential {
        match self.clone() {
            Self::Passkey(passkey) => passkey.into(),
            Self::SecurityKey(key) => key.into(),
        }
    }
}

/// Checks that the key is on the curve that its algorithm was offered with: webauthn-rs checks the
/// curve alone, so that "ES256" could be on a curve that was never offered (Web Authentication
/// Level 3, 5.8.5).
pub(super) fn check_algorithm(credential: &Credential) -> Result<(), Refused> {
    let key = &credential.cred;
    let offered = match &key.key {
        COSEKeyType::EC_EC2(point) => matches!(
            (&key.type_, &point.curve),
            (COSEAlgorithm::ES256, ECDSACurve::SECP256R1)
                | (COSEAlgorithm::ES384, ECDSACurve::SECP384R1)
        ),
        COSEKeyType::RSA(_) => key.type_ == COSEAlgorithm::RS256,
        COSEKeyType::EC_OKP(_) => false,
    };
    offered.then_some(()).ok_or(Refused::WrongAlgorithm)
}
