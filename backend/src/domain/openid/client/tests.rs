//! Tests of what can be registered, and of where a browser may be sent.

use serde_json::json;

use super::*;

fn metadata(more: Value) -> Metadata {
    let mut all = json!({
        "client_name": "Ward",
        "redirect_uris": ["https://ward.example/callback"],
    });
    let Value::Object(more) = more else { panic!("{more}") };
    all.as_object_mut().unwrap().extend(more);
    serde_json::from_value(all).unwrap()
}

fn client(more: Value) -> Result<Client, MetadataError> {
    Client::new("ward".into(), metadata(more))
}

#[test]
fn o14_a_page_to_frame_is_one_of_the_client_s_own_origin() {
    let with = |uri: &str| client(json!({ "frontchannel_logout_uri": uri })).map(|_| ());
    assert_eq!(with("https://ward.example/bye?a=b"), Ok(()));
    for wrong in [
        "https://evil.example/bye",
        "https://ward.example:8443/bye",
        "http://ward.example/bye",
        "https://ward.example/bye#a",
        "javascript:alert(1)",
        "be.ward.app:/bye",
        "",
    ] {
        assert_eq!(with(wrong), Err(MetadataError::FrontChannel(wrong.into())));
    }
}

#[test]
fn o10_a_machine_has_scopes_of_its_own_and_an_audience_that_gives_them_a_meaning() {
    let with = |more: Value| client(more).map(|_| ());
    let grants = json!(["client_credentials"]);
    let right = json!({
        "grant_types": grants, "audience": "urn:hospital:agenda", "machine_scope": "a.read b:write",
    });
    assert_eq!(with(right.clone()), Ok(()));
    for name in ["grant_types", "audience", "machine_scope"] {
        let mut lacking = right.clone();
        lacking.as_object_mut().unwrap().remove(name);
        assert_eq!(with(lacking), Err(MetadataError::Machine), "{name}");
    }
    for wrong in ["openid", "a\"b", "a\\b", "café"] {
        let mut other = right.clone();
        other["machine_scope"] = json!(wrong);
        assert_eq!(with(other), Err(MetadataError::MachineScope(wrong.into())));
    }
    for wrong in ["", "agenda", "/agenda", "https://agenda.example/#a", "https://a b.example/"] {
        assert_eq!(with(json!({ "audience": wrong })), Err(MetadataError::Audience(wrong.into())));
    }
    assert_eq!(with(json!({ "audience": "https://agenda.example/api" })), Ok(()));
    let mut public = right;
    public["token_endpoint_auth_method"] = json!("none");
    assert_eq!(with(public), Err(MetadataError::Public));
}

#[test]
fn o14_a_logout_address_is_https_or_on_the_machine_of_a_developer() {
    let with = |uri: &str| client(json!({ "backchannel_logout_uri": uri })).map(|_| ());
    for uri in ["https://ward.example/logout", "https://ward.example:8443/a?b=c"] {
        assert_eq!(with(uri), Ok(()));
    }
    assert_eq!(with("http://127.0.0.1:9000/logout").is_ok(), cfg!(feature = "dev"));
    for wrong in [
        "http://ward.example/logout",
        "https://ward.example/logout#a",
        "https://user:secret@ward.example/logout",
        "be.ward.app:/logout",
        "ftp://ward.example/",
        "/logout",
        "",
    ] {
        assert_eq!(with(wrong), Err(MetadataError::BackChannel(wrong.into())));
    }
}

#[test]
fn o1_a_redirect_address_is_compared_character_by_character() {
    let client = client(json!({})).unwrap();
    assert!(client.redirects_to("https://ward.example/callback"));
    for other in [
        "https://ward.example/callback/",
        "https://ward.example/callbac",
        "https://ward.example/Callback",
        "https://ward.example:443/callback",
        "https://ward.example/callback?a=1",
        "https://ward.example/callback#a",
        "https://ward.example/%63allback",
        "https://ward.example/a/../callback",
        "https://x@ward.example/callback",
        "https://ward.example.evil/callback",
        "http://ward.example/callback",
        "HTTPS://ward.example/callback",
        "",
    ] {
        assert!(!client.redirects_to(other), "{other}");
    }
}

#[test]
fn o1_a_native_app_listens_on_any_port_of_its_own_machine() {
    let uris = json!({
        "redirect_uris": ["http://127.0.0.1/cb", "http://[::1]/cb", "http://127.0.0.1:7000/fixed"],
        "token_endpoint_auth_method": "none",
    });
    let client = client(uris).unwrap();
    for uri in ["http://127.0.0.1/cb", "http://127.0.0.1:51000/cb", "http://[::1]:1/cb"] {
        assert!(client.redirects_to(uri), "{uri}");
    }
    for uri in [
        "http://127.0.0.1:/cb",
        "http://127.0.0.1:99999/cb",
        "http://127.0.0.1:51000/cb2",
        "http://127.0.0.1:51000",
        "http://127.0.0.1:5@evil.example/cb",
        "http://127.0.0.1.evil.example:80/cb",
        "http://127.0.0.2:51000/cb",
        "http://localhost:51000/cb",
        "http://127.0.0.1:7001/fixed",
    ] {
        assert!(!client.redirects_to(uri), "{uri}");
    }
}

#[test]
fn what_cannot_be_registered_is_named() {
    for uri in [
        "http://ward.example/cb",
        "https://ward.example/cb#x",
        "https://*.ward.example/cb",
        "https://user@ward.example/cb",
        "https://ward.example/a b",
        "javascript:alert(1)",
        "data:text/html,x",
        "/cb",
        "",
    ] {
        let error = client(json!({ "redirect_uris": [uri] })).unwrap_err();
        assert_eq!(error, MetadataError::Uri("redirect_uris", uri.into()));
        assert!(error.to_string().contains("redirect_uris"), "{error}");
    }
    for (more, error) in [
        (json!({ "client_name": " " }), MetadataError::Name),
        (json!({ "redirect_uris": [] }), MetadataError::NoRedirect),
        (json!({ "scope": "openid admin" }), MetadataError::Scope("admin".into())),
        (json!({ "token_endpoint_auth_method": "private_key_jwt" }), MetadataError::Keys),
        (json!({ "jwks": { "keys": [{ "kty": "oct", "k": "AA" }] } }), MetadataError::Keys),
        (json!({ "jwks": { "keys": [{ "kty": "EC", "d": "AA" }] } }), MetadataError::Keys),
        (
            json!({ "token_endpoint_auth_method": "none", "require_pkce": false }),
            MetadataError::Public,
        ),
        (
            json!({ "token_endpoint_auth_method": "none", "grant_types": ["client_credentials"] }),
            MetadataError::Public,
        ),
    ] {
        assert_eq!(client(more).unwrap_err(), error);
    }
    for id in ["", "a b", "ä", &"a".repeat(65)] {
        assert!(matches!(Client::new(id.into(), metadata(json!({}))), Err(MetadataError::Id(_))));
    }
    assert!(client(json!({ "redirect_uris": ["be.example.app:/cb"] })).is_ok());
    assert!(client(json!({ "redirect_uris": ["http://localhost:3000/cb"] })).is_ok());
}

#[test]
fn o21_only_pages_of_public_clients_may_call_from_a_browser() {
    let public = json!({
        "token_endpoint_auth_method": "none",
        "redirect_uris": ["https://app.example/cb", "be.example.app:/cb"],
    });
    assert_eq!(client(public).unwrap().origins(), ["https://app.example"]);
    assert!(client(json!({})).unwrap().origins().is_empty());
}
