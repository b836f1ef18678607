//! What keeps people out and lets their owner back in: tries, single use, the grace, losing everything (C3,
//! UX 19).

mod changes;
mod identities;

use serde_json::json;
use vestibule_shared::{
    account::{GetAccount, GetSession, Strength},
    contact,
    factor::{Duty, FactorKind},
    problem::Code,
    recovery,
    security::GetSecurity,
    sign_in::{self as sign_in, SignIn, Step},
    two_step,
};

use crate::tests::{
    app::{Browser, PASSWORD, TestApp, answer, codes, on_each_engine},
    helpers::{
        EMAIL, app_code, at_choice, choose, enrol_app, enrol_sms, enter, entered, finish, patient,
        set_up,
    },
    races::futures_like::all,
};

const LOTTE: &str = "85073003328";
const BRAM: &str = "93051822361";

fn submit(code: &str) -> sign_in::SubmitCode {
    sign_in::SubmitCode { code: code.into(), remember: false }
}

/// Confirms with the code of an app that it is still the same person.
async fn confirm(app: &TestApp, browser: &Browser, key: &str) {
    assert_eq!(browser.post("/api/account/confirm", &json!({})).await.status, 200);
    choose(browser, FactorKind::App).await;
    browser.advance(&submit(&app_code(app, key))).await.unwrap();
}

async fn mail(app: &TestApp, purpose: &str) -> (String, String) {
    app.work().await;
    let sent = app.mail.lock().unwrap();
    let mail = sent.iter().rev().find(|mail| mail.purpose == purpose).unwrap();
    (mail.to.clone(), mail.text.clone())
}

const NEW: &str = "groen fietspad 8";

/// Chooses a new password with the card.
async fn new_password(app: &TestApp, browser: &Browser) {
    browser.advance(&recovery::UseCard {}).await.unwrap();
    let step = browser.current::<recovery::Recovery>().await;
    let recovery::Step::ReadCard(step) = step else { panic!("{step:?}") };
    let token = answer(&app.card(LOTTE), &step.challenge.nonce);
    browser.advance(&recovery::PresentCard { token }).await.unwrap();
    let (password, confirmation) = (NEW.to_owned(), NEW.to_owned());
    let set = recovery::SetPassword { code: String::new(), password, confirmation };
    browser.advance(&set).await.unwrap();
}

/// Signs in with the new password and the code of an app.
async fn entered_again(app: &TestApp, code: &str) -> Result<(), Code> {
    let browser = app.browser();
    let with = sign_in::EnterPassword { email: EMAIL.into(), password: NEW.into() };
    browser.advance(&with).await.map_err(|problem| problem.code)?;
    choose(&browser, FactorKind::App).await;
    browser.advance(&submit(code)).await.map(|_| ()).map_err(|problem| problem.code)
}

/// Reads the card that a sign-in step asks for.
async fn read_card(app: &TestApp, browser: &Browser, number: &str) -> Result<Step, Code> {
    let Step::ReadCard(step) = browser.current::<SignIn>().await else { panic!() };
    let token = answer(&app.card(number), &step.challenge.nonce);
    browser.advance(&sign_in::PresentCard { token }).await.map_err(|problem| problem.code)
}

on_each_engine! {
    async fn s1_two_hundred_parallel_guesses_of_a_second_factor_are_five_tries(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        app.advance_seconds(60);
        let right: u32 = app_code(&app, &key).parse().unwrap();
        let other = app.browser();
        enter(&other).await.unwrap();
        choose(&other, FactorKind::App).await;
        let guesses = (1..=200).map(|n| {
            let (other, guess) = (other.clone(), format!("{:06}", (right + 7 * n) % 1_000_000));
            async move { codes(&other.advance(&submit(&guess)).await.unwrap_err())[0] }
        });
        let notified = all(guesses).await;
        assert_eq!(notified.iter().filter(|code| **code == Code::CodeWrong).count(), 5);
        assert_eq!(notified.iter().filter(|code| **code == Code::StepRests).count(), 195);
        let wrong = "select count(*) from audit where event = 'factor.wrong'";
        assert_eq!(crate::tests::messages::count(&app.app.db, wrong).await, 5);
        // A new sign-in, another browser and the right code meet the same counter.
        let problem = entered(&app, &app_code(&app, &key)).await.unwrap_err();
        assert_eq!(problem.code, Code::StepRests);
        let Some(Step::Prove(step)) = problem.at else { panic!() };
        assert!(step.rests_for.is_some_and(|seconds| seconds > 800) && step.tries_left == 0, "the screen says until when");
        assert!(problem.retry_after.is_some_and(|seconds| seconds > 800));
        assert_eq!(mail(&app, "wrong_codes").await.0, EMAIL, "the owner is notified");
        app.advance_seconds(15 * 60 + 30);
        entered(&app, &app_code(&app, &key)).await.unwrap();
    }

    async fn s3_four_wrong_codes_one_right_and_four_wrong_do_not_rest(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        for _ in 0..2 {
            app.advance_seconds(60);
            let other = app.browser();
            enter(&other).await.unwrap();
            choose(&other, FactorKind::App).await;
            for left in (1..5).rev() {
                let problem = other.advance(&submit("000000")).await.unwrap_err();
                assert_eq!(codes(&problem), [Code::CodeWrong]);
                let Some(Step::Prove(step)) = problem.at else { panic!() };
                assert_eq!(step.tries_left, left);
            }
            other.advance(&submit(&app_code(&app, &key))).await.unwrap();
        }
    }

    async fn the_fifth_failure_rests_and_notifies_whatever_failed(app: TestApp) {
        let browser = patient(&app).await;
        enrol_sms(&app, &browser, None).await;
        app.advance_seconds(61);
        let other = app.browser();
        enter(&other).await.unwrap();
        choose(&other, FactorKind::Sms).await;
        app.work().await;
        let code = app.last_code();
        app.advance_seconds(601);
        for _ in 0..5 {
            let problem = other.advance(&submit(&code)).await.unwrap_err();
            assert_eq!(codes(&problem), [Code::CodeExpired]);
        }
        assert_eq!(mail(&app, "wrong_codes").await.0, EMAIL);
    }

    async fn right_codes_of_a_held_account_do_not_rest_the_step(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        let hold = "update accounts set held_until = 9000000000000000";
        crate::tests::messages::execute(&app.app.db, hold).await;
        for _ in 0..7 {
            app.advance_seconds(60);
            let problem = entered(&app, &app_code(&app, &key)).await.unwrap_err();
            assert_eq!(problem.code, Code::AccountHeld);
        }
    }

    async fn s3_every_route_that_takes_a_code_meets_the_same_counter(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        app.advance_seconds(60);
        // At sign-in, with an app and with a recovery code.
        let other = app.browser();
        enter(&other).await.unwrap();
        choose(&other, FactorKind::App).await;
        other.advance(&submit("000000")).await.unwrap_err();
        at_choice(&other).await;
        other.advance(&sign_in::UseRecoveryCode {}).await.unwrap();
        let problem = other.advance(&submit("AAAAA-AAAAA")).await.unwrap_err();
        assert_eq!(codes(&problem), [Code::CodeWrong]);
        // While signed in: setting another app up, and changing the number.
        set_up(&browser, FactorKind::App).await;
        let wrong = two_step::SubmitCode { code: "000000".into() };
        browser.advance(&wrong).await.unwrap_err();
        browser.advance(&contact::NewPhone { phone: "0470 65 43 21".into() }).await.unwrap();
        let wrong = contact::SubmitCode { code: "000000".into() };
        browser.advance(&wrong).await.unwrap_err();
        // The fifth, and then every one of them rests.
        browser.advance(&wrong).await.unwrap_err();
        assert_eq!(browser.advance(&wrong).await.unwrap_err().code, Code::StepRests);
        let problem = other.advance(&submit("AAAAA-AAAAB")).await.unwrap_err();
        assert_eq!(problem.code, Code::StepRests);
        let problem = entered(&app, &app_code(&app, &key)).await.unwrap_err();
        assert_eq!(problem.code, Code::StepRests);
    }

    async fn s2_two_hundred_parallel_uses_of_one_code_are_one_session(app: TestApp) {
        let browser = patient(&app).await;
        enrol_sms(&app, &browser, None).await;
        app.advance_seconds(61);
        let other = app.browser();
        enter(&other).await.unwrap();
        choose(&other, FactorKind::Sms).await;
        app.work().await;
        let code = app.last_code();
        let uses = (0..200).map(|_| {
            // Each with the cookies as they were: a thief has no others.
            let (thief, code) = (other.fork(), code.clone());
            async move { thief.advance(&submit(&code)).await.is_ok() }
        });
        assert_eq!(all(uses).await.into_iter().filter(|ok| *ok).count(), 1);
        let begun = "select count(*) from audit where event = 'session.signed_in' and detail = 'two_step'";
        assert_eq!(crate::tests::messages::count(&app.app.db, begun).await, 1);
    }

    async fn s2_parallel_uses_of_one_app_code_from_many_browsers_are_one_session(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        app.advance_seconds(60);
        let code = app_code(&app, &key);
        let mut waiting = Vec::new();
        for _ in 0..5 {
            let other = app.browser();
            enter(&other).await.unwrap();
            choose(&other, FactorKind::App).await;
            waiting.push(other);
        }
        let uses = waiting.into_iter().map(|other| {
            let code = code.clone();
            async move { other.advance(&submit(&code)).await.is_ok() }
        });
        assert_eq!(all(uses).await.into_iter().filter(|ok| *ok).count(), 1);
    }

    async fn a_recovery_code_signs_in_once_in_any_spelling(app: TestApp) {
        let browser = patient(&app).await;
        let vestibule_shared::factor::SetUp::App { key, .. } = set_up(&browser, FactorKind::App).await
        else { panic!() };
        let code = app_code(&app, &key);
        browser.advance(&two_step::SubmitCode { code }).await.unwrap();
        let kept = finish(&browser).await;
        let typed = kept[3].to_lowercase().replace('-', " ");
        for expected in [None, Some(Code::CodeWrong)] {
            let other = app.browser();
            enter(&other).await.unwrap();
            at_choice(&other).await;
            let step = other.advance(&sign_in::UseRecoveryCode {}).await.unwrap();
            let Step::Prove(step) = step else { panic!() };
            assert_eq!((step.method, step.remember_days), (None, None));
            let outcome = other.advance(&submit(&typed)).await;
            assert_eq!(outcome.err().map(|problem| codes(&problem)[0]), expected);
        }
        let (to, text) = mail(&app, "recovery_code_used").await;
        assert!(to == EMAIL && text.contains('9'), "{text}");
        // New ones make the old ones worthless.
        let fresh = browser.post("/api/account/recovery-codes", &json!({})).await;
        assert_eq!(fresh.json()["codes"].as_array().unwrap().len(), 10);
        let other = app.browser();
        enter(&other).await.unwrap();
        at_choice(&other).await;
        other.advance(&sign_in::UseRecoveryCode {}).await.unwrap();
        assert!(other.advance(&submit(&kept[4])).await.is_err());
    }

    async fn a_remembered_browser_is_not_asked_again_until_it_is_forgotten_or_30_days_are_over(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        app.advance_seconds(60);
        let other = app.browser();
        enter(&other).await.unwrap();
        choose(&other, FactorKind::App).await;
        let code = app_code(&app, &key);
        other.advance(&sign_in::SubmitCode { code, remember: true }).await.unwrap();
        for _ in 0..2 {
            assert!(matches!(enter(&other).await.unwrap(), Step::Entered(_)));
        }
        let who = other.call::<GetSession>().await.unwrap().signed_in.unwrap();
        assert_eq!(who.strength, Strength::Remembered);
        let page = other.call::<GetSecurity>().await.unwrap();
        assert!(page.browsers[0].current && page.fresh_for == 0, "it proved nothing today");
        let renew = other.post("/api/account/recovery-codes", &json!({})).await;
        assert_eq!(renew.json()["code"], "proof_required");
        app.advance_seconds(30 * 86_400);
        assert!(matches!(enter(&other).await.unwrap(), Step::Prove(_)), "30 days are over");
        let stranger = app.browser();
        assert!(matches!(enter(&stranger).await.unwrap(), Step::Prove(_)));
    }

    async fn ux19_the_grace_period_is_shown_can_be_snoozed_once_and_ends(app: TestApp) {
        let mut app = app;
        let day = 86_400;
        // The rule came a day after the account.
        crate::tests::helpers::doctor(&app).await;
        let since = app.app.clock.now().plus_seconds(day);
        app.set_two_step_since(since);
        app.advance_seconds(2 * day);
        let enter = async |app: &TestApp| {
            let browser = app.browser();
            let email = "dokter@example.be".into();
            let with = sign_in::EnterPassword { email, password: PASSWORD.into() };
            browser.advance(&with).await.unwrap();
            let duty = browser.call::<GetSession>().await.unwrap().signed_in.unwrap().duty;
            (browser, duty)
        };
        let until = since.plus_seconds(45 * day);
        let (browser, duty) = enter(&app).await;
        assert_eq!(duty, Duty::Grace { until, can_snooze: true });
        assert_eq!(enter(&app).await.1, duty, "signing in renews nothing");
        browser.advance(&two_step::Skip {}).await.unwrap();
        let page = browser.post("/api/account/snooze", &json!({})).await.json();
        let later = until.plus_seconds(7 * day);
        assert_eq!(page["duty"], json!({ "kind": "grace", "until": later, "can_snooze": false }));
        assert_eq!(browser.post("/api/account/snooze", &json!({})).await.status, 403);
        app.advance_seconds(53 * day);
        let (browser, duty) = enter(&app).await;
        assert_eq!(duty, Duty::Now {});
        assert!(browser.call::<GetAccount>().await.is_err());
    }

    async fn who_lost_everything_sets_up_again_with_the_card_and_signs_in_after_that(app: TestApp) {
        let browser = patient(&app).await;
        let old = enrol_app(&app, &browser).await;
        app.activated(&app.browser(), &app.card(BRAM), "bram@example.be").await;
        app.advance_seconds(60);
        let other = app.browser();
        enter(&other).await.unwrap();
        at_choice(&other).await;
        other.advance(&sign_in::LoseEverything {}).await.unwrap();
        other.advance(&sign_in::ProveByCard {}).await.unwrap();
        assert_eq!(read_card(&app, &other, BRAM).await.unwrap_err(), Code::EidOtherPerson);
        read_card(&app, &other, LOTTE).await.unwrap();
        let who = other.call::<GetSession>().await.unwrap().signed_in.unwrap();
        assert_eq!(who.duty, Duty::Lost {});
        let refused = other.call::<GetAccount>().await.unwrap_err();
        assert_eq!(refused.code, Code::EnrolmentRequired);
        // Until the new one works, the old one does.
        entered(&app, &app_code(&app, &old)).await.unwrap();
        let new = enrol_app(&app, &other).await;
        assert!(other.call::<GetSession>().await.unwrap().signed_in.is_none(), "nobody is signed in by it");
        app.advance_seconds(60);
        assert!(entered(&app, &app_code(&app, &old)).await.is_err());
        entered(&app, &app_code(&app, &new)).await.unwrap();
    }

    async fn a_password_recovery_removes_no_second_factor(app: TestApp) {
        let browser = patient(&app).await;
        enrol_app(&app, &browser).await;
        let other = app.browser();
        new_password(&app, &other).await;
        assert!(other.call::<GetSession>().await.unwrap().signed_in.is_none());
        let with = sign_in::EnterPassword { email: EMAIL.into(), password: "groen fietspad 8".into() };
        assert!(matches!(other.advance(&with).await.unwrap(), Step::Prove(_)));
    }

    async fn a_half_way_sign_in_is_over_after_a_quarter_of_an_hour_and_with_the_password(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        let (late, robbed) = (app.browser(), app.browser());
        enter(&late).await.unwrap();
        app.advance_seconds(901);
        assert!(matches!(late.current::<SignIn>().await, Step::Credentials(_)));
        enter(&robbed).await.unwrap();
        choose(&robbed, FactorKind::App).await;
        confirm(&app, &browser, &key).await;
        let password = json!({ "current": PASSWORD, "password": "groen fietspad 8", "confirmation": "groen fietspad 8" });
        assert_eq!(browser.post("/api/account/password", &password).await.status, 200);
        app.advance_seconds(60);
        let problem = robbed.advance(&submit(&app_code(&app, &key))).await.unwrap_err();
        assert_eq!(problem.code, Code::WrongStep, "the password it began with no longer holds");
        assert_eq!(problem.reason, Some(vestibule_shared::problem::Reason::Changed));
    }

    async fn unknown_known_half_set_up_and_held_accounts_cannot_be_distinguished_before_the_factor(app: TestApp) {
        let browser = patient(&app).await;
        enrol_app(&app, &browser).await;
        app.register(&app.browser(), &app.card(BRAM), "half@example.be").await;
        let hold = "update accounts set held_until = 9000000000000000 where state = 'active'";
        let mut answers = Vec::new();
        for (email, held) in [(EMAIL, false), ("half@example.be", false), ("nobody@example.be", false), (EMAIL, true)] {
            if held {
                crate::tests::messages::execute(&app.app.db, hold).await;
            }
            let command = json!({ "email": email, "password": "wrong horse 7" });
            let answer = app.browser().post("/api/sign-in/password", &command).await;
            let mut headers: Vec<String> = answer.headers.iter().map(|(k, v)| format!("{k}: {v:?}")).collect();
            headers.sort();
            answers.push((answer.status, headers, answer.body));
        }
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
        assert!(matches!(enter(&app.browser()).await.unwrap(), Step::Prove(_)), "the guard applies before its mail is sent");
    }
}
