//! E-mail addresses. The domain may be written in any script; whether it can exist, and which
//! spellings are one address, is decided by the server: it has the tables.

use crate::{
    clean::{clean, is_quotation},
    problem::Code,
};

/// An e-mail address as a person typed it, without the text around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// The longest address that mail can be sent to (RFC 5321 4.5.3.1).
    const MOST: usize = 254;

    /// # Errors
    /// `Required`, `TooLong`, `EmailLetters` for other letters than a to z before the @, or `EmailInvalid`
    /// where mail could never arrive.
    pub fn parse(typed: &str) -> Result<Self, Code> {
        let cleaned = clean(typed);
        let address = bare(&cleaned);
        if address.is_empty() {
            return Err(Code::Required);
        }
        if address.len() > Self::MOST {
            return Err(Code::TooLong);
        }
        let (local, domain) = address.rsplit_once('@').ok_or(Code::EmailInvalid)?;
        let (local, domain) = (local.trim_end(), domain.trim_start());
        if !is_domain(domain) || !is_local(local) {
            return Err(Code::EmailInvalid);
        }
        if local.is_ascii() {
            Ok(Self(format!("{local}@{domain}")))
        } else {
            Err(Code::EmailLetters)
        }
    }

    /// Wraps an address that was parsed before it was stored, perhaps under other rules.
    pub const fn stored(address: String) -> Self {
        Self(address)
    }

    /// The address as it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the part before the @, and the domain.
    pub fn parts(&self) -> (&str, &str) {
        self.0.rsplit_once('@').unwrap_or((&self.0, ""))
    }

    /// Returns the address with most of it hidden, as `n•••@example.be`.
    pub fn masked(&self) -> String {
        let (local, domain) = self.parts();
        let first = local.chars().next().unwrap_or('•');
        format!("{first}•••@{domain}")
    }
}

/// Extracts the address from `Name <address>`, `mailto:address?subject=…`, quotes, and the end of a
/// sentence.
fn bare(cleaned: &str) -> &str {
    let inner = match cleaned.rsplit_once('<') {
        Some((_, inner)) => inner.split('>').next().unwrap_or(inner),
        None => cleaned,
    };
    let inner = match inner.split_once(':') {
        Some((name, address)) if !name.contains('@') => address,
        _ => inner,
    };
    let is_end = |c: char| " .,:;!?'\")]}>".contains(c) || is_quotation(c);
    let is_begin = |c: char| " \"([{".contains(c) || is_quotation(c);
    let address = inner.trim_end_matches(is_end).trim_start_matches(is_begin);
    // An address may begin with an apostrophe; with a second one at its end, they are quotes.
    let is_quoted = inner[inner.trim_end_matches(is_end).len()..].contains('\'');
    let address = if is_quoted { address.trim_start_matches('\'') } else { address };
    let end = address.rfind('@').and_then(|at| address[at..].find('?').map(|query| at + query));
    &address[..end.unwrap_or(address.len())]
}

/// Checks the part before the @; letters of other scripts have a code of their own.
fn is_local(local: &str) -> bool {
    (1..=64).contains(&local.len())
        && !local.starts_with('.')
        && !local.starts_with("//")
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| {
            c.is_ascii_alphanumeric() || !c.is_ascii() || ".!#$%&'*+/=?^_`{|}~-".contains(c)
        })
}

/// Checks for names joined by dots; the last is not a number: that would be the address of a
/// machine.
fn is_domain(domain: &str) -> bool {
    let label_fits = |label: &str| {
        (1..=63).contains(&label.chars().count())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || !c.is_ascii())
    };
    let is_number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    let last = domain.rsplit_once('.').map(|(_, last)| last);
    last.is_some_and(|last| !is_number(last)) && domain.split('.').all(label_fits)
}

#[cfg(test)]
mod tests {
    use super::{super::check, *};

    #[test]
    fn r12_an_address_is_accepted_in_any_spelling() {
        check(
            Email::parse,
            &[
                "nora@example.be",
                " Nora.Specimen+zorg@Sub.Example.BE ",
                "a@b.co",
                "eva@münchen.de",
                "eva@xn--mnchen-3ya.de",
                "nora@пример.рф",
                "o'brien@example.ie",
                "nora@3.example4.be",
            ],
            &[
                ("", Code::Required),
                ("   ", Code::Required),
                ("<>", Code::Required),
                ("nora", Code::EmailInvalid),
                ("@example.be", Code::EmailInvalid),
                ("nora@localhost", Code::EmailInvalid),
                ("no ra@example.be", Code::EmailInvalid),
                ("Nora nora@example.be", Code::EmailInvalid),
                ("nora@example..be", Code::EmailInvalid),
                ("nora@example be", Code::EmailInvalid),
                (".nora@example.be", Code::EmailInvalid),
                ("nora@-example.be", Code::EmailInvalid),
                ("nora@exam\nple.be", Code::EmailInvalid),
                ("https://nora@example.be", Code::EmailInvalid),
                ("nora@example.be, eva@example.be", Code::EmailInvalid),
                ("nora@example.be; eva@example.be", Code::EmailInvalid),
                ("lotte@192.0.2.1", Code::EmailInvalid),
                ("a@b.123", Code::EmailInvalid),
                ("zoë@example.be", Code::EmailLetters),
                ("нора@example.be", Code::EmailLetters),
            ],
        );
        let typed = Email::parse(" Nora@Example.BE ").unwrap();
        assert_eq!((typed.as_str(), typed.parts().1), ("Nora@Example.BE", "Example.BE"));
        assert_eq!(typed.masked(), "N•••@Example.BE");
        assert_eq!(Email::parse(&format!("a@{}.be", "b".repeat(260))), Err(Code::TooLong));
    }

    #[test]
    fn an_address_is_found_in_what_was_copied_with_it() {
        for typed in [
            "nora.o'hara@example.be.",
            "nora.o'hara@example.be,",
            "nora.o'hara@example.be;",
            "<nora.o'hara@example.be>",
            "Nora O'Hara <nora.o'hara@example.be>",
            "\"O'Hara, Nora\" <nora.o'hara@example.be>;",
            "mailto:nora.o'hara@example.be",
            "MAILTO:nora.o'hara@example.be?subject=a:b",
            "E-mail: nora.o'hara@example.be",
            "(nora.o'hara@example.be)",
            "“nora.o'hara@example.be”",
            "'nora.o'hara@example.be'",
            "nora.o'hara @ example.be",
            "\u{feff}nora.o'hara@example.be\u{200e}",
            "nora.o'hara＠example．be",
        ] {
            let read = Email::parse(typed).map(|email| email.as_str().to_owned());
            assert_eq!(read.as_deref(), Ok("nora.o'hara@example.be"), "{typed:?}");
        }
    }
}
