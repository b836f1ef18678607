//! Access control over the whole table of routes: every route about a person, with every role, with
//! people of the own organisation, of another one and of none, and with oneself; and no body
//! accepts an unknown field.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use vestibule_shared::{id::AccountId, staff::Role};

use super::{
    desk::{
        active,
        find::{CBE, member},
    },
    staff::{account, put, staff},
};
use crate::{
    cli::docs,
    http::{api, api::Auth},
    service::accounts::organisation_key,
    tests::{
        app::{Browser, TestApp, on_each_engine},
        helpers::EMAIL,
    },
};

/// What each route about a person is asked with, besides the account.
const ABOUT_A_PERSON: &[(&str, &str)] = &[
    ("/api/desk/access-code", r#"{"reason":"walked"}"#),
    ("/api/desk/browsers/forget", r#"{"reason":"walked"}"#),
    ("/api/desk/capacity/confirm", r#"{"reason":"walked"}"#),
    ("/api/desk/capacity/refuse", r#"{"reason":"walked"}"#),
    ("/api/desk/card", "{}"),
    (
        "/api/desk/card/present",
        r#"{"token":{"format":"web-eid:1.0","unverifiedCertificate":"AA","algorithm":"ES384","signature":"AA"}}"#,
    ),
    ("/api/desk/check", r#"{"code":"ABC-DEF"}"#),
    ("/api/desk/exception", r#"{"method":"sms","reason":"walked"}"#),
    ("/api/desk/methods/reset", r#"{"method":"none","reason":"walked"}"#),
    ("/api/desk/methods/reset/cancel", r#"{"reset":"none","reason":"walked"}"#),
    ("/api/desk/person", "{}"),
    ("/api/desk/phone", r#"{"phone":"0471 00 00 77","reason":"walked"}"#),
    ("/api/desk/send-again", r#"{"reason":"walked"}"#),
    ("/api/desk/sessions/end", r#"{"reason":"walked"}"#),
    ("/api/desk/unlock", r#"{"reason":"walked"}"#),
    ("/api/staff/revoke", r#"{"reason":"walked"}"#),
];

fn body(rest: &str, account: &AccountId) -> Value {
    let mut body: Value = serde_json::from_str(rest).unwrap();
    body["account"] = json!(account);
    body
}

/// The schema of what a route takes, by its path; nothing where it takes no JSON.
fn taken(docs: &Value, path: &str) -> Option<Value> {
    let schema =
        &docs["paths"][path]["post"]["requestBody"]["content"]["application/json"]["schema"];
    let name = schema["$ref"].as_str().and_then(|name| name.rsplit('/').next());
    let found =
        name.map_or_else(|| schema.clone(), |name| docs["components"]["schemas"][name].clone());
    found.is_object().then_some(found)
}

fn described() -> Value {
    serde_json::from_str(&docs::openapi()).unwrap()
}

/// The answer to a person: its code, empty if it succeeded.
async fn code(browser: &Browser, path: &str, body: &Value) -> String {
    let answer = browser.post(path, body).await;
    answer.json()["code"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_walk_knows_every_route_that_is_asked_about_an_account() {
    let docs = described();
    let routes = api().finish().described;
    let of_staff = routes.iter().filter(|route| route.auth.roles().is_some());
    let about = of_staff.filter(|route| {
        let schema = taken(&docs, route.path);
        // The trail filters by account: its readers may read all accounts.
        schema.is_some_and(|schema| schema["properties"]["account"].is_object())
            && route.path != "/api/trail"
    });
    let about: BTreeSet<_> = about.map(|route| route.path).collect();
    assert_eq!(about, ABOUT_A_PERSON.iter().map(|(path, _)| *path).collect());
}

#[test]
fn s16_no_body_takes_a_field_that_is_not_its_own() {
    let docs = described();
    let paths: Vec<_> = docs["paths"].as_object().unwrap().keys().cloned().collect();
    let mut closed = 0;
    for path in paths {
        if let Some(schema) = taken(&docs, &path) {
            assert_eq!(schema["additionalProperties"], false, "{path}");
            closed += 1;
        }
    }
    assert!(closed > 100, "{closed}");
}

on_each_engine! {
    async fn s9_nobody_reaches_other_people_than_their_role_allows(app: TestApp) {
        let desk = staff(&app, Role::Desk).await;
        let (own, other) = (member(&app).await, active(&app, 2, "Peeters").await);
        let (me, nobody) = (account(&app, EMAIL).await, AccountId("nobody".into()));
        let key = organisation_key(&app.app, CBE);
        let routes = api().finish().described;
        let auth_of = |path: &str| -> Auth { routes.iter().find(|route| route.path == path).unwrap().auth };
        for role in Role::ALL {
            put(&app, EMAIL, role, (role == Role::Organisation).then_some(&key)).await;
            for (path, rest) in ABOUT_A_PERSON {
                let may = auth_of(path).roles().unwrap().contains(&role);
                for (whose, id, reached) in [
                    ("own", &own, true),
                    ("other", &other, role != Role::Organisation),
                    ("me", &me, role != Role::Organisation),
                    ("nobody", &nobody, false),
                ] {
                    let answer = code(&desk, path, &body(rest, id)).await;
                    let at = format!("{role:?} {path} {whose}: {answer}");
                    // The answer that a person has no role is the same for all accounts.
                    let is_about_roles = *path == "/api/staff/revoke";
                    match (may, reached || is_about_roles) {
                        (false, _) => assert_eq!(answer, "role_missing", "{at}"),
                        (true, false) => assert_eq!(answer, "person_unknown", "{at}"),
                        (true, true) => assert!(!["role_missing", "person_unknown"].contains(&answer.as_str()), "{at}"),
                    }
                }
            }
        }
    }

    async fn a_field_too_many_is_refused_and_changes_nothing(app: TestApp) {
        let admin = staff(&app, Role::Administrator).await;
        let other = active(&app, 2, "Peeters").await;
        let before = super::messages::count(&app.app.db, "select count(*) from audit").await;
        for (path, rest) in ABOUT_A_PERSON {
            for (field, value) in [("role", json!("administrator")), ("by", json!("operator")), ("__proto__", json!({}))] {
                let mut more = body(rest, &other);
                more[field] = value;
                assert_eq!(code(&admin, path, &more).await, "invalid_body", "{path} {field}");
            }
        }
        let after = super::messages::count(&app.app.db, "select count(*) from audit").await;
        assert_eq!(before, after);
    }
}
