//! Many uses of one code or one refresh token at the same moment (O7, O8).

use std::sync::Arc;

use serde_json::json;

use super::relying_party::{Outcome, RelyingParty};
use crate::tests::{
    app::{TestApp, on_each_engine},
    helpers::patient,
    races::futures_like::all,
};

const OFFLINE: (&str, &str) = ("scope", "openid email offline_access");

on_each_engine! {
    // The module `oidcc-codereuse`, two hundred times at once.
    async fn o7_of_two_hundred_parallel_uses_of_a_code_one_gets_tokens_and_they_die(app: TestApp) {
        let ward = Arc::new(RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await);
        let browser = patient(&app).await;
        let Outcome::Back(answer) = ward.authorize(&browser, &[OFFLINE]).await else { panic!() };
        let uses = (0..200).map(|_| {
            let (ward, code) = (ward.clone(), answer["code"].clone());
            async move { ward.exchange(&code).await }
        });
        let answers = all(uses).await;
        let (given, refused): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
        assert_eq!((given.len(), refused.len()), (1, 199));
        assert!(refused.iter().all(|answer| answer.status == 400 && answer.json()["error"] == "invalid_grant"));
        let tokens = given[0].json();
        assert_eq!(ward.userinfo(&tokens).await.status, 401);
        assert_eq!(ward.refresh(tokens["refresh_token"].as_str().unwrap()).await.status, 400);
    }

    async fn o8_twenty_parallel_uses_of_a_refresh_token_get_one_successor(app: TestApp) {
        let ward = Arc::new(RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await);
        let first = ward.tokens(&patient(&app).await, &[OFFLINE]).await;
        let first = first["refresh_token"].as_str().unwrap().to_owned();
        let uses = (0..20).map(|_| {
            let (ward, token) = (ward.clone(), first.clone());
            async move { ward.refresh(&token).await }
        });
        let answers = all(uses).await;
        assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
        let mut next: Vec<_> = answers.iter().map(|answer| answer.json()["refresh_token"].to_string()).collect();
        next.dedup();
        assert_eq!(next.len(), 1);
        assert_eq!(ward.userinfo(&answers[0].json()).await.status, 200);
        let again = answers[19].json()["refresh_token"].as_str().unwrap().to_owned();
        assert_eq!(ward.refresh(&again).await.status, 200, "the successor is of use");
    }

    async fn o8_twenty_parallel_uses_of_a_stale_refresh_token_end_the_family_and_are_announced_once(app: TestApp) {
        let ward = Arc::new(RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await);
        let first = ward.tokens(&patient(&app).await, &[OFFLINE]).await;
        let first = first["refresh_token"].as_str().unwrap().to_owned();
        let second = ward.refresh(&first).await.json();
        app.advance_seconds(20);
        let uses = (0..20).map(|_| {
            let (ward, token) = (ward.clone(), first.clone());
            async move { ward.refresh(&token).await.status }
        });
        assert_eq!(all(uses).await, [400; 20]);
        assert_eq!(ward.userinfo(&second).await.status, 401);
        app.work().await;
        let mails = app.mail.lock().unwrap().clone();
        let about: Vec<_> = mails.iter().filter(|mail| mail.purpose == "application_stopped").collect();
        assert_eq!(about.len(), 1);
        assert!(about[0].text.contains("ward's name"), "{}", about[0].text);
    }
}
