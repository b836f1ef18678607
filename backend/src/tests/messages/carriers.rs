//! Several gateways for text messages: the next is used when one surely sent nothing, and never
//! after an unknown outcome. The gateways listen on the loopback and answer, refuse, break off or
//! hang.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Bytes,
    http::{HeaderMap, Uri},
    response::{IntoResponse as _, Response},
};
use tokio::net::TcpListener;
use vestibule_shared::{registration::Delivery, text::Language, time::Timestamp};

use crate::{
    db,
    gateway::{
        SendError, signature,
        sms::{Sms, SmsGateway},
        twilio::{Access, Twilio},
        webhook::Webhook,
    },
    service::{carriers, outbox},
    tests::{
        app::{Browser, TestApp, on_each_engine},
        messages::{self, ordered, step_of},
    },
    worker,
};

const SECRET: &str = "what only we and the webhook know";

/// What a company does with what it is handed.
#[derive(Clone, Copy, Debug)]
pub(in crate::tests) enum Does {
    Answer(u16, &'static str),
    /// Reads the message and ends the connection.
    BreakOff,
    /// Reads the message and never answers.
    Hang,
}

pub(in crate::tests) const TAKES: Does =
    Does::Answer(201, r#"{"sid":"SM00112233445566778899aabbccddeeff"}"#);
const FAILS: Does = Does::Answer(503, "");
const IS_LOCKED: Does = Does::Answer(401, r#"{"code":20003}"#);
const BAD_NUMBER: Does = Does::Answer(400, r#"{"code":21211,"message":"+32470123456 is wrong"}"#);

/// What a company was handed: path, headers, body.
pub(in crate::tests) type Handed = Arc<Mutex<Vec<(String, HeaderMap, Bytes)>>>;

/// A company that does each of these in turn, and the last for ever.
pub(in crate::tests) async fn company(turns: &'static [Does]) -> (String, Handed) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let handed = Handed::default();
    let kept = Arc::clone(&handed);
    let handler = async move |uri: Uri, headers: HeaderMap, body: Bytes| -> Response {
        let turn = {
            let mut kept = kept.lock().unwrap();
            kept.push((uri.path().to_owned(), headers, body));
            turns[kept.len().min(turns.len()) - 1]
        };
        match turn {
            Does::Answer(status, text) => {
                (axum::http::StatusCode::from_u16(status).unwrap(), text).into_response()
            }
            Does::Hang => std::future::pending().await,
            Does::BreakOff => panic!("for the test: the connection ends without an answer"),
        }
    };
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(handler)).await });
    (url, handed)
}

pub(in crate::tests) fn twilio(url: &str) -> SmsGateway {
    let access = Access {
        account: "AC0123456789abcdef0123456789abcdef",
        token: "a token of thirty-two characters",
        api: url,
        origin: "http://localhost:8080",
    };
    SmsGateway::Twilio(Twilio::new(&access, "+3228888888").unwrap())
}

pub(in crate::tests) fn webhook(url: &str) -> SmsGateway {
    SmsGateway::Webhook(Webhook::new(&format!("{url}/sms")).unwrap())
}

/// No process listens there.
const NOWHERE: &str = "http://127.0.0.1:9";

pub(in crate::tests) fn count(handed: &Handed) -> usize {
    handed.lock().unwrap().len()
}

/// Orders an account with these gateways and does what is due.
pub(in crate::tests) async fn order(app: &mut TestApp, gateways: Vec<SmsGateway>) -> Browser {
    app.app.sms = gateways;
    let browser = ordered(app).await;
    app.work().await;
    browser
}

/// Does what is due in the next minutes.
pub(in crate::tests) async fn wait(app: &TestApp) {
    for _ in 0..8 {
        app.advance_seconds(60);
        app.work().await;
    }
}

on_each_engine! {
    async fn s22_the_next_gateway_is_asked_at_once_when_one_surely_sent_nothing(app: TestApp) {
        let mut app = app;
        for (n, does) in [FAILS, IS_LOCKED, Does::Answer(429, "")].into_iter().enumerate() {
            let turns: &'static [Does] = vec![does].leak();
            let (first, refused) = company(turns).await;
            let (second, took) = company(&[TAKES]).await;
            // The same person each time, from the beginning.
            if n == 0 {
                let browser = order(&mut app, vec![twilio(&first), webhook(&second)]).await;
                assert_eq!(step_of(&app, &browser).await, Delivery::Sent, "{does:?}");
            } else {
                app.app.sms = vec![twilio(&first), webhook(&second)];
                deliver_again(&app).await;
            }
            assert_eq!((count(&refused), count(&took)), (1, 1), "{does:?}");
            wait(&app).await;
            assert_eq!((count(&refused), count(&took)), (1, 1), "{does:?}: once");
        }
    }

    async fn a_gateway_that_cannot_be_reached_is_passed_over_both_ways_round(app: TestApp) {
        let mut app = app;
        let (url, took) = company(&[TAKES]).await;
        let browser = order(&mut app, vec![twilio(NOWHERE), webhook(&url)]).await;
        assert_eq!(step_of(&app, &browser).await, Delivery::Sent);
        app.app.sms = vec![webhook(NOWHERE), twilio(&url)];
        deliver_again(&app).await;
        assert_eq!(count(&took), 2);
    }

    async fn s22_what_twilio_may_have_sent_is_sent_by_nobody_else_and_not_again(app: TestApp) {
        let mut app = app;
        let (second, other) = company(&[TAKES]).await;
        let (first, handed) = company(&[Does::BreakOff]).await;
        let browser = order(&mut app, vec![twilio(&first), webhook(&second)]).await;
        assert_eq!(step_of(&app, &browser).await, Delivery::Failed);
        wait(&app).await;
        assert_eq!((count(&handed), count(&other)), (1, 0));
        let (first, handed) = company(&[Does::Answer(500, "")]).await;
        app.app.sms = vec![twilio(&first), webhook(&second)];
        deliver_again(&app).await;
        wait(&app).await;
        assert_eq!((count(&handed), count(&other)), (1, 0), "500 may come too late");
    }

    async fn what_a_webhook_may_have_sent_is_handed_to_it_again_and_to_nobody_else(app: TestApp) {
        let mut app = app;
        let turns = &[Does::BreakOff, Does::Answer(504, ""), FAILS, Does::Answer(204, "")];
        let (first, handed) = company(turns).await;
        let (second, other) = company(&[TAKES]).await;
        let browser = order(&mut app, vec![webhook(&first), twilio(&second)]).await;
        assert_eq!(step_of(&app, &browser).await, Delivery::Queued);
        wait(&app).await;
        assert_eq!(step_of(&app, &browser).await, Delivery::Sent);
        assert_eq!((count(&handed), count(&other)), (4, 0));
        let keys: Vec<_> = handed.lock().unwrap().iter().map(|it| it.1["idempotency-key"].clone()).collect();
        assert!(keys.iter().all(|key| *key == keys[0]), "the same message");
    }

    async fn a_message_that_one_refuses_for_its_own_sake_is_offered_to_nobody_else(app: TestApp) {
        let mut app = app;
        let (first, handed) = company(&[BAD_NUMBER]).await;
        let (second, other) = company(&[TAKES]).await;
        let browser = order(&mut app, vec![twilio(&first), webhook(&second)]).await;
        assert_eq!(step_of(&app, &browser).await, Delivery::Failed);
        wait(&app).await;
        assert_eq!((count(&handed), count(&other)), (1, 0));
    }

    async fn when_nobody_takes_it_now_all_are_asked_again_later(app: TestApp) {
        let mut app = app;
        let (first, busy) = company(&[FAILS, FAILS, TAKES]).await;
        let (second, locked) = company(&[IS_LOCKED]).await;
        let browser = order(&mut app, vec![twilio(&first), webhook(&second)]).await;
        assert_eq!(step_of(&app, &browser).await, Delivery::Queued);
        wait(&app).await;
        assert_eq!(step_of(&app, &browser).await, Delivery::Sent);
        assert_eq!((count(&busy), count(&locked)), (3, 2));
    }

    async fn s20_a_process_that_dies_while_twilio_is_asked_leaves_nothing_to_send_again(app: TestApp) {
        let mut app = app;
        let (first, handed) = company(&[TAKES]).await;
        app.app.sms = vec![twilio(&first), webhook(&first)];
        let browser = ordered(&app).await;
        while worker::do_one_job(&app.app).await.unwrap() {}
        // The worker is gone before the answer comes: its lease runs out.
        let bound = "update outbox set carrier = 'twilio' where channel = 'sms'";
        messages::execute(&app.app.db, bound).await;
        app.work().await;
        assert_eq!((count(&handed), step_of(&app, &browser).await), (0, Delivery::Failed));
    }

    async fn a_worker_that_slept_past_its_lease_sends_nothing_behind_the_next_ones_back(app: TestApp) {
        let mut app = app;
        let (first, handed) = company(&[TAKES]).await;
        app.app.sms = vec![twilio(&first)];
        ordered(&app).await;
        while worker::do_one_job(&app.app).await.unwrap() {}
        let (asleep, awake) = (lease(&app).await, lease(&app).await);
        let sms = Sms {
            id: awake.id.clone(),
            to: "+32470123456".into(),
            text: "123456".into(),
            lang: Language::Nl,
            purpose: "activation".into(),
        };
        let late = carriers::send(&app.app, &asleep, &sms).await;
        assert!(matches!(late, Err(SendError::Unknown(_))), "{late:?}");
        assert_eq!(count(&handed), 0);
        carriers::send(&app.app, &awake, &sms).await.unwrap();
        assert_eq!(count(&handed), 1);
        let mut tx = app.app.db.write().await.unwrap();
        db::outbox::update_failed(&mut tx, &asleep, app.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        let given_up = "select count(*) from outbox where failed_at is not null";
        assert_eq!(messages::count(&app.app.db, given_up).await, 0, "that is for the other to say");
    }

    async fn while_a_company_hangs_mail_goes_out_and_its_message_is_in_nobody_elses_hands(app: TestApp) {
        let mut app = app;
        let (first, handed) = company(&[Does::Hang]).await;
        app.app.sms = vec![twilio(&first), webhook(&first)];
        ordered(&app).await;
        while worker::do_one_job(&app.app).await.unwrap() {}
        let hanging = app.app.clone();
        let hanging = tokio::spawn(async move { outbox::deliver_one(&hanging, "sms").await });
        while count(&handed) == 0 {
            tokio::task::yield_now().await;
        }
        assert!(!outbox::deliver_one(&app.app, "sms").await.unwrap(), "it is leased");
        assert!(outbox::deliver_one(&app.app, "mail").await.unwrap());
        assert_eq!(app.mails(), ["account_created"]);
        let asked = "select count(*) from outbox where carrier = 'twilio' and sent_at is null";
        assert_eq!(messages::count(&app.app.db, asked).await, 1, "noted before the answer");
        hanging.abort();
        app.advance_seconds(31);
        app.work().await;
        assert_eq!(count(&handed), 1, "nobody sends it again");
    }

    async fn twilio_is_handed_a_form_with_where_to_report_and_its_name_for_it_is_kept(app: TestApp) {
        let mut app = app;
        let (url, handed) = company(&[TAKES]).await;
        order(&mut app, vec![twilio(&url)]).await;
        let (path, headers, body) = handed.lock().unwrap()[0].clone();
        assert_eq!(path, "/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages.json");
        assert!(headers["authorization"].to_str().unwrap().starts_with("Basic "));
        let form: std::collections::HashMap<_, _> = form_urlencoded::parse(&body).into_owned().collect();
        assert_eq!((form["To"].as_str(), form["From"].as_str()), ("+32470123456", "+3228888888"));
        assert!(form["Body"].contains('#'), "{}", form["Body"]);
        let callback = "http://localhost:8080/api/gateway/twilio/messages?id=";
        assert!(form["StatusCallback"].starts_with(callback));
        assert_eq!(form.len(), 4);
        let kept = "select count(*) from outbox where carrier = 'twilio' \
            and reference = 'SM00112233445566778899aabbccddeeff'";
        assert_eq!(messages::count(&app.app.db, kept).await, 1);
    }

    async fn the_webhook_gets_its_messages_signed_when_there_is_a_secret(app: TestApp) {
        let mut app = app;
        let (url, handed) = company(&[Does::Answer(204, "")]).await;
        let hook = Webhook::new(&url).unwrap().signed(SECRET, &app.app.clock);
        order(&mut app, vec![SmsGateway::Webhook(hook)]).await;
        let (_, headers, body) = handed.lock().unwrap()[0].clone();
        let header = headers[signature::SIGNATURE].to_str().unwrap().to_owned();
        let now: Timestamp = app.app.clock.now();
        assert!(signature::is_signed(SECRET, &header, &body, now));
        assert_eq!(headers["content-type"], "application/json");
        let (url, handed) = company(&[Does::Answer(204, "")]).await;
        app.app.sms = vec![webhook(&url)];
        deliver_again(&app).await;
        assert!(!handed.lock().unwrap()[0].1.contains_key(signature::SIGNATURE));
    }
}

/// What a worker holds that took a message and then slept for longer than it may.
async fn lease(app: &TestApp) -> db::outbox::Row {
    let now = app.app.clock.now();
    let mut tx = app.app.db.write().await.unwrap();
    let row = db::outbox::lease(&mut tx, "sms", now, now.plus_seconds(30)).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    app.advance_seconds(31);
    row
}

/// Another message to the same person: the code again.
async fn deliver_again(app: &TestApp) {
    app.advance_seconds(3600);
    let now = app.app.clock.now();
    let mut tx = app.app.db.write().await.unwrap();
    let to = crate::domain::phone::Mobile::parse("+32470123456", &["BE"]).unwrap();
    let id = app.app.rng.id();
    let to = (&to, vestibule_shared::text::Language::Nl);
    let account = vestibule_shared::id::AccountId("somebody".into());
    let about = (&account, "activation");
    let text = now.0.to_string();
    outbox::write_sms(&app.app, &mut tx, &id, to, about, text).await.unwrap();
    tx.commit().await.unwrap();
    app.work().await;
}
