//! The ways by which requests and answers travel: forms, signed tokens, pages of other origins (O2,
//! O5, O6, O21).

use axum::{body::Body, http::Request};
use serde_json::{Value, json};

use super::relying_party::{CALLBACK, Outcome, RelyingParty, VERIFIER, outcome, post_form};
use crate::{
    app::signing::{KeyText, SigningKeys},
    domain::openid::client::SigningAlgorithm,
    tests::{
        app::{TestApp, on_each_engine},
        helpers::patient,
    },
};

const ISSUER: &str = "http://localhost:8080";
const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// The keys of a client.
fn client_keys(app: &TestApp) -> SigningKeys {
    let now = app.app.clock.now();
    let key = KeyText::generate("theirs".into(), SigningAlgorithm::ES256, now).unwrap();
    SigningKeys::at(vec![key], now).unwrap()
}

fn sign(app: &TestApp, keys: &SigningKeys, claims: &Value) -> String {
    keys.sign(SigningAlgorithm::ES256, claims, &app.app.rng).unwrap()
}

on_each_engine! {
    async fn o2_an_answer_can_come_as_a_form_that_the_browser_posts(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await;
        let browser = patient(&app).await;
        let query = ward.query(&[("response_mode", "form_post"), ("state", "\"><b>")]);
        let answer = browser.get(&format!("/openid/authorize?{query}")).await;
        assert_eq!(answer.status, 200);
        let text = String::from_utf8(answer.body).unwrap();
        assert!(text.contains(&format!("action=\"{CALLBACK}\"")), "{text}");
        assert!(text.contains("name=\"state\" value=\"&quot;>&lt;b>\""), "{text}");
        let (_, rest) = text.split_once("name=\"code\" value=\"").unwrap();
        assert_eq!(ward.exchange(rest.split('"').next().unwrap()).await.status, 200);
    }

    async fn o2_a_request_can_be_posted_and_comes_back_with_a_query(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await;
        let browser = patient(&app).await;
        let query = ward.query(&[]);
        let fields: Vec<_> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        let answer = post_form(&app.browser(), "/openid/authorize", &fields, None).await;
        assert_eq!(answer.status, 303);
        let to = answer.headers["location"].to_str().unwrap();
        assert!(to.starts_with("/openid/authorize?client_id=ward&request_uri="), "{to}");
        let Outcome::Back(answer) = outcome(&browser.get(to).await) else { panic!() };
        assert_eq!(ward.exchange(&answer["code"]).await.status, 200);
    }

    async fn o6_a_client_signs_who_it_is_once_for_us_and_for_a_short_time(app: TestApp) {
        let keys = client_keys(&app);
        let metadata = json!({
            "consent": "skip", "token_endpoint_auth_method": "private_key_jwt",
            "jwks": keys.published,
        });
        let ward = RelyingParty::register(&app, "ward", metadata).await;
        let seconds = app.app.clock.now().0 / 1000;
        let right = json!({
            "iss": "ward", "sub": "ward", "aud": ISSUER, "jti": "1", "iat": seconds, "exp": seconds + 60,
        });
        let works = async |claims: &Value, keys: &SigningKeys| {
            let token = sign(&app, keys, claims);
            let fields = [
                ("client_id", "ward"), ("client_assertion_type", ASSERTION),
                ("client_assertion", token.as_str()), ("token", "any"),
            ];
            ward.post("/openid/introspect", &fields).await.status == 200
        };
        for (name, value) in [
            ("aud", json!("https://other.example")),
            ("aud", json!([ISSUER])),
            ("exp", json!(seconds - 11)),
            ("exp", json!(seconds + 3600)),
            ("iat", json!(seconds + 60)),
            ("nbf", json!(seconds + 60)),
            ("iss", json!("other")),
            ("sub", json!("other")),
            ("jti", json!("")),
        ] {
            let mut wrong = right.clone();
            wrong[name] = value;
            assert!(!works(&wrong, &keys).await, "{wrong}");
        }
        assert!(!works(&right, &client_keys(&app)).await, "another key of the same name");
        assert!(works(&right, &keys).await);
        assert!(!works(&right, &keys).await, "it counts once");
    }

    async fn o5_a_signed_request_counts_alone_and_an_altered_one_is_refused(app: TestApp) {
        let keys = client_keys(&app);
        let metadata = json!({ "consent": "skip", "jwks": keys.published });
        let ward = RelyingParty::register(&app, "ward", metadata).await;
        let browser = patient(&app).await;
        let seconds = app.app.clock.now().0 / 1000;
        let right = json!({
            "iss": "ward", "aud": ISSUER, "exp": seconds + 60, "client_id": "ward",
            "response_type": "code", "scope": "openid", "state": "signed", "redirect_uri": CALLBACK,
            "code_challenge": crate::system::digest::digest(VERIFIER), "code_challenge_method": "S256",
        });
        let send = async |claims: &Value, keys: &SigningKeys| {
            let token = sign(&app, keys, claims);
            let Outcome::Back(answer) = ward.authorize(&browser, &[("request", &token)]).await else {
                panic!("{claims}")
            };
            answer
        };
        assert_eq!(send(&right, &keys).await["state"], "signed", "the plain parameters do not count");
        for (name, value) in [
            ("aud", json!("https://other.example")), ("iss", json!("other")),
            ("exp", json!(seconds)), ("request_uri", json!("urn:x")),
        ] {
            let mut wrong = right.clone();
            wrong[name] = value;
            assert_eq!(send(&wrong, &keys).await["error"], "invalid_request_object", "{wrong}");
        }
        assert_eq!(send(&right, &client_keys(&app)).await["error"], "invalid_request_object");
    }

    async fn o21_a_page_of_a_public_client_may_read_tokens_and_no_other_page(app: TestApp) {
        let public = json!({
            "token_endpoint_auth_method": "none", "redirect_uris": ["https://app.example/cb"],
        });
        RelyingParty::register(&app, "app", public).await;
        RelyingParty::register(&app, "ward", json!({})).await;
        for (origin, may) in [
            ("https://app.example", true), ("https://ward.example", false),
            ("https://app.example.evil", false), ("null", false),
        ] {
            for (method, path) in [
                ("OPTIONS", "/openid/token"), ("GET", "/openid/jwks"), ("POST", "/openid/revoke"),
                ("GET", "/openid/userinfo"), ("GET", "/.well-known/openid-configuration"),
            ] {
                let request = Request::builder().method(method).uri(path).header("origin", origin);
                let answer = app.browser().send(request.body(Body::empty()).unwrap()).await;
                let allowed = answer.headers.get("access-control-allow-origin");
                assert_eq!(allowed.is_some_and(|it| it == origin), may, "{method} {path} {origin}");
                assert!(!answer.headers.contains_key("access-control-allow-credentials"));
            }
        }
    }
}
