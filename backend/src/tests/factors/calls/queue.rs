//! Calls in the outbox: they wait a minute at most, and a receipt that was lost places none again.

use super::*;

on_each_engine! {
    async fn a_call_that_the_gateway_did_not_take_in_a_minute_is_given_up(app: TestApp) {
        let mut app = app;
        let account = nora(&app).await;
        app.app.voice = VoiceGateway::webhook("http://127.0.0.1:9/calls").unwrap();
        place(&app, &account).await.unwrap();
        for _ in 0..8 {
            app.work().await;
            app.advance_seconds(10);
        }
        assert_eq!(state(&app).await, CallState::Failed);
        let calls = Arc::clone(&app.calls);
        app.app.voice = VoiceGateway::Recorder(Arc::clone(&calls));
        app.work().await;
        assert_eq!(calls.lock().unwrap().len(), 0, "nobody is called late");
    }

    async fn a_call_that_waited_longer_than_a_minute_is_not_placed(app: TestApp) {
        let account = nora(&app).await;
        place(&app, &account).await.unwrap();
        app.advance_seconds(60);
        app.work().await;
        assert_eq!(app.calls.lock().unwrap().len(), 0);
        assert_eq!(state(&app).await, CallState::Failed);
    }

    async fn a_call_whose_receipt_was_lost_is_not_placed_again_once_it_rings(app: TestApp) {
        let account = nora(&app).await;
        let id = placed(&app, &account).await;
        report(&app, &id, Report::Ringing).await;
        let call = app.calls.lock().unwrap()[0].clone();
        let row = outbox_row(&id);
        calls::hand_over(&app.app, &row, &call).await.unwrap();
        assert_eq!(app.calls.lock().unwrap().len(), 1);
    }

    async fn a_dump_of_the_database_shows_neither_the_number_nor_the_figures(app: TestApp) {
        let mut app = app;
        let account = nora(&app).await;
        let config = Config { call_mode: Mode::DigitOnScreen, ..(*app.app.config).clone() };
        app.app.policies = Policies::of(&config);
        let id = placed(&app, &account).await;
        let digits = view(&app, SCOPE).await.unwrap().digits.unwrap();
        let dump = crate::tests::messages::dump(&app.app.db).await;
        assert!(dump.contains(&id));
        assert!(!dump.contains("470123456") && !dump.contains("••\u{a0}56"));
        assert!(!dump.contains(&format!("\"{digits}\"")));
    }

    async fn what_waited_in_the_outbox_before_calls_existed_waits_there_after(app: TestApp) {
        let db = &app.app.db;
        let before = include_str!("../../../../migrations/0001_accounts.sql");
        let old = |start: &str| {
            let found = before.split(';').map(str::trim).find(|sql| sql.contains(start)).unwrap();
            &found[found.find("create").unwrap()..]
        };
        for sql in [
            "drop table calls",
            "drop table outbox",
            "delete from _sqlx_migrations where version = 3",
            old("create table outbox"),
            old("create unique index outbox_once"),
            old("create index outbox_due"),
            "insert into outbox (id, idempotency_key, channel, message_sealed, attempts, due_at, \
             give_up_at, created_at) values ('a', 'b', 'sms', 'c', 2, 3, 4, 5)",
        ] {
            execute(db, sql).await;
        }
        let voice = "insert into outbox (id, idempotency_key, channel, due_at, give_up_at, created_at) \
                     values ('v', 'v', 'voice', 1, 1, 1)";
        assert!(try_execute(db, voice).await.is_err(), "the old table takes no calls");
        db.migrate().await.unwrap();
        let kept = "select count(*) from outbox where id = 'a' and idempotency_key = 'b' and attempts = 2 \
                    and message_sealed = 'c' and due_at = 3 and give_up_at = 4 and created_at = 5 \
                    and leased_until = 0 and sent_at is null and failed_at is null";
        assert_eq!(count(db, kept).await, 1);
        try_execute(db, voice).await.unwrap();
        let twice = voice.replace("('v', ", "('w', ");
        assert!(try_execute(db, &twice).await.is_err(), "one message per occasion");
        let wrong = voice.replace("'v', 'v', 'voice'", "'x', 'x', 'pigeon'");
        assert!(try_execute(db, &wrong).await.is_err());
    }
}

async fn try_execute(db: &Db, sql: &str) -> Result<(), sqlx::Error> {
    let sql = AssertSqlSafe(sql.to_owned());
    match &db.engine {
        Engine::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(|_| ()),
        Engine::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|_| ()),
    }
}
