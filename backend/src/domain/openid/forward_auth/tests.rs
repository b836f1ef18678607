//! Tests of what can be registered, of which address is the application's, and of what a path
//! demands.

use serde_json::{Value, json};
use vestibule_shared::registration::Capacity;

use super::*;
use crate::domain::openid::client::MetadataError;

fn client(own: &Value, more: &Value) -> Result<Client, MetadataError> {
    let mut all = json!({ "client_name": "Wiki", "forward_auth": own });
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Client::new("wiki".into(), serde_json::from_value(all).unwrap())
}

fn wiki(rules: &Value) -> ForwardAuth {
    let own = json!({ "origin": "https://wiki.example", "max_age": 3600, "rules": rules });
    client(&own, &json!({})).unwrap().metadata.forward_auth.unwrap()
}

#[test]
fn o16_an_application_is_returned_to_at_a_path_of_its_own_host_and_nowhere_else() {
    let client = client(&json!({ "origin": "https://wiki.example" }), &json!({})).unwrap();
    assert_eq!(client.only_redirect(), Some("https://wiki.example/.vestibule/callback"));
    assert!(!client.redirects_to("https://wiki.example/"));
    assert_eq!(Client::new("wiki".into(), client.metadata.clone()), Ok(client), "as it is stored");
}

#[test]
fn o16_what_cannot_be_registered_is_named() {
    for origin in [
        "wiki.example",
        "https://wiki.example/",
        "https://wiki.example/app",
        "https://*.example",
        "https://user@wiki.example",
        "https://wiki.example:443",
        "https://WIKI.example",
        "http://wiki.example",
        "http://localhost.evil.example",
        "ftp://wiki.example",
        "",
    ] {
        let error = client(&json!({ "origin": origin }), &json!({})).unwrap_err();
        assert_eq!(error, MetadataError::ForwardAuth(ForwardAuthError::Origin(origin.into())));
        assert!(error.to_string().contains("origin in forward_auth"), "{error}");
    }
    for origin in ["https://wiki.example:8443", "http://127.0.0.1:3000", "http://wiki.localhost:80"]
    {
        let done = client(&json!({ "origin": origin }), &json!({}));
        assert_eq!(done.is_ok(), !origin.ends_with(":80"), "{origin}: a browser leaves it out");
    }
    let own = json!({ "origin": "https://wiki.example" });
    for (name, value) in [
        ("redirect_uris", json!(["https://evil.example/"])),
        ("token_endpoint_auth_method", json!("none")),
        ("jwks", json!({ "keys": [] })),
        ("grant_types", json!(["authorization_code", "refresh_token"])),
        ("require_pkce", json!(false)),
        ("require_pushed_authorization_requests", json!(true)),
        ("dpop_bound_access_tokens", json!(true)),
        ("backchannel_logout_uri", json!("https://wiki.example/out")),
        ("frontchannel_logout_uri", json!("https://wiki.example/out")),
    ] {
        let error = client(&own, &json!({ name: value })).unwrap_err();
        assert_eq!(error, MetadataError::ForwardAuth(ForwardAuthError::With(name)));
        assert!(error.to_string().contains(name), "{error}");
    }
    for (rule, error) in [
        (json!({ "path": "admin" }), ForwardAuthError::Path("admin".into())),
        (json!({ "path": "/a?b" }), ForwardAuthError::Path("/a?b".into())),
        (json!({ "path": "/%61" }), ForwardAuthError::Path("/%61".into())),
        (json!({ "path": "/a", "max_age": 59 }), ForwardAuthError::MaxAge(59)),
    ] {
        let own = json!({ "origin": "https://wiki.example", "rules": [rule] });
        assert_eq!(client(&own, &json!({})).unwrap_err(), MetadataError::ForwardAuth(error));
    }
    let unknown =
        json!({ "origin": "https://wiki.example", "rules": [{ "path": "/", "acr": "eid" }] });
    assert!(serde_json::from_value::<ForwardAuth>(unknown).is_err());
}

#[test]
fn o16_an_address_of_another_host_or_with_hidden_parts_is_not_the_application_s() {
    let wiki = wiki(&json!([]));
    for (address, path) in [
        ("https://wiki.example/", "/"),
        ("https://wiki.example", "/"),
        ("https://wiki.example?a=/x", ""),
        ("https://wiki.example:443/a/../b?c=d/e", "/a/../b"),
        ("https://WIKI.example/A%2fb", "/A%2fb"),
        ("https://wiki.example//evil.example/", "//evil.example/"),
        ("https://wiki.example/@evil.example", "/@evil.example"),
        ("https://wiki.example\\@evil.example/", "\\@evil.example/"),
    ] {
        assert_eq!(wiki.path(address), Some(path), "{address}");
        let to = wiki.returns_to(address);
        assert!(to.starts_with("https://wiki.example/"), "{to}");
    }
    for address in [
        "https://evil.example/",
        "http://wiki.example/",
        "https://wiki.example:8443/",
        "https://wiki.example.evil.example/",
        "https://wiki.example@evil.example/",
        "https://user@wiki.example/",
        "https://wiki.example/a#b",
        "https://wiki.example/a b",
        "https://wiki.example/\r\nSet-Cookie: a=b",
        "https://wiki.ex\tample/",
        "//wiki.example/",
        "/",
        "javascript:alert(1)",
        "",
    ] {
        assert_eq!(wiki.path(address), None, "{address}");
        assert_eq!(wiki.returns_to(address), "https://wiki.example/", "{address}");
    }
    let long = format!("https://wiki.example/?{}", "a".repeat(LONGEST_RETURN));
    assert_eq!(wiki.path(&long), Some("/"), "it is checked");
    assert_eq!(wiki.returns_to(&long), "https://wiki.example/");
}

#[test]
fn o16_a_rule_holds_for_its_path_and_everything_below_however_that_is_written() {
    let wiki = wiki(&json!([
        { "path": "/admin", "least_acr": "eid", "max_age": 600, "allow": { "capacities": ["doctor"] } },
        { "path": "/admin/keys/", "max_age": 60 },
    ]));
    for path in [
        "/admin",
        "/admin/",
        "/admin/users?x",
        "/ADMIN/x",
        "//admin",
        "/./admin",
        "/x/../admin",
        "/%61dmin",
        "/%2561dmin",
        "/%2fadmin",
        "/x/%2e%2e/admin",
        "/admin;a=b/x",
        "/admin/%2e%2e/x",
        "/admin/../x",
        "\\admin",
        "/x%5c..%5cadmin",
    ] {
        let demands = wiki.demands(path.split('?').next().unwrap());
        assert_eq!((demands.acr, demands.max_age), (Some(Acr::Eid), Some(600)), "{path}");
        assert_eq!(demands.allow[0].capacities, [Capacity::Doctor], "{path}");
    }
    let keys = wiki.demands("/admin/keys/1");
    assert_eq!((keys.acr, keys.max_age, keys.allow.len()), (Some(Acr::Eid), Some(60), 2));
    for path in ["", "/", "/administrator", "/x/admin", "/adm", "/%zz", "/%"] {
        let demands = wiki.demands(path);
        assert_eq!(demands, Demands { acr: None, max_age: Some(3600), allow: vec![] }, "{path}");
    }
}

#[test]
fn o17_the_value_of_a_header_cannot_end_it() {
    assert_eq!(header_text("Zoë\r\nRemote-Groups: admin\0\u{85}"), "ZoëRemote-Groups: admin");
    assert_eq!(header_text(" a\tb "), "ab");
}
