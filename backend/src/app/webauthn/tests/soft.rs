//! An authenticator and its browser, for tests: made from the standard alone (Web Authentication
//! Level 3, 5.8.1 and 6), so that it can disagree with the library that checks it. It answers
//! honestly, or with one lie: `create_but` and `get_but` pass the honest draft to be changed before
//! it is signed.

use aws_lc_rs::{
    digest::{self, SHA256},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

pub(crate) const PRESENT: u8 = 0x01;
pub(crate) const VERIFIED: u8 = 0x04;
pub(crate) const BACKUP_ELIGIBLE: u8 = 0x08;
pub(crate) const BACKED_UP: u8 = 0x10;
pub(crate) const ENROLS: u8 = 0x40;
pub(crate) const EXTENDED: u8 = 0x80;

/// An authenticator at a browser that shows a page of one origin.
pub(crate) struct SoftKey {
    origin: String,
    flags: u8,
    /// Added to a credential's counter at each use.
    step: u32,
    credentials: Vec<SoftCredential>,
}

struct SoftCredential {
    id: Vec<u8>,
    pair: EcdsaKeyPair,
    rp_id: String,
    handle: Vec<u8>,
    discoverable: bool,
    counter: u32,
}

/// What is about to be signed and sent.
pub(crate) struct Draft {
    /// The client data, before it is text.
    pub(crate) client: Value,
    pub(crate) rp_id: String,
    pub(crate) flags: u8,
    pub(crate) counter: u32,
    /// The enrolled credential: its identifier and public key as in the authenticator data.
    pub(crate) enrolled: Option<(Vec<u8>, Vec<u8>)>,
    /// Bytes after all other authenticator data.
    pub(crate) tail: Vec<u8>,
    /// `id` as text, and `rawId`.
    pub(crate) id: String,
    pub(crate) raw_id: Vec<u8>,
    pub(crate) handle: Option<Vec<u8>>,
}

impl SoftKey {
    /// An authenticator that verifies its user and counts its uses.
    pub(crate) fn at(origin: &str) -> Self {
        let flags = PRESENT | VERIFIED;
        Self { origin: origin.into(), flags, step: 1, credentials: Vec::new() }
    }

    /// The same without PIN or biometrics: it never verifies, whatever is asked.
    pub(crate) fn without_pin(mut self) -> Self {
        self.flags &= !VERIFIED;
        self
    }

    /// The same with its keys in a cloud, without a counter.
    pub(crate) fn synced(mut self) -> Self {
        self.flags |= BACKUP_ELIGIBLE | BACKED_UP;
        self.step = 0;
        self
    }

    /// Enrols as `PublicKeyCredentialCreationOptionsJSON` requires; returns
    /// `RegistrationResponseJSON`.
    pub(crate) fn create(&mut self, options: &Value) -> Value {
        self.create_but(options, |_| ())
    }

    /// Enrols with a lie.
    pub(crate) fn create_but(&mut self, options: &Value, lie: impl FnOnce(&mut Draft)) -> Value {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
        let point = pair.public_key().as_ref();
        let id = sha256(point)[..20].to_vec();
        let credential = SoftCredential {
            rp_id: text(&options["rp"]["id"]),
            handle: decode(&options["user"]["id"]),
            discoverable: options["authenticatorSelection"]["residentKey"] != "discouraged",
            counter: self.step,
            id: id.clone(),
            pair,
        };
        let mut draft = self.draft("webauthn.create", options, &credential);
        let point = credential.pair.public_key().as_ref();
        draft.enrolled = Some((id, es256(&point[1..33], &point[33..])));
        draft.flags |= ENROLS;
        draft.handle = None;
        lie(&mut draft);
        self.credentials.push(credential);
        let object = map(&[
            (b"\x63fmt".to_vec(), b"\x64none".to_vec()),
            (b"\x67attStmt".to_vec(), map(&[])),
            (b"\x68authData".to_vec(), bytes(&draft.authenticator_data())),
        ]);
        draft.answer(&json!({
            "attestationObject": encode(&object),
            "clientDataJSON": encode(draft.client.to_string()),
            "transports": ["internal"],
        }))
    }

    /// Proves a key as `PublicKeyCredentialRequestOptionsJSON` requires; returns
    /// `AuthenticationResponseJSON`. When several keys may answer, the newest does.
    pub(crate) fn get(&mut self, options: &Value) -> Value {
        self.get_but(options, |_| ())
    }

    /// Proves a key with a lie.
    pub(crate) fn get_but(&mut self, options: &Value, lie: impl FnOnce(&mut Draft)) -> Value {
        let allowed: Vec<_> = ids(&options["allowCredentials"]);
        let may_answer = |credential: &SoftCredential| {
            credential.rp_id == options["rpId"]
                && if allowed.is_empty() {
                    credential.discoverable
                } else {
                    allowed.contains(&credential.id)
                }
        };
        let found = self.credentials.iter().rposition(may_answer);
        let found = found.expect("this authenticator has a key that may answer");
        self.credentials[found].counter += self.step;
        self.assert_with(found, options, lie)
    }

    /// Answers with the first key that this authenticator made, though the options do not ask for
    /// it.
    pub(crate) fn get_unasked(&mut self, options: &Value) -> Value {
        self.credentials[0].counter += self.step;
        self.assert_with(0, options, |_| ())
    }

    fn assert_with(&self, index: usize, options: &Value, lie: impl FnOnce(&mut Draft)) -> Value {
        let credential = &self.credentials[index];
        let mut draft = self.draft("webauthn.get", options, credential);
        lie(&mut draft);
        let data = draft.authenticator_data();
        let client = draft.client.to_string();
        let signed = [&data[..], &sha256(client.as_bytes())].concat();
        let signature = credential.pair.sign(&SystemRandom::new(), &signed).unwrap();
        draft.answer(&json!({
            "authenticatorData": encode(data),
            "clientDataJSON": encode(client),
            "signature": encode(signature),
            "userHandle": draft.handle.as_ref().map(encode),
        }))
    }

    fn draft(&self, kind: &str, options: &Value, credential: &SoftCredential) -> Draft {
        Draft {
            client: json!({
                "type": kind,
                "challenge": options["challenge"],
                "origin": self.origin,
                "crossOrigin": false,
            }),
            rp_id: credential.rp_id.clone(),
            flags: self.flags,
            counter: credential.counter,
            enrolled: None,
            tail: Vec::new(),
            id: encode(&credential.id),
            raw_id: credential.id.clone(),
            handle: credential.discoverable.then(|| credential.handle.clone()),
        }
    }
}

impl Draft {
    fn authenticator_data(&self) -> Vec<u8> {
        let mut data = sha256(self.rp_id.as_bytes());
        data.push(self.flags);
        data.extend(self.counter.to_be_bytes());
        if let Some((id, public_key)) = &self.enrolled {
            data.extend([0; 16]);
            data.extend(u16::try_from(id.len()).unwrap().to_be_bytes());
            data.extend(id);
            data.extend(public_key);
        }
        data.extend(&self.tail);
        data
    }

    fn answer(&self, response: &Value) -> Value {
        json!({
            "id": self.id,
            "rawId": encode(&self.raw_id),
            "type": "public-key",
            "authenticatorAttachment": "platform",
            "clientExtensionResults": {},
            "response": response,
        })
    }
}

/// A COSE key (RFC 9053 7.1) on P-256 for ES256.
pub(crate) fn es256(x: &[u8], y: &[u8]) -> Vec<u8> {
    cose(2, -7, &[(-1, int(1)), (-2, bytes(x)), (-3, bytes(y))])
}

/// A COSE key of any type (1) and algorithm (3), with its parameters.
pub(crate) fn cose(kind: i64, algorithm: i64, parameters: &[(i64, Vec<u8>)]) -> Vec<u8> {
    let mut pairs = vec![(int(1), int(kind)), (int(3), int(algorithm))];
    pairs.extend(parameters.iter().map(|(label, value)| (int(*label), value.clone())));
    map(&pairs)
}

/// A CBOR map of encoded pairs.
pub(crate) fn map(pairs: &[(Vec<u8>, Vec<u8>)]) -> Vec<u8> {
    let mut map = head(5, u64::try_from(pairs.len()).unwrap());
    map.extend(pairs.iter().flat_map(|(key, value)| [&key[..], value].concat()));
    map
}

/// A CBOR byte string.
pub(crate) fn bytes(content: &[u8]) -> Vec<u8> {
    [head(2, u64::try_from(content.len()).unwrap()), content.to_vec()].concat()
}

/// A CBOR integer.
pub(crate) fn int(number: i64) -> Vec<u8> {
    match u64::try_from(number) {
        Ok(positive) => head(0, positive),
        Err(_) => head(1, u64::try_from(-1 - number).unwrap()),
    }
}

fn head(major: u8, argument: u64) -> Vec<u8> {
    let big = argument.to_be_bytes();
    match argument {
        0..24 => vec![major << 5 | big[7]],
        24..0x100 => vec![major << 5 | 0x18, big[7]],
        0x100..0x1_0000 => vec![major << 5 | 0x19, big[6], big[7]],
        _ => [&[major << 5 | 0x1a], &big[4..]].concat(),
    }
}

/// Bytes as a browser writes them in JSON.
pub(crate) fn encode(content: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(content)
}

/// Bytes as a browser reads them from JSON.
pub(crate) fn decode(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap()
}

fn ids(descriptors: &Value) -> Vec<Vec<u8>> {
    descriptors.as_array().into_iter().flatten().map(|one| decode(&one["id"])).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn sha256(content: &[u8]) -> Vec<u8> {
    digest::digest(&SHA256, content).as_ref().to_vec()
}
