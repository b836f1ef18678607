//! R12, R13, C3: sign-in, sessions and what a guesser learns.

mod hashes;
mod replaced;

use serde_json::json;
use vestibule_shared::{
    account::{
        EndSession, ExtendSession, GetAccount, GetSession, SignOut, SignOutEverywhere, Strength,
    },
    api::Endpoint as _,
    problem::Code,
    registration::{Registration, Step as RegistrationStep},
    sign_in::{EnterPassword, PresentCard, Step, UseCard},
};

use crate::tests::app::{Browser, PASSWORD, TestApp, answer, on_each_engine};

const NORA: &str = "85073003328";
const BRAM: &str = "93051822361";

fn with(email: &str, password: &str) -> EnterPassword {
    EnterPassword { email: email.into(), password: password.into() }
}

async fn entered(app: &TestApp) -> Browser {
    let browser = app.browser();
    let step = browser.advance(&with("noor@example.be", PASSWORD)).await.unwrap();
    assert!(matches!(step, Step::Entered(_)));
    browser
}

on_each_engine! {
    async fn r12_user_name_in_any_spelling_and_password_sign_in(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        for spelling in ["noor@example.be", "NOOR@EXAMPLE.BE", " Noor@example.be"] {
            let browser = app.browser();
            browser.advance(&with(spelling, PASSWORD)).await.unwrap();
            let who = browser.call::<GetSession>().await.unwrap().signed_in.unwrap();
            assert_eq!((who.strength, who.expires_in), (Strength::Password, 1800));
        }
    }

    async fn r13_the_card_signs_in_and_an_unknown_one_says_so(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        for (number, expected) in [(NORA, None), (BRAM, Some(Code::EidUnknown))] {
            let browser = app.browser();
            let Step::ReadCard(step) = browser.advance(&UseCard {}).await.unwrap() else { panic!() };
            let token = answer(&app.card(number), &step.challenge.nonce);
            let outcome = browser.advance(&PresentCard { token }).await;
            assert_eq!(outcome.err().map(|problem| problem.code), expected);
        }
    }

    async fn the_card_of_an_unfinished_registration_goes_on_with_it(app: TestApp) {
        let card = app.card(NORA);
        app.register(&app.browser(), &card, "noor@example.be").await;
        let browser = app.browser();
        let Step::ReadCard(step) = browser.advance(&UseCard {}).await.unwrap() else { panic!() };
        let token = answer(&card, &step.challenge.nonce);
        let step = browser.advance(&PresentCard { token }).await.unwrap();
        assert!(matches!(step, Step::Unfinished(_)));
        let step = browser.current::<Registration>().await;
        assert!(matches!(step, RegistrationStep::Activate(_)));
    }

    async fn ux13_s15_unknown_unfinished_and_known_names_cannot_be_distinguished(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        app.register(&app.browser(), &app.card(BRAM), "bram@example.be").await;
        let mut bodies = std::collections::BTreeSet::new();
        for name in ["noor@example.be", "bram@example.be", "niemand@example.be", "geen adres", ""] {
            let command = json!({ "email": name, "password": "niet dit 1" });
            let answer = app.browser().post("/api/sign-in/password", &command).await;
            assert_eq!(answer.status, 401);
            bodies.insert(String::from_utf8(answer.body).unwrap());
        }
        assert_eq!(bodies.len(), 1, "{bodies:?}");
    }

    async fn a_password_that_was_changed_while_the_old_one_was_hashed_signs_nobody_in(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let mut tx = app.app.db.write().await.unwrap();
        let key = app.app.keys.index("email", "noor@example.be");
        let row = crate::db::accounts::find_by_email(&mut tx, &key).await.unwrap().unwrap();
        let id = vestibule_shared::id::AccountId(row.id);
        let old = row.password_hash.unwrap();
        crate::db::accounts::update_password(&mut tx, &id, "changed").await.unwrap();
        let holds = crate::db::accounts::confirm_password(&mut tx, &id, &old, &old).await.unwrap();
        assert!(!holds);
    }

    async fn c3_failures_slow_the_guesser_down_and_never_lock_the_owner_out(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let guesser = app.browser();
        for _ in 0..30 {
            let problem = guesser.advance(&with("noor@example.be", "niet dit 1")).await.unwrap_err();
            assert_eq!(problem.code, Code::CredentialsWrong);
        }
        let problem = guesser.advance(&with("NOOR@example.be", PASSWORD)).await.unwrap_err();
        assert_eq!(problem.code, Code::TooManyRequests);
        assert!(problem.retry_after.unwrap() <= 900);
        app.advance_seconds(901);
        entered(&app).await;
    }

    async fn a_session_ends_unused_after_half_an_hour_unless_it_is_extended(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let browser = entered(&app).await;
        app.advance_seconds(1700);
        // Asking does not keep it alive.
        assert_eq!(browser.call::<GetSession>().await.unwrap().signed_in.unwrap().expires_in, 100);
        browser.call::<ExtendSession>().await.unwrap();
        app.advance_seconds(1700);
        assert!(browser.call::<GetSession>().await.unwrap().signed_in.is_some());
        app.advance_seconds(101);
        let view = browser.call::<GetSession>().await.unwrap();
        assert!(view.signed_in.is_none() && view.timed_out, "a page that is opened again says why");
        crate::worker::purge::purge(&app.app).await.unwrap();
        assert!(browser.call::<GetSession>().await.unwrap().timed_out, "for an hour");
        app.advance_seconds(3600);
        crate::worker::purge::purge(&app.app).await.unwrap();
        assert!(!browser.call::<GetSession>().await.unwrap().timed_out, "then it is forgotten");
        assert_eq!(browser.call::<ExtendSession>().await.unwrap_err().code, Code::NotSignedIn);
    }

    async fn only_a_session_whose_time_was_over_is_said_to_have_timed_out(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let view = app.browser().call::<GetSession>().await.unwrap();
        assert!(!view.timed_out, "there was none");
        let browser = entered(&app).await;
        assert!(!browser.call::<GetSession>().await.unwrap().timed_out);
        let (ended, stolen) = (browser.fork(), browser.fork());
        browser.call::<SignOut>().await.unwrap();
        for other in [browser, ended, stolen] {
            assert!(!other.call::<GetSession>().await.unwrap().timed_out, "it was ended on purpose");
        }
    }

    async fn a_session_ends_after_a_day_however_it_is_extended(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let browser = entered(&app).await;
        for _ in 0..=(86_400 / 1500) {
            app.advance_seconds(1500);
            let _ = browser.call::<ExtendSession>().await;
        }
        assert!(browser.call::<GetSession>().await.unwrap().signed_in.is_none());
    }

    async fn signing_out_ends_this_session_and_everywhere_ends_all(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let (one, two, three) = (entered(&app).await, entered(&app).await, entered(&app).await);
        let stolen = one.fork();
        one.call::<SignOut>().await.unwrap();
        assert!(stolen.call::<GetSession>().await.unwrap().signed_in.is_none());
        assert!(two.call::<GetSession>().await.unwrap().signed_in.is_some());
        two.call::<SignOutEverywhere>().await.unwrap();
        assert!(three.call::<GetSession>().await.unwrap().signed_in.is_none());
    }

    async fn the_name_of_a_session_that_cannot_be_one_is_refused(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let browser = entered(&app).await;
        for name in ["", "\u{0}", "a b", &"x".repeat(65)] {
            let answer = browser.post(EndSession::PATH, &json!({ "session": name })).await;
            assert_eq!(answer.status, 400, "{name:?}");
        }
    }

    async fn a_person_ends_their_own_other_session_and_nobody_elses(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let (one, two) = (entered(&app).await, entered(&app).await);
        let page = one.call::<GetAccount>().await.unwrap();
        assert_eq!(page.sessions.len(), 2);
        assert!(page.sessions[0].current && !page.sessions[1].current);
        app.activated(&app.browser(), &app.card(BRAM), "bram@example.be").await;
        let stranger = app.browser();
        stranger.advance(&with("bram@example.be", PASSWORD)).await.unwrap();
        let choice = json!({ "session": page.sessions[1].id });
        assert_eq!(stranger.post(EndSession::PATH, &choice).await.status, 200);
        assert!(two.call::<GetSession>().await.unwrap().signed_in.is_some());
        assert_eq!(one.post(EndSession::PATH, &choice).await.json()["sessions"][1], json!(null));
        assert!(two.call::<GetSession>().await.unwrap().signed_in.is_none());
    }

    async fn the_account_page_shows_the_person_with_the_number_masked(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let page = entered(&app).await.call::<GetAccount>().await.unwrap();
        assert_eq!((page.email.as_str(), page.phone_masked.as_str()), ("noor@example.be", "+32\u{a0}•••\u{a0}••\u{a0}••\u{a0}56"));
        assert_eq!(page.family_name, "Voorbeeld");
    }
}
