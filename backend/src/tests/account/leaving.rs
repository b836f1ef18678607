//! A data export, and the deletion of an account: completely, once, and with a trail that still
//! proves itself.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use vestibule_shared::{
    account::GetSession,
    api::Endpoint,
    data::{AskDeletion, CopyData, DataView, Deletion, GetData, Holdings, KeepAccount, MayLeave},
    id::AccountId,
    security::{Activity, GetActivity, GetSecurity, Happened},
    staff::Role,
    trail::Filter,
};

use crate::{
    app::config::Whole,
    db::{self, Engine},
    service::{
        audit::{self, By, Desk, Event, verify::walk},
        deletions::erase_due,
    },
    tests::{
        app::{Browser, TestApp, on_each_engine},
        helpers::{EMAIL, app_code, doctor, enrol_app, enrol_sms, enter, entered, patient},
        messages::{count, dumps, execute},
        races::futures_like::all,
        staff::{account, put, staff, staff_of},
    },
    worker::purge::purge,
};

const LOTTE: &str = "85073003328";
const BRAM: &str = "93051822361";
const REASON: &str = "belde over een gestolen telefoon";
const DAY: i64 = 86_400;

async fn post<E: Endpoint>(browser: &Browser) -> Result<E::Response, String> {
    let answer = browser.post(E::PATH, &json!({})).await;
    if answer.status == 200 {
        return Ok(serde_json::from_slice(&answer.body).unwrap());
    }
    Err(answer.json()["code"].as_str().unwrap().to_owned())
}

/// The words of an agent about a person, as the desk writes them.
async fn say(app: &TestApp, about: &AccountId) {
    let mut tx = app.app.db.write().await.unwrap();
    let by = By { staff: &AccountId("some-agent".into()), reason: REASON };
    let event = Event::Desk(Desk::SessionsEnded);
    audit::note_by(&app.app, &mut tx, event, Some(about), ("", by)).await.unwrap();
    tx.commit().await.unwrap();
}

async fn texts(app: &TestApp, sql: &str) -> Vec<String> {
    let sql = AssertSqlSafe(sql.to_owned());
    match &app.app.db.engine {
        Engine::Sqlite { writer, .. } => sqlx::query_scalar(sql).fetch_all(writer).await,
        Engine::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
    }
    .unwrap()
}

/// How often each of these happened.
async fn happened(app: &TestApp) -> BTreeMap<String, usize> {
    let mut tx = app.app.db.read().await.unwrap();
    let mut seen = BTreeMap::new();
    for row in db::trail::after(&mut tx, 0, 5000).await.unwrap() {
        if let Some(what) = row.event.strip_prefix("account.") {
            *seen.entry(what.to_owned()).or_default() += 1;
        }
    }
    seen
}

async fn times(app: &TestApp, event: &str) -> usize {
    happened(app).await.get(event).copied().unwrap_or_default()
}

async fn mails(app: &TestApp, kind: &str) -> usize {
    app.work().await;
    app.mails().iter().filter(|purpose| *purpose == kind).count()
}

async fn is_whole(app: &TestApp) -> bool {
    walk(&app.app.db, &app.app.keys, None).await.unwrap().broken.is_empty()
}

fn rows<'copy>(copy: &'copy Holdings, table: &str) -> Vec<&'copy serde_json::Map<String, Value>> {
    copy.held.iter().find(|held| held.table == table).unwrap().rows.iter().collect()
}

on_each_engine! {
    async fn a_copy_shows_what_is_stored_opened_and_no_secret(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        app.advance_seconds(1);
        enrol_sms(&app, &browser, Some("0470 99 88 77")).await;
        let me = account(&app, EMAIL).await;
        say(&app, &me).await;
        let copy = post::<CopyData>(&browser).await.unwrap();
        let [row] = rows(&copy, "accounts")[..] else { panic!() };
        assert_eq!((&row["email"], &row["phone"]), (&json!(EMAIL), &json!("+32470123456")));
        assert_eq!(row["person"]["name"]["family"], "Voorbeeld");
        assert_eq!((&row["terms_version"], &row["terms_at"]), (&json!("2026-01"), &json!("2026-03-02T10:00:00Z")));
        let [card] = rows(&copy, "identities")[..] else { panic!() };
        assert_eq!(card.keys().collect::<Vec<_>>(), ["linked_at", "provider"]);
        let methods = rows(&copy, "factors");
        let notified = |n: usize| (methods[n]["kind"].clone(), methods[n]["name"].clone(), methods[n].get("phone").cloned());
        assert_eq!(notified(0), (json!("app"), json!("Mine"), None));
        assert_eq!(notified(1), (json!("sms"), json!("Mine"), Some(json!("+32470998877"))));
        assert!(rows(&copy, "sessions").iter().all(|row| row.contains_key("place")));
        assert!(rows(&copy, "outbox").iter().any(|row| row["channel"] == "mail" && row.contains_key("to")));
        let trail = rows(&copy, "audit");
        let said = trail.iter().find(|row| row["event"] == "desk.sessions_ended").unwrap();
        assert_eq!((&said["actor"], &said["said"]), (&json!("staff"), &json!(REASON)));

        let text = serde_json::to_string(&copy).unwrap();
        let mut secrets = vec![LOTTE.to_owned(), key.replace(' ', ""), "some-agent".into(), "argon2".into()];
        for sql in ["select password_hash from accounts", "select id from sessions", "select person_key from identities"] {
            secrets.extend(texts(&app, sql).await);
        }
        for secret in secrets {
            assert!(!secret.is_empty() && !text.contains(&secret), "{secret}");
        }
    }

    async fn a_copy_requires_a_fresh_proof_and_is_noted_notified_and_limited(app: TestApp) {
        let browser = patient(&app).await;
        let answer = browser.post(CopyData::PATH, &json!({})).await;
        assert!(answer.headers["content-disposition"].to_str().unwrap().contains("my-data.json"));
        assert_eq!((times(&app, "data_copied").await, mails(&app, "data_copied").await), (1, 1));
        let Activity { what, .. } = browser.call::<GetActivity>().await.unwrap().entries.remove(0);
        assert_eq!(what, Happened::DataCopied);
        for _ in 0..9 {
            post::<CopyData>(&browser).await.unwrap();
        }
        assert_eq!(post::<CopyData>(&browser).await.unwrap_err(), "too_many_requests");
        app.advance_seconds(601);
        assert_eq!(post::<CopyData>(&browser).await.unwrap_err(), "proof_required");
        assert_eq!(post::<AskDeletion>(&browser).await.unwrap_err(), "proof_required");
    }

    async fn a_deletion_waits_and_the_person_keeps_the_account_without_a_proof(app: TestApp) {
        let browser = patient(&app).await;
        let at = app.app.clock.now().plus_seconds(14 * DAY);
        let shown = browser.call::<GetData>().await.unwrap();
        assert_eq!((shown.deletion, shown.may, shown.wait_days), (Deletion::None {}, MayLeave::Yes, 14));
        assert_eq!(post::<AskDeletion>(&browser).await.unwrap().deletion, Deletion::Waits { at });
        assert_eq!(browser.call::<GetSecurity>().await.unwrap().deletion, Some(at));
        assert_eq!(mails(&app, "deletion_asked").await, 1);
        let mail = app.mail.lock().unwrap().last().unwrap().text.clone();
        assert!(mail.contains("over 14 dagen") && mail.contains("/undo#") && mail.contains("/account/security"), "{mail}");
        app.advance_seconds(1200);
        erase_due(&app.app).await.unwrap();
        let kept: DataView = post::<KeepAccount>(&browser).await.unwrap();
        assert_eq!((kept.deletion, kept.fresh_for), (Deletion::None {}, 0));
        assert_eq!(mails(&app, "deletion_cancelled").await, 1);
        app.advance_seconds(15 * DAY);
        erase_due(&app.app).await.unwrap();
        assert_eq!((times(&app, "deletion_cancelled").await, times(&app, "erased").await), (1, 0));
        let again = app.browser();
        enter(&again).await.unwrap();
        assert!(again.call::<GetSession>().await.unwrap().signed_in.is_some());
    }

    async fn an_erased_person_is_found_nowhere_the_trail_is_whole_and_the_same_card_registers_again(app: TestApp) {
        let browser = patient(&app).await;
        enrol_app(&app, &browser).await;
        enrol_sms(&app, &browser, Some("0470 99 88 77")).await;
        let me = account(&app, EMAIL).await;
        say(&app, &me).await;
        // Somebody asks for a new password: a job that knows the address by its digest.
        let ask = json!({ "email": EMAIL });
        assert_eq!(app.browser().post("/api/recovery/mail", &ask).await.status, 200);
        app.work().await;
        browser.post("/api/account/methods/remove", &json!({ "method": browser.call::<GetSecurity>().await.unwrap().methods[1].id })).await;
        post::<AskDeletion>(&browser).await.unwrap();
        let mut traces = vec![
            LOTTE.to_owned(), EMAIL.to_owned(), "470123456".into(), "470998877".into(), "Voorbeeld".into(), REASON.into(),
        ];
        for sql in [
            "select email_key from accounts",
            "select phone_key from accounts",
            "select email_sealed from accounts",
            "select person_key from identities",
            "select name_key from account_names",
            "select lookup_key from factors",
            "select key_sealed from subject_keys",
            "select before_sealed from undos",
            "select public_id from sessions where account_id is not null",
        ] {
            let found = texts(&app, sql).await;
            assert!(!found.is_empty(), "{sql}");
            traces.extend(found);
        }
        let key = texts(&app, "select key_sealed from subject_keys").await.remove(0);
        app.advance_seconds(14 * DAY);
        erase_due(&app.app).await.unwrap();
        assert_eq!(mails(&app, "account_deleted").await, 1);

        for (table, text) in dumps(&app.app.db).await {
            let left: Vec<&String> = traces.iter().filter(|trace| text.contains(*trace)).collect();
            // The pace of messages to a number lives its time out: nobody who leaves sets it free to be flooded.
            assert!(left.is_empty() || table == "paces", "{table}: {left:?}");
            assert_eq!(text.contains(&me.0), table == "audit", "{table}");
        }
        purge(&app.app).await.unwrap();
        assert_eq!(dumps(&app.app.db).await["paces"], "");
        assert_eq!(count(&app.app.db, "select count(*) from accounts").await, 0);
        assert!(is_whole(&app).await);
        let mut tx = app.app.db.read().await.unwrap();
        let filter = Filter { account: Some(me), ..Filter::default() };
        let trail = audit::trail::page(&app.app, &mut tx, &filter).await.unwrap().rows;
        assert!(trail.len() > 5 && trail.iter().all(|row| row.name.is_none() && row.said.is_none()));
        assert_eq!(trail[0].event, "account.erased");
        drop(tx);
        assert!(browser.call::<GetSession>().await.unwrap().signed_in.is_none());
        overwritten(&app, &key).await;
        app.activated(&app.browser(), &app.card(LOTTE), EMAIL).await;
        assert_ne!(account(&app, EMAIL).await, filter.account.unwrap(), "a new account");
    }

    async fn asking_and_keeping_at_the_same_time_have_one_effect_each(app: TestApp) {
        let browser = patient(&app).await;
        let asked = (0..20).map(|_| { let browser = browser.clone(); async move { post::<AskDeletion>(&browser).await } });
        let answers = all(asked).await;
        assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
        assert_eq!((times(&app, "deletion_asked").await, mails(&app, "deletion_asked").await), (1, 1));
        let kept = (0..20).map(|_| { let browser = browser.clone(); async move { post::<KeepAccount>(&browser).await } });
        assert!(all(kept).await.iter().all(Result::is_ok));
        assert_eq!((times(&app, "deletion_cancelled").await, mails(&app, "deletion_cancelled").await), (1, 1));
    }

    async fn who_keeps_the_account_while_it_is_erased_gets_one_or_the_other(app: TestApp) {
        let browser = patient(&app).await;
        post::<AskDeletion>(&browser).await.unwrap();
        // The day comes while the session lives.
        execute(&app.app.db, "update deletions set due_at = 1").await;
        let other = db::Db::connect(app.url()).await.unwrap();
        let both = (0..12).map(|n| {
            let (browser, mut app) = (browser.clone(), app.app.clone());
            if n % 4 == 0 {
                app.db = other.clone();
            }
            async move {
                if n % 2 == 0 { erase_due(&app).await.unwrap() } else { let _ = post::<KeepAccount>(&browser).await; }
            }
        });
        all(both).await;
        let (kept, erased) = (times(&app, "deletion_cancelled").await, times(&app, "erased").await);
        assert_eq!(kept + erased, 1, "kept {kept} times, erased {erased} times");
        assert_eq!(count(&app.app.db, "select count(*) from accounts").await, i64::from(kept == 1));
        assert_eq!(mails(&app, "account_deleted").await, erased);
        assert!(is_whole(&app).await);
    }

    async fn two_processes_erase_once(app: TestApp) {
        let browser = patient(&app).await;
        post::<AskDeletion>(&browser).await.unwrap();
        app.advance_seconds(14 * DAY);
        let other = db::Db::connect(app.url()).await.unwrap();
        let workers = (0..8).map(|n| {
            let mut app = app.app.clone();
            if n % 2 == 0 {
                app.db = other.clone();
            }
            async move { erase_due(&app).await.unwrap() }
        });
        all(workers).await;
        assert_eq!((times(&app, "erased").await, mails(&app, "account_deleted").await), (1, 1));
        assert!(is_whole(&app).await);
    }

    async fn this_was_not_me_calls_the_deletion_off_and_a_held_account_waits(app: TestApp) {
        let browser = patient(&app).await;
        post::<AskDeletion>(&browser).await.unwrap();
        app.work().await;
        let mail = app.mail.lock().unwrap().last().unwrap().text.clone();
        let token = mail.split("/undo#").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
        assert_eq!(app.browser().post("/api/undo", &json!({ "token": token })).await.status, 200);
        assert_eq!(times(&app, "deletion_cancelled").await, 1);
        assert_eq!(post::<AskDeletion>(&browser).await.unwrap_err(), "not_signed_in", "held, and signed out");

        // A hold that came about otherwise keeps the account until its owner opens it, or it is over.
        execute(&app.app.db, "insert into deletions (account_id, asked_at, due_at) select id, 1, 1 from accounts").await;
        erase_due(&app.app).await.unwrap();
        assert_eq!(count(&app.app.db, "select count(*) from accounts").await, 1);
        app.advance_seconds(3 * DAY);
        erase_due(&app.app).await.unwrap();
        assert_eq!(count(&app.app.db, "select count(*) from accounts").await, 0);
    }

    async fn who_works_here_stays_until_the_role_is_gone_and_the_last_administrator_stays(app: TestApp) {
        let admin = staff(&app, Role::Administrator).await;
        assert_eq!(admin.call::<GetData>().await.unwrap().may, MayLeave::LastAdministrator);
        assert_eq!(post::<AskDeletion>(&admin).await.unwrap_err(), "last_administrator");
        let agent = staff_of(&app, "bram@example.be", BRAM, Role::Desk).await;
        assert_eq!(agent.call::<GetData>().await.unwrap().may, MayLeave::RoleFirst);
        assert_eq!(post::<AskDeletion>(&agent).await.unwrap_err(), "nothing_to_do");
        assert_eq!(rows(&post::<CopyData>(&agent).await.unwrap(), "staff")[0]["role"], "desk");
        assert_eq!(times(&app, "deletion_asked").await, 0);
    }

    async fn a_person_who_gets_a_role_while_the_deletion_waits_stays_and_is_notified(app: TestApp) {
        let browser = patient(&app).await;
        let key = enrol_app(&app, &browser).await;
        post::<AskDeletion>(&browser).await.unwrap();
        put(&app, EMAIL, Role::Auditor, None).await;
        app.advance_seconds(14 * DAY);
        erase_due(&app.app).await.unwrap();
        assert_eq!((times(&app, "deletion_refused").await, mails(&app, "deletion_refused").await), (1, 1));
        let browser = entered(&app, &app_code(&app, &key)).await.unwrap();
        assert_eq!(browser.call::<GetData>().await.unwrap().deletion, Deletion::None {});
    }

    async fn without_days_to_wait_the_account_is_gone_with_the_answer(app: TestApp) {
        let mut app = app;
        app.change(|config| config.deletion_wait_days = Whole(0));
        let browser = doctor(&app).await;
        enrol_app(&app, &browser).await;
        let answer = browser.post(AskDeletion::PATH, &json!({})).await;
        assert_eq!(answer.json()["deletion"]["kind"], "done");
        assert_eq!(answer.headers["clear-site-data"], "\"storage\"");
        assert!(browser.call::<GetSession>().await.unwrap().signed_in.is_none());
        assert_eq!(count(&app.app.db, "select count(*) from accounts").await, 0);
        assert_eq!((times(&app, "deletion_asked").await, times(&app, "erased").await), (1, 1));
        assert_eq!((mails(&app, "deletion_asked").await, mails(&app, "account_deleted").await), (0, 1));
    }

    async fn r16_what_was_never_activated_leaves_nothing_of_its_person_behind(app: TestApp) {
        app.register(&app.browser(), &app.card(LOTTE), EMAIL).await;
        let me = account(&app, EMAIL).await;
        say(&app, &me).await;
        app.advance_seconds(29 * DAY);
        app.register(&app.browser(), &app.card(BRAM), "bram@example.be").await;
        app.advance_seconds(2 * DAY);
        purge(&app.app).await.unwrap();
        for (table, text) in dumps(&app.app.db).await {
            assert_eq!(text.contains(&me.0), table == "audit", "{table}");
        }
        assert_eq!(count(&app.app.db, "select count(*) from subject_keys").await, 0);
        assert_eq!(count(&app.app.db, "select count(*) from accounts").await, 1);
        assert!(is_whole(&app).await);
    }
}

/// What was erased is not in the file any more, wherever it lay.
async fn overwritten(app: &TestApp, text: &str) {
    let Some(path) = app.url().strip_prefix("sqlite:") else { return };
    execute(&app.app.db, "pragma wal_checkpoint(truncate)").await;
    for file in [path.to_owned(), format!("{path}-wal")] {
        let bytes = std::fs::read(&file).unwrap_or_default();
        let found = bytes.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(!found, "{file}");
    }
}
