//! What strangers may try without delaying other people: guesses of a password from many networks,
//! mails requested for others, and messages of a network.

mod rizivs;

use serde_json::json;
use vestibule_shared::{
    factor::FactorKind,
    policy::{Figure, Policy, Value},
    problem::Code,
    recovery::{AskMail, SetPassword},
    registration::{
        Audience, Capacity, ConfirmProfile, Registration, Step as Registering, SubmitAccount,
    },
    security::ChangePassword,
    sign_in::{EnterPassword, PresentCard, Step, SubmitCode, UseCard},
};

use crate::{
    app::block::Block,
    domain::code::{Limit, PER_BLOCK},
    service::limits,
    tests::{
        app::{Browser, PASSWORD, TestApp, answer, details, on_each_engine},
        endings::enforce,
        helpers::{app_code, choose, enrol_app, enter, patient},
        messages::count,
        races::futures_like::all,
    },
};

const NORA: &str = "85073003328";
const BRAM: &str = "93051822361";
const NOOR: &str = "noor@example.be";
const WRONGS: &str = "select count(*) from audit where event = 'session.sign_in_failed'";

fn with(email: &str, password: &str) -> EnterPassword {
    EnterPassword { email: email.into(), password: password.into() }
}

/// So many wrong passwords in a row are compared.
async fn compare(app: &TestApp, most: u32) {
    let figures = vec![Figure { value: Value::PasswordTries, is: most }];
    let policy = Policy { figures, ..(*app.app.policies.policy()).clone() };
    enforce(app, &policy).await;
}

/// A stranger in a network of their own.
fn stranger(app: &TestApp, n: u32) -> Browser {
    app.browser().from(&format!("2001:db8:{n:x}::1"))
}

async fn sign_in(browser: &Browser, email: &str, password: &str) -> Result<(), Code> {
    browser.advance(&with(email, password)).await.map(|_| ()).map_err(|problem| problem.code)
}

/// Strangers use every guess up.
async fn guess(app: &TestApp, most: u32) {
    for n in 0..most {
        let wrong = sign_in(&stranger(app, n), NOOR, "niet dit 1").await;
        assert_eq!(wrong, Err(Code::CredentialsWrong));
    }
}

async fn ask(browser: &Browser) -> Result<(), Code> {
    let command = AskMail { email: NOOR.into() };
    browser.advance(&command).await.map(|_| ()).map_err(|problem| problem.code)
}

on_each_engine! {
    async fn c3_so_many_wrong_passwords_in_a_row_are_compared_wherever_they_come_from(app: TestApp) {
        assert_eq!(app.app.policies.policy().figure(Value::PasswordTries), 100);
        compare(&app, 10).await;
        app.activated(&app.browser(), &app.card(NORA), NOOR).await;
        guess(&app, 10).await;
        for (n, password) in [(100, "niet dit 1"), (101, PASSWORD)] {
            assert_eq!(sign_in(&stranger(&app, n), NOOR, password).await, Err(Code::PasswordGuarded));
        }
        assert_eq!(count(&app.app.db, WRONGS).await, 10);
    }

    async fn c3_parallel_guesses_from_many_networks_are_no_more(app: TestApp) {
        compare(&app, 10).await;
        app.activated(&app.browser(), &app.card(NORA), NOOR).await;
        let guesses = (0..60).map(|n| {
            let browser = stranger(&app, n);
            async move { sign_in(&browser, NOOR, "niet dit 1").await.unwrap_err() }
        });
        let outcomes = all(guesses).await;
        let compared = outcomes.iter().filter(|code| **code == Code::CredentialsWrong).count();
        assert_eq!(compared, 10, "{outcomes:?}");
        assert!(outcomes.iter().all(|code| {
            matches!(code, Code::CredentialsWrong | Code::PasswordGuarded)
        }));
        app.work().await;
        assert_eq!(app.mails().last().unwrap(), "wrong_passwords");
    }

    async fn s15_a_name_without_an_account_is_answered_alike_to_the_byte(app: TestApp) {
        compare(&app, 10).await;
        app.activated(&app.browser(), &app.card(NORA), NOOR).await;
        let mut answers = vec![];
        for email in [NOOR, "niemand@example.be"] {
            let mut of_this = vec![];
            for n in 0..12 {
                let body = json!({ "email": email, "password": "niet dit 1" });
                let answer = stranger(&app, n).post("/api/sign-in/password", &body).await;
                let headers: Vec<_> = answer.headers.keys().map(ToString::to_string).collect();
                of_this.push((answer.status, headers, answer.body));
            }
            answers.push(of_this);
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!((answers[0][9].0, answers[0][10].0), (401, 403));
        let before = app.mails().len();
        app.work().await;
        assert_eq!(app.mails().len(), before + 1, "an unknown name gets no mail");
    }

    async fn the_owner_signs_in_as_ever_from_a_browser_that_signed_in_before(app: TestApp) {
        compare(&app, 10).await;
        app.activated(&app.browser(), &app.card(NORA), NOOR).await;
        let own = app.browser();
        sign_in(&own, NOOR, PASSWORD).await.unwrap();
        let copied = own.fork();
        guess(&app, 10).await;
        app.work().await;
        assert_eq!(app.mails().last().unwrap(), "wrong_passwords");
        let text = app.mail.lock().unwrap().last().unwrap().text.clone();
        assert!(text.contains("10 keer") && text.contains("/recover"), "{text}");
        // Signed out, elsewhere, and after a wrong one of their own.
        let away = own.from("2001:db8:ffff::1");
        away.forget("__Host-session");
        assert_eq!(sign_in(&away, NOOR, "niet dit 1").await, Err(Code::CredentialsWrong));
        sign_in(&away, NOOR, PASSWORD).await.unwrap();
        // That sign-in was completed: the count restarts, and the owner is notified once a day.
        guess(&app, 10).await;
        app.work().await;
        let mails = app.mails();
        assert_eq!(mails.iter().filter(|mail| *mail == "wrong_passwords").count(), 1);
        // The secret of the browser was renewed: a copy of the old one is a stranger's.
        assert_eq!(sign_in(&copied, NOOR, PASSWORD).await, Err(Code::PasswordGuarded));
        sign_in(&own, NOOR, PASSWORD).await.unwrap();
    }

    async fn a_browser_that_is_known_to_one_account_is_a_stranger_to_others(app: TestApp) {
        compare(&app, 10).await;
        app.activated(&app.browser(), &app.card(NORA), NOOR).await;
        app.activated(&app.browser(), &app.card(BRAM), "bram@example.be").await;
        let bram = app.browser().from("2001:db8:ffff::1");
        sign_in(&bram, "bram@example.be", PASSWORD).await.unwrap();
        guess(&app, 10).await;
        assert_eq!(sign_in(&bram, NOOR, PASSWORD).await, Err(Code::PasswordGuarded));
        sign_in(&bram, "bram@example.be", PASSWORD).await.unwrap();
    }

    async fn a_known_browser_has_no_more_guesses_than_strangers_have(app: TestApp) {
        compare(&app, 10).await;
        app.activated(&app.browser(), &app.card(NORA), NOOR).await;
        let own = app.browser();
        sign_in(&own, NOOR, PASSWORD).await.unwrap();
        for _ in 0..10 {
            assert_eq!(sign_in(&own, NOOR, "niet dit 1").await, Err(Code::CredentialsWrong));
        }
        assert_eq!(sign_in(&own, NOOR, PASSWORD).await, Err(Code::PasswordGuarded));
        sign_in(&stranger(&app, 1), NOOR, PASSWORD).await.unwrap();
    }

    async fn a_password_that_is_right_but_not_completed_forgives_nothing(app: TestApp) {
        compare(&app, 10).await;
        let patient = patient(&app).await;
        let key = enrol_app(&app, &patient).await;
        let email = "lotte@example.be";
        for n in 0..9 {
            assert_eq!(sign_in(&stranger(&app, n), email, "niet dit 1").await, Err(Code::CredentialsWrong));
        }
        for n in 20..25 {
            sign_in(&stranger(&app, n), email, PASSWORD).await.unwrap();
        }
        assert_eq!(sign_in(&stranger(&app, 30), email, "niet dit 1").await, Err(Code::CredentialsWrong));
        assert_eq!(sign_in(&stranger(&app, 31), email, PASSWORD).await, Err(Code::PasswordGuarded));
        // The patient's own browser completes one.
        app.advance_seconds(31);
        enter(&patient).await.unwrap();
        choose(&patient, FactorKind::App).await;
        let code = app_code(&app, &key);
        patient.advance(&SubmitCode { code, remember: false }).await.unwrap();
        sign_in(&stranger(&app, 32), email, PASSWORD).await.unwrap();
    }

    async fn the_card_opens_a_guarded_account_and_makes_its_browser_known(app: TestApp) {
        compare(&app, 10).await;
        let card = app.card(NORA);
        app.activated(&app.browser(), &card, NOOR).await;
        guess(&app, 10).await;
        let browser = stranger(&app, 100);
        assert_eq!(sign_in(&browser, NOOR, PASSWORD).await, Err(Code::PasswordGuarded));
        let Step::ReadCard(step) = browser.advance(&UseCard {}).await.unwrap() else { panic!() };
        let token = answer(&card, &step.challenge.nonce);
        assert!(matches!(browser.advance(&PresentCard { token }).await.unwrap(), Step::Entered(_)));
        guess(&app, 10).await;
        sign_in(&browser, NOOR, PASSWORD).await.unwrap();
    }

    async fn a_new_password_begins_the_count_anew(app: TestApp) {
        compare(&app, 10).await;
        let card = app.card(NORA);
        app.activated(&app.browser(), &card, NOOR).await;
        guess(&app, 10).await;
        let browser = stranger(&app, 100);
        let step = browser.advance(&vestibule_shared::recovery::UseCard {}).await.unwrap();
        let vestibule_shared::recovery::Step::ReadCard(step) = step else { panic!() };
        let token = answer(&card, &step.challenge.nonce);
        browser.advance(&vestibule_shared::recovery::PresentCard { token }).await.unwrap();
        let new = "groene regenjas 3".to_owned();
        let set = SetPassword { code: String::new(), password: new.clone(), confirmation: new.clone() };
        browser.advance(&set).await.unwrap();
        guess(&app, 10).await;
        // It was recovered here: this browser is the owner's.
        sign_in(&browser, NOOR, &new).await.unwrap();
    }

    async fn who_is_signed_in_has_a_count_of_their_own(app: TestApp) {
        compare(&app, 10).await;
        app.activated(&app.browser(), &app.card(NORA), NOOR).await;
        let own = app.browser();
        sign_in(&own, NOOR, PASSWORD).await.unwrap();
        own.forget("__Host-known");
        guess(&app, 10).await;
        let change = |current: &str| json!({
            "current": current, "password": "groene regenjas 3", "confirmation": "groene regenjas 3",
        });
        let path = <ChangePassword as vestibule_shared::api::Endpoint>::PATH;
        for _ in 0..10 {
            assert_eq!(own.post(path, &change("niet dit 1")).await.status, 422);
        }
        let refused = own.post(path, &change(PASSWORD)).await;
        assert_eq!((refused.status, refused.json()["code"].as_str()), (403, Some("password_guarded")));
    }

    async fn what_a_limit_refuses_is_no_guess(app: TestApp) {
        compare(&app, 40).await;
        app.activated(&app.browser(), &app.card(NORA), NOOR).await;
        let guesses = (0..60).map(|_| {
            let browser = stranger(&app, 1);
            async move { sign_in(&browser, NOOR, "niet dit 1").await.unwrap_err() }
        });
        let outcomes = all(guesses).await;
        assert_eq!(outcomes.iter().filter(|code| **code == Code::CredentialsWrong).count(), 30);
        for n in 2..12 {
            let wrong = sign_in(&stranger(&app, n), NOOR, "niet dit 1").await;
            assert_eq!(wrong, Err(Code::CredentialsWrong));
        }
        assert_eq!(sign_in(&stranger(&app, 12), NOOR, PASSWORD).await, Err(Code::PasswordGuarded));
    }

    async fn s6_ipv6_is_limited_by_lan_household_and_site(app: TestApp) {
        let limit = Limit { name: "test", seconds: 900, most: 4 };
        let counted = async |address: String| {
            let block = Block::of(address.parse().unwrap());
            limits::count_from(&app.app, &limit, &block).await.is_ok()
        };
        let mut within = [0; 3];
        for n in 0..20 {
            within[0] += u32::from(counted(format!("2001:db8:1::{n:x}")).await);
            within[1] += u32::from(counted(format!("2001:db8:2:{n:x}::1")).await);
            within[2] += u32::from(counted(format!("2001:db8:3:{n:x}00::1")).await);
        }
        assert_eq!(within, [2, 4, 8]);
        assert!(counted("2001:db8:4::1".into()).await);
    }

    async fn strangers_do_not_use_up_the_mails_of_an_owner(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), NOOR).await;
        let own = app.browser();
        sign_in(&own, NOOR, PASSWORD).await.unwrap();
        let sent = async || {
            app.work().await;
            app.mails().iter().filter(|mail| *mail == "recovery_link").count()
        };
        // One network: three, however often it asks.
        for n in 0..30 {
            assert_eq!(ask(&stranger(&app, 1)).await.is_ok(), n < 3);
        }
        assert_eq!(sent().await, 3);
        ask(&stranger(&app, 2)).await.unwrap();
        assert_eq!(sent().await, 4);
        // Many networks: no more than a day can bear.
        for n in 10..40 {
            assert_eq!(ask(&stranger(&app, n)).await.is_ok(), n < 26, "{n}");
        }
        assert_eq!(sent().await, 20);
        // The owner's own browser, also in the network of a stranger.
        ask(&own.from("2001:db8:1::1")).await.unwrap();
        assert_eq!(sent().await, 21);
        for _ in 0..9 {
            app.advance_seconds(3600);
            let _ = ask(&own).await;
        }
        assert_eq!(sent().await, 25);
        app.advance_seconds(86_400);
        ask(&stranger(&app, 50)).await.unwrap();
    }

    async fn the_first_message_of_a_registration_counts_for_the_network_that_asked(app: TestApp) {
        let here = Block::of("127.0.0.1".parse().unwrap());
        for _ in 0..59 {
            limits::count_from(&app.app, &PER_BLOCK, &here).await.unwrap();
        }
        let register = async |number: &str, email: &str, phone: &str| {
            let browser = app.browser();
            browser.identify(&app.card(number), Audience::Patient).await.unwrap();
            browser.advance(&ConfirmProfile { capacity: Capacity::Citizen }).await.unwrap();
            let details = SubmitAccount { phone: phone.into(), ..details(email) };
            browser.advance(&details).await.unwrap();
            app.work().await;
            browser.current::<Registration>().await
        };
        register(NORA, NOOR, "0470 12 34 56").await;
        assert_eq!(app.sms.lock().unwrap().len(), 1);
        let step = register(BRAM, "bram@example.be", "0470 12 34 57").await;
        assert_eq!(app.sms.lock().unwrap().len(), 1);
        // The account is there; the message can be asked for, from where there is room.
        let Registering::Activate(step) = step else { panic!("{step:?}") };
        assert_eq!((step.sent.sent_at, step.sent.resend_in), (None, 0));
        assert_eq!(app.mails(), ["account_created", "account_created"]);
    }
}
