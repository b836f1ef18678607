//! Where applications send people who sign out (OpenID Connect RP-Initiated Logout, O14).
//!
//! The modules of the conformance suite's plan: `oidcc-rp-initiated-logout`, and with that beginning
//! `-bad-post-logout-redirect-uri`, `-modified-id-token-hint`, `-bad-id-token-hint`,
//! `-no-id-token-hint`, `-no-params`, `-no-post-logout-redirect-uri`, `-no-state`, `-only-state`,
//! `-query-added-to-post-logout-redirect-uri`.

use serde_json::{Value, json};

use super::relying_party::RelyingParty;
use crate::tests::{
    app::{Browser, TestApp, on_each_engine},
    helpers::{patient, patient_again},
};

const BYE: &str = "https://ward.example/bye";

async fn ward(app: &TestApp) -> RelyingParty {
    let metadata = json!({ "consent": "skip", "post_logout_redirect_uris": [BYE] });
    RelyingParty::register(app, "ward", metadata).await
}

/// Where the logout endpoint sends a browser.
async fn sent(browser: &Browser, parameters: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    let answer = browser.get(&format!("/openid/logout?{query}")).await;
    assert_eq!(answer.status, 303);
    answer.headers["location"].to_str().unwrap().to_owned()
}

async fn is_signed_in(browser: &Browser) -> bool {
    !browser.get("/api/session").await.json()["signed_in"].is_null()
}

/// What the page asks for, and what it does when the person agrees.
async fn page(browser: &Browser, path: &str, address: &str) -> Value {
    let about = address.strip_prefix("/sign-out").unwrap().trim_start_matches('#');
    let answer = browser.post(path, &json!({ "about": about })).await;
    assert_eq!(answer.status, 200);
    answer.json()
}

on_each_engine! {
    // `-no-id-token-hint`
    async fn o14_without_a_hint_the_person_is_asked_and_comes_back_to_the_application(app: TestApp) {
        let ward = ward(&app).await;
        let browser = patient(&app).await;
        let tokens = ward.tokens(&browser, &[]).await;
        let asked = [("client_id", "ward"), ("post_logout_redirect_uri", BYE), ("state", "a&b é")];
        let address = sent(&browser, &asked).await;
        assert!(is_signed_in(&browser).await, "another site may have sent the person");
        let view = page(&browser, "/api/sign-out", &address).await;
        assert_eq!(view["application"]["name"], "ward's name");
        assert_eq!(view["name"], "Noor Elise Voorbeeld");
        assert_eq!(view["others"][0]["id"], "ward", "it is not notified");
        assert!(is_signed_in(&browser).await, "a look ends nothing");
        let done = page(&browser, "/api/sign-out/confirm", &address).await;
        assert_eq!(done["url"], format!("{BYE}?state=a%26b+%C3%A9"));
        assert!(!is_signed_in(&browser).await);
        assert_eq!(ward.userinfo(&tokens).await.status, 401);
        let view = page(&browser, "/api/sign-out", &address).await;
        assert_eq!((&view["name"], &view["others"]), (&Value::Null, &json!([])));
    }

    // `oidcc-rp-initiated-logout`, `-no-state`, `-no-post-logout-redirect-uri`
    async fn o14_with_a_hint_of_this_session_the_person_is_signed_out_at_once(app: TestApp) {
        let ward = ward(&app).await;
        for (asked, to) in [
            (vec![("post_logout_redirect_uri", BYE), ("state", "s")], format!("{BYE}?state=s")),
            (vec![("post_logout_redirect_uri", BYE)], BYE.to_owned()),
            (vec![], "/sign-out".to_owned()),
        ] {
            let browser = crate::tests::helpers::patient_again(&app).await;
            let tokens = ward.tokens(&browser, &[]).await;
            let mut asked = asked;
            asked.push(("id_token_hint", tokens["id_token"].as_str().unwrap()));
            assert_eq!(sent(&browser, &asked).await, to);
            assert!(!is_signed_in(&browser).await);
        }
    }

    // `-bad-post-logout-redirect-uri`, `-query-added-to-post-logout-redirect-uri`
    async fn o14_an_address_that_is_not_registered_is_never_a_destination(app: TestApp) {
        let ward = ward(&app).await;
        let browser = patient(&app).await;
        ward.tokens(&browser, &[]).await;
        for wrong in ["https://evil.example/", &format!("{BYE}?foo=bar"), &format!("{BYE}/"), "//evil.example", ""] {
            let asked = [("client_id", "ward"), ("post_logout_redirect_uri", wrong)];
            let address = sent(&browser, &asked).await;
            let view = page(&browser, "/api/sign-out", &address).await;
            assert_eq!((&view["url"], &view["application"]["id"]), (&Value::Null, &json!("ward")), "{wrong}");
        }
        let asked = [("client_id", "ward"), ("post_logout_redirect_uri", "https://evil.example/")];
        let address = sent(&browser, &asked).await;
        assert_eq!(page(&browser, "/api/sign-out/confirm", &address).await["url"], Value::Null);
        assert_eq!(sent(&browser, &asked).await, "/sign-out", "nor without a session");
    }

    // `-bad-id-token-hint`, `-modified-id-token-hint`
    async fn o14_a_hint_that_we_did_not_sign_makes_everything_else_in_the_request_void(app: TestApp) {
        let ward = ward(&app).await;
        let browser = patient(&app).await;
        let tokens = ward.tokens(&browser, &[]).await;
        let hint = tokens["id_token"].as_str().unwrap();
        let parts: Vec<&str> = hint.split('.').collect();
        let modified = format!("{}.{}x.{}", parts[0], parts[1], parts[2]);
        for wrong in ["nonsense", &modified, ""] {
            let asked = [("id_token_hint", wrong), ("client_id", "ward"), ("post_logout_redirect_uri", BYE)];
            let expected = if wrong.is_empty() { "/sign-out#client_id=ward" } else { "/sign-out" };
            let address = sent(&browser, &asked).await;
            assert!(address.starts_with(expected), "{address}");
            assert!(wrong.is_empty() || address == expected, "{address}");
            assert!(is_signed_in(&browser).await);
        }
        let stranger = app.browser();
        let asked = [("id_token_hint", modified.as_str()), ("post_logout_redirect_uri", BYE)];
        assert_eq!(sent(&stranger, &asked).await, "/sign-out");
    }

    // `-no-params`, `-only-state`
    async fn o14_a_request_that_names_no_application_asks_and_leads_nowhere_else(app: TestApp) {
        let browser = patient(&app).await;
        for asked in [vec![], vec![("state", "s")], vec![("post_logout_redirect_uri", BYE)], vec![("client_id", "nobody")]] {
            assert_eq!(sent(&browser, &asked).await, "/sign-out");
        }
        let view = page(&browser, "/api/sign-out", "/sign-out").await;
        assert_eq!((&view["application"], &view["url"]), (&Value::Null, &Value::Null));
        assert_eq!(page(&browser, "/api/sign-out/confirm", "/sign-out").await["url"], Value::Null);
        assert!(!is_signed_in(&browser).await);
    }

    async fn o14_a_hint_about_another_session_or_client_asks_first(app: TestApp) {
        let ward = ward(&app).await;
        let other = RelyingParty::register(&app, "other", json!({ "consent": "skip" })).await;
        let before = patient(&app).await;
        let old = ward.tokens(&before, &[]).await;
        let browser = crate::tests::helpers::patient_again(&app).await;
        let theirs = other.tokens(&browser, &[]).await;
        let of = |tokens: &Value| tokens["id_token"].as_str().unwrap().to_owned();
        for (hint, named) in [(of(&old), "ward"), (of(&theirs), "ward")] {
            let address = sent(&browser, &[("id_token_hint", &hint), ("client_id", named)]).await;
            assert!(address.starts_with("/sign-out"), "{address}");
            assert!(is_signed_in(&browser).await);
        }
    }

    // The module `oidcc-frontchannel-rp-initiated-logout`.
    async fn o14_applications_that_only_the_browser_reaches_are_framed_once_on_the_way_back(app: TestApp) {
        let ward = ward(&app).await;
        let frame = json!({
            "consent": "skip",
            "frontchannel_logout_uri": "https://ward.example/front?a=\"<b>",
        });
        let other = RelyingParty::register(&app, "other", frame).await;
        let browser = patient(&app).await;
        let hint = ward.tokens(&browser, &[]).await["id_token"].as_str().unwrap().to_owned();
        let claims = other.id_token(&other.tokens(&browser, &[]).await).await;
        let view = page(&browser, "/api/sign-out", "/sign-out").await;
        assert_eq!((&view["notified"][0]["id"], &view["others"][0]["id"]), (&json!("other"), &json!("ward")));
        let asked = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE), ("state", "s")];
        let address = sent(&browser, &asked).await;
        assert!(address.starts_with("/openid/signed-out?page="), "{address}");
        let answer = browser.get(&address).await;
        assert_eq!(answer.status, 200);
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("frame-src https://ward.example; ") && policy.starts_with("default-src 'none'"));
        let text = String::from_utf8(answer.body).unwrap();
        let sid = form_urlencoded::byte_serialize(claims["sid"].as_str().unwrap().as_bytes()).collect::<String>();
        let src = format!("https://ward.example/front?a=%22%3Cb%3E&amp;iss=http%3A%2F%2Flocalhost%3A8080&amp;sid={sid}");
        assert!(text.contains(&format!("<iframe hidden title=\"Vestibule\" src=\"{src}\">")), "{text}");
        assert!(text.contains(&format!("<a href=\"{BYE}?state=s\">")), "{text}");
        for wrong in ["/openid/signed-out", "/openid/signed-out?page=k1.AAAA"] {
            let answer = browser.get(wrong).await;
            assert_eq!((answer.status, answer.headers["location"].to_str().unwrap()), (303, "/sign-out"));
        }
        app.advance_seconds(300);
        let late = browser.get(&address).await;
        assert_eq!(late.headers["location"].to_str().unwrap(), format!("{BYE}?state=s"), "no frames any more");
    }

    async fn o14_the_sign_out_of_the_account_page_passes_the_same_frames(app: TestApp) {
        let frame = json!({
            "consent": "skip", "frontchannel_logout_uri": "https://ward.example/front",
        });
        let ward = RelyingParty::register(&app, "ward", frame).await;
        let answer = patient(&app).await.post("/api/session/sign-out", &json!({})).await;
        assert_eq!(answer.json().get("pass"), None, "nothing was given to an application");
        for way in ["/api/session/sign-out", "/api/session/sign-out-everywhere"] {
            let browser = patient_again(&app).await;
            ward.tokens(&browser, &[]).await;
            let pass = browser.post(way, &json!({})).await.json()["pass"].as_str().unwrap().to_owned();
            let text = String::from_utf8(browser.get(&pass).await.body).unwrap();
            assert!(text.contains("https://ward.example/front?iss=") && text.contains("<a href=\"/sign-out\">"), "{text}");
        }
    }

    async fn o14_no_page_of_another_site_signs_a_person_out(app: TestApp) {
        let browser = patient(&app).await;
        let body = axum::body::Body::from(r#"{"about":""}"#);
        let request = axum::http::Request::post("/api/sign-out/confirm")
            .header("content-type", "application/json")
            .header("origin", "https://evil.example");
        assert_eq!(browser.send(request.body(body).unwrap()).await.status, 403);
        assert!(is_signed_in(&browser).await);
    }
}
