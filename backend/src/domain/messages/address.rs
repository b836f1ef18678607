//! The mail that asks whether an address belongs to the account that uses it.

use std::fmt::Display;

use vestibule_shared::text::Language;

use super::{Sender, framed};
use crate::domain::texts::mail;

/// Why the mail is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressMail {
    /// The account was activated, or its owner asked for the mail.
    Own,
    /// Another person wants to use the address.
    Wanted,
    /// A new password was requested, for which this address cannot be used yet.
    Recovery,
}

/// Subject and text. The link is valid for so many days.
pub fn address_mail(
    from: &Sender<'_>,
    lang: Language,
    (why, owner): (AddressMail, &str),
    (link, days): (&str, i64),
) -> (String, String) {
    let [service, name]: [&dyn Display; 2] = [&from.service, &owner];
    let why = match why {
        AddressMail::Own => mail::AddressOwn { name, service }.say(lang),
        AddressMail::Wanted => mail::AddressWanted { name, service }.say(lang),
        AddressMail::Recovery => mail::AddressRecovery { name, service }.say(lang),
    };
    let letter = mail::Address { days: &days, link: &link, service, why: &why }.letter(lang);
    framed(from, lang, owner, letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_names_the_account_and_carries_the_link_once() {
        let from = Sender {
            service: "Portaal",
            origin: "https://p.example",
            host: "p.example",
            help_phone: "",
            help_hours: "",
        };
        for lang in Language::ALL {
            for why in [AddressMail::Own, AddressMail::Wanted, AddressMail::Recovery] {
                let link = "https://p.example/address#secret";
                let (subject, text) = address_mail(&from, lang, (why, "Lotte Peeters"), (link, 14));
                assert!(subject.ends_with(" - Portaal"), "{subject}");
                assert_eq!(text.matches(link).count(), 1, "{text}");
                assert!(text.contains("Lotte Peeters") && text.contains("14"), "{text}");
            }
        }
    }
}
