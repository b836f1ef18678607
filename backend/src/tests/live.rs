//! Following a flow: a page hears that something changed, and does not delay the end of the
//! process.

use std::time::Duration;

use axum::{Router, body::Body, http::Request, routing::get};
use http_body_util::BodyExt as _;
use tokio::{net::TcpListener, sync::oneshot};
use tower::ServiceExt as _;
use vestibule_shared::registration::{Audience, ChooseAudience, Registration};

use crate::{
    http::{live, server},
    tests::app::{Browser, TestApp, on_each_engine},
};

/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A browser whose flow has begun.
async fn visitor(app: &TestApp) -> Browser {
    let browser = app.browser();
    browser.advance(&ChooseAudience { audience: Audience::Patient }).await.unwrap();
    browser
}

fn routes(app: &TestApp) -> Router {
    let events = get(live::events::<Registration>);
    Router::new().route("/events", events).with_state(app.app.clone())
}

async fn open(app: &TestApp, browser: &Browser) -> axum::response::Response {
    let request = Request::get("/events").header("cookie", browser.cookie());
    routes(app).oneshot(request.body(Body::empty()).unwrap()).await.unwrap()
}

/// The next event, or nothing when the stream has ended.
async fn event(body: &mut Body) -> Option<String> {
    let frame = tokio::time::timeout(PATIENCE, body.frame()).await.expect("something happens");
    frame.map(|frame| String::from_utf8(frame.unwrap().into_data().unwrap().to_vec()).unwrap())
}

const CHANGED: &str = "event: changed\ndata: 1\n\n";

on_each_engine! {
    async fn m8_a_screen_hears_of_a_change_by_itself_and_at_once(app: TestApp) {
        let browser = visitor(&app).await;
        let response = open(&app, &browser).await;
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut body = response.into_body();
        assert_eq!(event(&mut body).await.as_deref(), Some(CHANGED), "what came before it was open");
        browser.advance(&vestibule_shared::registration::BackToStart {}).await.unwrap();
        assert_eq!(event(&mut body).await.as_deref(), Some(CHANGED), "found by looking");
        // Nothing changed: a notice alone is no event, so the next one is of the move.
        app.app.changes.tell_everybody();
        browser.advance(&ChooseAudience { audience: Audience::Patient }).await.unwrap();
        app.app.changes.tell_everybody();
        assert_eq!(event(&mut body).await.as_deref(), Some(CHANGED));
    }

    async fn a_process_that_ends_closes_every_stream_and_opens_none_that_last(app: TestApp) {
        let browser = visitor(&app).await;
        let mut body = open(&app, &browser).await.into_body();
        assert!(event(&mut body).await.is_some());
        app.app.changes.end();
        assert_eq!(event(&mut body).await, None);
        let mut late = open(&app, &browser).await.into_body();
        assert!(event(&mut late).await.is_some());
        assert_eq!(event(&mut late).await, None);
    }

    async fn s23_an_open_stream_does_not_hold_up_the_end_of_the_process(app: TestApp) {
        let browser = visitor(&app).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/events", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let changes = app.app.changes.clone();
        let end = async move {
            let _ = stopped.await;
            changes.end();
        };
        let serving = tokio::spawn(server::serve(listener, routes(&app), end));
        let request = reqwest::Client::new().get(url).header("cookie", browser.cookie());
        let mut answer = request.send().await.unwrap();
        assert_eq!(answer.chunk().await.unwrap().unwrap(), CHANGED);
        stop.send(()).unwrap();
        // Draining gives up after 10 s; this ends because the stream does.
        let ended = tokio::time::timeout(Duration::from_secs(8), serving).await;
        assert!(ended.is_ok(), "the server waits for the stream");
        assert_eq!(answer.chunk().await.unwrap(), None);
    }

    async fn where_no_flow_began_there_is_nothing_to_follow(app: TestApp) {
        assert_eq!(open(&app, &app.browser()).await.status().as_u16(), 404);
        let made_up = Request::get("/events").header("cookie", "__Host-visit=anything");
        let answer = routes(&app).oneshot(made_up.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(answer.status().as_u16(), 404);
    }

    async fn a_third_stream_of_one_browser_waits_until_one_is_closed(app: TestApp) {
        let browser = visitor(&app).await;
        let one = open(&app, &browser).await;
        let _two = open(&app, &browser).await;
        let refused = open(&app, &browser).await;
        assert_eq!((refused.status().as_u16(), &refused.headers()["retry-after"]), (429, &"10".parse().unwrap()));
        assert_eq!(open(&app, &visitor(&app).await).await.status().as_u16(), 200);
        drop(one);
        assert_eq!(open(&app, &browser).await.status().as_u16(), 200);
    }
}
