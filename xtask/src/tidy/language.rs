//! The texts that people read, in four languages: the words that `docs/LANGUAGE.md` refuses, the
//! typography of each language, and the alphabet of text messages.
//!
//! The refused words and the exceptions are tables of the document itself, so that it and the check
//! cannot differ.

mod page;
mod pattern;
mod typography;

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;
use super::{Finding, Severity};
use page::Page;

/// The document with the tables.
const PAGE: &str = "docs/LANGUAGE.md";
/// The folders of the texts, in files named after their language.
const FOLDERS: &[&str] = &["frontend/locales/", "backend/locales/"];
/// The page before the app, with its texts in elements that have a language.
const SHELL: &str = "frontend/index.html";
const LANGUAGES: &[&str] = &["nl", "fr", "de", "en"];

/// What becomes of a text, and so which rules hold for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Medium {
    /// A page or a mail.
    Page,
    /// A text message, in an alphabet of its own.
    Message,
    /// A call, which reads the text out.
    Call,
}

/// One text in one language.
#[derive(Debug)]
struct Text<'a> {
    path: &'a str,
    line: usize,
    lang: &'a str,
    key: String,
    /// As it is in the file.
    content: String,
    medium: Medium,
}

/// Checks the document and every text.
pub(super) fn check(sources: &[Source], findings: &mut Vec<Finding>) {
    let Some(source) = sources.iter().find(|source| source.path == PAGE) else {
        findings.push(fault(PAGE, 1, "is missing: it has the words that no text may say".into()));
        return;
    };
    let (page, faults) = Page::read(&source.text);
    findings.extend(faults.into_iter().map(|(line, message)| fault(PAGE, line, message)));
    let mut used = BTreeSet::new();
    let texts: Vec<_> = sources.iter().flat_map(|source| texts(source, findings)).collect();
    for text in texts {
        let messages = words(&text, &page, &mut used).into_iter().chain(characters(&text));
        for message in messages {
            findings.push(fault(text.path, text.line, format!("`{}` {message}", text.key)));
        }
    }
    for exception in page.exceptions.iter().filter(|exception| !used.contains(&exception.line)) {
        let message = "the exception excuses nothing any more: remove the row".to_owned();
        findings.push(fault(PAGE, exception.line, message));
    }
}

/// The refused words in a text; notes which exceptions were needed.
fn words(text: &Text<'_>, page: &Page, used: &mut BTreeSet<usize>) -> Vec<String> {
    let plain = pattern::plain(&text.content);
    let mut messages = Vec::new();
    for refused in page.refused.iter().filter(|refused| refused.concerns(text)) {
        let Some(found) = refused.find(&plain) else { continue };
        let excuses = |word: &str| found.to_lowercase() == word.to_lowercase();
        let exception = page.exceptions.iter().find(|exception| {
            exception.path == text.path && exception.key == text.key && excuses(&exception.word)
        });
        if let Some(exception) = exception {
            used.insert(exception.line);
        } else {
            let say = &refused.say;
            messages.push(format!("says \"{found}\": say {say} ({PAGE}, line {})", refused.line));
        }
    }
    messages
}

/// The characters that a text may not have where it is read.
fn characters(text: &Text<'_>) -> Vec<String> {
    match text.medium {
        Medium::Page => typography::faults(text.lang, &text.content),
        Medium::Message => typography::outside_gsm7(&text.content),
        Medium::Call => Vec::new(),
    }
}

/// The texts of a file; none if it is no file of texts.
fn texts<'a>(source: &'a Source, findings: &mut Vec<Finding>) -> Vec<Text<'a>> {
    if source.path == SHELL {
        return shell(source);
    }
    let name = source.path.rsplit('/').next().and_then(|name| name.strip_suffix(".json"));
    let lang = name.filter(|name| LANGUAGES.contains(name));
    let Some(lang) = lang.filter(|_| FOLDERS.iter().any(|path| source.path.starts_with(path)))
    else {
        return Vec::new();
    };
    let medium = match source.path.split('/').nth(2) {
        Some("sms") => Medium::Message,
        Some("calls") => Medium::Call,
        _ => Medium::Page,
    };
    match serde_json::from_str::<BTreeMap<String, String>>(&source.text) {
        Ok(texts) => texts
            .into_iter()
            .map(|(key, content)| {
                let line = line_of(&source.text, &key);
                Text { path: &source.path, line, lang, key, content, medium }
            })
            .collect(),
        Err(error) => {
            let message = format!("is no object of texts: {error}");
            findings.push(fault(&source.path, error.line(), message));
            Vec::new()
        }
    }
}

/// The line of a key.
fn line_of(file: &str, key: &str) -> usize {
    let begins = format!("\"{key}\":");
    let at = file.lines().position(|line| line.trim_start().starts_with(&begins));
    at.map_or(1, |at| at + 1)
}

/// The texts in the elements of a language that have nothing but text in them.
fn shell(source: &Source) -> Vec<Text<'_>> {
    let elements = (1..).zip(source.text.lines()).flat_map(|(line, html)| {
        html.split(" lang=\"").skip(1).map(move |element| (line, element))
    });
    let text = |(line, element): (usize, &'_ str)| {
        let (lang, rest) = element.split_once("\">")?;
        let lang = LANGUAGES.iter().find(|known| **known == lang)?;
        let content = rest.split('<').next().filter(|text| !text.trim().is_empty())?.to_owned();
        let key = format!("lang={lang}");
        Some(Text { path: SHELL, line, lang, key, content, medium: Medium::Page })
    };
    elements.filter_map(text).collect()
}

fn fault(path: &str, line: usize, message: String) -> Finding {
    Finding { path: path.to_owned(), line, severity: Severity::Fault, message }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_EXCEPTION: &str = "";
    const DOCUMENT: &str = "## Refused words\n\n\
        | Language | Refused | Say | Where | Right |\n|---|---|---|---|---|\n\
        | nl | `manier` `manieren` | methode | everywhere | `op een andere manier` |\n\
        | nl fr | `helpdesk` | the help line | for people | |\n\n\
        ## Exceptions\n\n| File | Key | Word | Why |\n|---|---|---|---|\n";

    fn findings(exception: &str, files: &[(&str, &str)]) -> Vec<String> {
        let mut sources: Vec<_> =
            files.iter().map(|(path, text)| Source::new(path, text)).collect();
        sources.push(Source::new(PAGE, &format!("{DOCUMENT}{exception}")));
        let mut findings = Vec::new();
        check(&sources, &mut findings);
        findings.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_refused_word_is_found_with_its_file_its_key_and_the_word_to_use() {
        let texts = "{\n  \"a\": \"Kies een methode.\",\n  \"b\": \"Kies een ma\u{ad}nier.\"\n}\n";
        assert_eq!(
            findings(NO_EXCEPTION, &[("frontend/locales/inside/nl.json", texts)]),
            ["frontend/locales/inside/nl.json:3: `b` says \"manier\": say methode \
              (docs/LANGUAGE.md, line 5)"]
        );
    }

    #[test]
    fn a_word_is_refused_only_in_its_language_and_its_place() {
        let people = "{\"a\": \"De helpdesk helpt u\"}";
        let path = |path| findings(NO_EXCEPTION, &[(path, people)]).len();
        assert_eq!(path("frontend/locales/nl.json"), 1);
        assert_eq!(path("backend/locales/sms/fr.json"), 1);
        assert_eq!(path("backend/locales/calls/fr.json"), 1);
        assert_eq!(path("frontend/locales/desk/nl.json"), 0);
        assert_eq!(path("frontend/locales/de.json"), 0);
        assert_eq!(path("e2e/nl.json"), 0);
        assert_eq!(path("frontend/locales/other.json"), 0);
    }

    #[test]
    fn an_exception_excuses_one_word_of_one_text_and_is_removed_with_it() {
        let texts =
            [("frontend/locales/nl.json", "{\"a\": \"Welke manier?\", \"b\": \"Manieren\"}")];
        let row = "| `frontend/locales/nl.json` | `a` | `manier` | a label of the guides |\n";
        let found = findings(row, &texts);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("`b` says \"Manieren\""), "{found:?}");
        let row = row.replace("`a`", "`c`");
        let found = findings(&row, &texts);
        assert!(found[2].starts_with("docs/LANGUAGE.md:12: the exception"), "{found:?}");
    }

    #[test]
    fn pages_mails_messages_and_calls_have_their_own_characters() {
        let count = |path, text: &str| {
            findings(NO_EXCEPTION, &[(path, &format!("{{\"a\": \"{text}\"}}"))]).len()
        };
        let (straight, curly) = ("Ce n'est pas vous ?", "Ce n’est pas vous\u{202f}?");
        for path in ["frontend/locales/fr.json", "backend/locales/mail/fr.json"] {
            assert_eq!(count(path, straight), 2, "{path}");
            assert_eq!(count(path, curly), 0, "{path}");
        }
        assert_eq!(count("backend/locales/sms/fr.json", straight), 0);
        assert_eq!(count("backend/locales/sms/fr.json", curly), 2);
        assert_eq!(count("backend/locales/calls/fr.json", straight), 0);
        assert_eq!(count("backend/locales/calls/fr.json", curly), 0);
    }

    #[test]
    fn the_texts_of_the_page_before_the_app_are_read() {
        let html = "<html lang=\"nl\">\n<p lang=\"nl\">Een manier</p>\n\
            <b><i lang=\"nl\">Goed</i><i lang=\"fr\">L'un</i></b>";
        let found = findings(NO_EXCEPTION, &[(SHELL, html)]);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("frontend/index.html:2: `lang=nl` says"), "{found:?}");
        assert!(found[1].starts_with("frontend/index.html:3: `lang=fr` has"), "{found:?}");
    }

    #[test]
    fn a_file_of_texts_that_cannot_be_read_and_a_missing_document_are_found() {
        assert_eq!(findings(NO_EXCEPTION, &[("frontend/locales/nl.json", "{")]).len(), 1);
        let mut findings = Vec::new();
        check(&[], &mut findings);
        assert_eq!(findings.len(), 1);
    }
}
