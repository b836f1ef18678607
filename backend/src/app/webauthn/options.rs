//! The options in the form that a browser reads (`parseCreationOptionsFromJSON` and its sibling):
//! the options of webauthn-rs with the edits of decision 10.

use serde_json::{Value, json};
use webauthn_rs::prelude::{CreationChallengeResponse, RequestChallengeResponse};

use super::{KeyKind, refused::Refused};

/// The options to enrol a key of this kind.
pub(super) fn creation(kind: KeyKind, asked: &CreationChallengeResponse) -> Result<Value, Refused> {
    let mut options = serde_json::to_value(&asked.public_key).map_err(|_| Refused::Other)?;
    match kind {
        KeyKind::Passkey => make_discoverable(&mut options),
        KeyKind::Platform => {
            make_discoverable(&mut options);
            options["authenticatorSelection"]["authenticatorAttachment"] = json!("platform");
            options["hints"] = json!(["client-device"]);
        }
        // The protection that webauthn-rs requests would make a key without PIN unusable
        // afterwards.
        KeyKind::SecurityKey => without_extensions(&mut options),
    }
    Ok(options)
}

/// The options for a proof.
pub(super) fn request(asked: &RequestChallengeResponse) -> Result<Value, Refused> {
    let mut options = serde_json::to_value(&asked.public_key).map_err(|_| Refused::Other)?;
    without_extensions(&mut options);
    Ok(options)
}

/// Requires a key that the user-name field can offer, and that cannot be used without verification.
fn make_discoverable(options: &mut Value) {
    options["authenticatorSelection"]["residentKey"] = json!("preferred");
    options["authenticatorSelection"]["requireResidentKey"] = json!(false);
    options["extensions"] = json!({
        "credentialProtectionPolicy": "userVerificationRequired",
        "enforceCredentialProtectionPolicy": false,
    });
}

fn without_extensions(options: &mut Value) {
    if let Some(options) = options.as_object_mut() {
        options.remove("extensions");
    }
}
