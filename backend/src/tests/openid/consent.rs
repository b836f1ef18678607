//! What a person is asked, and what they take back (O13, O19).

use serde_json::{Value, json};

use super::relying_party::{Outcome, RelyingParty, outcome};
use crate::tests::{
    app::{Browser, TestApp, on_each_engine},
    helpers::patient,
};

async fn say(browser: &Browser, what: &str, handle: &str) -> Value {
    let answer = browser.post(&format!("/api/consent{what}"), &json!({ "request": handle })).await;
    assert_eq!(answer.status, 200, "{}", answer.json());
    answer.json()
}

async fn leave(browser: &Browser, step: &Value) -> Outcome {
    assert_eq!(step["step"], "leave", "{step}");
    outcome(&browser.get(step["url"].as_str().unwrap()).await)
}

on_each_engine! {
    async fn o13_a_person_is_asked_once_and_a_further_scope_is_asked_for_again(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({})).await;
        let browser = patient(&app).await;
        let Outcome::Waits(handle) = ward.authorize(&browser, &[]).await else { panic!() };
        let step = say(&browser, "", &handle).await;
        assert_eq!((&step["step"], &step["scopes"]), (&json!("ask"), &json!(["profile", "email"])));
        let step = say(&browser, "/give", &handle).await;
        let Outcome::Back(answer) = leave(&browser, &step).await else { panic!() };
        assert_eq!(ward.exchange(&answer["code"]).await.status, 200);
        assert_eq!(say(&browser, "", &handle).await["step"], "over", "a request is answered once");
        assert!(matches!(ward.authorize(&browser, &[]).await, Outcome::Back(_)), "not asked again");
        let more = [("scope", "openid phone")];
        assert!(matches!(ward.authorize(&browser, &more).await, Outcome::Waits(_)));
        let consent = [("prompt", "consent")];
        assert!(matches!(ward.authorize(&browser, &consent).await, Outcome::Waits(_)));
        let none = [("prompt", "none"), ("scope", "openid phone")];
        let Outcome::Back(answer) = ward.authorize(&browser, &none).await else { panic!() };
        assert_eq!(answer["error"], "consent_required");
    }

    async fn o13_a_person_who_refuses_is_back_at_the_application_with_an_error(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({})).await;
        let browser = patient(&app).await;
        let Outcome::Waits(handle) = ward.authorize(&browser, &[]).await else { panic!() };
        let step = say(&browser, "/refuse", &handle).await;
        let Outcome::Back(answer) = leave(&browser, &step).await else { panic!() };
        assert_eq!((answer["error"].as_str(), answer["state"].as_str()), ("access_denied", "state"));
    }

    async fn o2_a_hint_that_can_be_a_user_name_reaches_the_sign_in(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({})).await;
        let longest = format!("{}@example.be", "a".repeat(243));
        let longer = format!("a{longest}");
        for (hint, user_name) in [
            ("lotte@voorbeeld.example.be", json!("lotte@voorbeeld.example.be")),
            (longest.as_str(), json!(longest)),
            (longer.as_str(), Value::Null),
            ("lotte", Value::Null),
            ("lotte @voorbeeld.example.be", Value::Null),
            ("lotte\u{7}@voorbeeld.example.be", Value::Null),
        ] {
            let browser = app.browser();
            let Outcome::Waits(handle) = ward.authorize(&browser, &[("login_hint", hint)]).await else { panic!() };
            let step = say(&browser, "", &handle).await;
            assert_eq!((&step["step"], &step["user_name"]), (&json!("sign_in"), &user_name), "{hint}");
        }
    }

    async fn o13_agreeing_counts_for_the_session_that_agreed_only(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({})).await;
        let browser = patient(&app).await;
        let Outcome::Waits(handle) = ward.authorize(&browser, &[("prompt", "consent")]).await else { panic!() };
        say(&browser, "/give", &handle).await;
        let other = app.browser();
        crate::tests::helpers::enter(&other).await.unwrap();
        assert_eq!(say(&other, "", &handle).await["step"], "ask");
    }

    async fn o13_what_was_withdrawn_ends_at_once_and_is_asked_for_again(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({})).await;
        let browser = patient(&app).await;
        let offline = [("scope", "openid email offline_access")];
        let Outcome::Waits(handle) = ward.authorize(&browser, &offline).await else { panic!() };
        let step = say(&browser, "/give", &handle).await;
        let Outcome::Back(answer) = leave(&browser, &step).await else { panic!() };
        let tokens = ward.exchange(&answer["code"]).await.json();
        let list = browser.get("/api/account/applications").await.json();
        assert_eq!(list["given"][0]["application"]["id"], "ward");
        assert_eq!(list["given"][0]["scopes"], json!(["email", "offline_access"]));
        let list = browser.post("/api/account/applications/withdraw", &json!({ "id": "ward" })).await;
        assert_eq!(list.status, 200, "{}", list.json());
        assert_eq!(list.json()["given"], json!([]));
        assert_eq!(ward.userinfo(&tokens).await.status, 401);
        assert_eq!(ward.refresh(tokens["refresh_token"].as_str().unwrap()).await.status, 400);
        assert!(matches!(ward.authorize(&browser, &offline).await, Outcome::Waits(_)));
    }

    async fn o19_people_who_may_not_use_an_application_learn_whom_to_ask(app: TestApp) {
        let metadata = json!({ "allow": { "capacities": ["doctor"] }, "contact": "ward@hospital.example" });
        let ward = RelyingParty::register(&app, "ward", metadata).await;
        let browser = patient(&app).await;
        let Outcome::Waits(handle) = ward.authorize(&browser, &[]).await else { panic!() };
        let step = say(&browser, "", &handle).await;
        assert_eq!((&step["step"], &step["contact"]), (&json!("denied"), &json!("ward@hospital.example")));
        assert_eq!(say(&browser, "/give", &handle).await["step"], "denied");
        let step = say(&browser, "/refuse", &handle).await;
        let Outcome::Back(answer) = leave(&browser, &step).await else { panic!() };
        assert_eq!(answer["error"], "access_denied");
        let list = browser.get("/api/account/applications").await.json();
        assert_eq!(list["usable"], json!([]));
    }

    async fn o2_a_new_proof_is_asked_for_and_then_enough(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await;
        let browser = patient(&app).await;
        app.advance_seconds(60);
        let Outcome::Waits(handle) = ward.authorize(&browser, &[("prompt", "login")]).await else { panic!() };
        let step = say(&browser, "", &handle).await;
        assert_eq!((&step["step"], &step["proof"]), (&json!("prove"), &json!("recent")));
        assert_eq!(browser.post("/api/account/confirm", &json!({})).await.status, 200);
        let password = json!({ "password": crate::tests::app::PASSWORD });
        assert_eq!(browser.post("/api/sign-in/confirm-password", &password).await.status, 200);
        let step = say(&browser, "", &handle).await;
        let Outcome::Back(answer) = leave(&browser, &step).await else { panic!() };
        let tokens = ward.exchange(&answer["code"]).await.json();
        let claims = ward.id_token(&tokens).await;
        assert_eq!(claims["auth_time"], app.app.clock.now().0 / 1000);
    }
}
