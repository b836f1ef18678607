//! R1-R13 and R16, C3, C6: the flow and what can happen in it.

use vestibule_shared::{
    account::GetSession,
    problem::{Code, Problem},
    registration::{
        Activate, Audience, Capacity, ChangePhone, ChooseAudience, ChooseMeans, ConfirmProfile,
        Means, PresentCard, Registration, ResendCode, RetryProvisioning, SignInInstead, Step,
        SubmitAccount, TaskState, UnlockWithCard,
    },
    staff::Role,
};

use crate::{
    db,
    service::provisioning,
    tests::{
        app::{Browser, TestApp, activation, answer, codes, details, on_each_engine},
        staff::{account, desk::find::found, staff},
    },
};

const NORA: &str = "85073003328";
const BRAM: &str = "93051822361";

fn at(problem: &Problem<Step>) -> &Step {
    problem.at.as_ref().unwrap()
}

on_each_engine! {
    async fn r1_r2_r7_r13_a_patient_registers_activates_and_is_sent_to_the_sign_in(app: TestApp) {
        let browser = app.browser();
        let Step::Confirm(step) =
            browser.identify(&app.card(NORA), Audience::Patient).await.unwrap()
        else { panic!() };
        assert_eq!((step.given_name.as_deref(), step.family_name.as_str()), (Some("Noor Elise"), "Voorbeeld"));
        assert_eq!(step.capacities, [Capacity::Citizen]);
        let profile = ConfirmProfile { capacity: Capacity::Citizen };
        assert!(matches!(browser.advance(&profile).await.unwrap(), Step::Account(_)));
        let Step::Provisioning(step) = browser.advance(&details("noor@example.be")).await.unwrap()
        else { panic!() };
        assert_eq!((step.percent, step.tasks[0].state), (0, TaskState::Running));
        app.work().await;
        let Step::Activate(step) = browser.current::<Registration>().await else { panic!() };
        assert_eq!(step.sent.phone_masked, "+32\u{a0}•••\u{a0}••\u{a0}••\u{a0}56");
        assert_eq!((step.sent.resend_in, step.sent.expires_in, step.sent.tries_left), (30, 600, 5));
        let done = browser.advance(&activation(&app.last_code())).await.unwrap();
        let Step::Done(done) = done else { panic!() };
        assert_eq!(done.email, "noor@example.be");
        assert_eq!((done.capacity, done.card, done.providers), (Some(Capacity::Citizen), true, vec![]));
        // R13: activation does not sign in.
        assert!(browser.call::<GetSession>().await.unwrap().signed_in.is_none());
        app.work().await;
        let mut mails = app.mails();
        mails.sort_unstable();
        assert_eq!(mails, ["account_activated", "account_created", "address_proof"]);
    }

    async fn the_first_step_names_its_own_address_for_another_computer(app: TestApp) {
        let Step::Start(step) = app.browser().current::<Registration>().await else { panic!() };
        assert_eq!(step.address, format!("{}/register", app.app.config.public_origin.0));
        assert_eq!(step.qr, crate::domain::totp::qr(&step.address).unwrap());
        assert_eq!(step.providers, []);
    }

    async fn r6_a_registration_that_stopped_has_a_reference_for_the_help_line(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let browser = app.browser();
        browser.identify(&app.card(BRAM), Audience::Patient).await.unwrap();
        browser.advance(&ConfirmProfile { capacity: Capacity::Citizen }).await.unwrap();
        browser.advance(&details("bram@example.be")).await.unwrap();
        let Step::Provisioning(step) = browser.current::<Registration>().await else { panic!() };
        assert_eq!((step.can_retry, step.reference), (false, None));
        let mut tx = app.app.db.write().await.unwrap();
        let now = app.app.clock.now();
        let job = db::jobs::lease(&mut tx, now, now, "").await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let last = db::jobs::Row { attempts: 99, ..job };
        provisioning::stumble(&app.app, &last).await.unwrap();
        let Step::Provisioning(step) = browser.current::<Registration>().await else { panic!() };
        assert!(step.can_retry);
        let reference = step.reference.unwrap();
        assert_eq!(reference.len(), "ABCD-EFGH".len());
        assert_eq!(found(&desk, &reference).await, [account(&app, "bram@example.be").await]);
        let again = browser.advance(&RetryProvisioning {}).await.unwrap();
        let Step::Provisioning(step) = again else { panic!() };
        assert_eq!((step.can_retry, step.reference), (false, None));
    }

    async fn r4_r5_a_doctor_needs_a_riziv_number_and_an_organisation_its_own(app: TestApp) {
        let browser = app.browser();
        browser.identify(&app.card(NORA), Audience::Professional).await.unwrap();
        browser.advance(&ConfirmProfile { capacity: Capacity::Doctor }).await.unwrap();
        let problem = browser.advance(&details("d@example.be")).await.unwrap_err();
        assert_eq!(codes(&problem), [Code::Required]);
        let wrong = SubmitAccount { riziv: Some("19006952001".into()), ..details("d@example.be") };
        assert_eq!(codes(&browser.advance(&wrong).await.unwrap_err()), [Code::RizivInvalid]);
        let right = SubmitAccount { riziv: Some("1-90069-51-001".into()), ..details("d@example.be") };
        assert!(matches!(browser.advance(&right).await.unwrap(), Step::Provisioning(_)));

        let other = app.browser();
        other.identify(&app.card(BRAM), Audience::Professional).await.unwrap();
        other.advance(&ConfirmProfile { capacity: Capacity::Organisation }).await.unwrap();
        let problem = other.advance(&details("o@example.be")).await.unwrap_err();
        assert_eq!(codes(&problem), [Code::Required, Code::Required]);
    }

    async fn r5_every_field_is_mandatory_and_everything_wrong_is_said_at_once(app: TestApp) {
        let browser = app.browser();
        browser.identify(&app.card(NORA), Audience::Patient).await.unwrap();
        browser.advance(&ConfirmProfile { capacity: Capacity::Citizen }).await.unwrap();
        let empty = SubmitAccount { phone: String::new(), terms_version: String::new(), ..details("") };
        let problem = browser.advance(&empty).await.unwrap_err();
        assert_eq!(codes(&problem), [Code::Required, Code::Required, Code::TermsRequired]);
        let landline = SubmitAccount { phone: "02 555 12 12".into(), ..details("a@example.be") };
        assert_eq!(codes(&browser.advance(&landline).await.unwrap_err()), [Code::PhoneNotMobile]);
        assert!(matches!(at(&problem), Step::Account(_)));
    }

    async fn r8_r9_a_wrong_code_changes_nothing_and_the_right_one_still_works(app: TestApp) {
        let browser = app.browser();
        app.register(&browser, &app.card(NORA), "noor@example.be").await;
        let wrong = if app.last_code() == "000000" { "000001" } else { "000000" };
        let problem = browser.advance(&activation(wrong)).await.unwrap_err();
        assert_eq!(codes(&problem), [Code::CodeWrong]);
        let Step::Activate(step) = at(&problem) else { panic!() };
        assert_eq!(step.sent.tries_left, 4);
        assert!(browser.advance(&activation(&app.last_code())).await.is_ok());
    }

    async fn r8_a_bad_password_costs_no_try(app: TestApp) {
        let browser = app.browser();
        app.register(&browser, &app.card(NORA), "noor@example.be").await;
        let code = app.last_code();
        for (password, confirmation, expected) in [
            ("", "", vec![Code::Required, Code::Required]),
            ("kort1", "kort1", vec![Code::PasswordTooShort]),
            ("voorbeeld1", "voorbeeld1", vec![Code::PasswordContext]),
            ("welkom123", "welkom123", vec![Code::PasswordCommon]),
            ("paars fietspad 7", "paars fietspad 8", vec![Code::PasswordsDiffer]),
        ] {
            let attempt = Activate {
                code: code.clone(),
                password: password.into(),
                confirmation: confirmation.into(),
            };
            let problem = browser.advance(&attempt).await.unwrap_err();
            assert_eq!(codes(&problem), expected, "{password}");
            let Step::Activate(step) = at(&problem) else { panic!() };
            assert_eq!(step.sent.tries_left, 5);
        }
    }

    async fn r10_five_wrong_codes_lock_in_any_browser_and_a_fresh_card_unlocks(app: TestApp) {
        let (browser, card) = (app.browser(), app.card(NORA));
        app.register(&browser, &card, "noor@example.be").await;
        let right = app.last_code();
        let wrong = if right == "000000" { "000001" } else { "000000" };
        for _ in 0..3 {
            assert_eq!(codes(&browser.advance(&activation(wrong)).await.unwrap_err()), [Code::CodeWrong]);
        }
        // The counter is the account's: a new browser goes on where the first one stopped.
        let other = app.browser();
        let step = other.identify(&card, Audience::Patient).await.unwrap();
        let Step::Activate(step) = step else { panic!("{step:?}") };
        assert_eq!(step.sent.tries_left, 2);
        other.advance(&activation(wrong)).await.unwrap_err();
        let problem = other.advance(&activation(wrong)).await.unwrap_err();
        assert_eq!(problem.code, Code::AccountLocked);
        assert!(matches!(at(&problem), Step::Locked(_)));
        let problem = browser.advance(&activation(&right)).await.unwrap_err();
        assert_eq!(problem.code, Code::WrongStep);
        assert!(matches!(at(&problem), Step::Locked(_)));
        app.work().await;
        assert_eq!(app.mails(), ["account_created", "account_locked"]);

        app.advance_seconds(120);
        let step = other.advance(&UnlockWithCard {}).await.unwrap();
        let step = other.present(&card, &step).await.unwrap();
        let Step::Activate(step) = step else { panic!("{step:?}") };
        assert_eq!(step.sent.tries_left, 5);
        app.work().await;
        assert_ne!(app.last_code(), right, "five tries were spent on the old code");
        assert_eq!(app.mails().last().unwrap(), "account_unlocked");
        assert!(other.advance(&activation(&app.last_code())).await.is_ok());
    }

    async fn r10_four_wrong_one_right_leaves_no_counter_behind(app: TestApp) {
        let browser = app.browser();
        app.register(&browser, &app.card(NORA), "noor@example.be").await;
        let wrong = if app.last_code() == "000000" { "000001" } else { "000000" };
        for _ in 0..4 {
            browser.advance(&activation(wrong)).await.unwrap_err();
        }
        assert!(browser.advance(&activation(&app.last_code())).await.is_ok());
        let mut tx = app.app.db.read().await.unwrap();
        let key = app.app.keys.index("email", "noor@example.be");
        let row = crate::db::accounts::find_by_email(&mut tx, &key).await.unwrap().unwrap();
        assert_eq!((row.code_failures, row.locked_at), (0, None));
    }

    async fn ux4_a_resend_sends_the_same_code_after_a_growing_wait(app: TestApp) {
        let browser = app.browser();
        app.register(&browser, &app.card(NORA), "noor@example.be").await;
        let first = app.last_code();
        let problem = browser.advance(&ResendCode {}).await.unwrap_err();
        assert_eq!((problem.code, problem.retry_after), (Code::ResendTooSoon, Some(30)));
        app.advance_seconds(30);
        let Step::Activate(step) = browser.advance(&ResendCode {}).await.unwrap() else { panic!() };
        assert_eq!((step.sent.resend_in, step.sent.expires_in), (60, 600));
        app.work().await;
        assert_eq!(app.sms.lock().unwrap().len(), 2);
        assert_eq!(app.last_code(), first);
        app.advance_seconds(59);
        let problem = browser.advance(&ResendCode {}).await.unwrap_err();
        assert_eq!(problem.retry_after, Some(1));
    }

    async fn s6_a_number_gets_five_messages_in_half_an_hour_and_no_more(app: TestApp) {
        let browser = app.browser();
        app.register(&browser, &app.card(NORA), "noor@example.be").await;
        let mut sent = 1;
        let refused = loop {
            app.advance_seconds(30 * sent);
            match browser.advance(&ResendCode {}).await {
                Ok(_) => sent += 1,
                Err(problem) => break problem,
            }
        };
        assert_eq!((sent, refused.code), (5, Code::TooManyMessages));
        assert!(refused.retry_after.unwrap() <= 1800);
    }

    async fn an_expired_code_says_so_and_a_new_one_can_be_sent(app: TestApp) {
        let browser = app.browser();
        app.register(&browser, &app.card(NORA), "noor@example.be").await;
        let old = app.last_code();
        app.advance_seconds(601);
        let problem = browser.advance(&activation(&old)).await.unwrap_err();
        assert_eq!(codes(&problem), [Code::CodeExpired]);
        let Step::Activate(step) = at(&problem) else { panic!() };
        assert_eq!((step.sent.tries_left, step.sent.expires_in), (5, 0));
        browser.advance(&ResendCode {}).await.unwrap();
        app.work().await;
        assert_ne!(app.last_code(), old);
        assert!(browser.advance(&activation(&app.last_code())).await.is_ok());
    }

    async fn r16_the_number_can_be_changed_before_activation_and_the_old_code_dies(app: TestApp) {
        let browser = app.browser();
        app.register(&browser, &app.card(NORA), "noor@example.be").await;
        let old = app.last_code();
        let bad = browser.advance(&ChangePhone { phone: "02 555 12 12".into() }).await.unwrap_err();
        assert_eq!(codes(&bad), [Code::PhoneNotMobile]);
        let step = browser.advance(&ChangePhone { phone: "0471 98 76 54".into() }).await.unwrap();
        let Step::Activate(step) = step else { panic!() };
        assert_eq!(step.sent.phone_masked, "+32\u{a0}•••\u{a0}••\u{a0}••\u{a0}54");
        app.work().await;
        assert_eq!(app.sms.lock().unwrap().last().unwrap().to, "+32471987654");
        assert_eq!(codes(&browser.advance(&activation(&old)).await.unwrap_err()), [Code::CodeWrong]);
        assert!(browser.advance(&activation(&app.last_code())).await.is_ok());
    }

    async fn r16_a_card_that_is_linked_says_so_and_signs_in(app: TestApp) {
        let card = app.card(NORA);
        app.activated(&app.browser(), &card, "noor@example.be").await;
        let browser = app.browser();
        let Step::Known(step) = browser.identify(&card, Audience::Patient).await.unwrap()
        else { panic!() };
        assert_eq!(step.email_masked, "n•••@example.be");
        assert!(matches!(browser.advance(&SignInInstead {}).await.unwrap(), Step::Entered(_)));
        let who = browser.call::<GetSession>().await.unwrap().signed_in.unwrap();
        assert_eq!(who.name, "Noor Elise Voorbeeld");
        assert_eq!(who.strength, vestibule_shared::account::Strength::Eid);
    }

    async fn a_card_that_was_read_ten_minutes_ago_signs_nobody_in(app: TestApp) {
        let card = app.card(NORA);
        app.activated(&app.browser(), &card, "noor@example.be").await;
        let browser = app.browser();
        browser.identify(&card, Audience::Patient).await.unwrap();
        app.advance_seconds(600);
        let problem = browser.advance(&SignInInstead {}).await.unwrap_err();
        assert_eq!(problem.code, Code::EidChallengeStale);
        assert!(browser.call::<GetSession>().await.unwrap().signed_in.is_none());
    }

    async fn r16_an_address_in_use_is_refused_in_any_spelling_and_a_few_times_only(app: TestApp) {
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let browser = app.browser();
        browser.identify(&app.card(BRAM), Audience::Patient).await.unwrap();
        browser.advance(&ConfirmProfile { capacity: Capacity::Citizen }).await.unwrap();
        for spelling in ["noor@example.be", "NOOR@Example.be", " noor@example.BE "] {
            let problem = browser.advance(&details(spelling)).await.unwrap_err();
            assert_eq!(codes(&problem), [Code::EmailTaken], "{spelling}");
        }
        for _ in 0..7 {
            browser.advance(&details("noor@example.be")).await.unwrap_err();
        }
        let problem = browser.advance(&details("noor@example.be")).await.unwrap_err();
        assert_eq!(problem.code, Code::TooManyRequests);
    }

    async fn a_question_is_answered_once_in_time_and_by_its_own_browser(app: TestApp) {
        let (browser, card) = (app.browser(), app.card(NORA));
        browser.advance(&ChooseAudience { audience: Audience::Patient }).await.unwrap();
        let step = browser.advance(&ChooseMeans { means: Means::Eid }).await.unwrap();
        let Step::ReadCard(reading) = &step else { panic!() };
        let token = answer(&card, &reading.challenge.nonce);

        let thief = app.browser();
        thief.advance(&ChooseAudience { audience: Audience::Patient }).await.unwrap();
        thief.advance(&ChooseMeans { means: Means::Eid }).await.unwrap();
        let problem = thief.advance(&PresentCard { token: token.clone() }).await.unwrap_err();
        assert_eq!(problem.code, Code::EidSignatureInvalid);

        app.advance_seconds(301);
        let problem = browser.advance(&PresentCard { token: token.clone() }).await.unwrap_err();
        assert_eq!(problem.code, Code::EidChallengeStale);
        // A refused answer used the question up: the same token is wrong for the new one.
        let Step::ReadCard(renewed) = at(&problem) else { panic!() };
        assert_ne!(renewed.challenge.nonce, reading.challenge.nonce);
        let problem = browser.advance(&PresentCard { token }).await.unwrap_err();
        assert_eq!(problem.code, Code::EidSignatureInvalid);
        assert!(browser.present(&card, at(&problem)).await.is_ok());
    }

    async fn s8_reading_the_card_gives_the_visitor_a_new_cookie(app: TestApp) {
        let browser = app.browser();
        browser.advance(&ChooseAudience { audience: Audience::Patient }).await.unwrap();
        let step = browser.advance(&ChooseMeans { means: Means::Eid }).await.unwrap();
        let fixated = browser.fork();
        browser.present(&app.card(NORA), &step).await.unwrap();
        assert!(matches!(fixated.current::<Registration>().await, Step::Start(_)));
        assert!(matches!(browser.current::<Registration>().await, Step::Confirm(_)));
    }

    async fn a_move_at_another_step_is_answered_with_the_current_step(app: TestApp) {
        let browser = app.browser();
        let problem = browser.advance(&activation("123456")).await.unwrap_err();
        assert_eq!(problem.code, Code::WrongStep);
        assert!(matches!(at(&problem), Step::Start(_)));
        browser.advance(&ChooseAudience { audience: Audience::Patient }).await.unwrap();
        let problem = browser.advance(&details("a@example.be")).await.unwrap_err();
        assert!(matches!(at(&problem), Step::Means(_)));
    }

    async fn an_abandoned_or_old_flow_begins_again(app: TestApp) {
        let browser = app.browser();
        browser.identify(&app.card(NORA), Audience::Patient).await.unwrap();
        app.advance_seconds(3601);
        assert!(matches!(browser.current::<Registration>().await, Step::Start(_)));
        browser.identify(&app.card(NORA), Audience::Patient).await.unwrap();
        let request = Browser::request("DELETE", "/api/registration", axum::body::Body::empty());
        assert_eq!(browser.send(request).await.json()["step"], "start");
        assert!(matches!(browser.current::<Registration>().await, Step::Start(_)));
    }

    async fn r16_activation_is_resumed_days_later_by_card(app: TestApp) {
        let card = app.card(NORA);
        app.register(&app.browser(), &card, "noor@example.be").await;
        app.advance_seconds(5 * 86_400);
        let browser = app.browser();
        let step = browser.identify(&card, Audience::Patient).await.unwrap();
        assert!(matches!(step, Step::Activate(_)));
        app.work().await;
        assert!(browser.advance(&activation(&app.last_code())).await.is_ok());
    }

    async fn r16_what_was_never_activated_is_purged_and_the_person_can_begin_again(app: TestApp) {
        let (card, browser) = (app.card(NORA), app.browser());
        app.register(&browser, &card, "noor@example.be").await;
        app.advance_seconds(29 * 86_400);
        crate::worker::purge::purge(&app.app).await.unwrap();
        let step = app.browser().identify(&card, Audience::Patient).await.unwrap();
        assert!(matches!(step, Step::Activate(_)));
        app.advance_seconds(2 * 86_400);
        crate::worker::purge::purge(&app.app).await.unwrap();
        assert!(matches!(app.register(&app.browser(), &card, "noor@example.be").await, Step::Activate(_)));
    }

    async fn c6_s18_no_number_address_code_or_password_is_in_the_database(app: TestApp) {
        let browser = app.browser();
        app.register(&browser, &app.card(NORA), "noor@example.be").await;
        let code = app.last_code();
        browser.advance(&activation(&code)).await.unwrap();
        let dump = super::messages::dump(&app.app.db).await;
        for secret in [NORA, "noor@example.be", "470123456", "Voorbeeld", code.as_str(), "fietspad"] {
            assert!(!dump.contains(secret), "{secret}");
        }
    }
}
