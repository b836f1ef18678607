//! Ranges of addresses, as `TRUSTED_PROXIES` names them: one address, or all that begin with the same bits.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// All addresses that begin with the same bits. IPv4 inside IPv6 is IPv4 here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// The first address.
    first: IpAddr,
    /// How many bits of it are the same in all.
    bits: u32,
}

impl From<IpAddr> for Network {
    fn from(address: IpAddr) -> Self {
        let first = address.to_canonical();
        Self { first, bits: width(first) }
    }
}

impl Network {
    /// Whether an address is one of them.
    pub fn contains(&self, address: IpAddr) -> bool {
        begin(address.to_canonical(), self.bits) == Some(self.first)
    }

    /// Reads `192.0.2.1`, `172.16.0.0/12`, `2001:db8::1` or `fd00::/8`.
    ///
    /// # Errors
    /// Says what is allowed, or why this range is not.
    pub fn parse(text: &str) -> Result<Self, String> {
        let allowed = || {
            format!(
                "{text:?} is neither an IP address nor a range: write 192.0.2.1, 172.16.0.0/12, \
                 2001:db8::1 or fd00::/8, separated by commas"
            )
        };
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let written: IpAddr = address.parse().map_err(|_| allowed())?;
        let Some(bits) = bits else { return Ok(written.into()) };
        let is_number = !bits.is_empty() && bits.bytes().all(|byte| byte.is_ascii_digit());
        let bits = bits.parse::<u32>().ok().filter(|bits| is_number && *bits <= width(written));
        let bits = bits.ok_or_else(allowed)?;
        if bits == 0 {
            let why = "every address: anybody could say where they come from; name the proxies";
            return Err(format!("{text:?} is {why}"));
        }
        let first = begin(written, bits).ok_or_else(allowed)?;
        if first != written {
            return Err(format!("{text:?} begins in the middle of a range: write {first}/{bits}"));
        }
        match (first.to_canonical(), bits.checked_sub(96)) {
            (first @ IpAddr::V4(_), Some(bits)) if written.is_ipv6() => Ok(Self { first, bits }),
            _ => Ok(Self { first, bits }),
        }
    }
}

/// How many bits an address has.
const fn width(address: IpAddr) -> u32 {
    match address {
        IpAddr::V4(_) => Ipv4Addr::BITS,
        IpAddr::V6(_) => Ipv6Addr::BITS,
    }
}

/// The first address of the range that this one is in; nothing where it has fewer bits.
fn begin(address: IpAddr, bits: u32) -> Option<IpAddr> {
    let rest = width(address).checked_sub(bits)?;
    Some(match address {
        IpAddr::V4(v4) => {
            let kept = u32::MAX.checked_shl(rest).unwrap_or(0);
            Ipv4Addr::from_bits(v4.to_bits() & kept).into()
        }
        IpAddr::V6(v6) => {
            let kept = u128::MAX.checked_shl(rest).unwrap_or(0);
            Ipv6Addr::from_bits(v6.to_bits() & kept).into()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_contains_what_begins_with_its_bits_and_nothing_else() {
        for (range, inside, outside) in [
            ("192.0.2.1", "192.0.2.1", "192.0.2.2"),
            ("192.0.2.1", "::ffff:192.0.2.1", "::192.0.2.1"),
            ("192.0.2.1/32", "192.0.2.1", "192.0.2.0"),
            ("172.16.0.0/12", "172.31.255.255", "172.32.0.0"),
            ("172.16.0.0/12", "::ffff:172.17.0.1", "172.15.255.255"),
            ("128.0.0.0/1", "255.0.0.1", "127.0.0.1"),
            ("::ffff:10.0.0.0/104", "10.9.8.7", "11.0.0.0"),
            ("::ffff:10.0.0.1", "10.0.0.1", "10.0.0.2"),
            ("2001:db8::1", "2001:db8::1", "2001:db8::2"),
            ("fd00::/8", "fdff::1", "fe00::1"),
            ("fd00::/8", "fd12:3456::1", "10.0.0.1"),
            ("2001:db8::/33", "2001:db8:7fff::", "2001:db8:8000::"),
        ] {
            let range = Network::parse(range).unwrap();
            assert!(range.contains(inside.parse().unwrap()), "{range:?} {inside}");
            assert!(!range.contains(outside.parse().unwrap()), "{range:?} {outside}");
        }
    }

    #[test]
    fn what_is_no_range_is_refused_with_what_is_allowed() {
        for bad in [
            "",
            "proxy",
            "10.0.0",
            "10.0.0.1/",
            "10.0.0.0/33",
            "10.0.0.0/+8",
            "10.0.0.0/-8",
            "10.0.0.0/8/8",
            "10.0.0.0/255.0.0.0",
            "fd00::/129",
            "10.0.0.0 /8",
            "[fd00::]/8",
            "/8",
        ] {
            let error = Network::parse(bad).unwrap_err();
            assert!(error.contains("172.16.0.0/12"), "{bad:?}: {error}");
        }
        for (bad, says) in [
            ("0.0.0.0/0", "anybody"),
            ("::/0", "anybody"),
            ("172.17.0.1/12", "write 172.16.0.0/12"),
            ("fd00::1/8", "write fd00::/8"),
        ] {
            let error = Network::parse(bad).unwrap_err();
            assert!(error.contains(says), "{bad:?}: {error}");
        }
    }
}
