//! Where forwarded requests come from: the forms that proxies write, and what strangers try.

use axum::http::{HeaderName, HeaderValue};

use super::*;

/// Header lines by name.
type Lines<'a> = &'a [(&'static str, &'a [u8])];

const XFF: &str = X_FORWARDED_FOR;

fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

fn headers(lines: Lines<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in lines {
        let value = HeaderValue::from_bytes(value).unwrap();
        headers.append(HeaderName::from_static(name), value);
    }
    headers
}

/// Who is found behind the proxies `10.0.0.0/8` and `fd00::/8`; the request comes from `10.0.0.1`.
fn found(header: Option<ProxyHeader>, lines: Lines<'_>) -> IpAddr {
    let trusted = ["10.0.0.0/8", "fd00::/8"].map(|range| Network::parse(range).unwrap());
    let remarks = Remarks::default();
    let proxies = Proxies { trusted: &trusted, header, remarks: &remarks };
    proxies.visitor(ip("10.0.0.1"), &headers(lines))
}

/// The forms of one address, and the address.
const FORMS: [(&str, &str); 19] = [
    ("203.0.113.7", "203.0.113.7"),
    ("203.0.113.7:51234", "203.0.113.7"),
    ("203.0.113.7:80", "203.0.113.7"),
    (" 203.0.113.7 ", "203.0.113.7"),
    ("\"203.0.113.7\"", "203.0.113.7"),
    ("\"203.0.113.7:51234\"", "203.0.113.7"),
    ("'203.0.113.7'", "203.0.113.7"),
    ("[203.0.113.7]:80", "203.0.113.7"),
    ("203.0.113.7:_hidden", "203.0.113.7"),
    ("::ffff:203.0.113.7", "203.0.113.7"),
    ("[::ffff:203.0.113.7]:443", "203.0.113.7"),
    ("2001:db8::7", "2001:db8::7"),
    ("[2001:db8::7]", "2001:db8::7"),
    ("[2001:db8::7]:51234", "2001:db8::7"),
    ("\"[2001:DB8::7]:51234\"", "2001:db8::7"),
    ("2001:db8::7:51234", "2001:db8::7"),
    ("2001:db8:0:0:0:0:0:7:443", "2001:db8::7"),
    ("fe80::7%eth0", "fe80::7"),
    ("[fe80::7%25eth0]:443", "fe80::7"),
];

#[test]
fn an_address_is_read_in_every_form_in_which_proxies_write_it() {
    for (form, expected) in FORMS {
        assert_eq!(found(None, &[(XFF, form.as_bytes())]), ip(expected), "{form}");
        let quoted = form.trim().trim_matches(['"', '\'']);
        for element in [
            format!("for=\"{quoted}\""),
            format!("For=\"{quoted}\";proto=https;by=10.0.0.1"),
            format!("proto=https; for=\"{quoted}\"; host=portal.example"),
            format!("for={quoted}"),
        ] {
            assert_eq!(found(None, &[(FORWARDED, element.as_bytes())]), ip(expected), "{element}");
            assert_eq!(found(None, &[(XFF, element.as_bytes())]), ip(expected), "{element}");
        }
    }
}

#[test]
fn our_own_proxies_are_passed_over_in_every_form_and_over_several_lines() {
    for lines in [
        &[(XFF, &b"203.0.113.7, 10.0.0.2"[..])][..],
        &[(XFF, b"203.0.113.7:1, 10.0.0.2:443, [fd00::9]:443, ")],
        &[(XFF, b"203.0.113.7"), (XFF, b"10.0.0.2")],
        &[(XFF, b"198.51.100.1, 203.0.113.7"), (XFF, b""), (XFF, b"::ffff:10.1.2.3")],
        &[(FORWARDED, b"for=203.0.113.7;proto=http, for=\"[fd00::9]:1\"")],
        &[(FORWARDED, b"for=203.0.113.7"), (FORWARDED, b"for=10.0.0.2;by=_x")],
    ] {
        assert_eq!(found(None, lines), ip("203.0.113.7"), "{lines:?}");
    }
}

#[test]
fn s11_a_stranger_changes_nothing_by_what_they_write_before_the_proxy() {
    for forged in [
        "192.0.2.1",
        "garbage",
        "unknown",
        "\"",
        "\"unfinished",
        "for=\"192.0.2.1",
        "10.0.0.2, 10.0.0.3",
        "[::1",
        "%",
        ";;;=,,=",
        "for=192.0.2.1;for=192.0.2.2",
    ] {
        let forged = forged.as_bytes();
        for (name, own) in [(XFF, &b"203.0.113.7:4711"[..]), (FORWARDED, b"for=203.0.113.7")] {
            let joined = [forged, b", ", own].concat();
            assert_eq!(found(None, &[(name, &joined)]), ip("203.0.113.7"), "{joined:?}");
            assert_eq!(found(None, &[(name, forged), (name, own)]), ip("203.0.113.7"));
        }
    }
    // Octets that are no text.
    let joined = b"\xff\xfe\x80, 203.0.113.7";
    assert_eq!(found(None, &[(XFF, joined)]), ip("203.0.113.7"));
}

#[test]
fn what_cannot_be_read_is_a_visitor_of_its_own_and_neither_the_proxy_nor_anybody_else() {
    let names = [
        "unknown",
        "_hidden",
        "_other",
        "client.example",
        "203.0.113.7:port",
        "203.0.113.999",
        "[2001:db8::7",
        "for=",
        "proto=https",
        "for=203.0.113.7;for=203.0.113.8",
    ];
    let mut all: Vec<IpAddr> = names
        .iter()
        .map(|name| {
            let address = found(None, &[(XFF, name.as_bytes())]);
            let again = format!("203.0.113.1, {name}, 10.0.0.2");
            assert_eq!(found(None, &[(XFF, again.as_bytes())]), address, "{name}");
            let IpAddr::V6(v6) = address else { panic!("{name}: {address}") };
            assert_eq!(v6.octets()[0], NOBODY, "nobody on the internet has it");
            // Blocks of every width differ.
            IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 80 << 80))
        })
        .collect();
    all.push(ip("10.0.0.1"));
    all.sort();
    all.dedup();
    assert_eq!(all.len(), names.len() + 1);
}

#[test]
fn a_name_with_a_port_is_one_visitor_whatever_the_port() {
    let one = found(None, &[(XFF, b"client.example:51234")]);
    assert_eq!(found(None, &[(XFF, b"Client.example:51235")]), one);
    assert_ne!(found(None, &[(XFF, b"other.example:51234")]), one);
}

#[test]
fn rfc_7239_names_are_the_same_in_either_header() {
    for name in ["unknown", "_hidden"] {
        let element = format!("for={name}");
        let quoted = format!("for=\"{name}\"");
        let expected = found(None, &[(XFF, name.as_bytes())]);
        assert_eq!(found(None, &[(FORWARDED, element.as_bytes())]), expected);
        assert_eq!(found(None, &[(FORWARDED, quoted.as_bytes())]), expected);
    }
}

#[test]
fn a_visitor_among_our_own_addresses_is_the_first_of_them() {
    assert_eq!(found(None, &[(XFF, b"10.9.9.9")]), ip("10.9.9.9"));
    assert_eq!(found(None, &[(XFF, b"10.9.9.9, 10.0.0.2")]), ip("10.9.9.9"));
    assert_eq!(found(None, &[]), ip("10.0.0.1"));
    assert_eq!(found(None, &[(XFF, b" , ,")]), ip("10.0.0.1"));
}

#[test]
fn the_header_that_is_set_counts_alone_and_x_forwarded_for_before_forwarded() {
    let both = [(FORWARDED, &b"for=192.0.2.1"[..]), (XFF, b"203.0.113.7")];
    assert_eq!(found(None, &both), ip("203.0.113.7"));
    assert_eq!(found(Some(ProxyHeader::XForwardedFor), &both), ip("203.0.113.7"));
    assert_eq!(found(Some(ProxyHeader::Forwarded), &both), ip("192.0.2.1"));
    assert_eq!(found(Some(ProxyHeader::Forwarded), &both[1..]), ip("10.0.0.1"));
    assert_eq!(found(Some(ProxyHeader::XForwardedFor), &both[..1]), ip("10.0.0.1"));
}

#[test]
fn s11_a_stranger_who_is_no_proxy_is_not_listened_to() {
    let remarks = Remarks::default();
    let trusted = [Network::from(ip("10.0.0.1"))];
    let proxies = Proxies { trusted: &trusted, header: None, remarks: &remarks };
    let lines = headers(&[(XFF, b"192.0.2.1"), (FORWARDED, b"for=192.0.2.1")]);
    assert_eq!(proxies.visitor(ip("203.0.113.9"), &lines), ip("203.0.113.9"));
    assert_eq!(proxies.visitor(ip("::ffff:10.0.0.1"), &lines), ip("192.0.2.1"));
}

#[test]
fn each_remark_is_made_once_and_shows_the_form_alone() {
    let remarks = Remarks::default();
    for remark in [Remark::Unread, Remark::Silent, Remark::Divided] {
        assert!(remarks.is_new(remark));
        assert!(!remarks.clone().is_new(remark), "a copy knows what was logged");
    }
    assert_eq!(form("203.0.113.7;port=é\n"), "999.9.999.9;aaaa=??");
    assert_eq!(form(&"x".repeat(500)).len(), MOST_SHOWN);
}
