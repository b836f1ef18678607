//! The report of an SMSC on a message: a `deliver_sm` that is a receipt (SMPP 3.4 5.2.12), in its
//! own fields (`receipted_message_id`, `message_state`) or in the text that most of them write
//! (appendix B).
//!
//! The name of a message has two spellings: some SMSCs answer in hexadecimal and report in decimal,
//! or pad it with zeros. The comparison uses lower case without leading zeros, and where no message
//! has that name, the same number in the other base. A short number is not read in the other base:
//! 10 and 16 would be mistaken for each other, 0x9c5d2f01 and 2623352577 cannot be, since numbers
//! of one base that are so close in time are never so far apart.

use rusmpp::{
    pdus::DeliverSm,
    tlvs::{Tlv, TlvValue},
    values::MessageState,
};

/// The bits of `esm_class` for the kind of message, and their value for a receipt.
const KIND_BITS: u8 = 0b0011_1100;
const RECEIPT: u8 = 0b0000_0100;
/// A name with fewer hexadecimal digits is not read in the other base.
const LEAST_DIGITS: usize = 6;

/// A report on a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The names that we may have for the message, the likeliest first.
    pub references: Vec<String>,
    /// The state of the message; absent where it cannot be read.
    pub state: Option<State>,
}

/// The state of a message (SMPP 3.4 5.2.28).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// On its way.
    Enroute,
    /// The phone has it.
    Delivered,
    /// It expired before the phone was reached.
    Expired,
    /// It was taken back.
    Deleted,
    /// It cannot be delivered.
    Undeliverable,
    /// Accepted on behalf of the person.
    Accepted,
    /// The state is unknown.
    Unknown,
    /// It was rejected.
    Rejected,
}

impl State {
    fn of(state: MessageState) -> Option<Self> {
        Some(match state {
            MessageState::Scheduled | MessageState::Enroute => Self::Enroute,
            MessageState::Delivered => Self::Delivered,
            MessageState::Expired => Self::Expired,
            MessageState::Deleted | MessageState::Skipped => Self::Deleted,
            MessageState::Undeliverable => Self::Undeliverable,
            MessageState::Accepted => Self::Accepted,
            MessageState::Unknown => Self::Unknown,
            MessageState::Rejected => Self::Rejected,
            MessageState::Other(_) => return None,
        })
    }

    /// Parses the words of the text; some SMSCs write more than seven letters.
    fn named(word: &str) -> Option<Self> {
        let word: String = word.chars().take(7).collect::<String>().to_ascii_uppercase();
        Some(match word.as_str() {
            "ENROUTE" => Self::Enroute,
            "DELIVRD" | "DELIVER" => Self::Delivered,
            "EXPIRED" => Self::Expired,
            "DELETED" => Self::Deleted,
            "UNDELIV" => Self::Undeliverable,
            "ACCEPTD" | "ACCEPTE" => Self::Accepted,
            "UNKNOWN" => Self::Unknown,
            "REJECTD" | "REJECTE" => Self::Rejected,
            _ => return None,
        })
    }
}

/// Reads a receipt; nothing where it is not one, or names no message.
pub(super) fn read(deliver: &DeliverSm) -> Option<Receipt> {
    if u8::from(deliver.esm_class) & KIND_BITS != RECEIPT {
        return None;
    }
    let values = || deliver.tlvs().iter().filter_map(Tlv::value);
    let named = values().find_map(|value| match value {
        TlvValue::ReceiptedMessageId(id) => Some(id.as_str().trim_end_matches('\0').to_owned()),
        _ => None,
    });
    let state = values().find_map(|value| match value {
        TlvValue::MessageState(state) => State::of(*state),
        _ => None,
    });
    let payload = values().find_map(|value| match value {
        TlvValue::MessagePayload(payload) => Some(payload.value.as_ref()),
        _ => None,
    });
    let text = payload.unwrap_or_else(|| deliver.short_message().as_ref());
    let text = String::from_utf8_lossy(text);
    let field = |name| field(&text, name);
    let named =
        named.filter(|name| !name.is_empty()).or_else(|| field("id:").map(str::to_owned))?;
    let state = state.or_else(|| State::named(field("stat:")?));
    let references = spellings(&named);
    (!references.is_empty()).then_some(Receipt { references, state })
}

/// Returns the word after a name; the message text comes last, may hold anything, and is ignored.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let lower = text.to_ascii_lowercase();
    let end = lower.find(" text:").unwrap_or(text.len());
    let starts = |at: &usize| *at == 0 || lower.as_bytes().get(at - 1) == Some(&b' ');
    let at = lower[..end].match_indices(name).map(|(at, _)| at).find(starts)?;
    text[at + name.len()..end].split(' ').next().filter(|word| !word.is_empty())
}

/// Returns a message's name as it is stored and compared.
pub(super) fn spelt(name: &str) -> String {
    let name = name.trim_matches(['\0', ' ']).to_ascii_lowercase();
    let is_number = name.chars().all(|c| c.is_ascii_hexdigit());
    let short = name.trim_start_matches('0');
    if is_number && !short.is_empty() { short.to_owned() } else { name }
}

/// Returns the possible spellings of a name.
fn spellings(name: &str) -> Vec<String> {
    let own = spelt(name);
    if own.is_empty() {
        return vec![];
    }
    let as_decimal = own.parse::<u64>().ok().map(|number| format!("{number:x}"));
    let as_decimal = as_decimal.filter(|hex| hex.len() >= LEAST_DIGITS);
    let as_hex = u64::from_str_radix(&own, 16).ok().filter(|_| own.len() >= LEAST_DIGITS);
    let as_hex = as_hex.map(|number| number.to_string());
    [Some(own), as_decimal, as_hex].into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use rusmpp::{
        tlvs::MessageDeliveryRequestTlvValue as Field,
        types::{AnyOctetString, COctetString, OctetString},
        values::{EsmClass, MessagePayload},
    };

    use super::*;

    fn deliver(esm_class: u8, text: &str, fields: Vec<Field>) -> DeliverSm {
        DeliverSm::builder()
            .esm_class(EsmClass::from(esm_class))
            .short_message(OctetString::from_slice(text.as_bytes()).unwrap())
            .tlvs(fields)
            .build()
    }

    fn id(id: &str) -> Field {
        Field::ReceiptedMessageId(COctetString::from_str(id).unwrap())
    }

    const TEXT: &str = "id:0123456789 sub:001 dlvrd:001 submit date:2611220200 done date:2611220201 \
        stat:DELIVRD err:000 text:id:7 stat:REJECTD";

    #[test]
    fn a_receipt_is_read_from_its_text_and_what_was_sent_says_nothing() {
        let receipt = read(&deliver(4, TEXT, vec![])).unwrap();
        assert_eq!(receipt.references[0], "123456789");
        assert_eq!(receipt.state, Some(State::Delivered));
        let receipt = read(&deliver(4, "ID:A stat: err:1 Text:stat:DELIVRD", vec![])).unwrap();
        assert_eq!(receipt, Receipt { references: vec!["a".into()], state: None });
    }

    #[test]
    fn its_own_fields_go_before_its_text() {
        let fields = vec![id("7e0a1b2c"), Field::MessageState(MessageState::Expired)];
        let receipt = read(&deliver(4, TEXT, fields)).unwrap();
        assert_eq!(receipt.references[0], "7e0a1b2c");
        assert_eq!(receipt.state, Some(State::Expired));
        let payload = MessagePayload::new(AnyOctetString::from_static_slice(b"id:5 stat:UNDELIV"));
        let receipt = read(&deliver(4, "", vec![Field::MessagePayload(payload)])).unwrap();
        assert_eq!(receipt.state, Some(State::Undeliverable));
    }

    #[test]
    fn what_is_no_receipt_or_names_no_message_is_none() {
        for (esm_class, text) in [
            (0, TEXT),
            (8, TEXT),
            (0x20, TEXT),
            (4, ""),
            (4, "STOP"),
            (4, "stat:DELIVRD"),
            (4, "paid:12 stat:DELIVRD"),
            (4, "id: stat:DELIVRD"),
        ] {
            assert_eq!(read(&deliver(esm_class, text, vec![])), None, "{esm_class} {text}");
        }
        assert!(read(&deliver(0x44, TEXT, vec![])).is_some(), "with a header of its own");
    }

    #[test]
    fn each_state_has_its_word_and_its_number() {
        for (word, number, state) in [
            ("ENROUTE", 1, State::Enroute),
            ("DELIVRD", 2, State::Delivered),
            ("EXPIRED", 3, State::Expired),
            ("DELETED", 4, State::Deleted),
            ("UNDELIV", 5, State::Undeliverable),
            ("ACCEPTD", 6, State::Accepted),
            ("UNKNOWN", 7, State::Unknown),
            ("REJECTD", 8, State::Rejected),
        ] {
            assert_eq!(State::named(word), Some(state));
            assert_eq!(State::named(&word.to_lowercase()), Some(state));
            assert_eq!(State::of(MessageState::from(number)), Some(state));
        }
        assert_eq!(State::named("SOON"), None);
        assert_eq!(State::of(MessageState::from(99)), None);
    }

    #[test]
    fn a_name_is_found_in_either_base_with_zeros_or_without() {
        for (answered, reported) in [
            ("9C5D2F01", "2623352577"),
            ("2623352577", "9c5d2f01"),
            ("00C5D2F1", "12964593"),
            ("0012964593", "c5d2f1"),
            ("7", "0000000007"),
            ("a-b-C", "A-B-c"),
            ("000", "000"),
        ] {
            assert!(spellings(reported).contains(&spelt(answered)), "{answered} {reported}");
        }
        for (answered, reported) in [("16", "10"), ("a", "10"), ("10", "16"), ("65535", "ffff")] {
            assert!(!spellings(reported).contains(&spelt(answered)), "{answered} {reported}");
        }
        assert_eq!(spellings(" "), Vec::<String>::new());
    }
}
