//! Tokens of a client for itself, and tokens that another service reads (O6, O10).

use serde_json::{Value, json};

use super::relying_party::RelyingParty;
use crate::{
    db,
    service::keys,
    tests::{
        app::{Answer, TestApp, on_each_engine},
        helpers::patient,
    },
};

const AGENDA: &str = "https://agenda.example/api";
const ISSUER: &str = "http://localhost:8080";

/// A client that signs people in and is a machine too.
async fn machine(app: &TestApp, id: &str) -> RelyingParty {
    let more = json!({
        "consent": "skip", "audience": AGENDA, "machine_scope": "agenda.read agenda.write",
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"],
    });
    RelyingParty::register(app, id, more).await
}

async fn for_itself(ward: &RelyingParty, more: &[(&str, &str)]) -> Answer {
    let grant = [("grant_type", "client_credentials")];
    ward.post("/openid/token", &[&grant, more].concat()).await
}

fn error(answer: &Answer) -> (u16, Value) {
    (answer.status, answer.json()["error"].clone())
}

on_each_engine! {
    async fn o10_a_machine_gets_a_signed_token_for_its_audience_and_nothing_of_a_person(app: TestApp) {
        let ward = machine(&app, "ward").await;
        let answer = for_itself(&ward, &[]).await;
        assert_eq!((answer.status, &answer.headers["cache-control"]), (200, &"no-store".parse().unwrap()));
        let tokens = answer.json();
        let names: Vec<_> = tokens.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["access_token", "expires_in", "scope", "token_type"], "no refresh token, no ID token");
        assert_eq!((&tokens["scope"], &tokens["token_type"]), (&json!("agenda.read agenda.write"), &json!("Bearer")));
        let token = tokens["access_token"].as_str().unwrap();
        let claims = ward.verified(token, ("at+jwt", AGENDA)).await;
        let now = app.app.clock.now().0 / 1000;
        assert_eq!((&claims["sub"], &claims["client_id"], &claims["iss"]), (&json!("ward"), &json!("ward"), &json!(ISSUER)));
        assert_eq!((&claims["iat"], &claims["exp"]), (&json!(now), &json!(now + tokens["expires_in"].as_i64().unwrap())));
        assert!(claims.get("acr").is_none() && claims.get("auth_time").is_none(), "{claims}");
        let other = for_itself(&ward, &[]).await.json();
        let other = ward.verified(other["access_token"].as_str().unwrap(), ("at+jwt", AGENDA)).await;
        assert_ne!(claims["jti"], other["jti"]);
        assert_eq!(ward.userinfo(&tokens).await.status, 401, "it is about nobody");
    }

    async fn o10_a_machine_gets_the_scopes_that_it_asks_for_and_no_others(app: TestApp) {
        let ward = machine(&app, "ward").await;
        let some = for_itself(&ward, &[("scope", "agenda.read")]).await.json();
        assert_eq!(some["scope"], "agenda.read");
        for wrong in ["agenda.read everything", "openid", "agenda", "agenda.Read"] {
            let refused = for_itself(&ward, &[("scope", wrong)]).await;
            assert_eq!(error(&refused), (400, json!("invalid_scope")), "{wrong}");
        }
        let person = RelyingParty::register(&app, "person", json!({})).await;
        assert_eq!(error(&for_itself(&person, &[]).await), (400, json!("unauthorized_client")));
        let stranger = [("client_id", "ward"), ("client_secret", "a guess")];
        assert_eq!(error(&for_itself(&ward, &stranger).await), (401, json!("invalid_client")));
    }

    async fn o10_a_machine_can_ask_about_its_own_token_which_ends_by_its_time(app: TestApp) {
        let (ward, other) = (machine(&app, "ward").await, machine(&app, "other").await);
        let tokens = for_itself(&ward, &[]).await.json();
        let token = tokens["access_token"].as_str().unwrap();
        let seen = ward.post("/openid/introspect", &[("token", token)]).await.json();
        assert_eq!((&seen["active"], &seen["aud"], &seen["sub"]), (&json!(true), &json!(AGENDA), &json!("ward")));
        assert_eq!(other.post("/openid/introspect", &[("token", token)]).await.json(), json!({ "active": false }));
        let refused = ward.post("/openid/revoke", &[("token", token)]).await;
        assert_eq!(error(&refused), (400, json!("unsupported_token_type")));
        assert_eq!(other.post("/openid/revoke", &[("token", token)]).await.status, 200, "it learns nothing");
        app.advance_seconds(tokens["expires_in"].as_i64().unwrap());
        let seen = ward.post("/openid/introspect", &[("token", token)]).await.json();
        assert_eq!(seen, json!({ "active": false }));
    }

    async fn o10_each_token_of_a_machine_is_in_the_audit_trail(app: TestApp) {
        let ward = machine(&app, "ward").await;
        for_itself(&ward, &[]).await;
        for_itself(&ward, &[("scope", "everything")]).await;
        let rows = db::trail::after(&mut app.app.db.read().await.unwrap(), 0, 5000).await.unwrap();
        let noted: Vec<_> = rows.iter().filter(|row| row.event == "openid.machine_token").collect();
        assert_eq!(noted.len(), 1);
        assert_eq!(noted[0].detail, "ward");
    }

    async fn o10_a_token_of_a_person_for_an_audience_is_signed_and_ends_here_with_the_session(app: TestApp) {
        let ward = machine(&app, "ward").await;
        let browser = patient(&app).await;
        let tokens = ward.tokens(&browser, &[]).await;
        let token = tokens["access_token"].as_str().unwrap();
        let claims = ward.verified(token, ("at+jwt", AGENDA)).await;
        assert_eq!(claims["sub"], ward.id_token(&tokens).await["sub"]);
        assert_eq!((&claims["scope"], &claims["client_id"]), (&json!("openid profile email"), &json!("ward")));
        assert_eq!((&claims["acr"], &claims["amr"]), (&json!("urn:vestibule:acr:password"), &json!(["pwd"])));
        let refused = ward.userinfo(&tokens).await;
        assert_eq!(error(&refused), (401, json!("invalid_token")), "the audience could send it here");
        let seen = ward.post("/openid/introspect", &[("token", token)]).await.json();
        assert_eq!((&seen["active"], &seen["aud"]), (&json!(true), &json!(AGENDA)));
        browser.post("/api/session/sign-out", &json!({})).await;
        let seen = ward.post("/openid/introspect", &[("token", token)]).await.json();
        assert_eq!(seen, json!({ "active": false }));
    }

    async fn o10_no_other_token_is_taken_for_an_access_token_and_an_access_token_for_no_other(app: TestApp) {
        let ward = machine(&app, "ward").await;
        let browser = patient(&app).await;
        let tokens = ward.tokens(&browser, &[]).await;
        let (access, id) = (tokens["access_token"].as_str().unwrap(), tokens["id_token"].as_str().unwrap());
        let parts: Vec<_> = access.split('.').collect();
        let header = |text: &str| {
            base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, text)
        };
        let none = format!("{}.{}.", header(r#"{"alg":"none","typ":"at+jwt"}"#), parts[1]);
        let cut = format!("{}.{}.", parts[0], parts[1]);
        let plain = RelyingParty::register(&app, "plain", json!({ "consent": "skip" })).await;
        let plain = plain.tokens(&browser, &[]).await;
        assert_eq!(ward.userinfo(&plain).await.status, 200, "what is refused below is refused for itself");
        for wrong in [id, &none, &cut] {
            let refused = ward.userinfo(&json!({ "access_token": wrong })).await;
            assert_eq!(error(&refused), (401, json!("invalid_token")), "{wrong}");
            let seen = ward.post("/openid/introspect", &[("token", wrong)]).await.json();
            assert_eq!(seen, json!({ "active": false }), "{wrong}");
        }
        let as_hint = keys::read_hint(&app.app, access).await.unwrap();
        assert!(as_hint.is_none(), "{as_hint:?}");
        assert!(keys::read_hint(&app.app, id).await.unwrap().is_some());
    }
}
