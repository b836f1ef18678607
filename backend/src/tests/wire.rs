//! What comes over a real connection: requests that say two things at once, the name that each gets, its line in
//! the log, and visitors behind a proxy.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{body::Body, http::HeaderMap};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use tracing::subscriber::DefaultGuard;
use vestibule_shared::{api::Move as _, recovery::AskMail};

use crate::{
    app::{
        config::{List, Switch},
        remote::{Network, Peer},
    },
    domain::code::RECOVERY_BLOCK,
    gateway::eid::Forwarded,
    http::{eid, gate::Gate, server, tls::Ends},
    tests::{
        app::{Browser, TestApp, TestDb, on_each_engine},
        helpers::patient,
    },
};

/// Serves as the program does; gives the address.
async fn serve(gate: &Gate) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(server::serve(listener, gate.router(), std::future::pending()));
    address
}

async fn served(app: &TestApp) -> SocketAddr {
    let gate = Gate::new(&app.app.config);
    gate.open(&app.app, crate::more_routes(&app.app));
    serve(&gate).await
}

/// An answer as it came over the wire.
struct Raw {
    status: u16,
    text: String,
}

impl Raw {
    fn header(&self, name: &str) -> Option<&str> {
        let start = format!("{name}: ");
        self.text.lines().find_map(|line| line.strip_prefix(start.as_str()))
    }

    fn json(&self) -> Value {
        let (_, body) = self.text.split_once("\r\n\r\n").unwrap();
        serde_json::from_str(body).unwrap()
    }
}

/// Sends these lines, and the end of the header; the connection ends with the answer.
async fn send(address: SocketAddr, lines: &[&str]) -> Raw {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("{}\r\nconnection: close\r\n\r\n", lines.join("\r\n"));
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = Vec::new();
    stream.read_to_end(&mut text).await.unwrap();
    let text = String::from_utf8(text).unwrap();
    let status = text.split(' ').nth(1).unwrap().parse().unwrap();
    Raw { status, text }
}

const GET: &str = "GET /api/config HTTP/1.1";
const POST: &str = "POST /api/nothing HTTP/1.1";
const HOST: &str = "host: portal.example";

#[tokio::test]
async fn a_request_names_its_host_once_and_as_a_host_is_named() {
    let app = TestApp::from_db(TestDb::sqlite().await).await;
    let address = served(&app).await;
    for good in [
        &[GET, HOST][..],
        &[GET, "host: portal.example:8080"],
        &[GET, "host: [::1]:8080"],
        // HTTP/1.0 knew no hosts.
        &["GET /api/config HTTP/1.0"],
    ] {
        assert_eq!(send(address, good).await.status, 200, "{good:?}");
    }
    for bad in [
        &[GET][..],
        &[GET, "host:"],
        &[GET, HOST, HOST],
        &[GET, HOST, "Host: other.example"],
        &[GET, "host: user@portal.example"],
        &[GET, "host: portal.example/api"],
        &[GET, "host: portal example"],
        &["GET /api/config HTTP/1.0", HOST, HOST],
        &["GET / HTTP/1.1"],
        &["GET /nothing HTTP/1.1", HOST, HOST],
    ] {
        let answer = send(address, bad).await;
        assert_eq!((answer.status, answer.json()["code"].as_str()), (400, Some("invalid_body")));
        assert_eq!(answer.header("connection"), Some("close"), "{bad:?}");
        assert!(answer.header("x-request-id").is_some(), "{bad:?}");
    }
}

#[tokio::test]
async fn a_header_that_decides_something_comes_once() {
    let app = TestApp::from_db(TestDb::sqlite().await).await;
    let address = served(&app).await;
    let (kind, own) = ("content-type: application/json", "x-vestibule: 1");
    let (site, length) = ("sec-fetch-site: same-origin", "content-length: 0");
    let whole = [POST, HOST, kind, own, site, length];
    assert_ne!(send(address, &whole).await.status, 400);
    for twice in [
        kind,
        "content-type: text/plain",
        own,
        site,
        "sec-fetch-site: cross-site",
        "Sec-Fetch-Mode: cors\r\nSec-Fetch-Mode: navigate",
        "origin: http://localhost:8080\r\norigin: https://evil.example",
        "content-length: 7",
        "transfer-encoding: chunked\r\ntransfer-encoding: chunked",
    ] {
        let lines = [&whole[..], &[twice]].concat();
        assert_eq!(send(address, &lines).await.status, 400, "{twice}");
    }
    // A cookie that HTTP/2 cut into lines is one cookie.
    let cut =
        [GET, HOST, "cookie: a=1", "cookie: b=2", "accept-language: nl", "accept-language: fr"];
    assert_eq!(send(address, &cut).await.status, 200);
}

#[tokio::test]
async fn every_answer_names_its_request_by_a_name_of_ours() {
    let app = TestApp::from_db(TestDb::sqlite().await).await;
    let address = served(&app).await;
    let theirs = ["x-request-id: theirs", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-00-01"];
    let mut names = Vec::new();
    for line in [GET, "GET / HTTP/1.1", "GET /api/nothing HTTP/1.1", POST] {
        let answer = send(address, &[&[line, HOST][..], &theirs].concat()).await;
        let name = answer.header("x-request-id").unwrap().to_owned();
        assert!(name.len() == 10 && name.bytes().all(|b| b.is_ascii_alphanumeric()), "{name}");
        names.push(name);
    }
    let closed = serve(&Gate::new(&app.app.config)).await;
    let answer = send(closed, &[GET, HOST]).await;
    assert_eq!(answer.status, 503);
    names.push(answer.header("x-request-id").unwrap().to_owned());
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 5);
}

/// What this thread logs, as lines of JSON.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Lines {
    fn listen() -> (Self, DefaultGuard) {
        let lines = Self::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_max_level(tracing::Level::INFO)
            .with_writer(move || writer.clone())
            .finish();
        (lines, tracing::subscriber::set_default(subscriber))
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    /// Those of a part of the program.
    fn of(&self, target: &str) -> Vec<Value> {
        let text = self.text();
        let all = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        all.filter(|line| line["target"] == target).collect()
    }
}

/// One application for each engine. The tests run on one thread, whose log they read.
async fn apps() -> Vec<TestApp> {
    let mut apps = vec![TestApp::from_db(TestDb::sqlite().await).await];
    if let Some(db) = TestDb::postgresql().await {
        apps.push(TestApp::from_db(db).await);
    }
    apps
}

#[tokio::test]
async fn s19_a_line_about_each_request_says_what_was_asked_and_nothing_of_who_asked() {
    for app in apps().await {
        let cookie = format!("cookie: {}", patient(&app).await.cookie());
        let address = served(&app).await;
        let (lines, _guard) = Lines::listen();
        for line in [
            "GET /api/session?from=85073003328 HTTP/1.1",
            "GET /api/session HTTP/1.1",
            "GET /desk/lotte@example.be?number=85073003328 HTTP/1.1",
            "85073003328 /api/config HTTP/1.1",
        ] {
            send(address, &[line, HOST, "user-agent: Lotte", &cookie]).await;
        }
        send(address, &[GET]).await;
        let all = lines.of("access");
        let asked: Vec<Value> =
            all.iter().map(|line| json!([line["method"], line["route"]])).collect();
        assert_eq!(
            asked,
            [
                json!(["GET", "/api/session"]),
                json!(["GET", "/api/session"]),
                json!(["GET", "none"]),
                json!(["other", "/api/config"]),
                json!(["GET", "none"]),
            ]
        );
        let statuses = [&all[0], &all[3], &all[4]].map(|line| line["status"].as_u64());
        assert_eq!(statuses, [200, 403, 400].map(Some));
        let account = all[0]["account"].as_str().unwrap();
        assert_eq!((account.len(), &all[1]["account"]), (16, &json!(account)));
        assert!(all[2].get("account").is_none());
        assert!(all.iter().all(|line| line["ms"].is_u64() && line["trace"].is_string()));
        let text = lines.text();
        for private in ["85073003328", "otte", "example.be", "127.0.0.1", "__Host"] {
            assert!(!text.contains(private), "{private} in {text}");
        }
    }
}

#[tokio::test]
async fn without_the_switch_nobody_computes_whose_request_it_is() {
    for app in apps().await {
        let mut app = app;
        app.change(|config| config.access_log = Switch::No);
        let cookie = format!("cookie: {}", patient(&app).await.cookie());
        let address = served(&app).await;
        let (lines, _guard) = Lines::listen();
        send(address, &["GET /api/session HTTP/1.1", HOST, &cookie]).await;
        assert!(lines.of("access")[0].get("account").is_none());
    }
}

#[tokio::test]
async fn a_failure_has_one_name_in_its_answer_its_header_and_the_log() {
    for app in apps().await {
        let address = served(&app).await;
        let (lines, _guard) = Lines::listen();
        app.app.db.close().await;
        let cookie = "cookie: __Host-session=anything";
        let answer = send(address, &["GET /api/session HTTP/1.1", HOST, cookie]).await;
        assert!(answer.status >= 500, "{}", answer.text);
        let name = answer.header("x-request-id").unwrap();
        assert_eq!(answer.json()["trace"], name);
        assert_eq!(lines.of("access")[0]["trace"], name);
        let failures = lines.of("vestibule::problem");
        assert_eq!(failures.len(), 1);
        assert_eq!((&failures[0]["trace"], &failures[0]["level"]), (&json!(name), &json!("ERROR")));
    }
}

#[tokio::test]
async fn a_failure_behind_a_page_of_the_e_id_socket_is_logged_under_the_name_of_its_request() {
    let mut app = TestApp::from_db(TestDb::sqlite().await).await;
    app.change(|config| {
        config.trusted_proxies = List(vec![Network::parse("127.0.0.0/8").unwrap()]);
    });
    let routes = eid::router(app.app.clone(), Ends::AtProxy(Forwarded::ClientCert));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(server::serve(listener, routes, std::future::pending()));
    app.app.db.close().await;
    let (lines, _guard) = Lines::listen();
    let line = format!("GET /card?ask={}&at=register HTTP/1.1", "a".repeat(43));
    let answer = send(address, &[&line, HOST, "client-cert: :AAAA:"]).await;
    assert!(answer.status >= 500, "{}", answer.text);
    let name = answer.header("x-request-id").unwrap();
    assert_eq!(lines.of("vestibule::problem")[0]["trace"], name);
    let access = lines.of("access");
    assert_eq!((&access[0]["trace"], &access[0]["route"]), (&json!(name), &json!("/card")));
}

on_each_engine! {
    async fn visitors_behind_a_proxy_are_counted_apart_in_whatever_form_it_names_them(app: TestApp) {
        let mut app = app;
        app.change(|config| {
            config.trusted_proxies = List(vec![Network::parse("172.16.0.0/12").unwrap()]);
        });
        let ask = async |number: i64, forwarded: &[(&'static str, &str)]| {
            let body = json!({ "email": format!("nobody{number}@example.be") });
            let mut request = Browser::request("POST", AskMail::PATH, Body::from(body.to_string()));
            request.extensions_mut().insert(Peer("172.17.0.2".parse().unwrap()));
            let headers: &mut HeaderMap = request.headers_mut();
            for (name, value) in forwarded {
                headers.append(*name, value.parse().unwrap());
            }
            app.browser().send(request).await.status
        };
        let asks = |port: i64| format!("192.0.2.1, 203.0.113.7:{port}");
        for number in 0..RECOVERY_BLOCK.most {
            assert_eq!(ask(number, &[("x-forwarded-for", &asks(50_000 + number))]).await, 200);
        }
        // One visitor, whatever the port, the form, and what they claim before it.
        for used_up in [
            ("x-forwarded-for", "203.0.113.7"),
            ("x-forwarded-for", "198.51.100.77, \"203.0.113.9:1\", 172.18.0.9:443"),
            ("forwarded", "for=198.51.100.77, for=\"203.0.113.7:9\";proto=https"),
        ] {
            assert_eq!(ask(1000, &[used_up]).await, 429, "{used_up:?}");
        }
        // Everybody else goes on: also those who have no address, and the proxy itself.
        for (number, (name, value)) in (2000..).zip([
            ("x-forwarded-for", "203.0.114.7:51234"),
            ("x-forwarded-for", "[2001:db8::7]:443"),
            ("x-forwarded-for", "unknown"),
            ("x-forwarded-for", "_hidden"),
            ("forwarded", "for=\"[2001:db8:1::7]\""),
            ("forwarded", "for=unknown"),
            ("x-other", "203.0.113.7"),
        ]) {
            assert_eq!(ask(number, &[(name, value)]).await, 200, "{name}: {value}");
        }
    }
}
