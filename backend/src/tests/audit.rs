//! The audit trail proves itself: every change in it is found, and simultaneous writes still make
//! one chain.

use sqlx::AssertSqlSafe;
use vestibule_shared::{
    account::{LanguageChoice, SetLanguage},
    text::Language,
};

use crate::{
    db::{Db, Engine, audit::Head, chain::Cut},
    service::audit::{
        self, Event,
        verify::{Broken, Verification, walk},
    },
    system::rng::Rng,
    tests::{
        app::{Browser, TestApp, on_each_engine},
        helpers::{enter, patient},
        messages::{count, execute},
        staff::desk::ask,
    },
};

/// How often the trail is changed at random; each time a server has to be asked it takes longer.
fn tries(app: &TestApp) -> usize {
    if matches!(app.app.db.engine, Engine::Sqlite { .. }) { 1000 } else { 200 }
}
const ROWS: i64 = 40;

async fn note(app: &TestApp, detail: &str) {
    note_by(app, &app.app.db, detail).await;
}

/// An instance with a memory of its own notes a row.
async fn note_by(app: &TestApp, db: &Db, detail: &str) {
    let mut app = app.app.clone();
    app.db = db.clone();
    let mut tx = app.db.write().await.unwrap();
    audit::note(&app, &mut tx, Event::SignedIn, Some("somebody"), detail).await.unwrap();
    tx.commit().await.unwrap();
}

async fn another_instance(app: &TestApp) -> Db {
    Db::connect(app.url()).await.unwrap()
}

/// As a replica that takes over without the last transactions: nothing in it tells of them.
async fn fall_back_to(app: &TestApp, seq: i64) {
    without_guards(app).await;
    run(app, &format!("delete from audit where seq > {seq}")).await;
    let head = format!(
        "update audit_head set seq = {seq}, mac = (select mac from audit where seq = {seq})"
    );
    run(app, &head).await;
}

/// Where the trail says that rows are missing: the place of that row, the first that is missing and the last.
async fn cuts(app: &TestApp) -> Vec<(i64, i64, i64)> {
    let walk = verified(app).await;
    assert_eq!(walk.broken, [], "the chain itself is whole");
    walk.cuts.iter().map(|(row, cut)| (row.seq, cut.from, cut.to)).collect()
}

async fn filled(app: &TestApp) {
    for n in 0..ROWS {
        note(app, &n.to_string()).await;
    }
}

async fn verified(app: &TestApp) -> Verification {
    walk(&app.app.db, &app.app.keys, None).await.unwrap()
}

/// The owner of the database can remove the guards.
async fn without_guards(app: &TestApp) {
    let all: &[&str] = match &app.app.db.engine {
        Engine::Sqlite { .. } => {
            &["drop trigger if exists audit_no_update", "drop trigger if exists audit_no_delete"]
        }
        Engine::Postgres(_) => &["drop trigger if exists audit_no_change on audit"],
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
    async fn s25_any_edit_deletion_swap_or_cut_of_the_trail_is_found(app: TestApp) {
        filled(&app).await;
        assert_eq!(verified(&app).await.broken, []);
        any_change_is_found(&app, 26).await;
    }

    async fn a_person_who_presses_through_the_languages_leaves_one_row_a_day(app: TestApp) {
        let person = patient(&app).await;
        let press = async |person: &Browser, language| {
            ask::<SetLanguage>(person, &LanguageChoice { language }).await.unwrap();
        };
        let noted = "select count(*) from audit where event = 'account.language_changed'";
        for language in [Language::Fr, Language::De, Language::En, Language::Nl, Language::De] {
            press(&person, language).await;
        }
        assert_eq!(count(&app.app.db, noted).await, 1);
        let kept = "select count(*) from accounts where language = 'de'";
        assert_eq!(count(&app.app.db, kept).await, 1, "the last one holds");
        app.advance_seconds(86_400);
        let person = app.browser();
        enter(&person).await.unwrap();
        press(&person, Language::Fr).await;
        assert_eq!(count(&app.app.db, noted).await, 2, "the next day it is another change");
        assert_eq!(verified(&app).await.broken, []);
    }

    async fn what_is_changed_behind_a_cut_is_found_as_well(app: TestApp) {
        for n in 0..12 {
            note(&app, &n.to_string()).await;
        }
        fall_back_to(&app, 7).await;
        for n in 0..ROWS - 8 {
            note(&app, &format!("later {n}")).await;
        }
        assert_eq!(cuts(&app).await, [(8, 8, 12)]);
        any_change_is_found(&app, 27).await;
        assert_eq!(cuts(&app).await, [(8, 8, 12)], "reported once");
    }

    async fn a_fault_in_the_trail_hides_no_other(app: TestApp) {
        filled(&app).await;
        without_guards(&app).await;
        run(&app, "delete from audit where seq in (7, 8)").await;
        run(&app, "update audit set detail = 'x' where seq in (20, 21, 30)").await;
        let found = verified(&app).await.broken;
        assert_eq!(found, [Broken::Missing(7, 8), Broken::Changed(20, 21), Broken::Changed(30, 30)]);
    }

    async fn after_a_replacement_that_lacks_rows_the_chain_goes_on_and_says_so(app: TestApp) {
        for n in 0..9 {
            note(&app, &n.to_string()).await;
        }
        let noted = verified(&app).await.head;
        fall_back_to(&app, 7).await;
        note(&app, "after").await;
        note(&app, "later").await;
        assert_eq!(cuts(&app).await, [(8, 8, 9)]);
        assert_eq!(verified(&app).await.head.seq, 10);
        let notified = "select count(*) from audit where seq = 8 and event = 'audit.cut' and actor = 'system' \
            and detail like '2 missing: 8-9 %'";
        assert_eq!(count(&app.app.db, notified).await, 1);
        // What the log noted of the rows that are missing is explained by that, and nothing else is.
        let walked = async |noted: &Head| walk(&app.app.db, &app.app.keys, Some(noted)).await.unwrap().broken;
        assert_eq!(walked(&noted).await, []);
        let other = Head { seq: 9, mac: "k1.another".into() };
        assert_eq!(walked(&other).await, [Broken::NotAsNoted(9)]);
    }

    async fn a_trail_that_is_all_gone_is_reported_as_well(app: TestApp) {
        note(&app, "one").await;
        note(&app, "two").await;
        without_guards(&app).await;
        run(&app, "delete from audit").await;
        run(&app, "update audit_head set seq = 0, mac = ''").await;
        note(&app, "after").await;
        assert_eq!(cuts(&app).await, [(1, 1, 2)]);
    }

    async fn each_cut_is_reported_also_where_an_earlier_one_names_the_same_places(app: TestApp) {
        for n in 0..20 {
            note(&app, &n.to_string()).await;
        }
        fall_back_to(&app, 7).await;
        note(&app, "after").await;
        note(&app, "later").await;
        fall_back_to(&app, 8).await;
        note(&app, "again").await;
        assert_eq!(cuts(&app).await, [(8, 8, 20), (9, 9, 10)]);
        // This time the row that recorded the second cut is gone as well.
        fall_back_to(&app, 8).await;
        note(&app, "once more").await;
        assert_eq!(cuts(&app).await, [(8, 8, 20), (9, 9, 10)]);
        assert_eq!(verified(&app).await.head.seq, 10);
    }

    async fn of_two_instances_that_saw_the_same_rows_one_tells_that_they_are_missing(app: TestApp) {
        let (a, b) = (another_instance(&app).await, another_instance(&app).await);
        for _ in 0..6 {
            note_by(&app, &a, "a").await;
        }
        note_by(&app, &b, "b saw row 8 last").await;
        note_by(&app, &b, "b saw row 8 last").await;
        note_by(&app, &a, "a saw row 9 last").await;
        fall_back_to(&app, 7).await;
        note_by(&app, &a, "after").await;
        note_by(&app, &b, "after").await;
        note_by(&app, &a, "after").await;
        assert_eq!(cuts(&app).await, [(8, 8, 9)]);
        assert_eq!(verified(&app).await.head.seq, 11);
    }

    async fn the_instance_that_saw_more_tells_only_what_the_other_did_not(app: TestApp) {
        let (a, b) = (another_instance(&app).await, another_instance(&app).await);
        for _ in 0..8 {
            note_by(&app, &b, "b saw row 8 last").await;
        }
        note_by(&app, &a, "a saw row 9 last").await;
        fall_back_to(&app, 7).await;
        note_by(&app, &b, "after").await;
        note_by(&app, &a, "after").await;
        note_by(&app, &b, "after").await;
        note_by(&app, &a, "after").await;
        assert_eq!(cuts(&app).await, [(8, 8, 8), (10, 9, 9)]);
    }

    async fn an_instance_that_saw_nothing_of_the_missing_rows_does_not_hide_them(app: TestApp) {
        let (a, b) = (another_instance(&app).await, another_instance(&app).await);
        for _ in 0..5 {
            note_by(&app, &b, "b saw row 5 last").await;
        }
        for _ in 0..4 {
            note_by(&app, &a, "a saw row 9 last").await;
        }
        fall_back_to(&app, 7).await;
        // By now there are other rows at the places that a saw.
        for _ in 0..4 {
            note_by(&app, &b, "after").await;
        }
        note_by(&app, &a, "after").await;
        assert_eq!(cuts(&app).await, [(12, 8, 9)]);
    }

    async fn many_at_once_tell_of_missing_rows_once(app: TestApp) {
        let (a, b) = (another_instance(&app).await, another_instance(&app).await);
        for _ in 0..4 {
            note_by(&app, &a, "a").await;
            note_by(&app, &b, "b").await;
        }
        fall_back_to(&app, 5).await;
        let both = [&a, &b];
        let one = |n: usize| note_by(&app, both[n % 2], "after");
        futures_util::future::join_all((0..20).map(one)).await;
        let notified: Vec<_> = cuts(&app).await.into_iter().map(|(_, from, to)| (from, to)).collect();
        // One of them saw row 7 last and the other row 8.
        assert!(matches!(notified[..], [(6, 8)] | [(6, 7), (8, 8)]), "{notified:?}");
        assert_eq!(verified(&app).await.head.seq, 25 + i64::try_from(notified.len()).unwrap());
    }

    async fn a_tail_that_was_cut_while_no_process_ran_is_reported_by_the_next_one(app: TestApp) {
        filled(&app).await;
        without_guards(&app).await;
        run(&app, "delete from audit where seq > 30").await;
        assert_eq!(verified(&app).await.broken, [Broken::Cut(ROWS)]);
        let started = another_instance(&app).await;
        note_by(&app, &started, "after").await;
        assert_eq!(cuts(&app).await, [(31, 31, ROWS)]);
    }

    async fn a_row_that_tells_of_missing_ones_cannot_be_made_by_who_has_the_database(app: TestApp) {
        for n in 0..9 {
            note(&app, &n.to_string()).await;
        }
        fall_back_to(&app, 7).await;
        let forged = Cut { from: 8, to: 9, mac: "k1.forged".into() };
        let row = "insert into audit (seq, id, at, event, account_id, actor, detail, browser, said_sealed, mac)";
        let values = format!("values (8, 'forged', 1, 'audit.cut', null, 'system', '{forged}', '', '', 'k1.x')");
        run(&app, &format!("{row} {values}")).await;
        note(&app, "after").await;
        assert_eq!(verified(&app).await.broken, [Broken::Changed(8, 8)]);
    }

    async fn a_trail_that_was_put_back_whole_is_found_by_what_the_log_noted(app: TestApp) {
        filled(&app).await;
        let noted = verified(&app).await.head;
        let walked = async |noted: &Head| walk(&app.app.db, &app.app.keys, Some(noted)).await.unwrap().broken;
        assert_eq!(walked(&noted).await, []);
        without_guards(&app).await;
        run(&app, "delete from audit where seq > 30").await;
        run(&app, "update audit_head set seq = 30, mac = (select mac from audit where seq = 30)").await;
        assert_eq!(verified(&app).await.broken, [], "nothing in the database tells");
        assert_eq!(walked(&noted).await, [Broken::Cut(ROWS)]);
        let other = Head { seq: 30, mac: noted.mac };
        assert_eq!(walked(&other).await, [Broken::NotAsNoted(30)]);
    }

    async fn s25_the_database_refuses_to_change_or_delete_what_was_noted(app: TestApp) {
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
        assert_eq!((walk.head.seq, walk.broken, walk.cuts), (80, vec![], vec![]));
    }
}

/// Changes a trail of `ROWS` rows in many ways, and puts it back each time.
async fn any_change_is_found(app: &TestApp, seed: u64) {
    let Head { seq, mac } = verified(app).await.head;
    assert_eq!(seq, ROWS);
    without_guards(app).await;
    let rng = Rng::seeded(seed);
    for n in 0..tries(app) {
        let (changes, back) = change(&rng);
        for sql in &changes {
            run(app, sql).await;
        }
        let found = verified(app).await.broken;
        assert!(!found.is_empty(), "{n}: {changes:?}");
        for sql in &back {
            run(app, sql).await;
        }
        // The head is kept beside the rows: putting rows back must not move it.
        run(app, &format!("update audit_head set seq = {seq}, mac = '{mac}'")).await;
    }
    assert_eq!(verified(app).await.broken, [], "all of it was put back");
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
