//! Signs the requests between a webhook and us, both ways: a forged message could reach a stranger,
//! and a forged report could let a person in. docs/GATEWAYS.md is the contract.

use std::fmt::Write as _;

use aws_lc_rs::hmac;
use vestibule_shared::time::Timestamp;

/// The header that signs a body.
pub const SIGNATURE: &str = "vestibule-signature";
/// How old a signed body may be, and how far ahead the other clock may be, in seconds.
const FRESH_SECONDS: i64 = 300;

/// Returns a signature as in the header: `t=<unix seconds>,v1=<hex>`, the HMAC-SHA256 of t, a point
/// and the body.
pub fn sign(secret: &str, at: Timestamp, body: &[u8]) -> String {
    let seconds = (at.0 / 1000).to_string();
    let tag = hmac::sign(&key(secret), &signed(&seconds, body));
    let hex = tag.as_ref().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    format!("t={seconds},v1={hex}")
}

/// Checks that a body was signed with our secret, over these exact bytes, within the last minutes.
/// An empty secret signs nothing.
pub fn is_signed(secret: &str, header: &str, body: &[u8], now: Timestamp) -> bool {
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let Some((_, seconds)) = parts().find(|(name, _)| *name == "t") else { return false };
    let Ok(at) = seconds.parse::<i64>() else { return false };
    let age = (now.0 / 1000).saturating_sub(at).saturating_abs();
    if secret.is_empty() || age > FRESH_SECONDS {
        return false;
    }
    // There can be two while the other side changes the secret.
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
