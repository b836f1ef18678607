//! Reads the texts of the product while it is built: the same texts with the same placeholders in
//! all four languages, or no build.
//!
//! The build scripts of the front end and of the server use it; neither program contains it.

mod file;
mod pattern;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

/// The languages, in the order in which a text has them.
pub const LANGUAGES: [&str; 4] = ["nl", "fr", "de", "en"];

/// One text in all languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// Its name, in lower case with underscores.
    pub key: String,
    /// The sentences, in the order of [`LANGUAGES`].
    pub says: [String; 4],
}

impl Text {
    /// The names of the values that are filled in: the same in each language.
    pub fn placeholders(&self) -> BTreeSet<&str> {
        pattern::placeholders(&self.says[0])
    }

    /// Whether a placeholder has nouns, as `{days|day|days}`, in some language.
    pub fn has_nouns(&self) -> bool {
        self.says.iter().any(|text| text.contains('|'))
    }
}

/// Reads `nl.json`, `fr.json`, `de.json` and `en.json` of each folder, as one list in the order of
/// the keys.
///
/// # Errors
/// A sentence for each fault.
pub fn read(folders: &[String]) -> Result<Vec<Text>, Vec<String>> {
    let mut languages = [const { BTreeMap::new() }; 4];
    let mut faults = Vec::new();
    for (texts, language) in languages.iter_mut().zip(LANGUAGES) {
        for folder in folders {
            let path = format!("{folder}/{language}.json");
            let added = fs::read_to_string(&path).map_err(|error| vec![error.to_string()]);
            let added = added.and_then(|file| file::add(texts, &file));
            let found = added.err().unwrap_or_default();
            faults.extend(found.into_iter().map(|fault| format!("{path}: {fault}")));
        }
    }
    if faults.is_empty() { together(&languages) } else { Err(faults) }
}

type Texts = BTreeMap<String, String>;

/// Brings the languages together.
fn together(languages: &[Texts; 4]) -> Result<Vec<Text>, Vec<String>> {
    let keys: BTreeSet<String> = languages.iter().flat_map(BTreeMap::keys).cloned().collect();
    let mut texts = Vec::new();
    let mut faults = Vec::new();
    for key in keys {
        match languages.each_ref().map(|texts| texts.get(&key)) {
            [Some(nl), Some(fr), Some(de), Some(en)] => {
                let says = [nl, fr, de, en].map(String::clone);
                faults.extend(other_placeholders(&key, &says));
                texts.push(Text { key, says });
            }
            found => {
                let without = LANGUAGES.into_iter().zip(found).filter(|(_, text)| text.is_none());
                let without: Vec<&str> = without.map(|(language, _)| language).collect();
                faults.push(format!("`{key}` is missing in {}", without.join(", ")));
            }
        }
    }
    if faults.is_empty() { Ok(texts) } else { Err(faults) }
}

/// Compares the placeholders with those of the first language.
fn other_placeholders(key: &str, says: &[String; 4]) -> Vec<String> {
    let [first, ..] = says.each_ref().map(|text| pattern::placeholders(text));
    let mut faults = Vec::new();
    for (language, text) in LANGUAGES.iter().zip(says) {
        let own = pattern::placeholders(text);
        for name in first.symmetric_difference(&own) {
            let [with, without] = if own.contains(name) {
                [language, LANGUAGES[0]]
            } else {
                [LANGUAGES[0], language]
            };
            faults.push(format!("`{key}` has {{{name}}} in {with}, but not in {without}"));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn languages(files: [&str; 4]) -> Result<Vec<Text>, Vec<String>> {
        together(&files.map(|file| {
            let mut texts = Texts::new();
            file::add(&mut texts, file).unwrap();
            texts
        }))
    }

    #[test]
    fn a_text_has_all_languages_in_their_order_and_the_names_of_its_placeholders() {
        let texts = languages([
            r#"{"hello":"Dag {name}, {days|dag|dagen} {name}"}"#,
            r#"{"hello":"Bonjour {name}, {days|jour|jours}"}"#,
            r#"{"hello":"{days|Tag|Tage}, {name}"}"#,
            r#"{"hello":"Hello {name}, {days|day|days}"}"#,
        ])
        .unwrap();
        assert_eq!(texts.len(), 1);
        assert_eq!(texts[0].says[1], "Bonjour {name}, {days|jour|jours}");
        assert_eq!(texts[0].placeholders(), BTreeSet::from(["days", "name"]));
        assert!(texts[0].has_nouns());
    }

    #[test]
    fn a_text_that_is_missing_in_one_language_is_a_fault_and_so_is_one_that_only_one_has() {
        let both = r#"{"a":"A","b":"B"}"#;
        let faults = languages([both, both, r#"{"a":"A"}"#, both]).unwrap_err();
        assert_eq!(faults, ["`b` is missing in de"]);
        let faults = languages(["{}", r#"{"c":"C"}"#, "{}", "{}"]).unwrap_err();
        assert_eq!(faults, ["`c` is missing in nl, de, en"]);
    }

    #[test]
    fn a_placeholder_that_one_language_lacks_or_has_alone_is_a_fault() {
        let of = |text: &str| format!(r#"{{"a":"{text}"}}"#);
        let (with, without) = (of("{days} for {service}"), of("for {service}"));
        let faults = languages([&with, &with, &with, &without]).unwrap_err();
        assert_eq!(faults, ["`a` has {days} in nl, but not in en"]);
        let faults = languages([&without, &with, &without, &without]).unwrap_err();
        assert_eq!(faults, ["`a` has {days} in fr, but not in nl"]);
    }

    #[test]
    fn a_folder_that_lacks_a_file_names_the_file() {
        let faults = read(&["no-such-folder".to_owned()]).unwrap_err();
        assert_eq!(faults.len(), 4);
        assert!(faults[2].starts_with("no-such-folder/de.json: "), "{faults:?}");
    }
}
