//! The operator's settings of an account at an SMSC, parsed for SMPP.

use std::str::FromStr as _;

use anyhow::{Context as _, ensure};
use rusmpp::{
    pdus::{BindTransceiver, BindTransmitter},
    types::COctetString,
    values::{InterfaceVersion, Npi, Ton},
};

/// The operator's settings.
#[derive(Clone, Copy, Debug)]
pub struct Access<'a> {
    /// Its address: `HOST:PORT`.
    pub address: &'a str,
    /// Whether the connection is encrypted.
    pub tls: Tls,
    /// Our name there.
    pub system_id: &'a str,
    /// Our password there.
    pub password: &'a str,
    /// Our system type, where the SMSC needs it.
    pub system_type: &'a str,
    /// The sender of messages.
    pub from: &'a str,
    /// For how many seconds a message is useful.
    pub life_seconds: u32,
}

/// Whether a connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// By TLS, with a certificate that this computer trusts.
    Required,
    /// Unencrypted, as SMPP was made for private lines.
    Absent,
}

/// Our credentials.
#[derive(Clone)]
pub(super) struct Identity {
    system_id: COctetString<1, 16>,
    password: COctetString<1, 9>,
    system_type: COctetString<1, 13>,
}

impl Identity {
    pub(super) fn new(access: &Access<'_>) -> anyhow::Result<Self> {
        ensure!(!access.system_id.is_empty(), "SMPP_SYSTEM_ID is missing");
        Ok(Self {
            system_id: text(access.system_id, "SMPP_SYSTEM_ID", 15)?,
            password: text(access.password, "SMPP_PASSWORD", 8)?,
            system_type: text(access.system_type, "SMPP_SYSTEM_TYPE", 12)?,
        })
    }

    /// Makes a bind for sending and for receiving reports.
    pub(super) fn transceiver(&self) -> BindTransceiver {
        BindTransceiver::builder()
            .system_id(self.system_id.clone())
            .password(self.password.clone())
            .system_type(self.system_type.clone())
            .interface_version(InterfaceVersion::Smpp3_4)
            .build()
    }

    /// Makes a bind for sending only: reports still go to the connection that receives them.
    pub(super) fn transmitter(&self) -> BindTransmitter {
        BindTransmitter::builder()
            .system_id(self.system_id.clone())
            .password(self.password.clone())
            .system_type(self.system_type.clone())
            .interface_version(InterfaceVersion::Smpp3_4)
            .build()
    }
}

/// The sender or the recipient of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    pub(super) ton: Ton,
    pub(super) npi: Npi,
    pub(super) digits: COctetString<1, 21>,
}

impl Address {
    /// Parses a sender: a number in international form, a short code, or a name.
    pub(super) fn sender(from: &str) -> anyhow::Result<Self> {
        if from.starts_with('+') {
            return Self::international(from).context("SMPP_FROM: write +32..., or a name");
        }
        let is_code = (3..=8).contains(&from.len()) && from.chars().all(|c| c.is_ascii_digit());
        let may_name = |c: char| c.is_ascii_alphanumeric() || " -._&".contains(c);
        let is_name = (1..=11).contains(&from.len())
            && from.chars().all(may_name)
            && from.chars().any(|c| c.is_ascii_alphabetic());
        ensure!(
            is_code || is_name,
            "SMPP_FROM: write a number as +3228888888, a short code, or a name of 11 letters and figures at most"
        );
        let ton = if is_code { Ton::NetworkSpecific } else { Ton::Alphanumeric };
        Ok(Self { ton, npi: Npi::Unknown, digits: text(from, "SMPP_FROM", 20)? })
    }

    /// Parses a number in E.164, which is sent without its `+`.
    pub(super) fn international(number: &str) -> anyhow::Result<Self> {
        let digits = number.strip_prefix('+').unwrap_or_default();
        let is_number =
            (7..=15).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit());
        ensure!(is_number, "not a number in international form");
        Ok(Self { ton: Ton::International, npi: Npi::Isdn, digits: text(digits, "a number", 20)? })
    }
}

/// Makes a text of SMPP; the error does not repeat it.
fn text<const MAX: usize>(
    text: &str,
    name: &str,
    most: usize,
) -> anyhow::Result<COctetString<1, MAX>> {
    let is_plain = text.chars().all(|c| c.is_ascii_graphic() || c == ' ');
    let written = COctetString::from_str(text).ok().filter(|_| is_plain);
    written.with_context(|| format!("{name}: SMPP has room for {most} plain characters"))
}

/// Splits `HOST:PORT` into host and port.
pub(super) fn host_and_port(address: &str) -> anyhow::Result<(String, u16)> {
    let parts = address.rsplit_once(':').and_then(|(host, port)| {
        let host = host.strip_prefix('[').and_then(|it| it.strip_suffix(']')).unwrap_or(host);
        let is_host = !host.is_empty() && !host.contains(['/', '@', ' ']);
        Some((host.to_owned(), port.parse().ok()?)).filter(|_| is_host)
    });
    parts.context("SMPP_ADDRESS: write HOST:PORT")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCESS: Access<'_> = Access {
        address: "smsc.example:2775",
        tls: Tls::Required,
        system_id: "portal",
        password: "secret",
        system_type: "",
        from: "+3228888888",
        life_seconds: 600,
    };

    #[test]
    fn a_sender_says_by_its_form_what_kind_of_number_it_is() {
        for (from, ton, npi, digits) in [
            ("+3228888888", Ton::International, Npi::Isdn, "3228888888"),
            ("8810", Ton::NetworkSpecific, Npi::Unknown, "8810"),
            ("Vestibule", Ton::Alphanumeric, Npi::Unknown, "Vestibule"),
            ("eZorg 24-7", Ton::Alphanumeric, Npi::Unknown, "eZorg 24-7"),
        ] {
            let digits = COctetString::from_str(digits).unwrap();
            assert_eq!(Address::sender(from).unwrap(), Address { ton, npi, digits }, "{from}");
        }
        for wrong in ["", "+32", "+32 2 888", "0470123456", "Twelve chars", "Zorgé", "12", "@home"]
        {
            assert!(Address::sender(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_smpp_has_no_room_for_is_named_and_a_password_is_not_repeated() {
        assert!(Identity::new(&ACCESS).is_ok());
        for (access, says) in [
            (Access { system_id: "", ..ACCESS }, "SMPP_SYSTEM_ID"),
            (Access { system_id: "a name of sixteen", ..ACCESS }, "SMPP_SYSTEM_ID"),
            (Access { password: "ninechars", ..ACCESS }, "SMPP_PASSWORD"),
            (Access { password: "pässwrd", ..ACCESS }, "SMPP_PASSWORD"),
            (Access { system_type: "thirteenchars", ..ACCESS }, "SMPP_SYSTEM_TYPE"),
        ] {
            let error = format!("{:#}", Identity::new(&access).err().unwrap());
            assert!(error.contains(says) && !error.contains(access.password), "{error}");
        }
    }

    #[test]
    fn an_address_is_a_host_and_a_port() {
        let read = |text| host_and_port(text).ok();
        assert_eq!(read("smsc.example:2775"), Some(("smsc.example".into(), 2775)));
        assert_eq!(read("[::1]:2775"), Some(("::1".into(), 2775)));
        for wrong in ["smsc.example", ":2775", "smpp://smsc.example:2775", "smsc.example:x", ""] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
