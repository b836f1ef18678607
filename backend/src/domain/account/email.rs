//! Addresses whose domain is in any script: one account for all spellings, and one form that mail
//! can be sent to. The tables are on the server only; the browser sends what was typed.

use idna::{
    AsciiDenyList,
    uts46::{DnsLength, Hyphens, Uts46},
};
use vestibule_shared::{problem::Code, text::Email};

/// The longest address mail can be sent to (RFC 5321 4.5.3.1).
const MOST: usize = 254;

/// Parses an address, as [`Email::parse`], whose domain can exist.
///
/// # Errors
/// As [`Email::parse`].
pub fn parse(typed: &str) -> Result<Email, Code> {
    let email = Email::parse(typed)?;
    let (local, domain) = email.parts();
    let ascii = to_ascii(domain).ok_or(Code::EmailInvalid)?;
    if local.len() + 1 + ascii.len() > MOST {
        return Err(Code::TooLong);
    }
    // A domain that becomes a number only through the tables is an IP address, too.
    let last = ascii.rsplit('.').next().unwrap_or_default();
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { Err(Code::EmailInvalid) } else { Ok(email) }
}

/// The one spelling that all spellings of an address share; two accounts cannot have the same.
pub fn canonical(email: &Email) -> String {
    sendable(email).to_ascii_lowercase()
}

/// The address for mail servers: a domain of another script in its ASCII form (RFC 5891).
pub fn sendable(email: &Email) -> String {
    let (local, domain) = email.parts();
    match to_ascii(domain) {
        Some(ascii) => format!("{local}@{ascii}"),
        None => email.as_str().to_owned(),
    }
}

fn to_ascii(domain: &str) -> Option<String> {
    // Plain names stay as typed: a new version of the tables must never change whose account an
    // address is.
    let is_plain = domain.is_ascii() && !domain.to_ascii_lowercase().contains("xn--");
    if is_plain {
        return Some(domain.to_owned());
    }
    let (domain, deny) = (domain.as_bytes(), AsciiDenyList::STD3);
    let ascii = Uts46::new().to_ascii(domain, deny, Hyphens::CheckFirstLast, DnsLength::Verify);
    ascii.ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(typed: &str) -> Result<String, Code> {
        parse(typed).map(|email| canonical(&email))
    }

    #[test]
    fn r12_an_address_is_one_account_in_every_spelling_of_its_domain() {
        for typed in [
            "Eva@münchen.de",
            "eva@MÜNCHEN.de",
            "eva@mu\u{308}nchen.de",
            "eva@ｍünchen。de",
            "eva@xn--mnchen-3ya.de",
            "EVA@XN--MNCHEN-3YA.DE",
            "mailto:eva@münchen.de.",
        ] {
            assert_eq!(key(typed).as_deref(), Ok("eva@xn--mnchen-3ya.de"), "{typed}");
        }
        assert_eq!(key("Nora@Example.BE").as_deref(), Ok("nora@example.be"));
        // The sharp s is a separate letter in a domain (RFC 5892).
        assert_ne!(key("eva@straße.de"), key("eva@strasse.de"));
        let typed = parse("Eva@münchen.de").unwrap();
        assert_eq!(typed.as_str(), "Eva@münchen.de");
        assert_eq!(sendable(&typed), "Eva@xn--mnchen-3ya.de");
    }

    #[test]
    fn a_domain_that_cannot_exist_is_refused() {
        let long = format!("eva@{}.de", "ü".repeat(60));
        for typed in [
            "eva@xn--a.de",
            "eva@ü-.de",
            "eva@m☃\u{301}\u{fffd}.de",
            "eva@münchen.١٢٣",
            long.as_str(),
        ] {
            assert_eq!(key(typed), Err(Code::EmailInvalid), "{typed}");
        }
        assert_eq!(key("zoë@example.be"), Err(Code::EmailLetters));
    }

    #[test]
    fn an_address_that_was_stored_under_older_rules_keeps_its_key() {
        for old in ["lotte@192.0.2.1", "Nora@Example.BE", "a@b.123", "eva@xn--a.de"] {
            let stored = Email::stored(old.to_owned());
            assert_eq!(canonical(&stored), old.to_ascii_lowercase());
        }
    }
}
