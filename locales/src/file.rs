//! One file of texts: an object of names and sentences, each name once.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};

use crate::{Texts, pattern};

/// Adds the texts of a file to those of the same language.
///
/// # Errors
/// A sentence for each fault.
pub(crate) fn add(texts: &mut Texts, file: &str) -> Result<(), Vec<String>> {
    let Pairs(pairs) = serde_json::from_str(file).map_err(|error| vec![error.to_string()])?;
    let mut faults = Vec::new();
    for (key, text) in pairs {
        if !pattern::is_name(&key) {
            faults.push(format!("`{key}` is not a name in lower case with underscores"));
        }
        if let Some(fault) = pattern::fault(&text) {
            faults.push(format!("`{key}` {fault}"));
        }
        if texts.contains_key(&key) {
            faults.push(format!("`{key}` is there twice"));
        }
        texts.insert(key, text);
    }
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// The members of an object, also those with the same name: a map would keep the last one.
struct Pairs(Vec<(String, String)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Members)
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Pairs;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of texts")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Pairs, A::Error> {
        let mut pairs = Vec::new();
        while let Some(pair) = members.next_entry()? {
            pairs.push(pair);
        }
        Ok(Pairs(pairs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(file: &str) -> Vec<String> {
        add(&mut Texts::from([("known".to_owned(), "Known".to_owned())]), file).unwrap_err()
    }

    #[test]
    fn a_text_is_there_once_in_all_files_of_its_language() {
        assert_eq!(faults(r#"{"a":"A","a":"B"}"#), ["`a` is there twice"]);
        assert_eq!(faults(r#"{"known":"A"}"#), ["`known` is there twice"]);
    }

    #[test]
    fn a_text_has_a_plain_name_and_says_something() {
        assert_eq!(
            faults(r#"{"A-b":"A","b":" ","c":"{"}"#),
            [
                "`A-b` is not a name in lower case with underscores",
                "`b` is empty",
                "`c` has a brace that is part of no placeholder",
            ]
        );
    }

    #[test]
    fn a_file_is_one_object_of_texts() {
        for file in ["", "[]", r#"{"a":1}"#, r#"{"a":{"b":"B"}}"#] {
            assert_eq!(faults(file).len(), 1, "{file}");
        }
    }
}
