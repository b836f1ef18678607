//! Holds the four languages together: the same texts with the same placeholders, or no build.
//!
//! The texts that a first visit does not need are in files of their own: those of the pages of an
//! account in `locales/inside/`, those of registration and recovery in `locales/journeys/`, those of
//! the help in `locales/help/`, those of the pages for staff in `locales/desk/`.
//!
//! Writes one constant (or, where a text has placeholders, one function) per text, so that a
//! missing text does not compile and an unused one is a warning.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    fmt::Write as _,
    fs,
    path::Path,
};

const LANGUAGES: [&str; 4] = ["nl", "fr", "de", "en"];
/// Filled in everywhere by the app itself, from the configuration: the name of the service, and the figures in
/// force (`PublicConfig::figures`).
const ALWAYS_KNOWN: [&str; 11] = [
    "service",
    "activation_tries",
    "code_tries",
    "rest_minutes",
    "recovery_codes",
    "reset_hours",
    "snooze_days",
    "notice_days",
    "quiet_days",
    "sent_days",
    "proposal_days",
];

/// Folders of texts that are fetched when a page needs them.
const FOLDERS: [&str; 4] = ["inside", "journeys", "help", "desk"];

type Texts = BTreeMap<String, String>;

fn main() -> Result<(), String> {
    println!("cargo::rerun-if-changed=locales");
    if env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        // What the program is cut along.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    let mut all = Vec::new();
    for language in LANGUAGES {
        all.push((language, read_all(language)?));
    }
    let mut complaints = Vec::new();
    for (language, texts) in &all[1..] {
        complaints.extend(differences(language, texts, &all[0].1));
    }
    if !complaints.is_empty() {
        return Err(format!("the languages differ:\n{}", complaints.join("\n")));
    }
    let out = env::var("OUT_DIR").map_err(|error| error.to_string())?;
    fs::write(Path::new(&out).join("key.rs"), constants(&all[0].1))
        .map_err(|error| error.to_string())
}

/// Every text of a language, from all its files.
fn read_all(language: &str) -> Result<Texts, String> {
    let mut texts = read(&format!("locales/{language}.json"))?;
    for folder in FOLDERS {
        for (key, text) in read(&format!("locales/{folder}/{language}.json"))? {
            if texts.insert(key.clone(), text).is_some() {
                return Err(format!("{language} has {key} in two of its files"));
            }
        }
    }
    Ok(texts)
}

fn read(path: &str) -> Result<Texts, String> {
    let file = fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))?;
    let texts: Texts = serde_json::from_str(&file).map_err(|error| format!("{path}: {error}"))?;
    match texts.iter().find(|(_, text)| text.trim().is_empty()) {
        Some((key, _)) => Err(format!("{path}: {key} is empty")),
        None => Ok(texts),
    }
}

fn differences(language: &str, texts: &Texts, first: &Texts) -> Vec<String> {
    let mut found = Vec::new();
    let keys: BTreeSet<&String> = texts.keys().chain(first.keys()).collect();
    for key in keys {
        match (texts.get(key), first.get(key)) {
            (None, _) => found.push(format!("{language} has no {key}")),
            (_, None) => found.push(format!("{} has no {key}", LANGUAGES[0])),
            (Some(one), Some(other)) if placeholders(one) != placeholders(other) => {
                found.push(format!("{language} has other placeholders in {key}"));
            }
            _ => {}
        }
    }
    found
}

/// The names of what is filled in: `{days}`, or `{days|day|days}` with the noun for one and for more.
fn placeholders(text: &str) -> BTreeSet<&str> {
    let inside = text.split('{').skip(1).filter_map(|rest| rest.split_once('}'));
    inside.filter_map(|(inside, _)| inside.split('|').next()).collect()
}

fn constants(texts: &Texts) -> String {
    let mut code = String::new();
    for (key, text) in texts {
        let name = key.replace(['.', '-'], "_");
        let mut given = placeholders(text);
        given.retain(|name| !ALWAYS_KNOWN.contains(name));
        if given.is_empty() {
            let name = name.to_uppercase();
            let _ = writeln!(code, "pub(crate) const {name}: Text = Text::plain({key:?});");
            continue;
        }
        let arguments: Vec<String> =
            given.iter().map(|name| format!("{name}: impl ToString")).collect();
        let values: Vec<String> =
            given.iter().map(|name| format!("({name:?}, {name}.to_string())")).collect();
        let _ = writeln!(
            code,
            "pub(crate) fn {name}({}) -> Text {{ Text::filled({key:?}, vec![{}]) }}",
            arguments.join(", "),
            values.join(", ")
        );
    }
    code
}
