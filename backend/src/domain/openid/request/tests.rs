//! Tests of the parameters of an authorization request.

use serde_json::json;

use super::*;

fn client(more: Value) -> Client {
    let mut all = json!({
        "client_name": "Ward",
        "redirect_uris": ["https://ward.example/callback"],
        "grant_types": ["authorization_code", "refresh_token"],
        "scope": "openid profile email offline_access",
    });
    let Value::Object(more) = more else { panic!("{more}") };
    all.as_object_mut().unwrap().extend(more);
    Client::new("ward".into(), serde_json::from_value(all).unwrap()).unwrap()
}

const RIGHT: &[(&str, &str)] = &[
    ("client_id", "ward"),
    ("response_type", "code"),
    ("scope", "openid email"),
    ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
    ("code_challenge_method", "S256"),
];

/// The request with some parameters replaced; an empty value drops one.
fn with(more: &[(&str, &str)]) -> Parameters {
    let kept = RIGHT.iter().filter(|(name, _)| more.iter().all(|(other, _)| name != other));
    let all = kept.chain(more);
    Parameters::new(all.map(|&(name, value)| (name.to_owned(), value.to_owned())))
}

fn read(client: &Client, more: &[(&str, &str)]) -> Result<ClientRequest, OauthError> {
    let parameters = with(more);
    let to = ReturnTo::read(&parameters, client).unwrap();
    ClientRequest::read(&parameters, client, to)
}

#[test]
fn o1_only_the_code_flow_with_s256_is_accepted() {
    let client = client(json!({}));
    assert!(read(&client, &[]).is_ok());
    for (more, code) in [
        (("response_type", ""), ErrorCode::InvalidRequest),
        (("response_type", "token"), ErrorCode::UnsupportedResponseType),
        (("response_type", "code id_token"), ErrorCode::UnsupportedResponseType),
        (("response_mode", "fragment"), ErrorCode::InvalidRequest),
        (("code_challenge", ""), ErrorCode::InvalidRequest),
        (("code_challenge", "short"), ErrorCode::InvalidRequest),
        (("code_challenge_method", "plain"), ErrorCode::InvalidRequest),
        (("code_challenge_method", ""), ErrorCode::InvalidRequest),
        (("scope", ""), ErrorCode::InvalidScope),
        (("scope", "phone openid"), ErrorCode::InvalidScope),
        (("scope", "made_up"), ErrorCode::InvalidScope),
        (("prompt", "none login"), ErrorCode::InvalidRequest),
        (("prompt", "create"), ErrorCode::InvalidRequest),
        (("max_age", "-1"), ErrorCode::InvalidRequest),
        (("max_age", "1.5"), ErrorCode::InvalidRequest),
        (("claims", "[]"), ErrorCode::InvalidRequest),
        (("claims", "{"), ErrorCode::InvalidRequest),
    ] {
        assert_eq!(read(&client, &[more]).unwrap_err().code, code, "{more:?}");
    }
    let doubled = read(&client, &[("nonce", "a"), ("nonce", "b")]).unwrap_err();
    assert_eq!(doubled.code, ErrorCode::InvalidRequest);
}

#[test]
fn o1_pkce_can_be_switched_off_for_old_software_but_a_challenge_that_is_sent_counts() {
    let client = client(json!({ "require_pkce": false }));
    let without = [("code_challenge", ""), ("code_challenge_method", "")];
    assert_eq!(read(&client, &without).unwrap().challenge, None);
    assert!(read(&client, &[("code_challenge", "")]).is_err(), "a method without a challenge");
    assert!(read(&client, &[("code_challenge_method", "plain")]).is_err());
    assert!(read(&client, &[]).unwrap().challenge.is_some());
}

#[test]
fn o1_state_and_nonce_are_optional_and_of_any_length() {
    let client = client(json!({}));
    for state in ["", "x", &"é".repeat(4000)] {
        let request = read(&client, &[("state", state), ("nonce", state)]).unwrap();
        assert_eq!(request.state.unwrap_or_default(), state);
        assert_eq!(request.nonce.unwrap_or_default(), state);
    }
    assert!(read(&client, &[("state", &"x".repeat(8193))]).is_err());
}

#[test]
fn o15_an_address_that_is_not_registered_is_nowhere_to_return_to() {
    let to = |more: &[(&str, &str)], client: &Client| ReturnTo::read(&with(more), client);
    let one = client(json!({}));
    assert!(to(&[], &one).is_ok(), "the only registered one");
    assert!(to(&[("redirect_uri", "https://ward.example/callback")], &one).is_ok());
    let other = [("redirect_uri", "https://evil.example/")];
    assert_eq!(to(&other, &one), Err(Untrusted::RedirectUri));
    let right = ("redirect_uri", "https://ward.example/callback");
    assert_eq!(to(&[right, right], &one), Err(Untrusted::RedirectUri), "doubled");
    let two = client(json!({ "redirect_uris": ["https://a.example/", "https://b.example/"] }));
    assert_eq!(to(&[], &two), Err(Untrusted::RedirectUri), "which one?");
}

#[test]
fn o2_the_optional_parameters_are_read_and_unknown_ones_ignored() {
    let client = client(json!({}));
    let request = read(
        &client,
        &[
            ("scope", "openid email offline_access address made_up email"),
            ("prompt", "login consent"),
            ("max_age", "99999999999"),
            ("ui_locales", "es fr-BE nl"),
            ("response_mode", "form_post"),
            ("display", "popup"),
            ("foo", "bar"),
            (
                "claims",
                r#"{"id_token":{"acr":{"values":["a","b"]},"sub":{"value":"s"},"email":null}}"#,
            ),
        ],
    )
    .unwrap();
    assert_eq!(request.scopes, [Scope::Openid, Scope::Email, Scope::OfflineAccess]);
    assert_eq!(request.prompt, Prompt::Show { login: true, consent: true, select_account: false });
    assert_eq!(request.max_age, Some(u32::MAX));
    assert_eq!(request.language, Some(Language::Fr));
    assert_eq!(request.mode, ResponseMode::FormPost);
    assert_eq!(request.acr_values, ["a", "b"]);
    assert_eq!(request.subject.as_deref(), Some("s"));
    assert!(request.asks_for("id_token", "email") && !request.asks_for("userinfo", "email"));
}

#[test]
fn staying_signed_in_needs_the_grant() {
    let client = client(json!({ "grant_types": ["authorization_code"] }));
    let request = read(&client, &[("scope", "openid offline_access")]).unwrap();
    assert_eq!(request.scopes, [Scope::Openid]);
}
