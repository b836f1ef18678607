//! The application for tests: a real database of its own, a clock that stands still, seeded randomness,
//! gateways that record; and a browser that keeps cookies and makes typed moves.
//!
//! `on_each_engine!` runs each test on SQLite and on PostgreSQL. Without `TEST_POSTGRES_URL` the second half
//! says that it skips; `cargo xtask test` always sets it.

use std::{
    path::Path,
    sync::{Arc, Mutex},
};

use axum::{Router, body::Body, http::Request};
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use vestibule_shared::{
    api::{Endpoint, Method, Move, Wizard},
    problem::{Code, Problem as WireProblem},
    registration as reg,
    time::Timestamp,
};

use crate::{
    app::App,
    changes::Changes,
    clock::Clock,
    config::Config,
    db::{Db, Engine},
    gateway::{
        eid::{
            Asking, Eid, Lists, Ocsp,
            tests::{Ca, Card, citizen_ca},
        },
        mail::{Mail, MailGateway},
        sms::{Sms, SmsGateway},
        voice::{Call, VoiceGateway},
    },
    hashing::Hasher,
    keyring::Keyring,
    rng::Rng,
    service::{outbox, worker},
};

/// Declares each test twice: on SQLite and on PostgreSQL.
macro_rules! on_each_engine {
    ($($(#[$meta:meta])* async fn $name:ident($argument:ident: $kind:ty) $body:block)+) => {
        $($(#[$meta])* async fn $name($argument: $kind) $body)+
        mod on_sqlite {
            use super::*;
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(<$kind>::from_db($crate::tests::app::TestDb::sqlite().await).await).await;
            })+
        }
        mod on_postgresql {
            use super::*;
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(db) = $crate::tests::app::TestDb::postgresql().await {
                    super::$name(<$kind>::from_db(db).await).await;
                }
            })+
        }
    };
}
pub(crate) use on_each_engine;

/// A migrated database that goes when the test ends.
pub(crate) struct TestDb {
    db: Db,
    folder: Option<std::path::PathBuf>,
}

impl TestDb {
    pub(crate) async fn sqlite() -> Self {
        let name = format!("vestibule-test-{}", Rng::system().id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let url = format!("sqlite:{}", folder.join("test.db").display());
        Self::migrated(&url, Some(folder)).await
    }

    /// A schema of its own in the cluster of `TEST_POSTGRES_URL`.
    pub(crate) async fn postgresql() -> Option<Self> {
        let Ok(url) = std::env::var("TEST_POSTGRES_URL") else {
            eprintln!("skipped: TEST_POSTGRES_URL is not set; `cargo xtask test` sets it");
            return None;
        };
        let schema: String =
            Rng::system().id().chars().filter(char::is_ascii_alphanumeric).collect();
        let schema = format!("t_{}", schema.to_lowercase());
        let Engine::Postgres(pool) = Db::connect(&url).await.unwrap().engine else {
            panic!("not PostgreSQL")
        };
        let create = format!("create schema {schema}");
        sqlx::query(sqlx::AssertSqlSafe(create)).execute(&pool).await.unwrap();
        pool.close().await;
        let joint = if url.contains('?') { '&' } else { '?' };
        Some(Self::migrated(&format!("{url}{joint}options=-csearch_path%3D{schema}"), None).await)
    }

    async fn migrated(url: &str, folder: Option<std::path::PathBuf>) -> Self {
        let db = Db::connect(url).await.unwrap();
        db.migrate().await.unwrap();
        Self { db, folder }
    }

    pub(crate) async fn from_db(db: Self) -> Self {
        std::future::ready(db).await
    }

    pub(crate) fn db(&self) -> &Db {
        &self.db
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// 2026-03-02 10:00 UTC, a Monday.
const START: Timestamp = Timestamp(1_772_445_600_000);
const ORIGIN: &str = "http://localhost:8080";

/// An application with nobody registered.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) sms: Arc<Mutex<Vec<Sms>>>,
    pub(crate) mail: Arc<Mutex<Vec<Mail>>>,
    pub(crate) calls: Arc<Mutex<Vec<Call>>>,
    router: Router,
    ca: Ca,
    _db: TestDb,
}

impl TestApp {
    pub(crate) async fn from_db(db: TestDb) -> Self {
        let (rng, clock) = (Rng::seeded(42), Clock::manual(START));
        let keys = Arc::new(Keyring::throw_away(&rng));
        let ca = citizen_ca();
        let (sms, mail, calls) = (Arc::default(), Arc::default(), Arc::default());
        let app = App {
            config: Arc::new(Config::from_lookup(setting).unwrap()),
            clock,
            keys: keys.clone(),
            db: db.db().clone(),
            hasher: Hasher::new(2, keys, rng.clone()).patient(),
            rng,
            providers: crate::gateway::oidc::Providers::default(),
            eid: Arc::new(Eid {
                trust: ca.trust(),
                ocsp: Ocsp::new(Asking::Named, 120).unwrap(),
                lists: Lists::new(vec![], Path::new(""), Path::new("")).unwrap(),
            }),
            sms: vec![SmsGateway::Recorder(Arc::clone(&sms))],
            relying_party: Arc::new(
                crate::webauthn::RelyingParty::new(ORIGIN, &[], "Vestibule").unwrap(),
            ),
            two_step_since: Timestamp(0),
            voice: VoiceGateway::Recorder(Arc::clone(&calls)),
            mail: MailGateway::Recorder(Arc::clone(&mail)),
            changes: Changes::default(),
            #[cfg(feature = "dev")]
            dev: None,
        };
        let router = crate::http::router(app.clone());
        std::future::ready(Self { app, sms, mail, calls, router, ca, _db: db }).await
    }

    /// Since when two-step verification is asked for; browsers made from now on meet it.
    pub(crate) fn set_two_step_since(&mut self, since: Timestamp) {
        self.app.two_step_since = since;
        self.router = crate::http::router(self.app.clone());
    }

    /// Changes what the operator set; browsers made from now on meet it.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut Config)) {
        let mut config = (*self.app.config).clone();
        change(&mut config);
        self.app.config = Arc::new(config);
        self.router = crate::http::router(self.app.clone());
    }

    /// A browser without cookies.
    pub(crate) fn browser(&self) -> Browser {
        Browser::at(self.router.clone())
    }

    /// The authority whose cards are accepted.
    pub(crate) fn ca(&self) -> &Ca {
        &self.ca
    }

    /// The card of a person.
    pub(crate) fn card(&self, number: &str) -> Card {
        self.ca.card_of(number, "Voorbeeld")
    }

    /// Does everything that is due: jobs first, then messages.
    pub(crate) async fn work(&self) {
        while worker::do_one_job(&self.app).await.unwrap() {}
        while deliver_one(&self.app).await {}
    }

    pub(crate) fn advance_seconds(&self, seconds: i64) {
        self.app.clock.advance(seconds * 1000);
    }

    /// The code of the last text message.
    pub(crate) fn last_code(&self) -> String {
        self.sms.lock().unwrap().last().unwrap().text.chars().take(6).collect()
    }

    /// The purposes of all mails, in order.
    pub(crate) fn mails(&self) -> Vec<String> {
        self.mail.lock().unwrap().iter().map(|mail| mail.purpose.clone()).collect()
    }

    /// Walks a patient to the activation screen.
    pub(crate) async fn register(&self, browser: &Browser, card: &Card, email: &str) -> reg::Step {
        browser.identify(card, reg::Audience::Patient).await.unwrap();
        let capacity = reg::Capacity::Citizen;
        browser.advance(&reg::ConfirmProfile { capacity }).await.unwrap();
        browser.advance(&details(email)).await.unwrap();
        self.work().await;
        browser.current::<reg::Registration>().await
    }

    /// Registers and activates a patient.
    pub(crate) async fn activated(&self, browser: &Browser, card: &Card, email: &str) {
        self.register(browser, card, email).await;
        browser.advance(&activation(&self.last_code())).await.unwrap();
        self.work().await;
        // Everybody here has the same number: the next message to it may go in 30 s.
        self.advance_seconds(31);
    }
}

/// Delivers one message of any channel; false when none was due.
pub(crate) async fn deliver_one(app: &App) -> bool {
    for channel in outbox::CHANNELS {
        if outbox::deliver_one(app, channel).await.unwrap() {
            return true;
        }
    }
    false
}

/// What is set; everything else has its default.
fn setting(name: &str) -> Option<String> {
    match name {
        "VOICE_WEBHOOK_SECRET" => Some("what only the telephone company knows".into()),
        "SMS_WEBHOOK_SECRET" => Some("what only we and the webhook know".into()),
        "TWILIO_ACCOUNT_SID" => Some("AC0123456789abcdef0123456789abcdef".into()),
        "TWILIO_AUTH_TOKEN" => Some("a token of thirty-two characters".into()),
        _ => None,
    }
}

/// Complete details of a citizen.
pub(crate) fn details(email: &str) -> reg::SubmitAccount {
    reg::SubmitAccount {
        email: email.into(),
        phone: "0470 12 34 56".into(),
        language: vestibule_shared::text::Language::Nl,
        terms_version: "2026-01".into(),
        riziv: None,
        cbe: None,
        organisation: None,
    }
}

pub(crate) const PASSWORD: &str = "paars fietspad 7";

/// The submit of R8 with a good password.
pub(crate) fn activation(code: &str) -> reg::Activate {
    reg::Activate { code: code.into(), password: PASSWORD.into(), confirmation: PASSWORD.into() }
}

/// A browser: keeps cookies and sends what our own pages send. Clones are tabs.
#[derive(Clone, Debug)]
pub(crate) struct Browser {
    router: Router,
    cookies: Arc<Mutex<Vec<(String, String)>>>,
}

/// An answer as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Browser {
    /// A browser without cookies, before other routes.
    pub(crate) fn at(router: Router) -> Self {
        Self { router, cookies: Arc::default() }
    }

    /// Makes a move.
    pub(crate) async fn advance<M: Move>(
        &self,
        command: &M,
    ) -> Result<<M::Wizard as Wizard>::Step, WireProblem<<M::Wizard as Wizard>::Step>> {
        decode(&self.post(M::PATH, &serde_json::to_value(command).unwrap()).await)
    }

    /// Where a wizard is.
    pub(crate) async fn current<W: Wizard>(&self) -> W::Step {
        let answer = self.send(Self::request("GET", W::PATH, Body::empty())).await;
        serde_json::from_slice(&answer.body).unwrap()
    }

    /// Calls an endpoint with an empty body.
    pub(crate) async fn call<E: Endpoint>(&self) -> Result<E::Response, WireProblem<Value>> {
        let answer = match E::METHOD {
            Method::Get => self.send(Self::request("GET", E::PATH, Body::empty())).await,
            _ => self.post(E::PATH, &json!({})).await,
        };
        decode(&answer)
    }

    /// Posts JSON as our own pages do.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Self::request("POST", path, Body::from(body.to_string()))).await
    }

    /// A request as our own pages send it.
    pub(crate) fn request(method: &str, path: &str, body: Body) -> Request<Body> {
        Request::builder()
            .method(method)
            .uri(path)
            .header("content-type", "application/json")
            .header("x-vestibule", "1")
            .header("sec-fetch-site", "same-origin")
            .body(body)
            .unwrap()
    }

    pub(crate) async fn send(&self, mut request: Request<Body>) -> Answer {
        let cookies = self.cookie();
        if !cookies.is_empty() {
            request.headers_mut().insert("cookie", cookies.parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        for set in response.headers().get_all("set-cookie") {
            let text = set.to_str().unwrap();
            let (name, value) = text.split(';').next().unwrap().split_once('=').unwrap();
            let mut kept = self.cookies.lock().unwrap();
            kept.retain(|(known, _)| known != name);
            if !value.is_empty() {
                kept.push((name.into(), value.into()));
            }
        }
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let body = response.into_body().collect().await.unwrap().to_bytes().to_vec();
        Answer { status, headers, body }
    }

    /// What this browser sends as its cookies.
    pub(crate) fn cookie(&self) -> String {
        let cookies = self.cookies.lock().unwrap();
        cookies.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("; ")
    }

    /// Loses a cookie.
    pub(crate) fn forget(&self, name: &str) {
        self.cookies.lock().unwrap().retain(|(known, _)| known != name);
    }

    /// A browser of its own with the same cookies, as of now: for what a thief could do with them.
    pub(crate) fn fork(&self) -> Self {
        let cookies = Arc::new(Mutex::new(self.cookies.lock().unwrap().clone()));
        Self { router: self.router.clone(), cookies }
    }

    /// Walks from the start screen through the reading of a card.
    pub(crate) async fn identify(
        &self,
        card: &Card,
        audience: reg::Audience,
    ) -> Result<reg::Step, WireProblem<reg::Step>> {
        self.advance(&reg::ChooseAudience { audience }).await?;
        let step = self.advance(&reg::ChooseMeans { means: reg::Means::Eid }).await?;
        self.present(card, &step).await
    }

    /// Answers the question of a registration with a card.
    pub(crate) async fn present(
        &self,
        card: &Card,
        step: &reg::Step,
    ) -> Result<reg::Step, WireProblem<reg::Step>> {
        let reg::Step::ReadCard(step) = step else { panic!("not reading a card: {step:?}") };
        let token = card.answer(ORIGIN, &step.challenge.nonce);
        self.advance(&reg::PresentCard { token }).await
    }
}

/// A token for a question, as a card gives it to our page.
pub(crate) fn answer(card: &Card, nonce: &str) -> vestibule_shared::eid::WebEidToken {
    card.answer(ORIGIN, nonce)
}

fn decode<T: DeserializeOwned, At: DeserializeOwned>(
    answer: &Answer,
) -> Result<T, WireProblem<At>> {
    if answer.status == 200 {
        return Ok(serde_json::from_slice(&answer.body).unwrap());
    }
    assert_eq!(answer.headers["content-type"], "application/problem+json");
    Err(serde_json::from_slice(&answer.body).unwrap())
}

/// The codes of a problem: of its fields, or its own.
pub(crate) fn codes<At>(problem: &WireProblem<At>) -> Vec<Code> {
    if problem.fields.is_empty() {
        return vec![problem.code];
    }
    problem.fields.iter().map(|field| field.code).collect()
}
