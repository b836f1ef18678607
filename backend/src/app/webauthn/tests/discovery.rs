//! Signing in without a user name: the answer identifies the account.

use super::{
    soft::{BACKED_UP, BACKUP_ELIGIBLE, Draft, PRESENT, VERIFIED},
    *,
};

/// The server's result for a sign-in without user name.
fn sign_in(stored: &StoredKey, answer: impl FnOnce(&Value) -> Value) -> Result<Proven, Refused> {
    let (options, discovering) = portal().begin_discovery().unwrap();
    portal().finish_discovery(&discovering, &answer(&options), user_handle(ACCOUNT), stored)
}

/// Why a sign-in with this lie is refused.
fn refusal(lie: impl FnOnce(&mut Draft)) -> Option<Refused> {
    let mut key = SoftKey::at(ORIGIN);
    let stored = enrolled(KeyKind::Passkey, &mut key);
    sign_in(&stored, |options| key.get_but(options, lie)).err()
}

#[test]
fn a_passkey_says_whose_it_is_and_signs_in() {
    for kind in [KeyKind::Passkey, KeyKind::Platform] {
        let mut key = SoftKey::at(ORIGIN);
        let stored = enrolled(kind, &mut key);
        let (options, discovering) = portal().begin_discovery().unwrap();
        let answer = key.get(&options);
        let (handle, credential_id) = portal().identify(&answer).unwrap();
        assert_eq!((handle, &credential_id), (user_handle(ACCOUNT), &stored.credential_id()));
        let state = stored_again(&discovering);
        let used = portal().finish_discovery(&state, &answer, handle, &stored).unwrap();
        assert_eq!(used.credential_id, credential_id);
        assert_eq!(used.stored.counter(), 2);
    }
}

#[test]
fn a_synced_passkey_signs_in_again_and_again() {
    let mut key = SoftKey::at(ORIGIN).synced();
    let mut stored = enrolled(KeyKind::Passkey, &mut key);
    for _ in 0..3 {
        stored = sign_in(&stored, |options| key.get(options)).unwrap().stored;
        assert_eq!(stored.counter(), 0);
    }
}

#[test]
fn a_passkey_that_may_be_copied_since_signs_in_and_is_known_as_such() {
    for becomes in [BACKUP_ELIGIBLE, BACKUP_ELIGIBLE | BACKED_UP] {
        let mut key = SoftKey::at(ORIGIN);
        let stored = enrolled(KeyKind::Passkey, &mut key);
        let copied = |draft: &mut Draft| draft.flags |= becomes;
        let used = sign_in(&stored, |options| key.get_but(options, copied)).unwrap().stored;
        assert!(used.may_be_backed_up(), "{becomes}");
        assert_eq!(used.is_backed_up(), becomes & BACKED_UP != 0);
        // The reverse is refused.
        let refused = sign_in(&used, |options| key.get(options)).err();
        assert_eq!(refused, Some(Refused::BackupChanged));
    }
    let refused = refusal(|draft| draft.flags |= BACKED_UP);
    assert_eq!(refused, Some(Refused::Other), "copied, though it may not be");
}

#[test]
fn a_security_key_never_replaces_the_password() {
    let mut key = SoftKey::at(ORIGIN);
    let stored = enrolled(KeyKind::SecurityKey, &mut key);
    let (options, discovering) = portal().begin_discovery().unwrap();
    // It names its account, though it was not asked to store it.
    let mut answer = key.get_unasked(&options);
    answer["response"]["userHandle"] = json!(encode(user_handle(ACCOUNT).as_bytes()));
    let handle = user_handle(ACCOUNT);
    let refused = portal().finish_discovery(&discovering, &answer, handle, &stored).err();
    assert_eq!(
        refused,
        Some(Refused::NoPasskey),
        "it is known: no keeper of passkeys may forget it"
    );
}

#[test]
fn a_handle_is_there_and_is_the_accounts() {
    let other = user_handle("another account").as_bytes().to_vec();
    for handle in [None, Some(Vec::new()), Some(other), Some(vec![0; 64])] {
        let refused = refusal(|draft| draft.handle.clone_from(&handle));
        assert_eq!(refused, Some(Refused::WrongAccount), "{handle:?}");
    }
}

#[test]
fn nobody_is_identified_by_a_handle_that_is_none() {
    let mut key = SoftKey::at(ORIGIN);
    enrolled(KeyKind::Passkey, &mut key);
    let (options, _) = portal().begin_discovery().unwrap();
    for handle in [None, Some(Vec::new()), Some(vec![0; 15]), Some(vec![0; 17])] {
        let answer = key.get_but(&options, |draft| draft.handle.clone_from(&handle));
        assert_eq!(portal().identify(&answer).err(), Some(Refused::WrongAccount), "{handle:?}");
    }
    assert_eq!(portal().identify(&json!({})).err(), Some(Refused::Malformed));
}

#[test]
fn a_passkey_signs_in_with_its_own_credential_only() {
    let (mut mine, mut theirs) = (SoftKey::at(ORIGIN), SoftKey::at(ORIGIN));
    let stored = enrolled(KeyKind::Passkey, &mut mine);
    enrolled(KeyKind::Passkey, &mut theirs);
    let refused = sign_in(&stored, |options| theirs.get(options)).err();
    assert_eq!(refused, Some(Refused::UnknownCredential));
    let refused = sign_in(&stored, |options| {
        let mut answer = theirs.get(options);
        answer["id"] = json!(stored.credential_id());
        answer["rawId"] = json!(stored.credential_id());
        answer
    });
    assert_eq!(refused.err(), Some(Refused::WrongSignature));
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let mut key = SoftKey::at(ORIGIN);
    let stored = enrolled(KeyKind::Passkey, &mut key);
    let (options, _) = portal().begin_discovery().unwrap();
    let answer = key.get(&options);
    let refused = sign_in(&stored, |_| answer.clone()).err();
    assert_eq!(refused, Some(Refused::WrongChallenge));
    // Nor does the answer to a proof sign in, or the reverse.
    let (options, _) = portal().begin_proof(std::slice::from_ref(&stored)).unwrap();
    let refused = sign_in(&stored, |_| key.get(&options)).err();
    assert_eq!(refused, Some(Refused::WrongChallenge));
    assert_eq!(proof(&stored, |_| answer).err(), Some(Refused::WrongChallenge));
}

#[test]
fn each_lie_is_refused_as_in_a_proof() {
    assert_eq!(refusal(|draft| draft.flags &= !VERIFIED), Some(Refused::NotVerified));
    assert_eq!(refusal(|draft| draft.flags &= !PRESENT), Some(Refused::NotPresent));
    let other = refusal(|draft| draft.rp_id = "evil.example".into());
    assert_eq!(other, Some(Refused::WrongRelyingParty));
    let enrolment = refusal(|draft| draft.client["type"] = json!("webauthn.create"));
    assert_eq!(enrolment, Some(Refused::WrongCeremony));
    let crossed = refusal(|draft| draft.client["crossOrigin"] = json!(true));
    assert_eq!(crossed, Some(Refused::CrossOrigin));
    let framed = refusal(|draft| draft.client["topOrigin"] = json!("https://evil.example"));
    assert_eq!(framed, Some(Refused::CrossOrigin));
    assert_eq!(refusal(|draft| draft.counter = 1), Some(Refused::CounterWentBack));
    assert_eq!(refusal(|draft| draft.id = encode([7; 20])), Some(Refused::Malformed));
    for elsewhere in ELSEWHERE {
        let refused = refusal(|draft| draft.client["origin"] = json!(elsewhere));
        assert_eq!(refused, Some(Refused::WrongOrigin), "{elsewhere}");
    }
}
