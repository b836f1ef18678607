//! Decodes names from cards and providers: they use any of the string types of X.520, and may
//! contain invalid characters.

/// The universal tags of the string types (X.680).
const UTF8_STRING: u32 = 12;
const NUMERIC_STRING: u32 = 18;
const PRINTABLE_STRING: u32 = 19;
const T61_STRING: u32 = 20;
const IA5_STRING: u32 = 22;
const VISIBLE_STRING: u32 = 26;
const UNIVERSAL_STRING: u32 = 28;
const BMP_STRING: u32 = 30;

/// Returns the text of a string of a certificate; nothing where it is not a string.
pub fn decode(tag: u32, bytes: &[u8]) -> Option<String> {
    match tag {
        UTF8_STRING | NUMERIC_STRING | PRINTABLE_STRING | IA5_STRING | VISIBLE_STRING => {
            Some(std::str::from_utf8(bytes).ok()?.to_owned())
        }
        // T.61 is no longer used: what is labelled so is UTF-8, which is rarely mistaken for
        // anything else, or Latin-1.
        T61_STRING => match std::str::from_utf8(bytes) {
            Ok(text) => Some(text.to_owned()),
            Err(_) => Some(bytes.iter().copied().map(char::from).collect()),
        },
        BMP_STRING => {
            let (pairs, rest) = bytes.as_chunks::<2>();
            let units: Vec<u16> = pairs.iter().copied().map(u16::from_be_bytes).collect();
            rest.is_empty().then(|| String::from_utf16(&units).ok()).flatten()
        }
        UNIVERSAL_STRING => {
            let (fours, rest) = bytes.as_chunks::<4>();
            let read = fours.iter().map(|four| char::from_u32(u32::from_be_bytes(*four)));
            rest.is_empty().then(|| read.collect()).flatten()
        }
        _ => None,
    }
}

/// Returns a name on one line: without control characters, with single spaces.
pub fn readable(name: &str) -> String {
    let kept: String = name.chars().filter(|c| c.is_whitespace() || !c.is_control()).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide<const N: usize>(text: &str, unit: impl Fn(char) -> [u8; N]) -> Vec<u8> {
        text.chars().flat_map(unit).collect()
    }

    #[test]
    fn a_name_is_read_from_every_string_type_of_a_certificate() {
        let two = wide("Zoë Łód", |c| u16::try_from(u32::from(c)).unwrap().to_be_bytes());
        let four = wide("Zoë Łód𐍈", |c| u32::from(c).to_be_bytes());
        for (tag, bytes, read) in [
            (UTF8_STRING, "Zoë Łód".as_bytes(), Some("Zoë Łód")),
            (PRINTABLE_STRING, b"Zoe", Some("Zoe")),
            (IA5_STRING, b"Zoe", Some("Zoe")),
            (T61_STRING, b"Zoe", Some("Zoe")),
            (T61_STRING, b"Zo\xeb", Some("Zoë")),
            (T61_STRING, "Zoë".as_bytes(), Some("Zoë")),
            (BMP_STRING, &two, Some("Zoë Łód")),
            (UNIVERSAL_STRING, &four, Some("Zoë Łód𐍈")),
            (UTF8_STRING, b"Zo\xeb", None),
            (BMP_STRING, &two[1..], None),
            (BMP_STRING, b"\xd8\x00", None),
            (UNIVERSAL_STRING, &four[1..], None),
            (UNIVERSAL_STRING, b"\0\x11\0\0", None),
            (4, b"Zoe", None),
        ] {
            assert_eq!(decode(tag, bytes).as_deref(), read, "{tag} {bytes:?}");
        }
    }

    #[test]
    fn a_name_has_no_line_breaks_and_no_control_characters() {
        assert_eq!(readable(" Van\r\nden\t\u{0}Spe\u{1b}cimen\u{85} "), "Van den Specimen");
        assert_eq!(readable("\u{0}\n"), "");
        assert_eq!(readable("Zoë Łód"), "Zoë Łód");
    }
}
