//! The tables of `docs/LANGUAGE.md`: the refused words, and the texts that may say one.

use super::pattern::{self, Pattern};
use super::{LANGUAGES, Text};

const REFUSED: &str = "## Refused words";
const EXCEPTIONS: &str = "## Exceptions";
/// The folder of the pages for staff.
const STAFF: &str = "frontend/locales/desk/";
/// The beginning of a list of words of keys.
const KEYS: &str = "keys with ";

/// What the document says to this check.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) refused: Vec<Refused>,
    pub(super) exceptions: Vec<Exception>,
}

/// Words that some texts may not say.
#[derive(Debug)]
pub(super) struct Refused {
    pub(super) line: usize,
    /// What to say instead.
    pub(super) say: String,
    languages: Vec<String>,
    patterns: Vec<Pattern>,
    place: Place,
    /// The phrases in which the words are right.
    right: Vec<Pattern>,
}

/// The texts that a row is about.
#[derive(Debug)]
enum Place {
    Everywhere,
    People,
    Staff,
    /// The texts whose keys have one of these words.
    Keys(Vec<String>),
}

/// A text that may say a refused word.
#[derive(Debug)]
pub(super) struct Exception {
    pub(super) line: usize,
    pub(super) path: String,
    pub(super) key: String,
    pub(super) word: String,
}

impl Page {
    /// Reads the tables; returns them with what is wrong in which line.
    pub(super) fn read(text: &str) -> (Self, Vec<(usize, String)>) {
        let mut page = Self::default();
        let mut faults = Vec::new();
        for (line, row) in rows(text, REFUSED) {
            match refused(line, &row) {
                Ok(refused) => page.refused.push(refused),
                Err(why) => faults.push((line, why.to_owned())),
            }
        }
        for (line, row) in rows(text, EXCEPTIONS) {
            match exception(line, &row) {
                Some(exception) => page.exceptions.push(exception),
                None => faults.push((line, "is no file, key, word and reason".to_owned())),
            }
        }
        if page.refused.is_empty() {
            faults.push((1, format!("has no table after `{REFUSED}`")));
        }
        (page, faults)
    }
}

impl Refused {
    /// Whether the row is about a text.
    pub(super) fn concerns(&self, text: &Text<'_>) -> bool {
        let is_there = match &self.place {
            Place::Everywhere => true,
            Place::People => !text.path.starts_with(STAFF),
            Place::Staff => text.path.starts_with(STAFF),
            Place::Keys(words) => text.key.split('_').any(|part| words.iter().any(|w| w == part)),
        };
        is_there && self.languages.iter().any(|lang| lang == text.lang)
    }

    /// The first refused word in a plain text.
    pub(super) fn find(&self, text: &[char]) -> Option<String> {
        pattern::first(&self.patterns, &self.right, text)
    }
}

/// The rows of the tables of a chapter, without their heads, each with its line.
fn rows(text: &str, heading: &str) -> Vec<(usize, Vec<String>)> {
    let chapter = (1..).zip(text.lines()).skip_while(|(_, line)| *line != heading).skip(1);
    let mut head = 0;
    let mut rows = Vec::new();
    for (line, text) in chapter.take_while(|(_, line)| !line.starts_with("## ")) {
        let Some(row) = text.strip_prefix('|') else {
            head = 0;
            continue;
        };
        head += 1;
        if head > 2 {
            let cells = row.trim_end().trim_end_matches('|').split('|');
            rows.push((line, cells.map(|cell| cell.trim().to_owned()).collect()));
        }
    }
    rows
}

fn refused(line: usize, row: &[String]) -> Result<Refused, &'static str> {
    let [languages, words, say, place, right] = row else {
        return Err("has not the five cells: language, refused, say, where, right");
    };
    let languages: Vec<String> = languages.split_whitespace().map(str::to_owned).collect();
    if languages.is_empty() || !languages.iter().all(|lang| LANGUAGES.contains(&lang.as_str())) {
        return Err("names a language that is not nl, fr, de or en");
    }
    let patterns = |cell: &str| quoted(cell).map(Pattern::new).collect::<Vec<_>>();
    let (patterns, right) = (patterns(words), patterns(right));
    if patterns.is_empty() || say.is_empty() {
        return Err("refuses no word in backquotes, or does not say what to use instead");
    }
    let place = match place.as_str() {
        "everywhere" => Place::Everywhere,
        "for people" => Place::People,
        "for staff" => Place::Staff,
        keys if keys.starts_with(KEYS) => Place::Keys(quoted(keys).map(str::to_owned).collect()),
        _ => return Err("is neither everywhere, for people, for staff nor keys with `words`"),
    };
    Ok(Refused { line, say: say.clone(), languages, patterns, place, right })
}

fn exception(line: usize, row: &[String]) -> Option<Exception> {
    let [path, key, word, reason] = row else { return None };
    let cell = |cell: &str| quoted(cell).next().map(str::to_owned);
    let (path, key, word) = (cell(path)?, cell(key)?, cell(word)?);
    (!reason.is_empty()).then_some(Exception { line, path, key, word })
}

/// What is in backquotes.
fn quoted(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

#[cfg(test)]
mod tests {
    use super::super::Medium;
    use super::*;

    fn text<'a>(path: &'a str, lang: &'a str, key: &str) -> Text<'a> {
        Text {
            path,
            line: 1,
            lang,
            key: key.to_owned(),
            content: String::new(),
            medium: Medium::Page,
        }
    }

    fn page(row: &str) -> (Page, Vec<(usize, String)>) {
        Page::read(&format!("# Language\n\n{REFUSED}\n\n| Head |\n|---|\n{row}\n"))
    }

    #[test]
    fn a_row_names_its_languages_its_words_and_its_place() {
        let (page, faults) = page("| nl fr | `een` `twee woorden` | drie | for staff | `en een` |");
        assert_eq!(faults, []);
        let row = &page.refused[0];
        assert_eq!((row.line, row.say.as_str()), (7, "drie"));
        assert_eq!((row.patterns.len(), row.right.len()), (2, 1));
        assert!(row.concerns(&text("frontend/locales/desk/fr.json", "fr", "a")));
        assert!(!row.concerns(&text("frontend/locales/desk/en.json", "en", "a")));
        assert!(!row.concerns(&text("frontend/locales/fr.json", "fr", "a")));
    }

    #[test]
    fn a_row_may_be_about_keys() {
        let (page, _) = page("| fr | `bloqué` | verrouillé | keys with `lock` `locked` | |");
        let row = &page.refused[0];
        assert!(row.concerns(&text("frontend/locales/fr.json", "fr", "account_locked_text")));
        assert!(!row.concerns(&text("frontend/locales/fr.json", "fr", "fault_blocked")));
    }

    #[test]
    fn a_row_that_says_nothing_is_found() {
        let rows = [
            "| nl | `een` | twee | everywhere |",
            "| nl it | `een` | twee | everywhere | |",
            "| nl | een | twee | everywhere | |",
            "| nl | `een` | | everywhere | |",
            "| nl | `een` | twee | somewhere | |",
        ];
        for row in rows {
            let faults = page(row).1;
            assert_eq!(faults[0].0, 7, "{row}");
        }
        assert_eq!(Page::read("# Language\n").1.len(), 1);
    }

    #[test]
    fn an_exception_has_a_reason() {
        let read = |row: &str| {
            Page::read(&format!("{EXCEPTIONS}\n\n| Head |\n|---|\n{row}\n")).0.exceptions
        };
        let exceptions = read("| `a.json` | `key` | `word` | a label of the guides |");
        assert_eq!(exceptions[0].line, 5);
        assert_eq!(exceptions[0].word, "word");
        assert!(read("| `a.json` | `key` | `word` | |").is_empty());
    }
}
