//! A session ends with the sign-in that replaces it in a browser, for every way of signing in (ASVS
//! 7.2.4).

use axum::{body::Body, extract::FromRequestParts as _};
use vestibule_shared::{
    account::{GetSession, Strength},
    factor::FactorKind,
    recovery,
    registration::{Audience, SignInInstead},
    sign_in::{self, SignIn, Step},
};

use crate::{
    db,
    domain::identity::Worth,
    service::{
        accounts,
        context::Context,
        sessions::{self, Scope},
    },
    tests::{
        app::{Browser, PASSWORD, TestApp, answer, on_each_engine},
        helpers::{
            EMAIL, Key, app_code, at_choice, choose, enrol_app, enrol_key, enter, finish, patient,
            set_up,
        },
        messages,
    },
};

const LOTTE: &str = "85073003328";
const BRAM: &str = "93051822361";

async fn is_in(browser: &Browser) -> bool {
    browser.call::<GetSession>().await.unwrap().signed_in.is_some()
}

/// Makes sure that the sign-in that just happened ended the session that was there before.
async fn took_the_place_of(old: &Browser, browser: &Browser) {
    assert!(is_in(browser).await, "the new one lives");
    assert!(!is_in(old).await, "the old one is over");
}

async fn present(app: &TestApp, browser: &Browser, number: &str) {
    let Step::ReadCard(step) = browser.current::<SignIn>().await else { panic!() };
    let token = answer(&app.card(number), &step.challenge.nonce);
    browser.advance(&sign_in::PresentCard { token }).await.unwrap();
}

on_each_engine! {
    async fn asvs_7_2_4_a_password_ends_the_session_that_was_there(app: TestApp) {
        let browser = patient(&app).await;
        let elsewhere = { let other = app.browser(); enter(&other).await.unwrap(); other };
        let old = browser.fork();
        enter(&browser).await.unwrap();
        took_the_place_of(&old, &browser).await;
        assert!(is_in(&elsewhere).await, "another browser's session is not concerned");
        let noted = "select count(*) from audit where event = 'session.signed_out' and detail = 'replaced'";
        assert_eq!(messages::count(&app.app.db, noted).await, 1);
        // Another person at the same browser.
        app.activated(&app.browser(), &app.card(BRAM), "bram@example.be").await;
        let old = browser.fork();
        let with = sign_in::EnterPassword { email: "bram@example.be".into(), password: PASSWORD.into() };
        browser.advance(&with).await.unwrap();
        took_the_place_of(&old, &browser).await;
        assert_eq!(messages::count(&app.app.db, noted).await, 2);
    }

    async fn asvs_7_2_4_a_sign_in_that_fails_ends_nothing(app: TestApp) {
        let browser = patient(&app).await;
        let with = sign_in::EnterPassword { email: EMAIL.into(), password: "not it 77".into() };
        browser.advance(&with).await.unwrap_err();
        assert!(is_in(&browser).await);
    }

    async fn asvs_7_2_4_a_second_factor_ends_the_session_that_was_there_and_its_question_does_not(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        app.advance_seconds(60);
        let old = browser.fork();
        enter(&browser).await.unwrap();
        choose(&browser, FactorKind::App).await;
        assert!(is_in(&old).await, "nobody signed in yet");
        let submit = sign_in::SubmitCode { code: app_code(&app, &key), remember: true };
        browser.advance(&submit).await.unwrap();
        took_the_place_of(&old, &browser).await;
        // The browser is remembered: the password alone signs in.
        let old = browser.fork();
        enter(&browser).await.unwrap();
        took_the_place_of(&old, &browser).await;
    }

    async fn asvs_7_2_4_a_passkey_ends_the_session_that_was_there(app: TestApp) {
        let browser = patient(&app).await;
        let mut key = Key::new();
        enrol_key(&browser, FactorKind::Passkey, &mut key).await;
        let old = browser.fork();
        let Step::Credentials(step) = browser.advance(&sign_in::AskPasskey {}).await.unwrap()
        else { panic!() };
        let credential = key.soft.get(&step.passkey.unwrap());
        browser.advance(&sign_in::UsePasskey { credential }).await.unwrap();
        took_the_place_of(&old, &browser).await;
    }

    async fn asvs_7_2_4_a_card_ends_the_session_that_was_there(app: TestApp) {
        let browser = patient(&app).await;
        let old = browser.fork();
        browser.advance(&sign_in::UseCard {}).await.unwrap();
        present(&app, &browser, LOTTE).await;
        took_the_place_of(&old, &browser).await;
        // The card of who registers, and has an account.
        let old = browser.fork();
        browser.identify(&app.card(LOTTE), Audience::Patient).await.unwrap();
        browser.advance(&SignInInstead {}).await.unwrap();
        took_the_place_of(&old, &browser).await;
    }

    async fn asvs_7_2_4_losing_everything_ends_the_session_that_was_there(app: TestApp) {
        let browser = patient(&app).await;
        let vestibule_shared::factor::SetUp::App { key, .. } = set_up(&browser, FactorKind::App).await
        else { panic!() };
        let code = app_code(&app, &key);
        browser.advance(&vestibule_shared::two_step::SubmitCode { code }).await.unwrap();
        finish(&browser).await;
        let old = browser.fork();
        enter(&browser).await.unwrap();
        at_choice(&browser).await;
        browser.advance(&sign_in::LoseEverything {}).await.unwrap();
        browser.advance(&sign_in::ProveByCard {}).await.unwrap();
        present(&app, &browser, LOTTE).await;
        took_the_place_of(&old, &browser).await;
    }

    async fn asvs_7_2_4_an_upstream_provider_ends_the_session_that_was_there(app: TestApp) {
        let browser = patient(&app).await;
        let old = browser.fork();
        let request = Browser::request("GET", "/", Body::empty());
        let (mut parts, _) = request.into_parts();
        parts.headers.insert("cookie", browser.cookie().parse().unwrap());
        let cx = Context::from_request_parts(&mut parts, &app.app).await.unwrap();
        let mut tx = app.app.db.write().await.unwrap();
        let row = db::accounts::find_by_email(&mut tx, &app.app.keys.index("email", EMAIL)).await;
        let account = accounts::open(&app.app, row.unwrap().unwrap()).unwrap();
        let worth = Worth { two_factors: false, is_fresh: true };
        sessions::begin_by_provider(&cx, &mut tx, &account, worth).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!is_in(&old).await);
        // One that is over already is no event.
        let mut tx = app.app.db.write().await.unwrap();
        sessions::begin(&cx, &mut tx, &account, Strength::Eid, Scope::Full).await.unwrap();
        tx.commit().await.unwrap();
        let noted = "select count(*) from audit where event = 'session.signed_out' and detail = 'replaced'";
        assert_eq!(messages::count(&app.app.db, noted).await, 1);
    }

    async fn asvs_7_2_4_a_new_password_ends_every_session(app: TestApp) {
        let browser = patient(&app).await;
        let old = browser.fork();
        browser.advance(&recovery::UseCard {}).await.unwrap();
        let step = browser.current::<recovery::Recovery>().await;
        let recovery::Step::ReadCard(step) = step else { panic!("{step:?}") };
        let token = answer(&app.card(LOTTE), &step.challenge.nonce);
        browser.advance(&recovery::PresentCard { token }).await.unwrap();
        let (password, confirmation) = ("groen fietspad 8".to_owned(), "groen fietspad 8".to_owned());
        let set = recovery::SetPassword { code: String::new(), password, confirmation };
        browser.advance(&set).await.unwrap();
        assert!(!is_in(&old).await);
    }
}
