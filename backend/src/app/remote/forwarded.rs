//! What trusted proxies report about where a request comes from: `X-Forwarded-For` as proxies
//! really write it, and `Forwarded` (RFC 7239). docs/decisions/0029 says why it is read like this.
//!
//! Each proxy adds the address of its caller at the end, so the line is read from its end.
//! Everything before the first address that is not our proxy was written by strangers, and is
//! ignored.

use std::{
    net::{IpAddr, Ipv6Addr},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use aws_lc_rs::digest::{SHA256, digest};
use axum::http::HeaderMap;

use super::Network;

const X_FORWARDED_FOR: &str = "x-forwarded-for";
const FORWARDED: &str = "forwarded";
/// Reserved by the IETF and never assigned (RFC 4291): a visitor without an address gets one from
/// here.
const NOBODY: u8 = 0x04;
/// How much of the form of what was not understood the log shows, in characters.
const MOST_SHOWN: usize = 60;

/// The header in which proxies say where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyHeader {
    /// `X-Forwarded-For`.
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

impl ProxyHeader {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::XForwardedFor, Self::Forwarded];

    /// The header's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::XForwardedFor => X_FORWARDED_FOR,
            Self::Forwarded => FORWARDED,
        }
    }
}

/// The faults of proxies that were logged: each is logged once.
#[derive(Clone, Debug, Default)]
pub struct Remarks(Arc<[AtomicBool; 3]>);

/// What proxies should not do.
#[derive(Clone, Copy, Debug)]
enum Remark {
    /// Write something that is no address.
    Unread,
    /// Say nothing.
    Silent,
    /// Say one thing in one header and another in the other.
    Divided,
}

impl Remarks {
    /// Whether this is the first time.
    fn is_new(&self, remark: Remark) -> bool {
        let logged = match remark {
            Remark::Unread => &self.0[0],
            Remark::Silent => &self.0[1],
            Remark::Divided => &self.0[2],
        };
        // Read first: every request of a silent proxy comes here, and a swap is more expensive than
        // a read.
        !logged.load(Ordering::Relaxed) && !logged.swap(true, Ordering::Relaxed)
    }
}

/// The proxies to trust about where a request comes from.
#[derive(Clone, Copy, Debug)]
pub struct Proxies<'a> {
    /// The addresses of our own proxies.
    pub trusted: &'a [Network],
    /// The only header that counts; absent: `X-Forwarded-For`, and `Forwarded` where that is missing.
    pub header: Option<ProxyHeader>,
    /// What was logged.
    pub remarks: &'a Remarks,
}

impl Proxies<'_> {
    /// Whether an address is a proxy of ours.
    pub fn trust(&self, address: IpAddr) -> bool {
        self.trusted.iter().any(|range| range.contains(address))
    }

    /// Returns where a request comes from: the last address that is not our proxy, or what replaces
    /// it.
    pub(super) fn visitor(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        if !self.trust(peer) {
            return peer;
        }
        let [x_forwarded_for, forwarded] = ProxyHeader::ALL.map(|header| elements(headers, header));
        let elements = match self.header {
            Some(ProxyHeader::XForwardedFor) => x_forwarded_for,
            Some(ProxyHeader::Forwarded) => forwarded,
            None if x_forwarded_for.is_empty() => forwarded,
            None => {
                self.compare(peer, &x_forwarded_for, &forwarded);
                x_forwarded_for
            }
        };
        if elements.is_empty() && self.remarks.is_new(Remark::Silent) {
            tracing::warn!(
                "a proxy of TRUSTED_PROXIES does not say where a request comes from: all that come without \
                 X-Forwarded-For and Forwarded count as one visitor, the proxy"
            );
        }
        let found = self.walk(peer, &elements);
        if let Found::Unread(text) = &found
            && self.remarks.is_new(Remark::Unread)
        {
            tracing::warn!(
                form = form(text),
                "a proxy of TRUSTED_PROXIES names visitors by something that is no address: each such name \
                 counts as one visitor"
            );
        }
        found.address()
    }

    /// From the end, over our own proxies, to who called the first of them. Where all are ours, the visitor
    /// sits among them, at the beginning.
    fn walk(&self, peer: IpAddr, elements: &[String]) -> Found {
        let mut furthest = peer;
        for element in elements.iter().rev() {
            let name = name(element);
            match address(&name) {
                Some(address) if self.trust(address) => furthest = address,
                Some(address) => return Found::Address(address),
                None => return Found::Unread(name),
            }
        }
        Found::Address(furthest)
    }

    /// Says once that two headers name two visitors: strangers may have written one of them.
    fn compare(&self, peer: IpAddr, x_forwarded_for: &[String], forwarded: &[String]) {
        if forwarded.is_empty()
            || self.walk(peer, x_forwarded_for).address() == self.walk(peer, forwarded).address()
        {
            return;
        }
        if self.remarks.is_new(Remark::Divided) {
            tracing::warn!(
                "X-Forwarded-For and Forwarded name different visitors, and the first one counts: name the \
                 header that the proxy writes in PROXY_HEADER"
            );
        }
    }
}

/// Who called the first of our proxies.
#[derive(Debug)]
enum Found {
    Address(IpAddr),
    Unread(String),
}

impl Found {
    /// The address, or one that nobody has: the same for the same name, and in a block of its own.
    fn address(&self) -> IpAddr {
        match self {
            Self::Address(address) => *address,
            Self::Unread(name) => {
                // A port is another one at each connection.
                let host = name.rsplit_once(':').filter(|(_, port)| is_port(port));
                let host = host.map_or(name.as_str(), |(host, _)| host).to_ascii_lowercase();
                let sum = digest(&SHA256, host.as_bytes());
                let mut octets = [0; 16];
                octets[0] = NOBODY;
                octets[1..6].copy_from_slice(&sum.as_ref()[..5]);
                Ipv6Addr::from(octets).into()
            }
        }
    }
}

/// What each proxy wrote, in order, over all lines of a header. A comma ends an element wherever it is: a
/// stranger's open quotation mark must not swallow what a proxy wrote after it.
fn elements(headers: &HeaderMap, header: ProxyHeader) -> Vec<String> {
    let lines = headers.get_all(header.name()).iter();
    let mut elements = Vec::new();
    for line in lines {
        // Strangers may write any octets at the beginning of a line.
        let line = String::from_utf8_lossy(line.as_bytes());
        let all = line.split(',').map(str::trim).filter(|element| !element.is_empty());
        elements.extend(all.map(str::to_owned));
    }
    elements
}

/// The name of who called, out of `for="[2001:db8::7]:443";proto=https`, or of what is a name alone.
fn name(element: &str) -> String {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let is_for = |key: &str| key.trim().eq_ignore_ascii_case("for");
    let mut named = pairs.filter(|(key, _)| is_for(key)).map(|(_, name)| name);
    let name = match (named.next(), named.next()) {
        (Some(name), None) => name,
        // No name, or two: the whole is a name.
        _ => element,
    };
    let quotes = |c: char| matches!(c, '"' | '\'') || c.is_whitespace();
    name.trim_matches(quotes).replace('\\', "")
}

/// An address in the forms in which proxies write it: with a port, in brackets, with a zone.
fn address(name: &str) -> Option<IpAddr> {
    if let Some(inside) = name.strip_prefix('[') {
        let (inside, port) = inside.split_once(']')?;
        let port_fits = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
        return bare(inside).filter(|_| port_fits);
    }
    bare(name).or_else(|| {
        let (host, port) = name.rsplit_once(':')?;
        bare(host).filter(|_| is_port(port))
    })
}

/// A port, or what is in its place (RFC 7239 6).
fn is_port(text: &str) -> bool {
    let is_number = text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number || text.starts_with('_')
}

/// An address that may have a zone, which means something on one computer only.
fn bare(text: &str) -> Option<IpAddr> {
    let address = text.split_once('%').map_or(text, |(address, _)| address);
    address.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

/// The form of a text without what it says: figures as 9, letters as a.
fn form(text: &str) -> String {
    let masked = |c: char| match c {
        c if c.is_ascii_digit() => '9',
        c if c.is_ascii_alphabetic() => 'a',
        c if c.is_ascii_graphic() => c,
        _ => '?',
    };
    text.chars().take(MOST_SHOWN).map(masked).collect()
}

#[cfg(test)]
mod tests;
