//! The delivery status of a text message (H8): believed from its own gateway, and never taken back.

use axum::{body::Body, http::Request};
use serde_json::{Value, json};
use vestibule_shared::registration::Delivery;

use crate::{
    gateway::{
        signature,
        twilio::{MESSAGES_PATH, SIGNATURE, sign},
    },
    service::deliveries::REPORT_PATH,
    tests::{
        app::{Answer, Browser, TestApp, on_each_engine},
        carriers::{Does, TAKES, company, count, order, twilio, wait, webhook},
        messages::{self, step_of},
    },
};

const ORIGIN: &str = "http://localhost:8080";
const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
const TOKEN: &str = "a token of thirty-two characters";
/// The name that the company of these tests has for every message.
const SID: &str = "SM00112233445566778899aabbccddeeff";

fn signed(app: &TestApp, body: &Value) -> Request<Body> {
    let body = body.to_string();
    let secret = &app.app.config.sms_webhook_secret.0;
    let header = signature::sign(secret, app.app.clock.now(), body.as_bytes());
    let request = Request::post(REPORT_PATH).header(signature::SIGNATURE, header);
    request.body(Body::from(body)).unwrap()
}

/// A form as Twilio posts it: to which query, what it says, and what it signs.
struct Posted<'a> {
    query: String,
    fields: Vec<(&'a str, &'a str)>,
    signed_for: String,
    token: &'a str,
}

impl<'a> Posted<'a> {
    fn of(id: &str, status: &'a str) -> Self {
        let query = format!("id={id}");
        let signed_for = format!("{ORIGIN}{MESSAGES_PATH}?{query}");
        let fields = vec![("AccountSid", ACCOUNT), ("MessageSid", SID), ("MessageStatus", status)];
        Self { query, fields, signed_for, token: TOKEN }
    }

    fn with(mut self, name: &'a str, value: &'a str) -> Self {
        self.fields.retain(|(it, _)| *it != name);
        self.fields.push((name, value));
        self
    }

    fn request(&self) -> Request<Body> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let fields: Vec<_> = self.fields.iter().map(owned).collect();
        self.signed_by(&sign(self.token, &self.signed_for, &fields))
    }

    fn signed_by(&self, header: &str) -> Request<Body> {
        let body =
            form_urlencoded::Serializer::new(String::new()).extend_pairs(&self.fields).finish();
        Request::post(format!("{MESSAGES_PATH}?{}", self.query))
            .header(SIGNATURE, header)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap()
    }
}

fn is_refusal(answer: &Answer) -> bool {
    answer.status == 401 && answer.json()["code"] == "not_signed_in"
}

/// Our name for the message that the webhook was handed.
fn id_of(handed: &crate::tests::carriers::Handed) -> String {
    let handed = handed.lock().unwrap();
    let body: Value = serde_json::from_slice(&handed[0].2).unwrap();
    body["id"].as_str().unwrap().to_owned()
}

/// Our name for the message that Twilio was handed.
fn id_for(handed: &crate::tests::carriers::Handed) -> String {
    let handed = handed.lock().unwrap();
    let form: std::collections::HashMap<_, _> =
        form_urlencoded::parse(&handed[0].2).into_owned().collect();
    form["StatusCallback"].split_once("?id=").unwrap().1.to_owned()
}

async fn sent_by_twilio(app: &mut TestApp) -> (Browser, String) {
    let (url, handed) = company(&[TAKES]).await;
    let browser = order(app, vec![twilio(&url)]).await;
    let id = id_for(&handed);
    (browser, id)
}

on_each_engine! {
    async fn h8_the_screen_says_what_the_webhook_reports_and_keeps_what_is_final(app: TestApp) {
        let mut app = app;
        let (url, handed) = company(&[TAKES]).await;
        let browser = order(&mut app, vec![webhook(&url)]).await;
        let id = id_of(&handed);
        for (status, shown) in [
            ("sent", Delivery::Sent),
            ("delivered", Delivery::Delivered),
            ("delivered", Delivery::Delivered),
            ("sent", Delivery::Delivered),
            ("undelivered", Delivery::Delivered),
            ("failed", Delivery::Delivered),
        ] {
            let answer = browser.send(signed(&app, &json!({"id": id, "status": status}))).await;
            assert_eq!((answer.status, answer.json()), (200, json!({})), "{status}");
            assert_eq!(step_of(&app, &browser).await, shown, "{status}");
        }
        wait(&app).await;
        assert_eq!(count(&handed), 1);
    }

    async fn h8_a_message_that_did_not_arrive_says_so_and_why_is_kept(app: TestApp) {
        let mut app = app;
        let (url, handed) = company(&[TAKES]).await;
        let browser = order(&mut app, vec![webhook(&url)]).await;
        let report = json!({"id": id_of(&handed), "status": "undelivered", "fault": "unreachable"});
        assert_eq!(browser.send(signed(&app, &report)).await.status, 200);
        assert_eq!(step_of(&app, &browser).await, Delivery::Failed);
        let kept = "select count(*) from outbox where fault = 'unreachable' and reported_at is not null";
        assert_eq!(messages::count(&app.app.db, kept).await, 1);
    }

    async fn what_was_reported_on_is_not_handed_over_again(app: TestApp) {
        let mut app = app;
        let (url, handed) = company(&[Does::BreakOff]).await;
        let browser = order(&mut app, vec![webhook(&url)]).await;
        assert_eq!(step_of(&app, &browser).await, Delivery::Queued);
        let report = json!({"id": id_of(&handed), "status": "sent"});
        assert_eq!(browser.send(signed(&app, &report)).await.status, 200);
        assert_eq!(step_of(&app, &browser).await, Delivery::Sent);
        wait(&app).await;
        assert_eq!(count(&handed), 1);
        let kept = "select count(*) from outbox where message_sealed is not null";
        assert_eq!(messages::count(&app.app.db, kept).await, 0);
    }

    async fn a_report_that_is_unsigned_of_nothing_or_of_anothers_message_is_refused_alike(app: TestApp) {
        let mut app = app;
        let (url, handed) = company(&[TAKES]).await;
        let browser = order(&mut app, vec![webhook(&url)]).await;
        let id = id_of(&handed);
        let body = json!({"id": id, "status": "delivered"});
        for header in ["", "t=1,v1=00"] {
            let mut request = signed(&app, &body);
            request.headers_mut().insert(signature::SIGNATURE, header.parse().unwrap());
            assert!(is_refusal(&browser.send(request).await), "{header:?}");
        }
        let mut request = signed(&app, &body);
        *request.body_mut() = Body::from(json!({"id": id, "status": "failed"}).to_string());
        assert!(is_refusal(&browser.send(request).await), "another body");
        let unknown = json!({"id": "A".repeat(22), "status": "delivered"});
        assert!(is_refusal(&browser.send(signed(&app, &unknown)).await));
        assert!(is_refusal(&browser.send(Posted::of(&id, "delivered").request()).await), "not Twilio's");
        let long = json!({"id": "x".repeat(70_000), "status": "delivered"});
        assert_eq!(browser.send(signed(&app, &long)).await.status, 413);
        for wrong in [
            json!({"id": id}),
            json!({"id": id, "status": "queued"}),
            json!({"id": id, "status": "delivered", "fault": "number"}),
            json!({"id": id, "status": "failed", "fault": "weather"}),
            json!({"id": id, "status": "failed", "surprise": 1}),
        ] {
            assert_eq!(browser.send(signed(&app, &wrong)).await.status, 400, "{wrong}");
        }
        assert_eq!(step_of(&app, &browser).await, Delivery::Sent);
    }

    async fn h8_twilios_reports_move_the_screen_forward_only(app: TestApp) {
        let mut app = app;
        let (browser, id) = sent_by_twilio(&mut app).await;
        for (status, shown) in [
            ("queued", Delivery::Sent),
            ("sent", Delivery::Sent),
            ("a state of next year", Delivery::Sent),
            ("delivered", Delivery::Delivered),
            ("sending", Delivery::Delivered),
            ("undelivered", Delivery::Delivered),
        ] {
            let answer = browser.send(Posted::of(&id, status).request()).await;
            assert_eq!((answer.status, &answer.body[..]), (200, &b"<Response/>"[..]), "{status}");
            assert_eq!(answer.headers["content-type"], "text/xml; charset=utf-8");
            assert_eq!(step_of(&app, &browser).await, shown, "{status}");
        }
    }

    async fn h8_twilios_error_becomes_a_class_of_ours(app: TestApp) {
        let mut app = app;
        let (browser, id) = sent_by_twilio(&mut app).await;
        let report = Posted::of(&id, "undelivered").with("ErrorCode", "30003");
        assert_eq!(browser.send(report.request()).await.status, 200);
        assert_eq!(step_of(&app, &browser).await, Delivery::Failed);
        let kept = "select count(*) from outbox where delivery = 'undelivered' and fault = 'unreachable'";
        assert_eq!(messages::count(&app.app.db, kept).await, 1);
    }

    async fn a_form_that_twilio_did_not_sign_for_this_message_is_refused(app: TestApp) {
        let mut app = app;
        let (browser, id) = sent_by_twilio(&mut app).await;
        let right = Posted::of(&id, "delivered");
        let header = right.request().headers()[SIGNATURE].to_str().unwrap().to_owned();
        let elsewhere = |origin: &str| Posted {
            signed_for: format!("{origin}{MESSAGES_PATH}?id={id}"),
            ..Posted::of(&id, "delivered")
        };
        let other_id = "B".repeat(22);
        for (what, request) in [
            ("a changed field", Posted::of(&id, "undelivered").signed_by(&header)),
            ("a field more", Posted::of(&id, "delivered").with("ErrorCode", "1").signed_by(&header)),
            ("another message's address", Posted::of(&other_id, "delivered").signed_by(&header)),
            ("an unknown message", Posted::of(&other_id, "delivered").request()),
            ("another name for it", right.with("MessageSid", "SMff").request()),
            ("another account", Posted::of(&id, "delivered").with("AccountSid", "AC1").request()),
            ("another token", Posted { token: "another", ..Posted::of(&id, "delivered") }.request()),
            ("another port", elsewhere("http://localhost:8081").request()),
            ("another scheme", elsewhere("https://localhost:8080").request()),
            ("nothing", Posted::of(&id, "delivered").signed_by("")),
        ] {
            assert!(is_refusal(&browser.send(request).await), "{what}");
        }
        // A header of the request has no say in what our address is.
        let mut request = elsewhere("https://evil.example").request();
        request.headers_mut().insert("host", "evil.example".parse().unwrap());
        request.headers_mut().insert("x-forwarded-proto", "https".parse().unwrap());
        assert!(is_refusal(&browser.send(request).await));
        let long = "x".repeat(70_000);
        let long = Posted::of(&id, "delivered").with("Body", &long).request();
        assert_eq!(browser.send(long).await.status, 413);
        assert_eq!(step_of(&app, &browser).await, Delivery::Sent);
        let webhooks = signed(&app, &json!({"id": id, "status": "delivered"}));
        assert!(is_refusal(&browser.send(webhooks).await), "not the webhook's message");
    }
}
