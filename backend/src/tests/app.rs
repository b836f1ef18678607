//! The application for tests: a real database of its own, a clock that does not move by itself, seeded randomness,
//! gateways that record; and a browser that keeps cookies and makes typed moves.
//!
//! `on_each_engine!` runs each test on SQLite and on PostgreSQL. Without `TEST_POSTGRES_URL` the second half
//! says that it skips; `cargo xtask test` always sets it.

mod browser;
mod database;

use std::{
    path::Path,
    sync::{Arc, Mutex},
};

use axum::Router;
use vestibule_shared::{
    problem::{Code, Problem as WireProblem},
    registration as reg,
    time::Timestamp,
};

pub(crate) use self::{
    browser::{Answer, Browser},
    database::{TestDb, on_each_engine},
};
use crate::{
    app::{
        App, changes::Changes, config::Config, hashing::Hasher, policies::Policies, pulse::Pulse,
        remote::Remarks, signing::HeldKeys, tally::Tally,
    },
    gateway::{
        back_channel::BackChannel,
        eid::{
            Asking, Eid, Lists, Ocsp,
            tests::{Ca, Card, citizen_ca},
        },
        mail::{Mail, MailGateway},
        sms::{Sms, SmsGateway},
        voice::{Call, VoiceGateway},
    },
    service::outbox,
    system::{clock::Clock, keyring::Keyring, rng::Rng},
    worker,
};

/// 2026-03-02 10:00 UTC, a Monday.
const START: Timestamp = Timestamp(1_772_445_600_000);
const ORIGIN: &str = "http://localhost:8080";

/// An application with no registered person.
pub(crate) struct TestApp {
    pub(crate) app: App,
    pub(crate) sms: Arc<Mutex<Vec<Sms>>>,
    pub(crate) mail: Arc<Mutex<Vec<Mail>>>,
    pub(crate) calls: Arc<Mutex<Vec<Call>>>,
    router: Router,
    ca: Ca,
    test_db: TestDb,
}

impl TestApp {
    pub(crate) async fn from_db(db: TestDb) -> Self {
        let (rng, clock) = (Rng::seeded(42), Clock::manual(START));
        let keys = Arc::new(Keyring::throw_away(&rng));
        let ca = citizen_ca();
        let (sms, mail, calls) = (Arc::default(), Arc::default(), Arc::default());
        let config = Config::from_lookup(setting).unwrap();
        let app = App {
            policies: Policies::of(&config),
            config: Arc::new(config),
            clock,
            keys: keys.clone(),
            db: db.db().clone(),
            pulse: Pulse::default(),
            hasher: Hasher::new(2, keys, rng.clone()).patient().cheap(),
            rng,
            providers: crate::gateway::oidc::Upstreams::default(),
            eid: Arc::new(Eid {
                trust: ca.trust(),
                ocsp: Ocsp::new(Asking::Nobody, 120).unwrap(),
                lists: Lists::new(vec![], Path::new(""), Path::new("")).unwrap(),
            }),
            sms: vec![SmsGateway::Recorder(Arc::clone(&sms))],
            relying_party: Arc::new(
                crate::app::webauthn::RelyingParty::new(ORIGIN, &[], "Vestibule").unwrap(),
            ),
            two_step_since: Timestamp(0),
            voice: VoiceGateway::Recorder(Arc::clone(&calls)),
            mail: MailGateway::Recorder(Arc::clone(&mail)),
            changes: Changes::default(),
            signing: HeldKeys::default(),
            tally: Tally::default(),
            usage: Tally::default(),
            back_channel: BackChannel::new().unwrap(),
            profession: None,
            remarks: Remarks::default(),
            #[cfg(feature = "dev")]
            dev: None,
        };
        let router = crate::router(app.clone());
        std::future::ready(Self { app, sms, mail, calls, router, ca, test_db: db }).await
    }

    /// The same, but passwords are hashed at the cost that visitors get.
    pub(crate) fn hashing_in_earnest(mut self) -> Self {
        let app = &mut self.app;
        app.hasher = Hasher::new(2, app.keys.clone(), app.rng.clone()).patient();
        self.router = crate::router(app.clone());
        self
    }

    /// Since when two-step verification is asked for; browsers made from now on meet it.
    pub(crate) fn set_two_step_since(&mut self, since: Timestamp) {
        self.app.two_step_since = since;
        self.router = crate::router(self.app.clone());
    }

    /// Changes what the operator set; browsers made from now on meet it.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut Config)) {
        let mut config = (*self.app.config).clone();
        change(&mut config);
        self.app.policies = Policies::of(&config);
        self.app.config = Arc::new(config);
        self.router = crate::router(self.app.clone());
    }

    /// Where its database is.
    pub(crate) fn url(&self) -> &str {
        self.test_db.url()
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

    /// Registers and activates a patient, who then follows the link that proves the address.
    pub(crate) async fn activated(&self, browser: &Browser, card: &Card, email: &str) {
        self.registered(browser, card, email).await;
        self.prove_address().await;
    }

    /// Follows the link of the last mail that asks whose an address is.
    pub(crate) async fn prove_address(&self) {
        let token = {
            let mails = self.mail.lock().unwrap();
            let mail = mails.iter().rev().find(|mail| mail.purpose == "address_proof").unwrap();
            let rest = mail.text.split("/address#").nth(1).unwrap();
            rest.split_whitespace().next().unwrap().to_owned()
        };
        let answer = serde_json::json!({ "token": token, "whose": "mine" });
        assert_eq!(self.browser().post("/api/address", &answer).await.status, 200);
    }

    /// Registers and activates a patient, whose address nothing has proved yet.
    pub(crate) async fn registered(&self, browser: &Browser, card: &Card, email: &str) {
        self.register(browser, card, email).await;
        browser.advance(&activation(&self.last_code())).await.unwrap();
        self.work().await;
        // All people here have the same number: the next message to it may be sent in 30 s.
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

/// A token for a question, as a card gives it to our page.
pub(crate) fn answer(card: &Card, nonce: &str) -> vestibule_shared::eid::WebEidToken {
    card.answer(ORIGIN, nonce)
}

/// The codes of a problem: of its fields, or its own.
pub(crate) fn codes<At>(problem: &WireProblem<At>) -> Vec<Code> {
    if problem.fields.is_empty() {
        return vec![problem.code];
    }
    problem.fields.iter().map(|field| field.code).collect()
}
