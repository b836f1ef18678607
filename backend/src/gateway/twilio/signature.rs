//! How Twilio signs its requests to us: HMAC-SHA1 with the account's secret over the address that
//! it was given and the sorted fields of the form. It contains no time, so a report may be replayed
//! at any time and must do no harm then.

use aws_lc_rs::hmac;
use base64::{Engine as _, engine::general_purpose::STANDARD};

/// The header with the signature.
pub const SIGNATURE: &str = "x-twilio-signature";

/// Returns a signature as in the header.
pub fn sign(token: &str, url: &str, form: &[(String, String)]) -> String {
    STANDARD.encode(hmac::sign(&key(token), &signed(url, form)))
}

/// Checks that a form was signed for this address, with or without the default port of its scheme.
/// An empty secret signs nothing.
pub fn is_signed(token: &str, header: &str, url: &str, form: &[(String, String)]) -> bool {
    let Ok(tag) = STANDARD.decode(header) else { return false };
    let is_right = |url: &str| hmac::verify(&key(token), &signed(url, form), &tag).is_ok();
    !token.is_empty() && (is_right(url) || with_port(url).is_some_and(|url| is_right(&url)))
}

fn key(token: &str) -> hmac::Key {
    hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes())
}

fn signed(url: &str, form: &[(String, String)]) -> Vec<u8> {
    let mut fields: Vec<_> = form.iter().collect();
    fields.sort();
    let fields = fields.into_iter().flat_map(|(name, value)| [name.as_bytes(), value.as_bytes()]);
    [url.as_bytes()].into_iter().chain(fields).collect::<Vec<_>>().concat()
}

/// Converts `https://host/path` to `https://host:443/path`; absent when a port is named.
fn with_port(url: &str) -> Option<String> {
    let (scheme, rest) = url.split_once("://")?;
    let (host, path) = rest.split_once('/')?;
    let port = if scheme == "https" { 443 } else { 80 };
    (!host.contains(':')).then(|| format!("{scheme}://{host}:{port}/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "12345";
    const URL: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";

    fn form(digits: &str) -> Vec<(String, String)> {
        [
            ("CallSid", "CA1234567890ABCDE"),
            ("Caller", "+12349013030"),
            ("Digits", digits),
            ("From", "+12349013030"),
            ("To", "+18005551212"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    #[test]
    fn a_signature_is_the_one_of_twilios_own_libraries() {
        let right = "0/KCTR6DLpKmkAf8muzZqo1nDgQ=";
        assert_eq!(sign(TOKEN, URL, &form("1234")), right);
        let mut turned = form("1234");
        turned.reverse();
        assert!(is_signed(TOKEN, right, URL, &turned), "the order of the fields does not count");
        for (token, header, url, digits) in [
            (TOKEN, right, URL, "1235"),
            (TOKEN, right, "https://mycompany.com/myapp.php?foo=1&bar=3", "1234"),
            (TOKEN, right, "https://mycompany.com:8443/myapp.php?foo=1&bar=2", "1234"),
            (TOKEN, right, "http://mycompany.com/myapp.php?foo=1&bar=2", "1234"),
            ("12346", right, URL, "1234"),
            (TOKEN, "", URL, "1234"),
            (TOKEN, "not base64", URL, "1234"),
            (TOKEN, &right[..24], URL, "1234"),
        ] {
            assert!(
                !is_signed(token, header, url, &form(digits)),
                "{token} {header} {url} {digits}"
            );
        }
        assert!(!is_signed("", &sign("", URL, &form("1")), URL, &form("1")), "an empty secret");
    }

    #[test]
    fn the_usual_port_may_be_named() {
        let named = sign(TOKEN, "https://mycompany.com:443/myapp.php?foo=1&bar=2", &form("1"));
        assert!(is_signed(TOKEN, &named, URL, &form("1")));
    }
}
