//! Where a request comes from: a block of addresses for limits, and the browser in a few words.

mod forwarded;
mod network;

use std::net::{IpAddr, Ipv4Addr};

use axum::http::{HeaderValue, header, request::Parts};

pub use self::{
    forwarded::{Proxies, ProxyHeader, Remarks},
    network::Network,
};
use crate::app::block::Block;

/// The address of the other end of the connection; the accept loop notes it.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub IpAddr);

/// From where a request comes.
#[derive(Clone, Debug)]
pub struct Remote {
    /// The networks that count.
    pub block: Block,
    /// Browser and system, as `Firefox, Linux`; empty when unknown.
    pub browser: String,
}

impl Remote {
    /// Reads it off a request. A forwarded address counts only from a trusted proxy.
    pub fn of(parts: &Parts, proxies: &Proxies<'_>) -> Self {
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |p| p.0);
        let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let agent = parts.headers.get(header::USER_AGENT).map(text).unwrap_or_default();
        Self {
            block: Block::of(proxies.visitor(peer, &parts.headers)),
            browser: describe_browser(&agent),
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
    fn a_browser_is_described_in_our_own_words() {
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert_eq!(describe_browser(agent), "Firefox, Linux");
        assert_eq!(describe_browser("<script>"), "");
    }
}
