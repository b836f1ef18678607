//! What an attacker tries, and does not get (O6, O7).

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::json;

use super::relying_party::{CALLBACK, Outcome, RelyingParty, SECRET, VERIFIER, post_form};
use crate::{
    service::clients,
    tests::{
        app::{TestApp, on_each_engine},
        helpers::{doctor, patient},
    },
};

on_each_engine! {
    async fn o7_a_code_is_worth_nothing_to_another_client_address_or_browser(app: TestApp) {
        let skip = json!({ "consent": "skip" });
        let ward = RelyingParty::register(&app, "ward", skip.clone()).await;
        let thief = RelyingParty::register(&app, "thief", skip).await;
        let browser = patient(&app).await;
        let Outcome::Back(answer) = ward.authorize(&browser, &[]).await else { panic!() };
        let code = answer["code"].as_str();
        assert_eq!(thief.exchange(code).await.json()["error"], "invalid_grant");
        for change in [
            ("redirect_uri", "https://ward.example/callback2"),
            ("redirect_uri", ""),
            ("code_verifier", "another-verifier-of-more-than-forty-characters"),
            ("code_verifier", ""),
            ("code_verifier", "short"),
        ] {
            let refused = ward.exchange_with(code, &[change]).await;
            assert_eq!(refused.json()["error"], "invalid_grant", "{change:?}");
        }
        assert_eq!(ward.exchange(code).await.status, 200, "none of these tries used it up");
    }

    async fn o6_a_client_proves_who_it_is_as_it_registered(app: TestApp) {
        let ward = RelyingParty::register(
            &app, "ward",
            json!({ "consent": "skip", "token_endpoint_auth_method": "client_secret_basic" }),
        ).await;
        let browser = patient(&app).await;
        let Outcome::Back(answer) = ward.authorize(&browser, &[]).await else { panic!() };
        let fields = |extra: &[(&'static str, &'static str)]| {
            let mut all = vec![
                ("grant_type", "authorization_code"), ("code", answer["code"].as_str()),
                ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER),
            ];
            all.extend(extra);
            all.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())).collect::<Vec<_>>()
        };
        let send = async |fields: Vec<(String, String)>, header: Option<String>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            post_form(&app.browser(), "/openid/token", &fields, header.as_deref()).await
        };
        let basic = |secret: &str| Some(format!("Basic {}", STANDARD.encode(format!("ward:{secret}"))));
        for (fields, header) in [
            (fields(&[]), None),
            (fields(&[("client_id", "ward")]), None),
            (fields(&[("client_id", "ward"), ("client_secret", SECRET)]), None),
            (fields(&[]), basic("wrong")),
            (fields(&[]), basic("")),
        ] {
            let refused = send(fields, header).await;
            assert_eq!((refused.status, &refused.json()["error"]), (401, &json!("invalid_client")));
            assert!(refused.headers.contains_key("www-authenticate"));
        }
        assert_eq!(send(fields(&[]), basic(SECRET)).await.status, 200);
    }

    async fn o6_a_secret_that_was_replaced_lasts_a_day_and_one_that_comes_back_stays(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await;
        let replace = async |secret: &str| {
            let mut tx = app.app.db.write().await.unwrap();
            clients::add_secret(&app.app, &mut tx, ("ward", secret), 86_400).await.unwrap();
            tx.commit().await.unwrap();
        };
        let works = async || {
            let tokens = ward.post("/openid/introspect", &[("token", "any")]).await;
            tokens.status == 200
        };
        replace("another secret of the relying party").await;
        app.advance_seconds(86_399);
        assert!(works().await, "for a day");
        replace(SECRET).await;
        app.advance_seconds(86_400);
        assert!(works().await, "it came back");
        replace("another secret of the relying party").await;
        app.advance_seconds(86_400);
        assert!(!works().await, "it was replaced for good");
    }

    async fn a_disabled_client_is_unknown_and_its_tokens_are_worth_nothing(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await;
        let browser = patient(&app).await;
        let tokens = ward.tokens(&browser, &[]).await;
        crate::cli::clients::set_enabled(&app.app, "ward", Some(app.app.clock.now())).await.unwrap();
        assert_eq!(ward.userinfo(&tokens).await.status, 401);
        let Outcome::Waits(shown) = ward.authorize(&browser, &[]).await else { panic!() };
        assert_eq!(shown, "unknown-client");
        crate::cli::clients::set_enabled(&app.app, "ward", None).await.unwrap();
        assert_eq!(ward.userinfo(&tokens).await.status, 200);
    }

    async fn m9_a_doctor_without_a_second_factor_gets_no_code(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await;
        let browser = doctor(&app).await;
        let Outcome::Waits(handle) = ward.authorize(&browser, &[]).await else { panic!() };
        let step = browser.post("/api/consent", &json!({ "request": handle })).await.json();
        assert_eq!(step["step"], "set_up");
        let Outcome::Waits(_) = super::relying_party::outcome(
            &browser.get(&format!("/openid/resume?request={handle}")).await,
        ) else { panic!("a code without a second factor") };
    }

    async fn a_bad_value_of_any_parameter_is_an_error_of_the_standard(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await;
        let browser = patient(&app).await;
        let long = "x".repeat(20_000);
        for name in [
            "response_type", "response_mode", "scope", "state", "nonce", "code_challenge",
            "code_challenge_method", "prompt", "max_age", "claims", "acr_values", "ui_locales",
            "id_token_hint", "login_hint", "request", "request_uri", "redirect_uri", "client_id",
        ] {
            for value in ["\u{0}", "\r\nSet-Cookie: a=b", "[]", "{", "\u{202e}é", "-1", long.as_str()] {
                let query = ward.query(&[(name, value)]);
                let answer = browser.get(&format!("/openid/authorize?{query}")).await;
                assert_eq!(answer.status, 303, "{name}");
                assert!(!answer.headers.contains_key("set-cookie"), "{name}");
            }
            let doubled = format!("/openid/authorize?{}&{name}=a&{name}=b", ward.query(&[]));
            assert_eq!(browser.get(&doubled).await.status, 303, "{name}");
        }
        for handle in ["", "%0d%0aSet-Cookie:a", "%00", "%C3%A9", "unknown"] {
            let answer = browser.get(&format!("/openid/resume?request={handle}")).await;
            assert_eq!(answer.status, 303, "{handle}");
        }
        for body in ["", "grant_type=made_up", "grant_type=authorization_code", "grant_type=refresh_token&refresh_token=x.y",
            "grant_type=refresh_token&refresh_token=%00.y", "grant_type=authorization_code&code=%00"] {
            let fields: Vec<(String, String)> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
            let fields: Vec<(&str, &str)> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            let answer = ward.post("/openid/token", &fields).await;
            assert!(answer.json()["error"].is_string(), "{body}");
            assert_eq!(answer.status, 400, "{body}");
        }
    }
}
