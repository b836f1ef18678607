//! Applications that speak no OpenID (forward-auth): where they are, and what each of their paths
//! demands (O16).
//!
//! A rule only adds to what the application demands everywhere, so a path that is read more broadly
//! than the application reads it demands too much, never too little.

use serde::{Deserialize, Serialize};
use serde_json::Map;
use url::Url;

use super::{
    acr::Acr,
    client::{Allowed, AuthMethod, Client, GrantType, Metadata},
    request::{ClientRequest, Prompt, ResponseMode, Scope},
    uri::is_loopback,
};

/// Where browsers come back to, at the application's own host.
pub const CALLBACK: &str = "/.vestibule/callback";
/// The shortest time after which another proof can be demanded, in seconds: with a shorter one,
/// people would prove who they are again and again.
const SHORTEST_AGE: u32 = 60;
/// The longest address that is returned to, in bytes.
const LONGEST_RETURN: usize = 2000;
/// How often a path can be percent-encoded and still be read.
const DECODINGS: usize = 4;

/// An application behind a proxy that asks us about each request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForwardAuth {
    /// Scheme, host and port at which browsers reach it.
    pub origin: String,
    /// How long ago the person may have proved who they are, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u32>,
    /// What single paths demand in addition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Rule>,
}

/// What a path, and everything below it, demands in addition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// The path, as `/admin`.
    pub path: String,
    /// The least strength of the sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_acr: Option<Acr>,
    /// How long ago the person may have proved who they are, in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_age: Option<u32>,
    /// Who may open it; empty: everybody who may use the application.
    #[serde(default)]
    pub allow: Allowed,
}

/// What is wrong with it, for the administrator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ForwardAuthError {
    /// The origin is not usable.
    #[error(
        "origin in forward_auth: {0:?} has to be https://HOST without a path (http on this machine only)"
    )]
    Origin(String),
    /// A path is not usable.
    #[error(
        "path in a rule of forward_auth: {0:?} has to begin with '/', without '?', '#' and '%'"
    )]
    Path(String),
    /// An age is too short.
    #[error("max_age in forward_auth: {0} has to be {SHORTEST_AGE} seconds or more")]
    MaxAge(u32),
    /// A member that such an application does not have.
    #[error("{0} cannot be set together with forward_auth: the application speaks no OpenID")]
    With(&'static str),
}

/// What a request demands of its person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demands<'a> {
    /// The least strength, beside that of the client.
    pub acr: Option<Acr>,
    /// How long ago the last proof may be, in seconds.
    pub max_age: Option<u32>,
    /// Each of these has to apply.
    pub allow: Vec<&'a Allowed>,
}

impl ForwardAuth {
    /// The address to which codes are returned.
    pub fn callback(&self) -> String {
        format!("{}{CALLBACK}", self.origin)
    }

    /// The path that a request asks for, as it was written, if the address is one of this
    /// application.
    pub fn path<'a>(&self, address: &'a str) -> Option<&'a str> {
        let is_plain =
            !address.contains('#') && !address.chars().any(|c| c.is_control() || c == ' ');
        let url = Url::parse(address).ok().filter(|_| is_plain)?;
        let is_ours = url.origin().ascii_serialization() == self.origin
            && url.username().is_empty()
            && url.password().is_none();
        let (_, rest) = address.split_once("://").filter(|_| is_ours)?;
        let path = rest.find(['/', '\\', '?']).map_or("/", |at| &rest[at..]);
        Some(path.split('?').next().unwrap_or(path))
    }

    /// Where a browser goes after the sign-in: the address that it asked for, or the start of the
    /// application where that is too long.
    pub fn returns_to(&self, address: &str) -> String {
        match Url::parse(address) {
            Ok(url) if url.as_str().len() <= LONGEST_RETURN && self.path(address).is_some() => {
                url.into()
            }
            _ => format!("{}/", self.origin),
        }
    }

    /// What a path demands: together with everything above it.
    pub fn demands(&self, path: &str) -> Demands<'_> {
        let forms = forms(path);
        let applies =
            |rule: &&Rule| forms.iter().any(|form| form.starts_with(&segments(&rule.path)));
        let rules: Vec<&Rule> = self.rules.iter().filter(applies).collect();
        Demands {
            acr: rules.iter().filter_map(|rule| rule.least_acr).max(),
            max_age: rules.iter().filter_map(|rule| rule.max_age).chain(self.max_age).min(),
            allow: rules.iter().map(|rule| &rule.allow).collect(),
        }
    }
}

/// Checks what is registered of such an application.
///
/// # Errors
/// The first thing that is wrong.
pub(super) fn check(all: &Metadata, own: &ForwardAuth) -> Result<(), ForwardAuthError> {
    if !is_origin(&own.origin) {
        return Err(ForwardAuthError::Origin(own.origin.clone()));
    }
    let wrong = |rule: &&Rule| !rule.path.starts_with('/') || rule.path.contains(['?', '#', '%']);
    if let Some(rule) = own.rules.iter().find(wrong) {
        return Err(ForwardAuthError::Path(rule.path.clone()));
    }
    let mut ages = own.rules.iter().filter_map(|rule| rule.max_age).chain(own.max_age);
    if let Some(age) = ages.find(|age| *age < SHORTEST_AGE) {
        return Err(ForwardAuthError::MaxAge(age));
    }
    let others = [
        ("redirect_uris", all.redirect_uris != [own.callback()]),
        (
            "token_endpoint_auth_method",
            all.token_endpoint_auth_method != AuthMethod::ClientSecretBasic,
        ),
        ("jwks", all.jwks.is_some()),
        ("grant_types", all.grant_types != [GrantType::AuthorizationCode]),
        ("require_pkce", !all.require_pkce),
        ("require_pushed_authorization_requests", all.require_pushed_authorization_requests),
        ("dpop_bound_access_tokens", all.dpop_bound_access_tokens),
        ("audience", all.audience.is_some()),
        ("machine_scope", !all.machine_scope.is_empty()),
        ("backchannel_logout_uri", all.backchannel_logout_uri.is_some()),
        ("frontchannel_logout_uri", all.frontchannel_logout_uri.is_some()),
    ];
    match others.into_iter().find(|(_, is_set)| *is_set) {
        Some((name, _)) => Err(ForwardAuthError::With(name)),
        None => Ok(()),
    }
}

/// Whether a text is an origin, as a browser writes it.
fn is_origin(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let is_safe = match url.scheme() {
        "https" => url.has_host(),
        "http" => is_loopback(&url),
        _ => false,
    };
    is_safe && !text.contains('*') && url.origin().ascii_serialization() == text
}

/// The request of such an application to us: what a code would be issued for.
pub fn request(client: &Client, own: &ForwardAuth, demands: &Demands<'_>) -> ClientRequest {
    let mut scopes = client.scopes();
    scopes.retain(|scope| *scope != Scope::OfflineAccess);
    ClientRequest {
        client: client.id.clone(),
        redirect_uri: own.callback(),
        names_redirect: true,
        mode: ResponseMode::Query,
        scopes,
        state: None,
        nonce: None,
        challenge: None,
        prompt: Prompt::Default,
        max_age: demands.max_age,
        acr_values: demands.acr.iter().map(|acr| acr.urn().to_owned()).collect(),
        claims: Map::new(),
        subject: None,
        language: None,
        dpop_jkt: None,
        login_hint: None,
    }
}

/// A text as the value of a header: without anything that could end it. It stays UTF-8.
pub fn header_text(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}

/// The ways in which an application may read a path: as it is, decoded, and with `..` resolved.
fn forms(path: &str) -> [Vec<String>; 3] {
    let decoded = segments(&decoded(path));
    let mut resolved = vec![];
    for segment in &decoded {
        match segment.as_str() {
            "." => {}
            ".." => _ = resolved.pop(),
            _ => resolved.push(segment.clone()),
        }
    }
    [segments(path), decoded, resolved]
}

/// The parts of a path in lower case, without parameters and without empty ones.
fn segments(path: &str) -> Vec<String> {
    let parts = path.split(['/', '\\']).map(|part| part.split(';').next().unwrap_or(part));
    parts.filter(|part| !part.is_empty()).map(str::to_lowercase).collect()
}

/// A path without percent-encoding, also where it is encoded several times.
fn decoded(path: &str) -> String {
    let mut text = path.to_owned();
    for _ in 0..DECODINGS {
        let next = decoded_once(&text);
        if next == text {
            break;
        }
        text = next;
    }
    text
}

fn decoded_once(text: &str) -> String {
    let (mut bytes, mut rest) = (vec![], text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%');
        let byte = hex.and_then(|hex| std::str::from_utf8(hex).ok());
        if let Some(byte) = byte.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            bytes.push(byte);
            rest = &after[2..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests;
