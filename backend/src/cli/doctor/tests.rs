//! What the doctor finds in installations that are healthy, incomplete, or broken.

use std::path::PathBuf;

use axum::{Router, http::StatusCode, routing::any};
use tokio::net::TcpListener;

use super::{cards::ends, *};
use crate::{
    cli::start::{Mode, open},
    gateway::eid::tests::{Ca, citizen_ca},
    system::clock::Clock,
};

/// An installation in a temporary folder.
struct House {
    folder: PathBuf,
    further: Vec<(&'static str, String)>,
}

impl House {
    fn new() -> Self {
        let name = format!("vestibule-doctor-{}", Rng::system().id());
        Self { folder: std::env::temp_dir().join(name), further: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.further.push((name, value.into()));
        self
    }

    fn config(&self) -> Config {
        let folder = self.folder.display().to_string();
        Config::from_lookup(|name| match name {
            "DATA_DIR" => Some(folder.clone()),
            // No server listens there.
            "PUBLIC_ORIGIN" => Some("http://localhost:1".into()),
            _ => self.further.iter().find(|(it, _)| *it == name).map(|(_, value)| value.clone()),
        })
        .unwrap()
    }

    async fn examined(&self) -> Vec<Finding> {
        examine(&self.config(), Clock::system().now()).await
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn verdict(findings: &[Finding], about: &str) -> Verdict {
    findings.iter().find(|it| it.about == about).unwrap().verdict
}

/// Starts a gateway that answers any request with this status; returns its address.
async fn gateway(status: StatusCode, date: Option<&'static str>) -> String {
    let answer = move || async move {
        let date = date.map(|date| [("date", date)]);
        (status, date.unwrap_or([("x-none", "")]))
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new().fallback(any(answer));
    tokio::spawn(async move {
        crate::http::server::serve(listener, routes, std::future::pending()).await;
    });
    format!("http://user:hidden@{address}/sms?key=hidden")
}

#[tokio::test]
async fn a_database_that_was_never_started_is_reported_and_nothing_is_created() {
    let house = House::new();
    let findings = house.examined().await;
    for about in ["DATA_DIR", "KEYRING_FILE", "DATABASE_URL", "VOICE_WEBHOOK_URL", "PUBLIC_ORIGIN"]
    {
        assert_eq!(verdict(&findings, about), Verdict::Doubtful, "{about}");
    }
    for about in ["SMS_WEBHOOK_URL", "SMTP_URL", "EID_TRUST_FILE"] {
        assert_eq!(verdict(&findings, about), Verdict::Bad, "{about}");
    }
    assert!(!house.folder.exists(), "looking changes nothing");
    assert!(findings.iter().all(|it| it.advice.is_empty() == (it.verdict == Verdict::Good)));
}

#[tokio::test]
async fn an_installation_that_runs_is_well_and_a_foreign_key_ring_is_not() {
    let house = House::new();
    open(house.config(), Mode::Production).await.unwrap().db.close().await;
    let findings = house.examined().await;
    for about in ["DATA_DIR", "KEYRING_FILE", "DATABASE_URL", "schema", "key ring"] {
        assert_eq!(verdict(&findings, about), Verdict::Good, "{findings:?}");
    }
    std::fs::remove_file(house.config().keyring()).unwrap();
    Keyring::open(&house.config().keyring(), &Rng::system()).unwrap();
    assert_eq!(verdict(&house.examined().await, "key ring"), Verdict::Bad);
}

#[cfg(unix)]
#[tokio::test]
async fn a_key_ring_that_others_can_read_is_bad() {
    use std::os::unix::fs::PermissionsExt as _;
    let house = House::new();
    open(house.config(), Mode::Production).await.unwrap().db.close().await;
    let readable = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(house.config().keyring(), readable).unwrap();
    assert_eq!(verdict(&house.examined().await, "KEYRING_FILE"), Verdict::Bad);
}

#[cfg(feature = "smpp")]
#[test]
fn only_an_smsc_of_our_own_network_may_be_spoken_to_in_the_clear() {
    for private in ["127.0.0.1:2775", "[::1]:2775", "localhost:2775", "10.1.2.3:1", "[fd00::1]:1"] {
        assert!(companies::is_private(private), "{private}");
    }
    for public in
        ["smsc.example:2775", "192.0.2.1:2775", "[2001:db8::1]:2775", "localhost.example:1"]
    {
        assert!(!companies::is_private(public), "{public}");
    }
}

#[cfg(feature = "smpp")]
#[tokio::test]
async fn an_smsc_that_cannot_be_reached_is_reported_and_its_password_is_not() {
    let house = House::new()
        .with("SMPP_ADDRESS", "127.0.0.1:1")
        .with("SMPP_SYSTEM_ID", "portal")
        .with("SMPP_PASSWORD", "hidden08")
        .with("SMPP_FROM", "Vestibule")
        .with("SMPP_TLS", "no");
    let findings = house.examined().await;
    assert_eq!(verdict(&findings, "SMPP_ADDRESS"), Verdict::Bad);
    assert!(!report(&findings).contains("hidden08"));
}

#[tokio::test]
async fn a_gateway_that_answers_anything_is_there_and_its_secrets_are_not_printed() {
    let address = gateway(StatusCode::METHOD_NOT_ALLOWED, None).await;
    let there = House::new().with("SMS_WEBHOOK_URL", address).examined().await;
    assert_eq!(verdict(&there, "SMS_WEBHOOK_URL"), Verdict::Good);
    let away = "http://user:hidden@127.0.0.1:1/sms?key=hidden";
    let away = House::new().with("SMS_WEBHOOK_URL", away).examined().await;
    assert_eq!(verdict(&away, "SMS_WEBHOOK_URL"), Verdict::Bad);
    for findings in [there, away] {
        assert!(!report(&findings).contains("hidden"), "{findings:?}");
    }
}

#[tokio::test]
async fn a_webhook_without_a_secret_is_reported_and_one_with_it_is_not() {
    let address = gateway(StatusCode::OK, None).await;
    let about = "SMS_WEBHOOK_SECRET";
    let bare = House::new().with("SMS_WEBHOOK_URL", &address).examined().await;
    assert_eq!(verdict(&bare, about), Verdict::Doubtful);
    let secret = "what only we and the webhook know";
    let signed = House::new().with("SMS_WEBHOOK_URL", &address).with(about, secret);
    assert!(signed.examined().await.iter().all(|it| it.about != about));
}

#[tokio::test]
async fn an_account_at_twilio_lets_us_in_or_does_not_and_its_token_is_not_printed() {
    for (status, expected) in [
        (StatusCode::OK, Verdict::Good),
        (StatusCode::UNAUTHORIZED, Verdict::Bad),
        (StatusCode::NOT_FOUND, Verdict::Bad),
        (StatusCode::BAD_GATEWAY, Verdict::Bad),
    ] {
        let address = gateway(status, None).await;
        let api = address.replace("user:hidden@", "").replace("/sms?key=hidden", "");
        let house = House::new()
            .with("TWILIO_ACCOUNT_SID", "AC0123456789abcdef0123456789abcdef")
            .with("TWILIO_AUTH_TOKEN", "a hidden token of 32 characters!")
            .with("TWILIO_FROM", "+3228888888")
            .with("TWILIO_API_URL", api);
        let findings = house.examined().await;
        assert_eq!(verdict(&findings, "TWILIO_ACCOUNT_SID"), expected, "{findings:?}");
        assert!(!report(&findings).contains("hidden"), "{findings:?}");
        let is_gap = |it: &&Finding| it.about == "SMS_WEBHOOK_URL";
        assert_eq!(findings.iter().find(is_gap), None, "messages have a way");
    }
    let begun = House::new().with("TWILIO_FROM", "+3228888888").examined().await;
    assert_eq!(verdict(&begun, "SMS_GATEWAYS"), Verdict::Bad);
}

#[tokio::test]
async fn a_clock_that_is_off_is_noticed_from_what_the_gateway_says() {
    let address = gateway(StatusCode::OK, Some("Thu, 01 Jan 2026 00:00:00 GMT")).await;
    let house = House::new().with("SMS_WEBHOOK_URL", address);
    let then = Timestamp(1_767_225_600_000);
    for (seconds, expected) in [(0, Verdict::Good), (19, Verdict::Good), (3600, Verdict::Doubtful)]
    {
        let findings = examine(&house.config(), then.plus_seconds(seconds)).await;
        assert_eq!(verdict(&findings, "clock"), expected, "{findings:?}");
    }
}

#[test]
fn an_authority_is_reported_before_it_ends_and_after() {
    let day = |n: i64| Timestamp(n * DAY_SECONDS * 1000);
    for (now, expected) in
        [(0, Verdict::Good), (70, Verdict::Good), (71, Verdict::Doubtful), (101, Verdict::Bad)]
    {
        let finding = ends("EID_TRUST_FILE", "Citizen CA", 100 * DAY_SECONDS, day(now));
        assert_eq!(finding.verdict, expected, "{finding:?}");
    }
    // A list is renewed every few days: only a stale one is reported.
    assert_eq!(ends("EID_CRL_FILE", "list", DAY_SECONDS, day(0)).verdict, Verdict::Good);
}

#[tokio::test]
async fn a_mail_server_that_says_nothing_is_not_waited_for() {
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let house = House::new().with("SMTP_URL", format!("smtp://{}", silent.local_addr().unwrap()));
    let finding = reach::mail(&house.config(), Duration::from_millis(1)).await;
    assert_eq!((finding.about, finding.verdict), ("SMTP_URL", Verdict::Bad));
    assert!(finding.said.contains("says nothing"), "{finding:?}");
}

#[tokio::test]
async fn a_sender_that_cannot_be_used_is_reported_under_its_own_name() {
    let house = House::new()
        .with("SMTP_URL", "smtp://127.0.0.1:1")
        .with("MAIL_FROM", "Ziekenhuis, Noord <no-reply@portal.example>");
    let findings = house.examined().await;
    assert_eq!(verdict(&findings, "MAIL_FROM"), Verdict::Bad);
    assert!(findings.iter().all(|it| it.about != "SMTP_URL"));
}

#[tokio::test]
async fn a_name_of_the_service_that_makes_two_of_one_text_message_is_reported() {
    let plain = House::new().examined().await;
    assert!(plain.iter().all(|it| it.about != "SERVICE_NAME"));
    let findings = House::new().with("SERVICE_NAME", "Hôpital Érasme").examined().await;
    assert_eq!(verdict(&findings, "SERVICE_NAME"), Verdict::Doubtful);
}

#[tokio::test]
async fn a_file_that_is_missing_or_empty_stops_the_start_under_the_name_of_its_setting() {
    let files = Files::new();
    let empty = files.write("empty.pem", "");
    let below_a_file = format!("{empty}/keyring.toml");
    for (name, value) in [
        ("EID_TRUST_FILE", "/nowhere/authorities.pem"),
        ("EID_TRUST_FILE", empty.as_str()),
        ("EID_CRL_FILE", "/nowhere/lists.pem"),
        ("OIDC_FILE", "/nowhere/providers.toml"),
        ("KEYRING_FILE", below_a_file.as_str()),
    ] {
        let house = House::new().with(name, value);
        let error = open(house.config(), Mode::Production).await.err().unwrap();
        assert!(format!("{error:#}").starts_with(name), "{error:#}");
    }
}

#[test]
fn the_report_counts_and_says_what_to_do_below_what_was_seen() {
    let findings = [good("a", "is well"), bad("b", "is away", "Bring it back.")];
    assert_eq!(
        report(&findings),
        "ok    a                  is well\n\
         BAD   b                  is away\n                         Bring it back.\n\n\
         1 ok, 0 to look at, 1 bad\n"
    );
}

/// An authority's file, and a certificate of the e-ID socket with its key, in a folder that is
/// deleted with the test.
struct Files {
    folder: PathBuf,
}

impl Files {
    fn new() -> Self {
        let name = format!("vestibule-doctor-files-{}", Rng::system().id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> String {
        let file = self.folder.join(name);
        std::fs::write(&file, text).unwrap();
        file.display().to_string()
    }

    /// An installation with the authority `ca` and a socket for eid.example whose certificate is
    /// for `host`.
    fn house(&self, ca: &Ca, host: &str) -> House {
        let made = rcgen::generate_simple_self_signed(vec![host.into()]).unwrap();
        House::new()
            .with("EID_TRUST_FILE", self.write("ca.pem", &ca.pem))
            .with("EID_ORIGIN", "https://eid.example")
            .with("EID_LISTEN", "127.0.0.1:1")
            .with("EID_TLS_CERT_FILE", self.write("server.pem", made.cert.pem()))
            .with("EID_TLS_KEY_FILE", self.write("server.key", made.signing_key.serialize_pem()))
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[tokio::test]
async fn an_e_id_socket_whose_certificate_fits_neither_key_nor_host_is_reported() {
    let (files, ca) = (Files::new(), citizen_ca());
    for (host, expected) in [
        ("eid.example", Verdict::Good),
        ("*.example", Verdict::Good),
        ("www.example", Verdict::Bad),
    ] {
        let findings = files.house(&ca, host).examined().await;
        assert_eq!(verdict(&findings, "EID_TLS_CERT_FILE"), expected, "{host} {findings:?}");
    }
    let house = files.house(&ca, "eid.example");
    let other = rcgen::KeyPair::generate().unwrap().serialize_pem();
    files.write("server.key", other);
    assert_eq!(verdict(&house.examined().await, "EID_ORIGIN"), Verdict::Bad);
    let half = House::new().with("EID_LISTEN", "127.0.0.1:1").examined().await;
    assert_eq!(verdict(&half, "EID_ORIGIN"), Verdict::Bad);
}

#[tokio::test]
async fn a_responder_and_a_list_that_cannot_be_reached_are_reported() {
    let (files, ca) = (Files::new(), citizen_ca());
    let house = || House::new().with("EID_TRUST_FILE", files.write("ca.pem", &ca.pem));
    let findings = house().examined().await;
    assert_eq!(verdict(&findings, "EID_OCSP"), Verdict::Good);
    assert_eq!(verdict(&findings, "EID_CRL_URLS"), Verdict::Doubtful, "{findings:?}");
    let findings = house().with("EID_OCSP_URL", "http://127.0.0.1:1/").examined().await;
    assert_eq!(verdict(&findings, "EID_OCSP_URL"), Verdict::Bad);
    let findings = house().with("EID_OCSP", "no").examined().await;
    assert_eq!(verdict(&findings, "EID_OCSP"), Verdict::Doubtful);
    let findings = house().with("EID_CRL_URLS", "http://127.0.0.1:1/a.crl").examined().await;
    assert_eq!(verdict(&findings, "EID_CRL_URLS"), Verdict::Bad);
}
