//! Staff: every staff route with every role, the first administrator and the last, and what the
//! actions of an administrator write to the trail.

pub(super) mod desk;

use serde_json::json;
use vestibule_shared::{
    account::GetSession,
    factor::FactorKind,
    id::AccountId,
    problem::Code,
    sign_in,
    staff::{GetStaff, Role},
    trail::{Filter, TrailView},
};

use crate::{
    cli::admin,
    db,
    http::{api, api::Auth},
    service::accounts::email_key,
    tests::{
        app::{Browser, PASSWORD, TestApp, on_each_engine},
        helpers::{EMAIL, app_code, choose, enrol_app, entered, patient},
    },
};

/// The account of a user name.
pub(crate) async fn account(app: &TestApp, email: &str) -> AccountId {
    let key = email_key(&app.app, &vestibule_shared::text::Email::parse(email).unwrap());
    let mut tx = app.app.db.read().await.unwrap();
    AccountId(db::accounts::find_by_email(&mut tx, &key).await.unwrap().unwrap().id)
}

/// Gives the patient a role behind everybody's back.
pub(crate) async fn put(app: &TestApp, email: &str, role: Role, organisation: Option<&str>) {
    let account = account(app, email).await;
    let mut tx = app.app.db.write().await.unwrap();
    let new = db::staff::Grant {
        account: &account,
        role: &crate::app::codec::label(&role),
        organisation_key: organisation,
        by: "operator",
        at: app.app.clock.now(),
    };
    db::staff::put(&mut tx, &new).await.unwrap();
    tx.commit().await.unwrap();
}

/// A staff member in a role, signed in with password and app.
pub(crate) async fn staff(app: &TestApp, role: Role) -> Browser {
    let browser = patient(app).await;
    let key = enrol_app(app, &browser).await;
    let organisation = (role == Role::Organisation).then_some("an organisation");
    put(app, EMAIL, role, organisation).await;
    app.advance_seconds(31);
    entered(app, &app_code(app, &key)).await.unwrap()
}

/// Another person in a role, signed in with password and app.
pub(crate) async fn staff_of(app: &TestApp, email: &str, number: &str, role: Role) -> Browser {
    // Everybody here has the same number: the next message to it may go after a while.
    app.advance_seconds(600);
    app.activated(&app.browser(), &app.card(number), email).await;
    let enter = || sign_in::EnterPassword { email: email.into(), password: PASSWORD.into() };
    let browser = app.browser();
    browser.advance(&enter()).await.unwrap();
    let key = enrol_app(app, &browser).await;
    put(app, email, role, None).await;
    app.advance_seconds(31);
    let browser = app.browser();
    browser.advance(&enter()).await.unwrap();
    choose(&browser, FactorKind::App).await;
    let code = app_code(app, &key);
    browser.advance(&sign_in::SubmitCode { code, remember: false }).await.unwrap();
    browser
}

/// The answer of a route to a person: its status and its code.
async fn answer(browser: &Browser, method: &str, path: &str) -> (u16, String) {
    let request = match method {
        "get" => Browser::request("GET", path, axum::body::Body::empty()),
        _ => Browser::request("POST", path, axum::body::Body::from("{}")),
    };
    let answer = browser.send(request).await;
    (answer.status, answer.json()["code"].as_str().unwrap_or_default().to_owned())
}

fn routes() -> Vec<(&'static str, &'static str, Auth)> {
    let routes = api().finish().described;
    let of = |route: api::Described| (route.method, route.path, route.auth);
    routes.into_iter().map(of).filter(|(_, _, auth)| auth.roles().is_some()).collect()
}

on_each_engine! {
    async fn s9_every_staff_route_lets_in_the_roles_of_its_line_and_nobody_else(app: TestApp) {
        let stranger = app.browser();
        let person = patient(&app).await;
        for (method, path, _) in routes() {
            assert_eq!(answer(&stranger, method, path).await, (401, "not_signed_in".into()), "{path}");
            assert_eq!(answer(&person, method, path).await, (403, "role_missing".into()), "{path}");
        }
        let key = enrol_app(&app, &person).await;
        for role in Role::ALL {
            let organisation = (role == Role::Organisation).then_some("an organisation");
            put(&app, EMAIL, role, organisation).await;
            app.advance_seconds(31);
            let browser = entered(&app, &app_code(&app, &key)).await.unwrap();
            for (method, path, auth) in routes() {
                let (status, code) = answer(&browser, method, path).await;
                if auth.roles().unwrap().contains(&role) {
                    assert!(![401, 403, 404, 405].contains(&status), "{role:?} {path}: {status} {code}");
                } else {
                    assert_eq!((status, code.as_str()), (403, "role_missing"), "{role:?} {path}");
                }
            }
            app.advance_seconds(601);
            for (method, path, auth) in routes().into_iter().filter(|it| it.2.roles().unwrap().contains(&role)) {
                let (status, code) = answer(&browser, method, path).await;
                assert_eq!(code == "proof_required", auth.is_fresh(), "{role:?} {path}: {status} {code}");
            }
        }
    }

    async fn a_role_without_a_second_factor_opens_nothing_but_setting_one_up(app: TestApp) {
        let browser = patient(&app).await;
        put(&app, EMAIL, Role::Administrator, None).await;
        let (status, code) = answer(&browser, "get", "/api/staff").await;
        assert_eq!((status, code.as_str()), (403, "enrolment_required"));
        let duty = browser.call::<GetSession>().await.unwrap().signed_in.unwrap().duty;
        assert!(duty.is_pressing(), "{duty:?}");
    }

    async fn the_first_administrator_is_made_at_the_console_and_the_last_one_stays(app: TestApp) {
        let notified = admin::create_administrator(&app.app, "nobody@example.be").await.unwrap_err();
        assert!(notified.to_string().contains("register at http://localhost:8080 first"), "{notified}");
        let _ = patient(&app).await;
        let notified = admin::create_administrator(&app.app, "LOTTE@example.be").await.unwrap();
        assert!(notified.contains("is an administrator"), "{notified}");
        assert!(admin::create_administrator(&app.app, EMAIL).await.is_err(), "is one already");

        let me = account(&app, EMAIL).await;
        let mut tx = app.app.db.write().await.unwrap();
        let by = crate::service::audit::By { staff: &AccountId("another".into()), reason: "leaves" };
        let refused = crate::service::staff::revoke(&app.app, &mut tx, &me, by).await.unwrap_err();
        assert_eq!(refused.code(), Code::LastAdministrator);
    }

    async fn h9_h11_an_administrator_gives_a_role_and_the_trail_tells_who_and_why(app: TestApp) {
        let admin = staff(&app, Role::Administrator).await;
        app.activated(&app.browser(), &app.card("93051822361"), "bram@example.be").await;
        let grant = |email: &str, role: &str, reason: &str| json!({ "email": email, "role": role, "reason": reason });
        let field = |answer: crate::tests::app::Answer| answer.json()["fields"][0].clone();
        let path = "/api/staff/grant";
        let no_reason = field(admin.post(path, &grant("bram@example.be", "desk", " ")).await);
        assert_eq!((&no_reason["field"], &no_reason["code"]), (&json!("reason"), &json!("required")));
        let nobody = field(admin.post(path, &grant("nobody@example.be", "desk", "new here")).await);
        assert_eq!(nobody["code"], "person_unknown");
        let no_number = field(admin.post(path, &grant("bram@example.be", "organisation", "new here")).await);
        assert_eq!(no_number["field"], "cbe");
        let own = admin.post(path, &grant(EMAIL, "auditor", "for myself")).await;
        assert_eq!(own.json()["code"], "not_yours");

        let given = admin.post(path, &grant("bram@example.be", "desk", "replaces An at the counter")).await;
        assert_eq!(given.status, 200, "{:?}", given.json());
        let again = admin.post(path, &grant("bram@example.be", "desk", "replaces An at the counter")).await;
        assert_eq!(again.json()["code"], "nothing_to_do");
        let people = admin.call::<GetStaff>().await.unwrap().people;
        let of = |email: &str| people.iter().find(|it| it.email == email).unwrap();
        assert_eq!((of("bram@example.be").role, of("bram@example.be").has_factor), (Role::Desk, false));
        assert!(of(EMAIL).is_you);
        app.work().await;
        assert!(app.mails().contains(&"role_changed".to_owned()));

        let filter = Filter { event: "staff.".into(), ..Filter::default() };
        let read: TrailView = serde_json::from_value(admin.post("/api/trail", &json!(filter)).await.json()).unwrap();
        let [row] = read.rows.as_slice() else { panic!("one row for what was done once: {read:?}") };
        assert_eq!((row.event.as_str(), row.detail.as_str(), row.actor.as_str()), ("staff.granted", "desk", "staff"));
        assert_eq!(row.said.as_deref(), Some("replaces An at the counter"));
        assert_eq!(row.staff, Some(account(&app, EMAIL).await));
        assert!(row.staff_name.is_some() && row.name.is_some());

        let bram = account(&app, "bram@example.be").await;
        let revoke = json!({ "account": bram, "reason": "left us" });
        assert_eq!(admin.post("/api/staff/revoke", &revoke).await.status, 200);
        assert_eq!(admin.post("/api/staff/revoke", &revoke).await.json()["code"], "nothing_to_do");

        let mut tx = app.app.db.write().await.unwrap();
        assert!(db::subject_keys::delete(&mut tx, &bram.0).await.unwrap());
        tx.commit().await.unwrap();
        let read: TrailView = serde_json::from_value(admin.post("/api/trail", &json!(filter)).await.json()).unwrap();
        assert!(read.rows.iter().all(|row| row.said.is_none()), "erased with the person: {read:?}");
        let walk = crate::service::audit::verify::walk(&app.app.db, &app.app.keys, None).await.unwrap();
        assert_eq!(walk.broken, [], "and the chain is whole");
    }

    async fn h11_the_trail_is_leafed_through_filtered_and_exported_whole(app: TestApp) {
        let auditor = staff(&app, Role::Auditor).await;
        let read = async |filter: Filter| -> TrailView {
            serde_json::from_value(auditor.post("/api/trail", &json!(filter)).await.json()).unwrap()
        };
        for n in 0..120 {
            let mut tx = app.app.db.write().await.unwrap();
            let event = crate::service::audit::Event::CodeSent;
            crate::service::audit::note(&app.app, &mut tx, event, None, &n.to_string()).await.unwrap();
            tx.commit().await.unwrap();
        }
        let only = || Filter { event: "code.sent".into(), ..Filter::default() };
        let mut seen = vec![];
        let mut page = read(only()).await;
        loop {
            seen.extend(page.rows.iter().map(|row| row.seq));
            let Some(before) = page.before else { break };
            page = read(Filter { before: Some(before), ..only() }).await;
        }
        assert!(seen.len() >= 120 && seen.is_sorted_by(|a, b| a > b), "{seen:?}");
        let me = account(&app, EMAIL).await;
        let own = read(Filter { account: Some(me.clone()), ..Filter::default() }).await;
        assert!(own.rows.iter().all(|row| row.account.as_ref() == Some(&me)) && !own.rows.is_empty());
        let none = read(Filter { to: Some(vestibule_shared::time::Timestamp(0)), ..Filter::default() }).await;
        assert_eq!(none.rows, []);

        let mut lines = vec![];
        admin::export(&app.app, &mut lines).await.unwrap();
        let text = String::from_utf8(lines).unwrap();
        let walk = crate::service::audit::verify::walk(&app.app.db, &app.app.keys, None).await.unwrap();
        assert_eq!(i64::try_from(text.lines().count()).unwrap(), walk.head.seq);
        assert!(text.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    }
}
