//! H2, H5, H6, H7: an action for a person is done once, and the person is notified.

use vestibule_shared::{
    account::GetSession,
    desk::{
        Act, Action, CorrectPhone, EndSessions, ForgetBrowsers, NewPhone, SendAgain, State, Unlock,
    },
    problem::Code,
    registration::Step,
    staff::Role,
};

use super::{
    act, active, ask, enrolled, mails, page, register, remembered, rows, twenty_times, waiting,
};
use crate::tests::{
    app::{Browser, TestApp, activation, on_each_engine},
    helpers::EMAIL,
    staff::{account, put, staff},
};

/// One did it, and the others found it done.
fn once(done: &[Result<(), Code>], otherwise: Code) {
    assert_eq!(done.iter().filter(|one| one.is_ok()).count(), 1, "{done:?}");
    assert!(done.iter().all(|one| one.is_ok() || *one == Err(otherwise)), "{done:?}");
}

/// Five wrong codes lock the account that this browser registers.
async fn lock(app: &TestApp, browser: &Browser) {
    let wrong = if app.last_code() == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        browser.advance(&activation(wrong)).await.unwrap_err();
    }
}

on_each_engine! {
    async fn h2_a_locked_account_is_unlocked_once_and_the_code_that_was_guessed_at_is_dead(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let person = register(&app, 1, "Specimen").await;
        let old = app.last_code();
        lock(&app, &person).await;
        let anna = account(&app, "person1@example.be").await;
        let seen = page(&desk, &anna).await.unwrap();
        assert_eq!((seen.state, seen.may), (State::Locked, vec![Action::Unlock]));
        assert_eq!(ask::<SendAgain>(&desk, &act(&anna)).await.unwrap_err(), Code::NothingToDo);

        once(&twenty_times::<Unlock>(&desk, act(&anna)).await, Code::NothingToDo);
        assert_eq!((rows(&app, "desk.unlocked").await, mails(&app, "help_unlocked").await), (1, 1));
        assert_eq!(page(&desk, &anna).await.unwrap().state, State::Waiting);
        assert!(person.advance(&activation(&old)).await.is_err());

        // H5: the activation code is sent again, once.
        app.advance_seconds(31);
        let sent = twenty_times::<SendAgain>(&desk, act(&anna)).await;
        once(&sent, Code::ResendTooSoon);
        assert_eq!(rows(&app, "desk.sent_again").await, 1);
        app.work().await;
        assert_ne!(app.last_code(), old);
        let step = person.advance(&activation(&app.last_code())).await.unwrap();
        assert!(matches!(step, Step::Done(_)), "{step:?}");
    }

    async fn every_session_ends_once_and_its_owner_is_notified_without_the_agents_browser(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (anna, person, _) = enrolled(&app, 1).await;
        let mut request = Browser::request("POST", "/api/desk/sessions/end", axum::body::Body::from(
            serde_json::json!(act(&anna)).to_string(),
        ));
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        request.headers_mut().insert("user-agent", agent.parse().unwrap());
        assert_eq!(desk.send(request).await.status, 200);
        assert!(person.call::<GetSession>().await.unwrap().signed_in.is_none());
        let all = twenty_times::<EndSessions>(&desk, act(&anna)).await;
        assert!(all.iter().all(|one| *one == Err(Code::NothingToDo)), "{all:?}");
        assert_eq!((rows(&app, "desk.sessions_ended").await, mails(&app, "help_sessions_ended").await), (1, 1));
        let notified = app.mail.lock().unwrap().last().unwrap().text.clone();
        assert!(!notified.contains("Firefox") && notified.contains("2 maart 2026"), "{notified}");
    }

    async fn h7_every_browser_is_forgotten_once(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (anna, _, key) = enrolled(&app, 1).await;
        remembered(&app, 1, &key).await;
        assert_eq!(page(&desk, &anna).await.unwrap().browsers, 1);
        once(&twenty_times::<ForgetBrowsers>(&desk, act(&anna)).await, Code::NothingToDo);
        assert_eq!(page(&desk, &anna).await.unwrap().browsers, 0);
        assert_eq!((rows(&app, "desk.browsers_forgotten").await, mails(&app, "help_browsers_forgotten").await), (1, 1));
    }

    async fn h6_a_number_is_corrected_before_activation_and_the_old_code_dies(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let person = register(&app, 1, "Specimen").await;
        let old = app.last_code();
        let anna = account(&app, "person1@example.be").await;
        let to = |phone: &str| NewPhone { account: anna.clone(), phone: phone.into(), reason: "two figures swapped".into() };
        for (phone, code) in [("", Code::Required), ("02 555 12 12", Code::PhoneNotMobile), ("0471 00 00 01", Code::NothingToDo)] {
            assert_eq!(ask::<CorrectPhone>(&desk, &to(phone)).await.unwrap_err(), code, "{phone}");
        }
        once(&twenty_times::<CorrectPhone>(&desk, to("0472 99 88 77")).await, Code::NothingToDo);
        assert_eq!((rows(&app, "desk.phone_corrected").await, mails(&app, "help_phone_corrected").await), (1, 1));
        let count = app.sms.lock().unwrap().len();
        assert_eq!(app.sms.lock().unwrap().last().unwrap().to, "+32472998877");
        assert!(old == app.last_code() || person.advance(&activation(&old)).await.is_err());
        assert!(matches!(person.advance(&activation(&app.last_code())).await.unwrap(), Step::Done(_)));
        assert_eq!(app.sms.lock().unwrap().len(), count);
        let later = NewPhone { account: anna, phone: "0472 99 88 76".into(), reason: "another one".into() };
        assert_eq!(ask::<CorrectPhone>(&desk, &later).await.unwrap_err(), Code::NothingToDo);
    }

    async fn nobody_helps_themselves_and_only_an_administrator_helps_a_colleague(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (me, bram) = (account(&app, EMAIL).await, active(&app, 1, "Peeters").await);
        super::knock(&app, 1).await;
        assert_eq!(ask::<EndSessions>(&desk, &act(&me)).await.unwrap_err(), Code::NotYours);
        put(&app, "person1@example.be", Role::Auditor, None).await;
        assert_eq!(page(&desk, &bram).await.unwrap().may, []);
        assert_eq!(ask::<EndSessions>(&desk, &act(&bram)).await.unwrap_err(), Code::NotYours);
        put(&app, EMAIL, Role::Administrator, None).await;
        assert!(page(&desk, &bram).await.unwrap().may.contains(&Action::EndSessions));
        assert!(ask::<EndSessions>(&desk, &act(&bram)).await.is_ok());
    }

    async fn nothing_is_done_without_a_reason_or_for_who_is_not_theirs(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let anna = waiting(&app, 1, "Specimen").await;
        for (reason, code) in [("", Code::Required), (" x ", Code::ReasonTooShort), (&*"x".repeat(501), Code::TooLong)] {
            let act = Act { account: anna.clone(), reason: reason.into() };
            assert_eq!(ask::<SendAgain>(&desk, &act).await.unwrap_err(), code);
        }
        put(&app, EMAIL, Role::Organisation, Some("an organisation")).await;
        assert_eq!(ask::<SendAgain>(&desk, &act(&anna)).await.unwrap_err(), Code::PersonUnknown);
    }
}
