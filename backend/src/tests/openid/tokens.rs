//! Tokens: what they open, for how long, and what ends them (O7, O8, O10, O11).

use serde_json::{Value, json};
use vestibule_shared::{
    account::{SignOut, SignOutEverywhere},
    policy::{Figure, Policy, Value as Figures},
};

use super::relying_party::{CALLBACK, Outcome, RelyingParty, outcome};
use crate::{
    db,
    tests::{
        app::{TestApp, on_each_engine},
        helpers::{enrol_app, patient},
        policy::endings::enforce,
    },
};

async fn own(app: &TestApp) -> RelyingParty {
    RelyingParty::register(app, "ward", json!({ "consent": "skip" })).await
}

const OFFLINE: (&str, &str) = ("scope", "openid email offline_access");

on_each_engine! {
    async fn o11_each_scope_opens_its_own_claims_and_no_other(app: TestApp) {
        let ward = own(&app).await;
        let browser = patient(&app).await;
        for (scope, there, missing) in [
            ("openid", "sub", vec!["name", "email", "phone_number", "capacity"]),
            ("openid profile", "family_name", vec!["email", "phone_number", "capacity"]),
            ("openid email", "email_verified", vec!["name", "phone_number", "capacity"]),
            ("openid phone", "phone_number", vec!["name", "email", "capacity"]),
            ("openid profession", "capacity", vec!["name", "email", "phone_number"]),
        ] {
            let tokens = ward.tokens(&browser, &[("scope", scope)]).await;
            let answer = ward.userinfo(&tokens).await;
            assert_eq!(answer.status, 200);
            let claims = answer.json();
            assert!(claims.get(there).is_some(), "{scope}: {claims}");
            assert!(missing.iter().all(|name| claims.get(name).is_none()), "{scope}: {claims}");
            assert_eq!(claims["sub"], ward.id_token(&tokens).await["sub"]);
        }
    }

    async fn o11_a_claim_asked_for_by_name_comes_where_it_was_asked_for(app: TestApp) {
        let ward = own(&app).await;
        let browser = patient(&app).await;
        let claims = r#"{"id_token":{"email":{"essential":true}},"userinfo":{"name":null}}"#;
        let tokens = ward.tokens(&browser, &[("scope", "openid"), ("claims", claims)]).await;
        let (token, info) = (ward.id_token(&tokens).await, ward.userinfo(&tokens).await.json());
        assert!(token.get("email").is_some() && token.get("name").is_none(), "{token}");
        assert!(info.get("name").is_some() && info.get("email").is_none(), "{info}");
    }

    async fn o11_a_client_that_reads_id_tokens_only_gets_its_claims_there(app: TestApp) {
        let metadata = json!({ "consent": "skip", "claims_in": "id_token" });
        let ward = RelyingParty::register(&app, "ward", metadata).await;
        let tokens = ward.tokens(&patient(&app).await, &[]).await;
        assert_eq!(ward.id_token(&tokens).await["email"], "lotte@example.be");
    }

    async fn o7_a_code_used_twice_ends_what_the_first_use_gave(app: TestApp) {
        let ward = own(&app).await;
        let browser = patient(&app).await;
        let Outcome::Back(answer) = ward.authorize(&browser, &[OFFLINE]).await else { panic!() };
        let tokens = ward.exchange(&answer["code"]).await.json();
        assert_eq!(ward.userinfo(&tokens).await.status, 200);
        let again = ward.exchange(&answer["code"]).await;
        assert_eq!((again.status, &again.json()["error"]), (400, &json!("invalid_grant")));
        assert_eq!(ward.userinfo(&tokens).await.status, 401);
        let refresh = tokens["refresh_token"].as_str().unwrap();
        assert_eq!(ward.refresh(refresh).await.status, 400);
    }

    async fn o7_a_code_lasts_a_minute(app: TestApp) {
        let ward = own(&app).await;
        let browser = patient(&app).await;
        for (seconds, status) in [(59, 200), (60, 400)] {
            let Outcome::Back(answer) = ward.authorize(&browser, &[]).await else { panic!() };
            app.advance_seconds(seconds);
            assert_eq!(ward.exchange(&answer["code"]).await.status, status, "after {seconds} s");
        }
    }

    async fn o8_a_refresh_token_has_one_successor_which_is_given_again_for_20_seconds(app: TestApp) {
        let ward = own(&app).await;
        let first = ward.tokens(&patient(&app).await, &[OFFLINE]).await;
        let first = first["refresh_token"].as_str().unwrap();
        let second = ward.refresh(first).await.json();
        app.advance_seconds(19);
        let repeated = ward.refresh(first).await.json();
        assert_eq!(second["refresh_token"], repeated["refresh_token"]);
        assert_ne!(second["access_token"], repeated["access_token"]);
        let second = second["refresh_token"].as_str().unwrap();
        let third = ward.refresh(second).await.json();
        assert!(third["refresh_token"].is_string(), "{third}");
    }

    async fn o8_a_refresh_token_used_after_20_seconds_ends_the_family(app: TestApp) {
        let ward = own(&app).await;
        let first = ward.tokens(&patient(&app).await, &[OFFLINE]).await;
        let first = first["refresh_token"].as_str().unwrap();
        let second = ward.refresh(first).await.json();
        app.advance_seconds(20);
        assert_eq!(ward.refresh(first).await.status, 400);
        let newest = second["refresh_token"].as_str().unwrap();
        assert_eq!(ward.refresh(newest).await.status, 400, "the family is over");
        assert_eq!(ward.userinfo(&second).await.status, 401);
        app.work().await;
        assert_eq!(app.mails().last().unwrap(), "application_stopped", "the person is notified");
        let mail = app.mail.lock().unwrap().last().unwrap().clone();
        assert!(mail.text.contains("ward's name"), "{}", mail.text);
    }

    async fn o3_strength_and_time_of_the_sign_in_stay_through_a_refresh(app: TestApp) {
        let ward = own(&app).await;
        let first = ward.tokens(&patient(&app).await, &[OFFLINE]).await;
        let before = ward.id_token(&first).await;
        app.advance_seconds(3000);
        let second = ward.refresh(first["refresh_token"].as_str().unwrap()).await.json();
        let after = ward.id_token(&second).await;
        for name in ["sub", "auth_time", "acr", "amr", "sid"] {
            assert_eq!(before[name], after[name], "{name}");
        }
        assert_ne!(before["iat"], after["iat"]);
    }

    async fn o8_tokens_are_valid_as_long_as_the_policy_says(app: TestApp) {
        let figures = [(Figures::AccessToken, 2), (Figures::IdToken, 3), (Figures::Offline, 1)];
        let figures = figures.map(|(value, is)| Figure { value, is }).to_vec();
        enforce(&app, &Policy { figures, ..(*app.app.policies.policy()).clone() }).await;
        let ward = own(&app).await;
        let tokens = ward.tokens(&patient(&app).await, &[OFFLINE]).await;
        let claims = ward.id_token(&tokens).await;
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 180);
        assert_eq!(tokens["expires_in"], 120);
        app.advance_seconds(119);
        assert_eq!(ward.userinfo(&tokens).await.status, 200);
        app.advance_seconds(1);
        assert_eq!(ward.userinfo(&tokens).await.status, 401);
        let refresh = tokens["refresh_token"].as_str().unwrap();
        app.advance_seconds(86_400 - 121);
        let tokens = ward.refresh(refresh).await.json();
        app.advance_seconds(1);
        let late = ward.refresh(tokens["refresh_token"].as_str().unwrap()).await;
        assert_eq!(late.json()["error"], "invalid_grant");
    }

    async fn o10_a_client_learns_what_its_own_tokens_are_worth_and_revokes_them(app: TestApp) {
        let (ward, other) =
            (own(&app).await, RelyingParty::register(&app, "other", json!({})).await);
        let tokens = ward.tokens(&patient(&app).await, &[OFFLINE]).await;
        for (name, kind) in [("access_token", json!("Bearer")), ("refresh_token", Value::Null)] {
            let token = tokens[name].as_str().unwrap();
            let mine = ward.post("/openid/introspect", &[("token", token)]).await.json();
            assert_eq!((&mine["active"], &mine["token_type"]), (&json!(true), &kind));
            let theirs = other.post("/openid/introspect", &[("token", token)]).await.json();
            assert_eq!(theirs, json!({ "active": false }));
            assert_eq!(other.post("/openid/revoke", &[("token", token)]).await.status, 200);
            assert_eq!(ward.userinfo(&tokens).await.status, 200, "of another client");
        }
        assert_eq!(ward.post("/openid/revoke", &[("token", "unknown")]).await.status, 200);
        let token = tokens["refresh_token"].as_str().unwrap();
        assert_eq!(ward.post("/openid/revoke", &[("token", token)]).await.status, 200);
        assert_eq!(ward.userinfo(&tokens).await.status, 401);
    }

    async fn o14_tokens_end_with_the_session_and_offline_ones_with_the_account(app: TestApp) {
        let ward = own(&app).await;
        let browser = patient(&app).await;
        let (short, long) = (ward.tokens(&browser, &[]).await, ward.tokens(&browser, &[OFFLINE]).await);
        browser.call::<SignOut>().await.unwrap();
        assert_eq!(ward.userinfo(&short).await.status, 401);
        assert_eq!(ward.userinfo(&long).await.status, 200);
        let mut tx = app.app.db.write().await.unwrap();
        let id = db::accounts::find_by_email(&mut tx, &crate::service::accounts::email_key(
            &app.app, &vestibule_shared::text::Email::stored("lotte@example.be".into()),
        )).await.unwrap().unwrap().id;
        let held = app.app.clock.now().plus_seconds(3600);
        db::accounts::update_held(&mut tx, &vestibule_shared::id::AccountId(id), held).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(ward.userinfo(&long).await.status, 401, "a held account");
        assert_eq!(ward.refresh(long["refresh_token"].as_str().unwrap()).await.status, 400);
    }

    async fn o14_everything_that_was_given_for_a_session_ends_when_its_person_signs_out_everywhere(app: TestApp) {
        let ward = own(&app).await;
        let browser = patient(&app).await;
        let tokens = ward.tokens(&browser, &[]).await;
        browser.call::<SignOutEverywhere>().await.unwrap();
        assert_eq!(ward.userinfo(&tokens).await.status, 401);
    }

    async fn o14_a_client_signs_a_person_out_with_a_hint_and_the_browser_comes_back(app: TestApp) {
        let bye = "https://ward.example/bye";
        let metadata = json!({ "consent": "skip", "post_logout_redirect_uris": [bye] });
        let ward = RelyingParty::register(&app, "ward", metadata).await;
        let browser = patient(&app).await;
        let tokens = ward.tokens(&browser, &[]).await;
        let hint = tokens["id_token"].as_str().unwrap();
        let to = |answer: crate::tests::app::Answer| {
            assert_eq!(answer.status, 303);
            answer.headers["location"].to_str().unwrap().to_owned()
        };
        let without = format!("/openid/logout?client_id=ward&post_logout_redirect_uri={bye}");
        let asked = "/sign-out#client_id=ward&post_logout_redirect_uri=https%3A%2F%2Fward.example%2Fbye";
        assert_eq!(to(browser.get(&without).await), asked, "another site may have sent it");
        let elsewhere = format!("/openid/logout?id_token_hint={hint}&post_logout_redirect_uri={bye}.evil");
        let fork = browser.fork();
        assert_eq!(to(fork.get(&elsewhere).await), "/sign-out");
        let browser = patient_again(&browser).await;
        let tokens = ward.tokens(&browser, &[]).await;
        let hint = tokens["id_token"].as_str().unwrap();
        let query = format!("id_token_hint={hint}&post_logout_redirect_uri={bye}&state=a%26b");
        assert_eq!(to(browser.get(&format!("/openid/logout?{query}")).await), format!("{bye}?state=a%26b"));
        assert_eq!(ward.userinfo(&tokens).await.status, 401);
        assert_eq!(to(browser.get(&format!("/openid/logout?{query}")).await), format!("{bye}?state=a%26b"),
            "a session that is gone is no error");
    }

    async fn o3_a_second_factor_that_was_proved_is_in_the_token(app: TestApp) {
        let ward = own(&app).await;
        let browser = patient(&app).await;
        enrol_app(&app, &browser).await;
        let asked = [("acr_values", "urn:vestibule:acr:two_step")];
        let tokens = ward.tokens(&browser, &asked).await;
        let claims = ward.id_token(&tokens).await;
        assert_eq!(claims["acr"], "urn:vestibule:acr:two_step");
        assert_eq!(claims["amr"], json!(["pwd", "mfa"]));
        let card = [("acr_values", "http://eidas.europa.eu/LoA/high"), ("prompt", "none")];
        let Outcome::Back(answer) = ward.authorize(&browser, &card).await else { panic!() };
        assert_eq!(answer["error"], "interaction_required");
    }

    async fn o5_a_pushed_request_works_once_for_its_client_within_a_minute(app: TestApp) {
        let metadata = json!({ "consent": "skip", "require_pushed_authorization_requests": true });
        let ward = RelyingParty::register(&app, "ward", metadata).await;
        let browser = patient(&app).await;
        let Outcome::Back(plain) = ward.authorize(&browser, &[]).await else { panic!() };
        assert_eq!(plain["error"], "invalid_request", "it has to be pushed");
        let push = async || -> Value {
            let query = ward.query(&[]);
            let fields: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
            let mut fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            fields.push(("client_secret", super::relying_party::SECRET));
            let answer = ward.post("/openid/par", &fields).await;
            assert_eq!(answer.status, 201, "{}", answer.json());
            answer.json()
        };
        let use_it = async |uri: &str| {
            let query = format!("/openid/authorize?client_id=ward&request_uri={uri}");
            outcome(&browser.get(&query).await)
        };
        let uri = push().await["request_uri"].as_str().unwrap().to_owned();
        let Outcome::Back(answer) = use_it(&uri).await else { panic!() };
        assert_eq!(ward.exchange(&answer["code"]).await.status, 200);
        let Outcome::Back(again) = use_it(&uri).await else { panic!() };
        assert_eq!(again["error"], "invalid_request_uri");
        let late = push().await["request_uri"].as_str().unwrap().to_owned();
        app.advance_seconds(60);
        let Outcome::Back(answer) = use_it(&late).await else { panic!() };
        assert_eq!(answer["error"], "invalid_request_uri");
        let elsewhere = [("redirect_uri", "https://evil.example/"), ("client_id", "ward"), ("client_secret", super::relying_party::SECRET)];
        assert_eq!(ward.post("/openid/par", &elsewhere).await.json()["error"], "invalid_request");
        assert!(CALLBACK.starts_with("https://"));
    }
}

/// The same person in a new session.
async fn patient_again(browser: &crate::tests::app::Browser) -> crate::tests::app::Browser {
    crate::tests::helpers::enter(browser).await.unwrap();
    browser.clone()
}
