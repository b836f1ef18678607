//! The addresses that clients register.

use url::{Host, Url};

/// The longest address that can be registered, in bytes.
const LONGEST: usize = 2000;

/// Whether an address can be registered: https, http on the machine itself, or the private scheme
/// of a native app (RFC 8252 7.1).
pub(super) fn is_usable(uri: &str) -> bool {
    let Ok(url) = Url::parse(uri) else { return false };
    let is_plain = uri.len() <= LONGEST
        && uri.bytes().all(|byte| byte.is_ascii_graphic())
        && !uri.contains(['*', '#', '\\'])
        && url.username().is_empty()
        && url.password().is_none();
    let is_safe = match url.scheme() {
        "https" => url.has_host(),
        "http" => is_loopback(&url),
        scheme => scheme.contains('.') && !url.has_host(),
    };
    is_plain && is_safe
}

/// Whether we post to an address: https, and on the machine of a developer http.
pub(super) fn is_back_channel(uri: &str) -> bool {
    let Ok(url) = Url::parse(uri) else { return false };
    let is_safe = url.scheme() == "https" || (cfg!(feature = "dev") && url.scheme() == "http");
    is_safe && is_usable(uri)
}

/// Whether we show an address in a frame: it has the scheme, host and port of an address to return
/// to (OpenID Connect Front-Channel Logout 2).
pub(super) fn is_front_channel(uri: &str, redirect_uris: &[String]) -> bool {
    let origin = |uri: &str| Url::parse(uri).ok().map(|url| url.origin());
    let own = origin(uri).filter(url::Origin::is_tuple);
    own.is_some() && is_usable(uri) && redirect_uris.iter().any(|known| origin(known) == own)
}

/// Whether a text names a service that access tokens are for: an absolute URI (RFC 8707 2).
pub(super) fn is_audience(uri: &str) -> bool {
    let is_plain = uri.len() <= LONGEST && uri.bytes().all(|byte| byte.is_ascii_graphic());
    is_plain && !uri.contains('#') && Url::parse(uri).is_ok()
}

/// Whether an address leads to the machine itself.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        // These names lead to the machine itself (RFC 6761 6.3).
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

/// Character by character; a loopback address without a port matches each port (RFC 8252 7.3).
pub(super) fn is_same(known: &str, uri: &str) -> bool {
    if known == uri {
        return true;
    }
    ["http://127.0.0.1", "http://[::1]"].into_iter().any(|host| {
        let (Some(path), Some(rest)) = (known.strip_prefix(host), uri.strip_prefix(host)) else {
            return false;
        };
        let Some(rest) = rest.strip_prefix(':') else { return false };
        let (port, end) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        let is_port = port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok();
        path.starts_with('/') && is_port && end == path
    })
}
