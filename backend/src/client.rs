//! From where a request comes: a block of addresses for limits, and the browser in a few words.

use std::net::{IpAddr, Ipv4Addr};

use axum::http::{HeaderValue, header, request::Parts};

use crate::block::Block;

/// The address of the other end of the connection; the accept loop notes it.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// From where a request comes.
#[derive(Clone, Debug)]
pub struct Client {
    /// The networks that count.
    pub block: Block,
    /// Browser and system, as `Firefox, Linux`; empty when unknown.
    pub browser: String,
}

impl Client {
    /// Reads it off a request. A forwarded address counts only from a trusted proxy.
    pub fn of(parts: &Parts, trusted: &[IpAddr]) -> Self {
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |p| p.0);
        let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
        // A proxy may append its line instead of its word: all lines count, in order.
        let lines: Vec<String> =
            parts.headers.get_all("x-forwarded-for").iter().map(text).collect();
        let agent = parts.headers.get(header::USER_AGENT).map(text).unwrap_or_default();
        Self {
            block: Block::of(client_address(peer, &lines.join(","), trusted)),
            browser: describe_browser(&agent),
        }
    }
}

/// The last address that no trusted proxy wrote about itself.
fn client_address(peer: IpAddr, forwarded: &str, trusted: &[IpAddr]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.contains(&address.to_canonical());
    if !is_trusted(&peer) {
        return peer;
    }
    let hops = forwarded.rsplit(',').map_while(|hop| hop.trim().parse().ok());
    hops.into_iter().find(|hop| !is_trusted(hop)).unwrap_or(peer)
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
    fn a_forwarded_address_counts_only_from_a_trusted_proxy() {
        let address = |text: &str| text.parse::<IpAddr>().unwrap();
        let (proxy, stranger) = (address("10.0.0.1"), address("203.0.113.9"));
        for (peer, forwarded, expected) in [
            (stranger, "192.0.2.1", "203.0.113.9"),
            (proxy, "192.0.2.1", "192.0.2.1"),
            (proxy, "192.0.2.66, 192.0.2.1, 10.0.0.1", "192.0.2.1"),
            (proxy, "forged, 192.0.2.1", "192.0.2.1"),
            (proxy, "forged", "10.0.0.1"),
            (proxy, "", "10.0.0.1"),
        ] {
            assert_eq!(
                client_address(peer, forwarded, &[proxy]),
                address(expected),
                "{forwarded:?}"
            );
        }
    }

    #[test]
    fn a_browser_is_described_in_our_own_words() {
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(describe_browser(agent), "Firefox, Linux");
        assert_eq!(describe_browser("<script>"), "");
    }
}
