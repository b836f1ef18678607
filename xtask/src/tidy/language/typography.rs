//! Typography of pages and mails, language by language, and the alphabet of text messages.

use super::pattern::{PLACEHOLDER, without_placeholders};

/// The narrow space that does not break, and the wide one.
const NARROW: char = '\u{202f}';
const WIDE: char = '\u{a0}';
/// The characters of the GSM 7-bit default alphabet (3GPP TS 23.038 6.2.1) that take one place.
const GSM7: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
    ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The quotation marks of a language.
struct Quotes {
    open: char,
    close: char,
    /// Those of other languages.
    foreign: &'static [char],
}

fn quotes(lang: &str) -> Quotes {
    match lang {
        "fr" => Quotes { open: '«', close: '»', foreign: &['“', '”', '„', '‘'] },
        "de" => Quotes { open: '„', close: '“', foreign: &['”', '«', '»'] },
        _ => Quotes { open: '“', close: '”', foreign: &['„', '«', '»', '‘'] },
    }
}

/// What is wrong with the characters of a page or a mail, each with what to write.
pub(super) fn faults(lang: &str, text: &str) -> Vec<String> {
    let text: Vec<char> = without_placeholders(text).filter(|c| *c != '\u{ad}').collect();
    let Quotes { open, close, foreign } = quotes(lang);
    let mut faults = Vec::new();
    if text.contains(&'"') {
        faults.push(format!("has a straight quote: write {open}…{close}"));
    }
    if text.contains(&'\'') {
        faults.push("has a straight apostrophe: write ’".to_owned());
    }
    for mark in foreign.iter().filter(|mark| text.contains(mark)) {
        faults.push(format!("has `{mark}`: the quotes of {lang} are {open}…{close}"));
    }
    let count = |wanted: char| text.iter().filter(|c| **c == wanted).count();
    if count(open) != count(close) {
        faults.push(format!("has a quote that only opens or only closes: write {open}…{close}"));
    }
    if breaks_after_e(&text) {
        faults.push("has \"e-mail\" with a hyphen that breaks: write U+2011 in it".to_owned());
    }
    if lang == "fr" {
        faults.extend(french(&text));
    }
    faults
}

/// Whether a line could begin with "mail".
fn breaks_after_e(text: &[char]) -> bool {
    text.windows(6).enumerate().any(|(at, word)| {
        let begins = at == 0 || !text[at - 1].is_alphanumeric();
        let word: String = word.iter().collect();
        begins && word.to_lowercase() == "e-mail"
    })
}

/// The spaces of French; one message for a mark.
fn french(text: &[char]) -> Vec<String> {
    let mut faults: Vec<String> = Vec::new();
    for (at, mark) in text.iter().enumerate().filter(|(at, _)| !is_in_address(text, *at)) {
        let (before, after) = (text[..at].last().copied(), text.get(at + 1).copied());
        let is_time = [before, after].iter().all(|c| c.is_some_and(|c| c.is_ascii_digit()));
        let fault = match mark {
            // The second of two marks belongs to the first.
            '?' | '!' if matches!(before, Some('?' | '!')) => None,
            ':' if is_time => None,
            '?' | '!' | ';' | '»' if before != Some(NARROW) => Some("U+202F before"),
            ':' if before != Some(WIDE) => Some("U+00A0 before"),
            '«' if after != Some(NARROW) => Some("U+202F after"),
            _ => None,
        };
        let message = fault.map(|space| format!("lacks {space} `{mark}`"));
        faults.extend(message.filter(|message| !faults.contains(message)));
    }
    faults
}

/// Whether a character belongs to a link.
fn is_in_address(text: &[char], at: usize) -> bool {
    let is_end = |c: &char| c.is_whitespace();
    let from = text[..at].iter().rposition(is_end).map_or(0, |end| end + 1);
    let to = text[at..].iter().position(is_end).map_or(text.len(), |end| at + end);
    text[from..to].windows(3).any(|part| part == [':', '/', '/'])
}

/// The characters that make a text message cost more than one.
pub(super) fn outside_gsm7(text: &str) -> Vec<String> {
    let mut strange: Vec<char> =
        without_placeholders(text).filter(|c| *c != PLACEHOLDER && !GSM7.contains(*c)).collect();
    strange.sort_unstable();
    strange.dedup();
    let message = |c: char| {
        let code = u32::from(c);
        format!("has `{c}` (U+{code:04X}), which is not in the GSM-7 alphabet: write it without")
    };
    strange.into_iter().map(message).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_typography_is_left_alone() {
        let cases = [
            ("nl", "Kies “Dit was ik niet”: we sturen een e\u{2011}mail. Collega’s? Ja!"),
            ("en", "Choose “This was not me”: we send an e\u{2011}mail."),
            ("de", "Wählen Sie „Das war ich nicht“: Sie erhalten eine E\u{2011}Mail."),
            ("fr", "Choisissez «\u{202f}Oui\u{202f}»\u{a0}: c’est fait. Sûr\u{202f}?!"),
            ("fr", "De 09:00 à 17:00\u{202f}; {n|heure|heures}, {a}\u{202f}!"),
            ("fr", "Allez à https://example.org/?a;b:c et lisez."),
            ("fr", "{hours_left|heure|heures}"),
        ];
        for (lang, text) in cases {
            assert_eq!(faults(lang, text), Vec::<String>::new(), "{lang}: {text}");
        }
    }

    #[test]
    fn straight_and_foreign_quotes_are_found_in_every_language() {
        let cases = [
            ("nl", "\"ja\"", "straight quote: write “…”"),
            ("de", "\"ja\"", "straight quote: write „…“"),
            ("fr", "\"oui\"", "straight quote: write «…»"),
            ("en", "it's", "straight apostrophe: write ’"),
            ("nl", "bij ‘Beveiliging’", "`‘`: the quotes of nl are “…”"),
            ("de", "„ja”", "`”`: the quotes of de are „…“"),
            ("en", "“yes", "only opens or only closes"),
            ("nl", "uw e-mailadres", "write U+2011 in it"),
            ("de", "Ihre E-Mail", "write U+2011 in it"),
        ];
        for (lang, text, expected) in cases {
            let found = faults(lang, text);
            assert!(found.iter().any(|fault| fault.contains(expected)), "{text}: {found:?}");
        }
        assert_eq!(faults("en", "the-mail"), Vec::<String>::new());
    }

    #[test]
    fn french_spaces_are_found_once_for_each_mark() {
        let cases = [
            ("Qui\u{a0}? Vous ?", "lacks U+202F before `?`"),
            ("Oui!", "lacks U+202F before `!`"),
            ("oui ; non", "lacks U+202F before `;`"),
            ("Ainsi : oui", "lacks U+00A0 before `:`"),
            ("Ainsi\u{202f}: oui", "lacks U+00A0 before `:`"),
            ("{name}: oui", "lacks U+00A0 before `:`"),
            ("« oui\u{202f}»", "lacks U+202F after `«`"),
            ("«\u{202f}oui »", "lacks U+202F before `»`"),
        ];
        for (text, expected) in cases {
            assert_eq!(faults("fr", text), [expected], "{text}");
        }
    }

    #[test]
    fn a_text_message_has_characters_of_its_alphabet_only() {
        assert_eq!(outside_gsm7("{code} : votre code à l'écran, déjà. Où ?"), Vec::<String>::new());
        for text in ["être", "l’écran", "ça", "Oui\u{202f}?", "[a", "soft\u{ad}"] {
            assert_eq!(outside_gsm7(text).len(), 1, "{text}");
        }
    }
}
