//! The e-ID socket, asked by `curl` and `openssl`: a card in the TLS handshake, the way back, and who must not
//! get in by it.

mod proxies;

use std::{
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use rcgen::{CertifiedKey, KeyPair, KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize, date_time_ymd};
use tokio::{net::TcpListener, sync::oneshot};
use vestibule_shared::{
    problem::Code,
    recovery as rec, registration as reg,
    security::BeginConfirm,
    sign_in::{ConfirmByCard, EnterPassword, PresentCard, PresentCertificate, Step, UseCard},
};

use crate::{
    app::config::Origin,
    gateway::eid::tests::{Card, citizen_ca},
    http::{
        eid::router,
        server::{Door, serve_behind},
        tls::{self, Ends},
    },
    tests::app::{Browser, PASSWORD, TestApp, answer, on_each_engine},
};

const NORA: &str = "85073003328";
const BRAM: &str = "93051822361";

/// The socket of one test: it is there as long as this, and its files with it.
struct Socket {
    folder: PathBuf,
    _end: oneshot::Sender<()>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Socket {
    /// Opens a socket with TLS of its own for `app`.
    async fn open(app: &mut TestApp) -> Self {
        let folder = folder();
        let CertifiedKey { cert, signing_key } =
            rcgen::generate_simple_self_signed(vec!["localhost".into()]).unwrap();
        std::fs::write(folder.join("server.pem"), cert.pem()).unwrap();
        std::fs::write(folder.join("server.key"), signing_key.serialize_pem()).unwrap();
        let (chain, key) = (cert.pem(), signing_key.serialize_pem());
        let config = tls::for_cards(chain.as_bytes(), key.as_bytes(), &app.app.eid.trust).unwrap();
        let door = Door::Tls(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        app.change(|config| config.eid_origin = Some(Origin(format!("https://localhost:{port}"))));
        Self { folder, _end: serve(app, door, Ends::Here, listener) }
    }

    /// Goes to `url` as `curl` does, with the card in the reader or none: what came back.
    fn visit(&self, url: &str, card: Option<&Card>) -> CurlVisit {
        let server = self.folder.join("server.pem");
        CurlVisit::make(&self.folder, url, (&server, card), &[])
    }
}

/// Serves the socket until what is given back is dropped.
fn serve(app: &TestApp, door: Door, ends: Ends, listener: TcpListener) -> oneshot::Sender<()> {
    let (end, ended) = oneshot::channel::<()>();
    let routes = router(app.app.clone(), ends);
    tokio::spawn(serve_behind(door, listener, routes, async move { drop(ended.await) }));
    end
}

fn folder() -> PathBuf {
    let name = format!("vestibule-socket-{}", crate::system::rng::Rng::system().id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// What `curl` was answered.
struct CurlVisit {
    head: String,
    body: String,
}

impl CurlVisit {
    fn make(
        folder: &Path,
        url: &str,
        (server, card): (&Path, Option<&Card>),
        more: &[&str],
    ) -> Self {
        let mut curl = Command::new("curl");
        curl.args(["--silent", "--show-error", "--include", "--max-time", "20", "--cacert"]);
        curl.arg(server).args(more).arg(url);
        if let Some(card) = card {
            let (certificate, key) = card.files(folder);
            curl.arg("--cert").arg(certificate).arg("--key").arg(key);
        }
        let done = curl.output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "curl {url}: {said}");
        let text = String::from_utf8(done.stdout).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        Self { head: head.to_owned(), body: body.to_owned() }
    }

    fn status(&self) -> &str {
        self.head.split(' ').nth(1).unwrap()
    }

    /// The page of the app that it leads back to, and the code it brings.
    fn back(&self) -> (String, String) {
        assert_eq!(self.status(), "303", "{}", self.body);
        let line = self.head.lines().find(|line| line.starts_with("location: ")).unwrap();
        let (page, code) = line["location: ".len()..].split_once("#card=").unwrap();
        (page.to_owned(), code.to_owned())
    }
}

/// The address at which the browser reads the card itself.
fn address(step: &Step) -> String {
    let Step::ReadCard(step) = step else { panic!("not reading a card: {step:?}") };
    step.challenge.certificate_url.clone().unwrap()
}

async fn begun(browser: &Browser) -> String {
    address(&browser.advance(&UseCard {}).await.unwrap())
}

async fn refused(browser: &Browser, code: &str) -> Code {
    browser.advance(&PresentCertificate { code: code.into() }).await.unwrap_err().code
}

on_each_engine! {
    async fn r13_a_card_in_the_handshake_signs_in_and_its_code_counts_once(app: TestApp) {
        let mut app = app;
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let socket = Socket::open(&mut app).await;
        let browser = app.browser();
        let there = socket.visit(&begun(&browser).await, Some(&app.card(NORA)));
        assert!(there.head.contains("connection: close"), "the next one reads the card again");
        let (page, code) = there.back();
        assert_eq!(page, "http://localhost:8080/sign-in");
        let step = browser.advance(&PresentCertificate { code: code.clone() }).await.unwrap();
        assert!(matches!(step, Step::Entered(_)), "{step:?}");
        let again = app.browser();
        begun(&again).await;
        assert_eq!(refused(&again, &code).await, Code::EidChallengeStale);
    }

    async fn a_planted_link_lets_nobody_in(app: TestApp) {
        let mut app = app;
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let socket = Socket::open(&mut app).await;
        let (thief, victim) = (app.browser(), app.browser());
        let planted = begun(&thief).await;
        begun(&victim).await;
        let (_, code) = socket.visit(&planted, Some(&app.card(NORA))).back();
        // The victim's browser brings the code home: it does not fit there, and is used up.
        assert_eq!(refused(&victim, &code).await, Code::EidChallengeStale);
        assert_eq!(refused(&thief, &code).await, Code::EidChallengeStale);
    }

    async fn a_code_that_was_found_is_worth_nothing_in_another_flow(app: TestApp) {
        let mut app = app;
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let socket = Socket::open(&mut app).await;
        let (owner, thief) = (app.browser(), app.browser());
        let url = begun(&owner).await;
        begun(&thief).await;
        let (_, code) = socket.visit(&url, Some(&app.card(NORA))).back();
        assert_eq!(refused(&thief, &code).await, Code::EidChallengeStale);
        assert_eq!(refused(&owner, &code).await, Code::EidChallengeStale, "it is used up");
    }

    async fn a_code_lives_for_two_minutes_and_a_question_for_nine(app: TestApp) {
        let mut app = app;
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let socket = Socket::open(&mut app).await;
        let card = app.card(NORA);
        for (before, after, expected) in [
            (400, 119, None),
            (0, 120, Some(Code::EidChallengeStale)),
            (530, 10, Some(Code::EidChallengeStale)),
        ] {
            let browser = app.browser();
            let url = begun(&browser).await;
            app.advance_seconds(before);
            let (_, code) = socket.visit(&url, Some(&card)).back();
            app.advance_seconds(after);
            let outcome = browser.advance(&PresentCertificate { code }).await;
            assert_eq!(outcome.err().map(|it| it.code), expected, "{before} {after}");
        }
    }

    async fn a_question_that_was_answered_is_answered_no_second_time(app: TestApp) {
        let mut app = app;
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        let socket = Socket::open(&mut app).await;
        let browser = app.browser();
        let url = begun(&browser).await;
        assert_eq!(refused(&browser, "guessed").await, Code::EidChallengeStale);
        let (_, code) = socket.visit(&url, Some(&app.card(NORA))).back();
        assert_eq!(refused(&browser, &code).await, Code::EidChallengeStale);
    }

    async fn registration_recovery_and_confirming_take_it_too(app: TestApp) {
        let mut app = app;
        let socket = Socket::open(&mut app).await;
        let (card, browser) = (app.card(NORA), app.browser());
        browser.advance(&reg::ChooseAudience { audience: reg::Audience::Patient }).await.unwrap();
        let step = browser.advance(&reg::ChooseMeans { means: reg::Means::Eid }).await.unwrap();
        let reg::Step::ReadCard(step) = step else { panic!("{step:?}") };
        let (page, code) = socket.visit(&step.challenge.certificate_url.unwrap(), Some(&card)).back();
        assert!(page.ends_with("/register"));
        let step = browser.advance(&reg::PresentCertificate { code }).await.unwrap();
        let reg::Step::Confirm(step) = step else { panic!("{step:?}") };
        assert_eq!(step.family_name, "Voorbeeld");

        app.activated(&app.browser(), &card, "noor@example.be").await;
        let browser = app.browser();
        let step = browser.advance(&rec::UseCard {}).await.unwrap();
        let rec::Step::ReadCard(step) = step else { panic!("{step:?}") };
        let (page, code) = socket.visit(&step.challenge.certificate_url.unwrap(), Some(&card)).back();
        assert!(page.ends_with("/recover"));
        let step = browser.advance(&rec::PresentCertificate { code }).await.unwrap();
        assert!(matches!(step, rec::Step::NewPassword(_)));

        let browser = app.browser();
        let (email, password) = ("noor@example.be".into(), PASSWORD.into());
        browser.advance(&EnterPassword { email, password }).await.unwrap();
        browser.call::<BeginConfirm>().await.unwrap();
        let url = address(&browser.advance(&ConfirmByCard {}).await.unwrap());
        let (page, code) = socket.visit(&url, Some(&card)).back();
        assert!(page.ends_with("/confirm"));
        let step = browser.advance(&PresentCertificate { code }).await.unwrap();
        assert!(matches!(step, Step::Entered(_)));
    }

    async fn the_card_of_another_person_confirms_nothing(app: TestApp) {
        let mut app = app;
        app.activated(&app.browser(), &app.card(NORA), "noor@example.be").await;
        app.activated(&app.browser(), &app.card(BRAM), "bram@example.be").await;
        let socket = Socket::open(&mut app).await;
        let browser = app.browser();
        let (email, password) = ("noor@example.be".into(), PASSWORD.into());
        browser.advance(&EnterPassword { email, password }).await.unwrap();
        browser.call::<BeginConfirm>().await.unwrap();
        let url = address(&browser.advance(&ConfirmByCard {}).await.unwrap());
        let (_, code) = socket.visit(&url, Some(&app.card(BRAM))).back();
        assert_eq!(refused(&browser, &code).await, Code::EidOtherPerson);
    }
}

/// An application on SQLite, with its socket.
async fn on_sqlite() -> (TestApp, Socket) {
    let mut app = TestApp::from_db(crate::tests::app::TestDb::sqlite().await).await;
    let socket = Socket::open(&mut app).await;
    (app, socket)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r16_no_card_and_a_refused_card_are_explained_with_the_way_back() {
    let (app, socket) = on_sqlite().await;
    let url = begun(&app.browser()).await;
    let expired = app.ca().card(|card| card.not_after = date_time_ymd(2026, 1, 1));
    let signing = app.ca().card(|it| it.key_usages = vec![KeyUsagePurpose::ContentCommitment]);
    let stranger = citizen_ca().card(|_| ());
    for (card, lang, status, says) in [
        (None, "&lang=fr", "401", "Votre navigateur ne nous a montré aucune carte."),
        (None, "", "401", "Uw browser heeft ons geen kaart getoond."),
        (Some(&expired), "&lang=en", "422", "Your card has expired."),
        (Some(&signing), "&lang=de", "422", "Zertifikat"),
        (Some(&stranger), "&lang=en", "422", "not recognize"),
    ] {
        let page = socket.visit(&format!("{url}{lang}"), card);
        assert_eq!(page.status(), status);
        assert!(page.body.contains(says), "{}", page.body);
        assert!(page.body.contains("href=\"http://localhost:8080/sign-in\""), "{}", page.body);
        assert!(page.head.contains("default-src 'none'"), "{}", page.head);
        assert!(page.head.contains("cache-control: no-store"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_is_not_ours_says_that_it_is_too_old() {
    let (app, socket) = on_sqlite().await;
    let card = app.card(NORA);
    let origin = app.app.config.eid_origin.clone().unwrap().0;
    let ask = "a".repeat(43);
    for path in [
        "/card".to_owned(),
        "/card?ask=short&at=sign-in".into(),
        format!("/card?ask={ask}&at=elsewhere"),
        format!("/card?ask={ask}&at=https://evil.example"),
    ] {
        assert_eq!(socket.visit(&format!("{origin}{path}"), Some(&card)).status(), "422", "{path}");
    }
    assert_eq!(socket.visit(&format!("{origin}/api/session"), Some(&card)).status(), "404");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_older_card_signs_the_handshake_with_its_rsa_key() {
    let (app, socket) = on_sqlite().await;
    let url = begun(&app.browser()).await;
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
    socket.visit(&url, Some(&app.ca().card_with(&key))).back();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_withdrawn_card_is_refused_in_the_handshake_as_everywhere() {
    let (app, socket) = on_sqlite().await;
    let url = begun(&app.browser()).await + "&lang=en";
    let list = app.ca().revocation_list(|list| {
        list.this_update = date_time_ymd(2026, 1, 1);
        list.revoked_certs.push(rcgen::RevokedCertParams {
            serial_number: rcgen::SerialNumber::from_slice(&[0x10, 1, 2, 3]),
            revocation_time: date_time_ymd(2026, 1, 1),
            reason_code: Some(rcgen::RevocationReason::CertificateHold),
            invalidity_date: None,
        });
    });
    app.app.eid.trust.take_lists(list.as_bytes()).unwrap();
    let page = socket.visit(&url, Some(&app.card(NORA)));
    assert!(page.body.contains("Your card is suspended"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r16_when_nobody_can_say_whether_a_card_was_withdrawn_the_card_is_not_blamed() {
    let (app, socket) = on_sqlite().await;
    let over = app.ca().revocation_list(|list| {
        list.this_update = date_time_ymd(2026, 1, 1);
        list.next_update = date_time_ymd(2026, 1, 2);
    });
    app.app.eid.trust.take_lists(over.as_bytes()).unwrap();
    let card = app.ca().card(|_| ());
    let page = socket.visit(&(begun(&app.browser()).await + "&lang=en"), Some(&card));
    assert_eq!(page.status(), "503");
    assert!(page.body.contains("This is not your card’s fault."), "{}", page.body);
    let browser = app.browser();
    let Step::ReadCard(step) = browser.advance(&UseCard {}).await.unwrap() else { panic!() };
    let token = answer(&card, &step.challenge.nonce);
    let problem = browser.advance(&PresentCard { token }).await.unwrap_err();
    assert_eq!(problem.code, Code::EidStatusUnknown);
    assert!(matches!(problem.at, Some(Step::ReadCard(_))), "it can be read again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_handshake_is_what_cards_can_do_and_is_never_taken_up_again() {
    let (app, socket) = on_sqlite().await;
    let port = app.app.config.eid_origin.clone().unwrap().0.rsplit(':').next().unwrap().to_owned();
    let (certificate, key) = app.card(NORA).files(&socket.folder);
    let shake = |more: &[&str]| {
        let mut client = Command::new("openssl");
        client.args(["s_client", "-connect", &format!("localhost:{port}"), "-cert"]);
        client.arg(&certificate).arg("-key").arg(&key).args(more);
        let done = client.stdin(std::process::Stdio::null()).output().unwrap();
        (done.status.success(), String::from_utf8_lossy(&done.stdout).into_owned())
    };
    let (shaken, said) = shake(&["-tls1_2", "-reconnect"]);
    assert!(shaken, "{said}");
    let offered = said.lines().find(|line| line.starts_with("Requested Signature Algorithms"));
    let offered = offered.unwrap();
    assert!(offered.contains("ECDSA+SHA384") && offered.contains("RSA+SHA256"), "{offered}");
    assert!(!offered.contains("PSS"), "{offered}");
    assert!(
        said.contains("Acceptable client certificate CA names\nCN = TEST Citizen CA"),
        "{said}"
    );
    assert!(said.contains("New, TLSv1.2") && !said.contains("Reused, TLSv1.2"), "{said}");
    assert!(!said.contains("TLS session ticket"), "{said}");
    assert!(!shake(&["-tls1_3"]).0, "TLS 1.3 wants what the older cards cannot do");
}
