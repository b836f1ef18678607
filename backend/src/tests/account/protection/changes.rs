//! Changing what protects an account, and undoing it: a recent proof before, a notice to the old
//! contact after (P12, UX 22).

use axum::body::Body;
use serde_json::{Value, json};
use vestibule_shared::{
    account::{GetAccount, GetSession, SignOut},
    api::Wizard as _,
    contact::{self, What},
    factor::FactorKind,
    problem::Code,
    registration as reg,
    security::{GetActivity, GetSecurity, Happened},
    sign_in::{self as sign_in, SignIn, Step},
};

use super::{BRAM, LOTTE, NEW, confirm, entered_again, mail, new_password, read_card, submit};
use crate::tests::{
    app::{Browser, PASSWORD, TestApp, codes, details, on_each_engine},
    helpers::{EMAIL, app_code, choose, enrol_app, enter, entered, patient},
};

fn token(text: &str) -> Value {
    let rest = text.split("/undo#").nth(1).unwrap();
    json!({ "token": rest.split_whitespace().next().unwrap() })
}

async fn change_email(app: &TestApp, browser: &Browser, email: &str) {
    let _ = browser.send(Browser::request("DELETE", contact::Contact::PATH, Body::empty())).await;
    browser.advance(&contact::NewEmail { email: email.into() }).await.unwrap();
    let (to, text) = mail(app, "contact").await;
    assert_eq!(to, email);
    let code = text.split("\n\n").nth(1).unwrap().chars().take(6).collect();
    browser.advance(&contact::SubmitCode { code }).await.unwrap();
}

/// The last mail of a kind to an address.
async fn mail_to(app: &TestApp, purpose: &str, to: &str) -> String {
    app.work().await;
    let sent = app.mail.lock().unwrap();
    let is_it = |mail: &&crate::gateway::mail::Mail| mail.purpose == purpose && mail.to == to;
    sent.iter().rev().find(is_it).unwrap().text.clone()
}

on_each_engine! {
    async fn ux22_a_new_number_is_proved_there_and_the_old_one_is_notified_and_can_undo_it(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        let other = { app.advance_seconds(60); entered(&app, &app_code(&app, &key)).await.unwrap() };
        browser.advance(&contact::NewPhone { phone: "0470 65 43 21".into() }).await.unwrap();
        app.work().await;
        assert_eq!(app.sms.lock().unwrap().last().unwrap().to, "+32470654321");
        let code = app.last_code();
        let step = browser.advance(&contact::SubmitCode { code }).await.unwrap();
        assert_eq!(step, contact::Step::Changed(contact::ChangedStep { what: What::Phone }));
        let page = browser.call::<GetAccount>().await.unwrap();
        assert_eq!(page.phone_masked, "+32\u{a0}•••\u{a0}••\u{a0}••\u{a0}21");
        assert!(other.call::<GetSession>().await.unwrap().signed_in.is_none(), "the others ended");
        let (to, text) = mail(&app, "phone_changed").await;
        assert_eq!(to, EMAIL);
        assert_eq!(app.sms.lock().unwrap().last().unwrap().to, "+32470123456", "the old number is notified");
        let stranger = app.browser();
        let undone = stranger.post("/api/undo", &token(&text)).await;
        assert_eq!((undone.status, undone.json()["held_hours"].as_u64()), (200, Some(72)));
        assert_eq!(stranger.post("/api/undo", &token(&text)).await.json()["code"], "link_expired");
        assert!(browser.call::<GetSession>().await.unwrap().signed_in.is_none());
        // What the stranger knew is worth nothing any more.
        assert_eq!(enter(&app.browser()).await.unwrap_err().code, Code::CredentialsWrong);
        new_password(&app, &app.browser()).await;
        // Held: shown only after both factors; the card opens it.
        app.advance_seconds(60);
        let problem = entered_again(&app, &app_code(&app, &key)).await.unwrap_err();
        assert_eq!(problem, Code::AccountHeld);
        stranger.advance(&sign_in::UseCard {}).await.unwrap();
        read_card(&app, &stranger, LOTTE).await.unwrap();
        let page = stranger.call::<GetAccount>().await.unwrap();
        assert_eq!(page.phone_masked, "+32\u{a0}•••\u{a0}••\u{a0}••\u{a0}56", "as it was");
        app.advance_seconds(60);
        entered_again(&app, &app_code(&app, &key)).await.unwrap();
    }

    async fn undoing_a_change_undoes_every_later_one_and_leaves_a_thief_nothing(app: TestApp) {
        let browser = patient(&app).await;
        let own = enrol_app(&app, &browser).await;
        let method = browser.call::<GetSecurity>().await.unwrap().methods[0].id.clone();
        // A thief in this session moves the address away, twice, and takes the methods over.
        change_email(&app, &browser, "one@example.be").await;
        let first = mail_to(&app, "email_changed", EMAIL).await;
        app.advance_seconds(31);
        change_email(&app, &browser, "two@example.be").await;
        let second = mail_to(&app, "email_changed", "one@example.be").await;
        app.advance_seconds(31);
        let theirs = enrol_app(&app, &browser).await;
        let removed = browser.post("/api/account/methods/remove", &json!({ "method": method })).await;
        assert_eq!(removed.status, 200);
        browser.post("/api/account/recovery-codes", &json!({})).await;
        // One click on the first link.
        assert_eq!(app.browser().post("/api/undo", &token(&first)).await.status, 200);
        let later = app.browser().post("/api/undo", &token(&second)).await;
        assert_eq!(later.json()["code"], "link_expired");
        let codes_left = "select count(*) from recovery_codes";
        assert_eq!(crate::tests::messages::count(&app.app.db, codes_left).await, 0);
        let owner = app.browser();
        owner.advance(&sign_in::UseCard {}).await.unwrap();
        read_card(&app, &owner, LOTTE).await.unwrap();
        assert_eq!(owner.call::<GetAccount>().await.unwrap().email, EMAIL);
        new_password(&app, &app.browser()).await;
        app.advance_seconds(60);
        assert!(entered_again(&app, &app_code(&app, &theirs)).await.is_err());
        entered_again(&app, &app_code(&app, &own)).await.unwrap();
    }

    async fn a_confirmation_ends_with_the_session_it_belongs_to(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        app.advance_seconds(60);
        browser.post("/api/account/confirm", &json!({})).await;
        choose(&browser, FactorKind::App).await;
        // A thief who has the visitor's cookie alone.
        let thief = browser.fork();
        thief.forget("__Host-session");
        let problem = thief.advance(&submit(&app_code(&app, &key))).await.unwrap_err();
        assert_eq!(problem.code, Code::WrongStep);
        browser.call::<SignOut>().await.unwrap();
        assert!(matches!(browser.current::<SignIn>().await, Step::Credentials(_)), "no dead end");
    }

    async fn a_new_address_is_the_new_user_name_once_its_code_was_typed(app: TestApp) {
        let browser = patient(&app).await;
        app.activated(&app.browser(), &app.card(BRAM), "bram@example.be").await;
        let taken = contact::NewEmail { email: "BRAM@example.be".into() };
        assert_eq!(codes(&browser.advance(&taken).await.unwrap_err()), [Code::EmailTaken]);
        browser.advance(&contact::NewEmail { email: "new@example.be".into() }).await.unwrap();
        let (to, text) = mail(&app, "contact").await;
        assert_eq!(to, "new@example.be");
        let code = text.split("\n\n").nth(1).unwrap().chars().take(6).collect();
        browser.advance(&contact::SubmitCode { code }).await.unwrap();
        app.work().await;
        let mut notified: Vec<String> = app.mail.lock().unwrap().iter()
            .filter(|mail| mail.purpose == "email_changed").map(|mail| mail.to.clone()).collect();
        notified.sort();
        assert_eq!(notified, [EMAIL, "new@example.be"]);
        assert!(enter(&app.browser()).await.is_err());
        let with = sign_in::EnterPassword { email: "new@example.be".into(), password: PASSWORD.into() };
        app.browser().advance(&with).await.unwrap();
    }

    async fn p12_s13_every_change_asks_for_a_fresh_proof(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        let method = browser.call::<GetSecurity>().await.unwrap().methods[0].id.clone();
        app.advance_seconds(601);
        let password = json!({ "current": PASSWORD, "password": "groen fietspad 8", "confirmation": "groen fietspad 8" });
        let changes = [
            ("/api/account/methods/rename", json!({ "method": method, "name": "Other" })),
            ("/api/account/methods/prefer", json!({ "method": method })),
            ("/api/account/methods/remove", json!({ "method": method })),
            ("/api/account/recovery-codes", json!({})),
            ("/api/account/password", password),
            ("/api/account/two-step/start", json!({ "kind": "app" })),
            ("/api/account/contact/phone", json!({ "phone": "0470 65 43 21" })),
            ("/api/account/contact/email", json!({ "email": "new@example.be" })),
        ];
        for (path, body) in &changes {
            let answer = browser.post(path, body).await;
            assert_eq!(answer.json()["code"], "proof_required", "{path}");
        }
        let before = browser.cookie();
        confirm(&app, &browser, &key).await;
        assert_ne!(before, browser.cookie(), "a new value at every step up");
        let page = browser.post(changes[0].0, &changes[0].1).await;
        assert_eq!(page.json()["methods"][0]["name"], "Other");
        let page = browser.post(changes[4].0, &changes[4].1).await;
        assert_eq!(page.status, 200, "{}", page.json());
        assert!(enter(&app.browser()).await.is_err(), "the old password");
    }

    async fn the_history_tells_in_plain_words_what_happened_with_which_browser(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        app.advance_seconds(60);
        let other = entered(&app, &app_code(&app, &key)).await.unwrap();
        let notified: Vec<Happened> =
            other.call::<GetActivity>().await.unwrap().entries.iter().map(|it| it.what).collect();
        for happened in [
            Happened::Activated,
            Happened::SignedInPassword,
            Happened::MethodAdded,
            Happened::CodesRenewed,
            Happened::SignedInTwoStep,
        ] {
            assert!(notified.contains(&happened), "{happened:?} in {notified:?}");
        }
    }

    async fn wrong_passwords_of_a_stranger_do_not_push_what_matters_off_the_history(app: TestApp) {
        let browser = patient(&app).await;
        enrol_app(&app, &browser).await;
        let wrong = "insert into audit (seq, id, at, event, account_id, actor, detail, mac) \
            select -n, cast(n as text), 9000000000000 + n, 'session.sign_in_failed', \
            (select id from accounts limit 1), 'person', 'password', '' from \
            (with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 300) \
            select n from numbers) as many";
        crate::tests::messages::execute(&app.app.db, wrong).await;
        let notified = browser.call::<GetActivity>().await.unwrap().entries;
        let of = |what: Happened| notified.iter().filter(|it| it.what == what).count();
        assert_eq!(of(Happened::PasswordWrong), 20);
        assert_eq!(of(Happened::MethodAdded), 1);
    }

    async fn an_address_that_an_undo_may_bring_back_is_nobody_elses_meanwhile(app: TestApp) {
        let browser = patient(&app).await;
        change_email(&app, &browser, "new@example.be").await;
        let text = mail_to(&app, "email_changed", EMAIL).await;
        let thief = app.browser();
        thief.identify(&app.card(BRAM), reg::Audience::Patient).await.unwrap();
        thief.advance(&reg::ConfirmProfile { capacity: reg::Capacity::Citizen }).await.unwrap();
        let problem = thief.advance(&details(EMAIL)).await.unwrap_err();
        assert_eq!(codes(&problem), [Code::EmailTaken]);
        thief.advance(&details("bram@example.be")).await.unwrap();
        assert_eq!(app.browser().post("/api/undo", &token(&text)).await.status, 200);
        let owner = app.browser();
        owner.advance(&sign_in::UseCard {}).await.unwrap();
        read_card(&app, &owner, LOTTE).await.unwrap();
        assert_eq!(owner.call::<GetAccount>().await.unwrap().email, EMAIL);
    }

    async fn a_wrong_present_password_is_shown_in_the_history(app: TestApp) {
        let browser = patient(&app).await;
        let change = json!({ "current": "wrong horse 7", "password": NEW, "confirmation": NEW });
        let answer = browser.post("/api/account/password", &change).await;
        assert_eq!(answer.json()["fields"][0]["code"], "password_wrong");
        let notified = browser.call::<GetActivity>().await.unwrap().entries;
        assert!(notified.iter().any(|it| it.what == Happened::PasswordWrong), "{notified:?}");
    }
}
