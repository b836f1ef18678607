//! Reads the client certificate from a header, when TLS ends at a proxy. The caller checks which
//! proxy may do so; the certificate itself is checked like any other.

use base64::{Engine, engine::general_purpose::STANDARD};
use x509_parser::pem::Pem;

/// The header, and the encoding of the certificate in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forwarded {
    /// `Client-Cert` of RFC 9440: base64 between colons.
    ClientCert,
    /// `X-SSL-Client-Cert` with nginx's `$ssl_client_escaped_cert`: PEM, URL-encoded.
    Escaped,
    /// `X-Forwarded-Tls-Client-Cert` of Traefik: base64, the card's certificate first.
    Traefik,
}

impl Forwarded {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::ClientCert, Self::Escaped, Self::Traefik];

    /// Returns the header's name in lower case.
    pub const fn header(self) -> &'static str {
        match self {
            Self::ClientCert => "client-cert",
            Self::Escaped => "x-ssl-client-cert",
            Self::Traefik => "x-forwarded-tls-client-cert",
        }
    }

    /// Returns the certificate in DER; `None` when the header does not hold one.
    pub fn read(self, value: &str) -> Option<Vec<u8>> {
        match self {
            Self::ClientCert => {
                STANDARD.decode(value.trim().strip_prefix(':')?.strip_suffix(':')?).ok()
            }
            Self::Escaped => {
                let text = unescape(value)?;
                let pem = Pem::iter_from_buffer(&text).next()?.ok()?;
                (pem.label == "CERTIFICATE").then_some(pem.contents)
            }
            Self::Traefik => STANDARD.decode(unescape(value.split(',').next()?)?).ok(),
        }
        .filter(|der| !der.is_empty())
    }
}

/// Undoes URL-encoding. A plus stays a plus: base64 contains many.
fn unescape(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut plain = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        plain.push(match byte {
            b'%' => {
                let digits = [bytes.next()?, bytes.next()?];
                u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?
            }
            other => other,
        });
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DER: [u8; 4] = [0x30, 2, 0xfb, 0xef];

    #[test]
    fn each_proxy_writes_the_certificate_in_its_own_way() {
        let pem = "-----BEGIN%20CERTIFICATE-----%0AMAL77w%3D%3D%0A-----END%20CERTIFICATE-----%0A";
        for (way, value) in [
            (Forwarded::ClientCert, ":MAL77w==:"),
            (Forwarded::Escaped, pem),
            (Forwarded::Traefik, "MAL77w%3D%3D"),
            (Forwarded::Traefik, "MAL77w==,AAAA"),
        ] {
            assert_eq!(way.read(value).as_deref(), Some(&DER[..]), "{value}");
        }
    }

    #[test]
    fn a_plus_of_base64_is_no_space() {
        assert_eq!(Forwarded::Traefik.read("++++"), Some(vec![0xfb, 0xef, 0xbe]));
    }

    #[test]
    fn what_holds_no_certificate_is_none() {
        for way in Forwarded::ALL {
            for value in ["", ":", "::", "(null)", "%", "%zz", "%2", ":MAL77w==", "-----BEGIN"] {
                assert_eq!(way.read(value), None, "{way:?} {value}");
            }
        }
    }
}
