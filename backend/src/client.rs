//! From where a request comes: a block of addresses for limits, and the browser in a few words.

mod forwarded;
mod network;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::http::{HeaderValue, header, request::Parts};

pub use self::{
    forwarded::{Proxies, ProxyHeader, Remarks},
    network::Network,
};

/// The address of the other end of the connection; the accept loop notes it.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// From where a request comes.
#[derive(Clone, Debug)]
pub struct Client {
    /// The block of addresses: one household or office, as `192.0.2.0/24`.
    pub block: String,
    /// Browser and system, as `Firefox, Linux`; empty when unknown.
    pub browser: String,
}

impl Client {
    /// Reads it off a request. A forwarded address counts only from a trusted proxy.
    pub fn of(parts: &Parts, proxies: &Proxies<'_>) -> Self {
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |p| p.0);
        let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let agent = parts.headers.get(header::USER_AGENT).map(text).unwrap_or_default();
        Self {
            block: block(proxies.visitor(peer, &parts.headers)),
            browser: describe_browser(&agent),
        }
    }
}

/// The /24 of an IPv4 address, the /56 of an IPv6 address.
fn block(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{}/24", Ipv4Addr::new(a, b, c, 0))
        }
        IpAddr::V6(v6) => {
            let high = u128::from(v6) >> 72 << 72;
            format!("{}/56", Ipv6Addr::from(high))
        }
    }
}

/// A few words of ours about a browser; nothing of what it says about itself is kept.
fn describe_browser(agent: &str) -> String {
    let find = |all: &[(&str, &'static str)]| {
        all.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    let browser = find(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    [browser, system].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_share_a_block() {
        for (text, expected) in [
            ("192.0.2.77", "192.0.2.0/24"),
            ("::ffff:192.0.2.77", "192.0.2.0/24"),
            ("2001:db8:1:22ff::1", "2001:db8:1:2200::/56"),
        ] {
            assert_eq!(block(text.parse().unwrap()), expected);
        }
    }

    #[test]
    fn a_browser_is_described_in_our_own_words() {
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(describe_browser(agent), "Firefox, Linux");
        assert_eq!(describe_browser("<script>"), "");
    }
}
