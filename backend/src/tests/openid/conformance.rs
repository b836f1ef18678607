//! The modules of the OpenID Foundation's test plans, as far as no other test covers them; each test
//! has the name of its module. `docs/CONFORMANCE.md` lists which test covers which module.
//!
//! The client of the Basic plan sends no PKCE.

use axum::{body::Body, http::Request};
use jsonwebtoken::{Algorithm, decode_header};
use serde_json::{Value, json};
use vestibule_shared::staff::Role;

use super::relying_party::{Outcome, RelyingParty, post_form};
use crate::tests::{
    app::{Browser, TestApp, on_each_engine},
    helpers::patient,
    staff::staff_of,
};

const NO_PKCE: [(&str, &str); 2] = [("code_challenge", ""), ("code_challenge_method", "")];

/// The client of the Basic plan.
async fn basic(app: &TestApp) -> RelyingParty {
    let metadata = json!({
        "consent": "skip", "require_pkce": false,
        "scope": "openid profile email phone offline_access",
    });
    RelyingParty::register(app, "basic", metadata).await
}

/// The claims of the ID token for a request, which has to succeed, and the tokens.
async fn succeeds(op: &RelyingParty, who: &Browser, change: &[(&str, &str)]) -> (Value, Value) {
    let change: Vec<_> = NO_PKCE.iter().chain(change).copied().collect();
    let Outcome::Back(answer) = op.authorize(who, &change).await else { panic!("{change:?}") };
    assert_eq!(answer.get("error"), None, "{answer:?}");
    let tokens = op.exchange_with(&answer["code"], &[("code_verifier", "")]).await;
    assert_eq!(tokens.status, 200, "{}", tokens.json());
    let tokens = tokens.json();
    (op.id_token(&tokens).await, tokens)
}

/// The error that a request gets at the redirect address.
async fn refused(op: &RelyingParty, who: &Browser, change: &[(&str, &str)]) -> String {
    let change: Vec<_> = NO_PKCE.iter().chain(change).copied().collect();
    let Outcome::Back(answer) = op.authorize(who, &change).await else { panic!("{change:?}") };
    assert_eq!(answer["state"], "state");
    answer["error"].clone()
}

on_each_engine! {
    async fn o2_oidcc_response_type_missing(app: TestApp) {
        let op = basic(&app).await;
        let browser = patient(&app).await;
        assert_eq!(refused(&op, &browser, &[("response_type", "")]).await, "invalid_request");
        assert_eq!(refused(&op, &browser, &[("response_type", "token")]).await, "unsupported_response_type");
    }

    async fn o1_oidcc_idtoken_signature_and_oidcc_server(app: TestApp) {
        let op = basic(&app).await;
        let (claims, tokens) = succeeds(&op, &patient(&app).await, &[]).await;
        let header = decode_header(tokens["id_token"].as_str().unwrap()).unwrap();
        assert_eq!(header.alg, Algorithm::RS256);
        assert!(header.kid.is_some(), "several keys are published");
        for name in ["iss", "sub", "aud", "exp", "iat", "nonce", "auth_time"] {
            assert!(!claims[name].is_null(), "{name}: {claims}");
        }
        assert!(claims["sub"].as_str().unwrap().len() <= 255);
    }

    async fn o11_oidcc_userinfo_get_post_header_and_post_body(app: TestApp) {
        let op = basic(&app).await;
        let (claims, tokens) = succeeds(&op, &patient(&app).await, &[]).await;
        let token = tokens["access_token"].as_str().unwrap();
        let stranger = app.browser();
        let header = format!("Bearer {token}");
        let post = Request::post("/openid/userinfo").header("authorization", &header);
        for answer in [
            op.userinfo(&tokens).await,
            stranger.send(post.body(Body::empty()).unwrap()).await,
            post_form(&stranger, "/openid/userinfo", &[("access_token", token)], None).await,
        ] {
            assert_eq!(answer.status, 200);
            assert_eq!(answer.json()["sub"], claims["sub"]);
        }
    }

    async fn o2_oidcc_ensure_request_without_nonce_succeeds_for_code_flow(app: TestApp) {
        let op = basic(&app).await;
        let (claims, _) = succeeds(&op, &patient(&app).await, &[("nonce", "")]).await;
        assert!(claims.get("nonce").is_none(), "{claims}");
    }

    async fn o11_oidcc_scope_address_and_scope_all_and_ensure_other_scope_order_succeeds(app: TestApp) {
        let op = basic(&app).await;
        let browser = patient(&app).await;
        for (scope, granted) in [
            ("openid address", "openid"),
            ("openid profile email address phone", "openid profile email phone"),
            ("email openid", "openid email"),
        ] {
            let (_, tokens) = succeeds(&op, &browser, &[("scope", scope)]).await;
            assert_eq!(tokens["scope"], granted, "{scope}");
        }
    }

    async fn o2_oidcc_parameters_that_change_what_is_shown_at_most(app: TestApp) {
        let op = basic(&app).await;
        let browser = patient(&app).await;
        for (module, name, value) in [
            ("oidcc-display-page", "display", "page"),
            ("oidcc-display-popup", "display", "popup"),
            ("oidcc-ensure-request-with-unknown-parameter-succeeds", "extra", "foobar"),
            ("oidcc-login-hint", "login_hint", "lotte@example.be"),
            ("oidcc-ui-locales", "ui_locales", "se"),
            ("oidcc-claims-locales", "claims_locales", "se"),
            ("oidcc-ensure-request-with-acr-values-succeeds", "acr_values", "urn:vestibule:acr:password"),
            ("oidcc-prompt-none-logged-in", "prompt", "none"),
            ("oidcc-max-age-10000", "max_age", "10000"),
        ] {
            let (claims, _) = succeeds(&op, &browser, &[(name, value)]).await;
            assert!(claims["auth_time"].is_i64() && claims["acr"].is_string(), "{module}: {claims}");
        }
    }

    async fn o2_oidcc_max_age_1_asks_for_a_new_sign_in(app: TestApp) {
        let op = basic(&app).await;
        let browser = patient(&app).await;
        app.advance_seconds(2);
        let asked = [NO_PKCE.as_slice(), &[("max_age", "1")]].concat();
        assert!(matches!(op.authorize(&browser, &asked).await, Outcome::Waits(_)));
        assert_eq!(refused(&op, &browser, &[("max_age", "1"), ("prompt", "none")]).await, "login_required");
    }

    async fn o2_oidcc_prompt_none_not_logged_in(app: TestApp) {
        let op = basic(&app).await;
        assert_eq!(refused(&op, &app.browser(), &[("prompt", "none")]).await, "login_required");
    }

    async fn o2_oidcc_id_token_hint(app: TestApp) {
        let op = basic(&app).await;
        let browser = patient(&app).await;
        let (first, tokens) = succeeds(&op, &browser, &[]).await;
        let hint = tokens["id_token"].as_str().unwrap();
        let silent = [("prompt", "none"), ("id_token_hint", hint)];
        let (second, _) = succeeds(&op, &browser, &silent).await;
        assert_eq!((&first["sub"], &first["auth_time"]), (&second["sub"], &second["auth_time"]));
        // The hint is about another person than the one who is signed in.
        let other = staff_of(&app, "bram@example.be", "93051822361", Role::Auditor).await;
        assert_eq!(refused(&op, &other, &silent).await, "login_required");
    }

    async fn o7_oidcc_codereuse_30seconds(app: TestApp) {
        let op = basic(&app).await;
        let browser = patient(&app).await;
        let Outcome::Back(answer) = op.authorize(&browser, &NO_PKCE).await else { panic!() };
        let bare = [("code_verifier", "")];
        let tokens = op.exchange_with(&answer["code"], &bare).await.json();
        app.advance_seconds(30);
        assert_eq!(op.exchange_with(&answer["code"], &bare).await.json()["error"], "invalid_grant");
        assert_eq!(op.userinfo(&tokens).await.status, 401);
    }

    async fn o2_oidcc_request_objects_that_nobody_signed_are_refused(app: TestApp) {
        let op = basic(&app).await;
        let browser = patient(&app).await;
        let unsigned = "eyJhbGciOiJub25lIn0.eyJyZXNwb25zZV90eXBlIjoiY29kZSJ9.";
        for (name, value, error) in [
            ("request", unsigned, "invalid_request_object"),
            ("request_uri", "https://ward.example/request.jwt", "request_uri_not_supported"),
        ] {
            assert_eq!(refused(&op, &browser, &[(name, value)]).await, error, "{name}");
        }
    }

    async fn o11_oidcc_claims_essential(app: TestApp) {
        let op = basic(&app).await;
        let claims = r#"{"userinfo":{"name":{"essential":true}}}"#;
        let (_, tokens) =
            succeeds(&op, &patient(&app).await, &[("scope", "openid"), ("claims", claims)]).await;
        assert!(op.userinfo(&tokens).await.json()["name"].is_string());
    }

    async fn o8_oidcc_refresh_token(app: TestApp) {
        let op = basic(&app).await;
        let offline = [("scope", "openid offline_access"), ("prompt", "")];
        let (first, tokens) = succeeds(&op, &patient(&app).await, &offline).await;
        let fresh = op.refresh(tokens["refresh_token"].as_str().unwrap()).await.json();
        let second = op.id_token(&fresh).await;
        for name in ["iss", "sub", "aud", "auth_time"] {
            assert_eq!(first[name], second[name], "{name}");
        }
    }
}
