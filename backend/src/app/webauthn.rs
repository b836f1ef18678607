//! Passkeys, security keys and trusted platforms: the challenge to a browser, and whether its
//! answer counts (Web Authentication Level 3, 7.1 and 7.2).
//!
//! webauthn-rs verifies; `answer` first checks what it leaves open, and `options` writes the
//! options for the browser. Nothing here waits or stores: the caller keeps `Enrolling`, `Proving`
//! and `Discovering`, sealed, for one browser, for one use and no longer than `TIMEOUT`. The
//! challenges are the only values that `rng` does not draw: webauthn-rs draws them itself, 32 bytes
//! from the operating system.

mod answer;
mod backup;
mod cbor;
mod keys;
mod options;
mod refused;

use std::time::Duration;

use anyhow::{Context as _, ensure};
use aws_lc_rs::digest::{self, SHA256};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use webauthn_rs::prelude::{
    AuthenticatorAttachment, Credential, DiscoverableAuthentication, Passkey,
    PasskeyAuthentication, PasskeyRegistration, RegisterPublicKeyCredential, SecurityKey,
    SecurityKeyAuthentication, SecurityKeyRegistration, Url, Webauthn, WebauthnBuilder,
};

pub use self::{answer::id as named, keys::StoredKey, refused::Refused};
pub use webauthn_rs::prelude::Uuid;

/// How long a browser waits for the authenticator: the standard's proposal when the user is
/// verified.
pub const TIMEOUT: Duration = Duration::from_mins(5);
/// Transports are a hint for the browser; no authenticator has more.
const MOST_TRANSPORTS: usize = 6;

/// What a person enrols, in the words of the screens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// Any authenticator that verifies its user; offered in the user-name field.
    Passkey,
    /// A second factor beside the password; also works without a PIN.
    SecurityKey,
    /// A passkey in this computer's own chip.
    Platform,
}

/// The owner of a new key.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    /// The account's identifier.
    pub account: &'a str,
    /// The user name; browsers show it and do not send it back to the server.
    pub user_name: &'a str,
    /// The person's name, shown likewise.
    pub display_name: &'a str,
}

/// An enrolment in progress.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Enrolling {
    ceremony: Enrolment,
    known: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Enrolment {
    Passkey(PasskeyRegistration),
    SecurityKey(SecurityKeyRegistration),
}

/// A proof by a known account in progress.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Proving(PendingAuthentication);

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum PendingAuthentication {
    Passkey(PasskeyAuthentication),
    SecurityKey(SecurityKeyAuthentication),
}

/// A sign-in without user name in progress.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Discovering(DiscoverableAuthentication);

/// A key that was proved: enrolled now, or used now, with its new counter. Store all of it.
#[derive(Clone, Debug)]
pub struct Proven {
    /// The credential's identifier, in base64url; no two accounts may have the same.
    pub credential_id: String,
    /// The key to store, in place of the previous one.
    pub stored: StoredKey,
}

/// This site, as authenticators know it.
#[derive(Clone, Debug)]
pub struct RelyingParty {
    webauthn: Webauthn,
    id: String,
    origins: Vec<String>,
}

/// The account's id for authenticators: 16 bytes that say nothing about the person, because the
/// standard wants a finder of the authenticator to learn nothing (14.6.1), and the same for each of
/// their keys.
pub fn user_handle(account: &str) -> Uuid {
    let mut context = digest::Context::new(&SHA256);
    context.update(b"vestibule webauthn user handle\0");
    context.update(account.as_bytes());
    let mut handle = [0; 16];
    handle.iter_mut().zip(context.finish().as_ref()).for_each(|(byte, hash)| *byte = *hash);
    Uuid::from_bytes(handle)
}

impl RelyingParty {
    /// The relying party at an origin, and at further origins of the same host; ports count, and
    /// sub-domains are others.
    ///
    /// # Errors
    /// An origin is invalid, has an address for a host, or has another host than the first.
    pub fn new(origin: &str, further_origins: &[String], name: &str) -> anyhow::Result<Self> {
        let first = Url::parse(origin).with_context(|| format!("{origin} is no origin"))?;
        let host = first.domain().with_context(|| format!("{origin} names no host"))?;
        let mut builder = WebauthnBuilder::new(host, &first)?.rp_name(name).timeout(TIMEOUT);
        let mut origins = vec![first.origin().ascii_serialization()];
        for further in further_origins {
            let url = Url::parse(further).with_context(|| format!("{further} is no origin"))?;
            ensure!(url.domain() == Some(host), "{further} has another host than {origin}");
            builder = builder.append_allowed_origin(&url);
            origins.push(url.origin().ascii_serialization());
        }
        Ok(Self { webauthn: builder.build()?, id: host.to_owned(), origins })
    }

    /// The relying party identifier: our host.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns what to ask of the browser (`PublicKeyCredentialCreationOptionsJSON`) to enrol a
    /// key, and what to keep meanwhile. Authenticators that hold a known key are excluded.
    pub fn begin_enrolment(
        &self,
        kind: KeyKind,
        owner: Owner<'_>,
        known: &[StoredKey],
    ) -> Result<(Value, Enrolling), Refused> {
        let handle = user_handle(owner.account);
        let (user, name) = (owner.user_name, owner.display_name);
        let exclude = Some(known.iter().map(|key| key.raw_id().into()).collect());
        let (options, ceremony) = match kind {
            KeyKind::Passkey | KeyKind::Platform => self
                .webauthn
                .start_passkey_registration(handle, user, name, exclude)
                .map(|(options, state)| (options, Enrolment::Passkey(state)))?,
            KeyKind::SecurityKey => {
                let roaming = Some(AuthenticatorAttachment::CrossPlatform);
                self.webauthn
                    .start_securitykey_registration(handle, user, name, exclude, None, roaming)
                    .map(|(options, state)| (options, Enrolment::SecurityKey(state)))?
            }
        };
        let known = known.iter().map(StoredKey::credential_id).collect();
        Ok((options::creation(kind, &options)?, Enrolling { ceremony, known }))
    }

    /// Checks the key that a browser enrolled (`RegistrationResponseJSON`). The caller checks that
    /// no other account has the same credential: only the database knows.
    pub fn finish_enrolment(
        &self,
        enrolling: &Enrolling,
        answer: &Value,
    ) -> Result<Proven, Refused> {
        let answer = answer::creation(answer, &self.origins)?;
        if enrolling.known.contains(&answer.id) {
            return Err(Refused::AlreadyKnown);
        }
        let stored = match &enrolling.ceremony {
            Enrolment::Passkey(state) => {
                let key = self.webauthn.finish_passkey_registration(&answer, state)?;
                let key = settled(key.into(), &answer)?;
                StoredKey::Passkey(Passkey::from(key))
            }
            Enrolment::SecurityKey(state) => {
                let key = self.webauthn.finish_securitykey_registration(&answer, state)?;
                let key = settled(key.into(), &answer)?;
                StoredKey::SecurityKey(SecurityKey::from(key))
            }
        };
        Ok(Proven { credential_id: answer.id, stored })
    }

    /// Returns the options for the browser (`PublicKeyCredentialRequestOptionsJSON`) to prove one
    /// of these keys of one account, and the state to keep meanwhile. All are passkeys, or all
    /// security keys.
    pub fn begin_proof(&self, keys: &[StoredKey]) -> Result<(Value, Proving), Refused> {
        let passkeys: Option<Vec<Passkey>> =
            keys.iter().map(|key| key.passkey().cloned()).collect();
        let security_keys: Option<Vec<SecurityKey>> =
            keys.iter().map(|key| key.security_key().cloned()).collect();
        let (options, proof) = match (passkeys, security_keys) {
            (Some(keys), None) => self
                .webauthn
                .start_passkey_authentication(&keys)
                .map(|(options, state)| (options, PendingAuthentication::Passkey(state)))?,
            (None, Some(keys)) => self
                .webauthn
                .start_securitykey_authentication(&keys)
                .map(|(options, state)| (options, PendingAuthentication::SecurityKey(state)))?,
            // Without any key the challenge would be open to every passkey of every account; a
            // mixture cannot both require and merely prefer the verification of the user.
            (Some(_), Some(_)) | (None, None) => return Err(Refused::UnknownCredential),
        };
        Ok((options::request(&options)?, Proving(proof)))
    }

    /// Checks the key that was proved (`AuthenticationResponseJSON`), among the account's keys as
    /// they are stored now: one that was removed meanwhile, or used elsewhere with this counter, is
    /// refused.
    pub fn finish_proof(
        &self,
        proving: &Proving,
        answer: &Value,
        handle: Uuid,
        keys: &[StoredKey],
    ) -> Result<Proven, Refused> {
        let answer = answer::assertion(answer, &self.origins)?;
        // A key that is not discoverable has no handle to show.
        if answer.get_user_unique_id().is_some_and(|named| named != handle.as_bytes()) {
            return Err(Refused::WrongAccount);
        }
        let key = keys
            .iter()
            .find(|key| key.raw_id() == answer.raw_id)
            .ok_or(Refused::UnknownCredential)?;
        let result = match &proving.0 {
            PendingAuthentication::Passkey(state) => {
                let state = backup::question(state, &answer)?;
                self.webauthn.finish_passkey_authentication(&answer, &state)?
            }
            PendingAuthentication::SecurityKey(state) => {
                let state = backup::question(state, &answer)?;
                self.webauthn.finish_securitykey_authentication(&answer, &state)?
            }
        };
        let (counter, last) = (result.counter(), key.counter());
        if (counter, last) != (0, 0) && counter <= last {
            return Err(Refused::CounterWentBack);
        }
        Ok(Proven { credential_id: answer.id, stored: key.used(&result)? })
    }

    /// Returns the options for the browser (`PublicKeyCredentialRequestOptionsJSON`) to sign in
    /// with any passkey that it finds, and the state to keep meanwhile.
    pub fn begin_discovery(&self) -> Result<(Value, Discovering), Refused> {
        let (options, state) = self.webauthn.start_discoverable_authentication()?;
        Ok((options::request(&options)?, Discovering(state)))
    }

    /// Returns the user handle and the credential that the answer names; neither is proved yet.
    pub fn identify(&self, answer: &Value) -> Result<(Uuid, String), Refused> {
        let answer = answer::assertion(answer, &self.origins)?;
        let (handle, _) = self.webauthn.identify_discoverable_authentication(&answer)?;
        Ok((handle, answer.id))
    }

    /// Checks the passkey that signed in, given the handle of the account that it is stored with.
    pub fn finish_discovery(
        &self,
        discovering: &Discovering,
        answer: &Value,
        handle: Uuid,
        key: &StoredKey,
    ) -> Result<Proven, Refused> {
        let answer = answer::assertion(answer, &self.origins)?;
        if answer.get_user_unique_id() != Some(handle.as_bytes()) {
            return Err(Refused::WrongAccount);
        }
        // A security key never replaces the password.
        let current = backup::key(key, &answer);
        let passkey = current.passkey().ok_or(Refused::NoPasskey)?;
        let state = discovering.0.clone();
        let result =
            self.webauthn.finish_discoverable_authentication_v2(&answer, state, passkey)?;
        Ok(Proven { credential_id: answer.id, stored: key.used(&result)? })
    }
}

/// A new credential as it will be stored: of an offered kind, and with the transports that let a
/// browser open the right dialog at once. webauthn-rs drops transports without attestation, because
/// they are unproved; they are a hint for the person's own browser and decide nothing.
fn settled(
    mut credential: Credential,
    answer: &RegisterPublicKeyCredential,
) -> Result<Credential, Refused> {
    keys::check_algorithm(&credential)?;
    credential.transports.clone_from(&answer.response.transports);
    if let Some(transports) = &mut credential.transports {
        transports.truncate(MOST_TRANSPORTS);
    }
    Ok(credential)
}

#[cfg(test)]
pub(crate) mod tests;
