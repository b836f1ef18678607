//! What must happen once happens once, however many requests arrive at the same time (S1, S2).

mod own;

use futures_like::all;
use vestibule_shared::{
    problem::Code,
    registration::{Registration, ResendCode, Step},
    sign_in::EnterPassword,
};

use crate::tests::app::{PASSWORD, TestApp, activation, codes, details, on_each_engine};

const NORA: &str = "85073003328";
const BRAM: &str = "93051822361";

pub(in crate::tests) mod futures_like {
    /// Runs everything at the same time and waits for all of it.
    pub(in crate::tests) async fn all<T: Send + 'static>(
        tasks: impl Iterator<Item = impl Future<Output = T> + Send + 'static>,
    ) -> Vec<T> {
        let handles: Vec<_> = tasks.map(tokio::spawn).collect();
        let mut done = Vec::new();
        for handle in handles {
            done.push(handle.await.unwrap());
        }
        done
    }
}

/// Signs in from a browser of its own.
fn enter(
    app: &TestApp,
    email: &str,
) -> impl Future<Output = Result<(), Code>> + Send + 'static + use<> {
    let (browser, email) = (app.browser(), email.to_owned());
    async move {
        let command = EnterPassword { email, password: PASSWORD.into() };
        browser.advance(&command).await.map(|_| ()).map_err(|problem| problem.code)
    }
}

async fn failures(app: &TestApp) -> i64 {
    let mut tx = app.app.db.read().await.unwrap();
    let key = app.app.keys.index("email", "noor@example.be");
    crate::db::accounts::find_by_email(&mut tx, &key).await.unwrap().unwrap().code_failures
}

on_each_engine! {
    async fn r10_s1_two_hundred_parallel_guesses_are_five_tries(app: TestApp) {
        let browser = app.browser();
        app.register(&browser, &app.card(NORA), "noor@example.be").await;
        let right: u32 = app.last_code().parse().unwrap();
        let guesses = (1..=200).map(|n| {
            let browser = browser.clone();
            let guess = format!("{:06}", (right + n) % 1_000_000);
            async move { codes(&browser.advance(&activation(&guess)).await.unwrap_err())[0] }
        });
        let answers = all(guesses).await;
        let evaluated = answers.iter().filter(|code| **code == Code::CodeWrong).count();
        assert_eq!(evaluated, 4, "the fifth says that the account is locked");
        assert_eq!(failures(&app).await, 5);
        assert!(matches!(browser.current::<Registration>().await, Step::Locked(_)));
        let wrongs = super::messages::count(&app.app.db, "select count(*) from audit where event = 'code.wrong'").await;
        assert_eq!(wrongs, 5);
        let locks = super::messages::count(&app.app.db, "select count(*) from audit where event = 'account.locked'").await;
        assert_eq!(locks, 1);
    }

    async fn s2_parallel_uses_of_one_code_activate_once(app: TestApp) {
        let browser = app.browser();
        app.register(&browser, &app.card(NORA), "noor@example.be").await;
        let code = app.last_code();
        let uses = (0..20).map(|_| {
            let (browser, code) = (browser.clone(), code.clone());
            async move { browser.advance(&activation(&code)).await.is_ok() }
        });
        let went_through = all(uses).await.into_iter().filter(|ok| *ok).count();
        assert_eq!(went_through, 1);
        let activated = "select count(*) from audit where event = 'account.activated'";
        assert_eq!(super::messages::count(&app.app.db, activated).await, 1);
        app.work().await;
        let mut mails = app.mails();
        mails.sort_unstable();
        assert_eq!(mails, ["account_activated", "account_created", "address_proof"]);
    }

    async fn s7_twenty_clicks_on_resend_send_one_message(app: TestApp) {
        let browser = app.browser();
        app.register(&browser, &app.card(NORA), "noor@example.be").await;
        app.advance_seconds(31);
        let clicks = (0..20).map(|_| {
            let browser = browser.clone();
            async move { browser.advance(&ResendCode {}).await.is_ok() }
        });
        all(clicks).await;
        app.work().await;
        assert_eq!(app.sms.lock().unwrap().len(), 2);
    }

    async fn a_doubled_submit_of_the_details_makes_one_account(app: TestApp) {
        let browser = app.browser();
        browser.identify(&app.card(NORA), vestibule_shared::registration::Audience::Patient).await.unwrap();
        let capacity = vestibule_shared::registration::Capacity::Citizen;
        browser.advance(&vestibule_shared::registration::ConfirmProfile { capacity }).await.unwrap();
        let clicks = (0..8).map(|_| {
            let browser = browser.clone();
            async move { browser.advance(&details("noor@example.be")).await.err() }
        });
        let refusals: Vec<_> = all(clicks).await.into_iter().flatten().collect();
        assert_eq!(refusals.len(), 7);
        // Nobody hears that the address is taken by themselves.
        for refusal in refusals {
            assert!(matches!(refusal.code, Code::Conflict | Code::WrongStep), "{refusal:?}");
            assert!(!matches!(refusal.at, None | Some(Step::Account(_))), "{refusal:?}");
        }
        assert_eq!(super::messages::count(&app.app.db, "select count(*) from accounts").await, 1);
    }

    async fn one_card_in_two_browsers_at_the_same_time_gets_one_account(app: TestApp) {
        let (one, two, card) = (app.browser(), app.browser(), app.card(NORA));
        for browser in [&one, &two] {
            let audience = vestibule_shared::registration::Audience::Patient;
            browser.identify(&card, audience).await.unwrap();
            let capacity = vestibule_shared::registration::Capacity::Citizen;
            let profile = vestibule_shared::registration::ConfirmProfile { capacity };
            browser.advance(&profile).await.unwrap();
        }
        one.advance(&details("noor@example.be")).await.unwrap();
        two.advance(&details("other@example.be")).await.unwrap();
        app.work().await;
        // The account that stays waits for its code: the card proved its person, nothing more.
        for browser in [&one, &two] {
            let step = browser.current::<Registration>().await;
            assert!(matches!(step, Step::Activate(_)), "{step:?}");
        }
        assert_eq!(super::messages::count(&app.app.db, "select count(*) from accounts").await, 1);
    }

    async fn twenty_right_sign_ins_in_parallel_all_succeed(app: TestApp) {
        app.activated(&app.browser(), &app.card(BRAM), "bram@example.be").await;
        for _ in 0..20 {
            let attempts = (0..20).map(|_| enter(&app, "bram@example.be"));
            let outcomes = all(attempts).await;
            assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
        }
    }

    async fn neighbours_who_sign_in_at_the_same_time_do_not_hold_each_other_up(app: TestApp) {
        app.activated(&app.browser(), &app.card(BRAM), "bram@example.be").await;
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        for _ in 0..5 {
            let names = ["bram@example.be", "noor@example.be", "nobody@example.be"];
            let outcomes = all((0..18).map(|n| enter(&app, names[n % 3]))).await;
            let wrong = outcomes.iter().filter(|outcome| **outcome == Err(Code::CredentialsWrong));
            assert_eq!(wrong.count(), 6, "{outcomes:?}");
            assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 12, "{outcomes:?}");
        }
    }

    async fn a_doctors_number_that_two_submit_at_once_opens_one_account(app: TestApp) {
        let (mut ready, emails) = (vec![], ["noor@example.be", "bram@example.be"]);
        for number in [NORA, BRAM] {
            let browser = app.browser();
            let audience = vestibule_shared::registration::Audience::Professional;
            browser.identify(&app.card(number), audience).await.unwrap();
            let capacity = vestibule_shared::registration::Capacity::Doctor;
            let profile = vestibule_shared::registration::ConfirmProfile { capacity };
            browser.advance(&profile).await.unwrap();
            ready.push(browser);
        }
        let submits = ready.into_iter().zip(emails).map(|(browser, email)| async move {
            let riziv = Some("1-90069-51-001".to_owned());
            let details = vestibule_shared::registration::SubmitAccount { riziv, ..details(email) };
            browser.advance(&details).await.map(|_| ()).map_err(|problem| problem.code)
        });
        let mut outcomes = all(submits).await;
        outcomes.sort_by_key(Result::is_err);
        assert_eq!(outcomes, [Ok(()), Err(Code::RizivTaken)]);
        assert_eq!(super::messages::count(&app.app.db, "select count(*) from accounts").await, 1);
    }
}
