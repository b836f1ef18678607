//! Codes of an authenticator app (M5, RFC 6238): SHA-1, 6 figures, 30 s, as every app expects.

use qrcodegen::{QrCode, QrCodeEcc};
use totp_rs::{Algorithm, Builder, Secret, Totp, TotpError};
use vestibule_shared::{factor::Qr, time::Timestamp};

/// The duration of one time step, in seconds.
const STEP_SECONDS: i64 = 30;
/// Which steps are accepted, in seconds from now: the present one, the previous one for a slow
/// typist or clock, and the next one for a fast clock (RFC 6238 5.2 and 6, decision 33).
const ACCEPTED: [i64; 3] = [0, -STEP_SECONDS, STEP_SECONDS];

/// A stored key that is invalid.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the key of an authenticator app is broken")]
pub struct BadKey;

/// The key that an app and the server share.
pub struct Authenticator(Totp);

impl Authenticator {
    /// Makes the authenticator of a key of 160 bits, with the names that the app will show.
    ///
    /// # Errors
    /// The key is too short or a name is invalid.
    pub fn new(key: &[u8], service: &str, account: &str) -> Result<Self, TotpError> {
        // A colon would separate the two names at the wrong place.
        let plain = |text: &str| text.replace(':', " ");
        let totp = Builder::new()
            .with_algorithm(Algorithm::SHA1)
            .with_digits(6)
            .with_step_duration(30)
            .with_skew(0)
            .with_secret(Secret::from(key.to_vec()))
            .with_issuer(Some(plain(service)))
            .with_account_name(plain(account))
            .build()?;
        Ok(Self(totp))
    }

    /// The same from the stored key, in Base32.
    ///
    /// # Errors
    /// The key is not Base32, or too short, or a name is invalid.
    pub fn of_base32(key: &str, service: &str, account: &str) -> Result<Self, BadKey> {
        let secret = Secret::try_from_base32(key).map_err(|_| BadKey)?;
        Self::new(secret.as_ref(), service, account).map_err(|_| BadKey)
    }

    /// The same from the stored key, to check codes only: the names do not matter.
    ///
    /// # Errors
    /// The key is not Base32, or too short.
    pub fn stored(key: &str) -> Result<Self, BadKey> {
        Self::of_base32(key, "service", "account")
    }

    /// The step of a code, if it is accepted now. The caller checks whether it was used before.
    pub fn step_of(&self, code: &str, now: Timestamp) -> Option<i64> {
        let seconds = now.0.div_euclid(1000);
        ACCEPTED.into_iter().find_map(|away| {
            let matched = self.0.check(code, u64::try_from(seconds + away).ok()?)?;
            i64::try_from(matched).ok()
        })
    }

    /// The code that an app shows at a moment: for tests, which act as the app.
    #[cfg(test)]
    pub(crate) fn code_at(&self, now: Timestamp) -> String {
        self.0.generate(u64::try_from(now.0.div_euclid(1000)).unwrap_or_default()).to_string()
    }

    /// `otpauth://totp/...`, which an app can open or scan.
    ///
    /// # Errors
    /// The names cannot be written as a URI.
    pub fn uri(&self) -> Result<String, TotpError> {
        self.0.to_url()
    }
}

/// A key in Base32, in groups of four, to be typed or kept as a backup (M5).
pub fn grouped(key: &str) -> String {
    let letters: Vec<char> = key.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// A key in Base32.
pub fn base32(key: &[u8]) -> String {
    Secret::from(key.to_vec()).to_base32()
}

/// Encodes a text as a QR code, error correction M: on a screen it is never torn or stained.
///
/// # Errors
/// The text is too long for a QR code.
pub fn qr(text: &str) -> Result<Qr, qrcodegen::DataTooLong> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium)?;
    let module = |x, y| if code.get_module(x, y) { '#' } else { '.' };
    let row = |y| (0..code.size()).map(|x| module(x, y)).collect();
    Ok(Qr { rows: (0..code.size()).map(row).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the last six of its eight figures.
    #[test]
    fn m5_codes_are_those_of_rfc_6238() {
        let app = Authenticator::new(b"12345678901234567890", "Portal", "nora@example.be").unwrap();
        for (seconds, code) in
            [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")]
        {
            let now = Timestamp(seconds * 1000);
            assert_eq!(app.step_of(code, now), Some(seconds / 30));
            assert_eq!(app.step_of(code, now.plus_seconds(30)), Some(seconds / 30));
            assert_eq!(app.step_of(code, now.plus_seconds(60)), None, "two steps late");
            assert_eq!(
                app.step_of(code, now.plus_seconds(-30)),
                Some(seconds / 30),
                "a fast clock"
            );
            assert_eq!(app.step_of(code, now.plus_seconds(-60)), None, "two steps early");
        }
    }

    #[test]
    fn the_key_kept_in_base32_is_the_same_key() {
        let key = [7_u8; 20];
        let app = Authenticator::new(&key, "Portal", "nora@example.be").unwrap();
        let stored = Authenticator::stored(&base32(&key)).unwrap();
        let now = Timestamp(1_772_445_600_000);
        let code = app.code_at(now);
        assert_eq!(stored.step_of(&code, now), Some(now.0 / 30_000));
    }

    #[test]
    fn the_key_is_shown_in_groups_of_four() {
        assert_eq!(grouped("JBSWY3DPEHPK3PXP"), "JBSW Y3DP EHPK 3PXP");
    }

    #[test]
    fn the_uri_names_service_and_account() {
        let app = Authenticator::new(&[7; 20], "Zorg: portaal", "nora@example.be").unwrap();
        let uri = app.uri().unwrap();
        assert!(uri.starts_with("otpauth://totp/Zorg%20%20portaal:nora"), "{uri}");
        assert!(uri.contains("issuer=Zorg"), "{uri}");
        let rows = qr(&uri).unwrap().rows;
        assert!(rows.iter().all(|row| row.len() == rows.len()));
        assert!(rows[0].starts_with("#######."));
    }
}
