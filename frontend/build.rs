//! Writes the texts of the app as constants, from `locales/`: `vestibule-locales` reads and compares
//! them.
//!
//! The texts that a first visit does not need are in files of their own: those of the pages of an
//! account in `locales/inside/`, those of registration and recovery in `locales/journeys/`, those of
//! the help in `locales/help/`, those of the pages for staff in `locales/desk/`.
//!
//! Writes one constant (or, where a text has placeholders, one function) per text, so that a
//! missing text does not compile and an unused one is a warning.

use std::{env, fmt::Write as _, fs, path::Path};

use vestibule_locales::Text;

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

/// The texts of a first visit, and the folders of those that are fetched when a page needs them.
const FOLDERS: [&str; 5] =
    ["locales", "locales/inside", "locales/journeys", "locales/help", "locales/desk"];

fn main() {
    println!("cargo::rerun-if-changed=locales");
    if env::var_os("CARGO_FEATURE_SPLIT").is_some() {
        // What the program is cut along.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    for fault in write().err().unwrap_or_default() {
        println!("cargo::error={fault}");
    }
}

fn write() -> Result<(), Vec<String>> {
    let texts = vestibule_locales::read(&FOLDERS.map(str::to_owned))?;
    let out = env::var("OUT_DIR").map_err(|error| vec![error.to_string()])?;
    fs::write(Path::new(&out).join("key.rs"), constants(&texts))
        .map_err(|error| vec![error.to_string()])
}

fn constants(texts: &[Text]) -> String {
    let mut code = String::new();
    for text in texts {
        let key = &text.key;
        let mut given = text.placeholders();
        given.retain(|name| !ALWAYS_KNOWN.contains(name));
        if given.is_empty() {
            let name = key.to_uppercase();
            let _ = writeln!(code, "pub(crate) const {name}: Text = Text::plain({key:?});");
            continue;
        }
        let arguments: Vec<String> =
            given.iter().map(|name| format!("{name}: impl ToString")).collect();
        let values: Vec<String> =
            given.iter().map(|name| format!("({name:?}, {name}.to_string())")).collect();
        let _ = writeln!(
            code,
            "pub(crate) fn {key}({}) -> Text {{ Text::filled({key:?}, vec![{}]) }}",
            arguments.join(", "),
            values.join(", ")
        );
    }
    code
}
