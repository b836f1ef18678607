//! Messages: sent once, tried again, given up; jobs that survive a killed process (R6, S20).

pub(super) mod carriers;
mod deliveries;
#[cfg(feature = "smpp")]
mod smpp;
mod spoken;
mod texts;

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use sqlx::{AssertSqlSafe, Row as _};
use tokio::net::TcpListener;
use vestibule_shared::registration::{Delivery, Registration, Step};

use crate::{
    db::{Db, Engine, jobs},
    gateway::{sms::SmsGateway, webhook::Webhook},
    tests::app::{TestApp, deliver_one, details, on_each_engine},
    worker,
};

const NORA: &str = "85073003328";

/// Runs a statement of a test.
pub(super) async fn execute(db: &Db, sql: &'static str) {
    match &db.engine {
        Engine::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(|_| ()),
        Engine::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|_| ()),
    }
    .unwrap();
}

/// The one number of a query of a test.
pub(super) async fn count(db: &Db, sql: &'static str) -> i64 {
    match &db.engine {
        Engine::Sqlite { writer, .. } => sqlx::query_scalar(sql).fetch_one(writer).await,
        Engine::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
    }
    .unwrap()
}

/// Every table and its columns.
pub(crate) async fn schema(db: &Db) -> BTreeMap<String, Vec<String>> {
    const SQLITE: &str = "select m.name, p.name from sqlite_master m join pragma_table_info(m.name) p \
        where m.type = 'table'";
    const POSTGRES: &str = "select cast(table_name as text), cast(column_name as text) \
        from information_schema.columns where table_schema = current_schema()";
    let rows: Vec<(String, String)> = match &db.engine {
        Engine::Sqlite { writer, .. } => sqlx::query_as(SQLITE).fetch_all(writer).await.unwrap(),
        Engine::Postgres(pool) => sqlx::query_as(POSTGRES).fetch_all(pool).await.unwrap(),
    };
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in rows {
        tables.entry(table).or_default().push(column);
    }
    tables
}

/// Every text of each table, by its name.
pub(super) async fn dumps(db: &Db) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for table in schema(db).await.into_keys() {
        let sql = AssertSqlSafe(format!("select * from {table}"));
        let mut texts = String::new();
        match &db.engine {
            Engine::Sqlite { writer, .. } => {
                for row in sqlx::query(sql).fetch_all(writer).await.unwrap() {
                    (0..row.len())
                        .for_each(|at| texts += &row.try_get::<String, _>(at).unwrap_or_default());
                }
            }
            Engine::Postgres(pool) => {
                for row in sqlx::query(sql).fetch_all(pool).await.unwrap() {
                    (0..row.len())
                        .for_each(|at| texts += &row.try_get::<String, _>(at).unwrap_or_default());
                }
            }
        }
        all.insert(table, texts);
    }
    all
}

/// Every text of every table.
pub(super) async fn dump(db: &Db) -> String {
    let texts = dumps(db).await.into_values().collect::<Vec<_>>().join("\n");
    assert!(texts.len() > 500, "the dump reads the tables");
    texts
}

/// A webhook that answers with each status in turn and keeps the bodies.
async fn webhook(
    statuses: &'static [u16],
) -> (String, Arc<std::sync::Mutex<Vec<serde_json::Value>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/sms", listener.local_addr().unwrap());
    let (seen, turn) = (Arc::default(), Arc::new(AtomicU32::new(0)));
    let kept: Arc<std::sync::Mutex<Vec<serde_json::Value>>> = Arc::clone(&seen);
    let handler = async move |axum::Json(body): axum::Json<serde_json::Value>| {
        kept.lock().unwrap().push(body);
        let at = turn.fetch_add(1, Ordering::Relaxed) as usize;
        axum::http::StatusCode::from_u16(statuses[at.min(statuses.len() - 1)]).unwrap()
    };
    let router = axum::Router::new().route("/sms", axum::routing::post(handler));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (url, seen)
}

pub(super) async fn step_of(app: &TestApp, browser: &crate::tests::app::Browser) -> Delivery {
    let _ = app;
    let Step::Activate(step) = browser.current::<Registration>().await else { panic!() };
    step.sent.delivery
}

pub(super) async fn ordered(app: &TestApp) -> crate::tests::app::Browser {
    let browser = app.browser();
    let audience = vestibule_shared::registration::Audience::Patient;
    browser.identify(&app.card(NORA), audience).await.unwrap();
    let capacity = vestibule_shared::registration::Capacity::Citizen;
    browser.advance(&vestibule_shared::registration::ConfirmProfile { capacity }).await.unwrap();
    browser.advance(&details("noor@example.be")).await.unwrap();
    browser
}

on_each_engine! {
    async fn a_message_that_was_not_taken_is_tried_again_under_the_same_name(app: TestApp) {
        let mut app = app;
        let (url, seen) = webhook(&[500, 200]).await;
        app.app.sms = vec![SmsGateway::Webhook(Webhook::new(&url).unwrap())];
        let browser = ordered(&app).await;
        app.work().await;
        assert_eq!(step_of(&app, &browser).await, Delivery::Queued);
        app.advance_seconds(3);
        app.work().await;
        assert_eq!(step_of(&app, &browser).await, Delivery::Sent);
        let seen = seen.lock().unwrap();
        assert_eq!((seen.len(), &seen[0]["id"]), (2, &seen[1]["id"]));
        assert_eq!(seen[0]["to"], "+32470123456");
        assert_eq!((&seen[0]["lang"], &seen[0]["purpose"]), (&"nl".into(), &"activation".into()));
        let fields: Vec<&String> = seen[0].as_object().unwrap().keys().collect();
        assert_eq!(fields, ["id", "lang", "purpose", "text", "to"]);
    }

    async fn a_message_that_is_refused_is_given_up_and_the_screen_says_so(app: TestApp) {
        let mut app = app;
        let (url, seen) = webhook(&[400]).await;
        app.app.sms = vec![SmsGateway::Webhook(Webhook::new(&url).unwrap())];
        let browser = ordered(&app).await;
        app.work().await;
        assert_eq!(step_of(&app, &browser).await, Delivery::Failed);
        app.advance_seconds(60);
        app.work().await;
        assert_eq!(seen.lock().unwrap().len(), 1);
    }

    async fn a_gateway_that_is_away_is_asked_until_the_code_is_of_no_use(app: TestApp) {
        let mut app = app;
        app.app.sms = vec![SmsGateway::Webhook(Webhook::new("http://127.0.0.1:9/sms").unwrap())];
        let browser = ordered(&app).await;
        for _ in 0..30 {
            app.work().await;
            app.advance_seconds(60);
        }
        assert_eq!(step_of(&app, &browser).await, Delivery::Failed);
    }

    async fn a_code_that_waited_too_long_is_not_sent_any_more(app: TestApp) {
        let browser = ordered(&app).await;
        while worker::do_one_job(&app.app).await.unwrap() {}
        app.advance_seconds(601);
        while deliver_one(&app.app).await {}
        assert_eq!(app.sms.lock().unwrap().len(), 0);
        assert_eq!(step_of(&app, &browser).await, Delivery::Failed);
        assert_eq!(app.mails(), ["account_created"]);
    }

    async fn a_worker_that_was_slow_does_not_drop_the_account_another_has_linked(app: TestApp) {
        let browser = ordered(&app).await;
        let now = app.app.clock.now();
        let mut tx = app.app.db.write().await.unwrap();
        let slow = jobs::lease(&mut tx, now, now.plus_seconds(5), "").await.unwrap().unwrap();
        tx.commit().await.unwrap();
        app.advance_seconds(6);
        app.work().await;
        // The first worker wakes up and goes on with what it leased.
        crate::service::provisioning::work(&app.app, &slow).await.unwrap();
        assert!(matches!(browser.current::<Registration>().await, Step::Activate(_)));
        assert_eq!(count(&app.app.db, "select count(*) from accounts").await, 1);
    }

    async fn a_sent_message_leaves_no_text_behind(app: TestApp) {
        ordered(&app).await;
        app.work().await;
        let kept = "select count(*) from outbox where message_sealed is not null";
        assert_eq!(count(&app.app.db, kept).await, 0);
    }

    async fn r6_s20_a_worker_that_dies_holding_a_job_is_followed_by_another(app: TestApp) {
        let browser = ordered(&app).await;
        // A worker leases the job and is never heard of again.
        let now = app.app.clock.now();
        let mut tx = app.app.db.write().await.unwrap();
        assert!(jobs::lease(&mut tx, now, now.plus_seconds(5), "").await.unwrap().is_some());
        tx.commit().await.unwrap();
        assert!(!worker::do_one_job(&app.app).await.unwrap(), "the lease holds");
        assert!(matches!(browser.current::<Registration>().await, Step::Provisioning(_)));
        app.advance_seconds(6);
        app.work().await;
        assert!(matches!(browser.current::<Registration>().await, Step::Activate(_)));
        assert_eq!(app.sms.lock().unwrap().len(), 1);
    }

    async fn r6_many_workers_make_each_account_once(app: TestApp) {
        ordered(&app).await;
        let workers: Vec<_> = (0..6)
            .map(|_| {
                let app = app.app.clone();
                tokio::spawn(async move {
                    for _ in 0..20 {
                        worker::do_one_job(&app).await.unwrap();
                        deliver_one(&app).await;
                    }
                })
            })
            .collect();
        for one in workers {
            one.await.unwrap();
        }
        assert_eq!(app.sms.lock().unwrap().len(), 1);
        assert_eq!(app.mails(), ["account_created"]);
        let opened = "select count(*) from audit where event = 'registration.account_opened'";
        assert_eq!(count(&app.app.db, opened).await, 1);
    }
}
