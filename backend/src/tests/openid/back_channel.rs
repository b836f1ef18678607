//! Clients are notified that a person signed out (OpenID Connect Back-Channel Logout, O14).

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU16, Ordering},
};

use axum::{Router, body::Body, http::Response, routing::post};
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use vestibule_shared::{
    account::{SignOut, SignOutEverywhere},
    api::Endpoint as _,
    data::AskDeletion,
};

use super::relying_party::{Outcome, RelyingParty};
use crate::{
    app::config::Whole,
    db,
    service::logout,
    tests::{
        app::{Browser, TestApp, on_each_engine},
        helpers::{patient, patient_again},
        messages::count,
        races::futures_like::all,
    },
    worker::purge::purge,
};

/// Where a client is notified; it answers with a status.
struct Ear {
    uri: String,
    heard: Arc<Mutex<Vec<String>>>,
    status: Arc<AtomicU16>,
}

impl Ear {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let uri = format!("http://{}/logout", listener.local_addr().unwrap());
        let (heard, status) = (Arc::<Mutex<Vec<String>>>::default(), Arc::new(AtomicU16::new(200)));
        let (inbox, answers) = (heard.clone(), status.clone());
        let elsewhere = uri.clone();
        let handler = async move |headers: axum::http::HeaderMap, body: String| {
            assert_eq!(headers["content-type"], "application/x-www-form-urlencoded");
            inbox.lock().unwrap().push(body);
            let answer = Response::builder().status(answers.load(Ordering::Relaxed));
            answer.header("location", elsewhere).body(Body::empty()).unwrap()
        };
        let router = Router::new().route("/logout", post(handler));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { uri, heard, status }
    }

    async fn client(&self, app: &TestApp, id: &str) -> RelyingParty {
        let metadata = json!({ "consent": "skip", "backchannel_logout_uri": self.uri });
        RelyingParty::register(app, id, metadata).await
    }

    fn answer(&self, status: u16) {
        self.status.store(status, Ordering::Relaxed);
    }

    /// The tokens that arrived since the last look.
    fn take(&self) -> Vec<String> {
        let bodies = std::mem::take(&mut *self.heard.lock().unwrap());
        bodies.iter().map(|body| body.strip_prefix("logout_token=").unwrap().to_owned()).collect()
    }
}

/// Does what the workers do.
async fn work(app: &TestApp) {
    while logout::sweep(&app.app).await.unwrap() {}
    while logout::deliver_one(&app.app).await.unwrap() {}
}

/// The claims of a logout token, verified with the published keys, and the type in its header.
async fn open(browser: &Browser, token: &str) -> (Value, String) {
    let set: JwkSet = serde_json::from_value(browser.get("/openid/jwks").await.json()).unwrap();
    let header = decode_header(token).unwrap();
    let key = DecodingKey::from_jwk(set.find(&header.kid.unwrap()).unwrap()).unwrap();
    let mut rules = Validation::new(header.alg);
    rules.validate_exp = false;
    rules.validate_aud = false;
    (decode::<Value>(token, &key, &rules).unwrap().claims, header.typ.unwrap())
}

async fn undelivered(app: &TestApp) -> usize {
    let mut tx = app.app.db.read().await.unwrap();
    let rows = db::trail::after(&mut tx, 0, 5000).await.unwrap();
    rows.iter().filter(|row| row.event == "openid.logout_undelivered").count()
}

on_each_engine! {
    // The module `oidcc-backchannel-rp-initiated-logout`.
    async fn o14_a_client_gets_a_signed_token_that_names_person_and_session_when_it_signs_them_out(app: TestApp) {
        let ear = Ear::open().await;
        let ward = ear.client(&app, "ward").await;
        let browser = patient(&app).await;
        let tokens = ward.tokens(&browser, &[]).await;
        work(&app).await;
        assert!(ear.take().is_empty(), "the session lives");
        let hint = tokens["id_token"].as_str().unwrap();
        assert_eq!(browser.get(&format!("/openid/logout?id_token_hint={hint}")).await.status, 303);
        work(&app).await;
        let heard = ear.take();
        assert_eq!(heard.len(), 1);
        let (claims, kind) = open(&browser, &heard[0]).await;
        let signed_in = ward.id_token(&tokens).await;
        assert_eq!(kind, "logout+jwt");
        for name in ["iss", "aud", "sub", "sid"] {
            assert_eq!(claims[name], signed_in[name], "{name}");
        }
        let seconds = app.app.clock.now().0 / 1000;
        assert_eq!((&claims["iat"], &claims["exp"]), (&json!(seconds), &json!(seconds + 120)));
        assert_eq!(claims["events"], json!({ "http://schemas.openid.net/event/backchannel-logout": {} }));
        assert!(claims["jti"].as_str().unwrap().len() >= 20 && claims.get("nonce").is_none());
        work(&app).await;
        assert!(ear.take().is_empty(), "once it was heard, it is over");
    }

    async fn o14_whatever_ends_a_session_is_announced_to_each_of_its_clients_once(app: TestApp) {
        let mut app = app;
        app.change(|config| config.deletion_wait_days = Whole(0));
        let ear = Ear::open().await;
        let (ward, other) = (ear.client(&app, "ward").await, ear.client(&app, "other").await);
        drop(patient(&app).await);
        for end in ["sign out", "everywhere", "expiry", "replaced", "deletion"] {
            let browser = patient_again(&app).await;
            let sid = ward.id_token(&ward.tokens(&browser, &[]).await).await["sid"].clone();
            ward.tokens(&browser, &[("scope", "openid offline_access")]).await;
            other.tokens(&browser, &[]).await;
            match end {
                "sign out" => drop(browser.call::<SignOut>().await.unwrap()),
                "everywhere" => drop(browser.call::<SignOutEverywhere>().await.unwrap()),
                "expiry" => app.advance_seconds(86_400),
                "replaced" => drop(crate::tests::helpers::enter(&browser).await.unwrap()),
                _ => assert_eq!(browser.post(AskDeletion::PATH, &json!({})).await.status, 200),
            }
            work(&app).await;
            let heard = ear.take();
            assert_eq!(heard.len(), 2, "{end}");
            let mut sids = vec![];
            for token in &heard {
                let (claims, _) = open(&browser, token).await;
                sids.extend((claims["aud"] == "ward").then(|| claims["sid"].clone()));
            }
            assert_eq!(sids, [sid], "{end}");
            if end == "replaced" {
                browser.call::<SignOut>().await.unwrap();
            }
        }
    }

    async fn o14_a_client_that_wants_no_notice_or_was_given_nothing_gets_none(app: TestApp) {
        let ear = Ear::open().await;
        let silent = RelyingParty::register(&app, "silent", json!({ "consent": "skip" })).await;
        let (ward, off) = (ear.client(&app, "ward").await, ear.client(&app, "off").await);
        let browser = patient(&app).await;
        silent.tokens(&browser, &[]).await;
        off.tokens(&browser, &[]).await;
        let Outcome::Back(_) = ward.authorize(&browser, &[]).await else { panic!() };
        browser.call::<SignOut>().await.unwrap();
        let mut tx = app.app.db.write().await.unwrap();
        let now = app.app.clock.now();
        db::clients::update_disabled(&mut tx, "off", Some(now), now).await.unwrap();
        tx.commit().await.unwrap();
        work(&app).await;
        assert!(ear.take().is_empty());
    }

    async fn o14_two_instances_notify_a_client_once(app: TestApp) {
        let ear = Ear::open().await;
        let ward = ear.client(&app, "ward").await;
        let browser = patient(&app).await;
        ward.tokens(&browser, &[]).await;
        browser.call::<SignOut>().await.unwrap();
        let instances = (0..8).map(|_| {
            let app = app.app.clone();
            async move {
                while logout::sweep(&app).await.unwrap() {}
                while logout::deliver_one(&app).await.unwrap() {}
            }
        });
        all(instances).await;
        assert_eq!(ear.take().len(), 1);
    }

    async fn o14_a_client_that_refuses_is_tried_again_at_growing_distances_with_new_tokens(app: TestApp) {
        let ear = Ear::open().await;
        let ward = ear.client(&app, "ward").await;
        let browser = patient(&app).await;
        ward.tokens(&browser, &[]).await;
        browser.call::<SignOut>().await.unwrap();
        // A redirect is not followed: this one would lead to the same address.
        ear.answer(307);
        work(&app).await;
        let mut tokens = ear.take();
        assert_eq!(tokens.len(), 1);
        for (seconds, status) in [(2, 400), (8, 500), (32, 503), (128, 200)] {
            app.advance_seconds(seconds - 1);
            work(&app).await;
            assert_eq!(ear.take().len(), 0, "after {} s", seconds - 1);
            ear.answer(status);
            app.advance_seconds(1);
            work(&app).await;
            let heard = ear.take();
            assert_eq!(heard.len(), 1, "after {seconds} s");
            tokens.extend(heard);
        }
        let mut names = vec![];
        for token in &tokens {
            names.push(open(&browser, token).await.0["jti"].to_string());
        }
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 5, "a client may refuse a token that it has seen");
        app.advance_seconds(3600);
        work(&app).await;
        assert!(ear.take().is_empty(), "it took the last one");
    }

    async fn o14_a_client_that_never_answers_is_given_up_after_six_hours_which_is_in_the_trail(app: TestApp) {
        let ear = Ear::open().await;
        let ward = ear.client(&app, "ward").await;
        let browser = patient(&app).await;
        ward.tokens(&browser, &[]).await;
        browser.call::<SignOut>().await.unwrap();
        ear.answer(500);
        let mut tries = 0;
        for _ in 0..(6 * 12 - 1) {
            work(&app).await;
            tries += ear.take().len();
            app.advance_seconds(300);
        }
        assert!((70..90).contains(&tries), "{tries}");
        assert_eq!(undelivered(&app).await, 0);
        app.advance_seconds(300);
        work(&app).await;
        assert_eq!(ear.take().len(), 0);
        assert_eq!(undelivered(&app).await, 1);
        app.advance_seconds(3600);
        work(&app).await;
        assert_eq!(undelivered(&app).await, 1, "once");
    }

    async fn o14_a_client_that_is_away_holds_its_own_notices_and_no_others(app: TestApp) {
        let (ear, gone) = (Ear::open().await, TcpListener::bind("127.0.0.1:0").await.unwrap());
        let address = format!("http://{}/", gone.local_addr().unwrap());
        drop(gone);
        let metadata = json!({ "consent": "skip", "backchannel_logout_uri": address });
        let away = RelyingParty::register(&app, "away", metadata).await;
        let ward = ear.client(&app, "ward").await;
        drop(patient(&app).await);
        for _ in 0..3 {
            let browser = patient_again(&app).await;
            away.tokens(&browser, &[]).await;
            ward.tokens(&browser, &[]).await;
            browser.call::<SignOut>().await.unwrap();
        }
        while logout::sweep(&app.app).await.unwrap() {}
        let mut tried = 0;
        while logout::deliver_one(&app.app).await.unwrap() {
            tried += 1;
        }
        assert_eq!(ear.take().len(), 3);
        assert_eq!(tried, 4, "one of the client that is away, until it is due again");
    }

    async fn o14_a_sign_out_while_no_worker_ran_is_announced_after_the_grant_would_have_been_deleted(app: TestApp) {
        let ear = Ear::open().await;
        let ward = ear.client(&app, "ward").await;
        let browser = patient(&app).await;
        ward.tokens(&browser, &[]).await;
        app.advance_seconds(7 * 86_400);
        purge(&app.app).await.unwrap();
        work(&app).await;
        assert_eq!(ear.take().len(), 1);
        purge(&app.app).await.unwrap();
        assert_eq!(count(&app.app.db, "select count(*) from client_grants").await, 0);
        assert_eq!(count(&app.app.db, "select count(*) from logout_notices").await, 0);
    }
}
