//! The virtual cards against the validator of production, and the routes as the reader uses them.

use std::sync::Arc;

use aws_lc_rs::{
    digest::{self, digest},
    rand::SystemRandom,
    signature::{ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use axum::{
    body::Body,
    http::{Method, Request},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;
use vestibule_shared::{eid::WebEidToken, time::Timestamp};

use crate::{
    gateway::{
        devices::{
            Devices,
            cards::Answer,
            personas::{Kind, PERSONAS, Persona, Reader},
        },
        eid::{CardHolder, EidError, Revocation, Trust, verify},
    },
    system::clock::Clock,
    tests::Folder,
};

/// 2026-11-22.
const NOW: Timestamp = Timestamp(1_795_305_600_000);
const ORIGIN: &str = "http://localhost:8080";
const NONCE: &str = "iMeEwP2cgUINY2XoO/lqEpOUn7z/ysHRqGXkGKC4VXE=";

/// What the reader sends for `persona`, once the PIN is right.
fn token(dev: &Devices, persona: &Persona) -> WebEidToken {
    let card = &dev.pki.cards[persona.id];
    let key = STANDARD.decode(&card.key).unwrap();
    let hash = if card.algorithm == "ES384" { &digest::SHA384 } else { &digest::SHA256 };
    let half = |text: &str| digest(hash, text.as_bytes());
    let signed = [half(ORIGIN).as_ref(), half(NONCE).as_ref()].concat();
    let signature = if card.algorithm == "ES384" {
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P384_SHA384_FIXED_SIGNING, &key).unwrap();
        key.sign(&SystemRandom::new(), &signed).unwrap().as_ref().to_vec()
    } else {
        let key = RsaKeyPair::from_pkcs8(&key).unwrap();
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), &signed, &mut signature).unwrap();
        signature
    };
    WebEidToken {
        unverified_certificate: card.certificate.clone(),
        algorithm: card.algorithm.clone(),
        signature: STANDARD.encode(signature),
        format: String::from("web-eid:1.0"),
    }
}

fn present(dev: &Devices, persona: &Persona, now: Timestamp) -> Result<CardHolder, EidError> {
    let (authorities, revocations) = dev.trust_pem();
    let trust = Trust::from_pem(&authorities, &revocations).unwrap();
    verify(&trust, &token(dev, persona), &[String::from(ORIGIN)], NONCE, now)
}

#[test]
fn r16_every_card_leads_to_what_its_persona_promises() {
    let folder = Folder::new("promises");
    let dev = Devices::open(folder.path(), NOW).unwrap();
    for persona in PERSONAS {
        let promised = match persona.card {
            Kind::Citizen | Kind::Older | Kind::Foreigner => Ok(persona.national_number()),
            Kind::Expired => Err(EidError::Expired),
            Kind::Revoked => Err(EidError::Revoked),
            Kind::Suspended => Err(EidError::Suspended),
            Kind::Elsewhere => Err(EidError::UntrustedIssuer),
            Kind::Signature => Err(EidError::SignatureCertificate),
        };
        let read = present(&dev, persona, NOW);
        if let Ok(holder) = &read {
            assert_eq!(holder.given_name.as_deref(), persona.given_name);
            assert_eq!(holder.family_name, persona.family_name);
            assert_eq!(holder.revocation, Revocation::Good);
        }
        let read = read.map(|holder| holder.number.expose().to_owned());
        assert_eq!(read, promised, "{}", persona.id);
    }
}

#[test]
fn good_cards_stay_good_when_the_clock_is_moved_by_years() {
    let folder = Folder::new("years");
    let dev = Devices::open(folder.path(), NOW).unwrap();
    let later = NOW.plus_seconds(4 * 365 * 24 * 60 * 60);
    assert!(present(&dev, Persona::find("lotte").unwrap(), later).is_ok());
}

#[test]
fn the_cards_are_used_again_at_the_next_start_and_replaced_after_a_year() {
    let folder = Folder::new("again");
    let certificate = |now| {
        let dev = Devices::open(folder.path(), now).unwrap();
        dev.pki.cards["lotte"].certificate.clone()
    };
    let first = certificate(NOW);
    let day = 24 * 60 * 60;
    assert_eq!(certificate(NOW.plus_seconds(100 * day)), first);
    assert_ne!(certificate(NOW.plus_seconds(366 * day)), first);
}

#[test]
fn three_wrong_pins_block_a_card_also_across_a_restart() {
    let folder = Folder::new("pins");
    let lotte = Persona::find("lotte").unwrap();
    let try_pin =
        |pin| Devices::open(folder.path(), NOW).unwrap().cards.unlock(lotte, pin).unwrap();
    assert_eq!(try_pin("0000"), Answer::Shut(2));
    assert_eq!(try_pin("0000"), Answer::Shut(1));
    assert_eq!(try_pin("1234"), Answer::Open);
    for left in [2, 1, 0, 0] {
        assert_eq!(try_pin("12345"), Answer::Shut(left));
    }
    assert_eq!(try_pin("1234"), Answer::Shut(0), "a blocked card refuses the right PIN too");
    Devices::open(folder.path(), NOW).unwrap().cards.reset().unwrap();
    assert_eq!(try_pin("1234"), Answer::Open);
}

#[test]
fn a_reset_does_not_unblock_who_is_blocked_by_promise() {
    let folder = Folder::new("promised");
    let dev = Devices::open(folder.path(), NOW).unwrap();
    dev.cards.reset().unwrap();
    let blocked = PERSONAS.iter().find(|it| it.reader == Reader::Blocked).unwrap();
    assert_eq!(dev.cards.unlock(blocked, "1234").unwrap(), Answer::Shut(0));
}

/// Sends one request to the dev surface of `dev`: status and body.
async fn send(dev: &Arc<Devices>, method: Method, path: &str, body: Value) -> (u16, Value) {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .unwrap();
    let desk = super::routes::router(dev.clone(), Clock::manual(NOW));
    let response = desk.oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

#[tokio::test]
async fn the_reader_gets_the_key_for_the_right_pin_and_the_tries_for_a_wrong_one() {
    let folder = Folder::new("unlock");
    let dev = Devices::open(folder.path(), NOW).unwrap();
    let unlock = |id: &'static str, pin: &'static str| {
        let dev = &dev;
        async move {
            let path = format!("/dev/api/personas/{id}/unlock");
            send(dev, Method::POST, &path, json!({ "pin": pin })).await
        }
    };
    let (status, card) = unlock("lotte", "1234").await;
    assert_eq!((status, card["algorithm"].as_str()), (200, Some("ES384")));
    assert!(card["key"].is_string() && card["certificate"].is_string());
    for left in [2, 1, 0, 0] {
        assert_eq!(unlock("lotte", "9999").await, (403, json!({ "tries_left": left })));
    }
    assert_eq!(unlock("lotte", "1234").await, (403, json!({ "tries_left": 0 })));
    assert_eq!(unlock("celine", "1234").await, (403, json!({ "tries_left": 0 })));
    assert_eq!(unlock("nobody", "1234").await.0, 404);
    let path = "/dev/api/personas/reset";
    assert_eq!(send(&dev, Method::POST, path, Value::Null).await.0, 204);
    assert_eq!(unlock("lotte", "1234").await.0, 200);
}

#[tokio::test]
async fn the_switches_are_set_and_shown() {
    let folder = Folder::new("switches");
    let dev = Devices::open(folder.path(), NOW).unwrap();
    let path = "/dev/api/provisioning";
    let set = json!({ "hold_before": "open_account", "fail": null });
    assert_eq!(send(&dev, Method::POST, path, set.clone()).await, (200, set.clone()));
    assert_eq!(send(&dev, Method::GET, path, Value::Null).await, (200, set));
    assert!(dev.switches.held(vestibule_shared::registration::Task::OpenAccount));
}

#[tokio::test]
async fn the_clock_is_moved_forward_and_never_back() {
    let folder = Folder::new("clock");
    let dev = Devices::open(folder.path(), NOW).unwrap();
    let advance = |by: i64| {
        let dev = &dev;
        async move { send(dev, Method::POST, "/dev/api/clock", json!({ "advance_ms": by })).await }
    };
    assert_eq!(advance(600_000).await, (200, json!({ "now": NOW.0 + 600_000 })));
    assert_eq!(advance(-1).await.0, 422);
}
