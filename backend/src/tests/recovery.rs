//! A forgotten password: by mail and code, or by card.

use vestibule_shared::{
    account::GetSession,
    problem::Code,
    recovery::{AskMail, OpenLink, PresentCard, Recovery, ResendMail, SetPassword, Step, UseCard},
    sign_in::EnterPassword,
};

use crate::tests::app::{Browser, PASSWORD, TestApp, answer, codes, on_each_engine};

const NORA: &str = "85073003328";
const NEW: &str = "groene regenjas 3";

fn set(code: &str) -> SetPassword {
    SetPassword { code: code.into(), password: NEW.into(), confirmation: NEW.into() }
}

async fn sign_in(app: &TestApp, password: &str) -> Option<Browser> {
    let browser = app.browser();
    let command = EnterPassword { email: "noor@example.be".into(), password: password.into() };
    browser.advance(&command).await.ok().map(|_| browser)
}

async fn link(app: &TestApp) -> String {
    app.browser().advance(&AskMail { email: "Noor@example.be".into() }).await.unwrap();
    app.work().await;
    let mails = app.mail.lock().unwrap();
    let text = &mails.last().unwrap().text;
    text.split("/recover#").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

on_each_engine! {
    async fn a_link_and_a_code_set_a_new_password_and_end_every_session(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let signed_in = sign_in(&app, PASSWORD).await.unwrap();
        let token = link(&app).await;
        app.advance_seconds(60);
        let browser = app.browser();
        let step = browser.advance(&OpenLink { token: token.clone() }).await.unwrap();
        let Step::NewPassword(step) = step else { panic!() };
        assert_eq!(step.sent.unwrap().phone_masked, "+32\u{a0}•••\u{a0}••\u{a0}••\u{a0}56");
        app.work().await;
        let code = app.last_code();
        let wrong = if code == "000000" { "000001" } else { "000000" };
        assert_eq!(codes(&browser.advance(&set(wrong)).await.unwrap_err()), [Code::CodeWrong]);
        assert!(matches!(browser.advance(&set(&code)).await.unwrap(), Step::Done(_)));
        assert!(signed_in.call::<GetSession>().await.unwrap().signed_in.is_none());
        assert!(sign_in(&app, PASSWORD).await.is_none());
        assert!(sign_in(&app, NEW).await.is_some());
        app.work().await;
        assert_eq!(app.mails().last().unwrap(), "password_changed");
        let again = app.browser().advance(&OpenLink { token }).await.unwrap_err();
        assert_eq!(again.code, Code::LinkExpired);
    }

    async fn the_card_sets_a_new_password_without_a_code(app: TestApp) {
        let card = app.card(NORA);
        app.activated(&app.browser(), &card, "noor@example.be").await;
        let browser = app.browser();
        let Step::ReadCard(step) = browser.advance(&UseCard {}).await.unwrap() else { panic!() };
        let token = answer(&card, &step.challenge.nonce);
        let step = browser.advance(&PresentCard { token }).await.unwrap();
        let Step::NewPassword(step) = step else { panic!() };
        assert!(step.sent.is_none());
        assert!(matches!(browser.advance(&set("")).await.unwrap(), Step::Done(_)));
        assert!(sign_in(&app, NEW).await.is_some());
    }

    async fn s15_an_unknown_address_is_answered_alike_and_gets_no_mail(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let before = app.mails().len();
        let step = app.browser().advance(&AskMail { email: "x@example.be".into() }).await.unwrap();
        assert!(matches!(step, Step::MailSent(_)));
        app.work().await;
        assert_eq!(app.mails().len(), before);
    }

    async fn s15_the_mail_is_sent_again_after_a_while_and_an_unknown_address_is_answered_alike(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let before = app.mails().len();
        let known = app.browser();
        for (browser, email) in [(&known, "noor@example.be"), (&app.browser(), "x@example.be")] {
            let step = browser.advance(&AskMail { email: email.into() }).await.unwrap();
            let Step::MailSent(step) = step else { panic!() };
            let wait = step.resend_in;
            assert!(wait >= 30, "{wait}");
            let problem = browser.advance(&ResendMail {}).await.unwrap_err();
            assert_eq!((problem.code, problem.retry_after), (Code::ResendTooSoon, Some(wait)));
            app.advance_seconds(i64::from(wait));
            let again = browser.advance(&ResendMail {}).await.unwrap();
            let Step::MailSent(again) = again else { panic!() };
            assert_eq!((again.email, again.resend_in), (step.email, wait));
            assert!(again.asked_at > step.asked_at);
            app.work().await;
        }
        assert_eq!(app.mails().len(), before + 2);
        // The limit of the address holds across both ways to ask.
        app.advance_seconds(60);
        known.advance(&ResendMail {}).await.unwrap();
        app.advance_seconds(60);
        assert_eq!(known.advance(&ResendMail {}).await.unwrap_err().code, Code::TooManyRequests);
        let command = AskMail { email: "noor@example.be".into() };
        let problem = app.browser().advance(&command).await.unwrap_err();
        assert_eq!(problem.code, Code::TooManyRequests);
    }

    async fn a_link_is_over_after_half_an_hour(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let token = link(&app).await;
        app.advance_seconds(1801);
        let problem = app.browser().advance(&OpenLink { token }).await.unwrap_err();
        assert_eq!(problem.code, Code::LinkExpired);
    }

    async fn five_wrong_codes_rest_that_step_across_links_and_do_not_lock_the_account(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        app.advance_seconds(60);
        let browser = app.browser();
        browser.advance(&OpenLink { token: link(&app).await }).await.unwrap();
        app.work().await;
        let wrong = if app.last_code() == "000000" { "000001" } else { "000000" };
        for _ in 0..5 {
            browser.advance(&set(wrong)).await.unwrap_err();
        }
        let other = app.browser();
        other.advance(&OpenLink { token: link(&app).await }).await.unwrap();
        let problem = other.advance(&set(&app.last_code())).await.unwrap_err();
        assert_eq!(problem.code, Code::TooManyRequests);
        assert!(matches!(other.current::<Recovery>().await, Step::NewPassword(_)));
        assert!(sign_in(&app, PASSWORD).await.is_some());
    }
}
