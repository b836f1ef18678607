//! The networks that an address is part of: the units that share a limit.
//!
//! Over IPv4 a whole hospital can be one address, and a provider assigns addresses one by one: the
//! /24 is the one network that counts. Over IPv6 a LAN is a /64, a household or an office has a
//! /56, and a site, or a person who rents a server, has a /48: each counts, the smaller with less.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::domain::code::Size;

/// The networks of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    household: String,
    /// Smallest first.
    networks: Vec<(Size, String)>,
}

impl Block {
    /// Those of an address.
    pub fn of(address: IpAddr) -> Self {
        let all = match address.to_canonical() {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                vec![(Size::Household, format!("{}/24", Ipv4Addr::new(a, b, c, 0)))]
            }
            IpAddr::V6(v6) => {
                let cut = |length: u32| {
                    let high = u128::from(v6) >> (128 - length) << (128 - length);
                    format!("{}/{length}", Ipv6Addr::from(high))
                };
                vec![(Size::Lan, cut(64)), (Size::Household, cut(56)), (Size::Site, cut(48))]
            }
        };
        let own = all.iter().find(|(size, _)| *size == Size::Household);
        Self { household: own.map(|(_, text)| text.clone()).unwrap_or_default(), networks: all }
    }

    /// The household or office, as `192.0.2.0/24`.
    pub fn as_str(&self) -> &str {
        &self.household
    }

    /// Each network that counts, the smallest first.
    pub fn networks(&self) -> impl Iterator<Item = (Size, &str)> {
        self.networks.iter().map(|(size, text)| (*size, text.as_str()))
    }
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
            assert_eq!(Block::of(text.parse().unwrap()).as_str(), expected);
        }
    }

    #[test]
    fn an_ipv6_address_counts_in_its_lan_its_household_and_its_site() {
        let block = Block::of("2001:db8:1:22ff:5::1".parse().unwrap());
        let networks: Vec<_> = block.networks().collect();
        assert_eq!(
            networks,
            [
                (Size::Lan, "2001:db8:1:22ff::/64"),
                (Size::Household, "2001:db8:1:2200::/56"),
                (Size::Site, "2001:db8:1::/48"),
            ]
        );
    }
}
