//! Encodes the text of a message for the network: the GSM default alphabet (3GPP TS 23.038 6.2.1)
//! where it has every character, UCS-2 otherwise; in several parts where it is long (3GPP TS 23.040
//! 9.2.3.24.1).

/// The default alphabet, each character at the index of its octet; 0x1B is the escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1b}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
    ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// Precedes an octet of the extension table.
const ESCAPE: u8 = 0x1b;
/// The extension table.
const EXTENSION: [(char, u8); 10] = [
    ('\u{c}', 0x0a),
    ('^', 0x14),
    ('{', 0x28),
    ('}', 0x29),
    ('\\', 0x2f),
    ('[', 0x3c),
    ('~', 0x3d),
    (']', 0x3e),
    ('|', 0x40),
    ('€', 0x65),
];
/// The length in octets of the header that joins parts: its length, its kind, and three octets of
/// content.
const HEADER_OCTETS: usize = 6;
const CONCATENATION: [u8; 3] = [5, 0, 3];

/// How the octets of a text are read: `data_coding`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// The default alphabet of the SMSC, an octet a character.
    Default,
    /// UCS-2, or UTF-16 where a character takes two units.
    Ucs2,
}

impl Coding {
    /// Returns how many octets a whole text may have, and a part of one. In the default alphabet
    /// seven bits count, so that the header takes the place of seven characters.
    const fn room(self) -> (usize, usize) {
        match self {
            Self::Default => (160, 153),
            Self::Ucs2 => (140, 140 - HEADER_OCTETS),
        }
    }
}

/// What one message of the network carries.
#[derive(Debug, PartialEq, Eq)]
pub struct Part {
    /// How `octets` are to be read.
    pub coding: Coding,
    /// Whether they begin with the header that joins parts.
    pub has_header: bool,
    /// The header and the text.
    pub octets: Vec<u8>,
}

/// Splits a text into parts; `joint` is the same in all of them, and differs in the next text.
pub fn parts(text: &str, joint: u8) -> Vec<Part> {
    let in_default: Option<Vec<_>> = text.chars().map(in_default_alphabet).collect();
    let (coding, characters) = match in_default {
        Some(characters) => (Coding::Default, characters),
        None => (Coding::Ucs2, text.chars().map(in_ucs2).collect()),
    };
    let (whole, part) = coding.room();
    if characters.iter().map(Vec::len).sum::<usize>() <= whole {
        return vec![Part { coding, has_header: false, octets: characters.concat() }];
    }
    let pieces = cut(&characters, part);
    let count = u8::try_from(pieces.len()).unwrap_or(u8::MAX);
    let joined = |(number, piece): (u8, Vec<u8>)| Part {
        coding,
        has_header: true,
        octets: [&CONCATENATION[..], &[joint, count, number], &piece].concat(),
    };
    (1..=count).zip(pieces).map(joined).collect()
}

/// Counts the messages of the network that a text takes; each costs money.
pub fn count(text: &str) -> usize {
    parts(text, 0).len()
}

/// Splits into pieces of at most so many octets; no character is cut in two.
fn cut(characters: &[Vec<u8>], room: usize) -> Vec<Vec<u8>> {
    let mut pieces = vec![Vec::with_capacity(room)];
    for character in characters {
        match pieces.last_mut() {
            Some(piece) if piece.len() + character.len() <= room => piece.extend(character),
            _ => pieces.push(character.clone()),
        }
    }
    pieces
}

/// Returns the octets of a character; nothing where the alphabet does not have it.
fn in_default_alphabet(character: char) -> Option<Vec<u8>> {
    let extended = EXTENSION.iter().find(|(it, _)| *it == character);
    if let Some((_, octet)) = extended {
        return Some(vec![ESCAPE, *octet]);
    }
    let place = BASIC.chars().position(|it| it == character)?;
    u8::try_from(place).ok().filter(|octet| *octet != ESCAPE).map(|octet| vec![octet])
}

/// Checks that the default alphabet has a character.
pub fn is_in_default(character: char) -> bool {
    in_default_alphabet(character).is_some()
}

fn in_ucs2(character: char) -> Vec<u8> {
    character.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Decodes the text of parts, as a phone does.
    fn read(parts: &[Part]) -> String {
        let skipped = |part: &Part| if part.has_header { HEADER_OCTETS } else { 0 };
        let octets = parts.iter().flat_map(|part| part.octets[skipped(part)..].to_vec());
        if parts[0].coding == Coding::Ucs2 {
            let octets: Vec<u8> = octets.collect();
            let units: Vec<_> =
                octets.chunks(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            return String::from_utf16(&units).unwrap();
        }
        let (mut text, mut octets) = (String::new(), octets);
        while let Some(octet) = octets.next() {
            text.push(if octet == ESCAPE {
                let octet = octets.next().unwrap();
                EXTENSION.iter().find(|(_, it)| *it == octet).unwrap().0
            } else {
                BASIC.chars().nth(octet.into()).unwrap()
            });
        }
        text
    }

    #[test]
    fn characters_have_the_octets_that_the_published_table_gives_them() {
        assert_eq!(BASIC.chars().count(), 128);
        for (text, octets) in [
            ("@", &[0x00][..]),
            ("£$¥èéùìòÇ", &[1, 2, 3, 4, 5, 6, 7, 8, 9]),
            ("\nØø\rÅå", &[0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f]),
            ("Δ_ΦΓΛΩΠΨΣΘΞ", &[16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26]),
            ("ÆæßÉ", &[0x1c, 0x1d, 0x1e, 0x1f]),
            (" !\"#¤%", &[0x20, 0x21, 0x22, 0x23, 0x24, 0x25]),
            ("09:?¡AZ", &[0x30, 0x39, 0x3a, 0x3f, 0x40, 0x41, 0x5a]),
            ("ÄÖÑÜ§¿az", &[0x5b, 0x5c, 0x5d, 0x5e, 0x5f, 0x60, 0x61, 0x7a]),
            ("äöñüà", &[0x7b, 0x7c, 0x7d, 0x7e, 0x7f]),
            (
                "^{}\\[~]|€",
                &[
                    27, 0x14, 27, 0x28, 27, 0x29, 27, 0x2f, 27, 0x3c, 27, 0x3d, 27, 0x3e, 27, 0x40,
                    27, 0x65,
                ],
            ),
        ] {
            let expected =
                Part { coding: Coding::Default, has_header: false, octets: octets.to_vec() };
            assert_eq!(parts(text, 1), [expected], "{text}");
        }
    }

    #[test]
    fn a_text_with_a_character_outside_the_alphabet_goes_as_ucs_2_as_a_whole() {
        for text in ["ê", "ç", "`", "\u{1b}", "œuvre", "123456 ✓", "😀"] {
            let made = parts(text, 1);
            assert_eq!((made[0].coding, made.len()), (Coding::Ucs2, 1), "{text:?}");
            assert_eq!(read(&made), text);
        }
        assert_eq!(parts("ê😀", 1)[0].octets, [0, 0xea, 0xd8, 0x3d, 0xde, 0]);
    }

    #[test]
    fn a_text_is_cut_only_when_it_is_too_long_and_nowhere_inside_a_character() {
        for (text, lengths) in [
            ("a".repeat(160), &[160][..]),
            ("a".repeat(161), &[159, 14]),
            // The escape and its octet would be split at the 153rd place.
            ("a".repeat(152) + "€" + &"b".repeat(20), &[158, 28]),
            ("ê".repeat(70), &[140]),
            ("ê".repeat(71), &[140, 14]),
            // The two halves of the face would be split at the 67th unit.
            ("ê".repeat(66) + "😀" + "êêê", &[138, 16]),
        ] {
            let made = parts(&text, 200);
            assert_eq!(made.iter().map(|part| part.octets.len()).collect::<Vec<_>>(), lengths);
            assert_eq!(read(&made), text);
            let count = u8::try_from(made.len()).unwrap();
            for (number, part) in (1..).zip(&made).filter(|_| count > 1) {
                assert_eq!(part.octets[..6], [5, 0, 3, 200, count, number]);
            }
        }
    }

    #[test]
    fn the_last_line_that_browsers_read_is_the_same_after_the_flow() {
        let text = "123456 is uw code voor Vestibule. 10 minuten geldig.\n@portal.example #123456";
        assert_eq!(read(&parts(text, 1)), text);
        assert_eq!(parts(text, 1)[0].coding, Coding::Default);
    }
}
