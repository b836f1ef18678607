//! Checks of a browser's answer that webauthn-rs leaves open, made before it: the identifier is the
//! same in each place, the origin is exactly ours, no foreign frame surrounded the page, and no
//! data follows what was signed.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::Value;
use webauthn_rs::prelude::{PublicKeyCredential, RegisterPublicKeyCredential};

use super::{cbor::Reader, refused::Refused};

/// Flags of authenticator data (Web Authentication Level 3, 6.1).
const MAY_BE_BACKED_UP: u8 = 0x08;
const HAS_CREDENTIAL: u8 = 0x40;
const HAS_EXTENSIONS: u8 = 0x80;
/// The digest of the relying party before the flags, and the counter after them.
const DIGEST: usize = 32;
const COUNTER: usize = 4;
const AAGUID: usize = 16;

/// The part of the client data that is read here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    origin: String,
    cross_origin: Option<bool>,
    top_origin: Option<Value>,
}

/// The part of the authenticator data that is read here.
struct AuthenticatorData<'a> {
    /// The identifier of the credential that is enrolled, if one is.
    enrolled: Option<&'a [u8]>,
}

/// The answer to an enrolment (`RegistrationResponseJSON`).
pub(super) fn creation(
    answer: &Value,
    origins: &[String],
) -> Result<RegisterPublicKeyCredential, Refused> {
    let credential =
        RegisterPublicKeyCredential::deserialize(answer).map_err(|_| Refused::Malformed)?;
    check_identity(&credential.type_, &credential.id, &credential.raw_id)?;
    check_client_data(&credential.response.client_data_json, origins)?;
    let data = authenticator_data_in(&credential.response.attestation_object)
        .and_then(AuthenticatorData::read)
        .ok_or(Refused::Malformed)?;
    if data.enrolled != Some(&credential.raw_id) {
        return Err(Refused::Malformed);
    }
    Ok(credential)
}

/// The answer to a proof (`AuthenticationResponseJSON`).
pub(super) fn assertion(
    answer: &Value,
    origins: &[String],
) -> Result<PublicKeyCredential, Refused> {
    let credential = PublicKeyCredential::deserialize(answer).map_err(|_| Refused::Malformed)?;
    check_identity(&credential.type_, &credential.id, &credential.raw_id)?;
    check_client_data(&credential.response.client_data_json, origins)?;
    let data = AuthenticatorData::read(&credential.response.authenticator_data)
        .ok_or(Refused::Malformed)?;
    // A proof enrols nothing.
    if data.enrolled.is_some() {
        return Err(Refused::Malformed);
    }
    Ok(credential)
}

/// Whether the key of a proof claims that it may be copied; the signature covers this flag.
pub(super) fn may_be_backed_up(proof: &PublicKeyCredential) -> bool {
    let flags = proof.response.authenticator_data.get(DIGEST);
    flags.is_some_and(|flags| flags & MAY_BE_BACKED_UP != 0)
}

/// A credential's identifier as text.
pub fn id(raw: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(raw)
}

fn check_identity(kind: &str, named: &str, raw: &[u8]) -> Result<(), Refused> {
    let same = kind == "public-key" && !raw.is_empty() && named == id(raw);
    same.then_some(()).ok_or(Refused::Malformed)
}

fn check_client_data(json: &[u8], origins: &[String]) -> Result<(), Refused> {
    let client: ClientData = serde_json::from_slice(json).map_err(|_| Refused::Malformed)?;
    if client.cross_origin == Some(true) || client.top_origin.is_some() {
        return Err(Refused::CrossOrigin);
    }
    // webauthn-rs compares addresses, to which `https://portal.example/else` is the same origin.
    if !origins.contains(&client.origin) {
        return Err(Refused::WrongOrigin);
    }
    Ok(())
}

/// The authenticator data of an attestation object, which must be a map without trailing data.
fn authenticator_data_in(attestation_object: &[u8]) -> Option<&[u8]> {
    let mut reader = Reader::new(attestation_object);
    let mut found = None;
    for _ in 0..reader.map()? {
        if reader.text()? == b"authData" {
            found = Some(reader.bytes()?);
        } else {
            reader.skip()?;
        }
    }
    if reader.rest().is_empty() { found } else { None }
}

impl<'a> AuthenticatorData<'a> {
    /// Returns `None` when the data is not as long as its parts.
    fn read(data: &'a [u8]) -> Option<Self> {
        let mut reader = Reader::new(data);
        reader.take(DIGEST)?;
        let flags = *reader.take(1)?.first()?;
        reader.take(COUNTER)?;
        let mut enrolled = None;
        if flags & HAS_CREDENTIAL != 0 {
            reader.take(AAGUID)?;
            let length = u16::from_be_bytes(reader.take(2)?.try_into().ok()?);
            enrolled = Some(reader.take(length.into())?);
            reader.skip()?;
        }
        if flags & HAS_EXTENSIONS != 0 {
            reader.skip()?;
        }
        reader.rest().is_empty().then_some(Self { enrolled })
    }
}
