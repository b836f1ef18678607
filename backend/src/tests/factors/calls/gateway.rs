//! The way to gateways and back: each call under one name, and reports that are signed.

use super::*;

/// A report as a gateway sends it.
fn signed(app: &TestApp, body: &Value) -> axum::http::Request<Body> {
    let body = body.to_string();
    let secret = &app.app.config.voice_webhook_secret.0;
    let signature = signature::sign(secret, app.app.clock.now(), body.as_bytes());
    unsigned(&body, Some(&signature))
}

fn unsigned(body: &str, signature: Option<&str>) -> axum::http::Request<Body> {
    let mut request = axum::http::Request::post(calls::ANSWER_PATH);
    if let Some(signature) = signature {
        request = request.header(signature::SIGNATURE, signature);
    }
    request.body(Body::from(body.to_owned())).unwrap()
}

fn is_refusal(answer: &Answer) -> bool {
    answer.status == 401 && answer.json()["code"] == "not_signed_in"
}

on_each_engine! {
    async fn the_webhook_is_handed_each_call_under_one_name(app: TestApp) {
        let mut app = app;
        let account = nora(&app).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/calls", listener.local_addr().unwrap());
        let (tell, mut notified) = mpsc::unbounded_channel();
        let handler = async move |headers: axum::http::HeaderMap, body: axum::Json<Value>| {
            tell.send((headers["idempotency-key"].to_str().unwrap().to_owned(), body.0)).unwrap();
        };
        let router = axum::Router::new().route("/calls", axum::routing::post(handler));
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        app.app.voice = VoiceGateway::webhook(&url).unwrap();
        place(&app, &account).await.unwrap();
        assert!(outbox::deliver_one(&app.app, "voice").await.unwrap());
        let (key, body) = notified.recv().await.unwrap();
        assert_eq!(body["id"], key.as_str());
        assert!(key.len() >= 22, "128 bits or more");
        assert_eq!((&body["lang"], &body["to"]), (&json!("nl"), &json!("+32470123456")));
        // What comes back goes the way a gateway would go.
        let browser = app.browser();
        for report in [json!({"id": key, "event": "answered"}), json!({"id": key, "event": "key", "key": "1"})] {
            assert_eq!(browser.send(signed(&app, &report)).await.status, 200);
        }
        assert!(consume(&app.app, &account, SCOPE).await);
        server.abort();
    }

    async fn a_report_that_is_not_signed_with_our_secret_now_is_refused(app: TestApp) {
        let account = nora(&app).await;
        let id = placed(&app, &account).await;
        report(&app, &id, Report::Answered).await;
        let body = json!({"id": id, "event": "key", "key": "1"}).to_string();
        let now = app.app.clock.now();
        let secret = app.app.config.voice_webhook_secret.0.clone();
        let right = signature::sign(&secret, now, body.as_bytes());
        let browser = app.browser();
        for signature in [
            None,
            Some(""),
            Some("t=1,v1=00"),
            Some(signature::sign("another secret of the same length", now, body.as_bytes()).as_str()),
            Some(signature::sign(&secret, now, b"{}").as_str()),
            Some(signature::sign(&secret, now.plus_seconds(-301), body.as_bytes()).as_str()),
            Some(signature::sign(&secret, now.plus_seconds(301), body.as_bytes()).as_str()),
        ] {
            let answer = browser.send(unsigned(&body, signature)).await;
            assert!(is_refusal(&answer), "{signature:?}: {}", answer.status);
        }
        let unknown = json!({"id": "A".repeat(43), "event": "key", "key": "1"});
        assert!(is_refusal(&browser.send(signed(&app, &unknown)).await), "refused like any other");
        assert_eq!(state(&app).await, CallState::Answered);
        assert_eq!(browser.send(unsigned(&body, Some(&right))).await.status, 200);
        assert_eq!(state(&app).await, CallState::Confirmed);
        // The same report again does no harm, and later not even that.
        assert!(consume(&app.app, &account, SCOPE).await);
        assert_eq!(browser.send(unsigned(&body, Some(&right))).await.json()["hang_up"], true);
        assert!(!consume(&app.app, &account, SCOPE).await);
        app.advance_seconds(301);
        assert!(is_refusal(&browser.send(unsigned(&body, Some(&right))).await));
    }

    async fn without_a_secret_no_report_is_believed(app: TestApp) {
        let account = nora(&app).await;
        let id = placed(&app, &account).await;
        let mut bare = app.app.clone();
        let config = Config { voice_webhook_secret: Secret(String::new()), ..(*bare.config).clone() };
        bare.config = Arc::new(config);
        let browser = Browser::at(crate::router(bare));
        let body = json!({"id": id, "event": "answered"}).to_string();
        let signature = signature::sign("", app.app.clock.now(), body.as_bytes());
        assert!(is_refusal(&browser.send(unsigned(&body, Some(&signature))).await));
    }

    async fn a_signed_report_that_says_nothing_we_know_is_a_bad_body(app: TestApp) {
        let account = nora(&app).await;
        let id = placed(&app, &account).await;
        let browser = app.browser();
        for body in [
            json!({"id": id}),
            json!({"id": id, "event": "confirmed"}),
            json!({"id": id, "event": "key"}),
            json!({"id": id, "event": "key", "key": ""}),
            json!({"id": id, "event": "key", "key": "one"}),
            json!({"id": id, "event": "key", "key": "111111111"}),
            json!({"id": id, "event": "answered", "key": "1"}),
            json!({"id": id, "event": "answered", "surprise": 1}),
            json!([id]),
        ] {
            let answer = browser.send(signed(&app, &body)).await;
            assert_eq!((answer.status, answer.json()["code"].as_str()), (400, Some("invalid_body")));
        }
        assert_eq!(state(&app).await, CallState::Queued);
        let long = browser.send(signed(&app, &json!({"id": "x".repeat(70_000)}))).await;
        assert_eq!(long.status, 413);
    }
}
