//! A doctor's number that another doctor has.

use vestibule_shared::{
    problem::{Code, Problem as WireProblem},
    registration::{
        Audience, Capacity, ConfirmProfile, Registration, Step as Registering, SubmitAccount,
    },
};

use super::{BRAM, NORA};
use crate::{
    service::rizivs,
    tests::{
        app::{Browser, TestApp, activation, details, on_each_engine},
        messages::{count, execute},
    },
    worker::purge::purge,
};

const RIZIV: &str = "1-90069-51-001";

fn doctor(email: &str, riziv: &str, phone: &str) -> SubmitAccount {
    SubmitAccount { riziv: Some(riziv.into()), phone: phone.into(), ..details(email) }
}

async fn submit(
    app: &TestApp,
    number: &str,
    details: &SubmitAccount,
) -> (Browser, Result<Registering, WireProblem<Registering>>) {
    let browser = app.browser();
    browser.identify(&app.card(number), Audience::Professional).await.unwrap();
    browser.advance(&ConfirmProfile { capacity: Capacity::Doctor }).await.unwrap();
    let done = browser.advance(details).await;
    (browser, done)
}

on_each_engine! {
    async fn one_riziv_number_opens_one_account_and_the_second_goes_to_the_help_desk(app: TestApp) {
        let first = doctor("noor@example.be", RIZIV, "0470 12 34 56");
        let (browser, done) = submit(&app, NORA, &first).await;
        done.unwrap();
        app.work().await;
        browser.advance(&activation(&app.last_code())).await.unwrap();
        // Another competence of the same number is the same doctor.
        for riziv in [RIZIV, "1-90069-51-003"] {
            let second = doctor("bram@example.be", riziv, "0470 12 34 57");
            let refused = submit(&app, BRAM, &second).await.1.unwrap_err();
            assert_eq!(refused.code, Code::RizivTaken);
            assert!(matches!(refused.at, Some(Registering::Account(_))));
            // It says what to name to the help desk, and nothing about the other.
            let reference = refused.trace.clone().unwrap();
            assert_eq!((reference.len(), reference.chars().nth(4)), (9, Some('-')));
            let seen = serde_json::to_string(&refused).unwrap();
            assert!(!seen.contains("noor"), "{seen}");
        }
        let noted = "select count(*) from audit a join accounts b on b.id = a.account_id \
            where a.event = 'registration.riziv_taken'";
        assert_eq!(count(&app.app.db, noted).await, 2);
        let other = doctor("bram@example.be", "1-00000-07-001", "0470 12 34 57");
        assert_eq!(submit(&app, BRAM, &other).await.1.map(|_| ()).map_err(|why| why.code), Ok(()));
    }

    async fn the_same_doctor_in_another_browser_comes_to_their_own_account(app: TestApp) {
        let details = doctor("noor@example.be", RIZIV, "0470 12 34 56");
        let other = app.browser();
        other.identify(&app.card(NORA), Audience::Professional).await.unwrap();
        other.advance(&ConfirmProfile { capacity: Capacity::Doctor }).await.unwrap();
        submit(&app, NORA, &details).await.1.unwrap();
        let again = doctor("nora@example.be", RIZIV, "0470 12 34 56");
        other.advance(&again).await.unwrap();
        app.work().await;
        let step = other.current::<Registration>().await;
        assert!(matches!(step, Registering::Activate(_)), "{step:?}");
        assert_eq!(count(&app.app.db, "select count(*) from accounts").await, 1);
    }

    async fn a_number_is_free_again_when_its_registration_was_purged(app: TestApp) {
        let details = doctor("noor@example.be", RIZIV, "0470 12 34 56");
        submit(&app, NORA, &details).await.1.unwrap();
        app.work().await;
        app.advance_seconds(31 * 86_400);
        purge(&app.app).await.unwrap();
        let other = doctor("bram@example.be", RIZIV, "0470 12 34 57");
        submit(&app, BRAM, &other).await.1.unwrap();
    }

    async fn numbers_from_before_are_made_findable_and_doubled_ones_are_noted_once(app: TestApp) {
        submit(&app, NORA, &doctor("noor@example.be", RIZIV, "0470 12 34 56")).await.1.unwrap();
        execute(&app.app.db, "update accounts set riziv_key = null").await;
        submit(&app, BRAM, &doctor("bram@example.be", RIZIV, "0470 12 34 57")).await.1.unwrap();
        execute(&app.app.db, "update accounts set riziv_key = null").await;
        for _ in 0..2 {
            let mut after = Some(String::new());
            while let Some(last) = after {
                after = rizivs::fill(&app.app, &last).await.unwrap();
            }
        }
        let keys = "select count(*) from accounts where riziv_key is not null";
        assert_eq!(count(&app.app.db, keys).await, 1);
        let noted = "select count(*) from audit where event = 'registration.riziv_taken'";
        assert_eq!(count(&app.app.db, noted).await, 1);
    }
}
