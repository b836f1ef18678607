//! Phone calls, through a webhook: HTTP POST of JSON, answered with 2xx. What becomes of a call is reported
//! back to `answer_url` and signed, since a report can let somebody in. docs/GATEWAYS.md is the contract.

use std::{
    fmt::Write as _,
    sync::{Arc, Mutex, PoisonError},
};

use aws_lc_rs::hmac;
use serde::{Deserialize, Serialize};
use vestibule_shared::{text::Language, time::Timestamp};

use super::{SendError, webhook::Webhook};

/// The header that signs a report.
pub const SIGNATURE: &str = "vestibule-signature";
/// How old a signed report may be, and how far ahead the other clock, in seconds.
const FRESH_SECONDS: i64 = 300;

/// A call, exactly as the webhook receives it. The figures that the screen shows are not part of it: who
/// knows only what the gateway knows cannot confirm (C4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// Names the call; the same at every try, so that a gateway can place it once.
    pub id: String,
    /// The number in E.164.
    pub to: String,
    /// What to say.
    pub text: String,
    /// In which language.
    pub lang: Language,
    /// What for: `sign_in`, `set_up`, `change`.
    pub purpose: String,
    /// What is asked for: `press_1` or `digit_on_screen`.
    pub mode: String,
    /// How many keys to wait for.
    pub keys: u32,
    /// How long to let it ring, in seconds.
    pub ring_seconds: u32,
    /// Where to report what becomes of it.
    pub answer_url: String,
}

/// What a gateway says of a call that it took.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// Reports will follow.
    Accepted,
    /// It rings already.
    Rings,
}

/// Places phone calls.
#[derive(Clone)]
pub enum VoiceGateway {
    /// Through the operator's webhook.
    Webhook(Webhook),
    /// On the virtual phone.
    #[cfg(feature = "dev")]
    VirtualPhone(Arc<crate::dev::Dev>, crate::clock::Clock),
    /// Nowhere: for unit tests, which read it.
    Recorder(Arc<Mutex<Vec<Call>>>),
    /// None is configured.
    Absent,
}

impl VoiceGateway {
    /// The operator's webhook by its address.
    pub fn webhook(url: &str) -> anyhow::Result<Self> {
        Webhook::new(url).map(Self::Webhook)
    }

    /// Whether people can be offered a call.
    pub const fn is_there(&self) -> bool {
        !matches!(self, Self::Absent)
    }

    /// Hands a call over.
    pub async fn place(&self, call: &Call) -> Result<Taken, SendError> {
        match self {
            Self::Webhook(webhook) => webhook.post(&call.id, call).await.map(|()| Taken::Accepted),
            #[cfg(feature = "dev")]
            Self::VirtualPhone(dev, clock) => {
                dev.inbox.voice(call, clock.now());
                Ok(Taken::Rings)
            }
            Self::Recorder(placed) => {
                placed.lock().unwrap_or_else(PoisonError::into_inner).push(call.clone());
                Ok(Taken::Accepted)
            }
            Self::Absent => {
                Err(SendError::Refused("VOICE_WEBHOOK_URL or its secret is not set".into()))
            }
        }
    }
}

/// A signature as a report carries it: `t=<unix seconds>,v1=<hex HMAC-SHA256 of t, a point and the body>`.
pub fn sign(secret: &str, at: Timestamp, body: &[u8]) -> String {
    let seconds = (at.0 / 1000).to_string();
    let tag = hmac::sign(&key(secret), &signed(&seconds, body));
    let hex = tag.as_ref().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    format!("t={seconds},v1={hex}")
}

/// Whether a report was signed with our secret, over these very bytes, within the last minutes. Nothing is
/// signed with an empty secret.
pub fn is_signed(secret: &str, header: &str, body: &[u8], now: Timestamp) -> bool {
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let Some((_, seconds)) = parts().find(|(name, _)| *name == "t") else { return false };
    let Ok(at) = seconds.parse::<i64>() else { return false };
    let age = (now.0 / 1000).saturating_sub(at).saturating_abs();
    if secret.is_empty() || age > FRESH_SECONDS {
        return false;
    }
    // There can be two while the secret is being changed on the other side.
    let mut tags = parts().filter(|(name, _)| *name == "v1").filter_map(|(_, hex)| bytes(hex));
    tags.any(|tag| hmac::verify(&key(secret), &signed(seconds, body), &tag).is_ok())
}

fn key(secret: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes())
}

fn signed(seconds: &str, body: &[u8]) -> Vec<u8> {
    [seconds.as_bytes(), b".", body].concat()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = hex.chars().map(|c| c.to_digit(16)).collect();
    let digits = digits.filter(|digits| digits.len() == 64)?;
    digits.chunks(2).map(|pair| u8::try_from(pair[0] * 16 + pair[1]).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a secret of thirty-two characters";
    const NOW: Timestamp = Timestamp(1_772_445_600_000);

    #[test]
    fn a_signature_holds_for_its_secret_its_body_and_five_minutes() {
        let header = sign(SECRET, NOW, b"{}");
        for (secret, body, later, holds) in [
            (SECRET, &b"{}"[..], 0, true),
            (SECRET, b"{}", 300, true),
            (SECRET, b"{}", -300, true),
            (SECRET, b"{}", 301, false),
            (SECRET, b"{}", -301, false),
            (SECRET, b"{ }", 0, false),
            ("another secret, as long as that", b"{}", 0, false),
        ] {
            let now = NOW.plus_seconds(later);
            assert_eq!(is_signed(secret, &header, body, now), holds, "{secret}, {later}");
        }
    }

    #[test]
    fn a_signature_is_the_one_that_openssl_makes() {
        // printf '1772445600.{}' | openssl dgst -sha256 -hmac 'a secret of thirty-two characters'
        let hex = "ac20926621df2709f284e1a62065eb574dfa36a43751d91b576a6d705bd3baed";
        assert_eq!(sign(SECRET, NOW, b"{}"), format!("t=1772445600,v1={hex}"));
    }

    #[test]
    fn what_is_not_a_signature_is_refused() {
        let good = sign(SECRET, NOW, b"{}");
        let (time, tag) = good.split_once(',').unwrap();
        for header in [
            "",
            "t=,v1=",
            time,
            tag,
            &good[..good.len() - 1],
            &good.replace("v1=", "v0="),
            &format!("{time}1,{tag}"),
            &format!("t=9223372036854775807,{tag}"),
            &format!("{time},v1={}", "é".repeat(64)),
        ] {
            assert!(!is_signed(SECRET, header, b"{}", NOW), "{header}");
        }
        assert!(!is_signed("", &sign("", NOW, b"{}"), b"{}", NOW), "an empty secret signs nothing");
        let two = format!("{time},v1={},{tag}", "0".repeat(64));
        assert!(is_signed(SECRET, &two, b"{}", NOW), "one of two is enough");
    }
}
