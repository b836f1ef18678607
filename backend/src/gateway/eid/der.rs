//! DER, as far as cards and the responses of authorities need it: elements of a tag, a length and
//! contents.

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(super) const ENUMERATED: u8 = 0x0a;
pub(super) const GENERALIZED_TIME: u8 = 0x18;
pub(super) const SEQUENCE: u8 = 0x30;

/// Returns the tag `[n]` of a constructed element.
pub(super) const fn tagged(n: u8) -> u8 {
    0xa0 | n
}

/// Splits off a DER element with the tag `tag`: returns its contents, and what follows it.
pub(super) fn element(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, contents) = match *der.strip_prefix(&[tag])? {
        [length @ 0..=0x7f, ref rest @ ..] | [0x81, length @ 0x80..=0xff, ref rest @ ..] => {
            (usize::from(length), rest)
        }
        [0x82, high @ 1..=0xff, low, ref rest @ ..] => {
            (usize::from(high) * 256 + usize::from(low), rest)
        }
        _ => return None,
    };
    contents.split_at_checked(length)
}

/// Returns the element with its tag and length, and what follows it.
pub(super) fn whole(tag: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (_, rest) = element(tag, der)?;
    der.split_at_checked(der.len() - rest.len())
}

/// Reads an element that may be absent.
pub(super) fn optional(tag: u8, der: &[u8]) -> Option<(Option<&[u8]>, &[u8])> {
    if der.first() == Some(&tag) {
        element(tag, der).map(|(contents, rest)| (Some(contents), rest))
    } else {
        Some((None, der))
    }
}

/// Returns the contents of the only element.
pub(super) fn only(tag: u8, der: &[u8]) -> Option<&[u8]> {
    element(tag, der).and_then(|(contents, rest)| rest.is_empty().then_some(contents))
}

/// Writes an element of up to 64 KiB.
pub(super) fn wrap(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let contents = parts.concat();
    let [.., high, low] = contents.len().to_be_bytes();
    let mut der = vec![tag];
    match (high, low) {
        (0, 0..=0x7f) => der.push(low),
        (0, _) => der.extend([0x81, low]),
        _ => der.extend([0x82, high, low]),
    }
    der.extend(contents);
    der
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again_whatever_its_length() {
        for length in [0, 1, 127, 128, 255, 256, 60_000] {
            let contents = vec![7; length];
            let der = wrap(SEQUENCE, &[&contents]);
            assert_eq!(only(SEQUENCE, &der), Some(contents.as_slice()), "{length}");
            assert_eq!(whole(SEQUENCE, &der), Some((der.as_slice(), [].as_slice())));
            assert_eq!(element(INTEGER, &der), None);
        }
    }

    #[test]
    fn a_length_in_more_bytes_than_it_takes_or_beyond_the_end_is_no_der() {
        for der in [&[0x30, 0x81, 1, 0][..], &[0x30, 0x82, 0, 1, 0], &[0x30, 2, 0], &[0x30, 0x80]] {
            assert_eq!(element(SEQUENCE, der), None, "{der:?}");
        }
    }
}
