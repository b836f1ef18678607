//! The kinds of values that can be set: what is allowed, and what a refusal says.

use std::{net::SocketAddr, path::PathBuf};

use vestibule_shared::{policy::CallMode, registration::Capacity, text::PasswordPreset};

use crate::{
    app::remote::{Network, ProxyHeader},
    domain::lifecycle::Calendar,
    gateway::{Carrier, eid::Forwarded},
};

/// A value that can be set. Parsing says what is allowed.
pub(super) trait Value: Sized {
    fn parse(text: &str) -> Result<Self, String>;

    /// The value as a message about it repeats it.
    fn shown(text: &str) -> String {
        format!("{text:?}")
    }
}

/// A scheme, host and port, as a browser writes an origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(pub String);

impl Origin {
    /// The host without scheme and port, as the last line of a text message names it.
    pub fn host(&self) -> &str {
        let rest = self.0.split_once("://").map_or(self.0.as_str(), |(_, rest)| rest);
        rest.rsplit_once(':').map_or(rest, |(host, _)| host)
    }
}

/// Whether a text is an origin as a browser would write it, over a scheme that may carry secrets.
fn is_origin(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    // A browser leaves the usual port out of an origin.
    let usual = if scheme == "https" { ":443" } else { ":80" };
    if rest.ends_with(usual) {
        return false;
    }
    let (host, port) = rest.rsplit_once(':').unwrap_or((rest, "443"));
    let host_fits = !host.is_empty()
        && host.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c));
    let scheme_fits = scheme == "https" || (scheme == "http" && host == "localhost");
    scheme_fits && host_fits && port.parse::<u16>().is_ok()
}

/// A time zone by its IANA name.
#[derive(Clone, Debug)]
pub struct Zone(pub Calendar);

impl Value for Zone {
    fn parse(text: &str) -> Result<Self, String> {
        let calendar = Calendar::of(text).map(Self);
        calendar.ok_or_else(|| "write the IANA name of a time zone, as Europe/Brussels".into())
    }
}

/// An address that is called over HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Url(pub String);

/// A path, empty when it is not set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path(pub PathBuf);

/// A secret shared with another party; empty when it is not set, and never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

/// A password that others chose, which may be short; never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(pub String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(hidden)")
    }
}

impl Value for Password {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(Self(text.to_owned()))
    }
}

/// A whole number above zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number(pub u32);

/// A whole number, zero included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole(pub u32);

/// Values separated by commas.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List<T>(pub Vec<T>);

/// A country: ISO 3166-1 alpha-2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country(pub String);

impl Value for String {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl Value for Origin {
    fn parse(text: &str) -> Result<Self, String> {
        if is_origin(text) {
            Ok(Self(text.to_owned()))
        } else {
            Err("write https://HOST or https://HOST:PORT, in lower case, without a path; http is for \
                 localhost only"
                .into())
        }
    }
}

impl Value for Url {
    fn parse(text: &str) -> Result<Self, String> {
        let is_fit = |url: reqwest::Url| matches!(url.scheme(), "http" | "https") && url.has_host();
        if reqwest::Url::parse(text).is_ok_and(is_fit) {
            Ok(Self(text.to_owned()))
        } else {
            Err("write http://HOST/PATH or https://HOST/PATH".into())
        }
    }
}

/// A value that need not be set: nothing when it is empty.
impl<T: Value> Value for Option<T> {
    fn parse(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(None) } else { T::parse(text).map(Some) }
    }
}

impl Value for SocketAddr {
    fn parse(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| "write ADDRESS:PORT, as 127.0.0.1:8080".into())
    }
}

impl Value for Network {
    fn parse(text: &str) -> Result<Self, String> {
        Self::parse(text)
    }
}

impl Value for ProxyHeader {
    fn parse(text: &str) -> Result<Self, String> {
        let named = |header: &Self| header.name().eq_ignore_ascii_case(text);
        let allowed = Self::ALL.map(Self::name).join(", ");
        Self::ALL.into_iter().find(named).ok_or_else(|| format!("write one of {allowed}"))
    }
}

impl Value for Path {
    fn parse(text: &str) -> Result<Self, String> {
        Ok(Self(PathBuf::from(text)))
    }
}

impl Value for Secret {
    fn parse(text: &str) -> Result<Self, String> {
        match text.chars().count() {
            0 | 32.. => Ok(Self(text.to_owned())),
            _ => Err("write 32 characters or more".into()),
        }
    }

    fn shown(_: &str) -> String {
        "too short".into()
    }
}

impl Value for Number {
    fn parse(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(number) if number > 0 => Ok(Self(number)),
            _ => Err("write a whole number above 0".into()),
        }
    }
}

impl Value for Whole {
    fn parse(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| "write a whole number, or 0".into())
    }
}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    /// Yes.
    Yes,
    /// No.
    No,
}

impl Value for Switch {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "yes" => Ok(Self::Yes),
            "no" => Ok(Self::No),
            _ => Err("write yes or no".into()),
        }
    }
}

impl Value for Capacity {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "citizen" => Ok(Self::Citizen),
            "doctor" => Ok(Self::Doctor),
            "organisation" => Ok(Self::Organisation),
            _ => Err("write citizen, doctor or organisation".into()),
        }
    }
}

impl Value for Country {
    fn parse(text: &str) -> Result<Self, String> {
        let fits = text.len() == 2 && text.chars().all(|c| c.is_ascii_uppercase());
        if fits { Ok(Self(text.into())) } else { Err("write countries as BE,NL,LU".into()) }
    }
}

impl<T: Value> Value for List<T> {
    fn parse(text: &str) -> Result<Self, String> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(T::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl Value for Forwarded {
    fn parse(text: &str) -> Result<Self, String> {
        let named = |way: &Self| way.header() == text;
        let allowed = Self::ALL.map(Self::header).join(", ");
        Self::ALL.into_iter().find(named).ok_or_else(|| format!("write one of {allowed}"))
    }
}

impl Value for CallMode {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "press_1" => Ok(Self::Press1),
            "digit_on_screen" => Ok(Self::DigitOnScreen),
            _ => Err("write press_1 or digit_on_screen".into()),
        }
    }
}

impl Value for Carrier {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "twilio" => Ok(Self::Twilio),
            "smpp" => Ok(Self::Smpp),
            "webhook" => Ok(Self::Webhook),
            _ => Err("write twilio or webhook, or smpp for text messages".into()),
        }
    }
}

impl Value for PasswordPreset {
    fn parse(text: &str) -> Result<Self, String> {
        match text {
            "seed" => Ok(Self::Seed),
            "nist" => Ok(Self::Nist),
            _ => Err("write seed or nist".into()),
        }
    }
}
