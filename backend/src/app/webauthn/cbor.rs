//! The part of CBOR (RFC 8949) that finds where the parts of an answer end: lengths are definite,
//! as CTAP2's canonical form demands, and nothing is copied.

/// Deeper than anything that an authenticator sends.
const DEEPEST: u8 = 8;

const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const TAG: u8 = 6;

/// Reads items one after another; `None` when the input ends too early or is not CBOR.
pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(input: &'a [u8]) -> Self {
        Self(input)
    }

    /// The unread input.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.0
    }

    /// Reads so many bytes unchanged.
    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// A byte string.
    pub(super) fn bytes(&mut self) -> Option<&'a [u8]> {
        self.string(BYTES)
    }

    /// A text, not checked to be UTF-8.
    pub(super) fn text(&mut self) -> Option<&'a [u8]> {
        self.string(TEXT)
    }

    /// The head of a map: how many pairs follow.
    pub(super) fn map(&mut self) -> Option<u64> {
        self.head().and_then(|(major, pairs)| (major == MAP).then_some(pairs))
    }

    /// Skips one item with everything in it.
    pub(super) fn skip(&mut self) -> Option<()> {
        self.skip_within(DEEPEST)
    }

    fn skip_within(&mut self, depth: u8) -> Option<()> {
        let inner = depth.checked_sub(1)?;
        let (major, argument) = self.head()?;
        let items = match major {
            BYTES | TEXT => return self.take(usize::try_from(argument).ok()?).map(|_| ()),
            ARRAY => argument,
            MAP => argument.checked_mul(2)?,
            TAG => 1,
            _ => 0,
        };
        // Each item takes at least one byte, so a false length ends with the input.
        (0..items).try_for_each(|_| self.skip_within(inner))
    }

    fn string(&mut self, wanted: u8) -> Option<&'a [u8]> {
        let (major, length) = self.head()?;
        if major == wanted { self.take(usize::try_from(length).ok()?) } else { None }
    }

    /// The major type and its argument.
    fn head(&mut self) -> Option<(u8, u64)> {
        let first = *self.take(1)?.first()?;
        let argument = match first & 0x1f {
            small @ 0..=23 => u64::from(small),
            size @ 24..=27 => self
                .take(1 << (size - 24))?
                .iter()
                .fold(0, |number, byte| number << 8 | u64::from(*byte)),
            _ => return None,
        };
        Some((first >> 5, argument))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is left of the input after one item.
    fn left(input: &[u8]) -> Option<usize> {
        let mut reader = Reader::new(input);
        reader.skip().map(|()| reader.rest().len())
    }

    #[test]
    fn an_item_is_passed_over_with_all_that_is_in_it() {
        // RFC 8949, appendix A.
        assert_eq!(left(&[0x18, 0x64]), Some(0));
        assert_eq!(left(&[0x3b, 255, 255, 255, 255, 255, 255, 255, 255]), Some(0));
        assert_eq!(left(&[0xfb, 0x3f, 0xf1, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a, 0xf6]), Some(1));
        assert_eq!(left(&[0xc1, 0x1a, 0x51, 0x4b, 0x67, 0xb0]), Some(0));
        assert_eq!(left(&[0x83, 0x01, 0x82, 0x02, 0x03, 0x82, 0x04, 0x05]), Some(0));
        assert_eq!(left(&[0xa2, 0x61, b'a', 0x01, 0x61, b'b', 0x82, 0x02, 0x03, 7, 7]), Some(2));
    }

    #[test]
    fn what_ends_too_early_lies_about_its_length_or_has_none_is_no_item() {
        assert_eq!(left(&[]), None);
        assert_eq!(left(&[0x44, 1, 2, 3]), None);
        assert_eq!(left(&[0x19, 1]), None);
        assert_eq!(left(&[0x9b, 255, 255, 255, 255, 255, 255, 255, 255, 0]), None);
        assert_eq!(left(&[0xbb, 255, 255, 255, 255, 255, 255, 255, 255, 0]), None);
        assert_eq!(left(&[0x5b, 255, 255, 255, 255, 255, 255, 255, 255, 0]), None);
        assert_eq!(left(&[0x9f, 0x01, 0xff]), None);
        assert_eq!(left(&[0x81; 100]), None);
    }
}
