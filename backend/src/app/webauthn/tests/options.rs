//! The options that browsers get, and for which keys.

use super::*;

#[test]
fn a_passkey_is_asked_to_be_found_from_the_user_name_field() {
    let (options, _) = begin(KeyKind::Passkey, &[]);
    let wanted = &options["authenticatorSelection"];
    assert_eq!(wanted["residentKey"], "preferred");
    assert_eq!(wanted["requireResidentKey"], false);
    assert_eq!(wanted["userVerification"], "required");
    assert_eq!(wanted.get("authenticatorAttachment"), None);
    assert_eq!(options["attestation"], "none");
    assert_eq!(options["timeout"], 300_000);
    assert_eq!(options["rp"], json!({ "id": "portal.example", "name": "Portaal Zorg" }));
    assert_eq!(decode(&options["user"]["id"]), user_handle(ACCOUNT).as_bytes());
    assert_eq!(decode(&options["challenge"]).len(), 32);
}

#[test]
fn p7_a_trusted_platform_is_a_passkey_in_this_computer() {
    let (options, _) = begin(KeyKind::Platform, &[]);
    let wanted = &options["authenticatorSelection"];
    assert_eq!(wanted["authenticatorAttachment"], "platform");
    assert_eq!(wanted["residentKey"], "preferred");
    assert_eq!(wanted["userVerification"], "required");
    assert_eq!(options["hints"], json!(["client-device"]));
}

#[test]
fn p10_a_security_key_needs_no_pin_and_no_room() {
    let (options, _) = begin(KeyKind::SecurityKey, &[]);
    let wanted = &options["authenticatorSelection"];
    assert_eq!(wanted["authenticatorAttachment"], "cross-platform");
    assert_eq!(wanted["residentKey"], "discouraged");
    assert_eq!(wanted["userVerification"], "preferred");
    assert_eq!(options["hints"], json!(["security-key"]));
    assert_eq!(options["attestation"], "none");
    assert_eq!(options.get("extensions"), None, "credProtect would ask for a PIN later");
}

#[test]
fn a_proof_names_the_keys_and_how_to_reach_them() {
    let stored = enrolled(KeyKind::Passkey, &mut SoftKey::at(ORIGIN));
    let (options, _) = portal().begin_proof(std::slice::from_ref(&stored)).unwrap();
    assert_eq!(options["rpId"], "portal.example");
    assert_eq!(options["userVerification"], "required");
    assert_eq!(options["timeout"], 300_000);
    let asked = json!([{
        "type": "public-key",
        "id": stored.credential_id(),
        "transports": ["internal"],
    }]);
    assert_eq!(options["allowCredentials"], asked);
    assert_eq!(options.get("extensions"), None);
}

#[test]
fn a_sign_in_without_user_name_names_nobody() {
    let (options, _) = portal().begin_discovery().unwrap();
    assert_eq!(options["allowCredentials"], json!([]));
    assert_eq!(options["userVerification"], "required");
    assert_eq!(options["timeout"], 300_000);
    assert_eq!(options["rpId"], "portal.example");
}

#[test]
fn options_are_small() {
    let size = |options: &Value| options.to_string().len();
    let known = enrolled(KeyKind::Passkey, &mut SoftKey::at(ORIGIN));
    for kind in ALL {
        assert!(size(&begin(kind, std::slice::from_ref(&known)).0) < 1_024);
    }
    assert!(size(&portal().begin_proof(&[known]).unwrap().0) < 512);
}

#[test]
fn no_two_questions_are_the_same() {
    let challenge = || begin(KeyKind::Passkey, &[]).0["challenge"].clone();
    assert_ne!(challenge(), challenge());
}

#[test]
fn no_proof_is_asked_of_no_key_or_of_a_mixture() {
    let passkey = enrolled(KeyKind::Passkey, &mut SoftKey::at(ORIGIN));
    let security_key = enrolled(KeyKind::SecurityKey, &mut SoftKey::at(ORIGIN));
    let mixture = [passkey, security_key];
    assert_eq!(portal().begin_proof(&[]).err(), Some(Refused::UnknownCredential));
    assert_eq!(portal().begin_proof(&mixture).err(), Some(Refused::UnknownCredential));
}

#[test]
fn an_account_has_one_handle_that_is_nobody_elses() {
    assert_eq!(user_handle(ACCOUNT), user_handle(ACCOUNT));
    assert_ne!(user_handle(ACCOUNT), user_handle("q83vEjRWeJCrze8SNFZ4kB"));
    assert_ne!(encode(user_handle(ACCOUNT).as_bytes()), ACCOUNT);
}

#[test]
fn further_origins_are_other_ports_of_the_same_host() {
    let further = [String::from("http://localhost:8090")];
    let dev = RelyingParty::new("http://localhost:8080", &further, "Vestibule").unwrap();
    for (origin, counts) in [
        ("http://localhost:8080", true),
        ("http://localhost:8090", true),
        ("http://localhost:9000", false),
        ("http://localhost", false),
        ("https://localhost:8080", false),
    ] {
        let (options, enrolling) =
            dev.begin_enrolment(KeyKind::Passkey, owner(ACCOUNT), &[]).unwrap();
        let answer = SoftKey::at(origin).create(&options);
        assert_eq!(dev.finish_enrolment(&enrolling, &answer).is_ok(), counts, "{origin}");
    }
}

#[test]
fn a_relying_party_has_a_host_with_a_name() {
    for origin in ["https://192.0.2.1", "http://[::1]:8080", "portal.example", ""] {
        assert!(RelyingParty::new(origin, &[], "Vestibule").is_err(), "{origin}");
    }
    for further in ["https://sub.portal.example", "https://example", "https://other.example"] {
        assert!(RelyingParty::new(ORIGIN, &[further.into()], "Vestibule").is_err(), "{further}");
    }
}
