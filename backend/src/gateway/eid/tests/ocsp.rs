//! OCSP against the responder of `openssl`, and against responders that must not be trusted.

use std::{
    io::{BufRead as _, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use rcgen::{ExtendedKeyUsagePurpose, RevocationReason, RevokedCertParams, date_time_ymd};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use super::*;
use crate::system::clock::Clock;

/// The index of `openssl` of the certificates it issued: the card of these tests has the number
/// 10010203.
const GOOD: &str = "V\t350101000000Z\t\t10010203\tunknown\t/CN=card\n";
const REVOKED: &str =
    "R\t350101000000Z\t260101000000Z,keyCompromise\t10010203\tunknown\t/CN=card\n";
const HELD: &str = "R\t350101000000Z\t260101000000Z,certificateHold\t10010203\tunknown\t/CN=card\n";
const OTHERS: &str = "V\t350101000000Z\t\t10010204\tunknown\t/CN=another\n";

/// A running `openssl ocsp`; it ends with the test.
struct Responder {
    process: Child,
    folder: PathBuf,
    url: String,
}

impl Responder {
    /// Starts a responder for `ca` that signs as `signer`, from `index`; `None` where there is no
    /// `openssl`.
    fn start(ca: &Ca, signer: &Card, index: &str) -> Option<Self> {
        let id = crate::system::rng::Rng::system().id();
        let folder = std::env::temp_dir().join(format!("vestibule-ocsp-{id}"));
        std::fs::create_dir_all(&folder).unwrap();
        let (certificate, key) = signer.files(&folder);
        let write = |name: &str, text: &str| std::fs::write(folder.join(name), text).unwrap();
        write("index.txt", index);
        write("ca.pem", &ca.pem);
        let words = "ocsp -index index.txt -CA ca.pem -port 0 -rsigner";
        let process = Command::new("openssl")
            .args(words.split(' '))
            .arg(certificate)
            .arg("-rkey")
            .arg(key)
            .current_dir(&folder)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let Ok(mut process) = process else {
            eprintln!("skipped: there is no openssl; `cargo xtask test` installs it");
            return None;
        };
        // It prints where it listens: `ACCEPT 0.0.0.0:40123 PID=1`.
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = lines.find_map(|line| line.ok().filter(|it| it.starts_with("ACCEPT"))).unwrap();
        let port = line.split(' ').nth(1).unwrap().rsplit(':').next().unwrap().to_owned();
        Some(Self { process, folder, url: format!("http://127.0.0.1:{port}/") })
    }
}

impl Drop for Responder {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Makes a delegate of `ca`.
fn signer(ca: &Ca) -> Card {
    ca.card(|params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::OcspSigning];
        params.custom_extensions.clear();
    })
}

/// Returns the real time, which `openssl` uses.
fn now() -> Timestamp {
    Clock::system().now()
}

fn asking(url: &str) -> Ocsp {
    Ocsp::patient(Asking::At(url.to_owned()), 120, Duration::from_secs(5)).unwrap()
}

/// Returns the result of `ocsp` for the card of `ca` at `now`.
async fn settle(
    ocsp: &Ocsp,
    trust: &Trust,
    card: &Card,
    now: Timestamp,
) -> Result<Revocation, EidError> {
    let proven = prove_certificate(trust, &card.der, now).unwrap();
    proven.settle(ocsp, [7; 32], now).await.map(|holder| holder.revocation)
}

/// Does the same, for a card without a responder and a configured one.
async fn said(
    ca: &Ca,
    signer: &Card,
    index: &str,
    now: Timestamp,
) -> Option<Result<Revocation, EidError>> {
    let responder = Responder::start(ca, signer, index)?;
    Some(settle(&asking(&responder.url), &ca.trust(), &ca.card(|_| ()), now).await)
}

#[tokio::test]
async fn good_revoked_suspended_and_unknown_are_distinguished() {
    let ca = citizen_ca();
    for (index, expected) in [
        (GOOD, Ok(Revocation::Good)),
        (REVOKED, Err(EidError::Revoked)),
        (HELD, Err(EidError::Suspended)),
        (OTHERS, Err(EidError::NeverIssued)),
    ] {
        let Some(said) = said(&ca, &signer(&ca), index, now()).await else { return };
        assert_eq!(said, expected, "{index}");
    }
}

#[tokio::test]
async fn the_responder_that_the_certificate_names_is_asked() {
    let ca = citizen_ca();
    let Some(at) = Responder::start(&ca, &signer(&ca), REVOKED) else { return };
    let card = ca.card(|params| params.custom_extensions.push(responder(&at.url)));
    let asked = |asking| Ocsp::new(asking, 120).unwrap();
    let (named, nobody) = (asked(Asking::Named), asked(Asking::Nobody));
    let trust = ca.trust();
    assert_eq!(settle(&named, &trust, &card, now()).await, Err(EidError::Revoked));
    assert_eq!(settle(&nobody, &trust, &card, now()).await, Ok(Revocation::NotChecked));
    // A card that names no responder cannot be checked, and there is no list.
    let anonymous = settle(&named, &trust, &ca.card(|_| ()), now()).await;
    assert_eq!(anonymous, Err(EidError::RevocationUnknown));
}

#[tokio::test]
async fn an_answer_that_is_stale_or_of_the_future_is_not_believed() {
    let ca = citizen_ca();
    for (seconds, expected) in [
        (100, Ok(Revocation::Good)),
        (200, Err(EidError::RevocationUnknown)),
        (-600, Ok(Revocation::Good)),
        (-1200, Err(EidError::RevocationUnknown)),
    ] {
        let at = now().plus_seconds(seconds);
        let Some(said) = said(&ca, &signer(&ca), GOOD, at).await else { return };
        assert_eq!(said, expected, "{seconds}");
    }
}

#[tokio::test]
async fn who_was_not_named_by_the_authority_is_not_believed() {
    let (ca, namesake) = (citizen_ca(), citizen_ca());
    let unknown = Some(Err(EidError::RevocationUnknown));
    let not_for_this = ca.card(|_| ());
    let over = ca.card(|params| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::OcspSigning];
        params.not_after = date_time_ymd(2026, 1, 1);
    });
    for signer in [signer(&namesake), not_for_this, over] {
        let said = said(&ca, &signer, GOOD, now()).await;
        assert!(said.is_none() || said == unknown, "{said:?}");
    }
}

#[tokio::test]
async fn an_answer_is_kept_for_two_minutes_at_most() {
    let ca = citizen_ca();
    let (trust, card) = (ca.trust(), ca.card(|_| ()));
    let Some(responder) = Responder::start(&ca, &signer(&ca), GOOD) else { return };
    let (ocsp, begun) = (asking(&responder.url), now());
    assert_eq!(settle(&ocsp, &trust, &card, begun).await, Ok(Revocation::Good));
    drop(responder);
    let later = |seconds| settle(&ocsp, &trust, &card, begun.plus_seconds(seconds));
    assert_eq!(later(119).await, Ok(Revocation::Good));
    assert_eq!(later(120).await, Err(EidError::RevocationUnknown));
}

/// Answers every request with these bytes, or never; returns its address.
async fn odd(answer: Option<Vec<u8>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            match &answer {
                Some(bytes) => drop(stream.write_all(bytes).await),
                None => silent.push(stream),
            }
        }
    });
    format!("http://{address}/")
}

fn http(status: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

#[tokio::test]
async fn nothing_and_nonsense_are_no_answers() {
    let ca = citizen_ca();
    let (trust, card) = (ca.trust(), ca.card(|_| ()));
    for answer in [
        None,
        Some(b"nonsense".to_vec()),
        Some(http("200 OK", b"")),
        Some(http("200 OK", b"<html>Log in to the network</html>")),
        // `tryLater`, which is not signed.
        Some(http("200 OK", &[0x30, 3, 0x0a, 1, 3])),
        Some(http("200 OK", &vec![0x30; 40_000])),
        Some(http("500 Broken", b"")),
        Some(http("302 Found\r\nlocation: http://127.0.0.1:1/", b"")),
    ] {
        let url = odd(answer.clone()).await;
        let ocsp = Ocsp::patient(Asking::At(url), 120, Duration::from_millis(300)).unwrap();
        let said = settle(&ocsp, &trust, &card, now()).await;
        assert_eq!(said, Err(EidError::RevocationUnknown), "{answer:?}");
    }
}

#[tokio::test]
async fn where_the_responder_is_away_the_list_counts() {
    let ca = citizen_ca();
    let away = asking("http://127.0.0.1:1/");
    let list = |listed: bool| {
        ca.revocation_list(|list| {
            list.next_update = date_time_ymd(2030, 1, 1);
            list.revoked_certs.extend(listed.then(|| RevokedCertParams {
                serial_number: SerialNumber::from_slice(&[0x10, 1, 2, 3]),
                revocation_time: date_time_ymd(2026, 4, 1),
                reason_code: Some(RevocationReason::CertificateHold),
                invalidity_date: None,
            }));
        })
    };
    for (listed, expected) in [(false, Ok(Revocation::Good)), (true, Err(EidError::Suspended))] {
        let trust = Trust::from_pem(ca.pem.as_bytes(), list(listed).as_bytes()).unwrap();
        assert_eq!(settle(&away, &trust, &ca.card(|_| ()), now()).await, expected);
    }
    // The responder's answer outranks an older list.
    let Some(responder) = Responder::start(&ca, &signer(&ca), GOOD) else { return };
    let trust = Trust::from_pem(ca.pem.as_bytes(), list(true).as_bytes()).unwrap();
    let said = settle(&asking(&responder.url), &trust, &ca.card(|_| ()), now()).await;
    assert_eq!(said, Ok(Revocation::Good));
}

#[tokio::test]
async fn an_answer_with_any_bit_changed_or_to_another_question_is_not_believed() {
    use super::super::ocsp::{OcspRequest, read};
    let ca = citizen_ca();
    let Some(responder) = Responder::start(&ca, &signer(&ca), GOOD) else { return };
    let (trust, card, now) = (ca.trust(), ca.card(|_| ()), now());
    let authority = prove_certificate(&trust, &card.der, now).unwrap().authority;
    let question = |nonce| OcspRequest::new(authority, &[0x10, 1, 2, 3], nonce).unwrap();
    let body = question([7; 32]).to_der();
    let sent = reqwest::Client::new().post(&responder.url).body(body).send().await.unwrap();
    let answer = sent.bytes().await.unwrap().to_vec();
    let check = |der: &[u8], nonce| read(der, &question(nonce), authority, 120, now).is_ok();
    assert!(check(&answer, [7; 32]));
    assert!(!check(&answer, [8; 32]), "that is another request");
    let other = OcspRequest::new(authority, &[0x10, 1, 2, 4], [7; 32]).unwrap();
    assert!(read(&answer, &other, authority, 120, now).is_err());
    for cut in 0..answer.len() {
        assert!(!check(&answer[..cut], [7; 32]), "cut after {cut} bytes");
    }
    // The certificate of the signer is at the end: some of its bytes are not read and may change.
    for byte in 0..answer.len() / 3 {
        for bit in 0..8 {
            let mut changed = answer.clone();
            changed[byte] ^= 1 << bit;
            assert!(!check(&changed, [7; 32]), "bit {bit} of byte {byte} is ignored");
        }
    }
}
