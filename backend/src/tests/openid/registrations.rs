//! O18: administrators register and change applications, and nobody else does.

use axum::body::Body;
use serde_json::{Value, json};
use vestibule_shared::staff::Role;

use super::relying_party::{Outcome, RelyingParty, SECRET};
use crate::{
    db,
    tests::{
        app::{Browser, TestApp, on_each_engine},
        helpers::EMAIL,
        policy::two_administrators,
        staff::{account, put, staff},
    },
};

const CHANGE: &str = "/api/clients/change";
const BACK: &str = "https://ward.example/callback";

fn setting(field: &str, values: &[&str]) -> Value {
    json!({ "field": field, "values": values })
}

/// Everything that a new application needs.
fn addition(id: &str) -> Value {
    json!({
        "id": id, "action": "add", "reason": "the ward opens",
        "settings": [setting("name", &["Ward"]), setting("redirect_uris", &[BACK])],
    })
}

fn action(id: &str, action: &str) -> Value {
    json!({ "id": id, "action": action, "reason": "the board decided it" })
}

async fn shown(admin: &Browser, id: &str) -> Value {
    admin.post("/api/clients/show", &json!({ "id": id })).await.json()
}

/// A change of one setting, made of what is there now.
async fn change(admin: &Browser, field: &str, values: &[&str]) -> Value {
    let held = shown(admin, "ward").await;
    json!({
        "id": "ward", "action": "change", "reason": "the ward moved",
        "settings": [setting(field, values)], "replaces": held["changed_at"],
    })
}

async fn sent(admin: &Browser, body: &Value) -> Value {
    let answer = admin.post(CHANGE, body).await;
    assert_eq!(answer.status, 200, "{} {}", body, answer.json());
    answer.json()
}

async fn code(admin: &Browser, path: &str, body: &Value) -> String {
    admin.post(path, body).await.json()["code"].as_str().unwrap_or_default().to_owned()
}

/// The event, detail and reason of the last rows of the trail, the newest first.
async fn trail(admin: &Browser, event: &str) -> Vec<(String, String)> {
    let rows = admin.post("/api/trail", &json!({ "event": event })).await.json();
    let text = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let rows = rows["rows"].as_array().unwrap_or_else(|| panic!("{rows}"));
    rows.iter().map(|row| (text(row, "detail"), text(row, "said"))).collect()
}

on_each_engine! {
    async fn o18_an_administrator_registers_an_application_and_its_secret_is_shown_once(app: TestApp) {
        let admin = staff(&app, Role::Administrator).await;
        let made = sent(&admin, &addition("ward")).await;
        assert_eq!(made["is_proposed"], false);
        let secret = made["secret"].as_str().unwrap().to_owned();
        assert!(secret.len() >= 43, "{secret}");
        let view = shown(&admin, "ward").await;
        assert!(!view.to_string().contains(&secret));
        assert_eq!((&view["source"], view["secrets"].as_array().unwrap().len()), (&json!("staff"), 1));
        let list = admin.get("/api/clients").await.json();
        assert_eq!(list["clients"][0]["name"], "Ward");
        assert_eq!(list["clients"][0]["auth"], "client_secret_basic");
        assert_eq!(list["clients"][0]["used_at"], Value::Null);

        let public = json!({
            "id": "app", "action": "add", "reason": "a native app",
            "settings": [setting("name", &["App"]), setting("redirect_uris", &["http://127.0.0.1/cb"]), setting("auth", &["none"])],
        });
        assert_eq!(sent(&admin, &public).await["secret"], Value::Null, "it cannot keep one");
    }

    async fn o18_a_change_counts_at_once_and_the_list_says_when_an_application_was_used(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await;
        let admin = staff(&app, Role::Administrator).await;
        assert!(matches!(ward.authorize(&admin, &[]).await, Outcome::Back(_)));
        assert_eq!(shown(&admin, "ward").await["used_at"], app.app.clock.now().0);
        let moved = change(&admin, "redirect_uris", &["https://new.example/callback"]).await;
        let answer = sent(&admin, &moved).await;
        assert_eq!(answer["secret"], Value::Null);
        let Outcome::Waits(shown_at) = ward.authorize(&admin, &[]).await else { panic!() };
        assert_eq!(shown_at, "unknown-address");
        let held = json!({ "field": "consent", "values": ["skip"] });
        assert!(answer["client"]["settings"].as_array().unwrap().contains(&held), "the rest stays");
        for path in [CHANGE, "/api/clients/try"] {
            assert_eq!(code(&admin, path, &moved).await, "conflict", "another change came first");
        }
        let same = change(&admin, "redirect_uris", &["https://new.example/callback"]).await;
        assert_eq!(code(&admin, CHANGE, &same).await, "nothing_to_do");
    }

    async fn o18_a_secret_is_replaced_and_the_one_before_is_accepted_for_a_day(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({ "token_endpoint_auth_method": "client_secret_post" })).await;
        let admin = staff(&app, Role::Administrator).await;
        let made = sent(&admin, &action("ward", "rotate_secret")).await;
        let new = made["secret"].as_str().unwrap().to_owned();
        let secrets = made["client"]["secrets"].as_array().unwrap();
        assert_eq!(secrets.len(), 2);
        assert_eq!(secrets.iter().filter(|it| it["until"].is_null()).count(), 1);
        for secret in [SECRET, new.as_str()] {
            let fields = [("client_id", "ward"), ("client_secret", secret), ("token", "x")];
            assert_eq!(ward.post("/openid/introspect", &fields).await.status, 200);
        }
        app.advance_seconds(86_401);
        let fields = [("client_id", "ward"), ("client_secret", SECRET), ("token", "x")];
        assert_eq!(ward.post("/openid/introspect", &fields).await.status, 401);
    }

    async fn o18_an_application_that_is_disabled_is_unknown_until_it_is_enabled(app: TestApp) {
        let ward = RelyingParty::register(&app, "ward", json!({ "consent": "skip" })).await;
        let admin = staff(&app, Role::Administrator).await;
        sent(&admin, &action("ward", "disable")).await;
        let Outcome::Waits(shown_at) = ward.authorize(&admin, &[]).await else { panic!() };
        assert_eq!(shown_at, "unknown-client");
        assert_eq!(code(&admin, CHANGE, &action("ward", "disable")).await, "nothing_to_do");
        sent(&admin, &action("ward", "enable")).await;
        assert!(matches!(ward.authorize(&admin, &[]).await, Outcome::Back(_)));
        assert_eq!(code(&admin, CHANGE, &action("ward", "enable")).await, "nothing_to_do");
    }

    async fn o18_each_mistake_is_named_at_its_setting_and_changes_nothing(app: TestApp) {
        let admin = staff(&app, Role::Administrator).await;
        sent(&admin, &addition("ward")).await;
        for (field, values, why) in [
            ("name", vec![" "], "required"),
            ("redirect_uris", vec![], "required"),
            ("redirect_uris", vec!["http://ward.example/"], "address"),
            ("post_logout_redirect_uris", vec!["https://ward.example/#a"], "address"),
            ("address", vec!["ward.example"], "address"),
            ("scope", vec!["openid", "all"], "unknown"),
            ("auth", vec!["tls"], "unknown"),
            ("jwks", vec!["{"], "keys"),
            ("jwks", vec![r#"{"keys":[{"kty":"oct","k":"AA"}]}"#], "keys"),
            ("allow_organisations", vec!["0123456789"], "organisation"),
            ("allow_roles", vec!["king"], "unknown"),
        ] {
            let body = change(&admin, field, &values).await;
            let check = admin.post("/api/clients/try", &body).await.json();
            let fault = &check["faults"][0];
            assert_eq!((&fault["field"], &fault["why"]), (&json!(field), &json!(why)), "{check}");
            assert_eq!(code(&admin, CHANGE, &body).await, "fields_invalid", "{field}");
        }
        let keys = change(&admin, "auth", &["private_key_jwt"]).await;
        let check = admin.post("/api/clients/try", &keys).await.json();
        assert_eq!(check["faults"][0]["field"], "jwks");
        let mut public = change(&admin, "auth", &["none"]).await;
        public["settings"].as_array_mut().unwrap().push(setting("require_pkce", &["false"]));
        let check = admin.post("/api/clients/try", &public).await.json();
        assert_eq!(check["faults"][0]["why"], "pkce");
        for (id, why) in [("", "required"), ("a b", "id"), ("ward", "taken")] {
            let check = admin.post("/api/clients/try", &addition(id)).await.json();
            assert_eq!(check["faults"][0], json!({ "field": "id", "why": why }));
            assert_eq!(code(&admin, CHANGE, &addition(id)).await, "fields_invalid");
        }
        assert_eq!(trail(&admin, "client.changed").await.len(), 0);
        assert_eq!(admin.post("/api/clients/try", &addition("other")).await.json()["faults"], json!([]));
        assert_eq!(admin.get("/api/clients").await.json()["clients"].as_array().unwrap().len(), 1);
    }

    async fn o18_only_administrators_change_applications_and_auditors_read_them(app: TestApp) {
        RelyingParty::register(&app, "ward", json!({})).await;
        let one = staff(&app, Role::Administrator).await;
        for role in Role::ALL {
            put(&app, EMAIL, role, (role == Role::Organisation).then_some("key")).await;
            let (reads, rules) = (role.audits(), role.rules());
            let choice = json!({ "id": "ward" });
            assert_eq!(one.get("/api/clients").await.status, if reads { 200 } else { 403 }, "{role:?}");
            assert_eq!(one.post("/api/clients/show", &choice).await.status, if reads { 200 } else { 403 });
            let tried = one.post("/api/clients/try", &addition("new")).await;
            assert_eq!(tried.status, if reads { 200 } else { 403 });
            let decision = json!({ "id": "none", "agrees": true, "reason": "looked at it" });
            for (path, body) in [
                (CHANGE, addition("new")),
                (CHANGE, action("ward", "rotate_secret")),
                (CHANGE, action("ward", "disable")),
                ("/api/clients/decide", decision),
            ] {
                let answer = code(&one, path, &body).await;
                assert_eq!(answer == "role_missing", !rules, "{role:?} {path} {answer}");
            }
            if rules {
                sent(&one, &action("ward", "enable")).await;
            }
        }
        let mut tx = app.app.db.write().await.unwrap();
        db::staff::delete(&mut tx, &account(&app, EMAIL).await).await.unwrap();
        tx.commit().await.unwrap();
        for (browser, status) in [(&one, 403), (&app.browser(), 401)] {
            assert_eq!(browser.get("/api/clients").await.status, status);
            assert_eq!(browser.post(CHANGE, &action("ward", "disable")).await.status, status);
        }
    }

    async fn o18_a_change_needs_a_fresh_proof_a_reason_and_a_page_of_ours(app: TestApp) {
        RelyingParty::register(&app, "ward", json!({})).await;
        let admin = staff(&app, Role::Administrator).await;
        let short = json!({ "id": "ward", "action": "disable", "reason": "x" });
        let answer = admin.post(CHANGE, &short).await.json();
        assert_eq!(answer["fields"][0]["code"], "reason_too_short");
        let mut request = Browser::request("POST", CHANGE, Body::from(action("ward", "disable").to_string()));
        request.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
        assert_eq!(admin.send(request).await.json()["code"], "cross_site");
        app.advance_seconds(601);
        assert_eq!(code(&admin, CHANGE, &action("ward", "disable")).await, "proof_required");
        assert_eq!(shown(&admin, "ward").await["disabled_at"], Value::Null);
        assert_eq!(admin.post("/api/clients/show", &json!({ "id": "none" })).await.status, 404);
        assert_eq!(admin.post("/api/clients/show", &json!({ "id": "../x" })).await.status, 404);
    }

    async fn o18_the_trail_says_who_changed_what_and_why(app: TestApp) {
        let admin = staff(&app, Role::Administrator).await;
        let secret = sent(&admin, &addition("ward")).await["secret"].as_str().unwrap().to_owned();
        sent(&admin, &change(&admin, "redirect_uris", &["https://new.example/"]).await).await;
        sent(&admin, &action("ward", "rotate_secret")).await;
        sent(&admin, &action("ward", "disable")).await;
        let added = trail(&admin, "client.added").await;
        assert_eq!(added[0].0, "ward client_name redirect_uris");
        assert!(added[0].1.starts_with("the ward opens\n"), "{added:?}");
        let changed = trail(&admin, "client.changed").await;
        assert_eq!(changed[0].0, "ward redirect_uris");
        assert_eq!(changed[0].1, format!("the ward moved\nredirect_uris: {BACK} → https://new.example/"));
        assert_eq!(trail(&admin, "client.secret_rotated").await[0].1, "the board decided it");
        assert_eq!(trail(&admin, "client.disabled").await[0].0, "ward");
        let all = admin.post("/api/trail", &json!({})).await.json();
        assert!(!all.to_string().contains(&secret));
        let row = &all["rows"].as_array().unwrap().iter().find(|row| row["event"] == "client.disabled").unwrap();
        assert_eq!(row["actor"], "staff", "{row}");
    }

    async fn o18_where_two_administrators_decide_one_asks_and_the_other_agrees(app: TestApp) {
        let (one, two, _) = two_administrators(&app).await;
        let asked = sent(&one, &addition("ward")).await;
        assert_eq!(asked, json!({ "is_proposed": true, "secret": null, "client": null }));
        assert_eq!(code(&one, CHANGE, &addition("a b")).await, "fields_invalid", "what cannot be is not proposed");
        let list = two.get("/api/clients").await.json();
        assert_eq!(list["clients"], json!([]));
        let waits = &list["proposals"][0];
        assert_eq!((&waits["is_yours"], &waits["change"]["reason"]), (&json!(false), &json!("the ward opens")));
        assert_eq!(two.get("/api/policy").await.json()["proposals"], json!([]), "decided with the applications");
        let agrees = json!({ "id": waits["id"], "agrees": true, "reason": "looked at it" });
        assert_eq!(code(&one, "/api/clients/decide", &agrees).await, "not_yours");
        let list = two.post("/api/clients/decide", &agrees).await.json();
        assert_eq!(list["clients"][0]["id"], "ward", "{list}");
        let view = shown(&two, "ward").await;
        assert_eq!(view["secrets"], json!([]), "who needs the secret makes it");
        // A secret and refusing an application open nothing: one administrator is enough.
        let made = sent(&one, &action("ward", "rotate_secret")).await;
        assert!(made["secret"].is_string());
        assert_eq!(sent(&one, &action("ward", "disable")).await["is_proposed"], false);

        let enabling = sent(&one, &action("ward", "enable")).await;
        assert_eq!((&enabling["is_proposed"], enabling["client"]["disabled_at"].is_i64()), (&json!(true), true));
        let moved = change(&one, "redirect_uris", &["https://new.example/"]).await;
        let asked = sent(&one, &moved).await;
        assert_eq!(asked["client"]["proposals"].as_array().unwrap().len(), 2);
        let declined = json!({ "id": asked["client"]["proposals"][0]["id"], "agrees": false, "reason": "not now" });
        let left = two.post("/api/clients/decide", &declined).await.json();
        assert_eq!(left["proposals"].as_array().unwrap().len(), 1);
        let proposed = trail(&two, "policy.proposed").await;
        assert!(proposed.iter().any(|(detail, said)| detail == "application" && said.contains("https://new.example/")));
    }

    async fn o18_an_application_of_the_file_can_only_be_read(app: TestApp) {
        let admin = staff(&app, Role::Administrator).await;
        sent(&admin, &addition("ward")).await;
        let mut tx = app.app.db.write().await.unwrap();
        let row = db::clients::find(&mut tx, "ward").await.unwrap().unwrap();
        let client = crate::service::clients::open(row).unwrap();
        crate::service::clients::put(&mut tx, &client, "file", app.app.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(shown(&admin, "ward").await["source"], "file");
        for body in [
            change(&admin, "name", &["Other"]).await,
            action("ward", "disable"),
            action("ward", "rotate_secret"),
        ] {
            assert_eq!(code(&admin, CHANGE, &body).await, "nothing_to_do");
        }
    }
}
