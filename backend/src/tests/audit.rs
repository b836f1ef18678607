//! The audit trail proves itself: whatever is changed in it is found, and what is written at the same time
//! still makes one chain.

use sqlx::AssertSqlSafe;

use crate::{
    db::{Engine, audit::Head},
    rng::Rng,
    service::audit::{
        self, Event,
        verify::{Broken, Walk, walk},
    },
    tests::{
        app::{TestApp, on_each_engine},
        messages::{count, execute},
    },
};

/// How often the trail is changed at random; each time a server has to be asked it takes longer.
fn tries(app: &TestApp) -> usize {
    if matches!(app.app.db.engine, Engine::Sqlite { .. }) { 1000 } else { 200 }
}
const ROWS: i64 = 40;

async fn note(app: &TestApp, detail: &str) {
    let mut tx = app.app.db.write().await.unwrap();
    audit::note(&app.app, &mut tx, Event::SignedIn, Some("somebody"), detail).await.unwrap();
    tx.commit().await.unwrap();
}

async fn filled(app: &TestApp) {
    for n in 0..ROWS {
        note(app, &n.to_string()).await;
    }
}

async fn verified(app: &TestApp) -> Walk {
    walk(&app.app.db, &app.app.keys, None).await.unwrap()
}

/// Whoever owns the database can take the guards away.
async fn without_guards(app: &TestApp) {
    let all: &[&str] = match &app.app.db.engine {
        Engine::Sqlite { .. } => &["drop trigger audit_no_update", "drop trigger audit_no_delete"],
        Engine::Postgres(_) => &["drop trigger audit_no_change on audit"],
    };
    for sql in all {
        execute(&app.app.db, sql).await;
    }
}

/// One change of the trail: what does it, and what puts it back. Rows 1 to `ROWS` are there.
fn change(rng: &Rng) -> (Vec<String>, Vec<String>) {
    let [a, b, which] = rng.bytes::<3>().map(i64::from);
    let (row, other) = (1 + a % ROWS, 1 + (a + 1 + b % (ROWS - 1)) % ROWS);
    let columns = ["id", "event", "account_id", "actor", "detail", "browser", "said_sealed", "mac"];
    let all = "seq, id, at, event, account_id, actor, detail, browser, said_sealed, mac";
    let removed = |gone: &str| {
        let away = format!("create table kept as select * from audit where {gone}");
        let back = format!("insert into audit ({all}) select {all} from kept order by seq");
        let gone = format!("delete from audit where {gone}");
        (vec![away, gone], vec![back, "drop table kept".into()])
    };
    let swap = || {
        let to = |from: i64, to: i64| format!("update audit set seq = {to} where seq = {from}");
        vec![to(row, 99_999), to(other, row), to(99_999, other)]
    };
    match which % 5 {
        0 => {
            let edit = |to: &str| format!("update audit set at = at {to} 1 where seq = {row}");
            (vec![edit("+")], vec![edit("-")])
        }
        1 => {
            let column = columns[usize::try_from(b).unwrap() % columns.len()];
            let edit = |to: &str| format!("update audit set {column} = {to} where seq = {row}");
            let longer = edit(&format!("{column} || 'x'"));
            (vec![longer], vec![edit(&format!("substr({column}, 1, length({column}) - 1)"))])
        }
        2 => removed(&format!("seq = {row}")),
        3 => removed(&format!("seq >= {row}")),
        _ => (swap(), swap()),
    }
}

on_each_engine! {
    async fn any_edit_deletion_swap_or_cut_of_the_trail_is_found(app: TestApp) {
        filled(&app).await;
        assert_eq!(verified(&app).await.broken, None);
        let Head { seq, mac } = verified(&app).await.head;
        assert_eq!(seq, ROWS);
        without_guards(&app).await;
        // The head is kept beside the rows: putting rows back must not move it.
        let rng = Rng::seeded(26);
        for n in 0..tries(&app) {
            let (changes, back) = change(&rng);
            for sql in &changes {
                run(&app, sql).await;
            }
            let found = verified(&app).await.broken;
            assert!(found.is_some(), "{n}: {changes:?}");
            for sql in &back {
                run(&app, sql).await;
            }
            run(&app, &format!("update audit_head set seq = {seq}, mac = '{mac}'")).await;
        }
        assert_eq!(verified(&app).await.broken, None, "all of it was put back");
    }

    async fn a_trail_that_was_put_back_whole_is_found_by_what_the_log_noted(app: TestApp) {
        filled(&app).await;
        let noted = verified(&app).await.head;
        let walked = async |noted: &Head| walk(&app.app.db, &app.app.keys, Some(noted)).await.unwrap().broken;
        assert_eq!(walked(&noted).await, None);
        without_guards(&app).await;
        run(&app, "delete from audit where seq > 30").await;
        run(&app, "update audit_head set seq = 30, mac = (select mac from audit where seq = 30)").await;
        assert_eq!(verified(&app).await.broken, None, "nothing in the database tells");
        assert_eq!(walked(&noted).await, Some(Broken::Cut(ROWS)));
        let other = Head { seq: 30, mac: noted.mac };
        assert_eq!(walked(&other).await, Some(Broken::NotAsNoted(30)));
    }

    async fn the_database_refuses_to_change_or_delete_what_was_noted(app: TestApp) {
        note(&app, "stays").await;
        for sql in ["update audit set detail = 'other'", "delete from audit"] {
            let done = try_to(&app, sql).await;
            assert!(done.unwrap_err().to_string().contains("only grows"), "{sql}");
        }
        assert_eq!(count(&app.app.db, "select count(*) from audit where detail = 'stays'").await, 1);
    }

    async fn what_happens_at_the_same_time_makes_one_chain(app: TestApp) {
        // Another process: it does not know what this one wrote last.
        let url = app.url().to_owned();
        let other = crate::db::Db::connect(&url).await.unwrap();
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..60 {
            let mut app = app.app.clone();
            if n % 2 == 0 {
                app.db = other.clone();
            }
            tasks.spawn(async move {
                let mut tx = app.db.write().await.unwrap();
                audit::note(&app, &mut tx, Event::SignedIn, None, "one").await.unwrap();
                audit::note(&app, &mut tx, Event::SignedOut, None, "two").await.unwrap();
                // Every third is dropped: nothing of it is noted.
                if n % 3 > 0 {
                    tx.commit().await.unwrap();
                }
            });
        }
        tasks.join_all().await;
        let walk = verified(&app).await;
        assert_eq!((walk.head.seq, walk.broken), (80, None));
    }
}

async fn try_to(app: &TestApp, sql: &str) -> Result<(), sqlx::Error> {
    let sql = AssertSqlSafe(sql.to_owned());
    match &app.app.db.engine {
        Engine::Sqlite { writer, .. } => sqlx::query(sql).execute(writer).await.map(|_| ()),
        Engine::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|_| ()),
    }
}

async fn run(app: &TestApp, sql: &str) {
    if let Err(error) = try_to(app, sql).await {
        panic!("{sql}: {error}");
    }
}
