//! Answers that are cut, changed by a bit, or longer than they say: none counts, and nothing
//! breaks.

use super::{
    soft::{EXTENDED, bytes, int, map},
    *,
};

/// The options for enrolled keys, the honest answer, and the server's result for a changed one.
struct KeyOptions {
    stored: StoredKey,
    proving: Proving,
    answer: Value,
}

impl KeyOptions {
    fn new(kind: KeyKind) -> Self {
        let mut key = SoftKey::at(ORIGIN);
        let stored = enrolled(kind, &mut key);
        let (options, proving) = portal().begin_proof(std::slice::from_ref(&stored)).unwrap();
        Self { answer: key.get(&options), stored, proving }
    }

    fn refusal(&self, answer: &Value) -> Option<Refused> {
        let keys = std::slice::from_ref(&self.stored);
        portal().finish_proof(&self.proving, answer, user_handle(ACCOUNT), keys).err()
    }
}

/// An enrolment whose authenticator added something, and why it is refused.
fn enrolment_refusal(tail: Vec<u8>, flag: u8) -> Option<Refused> {
    let (options, enrolling) = begin(KeyKind::Passkey, &[]);
    let answer = SoftKey::at(ORIGIN).create_but(&options, |draft| {
        draft.tail = tail;
        draft.flags |= flag;
    });
    portal().finish_enrolment(&enrolling, &answer).err()
}

/// A proof whose authenticator added something, and why it is refused.
fn proof_refusal(tail: Vec<u8>, flag: u8) -> Option<Refused> {
    let mut key = SoftKey::at(ORIGIN);
    let stored = enrolled(KeyKind::Passkey, &mut key);
    let lie = |draft: &mut soft::Draft| {
        draft.tail = tail;
        draft.flags |= flag;
    };
    proof(&stored, |options| key.get_but(options, lie)).err()
}

#[test]
fn an_attestation_object_that_is_cut_anywhere_is_refused() {
    for kind in ALL {
        let (options, enrolling) = begin(kind, &[]);
        let answer = SoftKey::at(ORIGIN).create(&options);
        let length = decode(&answer["response"]["attestationObject"]).len();
        for kept in 0..length {
            let cut = with(&answer, "attestationObject", |object| object.truncate(kept));
            let refused = portal().finish_enrolment(&enrolling, &cut).err();
            assert_eq!(refused, Some(Refused::Malformed), "{kept} of {length}");
        }
        assert!(portal().finish_enrolment(&enrolling, &answer).is_ok());
    }
}

#[test]
fn authenticator_data_that_is_cut_anywhere_is_refused_even_inside_a_whole_object() {
    let (options, enrolling) = begin(KeyKind::Passkey, &[]);
    let mut key = SoftKey::at(ORIGIN);
    let whole = key.create(&options);
    let object = decode(&whole["response"]["attestationObject"]);
    // fmt, attStmt and the head of authData take 30 bytes; the rest is the data.
    let head = object.len() - usize::from(object[29]);
    assert_eq!(&object[head - 11..head - 2], b"\x68authData");
    for kept in head..object.len() {
        let data = &object[head..kept];
        let cut = [&object[..head - 2], &bytes(data)].concat();
        let cut = with(&whole, "attestationObject", |object| *object = cut);
        let refused = portal().finish_enrolment(&enrolling, &cut).err();
        assert_eq!(refused, Some(Refused::Malformed), "{} bytes", data.len());
    }
}

#[test]
fn a_proof_that_is_cut_anywhere_is_refused() {
    let asked = KeyOptions::new(KeyKind::Passkey);
    for part in ["authenticatorData", "clientDataJSON", "signature"] {
        let length = decode(&asked.answer["response"][part]).len();
        for kept in 0..length {
            let cut = with(&asked.answer, part, |content| content.truncate(kept));
            assert!(asked.refusal(&cut).is_some(), "{part}: {kept} of {length}");
        }
    }
    assert_eq!(asked.refusal(&asked.answer), None);
}

#[test]
fn a_proof_with_a_flipped_bit_is_refused() {
    for kind in [KeyKind::Passkey, KeyKind::SecurityKey] {
        let asked = KeyOptions::new(kind);
        for part in ["authenticatorData", "clientDataJSON", "signature"] {
            let length = decode(&asked.answer["response"][part]).len();
            for bit in 0..length * 8 {
                let flipped =
                    with(&asked.answer, part, |content| content[bit / 8] ^= 1 << (bit % 8));
                assert!(asked.refusal(&flipped).is_some(), "{part}: bit {bit}");
            }
        }
        assert_eq!(asked.refusal(&asked.answer), None);
    }
}

#[test]
fn a_flipped_bit_never_enrols_another_credential_or_another_key() {
    let (options, enrolling) = begin(KeyKind::Passkey, &[]);
    let answer = SoftKey::at(ORIGIN).create(&options);
    let honest = portal().finish_enrolment(&enrolling, &answer).unwrap().stored;
    let key_of = |stored: &StoredKey| stored.passkey().unwrap().get_public_key().clone();
    let length = decode(&answer["response"]["attestationObject"]).len();
    for bit in 0..length * 8 {
        let flipped =
            with(&answer, "attestationObject", |content| content[bit / 8] ^= 1 << (bit % 8));
        // Without attestation nothing is signed: only the counter, the model and the flags remain.
        if let Ok(new) = portal().finish_enrolment(&enrolling, &flipped) {
            assert_eq!(new.stored.credential_id(), honest.credential_id(), "bit {bit}");
            assert_eq!(key_of(&new.stored), key_of(&honest), "bit {bit}");
        }
    }
}

#[test]
fn nothing_may_follow_what_is_said() {
    assert_eq!(enrolment_refusal(vec![0], 0), Some(Refused::Malformed));
    assert_eq!(enrolment_refusal(map(&[]), 0), Some(Refused::Malformed));
    assert_eq!(proof_refusal(vec![0], 0), Some(Refused::Malformed));
    assert_eq!(proof_refusal(map(&[]), 0), Some(Refused::Malformed));
    let (options, enrolling) = begin(KeyKind::Passkey, &[]);
    let answer = SoftKey::at(ORIGIN).create(&options);
    let longer = with(&answer, "attestationObject", |object| object.push(0));
    assert_eq!(portal().finish_enrolment(&enrolling, &longer).err(), Some(Refused::Malformed));
    let asked = KeyOptions::new(KeyKind::Passkey);
    let longer = with(&asked.answer, "signature", |signature| signature.push(0));
    assert_eq!(asked.refusal(&longer), Some(Refused::WrongSignature));
    let longer = with(&asked.answer, "clientDataJSON", |json| json.extend(b"{}"));
    assert_eq!(asked.refusal(&longer), Some(Refused::Malformed));
}

#[test]
fn extensions_are_read_past_but_only_one_map_of_them() {
    let unknown = map(&[(b"\x65other".to_vec(), int(1))]);
    assert_eq!(enrolment_refusal(unknown.clone(), EXTENDED), None);
    assert_eq!(proof_refusal(unknown.clone(), EXTENDED), None);
    let twice = [&unknown[..], &unknown].concat();
    assert_eq!(enrolment_refusal(twice.clone(), EXTENDED), Some(Refused::Malformed));
    assert_eq!(proof_refusal(twice, EXTENDED), Some(Refused::Malformed));
    assert_eq!(enrolment_refusal(Vec::new(), EXTENDED), Some(Refused::Malformed));
    assert_eq!(proof_refusal(Vec::new(), EXTENDED), Some(Refused::Malformed));
}

#[test]
fn json_that_is_no_answer_is_refused() {
    let asked = KeyOptions::new(KeyKind::Passkey);
    let (_, enrolling) = begin(KeyKind::Passkey, &[]);
    for no_answer in [json!(null), json!([]), json!("x"), json!({}), json!({ "id": 1 })] {
        assert_eq!(asked.refusal(&no_answer), Some(Refused::Malformed), "{no_answer}");
        let refused = portal().finish_enrolment(&enrolling, &no_answer).err();
        assert_eq!(refused, Some(Refused::Malformed), "{no_answer}");
    }
    for part in ["authenticatorData", "clientDataJSON", "signature"] {
        for content in [json!(null), json!(7), json!("!"), json!([1, 2])] {
            let mut answer = asked.answer.clone();
            answer["response"][part] = content;
            assert_eq!(asked.refusal(&answer), Some(Refused::Malformed), "{part}");
        }
    }
    let twice = r#"{"type":"webauthn.get","type":"webauthn.get","challenge":"","origin":"x"}"#;
    let doubled = with(&asked.answer, "clientDataJSON", |json| *json = twice.into());
    assert!(asked.refusal(&doubled).is_some());
}

#[test]
fn a_refusal_says_nothing_of_what_was_in_the_answer() {
    let asked = KeyOptions::new(KeyKind::Passkey);
    let mut answer = asked.answer.clone();
    answer["id"] = json!("very-secret");
    let refused = asked.refusal(&answer).unwrap();
    assert!(!format!("{refused} {refused:?}").contains("secret"));
}
