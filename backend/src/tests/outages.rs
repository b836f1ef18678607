//! What the service says and does while the database is read-only, unavailable, or has another
//! time. What a network does to the real program is in `backend/tests/outages.rs`.

use std::time::Duration;

use axum::{Router, body::Body, http::Request};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use vestibule_shared::registration::{Audience, ChooseAudience, Registration};

use crate::{
    app::{App, pulse},
    db::{self, Db},
    http::{
        gate::Gate,
        health::{self, Stopping},
    },
    system::clock::Clock,
    tests::app::{TestApp, TestDb, on_each_engine},
    worker,
};

/// 90 days in milliseconds.
const LONG: i64 = 90 * 86_400_000;

/// Status, kind and text of an answer.
async fn ask(router: Router, request: Request<Body>) -> (u16, String, String) {
    let answer = router.oneshot(request).await.unwrap();
    let status = answer.status().as_u16();
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    let body = answer.into_body().collect().await.unwrap().to_bytes();
    (status, kind, String::from_utf8_lossy(&body).into_owned())
}

/// What a monitor hears.
async fn readyz(app: &App, stopping: Stopping) -> (u16, Value) {
    let gate = Gate::new(&app.config);
    gate.open(app, crate::more_routes(app));
    let request = Request::get("/readyz").body(Body::empty()).unwrap();
    let (status, _, text) = ask(health::router(gate, stopping), request).await;
    (status, serde_json::from_str(&text).unwrap_or(json!(text)))
}

async fn begin(app: &TestApp) -> crate::tests::app::Answer {
    let body = json!({ "audience": "patient" });
    app.browser().post("/api/registration/audience", &body).await
}

on_each_engine! {
    async fn s21_who_is_ready_has_written_a_row_and_who_ends_is_not_ready(app: TestApp) {
        let mut tx = app.app.db.read().await.unwrap();
        assert_eq!(db::pulse::find(&mut tx).await.unwrap(), None);
        drop(tx);
        assert_eq!(readyz(&app.app, Stopping::default()).await, (200, json!("ready\n")));
        let mut tx = app.app.db.read().await.unwrap();
        assert!(db::pulse::find(&mut tx).await.unwrap().is_some());
        drop(tx);
        let stopping = Stopping::default();
        stopping.begin();
        let (status, said) = readyz(&app.app, stopping).await;
        assert_eq!((status, &said["ready"], &said["reason"]), (503, &json!(false), &json!("stopping")));
    }

    async fn s21_a_database_that_is_away_is_a_page_for_people_and_a_problem_for_programs(app: TestApp) {
        app.app.db.close().await;
        let (status, said) = readyz(&app.app, Stopping::default()).await;
        assert_eq!((status, &said["reason"], &said["code"]), (503, &json!("database_away"), &json!("unavailable")));
        for (accept, kind) in [
            ("text/html,*/*;q=0.8", "text/html; charset=utf-8"),
            ("application/json", "application/problem+json"),
        ] {
            let request = Request::get("/api/session").header("accept", accept);
            let request = request.header("cookie", "__Host-session=one").body(Body::empty()).unwrap();
            let (status, said, text) = ask(crate::router(app.app.clone()), request).await;
            assert_eq!((status, said.as_str()), (503, kind), "{text}");
        }
    }

    async fn what_is_over_is_forgotten_by_a_clock_that_is_right(app: TestApp) {
        let browser = app.browser();
        browser.advance(&ChooseAudience { audience: Audience::Patient }).await.unwrap();
        let here = browser.current::<Registration>().await;
        worker::forget(&app.app).await.unwrap();
        assert_eq!(browser.current::<Registration>().await, here);
        assert_eq!(count_sessions(&app.app).await, 1);
        app.app.clock.advance(LONG);
        worker::forget(&app.app).await.unwrap();
        assert_eq!(count_sessions(&app.app).await, 0);
    }

    async fn an_embedded_database_that_was_silent_for_a_day_forgets_nothing_at_first(app: TestApp) {
        begin(&app).await;
        let mut tx = app.app.db.write().await.unwrap();
        let yesterday = app.app.clock.now().plus_seconds(-86_400);
        db::pulse::beat(&mut tx, yesterday).await.unwrap();
        tx.commit().await.unwrap();
        app.app.clock.advance(LONG);
        worker::forget(&app.app).await.unwrap();
        let is_embedded = app.url().starts_with("sqlite:");
        assert_eq!(count_sessions(&app.app).await, i64::from(is_embedded));
        assert_eq!(pulse::may_end(&app.app).await, !is_embedded);
        assert!(pulse::may_work(&app.app).await, "people go on");
    }
}

async fn count_sessions(app: &App) -> i64 {
    let sql = "select count(*) from sessions";
    let count: Result<(i64,), _> = match &app.db.engine {
        db::Engine::Sqlite { writer, .. } => sqlx::query_as(sql).fetch_one(writer).await,
        db::Engine::Postgres(pool) => sqlx::query_as(sql).fetch_one(pool).await,
    };
    count.unwrap().0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_whose_clock_is_90_days_ahead_says_so_and_forgets_nothing() {
    let Some(db) = TestDb::postgresql().await else { return };
    let mut app = TestApp::from_db(db).await;
    app.app.clock = Clock::system();
    app.change(|_| {});
    let browser = app.browser();
    browser.advance(&ChooseAudience { audience: Audience::Patient }).await.unwrap();
    for wrong in [LONG, -LONG, 31_000] {
        let mut other = app.app.clone();
        (other.clock, other.pulse) = (Clock::wrong_by(wrong), pulse::Pulse::default());
        let (status, said) = readyz(&other, Stopping::default()).await;
        assert_eq!((status, &said["reason"]), (503, &json!("clocks_differ")), "{said}");
        assert!(worker::forget(&other).await.is_err());
        assert!(!pulse::may_work(&other).await, "it sends, leases and gives up nothing either");
    }
    assert_eq!(count_sessions(&app.app).await, 1);
    assert_eq!(readyz(&app.app, Stopping::default()).await.0, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_only_reads_is_an_absence() {
    let Some(db) = TestDb::postgresql().await else { return };
    let mut app = TestApp::from_db(db).await;
    assert_eq!(begin(&app).await.status, 200);
    let follows = format!("{}?options=-cdefault_transaction_read_only%3Don", app.url());
    app.app.db = Db::connect(&follows).await.unwrap();
    app.change(|_| {});
    let answer = begin(&app).await;
    assert_eq!((answer.status, &answer.json()["code"]), (503, &json!("unavailable")));
    let (status, said) = readyz(&app.app, Stopping::default()).await;
    assert_eq!((status, &said["reason"]), (503, &json!("database_read_only")), "{said}");
    assert!(pulse::feel(&app.app, Duration::ZERO).await.is_err());
}
