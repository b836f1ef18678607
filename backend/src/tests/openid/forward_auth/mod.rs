//! Applications that speak no OpenID: what their proxy is answered (O16, O17).

mod attacks;
mod ends;

use std::collections::BTreeMap;

use axum::{
    body::Body,
    http::{Request, request::Builder},
};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use super::relying_party::put_keys;
use crate::{
    app::{config::List, remote::Network},
    db::Engine,
    domain::openid::client::Client,
    service::clients,
    tests::{
        app::{Answer, Browser, PASSWORD, TestApp, on_each_engine},
        helpers::{EMAIL, enrol_app, patient},
        messages::schema,
    },
};

const ISSUER: &str = "http://localhost:8080";
const HOST: &str = "wiki.example";
const ORIGIN: &str = "https://wiki.example";

/// An installation whose proxy is on this machine.
fn behind_proxy(mut app: TestApp) -> TestApp {
    app.change(|config| config.trusted_proxies = List(vec![Network::parse("127.0.0.1").unwrap()]));
    app
}

/// Registers an application that speaks no OpenID.
async fn register(app: &TestApp, id: &str, own: Value, more: Value) {
    let mut all = json!({
        "client_name": "Wiki", "consent": "skip", "forward_auth": own,
        "scope": "openid profile email profession",
    });
    all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let client = Client::new(id.into(), serde_json::from_value(all).unwrap()).unwrap();
    let mut tx = app.app.db.write().await.unwrap();
    clients::put(&mut tx, &client, "console", app.app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
}

async fn wiki(app: &TestApp, more: Value) {
    register(app, "wiki", json!({ "origin": ORIGIN }), more).await;
}

/// A question of Caddy or Traefik about a page that a browser opens.
fn question(uri: &str) -> Builder {
    Request::get("/openid/forward-auth/wiki")
        .header("x-forwarded-proto", "https")
        .header("x-forwarded-host", HOST)
        .header("x-forwarded-uri", uri)
        .header("x-forwarded-method", "GET")
        .header("sec-fetch-mode", "navigate")
}

fn empty(builder: Builder) -> Request<Body> {
    builder.body(Body::empty()).unwrap()
}

/// Asks about a page; the browser has the cookies of the application's host.
async fn ask(there: &Browser, uri: &str) -> Answer {
    there.send(empty(question(uri))).await
}

/// Where an answer leads.
fn to(answer: &Answer) -> String {
    answer.headers["location"].to_str().unwrap().to_owned()
}

/// Opens a path of ours at the application's host, as its proxy passes it on.
async fn at_host(there: &Browser, path: &str) -> Answer {
    let request =
        Request::get(path).header("x-forwarded-proto", "https").header("x-forwarded-host", HOST);
    there.send(empty(request)).await
}

/// Begins a sign-in for a page; gives the path of the authorization request.
async fn begin(there: &Browser, uri: &str) -> String {
    let answer = ask(there, uri).await;
    assert_eq!(answer.status, 302, "{:?}", answer.headers);
    to(&answer).strip_prefix(ISSUER).unwrap().to_owned()
}

/// The path at the application's host to which a person who is signed in with us comes back.
async fn come_back(portal: &Browser, authorize: &str) -> String {
    let answer = portal.get(authorize).await;
    assert_eq!(answer.status, 303);
    to(&answer).strip_prefix(ORIGIN).unwrap_or_else(|| panic!("{}", to(&answer))).to_owned()
}

/// Signs a person in at the application, for a page; gives where the browser is then.
async fn enter(portal: &Browser, there: &Browser, uri: &str) -> String {
    let back = come_back(portal, &begin(there, uri).await).await;
    let answer = at_host(there, &back).await;
    assert_eq!(answer.status, 302, "{}", String::from_utf8_lossy(&answer.body));
    to(&answer)
}

/// A person who is signed in with us and at the application: both browsers.
async fn entered(app: &TestApp) -> (Browser, Browser) {
    let (portal, there) = (patient(app).await, app.browser());
    enter(&portal, &there, "/").await;
    (portal, there)
}

fn header(answer: &Answer, name: &str) -> String {
    let value = answer.headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()));
    value.unwrap_or_default().into_owned()
}

/// Everything that is stored, by table.
async fn contents(app: &TestApp) -> BTreeMap<String, Vec<String>> {
    let mut all = BTreeMap::new();
    let tables = schema(&app.app.db).await.into_iter();
    for (table, columns) in tables.filter(|(name, _)| !name.starts_with("_sqlx")) {
        let columns: Vec<String> =
            columns.iter().map(|it| format!("coalesce(cast(\"{it}\" as text), '')")).collect();
        let sql = format!("select {} from \"{table}\" order by 1", columns.join(" || '|' || "));
        let sql = AssertSqlSafe(sql);
        let rows: Vec<String> = match &app.app.db.engine {
            Engine::Sqlite { writer, .. } => sqlx::query_scalar(sql).fetch_all(writer).await,
            Engine::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
        }
        .unwrap();
        all.insert(table, rows);
    }
    assert!(all["sessions"].len() > 1 && !all["client_grants"].is_empty(), "it reads the tables");
    all
}

on_each_engine! {
    async fn o16_o17_a_person_signs_in_comes_back_to_the_page_and_is_known_by_headers(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        let (portal, there) = (patient(&app).await, app.browser());
        let page = "/page/1?q=a%20b&r=c";
        assert_eq!(enter(&portal, &there, page).await, format!("{ORIGIN}{page}"));
        let answer = ask(&there, page).await;
        assert_eq!(answer.status, 200);
        assert_eq!(header(&answer, "cache-control"), "no-store");
        assert_eq!(header(&answer, "remote-email"), EMAIL);
        assert!(header(&answer, "remote-name").ends_with("Voorbeeld"), "{:?}", answer.headers);
        assert_eq!(header(&answer, "remote-groups"), "citizen");
        assert_eq!(header(&answer, "remote-acr"), "urn:vestibule:acr:password");
        assert_eq!(header(&answer, "remote-user").len(), 43);
        register(&app, "other", json!({ "origin": "https://other.example" }), json!({})).await;
        let question = Request::get("/openid/forward-auth/other")
            .header("x-original-url", "https://other.example/");
        assert_eq!(there.send(empty(question)).await.status, 401, "a session of its own per host");
    }

    async fn o16_nginx_gets_401_with_the_way_and_a_script_gets_401_without(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        let there = app.browser();
        let nginx = |mode: &'static str| {
            let question = Request::get("/openid/forward-auth/wiki")
                .header("x-original-url", format!("{ORIGIN}/a"));
            empty(question.header("sec-fetch-mode", mode).header("accept", "text/html"))
        };
        let answer = there.send(nginx("navigate")).await;
        assert_eq!(answer.status, 401);
        let authorize = to(&answer).strip_prefix(ISSUER).unwrap().to_owned();
        let back = come_back(&patient(&app).await, &authorize).await;
        assert_eq!(to(&at_host(&there, &back).await), format!("{ORIGIN}/a"));
        assert_eq!(there.send(nginx("cors")).await.status, 200);
        let stranger = app.browser();
        for mode in ["cors", "no-cors", "websocket"] {
            let answer = stranger.send(nginx(mode)).await;
            assert_eq!(answer.status, 401, "{mode}");
            assert!(!answer.headers.contains_key("location"), "{mode}");
            assert!(!answer.headers.contains_key("set-cookie"), "{mode}");
        }
    }

    async fn o16_what_a_form_sent_is_not_opened_again_after_the_sign_in(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        let (portal, there) = (patient(&app).await, app.browser());
        let mut posted = empty(question("/save"));
        posted.headers_mut().insert("x-forwarded-method", "POST".parse().unwrap());
        let authorize = to(&there.send(posted).await).strip_prefix(ISSUER).unwrap().to_owned();
        let back = come_back(&portal, &authorize).await;
        assert_eq!(to(&at_host(&there, &back).await), format!("{ORIGIN}/"));
    }

    async fn o16_sign_ins_in_several_tabs_each_return_to_their_own_page(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        let (portal, there) = (patient(&app).await, app.browser());
        let (one, two) = (begin(&there, "/one").await, begin(&there, "/two").await);
        ask(&there, "/favicon.ico").await;
        for (authorize, page) in [(two, "/two"), (one, "/one")] {
            let back = come_back(&portal, &authorize).await;
            assert_eq!(to(&at_host(&there, &back).await), format!("{ORIGIN}{page}"));
        }
        assert_eq!(ask(&there, "/").await.status, 200);
    }

    async fn o17_each_header_needs_its_scope_and_an_address_that_was_proved(app: TestApp) {
        let app = behind_proxy(app);
        for (scope, there, missing) in [
            ("openid", "remote-acr", vec!["remote-name", "remote-email", "remote-groups"]),
            ("openid profile", "remote-name", vec!["remote-email", "remote-groups"]),
            ("openid email", "remote-email", vec!["remote-name", "remote-groups"]),
            ("openid profession", "remote-groups", vec!["remote-name", "remote-email"]),
        ] {
            wiki(&app, json!({ "scope": scope })).await;
            let (portal, host) = (app.browser(), app.browser());
            if scope == "openid" {
                app.activated(&app.browser(), &app.card("85073003328"), EMAIL).await;
            }
            crate::tests::helpers::enter(&portal).await.unwrap();
            enter(&portal, &host, "/").await;
            let answer = ask(&host, "/").await;
            assert_eq!(answer.status, 200, "{scope}");
            assert!(!header(&answer, "remote-user").is_empty() && !header(&answer, there).is_empty());
            for name in missing {
                assert_eq!(header(&answer, name), "", "{scope}: {name}");
            }
        }
        wiki(&app, json!({ "scope": "openid email" })).await;
        let (portal, host, card) = (app.browser(), app.browser(), app.card("93051822361"));
        app.registered(&portal, &card, "bram@example.be").await;
        let command = vestibule_shared::sign_in::EnterPassword {
            email: "bram@example.be".into(), password: PASSWORD.into(),
        };
        portal.advance(&command).await.unwrap();
        enter(&portal, &host, "/").await;
        let answer = ask(&host, "/").await;
        assert_eq!(answer.status, 200);
        assert_eq!(header(&answer, "remote-email"), "", "nobody proved it");
    }

    async fn o16_a_path_can_demand_more_strength_and_gets_it(app: TestApp) {
        let app = behind_proxy(app);
        let rules = json!([{ "path": "/admin", "least_acr": "two_step" }]);
        register(&app, "wiki", json!({ "origin": ORIGIN, "rules": rules }), json!({})).await;
        let (portal, there) = entered(&app).await;
        assert_eq!(ask(&there, "/administrators").await.status, 200);
        for path in ["/admin", "/admin/keys", "/x/../admin", "/%61dmin", "//ADMIN/"] {
            let authorize = begin(&there, path).await;
            assert!(authorize.contains("&acr_values=urn%3Avestibule%3Aacr%3Atwo_step"), "{authorize}");
        }
        let authorize = begin(&there, "/admin").await;
        let answer = portal.get(&authorize).await;
        let handle = to(&answer).strip_prefix("/continue#").unwrap().to_owned();
        let step = portal.post("/api/consent", &json!({ "request": handle })).await.json();
        assert_eq!(step["step"], "prove");
        enrol_app(&app, &portal).await;
        let back = come_back(&portal, &format!("/openid/resume?request={handle}")).await;
        assert_eq!(to(&at_host(&there, &back).await), format!("{ORIGIN}/admin"));
        let answer = ask(&there, "/admin").await;
        assert_eq!((answer.status, header(&answer, "remote-acr").as_str()), (200, "urn:vestibule:acr:two_step"));
    }

    async fn o16_a_path_can_demand_a_new_proof(app: TestApp) {
        let app = behind_proxy(app);
        let rules = json!([{ "path": "/keys", "max_age": 60 }]);
        let own = json!({ "origin": ORIGIN, "max_age": 3600, "rules": rules });
        register(&app, "wiki", own, json!({})).await;
        let (portal, there) = entered(&app).await;
        app.advance_seconds(60);
        assert_eq!(ask(&there, "/keys").await.status, 200);
        app.advance_seconds(1);
        assert_eq!(ask(&there, "/").await.status, 200);
        let authorize = begin(&there, "/keys").await;
        assert!(authorize.ends_with("&max_age=60"), "{authorize}");
        let answer = portal.get(&authorize).await;
        let handle = to(&answer).strip_prefix("/continue#").unwrap().to_owned();
        assert_eq!(portal.post("/api/account/confirm", &json!({})).await.status, 200);
        let password = json!({ "password": PASSWORD });
        assert_eq!(portal.post("/api/sign-in/confirm-password", &password).await.status, 200);
        let back = come_back(&portal, &format!("/openid/resume?request={handle}")).await;
        assert_eq!(to(&at_host(&there, &back).await), format!("{ORIGIN}/keys"));
        assert_eq!(ask(&there, "/keys").await.status, 200);
    }

    async fn o16_o19_a_path_or_an_application_for_others_stays_closed_and_says_so(app: TestApp) {
        let app = behind_proxy(app);
        let rules = json!([{ "path": "/doctors", "allow": { "capacities": ["doctor"] } }]);
        let more = json!({ "contact": "<ward@hospital.example>" });
        register(&app, "wiki", json!({ "origin": ORIGIN, "rules": rules }), more).await;
        let (portal, there) = entered(&app).await;
        let answer = ask(&there, "/doctors/1").await;
        assert_eq!(answer.status, 403);
        let text = String::from_utf8(answer.body).unwrap();
        assert!(text.contains("Wiki") && text.contains("&lt;ward@hospital.example&gt;"), "{text}");
        let mut script = empty(question("/doctors/1"));
        script.headers_mut().insert("sec-fetch-mode", "cors".parse().unwrap());
        let answer = there.send(script).await;
        assert_eq!((answer.status, answer.body.len()), (403, 0));
        let page = at_host(&there, "/.vestibule/refused/wiki").await;
        assert_eq!((page.status, String::from_utf8(page.body).unwrap()), (403, text));

        let closed = json!({ "allow": { "capacities": ["doctor"] } });
        wiki(&app, closed).await;
        assert_eq!(ask(&there, "/").await.status, 302, "at once, also for a person who was in");
        let authorize = begin(&there, "/").await;
        let answer = portal.get(&authorize).await;
        let handle = to(&answer).strip_prefix("/continue#").unwrap().to_owned();
        let step = portal.post("/api/consent", &json!({ "request": handle })).await.json();
        assert_eq!(step["step"], "denied");
        portal.post("/api/consent/refuse", &json!({ "request": handle })).await;
        let back = come_back(&portal, &format!("/openid/resume?request={handle}")).await;
        let answer = at_host(&there, &back).await;
        assert_eq!(answer.status, 403, "a page, and no redirect that goes round in circles");
    }

    async fn o16_a_question_of_a_proxy_writes_nothing(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({})).await;
        let (_, there) = entered(&app).await;
        app.advance_seconds(120);
        let before = contents(&app).await;
        for uri in ["/", "/page", "/page?q=1"] {
            assert_eq!(ask(&there, uri).await.status, 200);
        }
        assert_eq!(ask(&app.browser(), "/").await.status, 302);
        assert_eq!(contents(&app).await, before);
    }

    async fn o16_a_person_who_did_not_agree_is_asked_and_withdrawing_closes_at_once(app: TestApp) {
        let app = behind_proxy(app);
        wiki(&app, json!({ "consent": "ask" })).await;
        let (portal, there) = (patient(&app).await, app.browser());
        let answer = portal.get(&begin(&there, "/").await).await;
        let handle = to(&answer).strip_prefix("/continue#").unwrap().to_owned();
        let step = portal.post("/api/consent/give", &json!({ "request": handle })).await.json();
        let back = come_back(&portal, step["url"].as_str().unwrap()).await;
        assert_eq!(at_host(&there, &back).await.status, 302);
        assert_eq!(ask(&there, "/").await.status, 200);
        let gone = portal.post("/api/account/applications/withdraw", &json!({ "id": "wiki" })).await;
        assert_eq!(gone.status, 200);
        assert_eq!(ask(&there, "/").await.status, 302);
    }
}
