//! Words and phrases as the document writes them, and where a text has them.
//!
//! A pattern matches whole words. A `*` is any letters, a space is a space or a hyphen, `{n}` is
//! any placeholder. A pattern with a capital letter matches that case only: in German it is a noun.

/// Where a placeholder was: no letter, no space, no mark.
pub(super) const PLACEHOLDER: char = '\u{fffc}';

/// A text without what a reader does not see: one kind of hyphen, apostrophe and space, no soft
/// hyphens, no names of placeholders.
pub(super) fn plain(text: &str) -> Vec<char> {
    let one_kind = |c| match c {
        '\u{2010}' | '\u{2011}' => '-',
        '’' => '\'',
        c if c.is_whitespace() => ' ',
        c => c,
    };
    without_placeholders(text).filter(|c| *c != '\u{ad}').map(one_kind).collect()
}

/// A text with its placeholders blanked, except for the nouns in them.
pub(super) fn without_placeholders(text: &str) -> impl Iterator<Item = char> {
    let mut inside_name = false;
    text.chars().filter_map(move |c| {
        if matches!(c, '{' | '|' | '}') {
            inside_name = c == '{';
            return Some(PLACEHOLDER);
        }
        (!inside_name).then_some(c)
    })
}

/// A word or a phrase.
#[derive(Debug)]
pub(super) struct Pattern {
    characters: Vec<char>,
    has_case: bool,
}

impl Pattern {
    pub(super) fn new(written: &str) -> Self {
        let has_case = written.contains(char::is_uppercase);
        Self { characters: plain(written), has_case }
    }

    /// The first place in a plain text: where it begins and ends.
    pub(super) fn find(&self, text: &[char]) -> Option<(usize, usize)> {
        let is_letter = |at: usize| text.get(at).is_some_and(|c| c.is_alphanumeric());
        (0..text.len()).find_map(|at| {
            let begins = at == 0 || !is_letter(at - 1);
            let length = begins.then(|| self.length(&self.characters, &text[at..])).flatten()?;
            Some((at, at + length))
        })
    }

    /// How much of the start of a text the pattern matches, up to the end of a word.
    fn length(&self, pattern: &[char], text: &[char]) -> Option<usize> {
        let Some((first, rest)) = pattern.split_first() else {
            return (!text.first().is_some_and(|c| c.is_alphanumeric())).then_some(0);
        };
        let run = |fits: fn(&char) -> bool| text.iter().take_while(|c| fits(c)).count();
        let goes_on = |taken: usize| Some(taken + self.length(rest, &text[taken..])?);
        match first {
            '*' => (0..=run(|c| c.is_alphabetic())).find_map(goes_on),
            ' ' => (1..=run(|c| matches!(c, ' ' | '-'))).find_map(goes_on),
            first => text.first().filter(|c| self.same(**c, *first)).and_then(|_| goes_on(1)),
        }
    }

    fn same(&self, a: char, b: char) -> bool {
        a == b || !self.has_case && a.to_lowercase().eq(b.to_lowercase())
    }
}

/// The first of several patterns in a text, outside of the phrases in which it is right.
pub(super) fn first(patterns: &[Pattern], right: &[Pattern], text: &[char]) -> Option<String> {
    let mut text = text.to_vec();
    for phrase in right {
        while let Some((from, to)) = phrase.find(&text) {
            text[from..to].fill(PLACEHOLDER);
        }
    }
    let (from, to) = patterns.iter().find_map(|pattern| pattern.find(&text))?;
    let found: String = text[from..to].iter().collect();
    Some(found.replace(&format!("{PLACEHOLDER}{PLACEHOLDER}"), "{n}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(pattern: &str, text: &str) -> Option<String> {
        first(&[Pattern::new(pattern)], &[], &plain(text))
    }

    #[test]
    fn a_word_is_found_as_a_whole_in_any_case_and_with_soft_hyphens() {
        for text in ["Een manier.", "MANIER", "ma\u{ad}nier, en", "(manier)", "{n}manier"] {
            assert!(found("manier", text).is_some(), "{text}");
        }
        for text in ["manieren", "goedemanier", "{manier}", "een man ier"] {
            assert_eq!(found("manier", text), None, "{text}");
        }
    }

    #[test]
    fn a_star_is_any_letters_and_a_space_any_gap() {
        let cases = [
            ("verrouill*", "il est Verrouillé.", Some("Verrouillé")),
            ("verrouill*", "déverrouillé", None),
            ("*verrouill*", "déverrouillé", Some("déverrouillé")),
            ("*isation*", "Organisations", Some("Organisations")),
            ("code* de secours", "vos codes\u{a0}de secours", Some("codes de secours")),
            ("two step verification", "Two-step verification", Some("Two-step verification")),
            ("e-id", "e\u{2011}ID-kaart", Some("e-ID")),
            ("e-id", "eID", None),
            ("{n} people", "{count} people", Some("{n} people")),
            ("{n} people", "1 people", None),
            ("l'assistance", "L’assistance", Some("L'assistance")),
            ("hours", "{n|hour|hours}", Some("hours")),
        ];
        for (pattern, text, expected) in cases {
            assert_eq!(found(pattern, text).as_deref(), expected, "{pattern}: {text}");
        }
    }

    #[test]
    fn a_pattern_with_a_capital_is_a_noun() {
        assert!(found("Weg", "Das ist Ihr letzter Weg.").is_some());
        assert_eq!(found("Weg", "Schlüssel weg?"), None);
    }

    #[test]
    fn a_word_is_right_in_its_phrases() {
        let right = [Pattern::new("auf * Weg"), Pattern::new("Weg zu")];
        let found = |text| first(&[Pattern::new("Weg")], &right, &plain(text));
        assert_eq!(found("auf diesem Weg, auf anderem Weg und auf dem Weg zu Ihnen"), None);
        assert_eq!(found("Auf diesem Weg: ein Weg").as_deref(), Some("Weg"));
    }
}
