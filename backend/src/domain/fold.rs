//! Folds away what differs between keyboards: case, marks, width, letters of one language only.
//! Everything that compares names uses this fold: the help desk's search, own names in passwords,
//! the comparison of identities.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use vestibule_shared::clean::clean;

/// A text in plain small letters; blanks, figures and punctuation stay. `Joséphine` is `josephine`.
pub fn letters(text: &str) -> String {
    spell(text, |_| None)
}

/// The spellings of a text in plain letters, the first without its marks: `muller`, and then
/// `mueller`, as German writes a second letter for the two dots; likewise for Nordic letters.
pub fn spellings(text: &str) -> Vec<String> {
    let mut all = vec![letters(text)];
    let full = spell(text, |c| match c {
        'ä' => Some("ae"),
        'ö' | 'ø' => Some("oe"),
        'ü' => Some("ue"),
        'å' => Some("aa"),
        _ => None,
    });
    if full != all[0] {
        all.push(full);
    }
    all
}

/// The words of a folded text; an apostrophe or a hyphen ends one.
pub fn words(folded: &str) -> Vec<String> {
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_owned).collect()
}

/// The letters and figures of a folded text, as one word.
pub fn joined(folded: &str) -> String {
    folded.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Spells a text in plain letters; `full` may spell a composed small letter with more letters than
/// it has without its mark.
fn spell(text: &str, full: impl Fn(char) -> Option<&'static str>) -> String {
    let mut folded = String::with_capacity(text.len());
    // Compatible forms first (full width, ligatures), composed: a letter and its mark are one.
    let composed = clean(text).nfkc().flat_map(char::to_lowercase).collect::<String>();
    for c in composed.nfc() {
        if let Some(letters) = full(c) {
            folded.push_str(letters);
            continue;
        }
        // A letter may have a mark and also be specific to a language: the stroke remains of `ǿ`.
        let bare = std::iter::once(c).nfkd().filter(|c| !is_combining_mark(*c));
        bare.for_each(|c| match plain(c) {
            Some(letters) => folded.push_str(letters),
            None => folded.push(c),
        });
    }
    folded
}

/// Letters that do not decompose into a letter and a mark, and their usual replacement.
const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ß' => "ss",
        'þ' => "th",
        'đ' | 'ð' | 'ɖ' => "d",
        'ł' => "l",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ı' => "i",
        'ĸ' => "q",
        'ə' => "a",
        'ς' => "σ",
        // Apostrophes that are letters.
        '\u{2b9}'..='\u{2bf}' | '\u{a78b}' | '\u{a78c}' => "'",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_lose_case_marks_width_and_what_one_language_has() {
        for (text, folded) in [
            ("Joséphine", "josephine"),
            ("Lo\u{301}tte", "lotte"),
            ("ｐａｓｓｗｏｒｄ１", "password1"),
            ("Søren Ǿ", "soren o"),
            ("Łukasz Wałęsa", "lukasz walesa"),
            ("Đorđe", "dorde"),
            ("STRAẞE Strauß", "strasse strauss"),
            ("Ælfred Œuvrard", "aelfred oeuvrard"),
            ("Işık İnan ILGIN", "isik inan ilgin"),
            ("Þór Guðmundur", "thor gudmundur"),
            ("Nguyễn", "nguyen"),
            ("ﬁliz", "filiz"),
            ("Σίσυφος", "σισυφοσ"),
            ("Чёрный", "черныи"),
            ("D’Haene DʼHaene", "d’haene d'haene"),
            ("A\u{200b}n\u{ad}na\u{a0}B", "anna b"),
        ] {
            assert_eq!(letters(text), folded, "{text}");
        }
    }

    #[test]
    fn german_and_northern_letters_have_a_second_spelling() {
        assert_eq!(spellings("Müller"), ["muller", "mueller"]);
        assert_eq!(spellings("Mu\u{308}ller"), ["muller", "mueller"]);
        assert_eq!(spellings("Søren Åse"), ["soren ase", "soeren aase"]);
        assert_eq!(spellings("Mueller"), ["mueller"]);
        assert_eq!(spellings("Joséphine"), ["josephine"]);
    }

    #[test]
    fn a_folded_text_falls_into_words_or_is_joined_to_one() {
        let folded = letters(" Marie-Thérèse  D'HONDT, Ström ");
        assert_eq!(words(&folded), ["marie", "therese", "d", "hondt", "strom"]);
        assert_eq!(joined(&folded), "marietheresedhondtstrom");
        assert_eq!(words(&letters(" -' ")), Vec::<String>::new());
    }
}
