//! Accounts made as usual: a card was read, a code arrived by text message, an authenticator app
//! was set up. Card, phone and clock are the virtual ones of the development build.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use aws_lc_rs::digest::{SHA384, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair};
use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use serde_json::{Value, json};
use totp_rs::{Algorithm, Builder, Secret, Totp};

use crate::http::Browser;
use crate::server::Server;

/// The PIN of every virtual card.
const PIN: &str = "1234";
/// How long an app shows a code, in seconds.
const STEP: u64 = 30;
const REGISTRATION: &str = "/api/registration";
const TWO_STEP: &str = "/api/account/two-step";

/// A person with a card.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Person {
    card: &'static str,
    phone: &'static str,
    email: &'static str,
}

/// The password of all accounts here; it is not among the examples.
const PASSWORD: &str = "vlinderstruik 7";

/// People who sign in by password alone.
pub(crate) const PLAIN: [Person; 2] = [
    Person { card: "lotte", phone: "+32470123456", email: "lotte@voorbeeld.example.be" },
    Person { card: "mathis", phone: "+32471234567", email: "mathis@exemple.example.be" },
];

/// People who also have an app.
pub(crate) const CAREFUL: [Person; 3] = [
    Person { card: "anke", phone: "+32472345678", email: "anke@beispiel.example.be" },
    Person { card: "josephine", phone: "+32473456789", email: "josephine@tilleul.example.be" },
    Person { card: "suryamaya", phone: "+32475678901", email: "one.name@example.be" },
];

impl Person {
    /// The user name.
    pub(crate) fn email(&self) -> &'static str {
        self.email
    }

    /// The credentials of a sign-in.
    pub(crate) fn credentials(&self) -> Value {
        json!({ "email": self.email, "password": PASSWORD })
    }

    /// Opens an account, activates it, and leaves the browser signed in.
    pub(crate) fn register(&self, server: &Server) -> Result<Browser> {
        let mut browser = server.browser()?;
        let mut step = |path: &str, body| browser.post(&format!("{REGISTRATION}{path}"), &body);
        step("/audience", json!({ "audience": "patient" }))?;
        let asked = step("/means", json!({ "means": "eid" }))?;
        let nonce = text(&asked, "/challenge/nonce")?;
        step("/card", json!({ "token": self.sign(server, nonce)? }))?;
        let profile = step("/profile", json!({ "capacity": "citizen" }))?;
        let details = json!({
            "email": self.email, "phone": self.phone, "language": "nl",
            "terms_version": text(&profile, "/terms_version")?,
        });
        step("/account", details)?;
        let code = self.receive_code(server)?;
        // A request makes the flow notice that the account exists.
        browser.get(REGISTRATION)?;
        let chosen = json!({ "code": code, "password": PASSWORD, "confirmation": PASSWORD });
        browser.post(&format!("{REGISTRATION}/activate"), &chosen)?;
        browser.post("/api/sign-in/password", &self.credentials())?;
        Ok(browser)
    }

    /// The card's answer: `hash(origin) || hash(nonce)`, signed.
    fn sign(&self, server: &Server, nonce: &str) -> Result<Value> {
        let path = format!("/dev/api/personas/{}/unlock", self.card);
        let card = server.browser()?.post(&path, &json!({ "pin": PIN }))?;
        let key = BASE64.decode(text(&card, "/key")?).context("the key of a virtual card")?;
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &key)?;
        let origin = format!("http://{}", server.host);
        let parts = [origin.as_str(), nonce].map(|part| digest(&SHA384, part.as_bytes()));
        let asked = [parts[0].as_ref(), parts[1].as_ref()].concat();
        let signature = key.sign(&SystemRandom::new(), &asked)?;
        Ok(json!({
            "unverifiedCertificate": text(&card, "/certificate")?,
            "algorithm": "ES384",
            "signature": BASE64.encode(signature),
            "format": "web-eid:1.0",
        }))
    }

    /// A text message takes a moment to arrive.
    fn receive_code(&self, server: &Server) -> Result<String> {
        let (mut phone, start) = (server.browser()?, Instant::now());
        while start.elapsed() < Duration::from_secs(20) {
            let all = phone.get("/dev/api/messages")?;
            let all = all["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
            let own = all.iter().find(|it| it["channel"] == "sms" && it["to"] == self.phone);
            let text = own.and_then(|message| message["text"].as_str());
            if let Some((_, code)) = text.and_then(|text| text.rsplit_once('#')) {
                return Ok(code.to_owned());
            }
            thread::sleep(Duration::from_millis(20));
        }
        bail!("no code arrived at {}", self.phone);
    }
}

/// An authenticator app with the key of one account.
pub(crate) struct App {
    /// Its owner.
    pub(crate) person: Person,
    totp: Totp,
    /// The step of the last used code: a code counts only once.
    used: u64,
}

impl App {
    /// Sets the app up in a signed-in browser.
    pub(crate) fn enrol(person: Person, browser: &mut Browser, clock: &Clock) -> Result<Self> {
        let mut step = |path: &str, body| browser.post(&format!("{TWO_STEP}{path}"), &body);
        let shown = step("/start", json!({ "kind": "app" }))?;
        let key = text(&shown, "/set_up/key")?.replace(' ', "");
        let key = Secret::try_from_base32(&key).context("the key of an app")?;
        let builder = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6);
        let named = builder.with_step_duration(STEP).with_secret(key).with_account_name("bench");
        let mut app = Self { person, totp: named.build()?, used: 0 };
        step("/code", json!({ "code": app.show(clock) }))?;
        step("/name", json!({ "name": "App" }))?;
        step("/enough", json!({}))?;
        step("/kept", json!({}))?;
        Ok(app)
    }

    /// The current code, or the next one half a minute later if that was used.
    pub(crate) fn fresh_code(&mut self, clock: &mut Clock) -> Result<String> {
        while clock.seconds() / STEP <= self.used {
            clock.advance(STEP)?;
        }
        Ok(self.show(clock))
    }

    fn show(&mut self, clock: &Clock) -> String {
        self.used = clock.seconds() / STEP;
        self.totp.generate(clock.seconds()).to_string()
    }
}

/// The server's clock, which can be advanced: the second code of an app is half a minute later.
pub(crate) struct Clock {
    browser: Browser,
    shown: Duration,
    when: Instant,
}

impl Clock {
    /// Reads the clock.
    pub(crate) fn read(server: &Server) -> Result<Self> {
        let mut browser = server.browser()?;
        let shown = time(&browser.get("/dev/api/clock")?)?;
        Ok(Self { browser, shown, when: Instant::now() })
    }

    /// Seconds since 1970 on it; slightly late, never early, because of the time that the answer
    /// took.
    fn seconds(&self) -> u64 {
        (self.shown + self.when.elapsed()).as_secs()
    }

    /// Advances the clock, so that the counts of an hour ago expire.
    pub(crate) fn advance(&mut self, seconds: u64) -> Result<()> {
        let by = json!({ "advance_ms": seconds * 1000 });
        self.shown = time(&self.browser.post("/dev/api/clock", &by)?)?;
        self.when = Instant::now();
        Ok(())
    }
}

fn time(answer: &Value) -> Result<Duration> {
    answer["now"].as_u64().map(Duration::from_millis).context("a clock without a time")
}

fn text<'a>(answer: &'a Value, pointer: &str) -> Result<&'a str> {
    let found = answer.pointer(pointer).and_then(Value::as_str);
    found.with_context(|| format!("no {pointer} in {answer}"))
}
