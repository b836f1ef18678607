//! Phone calls as a second factor: placed once, followed, confirmed by the right key only, used once (M3,
//! M8, C4); and the way back for gateways.

mod gateway;
mod limits;
mod queue;
mod twilio;
#[cfg(feature = "dev")]
mod virtual_phone;

use std::sync::Arc;

use axum::body::Body;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use tokio::{net::TcpListener, sync::mpsc};
use vestibule_shared::{
    call::{CallState, CallView},
    policy::CallMode as Mode,
    problem::Code,
};

use crate::{
    app::{
        block::Block,
        config::{Config, Secret},
        policies::Policies,
        problem::Problem,
    },
    db::{self, Db, Engine},
    domain::{
        account::Account,
        calls::{Purpose, Report},
        phone::Mobile,
    },
    gateway::{signature, voice::VoiceGateway},
    service::{
        accounts,
        calls::{self, Wanted},
        outbox,
    },
    tests::{
        app::{Answer, Browser, TestApp, on_each_engine},
        messages::{count, execute},
        races::futures_like::all,
    },
};

const NORA: &str = "85073003328";
const BRAM: &str = "93051822361";
const SCOPE: &str = "sign-in|one";

/// An account that can be called.
async fn account(app: &TestApp, card: &str, email: &str) -> Account {
    app.activated(&app.browser(), &app.card(card), email).await;
    known(app, email).await
}

/// An account that is there.
async fn known(app: &TestApp, email: &str) -> Account {
    let mut tx = app.app.db.read().await.unwrap();
    let key = app.app.keys.index("email", email);
    let row = crate::db::accounts::find_by_email(&mut tx, &key).await.unwrap().unwrap();
    drop(tx);
    accounts::open(&app.app, row).unwrap()
}

async fn nora(app: &TestApp) -> Account {
    account(app, NORA, "noor@example.be").await
}

async fn place_at(
    app: &crate::app::App,
    account: &Account,
    (to, scope): (&str, &str),
) -> Result<(), Problem> {
    let to = Mobile::stored(to.to_owned());
    let block = &Block::of("192.0.2.1".parse().unwrap());
    let wanted = Wanted { to: &to, purpose: Purpose::SignIn, scope, block };
    let mut tx = app.db.write().await?;
    calls::place(app, &mut tx, account, &wanted).await?;
    Ok(tx.commit().await?)
}

async fn place(app: &TestApp, account: &Account) -> Result<(), Problem> {
    place_at(&app.app, account, (account.phone.as_str(), SCOPE)).await
}

/// Places a call, hands it to the gateway and gives its name.
async fn placed(app: &TestApp, account: &Account) -> String {
    place(app, account).await.unwrap();
    app.work().await;
    app.calls.lock().unwrap().last().unwrap().id.clone()
}

async fn view(app: &TestApp, scope: &str) -> Option<CallView> {
    let mut tx = app.app.db.read().await.unwrap();
    let view = calls::view(&app.app, &mut tx, scope).await.unwrap();
    drop(tx);
    view
}

async fn state(app: &TestApp) -> CallState {
    view(app, SCOPE).await.unwrap().state
}

async fn report(app: &TestApp, id: &str, report: Report) -> Option<CallState> {
    calls::report(&app.app, id, report).await.unwrap()
}

async fn consume(app: &crate::app::App, account: &Account, scope: &str) -> bool {
    let mut tx = app.db.write().await.unwrap();
    let used = calls::consume(&mut tx, account, scope, app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    used
}

/// A call as the outbox leases it again.
fn outbox_row(id: &str) -> db::outbox::Row {
    db::outbox::Row {
        id: id.to_owned(),
        channel: "voice".to_owned(),
        message_sealed: None,
        attempts: 2,
        give_up_at: i64::MAX,
        carrier: Some("recorder".to_owned()),
    }
}

on_each_engine! {
    async fn m8_a_call_that_the_person_stops_counts_no_more_and_a_confirmed_one_stays(app: TestApp) {
        let account = nora(&app).await;
        let stop = async |scope: &str| {
            let mut tx = app.app.db.write().await.unwrap();
            let now = app.app.clock.now();
            calls::stop(&mut tx, (&account.id, scope), now).await.unwrap();
            tx.commit().await.unwrap();
        };
        let id = placed(&app, &account).await;
        report(&app, &id, Report::Ringing).await;
        stop("sign-in|another").await;
        assert_eq!(state(&app).await, CallState::Ringing, "another flow is not concerned");
        stop(SCOPE).await;
        assert_eq!(state(&app).await, CallState::Expired);
        for late in [Report::Answered, Report::Key('1')] {
            report(&app, &id, late).await;
        }
        assert!(!consume(&app.app, &account, SCOPE).await, "the key came too late");
        app.advance_seconds(120);
        let id = placed(&app, &account).await;
        for step in [Report::Ringing, Report::Answered, Report::Key('1')] {
            report(&app, &id, step).await;
        }
        stop(SCOPE).await;
        assert!(consume(&app.app, &account, SCOPE).await);
    }

    async fn m3_a_call_is_followed_from_its_order_to_its_one_use(app: TestApp) {
        let account = nora(&app).await;
        assert_eq!(view(&app, SCOPE).await, None);
        place(&app, &account).await.unwrap();
        let seen = view(&app, SCOPE).await.unwrap();
        assert_eq!((seen.state, seen.again_in, seen.digits), (CallState::Queued, 30, None));
        assert_eq!(seen.phone_masked, "+32\u{a0}•••\u{a0}••\u{a0}••\u{a0}56");
        app.work().await;
        let call = app.calls.lock().unwrap()[0].clone();
        assert_eq!((call.to.as_str(), call.keys, call.ring_seconds), ("+32470123456", 1, 30));
        assert_eq!((call.purpose.as_str(), call.mode.as_str()), ("sign_in", "press_1"));
        assert_eq!(call.answer_url, "http://localhost:8080/api/gateway/calls");
        assert!(!call.text.contains("noor") && call.text.contains("Vestibule"));
        for (said, expected) in [
            (Report::Ringing, CallState::Ringing),
            (Report::Answered, CallState::Answered),
        ] {
            report(&app, &call.id, said).await;
            assert_eq!(state(&app).await, expected);
            assert!(!consume(&app.app, &account, SCOPE).await, "being answered confirms nothing");
        }
        report(&app, &call.id, Report::Key('1')).await;
        assert_eq!(state(&app).await, CallState::Confirmed);
        assert!(!consume(&app.app, &account, "sign-in|two").await, "another journey's call");
        assert!(consume(&app.app, &account, SCOPE).await);
        assert!(!consume(&app.app, &account, SCOPE).await);
        assert_eq!(view(&app, SCOPE).await, None);
        let noted = "select count(*) from audit where event in ('call.placed', 'call.confirmed')";
        assert_eq!(count(&app.app.db, noted).await, 2);
    }

    async fn m8_reports_that_come_twice_late_or_out_of_order_change_nothing(app: TestApp) {
        let account = nora(&app).await;
        let id = placed(&app, &account).await;
        for (said, expected) in [
            (Report::Answered, CallState::Answered),
            (Report::Ringing, CallState::Answered),
            (Report::Answered, CallState::Answered),
            (Report::NoAnswer, CallState::Answered),
            (Report::HungUp, CallState::HungUp),
            (Report::Key('1'), CallState::HungUp),
            (Report::Answered, CallState::HungUp),
            (Report::Voicemail, CallState::HungUp),
        ] {
            report(&app, &id, said).await;
            assert_eq!(state(&app).await, expected, "{said:?}");
        }
        assert!(!consume(&app.app, &account, SCOPE).await);
        assert_eq!(report(&app, "nothing", Report::Key('1')).await, None);
    }

    async fn m8_each_way_not_to_confirm_is_a_denial_of_its_own(app: TestApp) {
        let account = nora(&app).await;
        for (said, expected) in [
            (Report::NoAnswer, CallState::NoAnswer),
            (Report::Busy, CallState::Busy),
            (Report::Voicemail, CallState::Voicemail),
        ] {
            let id = placed(&app, &account).await;
            report(&app, &id, said).await;
            assert_eq!(state(&app).await, expected);
            report(&app, &id, Report::Key('1')).await;
            assert!(!consume(&app.app, &account, SCOPE).await, "{said:?}");
            app.advance_seconds(120);
        }
        app.advance_seconds(1800);
        for (key, expected) in [('5', CallState::WrongKey), ('*', CallState::WrongKey)] {
            let id = placed(&app, &account).await;
            report(&app, &id, Report::Answered).await;
            report(&app, &id, Report::Key(key)).await;
            report(&app, &id, Report::Key('1')).await;
            assert_eq!(state(&app).await, expected);
            assert!(!consume(&app.app, &account, SCOPE).await);
            app.advance_seconds(120);
        }
    }

    async fn m8_this_was_not_me_is_noted_and_leaves_the_person_in_peace(app: TestApp) {
        let account = nora(&app).await;
        let id = placed(&app, &account).await;
        report(&app, &id, Report::Answered).await;
        report(&app, &id, Report::Key('9')).await;
        report(&app, &id, Report::Key('9')).await;
        let seen = view(&app, SCOPE).await.unwrap();
        assert_eq!((seen.state, seen.again_in), (CallState::Refused, 1800));
        let refused = "select count(*) from audit where event = 'call.refused'";
        assert_eq!(count(&app.app.db, refused).await, 1);
        app.advance_seconds(1799);
        let problem = place(&app, &account).await.unwrap_err();
        assert_eq!(problem.code(), Code::TooManyMessages);
        app.advance_seconds(1);
        place(&app, &account).await.unwrap();
    }

    async fn a_call_that_nobody_answers_is_over_after_the_time_it_rings(app: TestApp) {
        let account = nora(&app).await;
        let id = placed(&app, &account).await;
        report(&app, &id, Report::Ringing).await;
        app.advance_seconds(29);
        assert_eq!(view(&app, SCOPE).await.unwrap().expires_in, 1);
        app.advance_seconds(1);
        assert_eq!(state(&app).await, CallState::NoAnswer);
        report(&app, &id, Report::Answered).await;
        report(&app, &id, Report::Key('1')).await;
        assert_eq!(state(&app).await, CallState::NoAnswer, "too late");
        assert!(!consume(&app.app, &account, SCOPE).await);
    }

    async fn a_confirmed_call_is_worth_nothing_once_its_time_is_over(app: TestApp) {
        let account = nora(&app).await;
        let id = placed(&app, &account).await;
        report(&app, &id, Report::Answered).await;
        report(&app, &id, Report::Key('1')).await;
        app.advance_seconds(60);
        assert_eq!(state(&app).await, CallState::Expired);
        assert!(!consume(&app.app, &account, SCOPE).await);
    }

    async fn c4_the_figures_are_on_the_screen_and_neither_said_nor_sent(app: TestApp) {
        let mut app = app;
        let account = nora(&app).await;
        let config = Config { call_mode: Mode::DigitOnScreen, ..(*app.app.config).clone() };
        app.app.policies = Policies::of(&config);
        let id = placed(&app, &account).await;
        let digits = view(&app, SCOPE).await.unwrap().digits.unwrap();
        let sent = serde_json::to_value(&app.calls.lock().unwrap()[0]).unwrap();
        assert_eq!((&sent["keys"], &sent["mode"]), (&json!(2), &json!("digit_on_screen")));
        assert!(!sent["text"].as_str().unwrap().contains(&digits), "{sent}");
        let fields: Vec<&String> = sent.as_object().unwrap().keys().collect();
        assert_eq!(
            fields,
            ["answer_url", "id", "keys", "lang", "mode", "purpose", "ring_seconds", "text", "to"]
        );
        report(&app, &id, Report::Answered).await;
        for key in digits.chars() {
            assert!(!consume(&app.app, &account, SCOPE).await);
            report(&app, &id, Report::Key(key)).await;
        }
        let seen = view(&app, SCOPE).await.unwrap();
        assert_eq!((seen.state, seen.digits), (CallState::Confirmed, None));
        assert!(consume(&app.app, &account, SCOPE).await);
    }

    async fn two_hundred_parallel_uses_of_one_confirmation_are_one(app: TestApp) {
        let account = nora(&app).await;
        let id = placed(&app, &account).await;
        report(&app, &id, Report::Answered).await;
        let presses = (0..200).map(|_| {
            let (app, id) = (app.app.clone(), id.clone());
            async move { calls::report(&app, &id, Report::Key('1')).await.unwrap() }
        });
        let notified = all(presses).await;
        assert!(notified.iter().all(|state| *state == Some(CallState::Confirmed)));
        let uses = (0..200).map(|_| {
            let (app, account) = (app.app.clone(), account.clone());
            async move { consume(&app, &account, SCOPE).await }
        });
        assert_eq!(all(uses).await.into_iter().filter(|used| *used).count(), 1);
        let confirmed = "select count(*) from audit where event = 'call.confirmed'";
        assert_eq!(count(&app.app.db, confirmed).await, 1);
    }
}
