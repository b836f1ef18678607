//! Keys that are enrolled, and keys that are refused.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _,
};

use super::{
    soft::{self, Draft, ENROLS, PRESENT, VERIFIED},
    *,
};

/// Why a passkey whose authenticator lies like this is refused.
fn refusal(lie: impl FnOnce(&mut Draft)) -> Option<Refused> {
    refusal_of(KeyKind::Passkey, lie)
}

fn refusal_of(kind: KeyKind, lie: impl FnOnce(&mut Draft)) -> Option<Refused> {
    let (options, enrolling) = begin(kind, &[]);
    let answer = SoftKey::at(ORIGIN).create_but(&options, lie);
    portal().finish_enrolment(&enrolling, &answer).err()
}

/// Why a passkey with this public key is refused.
fn refusal_of_key(public_key: Vec<u8>) -> Option<Refused> {
    refusal(|draft| draft.enrolled.as_mut().unwrap().1 = public_key)
}

#[test]
fn every_kind_of_key_is_enrolled_and_survives_being_stored() {
    for kind in ALL {
        let mut key = SoftKey::at(ORIGIN);
        let (options, enrolling) = begin(kind, &[]);
        let answer = key.create(&options);
        let new = portal().finish_enrolment(&stored_again(&enrolling), &answer).unwrap();
        assert_eq!(new.credential_id, answer["id"]);
        let stored = stored_again(&new.stored);
        assert_eq!(stored.credential_id(), new.credential_id);
        assert_eq!(stored.counter(), 1);
        assert!(!stored.is_backed_up());
    }
}

#[test]
fn a_synced_passkey_is_known_as_one() {
    let stored = enrolled(KeyKind::Passkey, &mut SoftKey::at(ORIGIN).synced());
    assert!(stored.is_backed_up() && stored.may_be_backed_up());
    assert_eq!(stored.counter(), 0);
}

#[test]
fn a_security_key_without_pin_is_enrolled_but_no_passkey_is() {
    for (kind, refused) in [
        (KeyKind::SecurityKey, None),
        (KeyKind::Passkey, Some(Refused::NotVerified)),
        (KeyKind::Platform, Some(Refused::NotVerified)),
    ] {
        assert_eq!(refusal_of(kind, |draft| draft.flags &= !VERIFIED), refused, "{kind:?}");
    }
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let (options, _) = begin(KeyKind::Passkey, &[]);
    let (_, other) = begin(KeyKind::Passkey, &[]);
    let answer = SoftKey::at(ORIGIN).create(&options);
    assert_eq!(portal().finish_enrolment(&other, &answer).err(), Some(Refused::WrongChallenge));
    for wrong in [json!(""), json!(encode([0; 32]))] {
        let refused = refusal(|draft| draft.client["challenge"] = wrong.clone());
        assert_eq!(refused, Some(Refused::WrongChallenge), "{wrong}");
    }
}

#[test]
fn a_key_enrolled_elsewhere_is_refused() {
    for elsewhere in ELSEWHERE {
        let refused = refusal(|draft| draft.client["origin"] = json!(elsewhere));
        assert_eq!(refused, Some(Refused::WrongOrigin), "{elsewhere}");
    }
}

#[test]
fn a_key_enrolled_in_a_frame_of_another_origin_is_refused() {
    let crossed = refusal(|draft| draft.client["crossOrigin"] = json!(true));
    assert_eq!(crossed, Some(Refused::CrossOrigin));
    let framed = refusal(|draft| draft.client["topOrigin"] = json!("https://evil.example"));
    assert_eq!(framed, Some(Refused::CrossOrigin));
}

#[test]
fn s28_a_key_for_another_relying_party_is_refused() {
    for other in ["evil.example", "example", "sub.portal.example", ORIGIN] {
        let refused = refusal(|draft| draft.rp_id = other.into());
        assert_eq!(refused, Some(Refused::WrongRelyingParty), "{other}");
    }
}

#[test]
fn a_key_that_nobody_touched_is_refused() {
    for kind in ALL {
        let refused = refusal_of(kind, |draft| draft.flags &= !PRESENT);
        assert_eq!(refused, Some(Refused::NotPresent), "{kind:?}");
    }
}

#[test]
fn a_proof_enrols_nothing() {
    let typed = refusal(|draft| draft.client["type"] = json!("webauthn.get"));
    assert_eq!(typed, Some(Refused::WrongCeremony));
    let mut key = SoftKey::at(ORIGIN);
    let stored = enrolled(KeyKind::Passkey, &mut key);
    let (options, _) = portal().begin_proof(&[stored]).unwrap();
    let (_, enrolling) = begin(KeyKind::Passkey, &[]);
    let refused = portal().finish_enrolment(&enrolling, &key.get(&options)).err();
    assert_eq!(refused, Some(Refused::Malformed));
}

#[test]
fn a_key_with_an_algorithm_that_was_not_offered_is_refused() {
    let ed25519 = |algorithm| soft::cose(1, algorithm, &[(-1, soft::int(6)), (-2, coordinate())]);
    assert_eq!(refusal_of_key(ed25519(-8)), Some(Refused::WrongAlgorithm), "EdDSA");
    assert_eq!(refusal_of_key(ed25519(-7)), Some(Refused::WrongAlgorithm), "EdDSA said ES256");
    let exponent = soft::bytes(&[1, 0, 1]);
    for algorithm in [-65_535, -37, -258, -259] {
        let modulus = soft::bytes(&[0xc5; 256]);
        let rsa = soft::cose(3, algorithm, &[(-1, modulus), (-2, exponent.clone())]);
        assert_eq!(refusal_of_key(rsa), Some(Refused::WrongAlgorithm), "{algorithm}");
    }
    for algorithm in [-8, -35, -36, -47, 0, 7] {
        let key = p256_key(algorithm);
        assert_eq!(refusal_of_key(key), Some(Refused::WrongAlgorithm), "P-256 with {algorithm}");
    }
}

#[test]
fn es256_means_the_curve_p_256() {
    let pair = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_ASN1_SIGNING).unwrap();
    let point = pair.public_key().as_ref();
    let p384 = |algorithm| {
        let (x, y) = (soft::bytes(&point[1..49]), soft::bytes(&point[49..]));
        soft::cose(2, algorithm, &[(-1, soft::int(2)), (-2, x), (-3, y)])
    };
    assert_eq!(refusal_of_key(p384(-7)), Some(Refused::WrongAlgorithm));
    assert_eq!(refusal_of_key(p384(-35)), None, "ES384 was offered");
}

#[test]
fn a_point_that_is_not_on_the_curve_is_refused() {
    let off = soft::es256(&[1; 32], &[1; 32]);
    assert_eq!(refusal_of_key(off), Some(Refused::Malformed));
    let short = soft::es256(&[1; 31], &[1; 32]);
    assert_eq!(refusal_of_key(short), Some(Refused::Malformed));
}

#[test]
fn the_identifier_is_the_same_wherever_it_stands() {
    let named = refusal(|draft| draft.id = encode([7; 20]));
    assert_eq!(named, Some(Refused::Malformed), "id is not rawId");
    let padded = refusal(|draft| draft.id.push('='));
    assert_eq!(padded, Some(Refused::Malformed));
    let sent = refusal(|draft| {
        draft.raw_id = vec![7; 20];
        draft.id = encode([7; 20]);
    });
    assert_eq!(sent, Some(Refused::Malformed), "rawId is not what was enrolled");
    let empty = refusal(|draft| {
        draft.raw_id.clear();
        draft.id.clear();
        draft.enrolled.as_mut().unwrap().0.clear();
    });
    assert_eq!(empty, Some(Refused::Malformed), "an empty identifier");
}

#[test]
fn what_is_no_public_key_credential_is_refused() {
    let (options, enrolling) = begin(KeyKind::Passkey, &[]);
    let mut answer = SoftKey::at(ORIGIN).create(&options);
    answer["type"] = json!("password");
    assert_eq!(portal().finish_enrolment(&enrolling, &answer).err(), Some(Refused::Malformed));
}

#[test]
fn an_answer_that_enrols_nothing_is_refused() {
    let bare = refusal(|draft| {
        draft.enrolled = None;
        draft.flags &= !ENROLS;
    });
    assert_eq!(bare, Some(Refused::Malformed));
    let unsaid = refusal(|draft| draft.flags &= !ENROLS);
    assert_eq!(unsaid, Some(Refused::Malformed));
    let empty = refusal(|draft| draft.enrolled = None);
    assert_eq!(empty, Some(Refused::Malformed));
}

#[test]
fn the_same_authenticator_is_not_enrolled_twice() {
    let mut key = SoftKey::at(ORIGIN);
    let (options, enrolling) = begin(KeyKind::Passkey, &[]);
    let answer = key.create(&options);
    let stored = portal().finish_enrolment(&enrolling, &answer).unwrap().stored;
    let (again, enrolling) = begin(KeyKind::Passkey, std::slice::from_ref(&stored));
    assert_eq!(again["excludeCredentials"][0]["id"], stored.credential_id());
    let known = decode(&answer["rawId"]);
    let refused = key.create_but(&again, |draft| {
        draft.id = encode(&known);
        draft.raw_id.clone_from(&known);
        draft.enrolled.as_mut().unwrap().0.clone_from(&known);
    });
    assert_eq!(portal().finish_enrolment(&enrolling, &refused).err(), Some(Refused::AlreadyKnown));
}

#[test]
fn a_key_cannot_be_backed_up_that_may_not_be() {
    let refused = refusal(|draft| draft.flags |= soft::BACKED_UP);
    assert_eq!(refused, Some(Refused::Other));
}

#[test]
fn hints_how_to_reach_a_key_are_few() {
    let (options, enrolling) = begin(KeyKind::Passkey, &[]);
    let mut answer = SoftKey::at(ORIGIN).create(&options);
    answer["response"]["transports"] = json!(vec!["usb"; 1_000]);
    let stored = portal().finish_enrolment(&enrolling, &answer).unwrap().stored;
    let (options, _) = portal().begin_proof(&[stored]).unwrap();
    let hints = options["allowCredentials"][0]["transports"].as_array().unwrap();
    assert!(hints.len() < 10);
}

fn coordinate() -> Vec<u8> {
    soft::bytes(&[9; 32])
}

/// A point on P-256, with any algorithm.
fn p256_key(algorithm: i64) -> Vec<u8> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let point = pair.public_key().as_ref();
    let (x, y) = (soft::bytes(&point[1..33]), soft::bytes(&point[33..]));
    soft::cose(2, algorithm, &[(-1, soft::int(1)), (-2, x), (-3, y)])
}
