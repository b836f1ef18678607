//! Proofs by a known account: with its own keys, and with everything else.

use super::{
    soft::{BACKED_UP, BACKUP_ELIGIBLE, Draft, ENROLS, PRESENT, VERIFIED},
    *,
};

/// Why a proof with this lie is refused, by an honestly enrolled key of this kind.
fn refusal_of(kind: KeyKind, lie: impl FnOnce(&mut Draft)) -> Option<Refused> {
    let mut key = SoftKey::at(ORIGIN);
    let stored = enrolled(kind, &mut key);
    proof(&stored, |options| key.get_but(options, lie)).err()
}

/// The same lie of a passkey and of a security key.
fn refusals(lie: impl Fn(&mut Draft)) -> [Option<Refused>; 2] {
    [refusal_of(KeyKind::Passkey, &lie), refusal_of(KeyKind::SecurityKey, &lie)]
}

#[test]
fn every_kind_of_key_proves_itself_again_and_again() {
    for kind in ALL {
        let mut key = SoftKey::at(ORIGIN);
        let mut stored = enrolled(kind, &mut key);
        for uses in 2..5 {
            let keys = [stored_again(&stored)];
            let (options, proving) = portal().begin_proof(&keys).unwrap();
            let (answer, proving) = (key.get(&options), stored_again(&proving));
            let used =
                portal().finish_proof(&proving, &answer, user_handle(ACCOUNT), &keys).unwrap();
            assert_eq!(used.credential_id, stored.credential_id());
            assert_eq!(used.stored.counter(), uses, "{kind:?}");
            stored = used.stored;
        }
    }
}

#[test]
fn any_of_the_accounts_keys_may_answer() {
    for kind in ALL {
        let (mut one, mut two) = (SoftKey::at(ORIGIN), SoftKey::at(ORIGIN));
        let keys = [enrolled(kind, &mut one), enrolled(kind, &mut two)];
        for (key, stored) in [&mut one, &mut two].into_iter().zip(&keys) {
            let (options, proving) = portal().begin_proof(&keys).unwrap();
            let answer = key.get(&options);
            let used = portal().finish_proof(&proving, &answer, user_handle(ACCOUNT), &keys);
            assert_eq!(used.unwrap().credential_id, stored.credential_id());
        }
    }
}

#[test]
fn a_key_that_does_not_count_stays_welcome() {
    let mut key = SoftKey::at(ORIGIN).synced();
    let mut stored = enrolled(KeyKind::Passkey, &mut key);
    for _ in 0..3 {
        stored = proof(&stored, |options| key.get(options)).unwrap().stored;
        assert_eq!(stored.counter(), 0);
    }
}

#[test]
fn s28_a_counter_that_goes_back_or_stays_is_refused() {
    for kind in ALL {
        let mut key = SoftKey::at(ORIGIN);
        let stored = enrolled(kind, &mut key);
        let stored = proof(&stored, |options| key.get_but(options, |draft| draft.counter = 9));
        let stored = stored.unwrap().stored;
        for counter in [0, 1, 8, 9] {
            let lie = |draft: &mut Draft| draft.counter = counter;
            let refused = proof(&stored, |options| key.get_but(options, lie)).err();
            assert_eq!(refused, Some(Refused::CounterWentBack), "{kind:?} {counter}");
        }
        let lie = |draft: &mut Draft| draft.counter = 10;
        assert!(proof(&stored, |options| key.get_but(options, lie)).is_ok());
    }
}

#[test]
fn two_copies_that_answer_at_once_are_noticed() {
    let mut key = SoftKey::at(ORIGIN);
    let before = [enrolled(KeyKind::Passkey, &mut key)];
    let (options, proving) = portal().begin_proof(&before).unwrap();
    let answer = key.get(&options);
    // Meanwhile the copy, which counts from the same number, was used in another browser.
    let after =
        [portal().finish_proof(&proving, &answer, user_handle(ACCOUNT), &before).unwrap().stored];
    let refused = portal().finish_proof(&proving, &answer, user_handle(ACCOUNT), &after).err();
    assert_eq!(refused, Some(Refused::CounterWentBack));
}

#[test]
fn a_key_that_was_removed_meanwhile_is_refused() {
    let (mut key, mut other) = (SoftKey::at(ORIGIN), SoftKey::at(ORIGIN));
    let keys = [enrolled(KeyKind::Passkey, &mut key), enrolled(KeyKind::Passkey, &mut other)];
    let (options, proving) = portal().begin_proof(&keys).unwrap();
    let answer = key.get(&options);
    let refused = portal().finish_proof(&proving, &answer, user_handle(ACCOUNT), &keys[1..]).err();
    assert_eq!(refused, Some(Refused::UnknownCredential));
}

#[test]
fn a_key_that_was_added_meanwhile_does_not_answer_the_older_question() {
    let (mut key, mut other) = (SoftKey::at(ORIGIN), SoftKey::at(ORIGIN));
    let keys = [enrolled(KeyKind::Passkey, &mut key), enrolled(KeyKind::Passkey, &mut other)];
    let (options, proving) = portal().begin_proof(&keys[..1]).unwrap();
    let answer = other.get_unasked(&options);
    let refused = portal().finish_proof(&proving, &answer, user_handle(ACCOUNT), &keys).err();
    assert_eq!(refused, Some(Refused::UnknownCredential));
}

#[test]
fn a_security_key_without_pin_proves_itself_but_no_passkey_does() {
    let mut key = SoftKey::at(ORIGIN).without_pin();
    let stored = enrolled(KeyKind::SecurityKey, &mut key);
    assert!(proof(&stored, |options| key.get(options)).is_ok());
    for kind in ALL {
        // A key that had a PIN when it was enrolled has to use it from then on.
        let refused = refusal_of(kind, |draft| draft.flags &= !VERIFIED);
        assert_eq!(refused, Some(Refused::NotVerified), "{kind:?}");
    }
}

#[test]
fn s28_an_answer_to_another_question_is_refused() {
    for kind in ALL {
        let mut key = SoftKey::at(ORIGIN);
        let keys = [enrolled(kind, &mut key)];
        let (options, _) = portal().begin_proof(&keys).unwrap();
        let (_, other) = portal().begin_proof(&keys).unwrap();
        let answer = key.get(&options);
        let refused = portal().finish_proof(&other, &answer, user_handle(ACCOUNT), &keys).err();
        assert_eq!(refused, Some(Refused::WrongChallenge), "{kind:?}");
    }
}

#[test]
fn a_proof_given_elsewhere_is_refused() {
    for elsewhere in ELSEWHERE {
        let refused = refusals(|draft| draft.client["origin"] = json!(elsewhere));
        assert_eq!(refused, [Some(Refused::WrongOrigin); 2], "{elsewhere}");
    }
}

#[test]
fn a_proof_given_in_a_frame_of_another_origin_is_refused() {
    let crossed = refusals(|draft| draft.client["crossOrigin"] = json!(true));
    assert_eq!(crossed, [Some(Refused::CrossOrigin); 2]);
    let framed = refusals(|draft| draft.client["topOrigin"] = json!("https://evil.example"));
    assert_eq!(framed, [Some(Refused::CrossOrigin); 2]);
}

#[test]
fn a_proof_for_another_relying_party_is_refused() {
    let refused = refusals(|draft| draft.rp_id = "evil.example".into());
    assert_eq!(refused, [Some(Refused::WrongRelyingParty); 2]);
}

#[test]
fn a_proof_that_nobody_touched_is_refused() {
    assert_eq!(refusals(|draft| draft.flags &= !PRESENT), [Some(Refused::NotPresent); 2]);
}

#[test]
fn an_enrolment_proves_nothing() {
    let typed = refusals(|draft| draft.client["type"] = json!("webauthn.create"));
    assert_eq!(typed, [Some(Refused::WrongCeremony); 2]);
    let enrols = refusals(|draft| {
        draft.flags |= ENROLS;
        draft.enrolled = Some((vec![7; 20], soft::es256(&[1; 32], &[1; 32])));
    });
    assert_eq!(enrols, [Some(Refused::Malformed); 2]);
}

#[test]
fn the_identifier_is_the_same_wherever_it_stands() {
    let named = refusals(|draft| draft.id = encode([7; 20]));
    assert_eq!(named, [Some(Refused::Malformed); 2]);
    let unknown = refusals(|draft| {
        draft.raw_id = vec![7; 20];
        draft.id = encode([7; 20]);
    });
    assert_eq!(unknown, [Some(Refused::UnknownCredential); 2]);
}

#[test]
fn s28_a_key_of_another_account_is_refused() {
    for kind in ALL {
        let (mut mine, mut theirs) = (SoftKey::at(ORIGIN), SoftKey::at(ORIGIN));
        let stored = enrolled(kind, &mut mine);
        enrolled(kind, &mut theirs);
        let refused = proof(&stored, |options| theirs.get_unasked(options)).err();
        assert_eq!(refused, Some(Refused::UnknownCredential), "{kind:?}");
    }
}

#[test]
fn a_signature_by_another_key_is_refused() {
    for kind in ALL {
        let (mut mine, mut theirs) = (SoftKey::at(ORIGIN), SoftKey::at(ORIGIN));
        let stored = enrolled(kind, &mut mine);
        let other = enrolled(kind, &mut theirs);
        let keys = [stored, other];
        let (options, proving) = portal().begin_proof(&keys[..1]).unwrap();
        // The right name with the wrong signature.
        let mut answer = theirs.get_unasked(&options);
        answer["id"] = json!(keys[0].credential_id());
        answer["rawId"] = json!(keys[0].credential_id());
        let refused = portal().finish_proof(&proving, &answer, user_handle(ACCOUNT), &keys).err();
        assert_eq!(refused, Some(Refused::WrongSignature), "{kind:?}");
    }
}

#[test]
fn a_handle_is_the_accounts_or_absent() {
    let other = user_handle("another account").as_bytes().to_vec();
    for handle in [other, Vec::new(), vec![0; 64]] {
        let refused = refusals(|draft| draft.handle = Some(handle.clone()));
        assert_eq!(refused, [Some(Refused::WrongAccount); 2]);
    }
    assert_eq!(refusals(|draft| draft.handle = None), [None; 2]);
}

#[test]
fn a_handle_may_be_left_out_of_the_answer() {
    let mut key = SoftKey::at(ORIGIN);
    let stored = enrolled(KeyKind::SecurityKey, &mut key);
    let used = proof(&stored, |options| {
        let mut answer = key.get(options);
        answer["response"].as_object_mut().unwrap().remove("userHandle");
        answer
    });
    assert!(used.is_ok());
}

#[test]
fn a_key_cannot_be_backed_up_that_may_not_be() {
    assert_eq!(refusals(|draft| draft.flags |= BACKED_UP), [Some(Refused::Other); 2]);
}

#[test]
fn a_passkey_that_is_backed_up_later_is_known_as_one() {
    let mut key = SoftKey::at(ORIGIN);
    let stored = enrolled(KeyKind::Passkey, &mut key);
    assert!(!stored.is_backed_up());
    let mut synced = SoftKey::at(ORIGIN).synced();
    let stored = enrolled(KeyKind::Passkey, &mut synced);
    let away = |draft: &mut Draft| draft.flags &= !BACKED_UP;
    let stored = proof(&stored, |options| synced.get_but(options, away)).unwrap().stored;
    assert!(stored.may_be_backed_up() && !stored.is_backed_up());
    let stored = proof(&stored, |options| synced.get(options)).unwrap().stored;
    assert!(stored.is_backed_up());
}

/// A key of each kind that answered with more flags than it was enrolled with; the proof, and the
/// key afterwards.
fn changed(kind: KeyKind, flags: u8) -> (SoftKey, Result<Proven, Refused>) {
    let mut key = SoftKey::at(ORIGIN);
    let stored = enrolled(kind, &mut key);
    let used = proof(&stored, |options| key.get_but(options, |draft| draft.flags |= flags));
    (key, used)
}

#[test]
fn a_key_that_may_be_copied_since_goes_on_and_is_known_as_such() {
    for kind in ALL {
        for becomes in [BACKUP_ELIGIBLE, BACKUP_ELIGIBLE | BACKED_UP] {
            let (mut key, used) = changed(kind, becomes);
            let used = stored_again(&used.unwrap().stored);
            assert!(used.may_be_backed_up(), "{kind:?} {becomes}");
            assert_eq!(used.is_backed_up(), becomes & BACKED_UP != 0);
            let later = |draft: &mut Draft| draft.flags |= BACKUP_ELIGIBLE | BACKED_UP;
            let used = proof(&used, |options| key.get_but(options, later)).unwrap().stored;
            assert!(used.may_be_backed_up() && used.is_backed_up());
        }
    }
}

#[test]
fn a_key_that_could_be_copied_and_cannot_any_more_is_refused() {
    for kind in ALL {
        let (mut key, used) = changed(kind, BACKUP_ELIGIBLE | BACKED_UP);
        let refused = proof(&used.unwrap().stored, |options| key.get(options)).err();
        assert_eq!(refused, Some(Refused::BackupChanged), "{kind:?}");
    }
}

#[test]
fn what_was_asked_before_the_flags_changed_does_not_bring_the_old_flags_back() {
    let mut key = SoftKey::at(ORIGIN);
    let stored = enrolled(KeyKind::Passkey, &mut key);
    let (asked, proving) = portal().begin_proof(std::slice::from_ref(&stored)).unwrap();
    let copied = |draft: &mut Draft| draft.flags |= BACKUP_ELIGIBLE | BACKED_UP;
    let used = proof(&stored, |options| key.get_but(options, copied)).unwrap().stored;
    let keys = [used];
    let answer = key.get(&asked);
    let refused = portal().finish_proof(&proving, &answer, user_handle(ACCOUNT), &keys).err();
    assert_eq!(refused, Some(Refused::BackupChanged));
}

#[test]
fn flags_that_nobody_signed_change_nothing() {
    let mut key = SoftKey::at(ORIGIN);
    let stored = enrolled(KeyKind::Passkey, &mut key);
    let refused = proof(&stored, |options| {
        with(&key.get(options), "authenticatorData", |data| data[32] |= BACKUP_ELIGIBLE)
    });
    assert_eq!(refused.err(), Some(Refused::WrongSignature));
}
