//! Writes the texts of the server as code: from `locales/`, a module for each of its folders.
//!
//! A text without placeholders is a function of the language: `mail::regards(lang)`. A text with
//! placeholders is a type with a field for each: `sms::ContactChanged { service }.say(lang)`. Two
//! texts whose names end in `_subject` and `_text` are one letter:
//! `mail::Ending { .. }.letter(lang)`. A text that is missing does not compile, and a text that
//! nothing uses is a warning.

use std::{collections::BTreeSet, env, fmt::Display, fs, io, path::Path};

use vestibule_locales::Text;

/// The front end's sentence for a problem is named after the code of the problem.
const PROBLEM: &str = "problem_";
/// The languages as the code names them, in the order of a text.
const LANGUAGES: [&str; 4] = ["Language::Nl", "Language::Fr", "Language::De", "Language::En"];

fn main() {
    println!("cargo::rerun-if-changed=locales");
    println!("cargo::rerun-if-changed=../frontend/locales");
    for fault in write().err().unwrap_or_default() {
        println!("cargo::error={fault}");
    }
}

fn write() -> Result<(), Vec<String>> {
    let mut code = String::new();
    let mut faults = Vec::new();
    for subject in subjects().map_err(|error| vec![fault("locales", error)])? {
        match vestibule_locales::read(&[format!("locales/{subject}")]) {
            Ok(texts) => {
                faults.extend(nouns(&texts).iter().map(|found| fault(&subject, found)));
                code += &module(&subject, &texts);
            }
            Err(found) => faults.extend(found.iter().map(|found| fault(&subject, found))),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    save("texts.rs", &code)?;
    save("problems.rs", &problems(&vestibule_locales::read(&["../frontend/locales".to_owned()])?))
}

fn fault(place: &str, what: impl Display) -> String {
    format!("{place}: {what}")
}

fn save(name: &str, code: &str) -> Result<(), Vec<String>> {
    let folder = env::var("OUT_DIR").map_err(|error| vec![fault("OUT_DIR", error)])?;
    fs::write(Path::new(&folder).join(name), code).map_err(|error| vec![fault(name, error)])
}

/// The folders of texts.
fn subjects() -> io::Result<BTreeSet<String>> {
    let folders = fs::read_dir("locales")?;
    folders.map(|folder| Ok(folder?.file_name().to_string_lossy().into_owned())).collect()
}

/// A placeholder with nouns is filled in by the front end only.
fn nouns(texts: &[Text]) -> Vec<String> {
    let with = texts.iter().filter(|text| text.has_nouns());
    with.map(|text| format!("`{}` joins a noun to a number: write two texts", text.key)).collect()
}

fn module(subject: &str, texts: &[Text]) -> String {
    let find = |key: String| texts.iter().find(|text| text.key == key);
    let mut code = format!("pub(crate) mod {subject} {{\nuse vestibule_shared::text::Language;\n");
    for text in texts {
        if let Some(name) = text.key.strip_suffix("_subject")
            && let Some(body) = find(format!("{name}_text"))
        {
            code += &letter(name, [text, body]);
            continue;
        }
        let subject = text.key.strip_suffix("_text").map(|name| format!("{name}_subject"));
        if subject.and_then(find).is_none() {
            code += &single(text);
        }
    }
    code + "}\n"
}

fn single(text: &Text) -> String {
    let (key, fields) = (&text.key, text.placeholders());
    if fields.is_empty() {
        let says = in_each_language(text, str::to_owned);
        return format!("pub(crate) const fn {key}(lang: Language) -> &'static str {{ {says} }}\n");
    }
    with_fields(key, &fields, "say(&self, lang: Language) -> String", &said(text))
}

fn letter(name: &str, parts: [&Text; 2]) -> String {
    let fields = parts.iter().flat_map(|part| part.placeholders()).collect();
    let [subject, text] = parts.map(said);
    let method = "letter(&self, lang: Language) -> (String, String)";
    with_fields(name, &fields, method, &format!("({subject}, {text})"))
}

/// A type with a field for each placeholder, and a method that fills them in.
fn with_fields(key: &str, fields: &BTreeSet<&str>, method: &str, body: &str) -> String {
    let name: String = key.split('_').map(capitalised).collect();
    let taken: Vec<&str> = fields.iter().copied().collect();
    let taken = taken.join(", ");
    let declared = |field: &&str| format!("pub(crate) {field}: &'a dyn std::fmt::Display, ");
    let declared: String = fields.iter().map(declared).collect();
    let [own, any] = if fields.is_empty() { ["", ""] } else { ["<'a>", "<'_>"] };
    format!(
        "pub(crate) struct {name}{own} {{ {declared}}}\n\
         impl {name}{any} {{ pub(crate) fn {method} {{ let Self {{ {taken} }} = self; {body} }} }}\n"
    )
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}

/// The expression of a text whose placeholders are variables.
fn said(text: &Text) -> String {
    let fills_in = !text.placeholders().is_empty();
    in_each_language(text, |literal| {
        if fills_in { format!("format!({literal})") } else { format!("{literal}.to_owned()") }
    })
}

/// A `match` of the language; languages that say the same share an arm.
fn in_each_language(text: &Text, say: impl Fn(&str) -> String) -> String {
    let mut arms: Vec<(Vec<&str>, &str)> = Vec::new();
    for (language, says) in LANGUAGES.into_iter().zip(&text.says) {
        match arms.iter_mut().find(|(_, same)| same == says) {
            Some((languages, _)) => languages.push(language),
            None => arms.push((vec![language], says)),
        }
    }
    let arms = arms.iter().map(|(languages, says)| {
        format!("{} => {}", languages.join(" | "), say(&format!("{says:?}")))
    });
    format!("match lang {{ {} }}", arms.collect::<Vec<_>>().join(", "))
}

/// The front end's sentences for problems, by the code of the problem.
fn problems(texts: &[Text]) -> String {
    let row = |text: &Text| {
        let name = text.key.strip_prefix(PROBLEM)?;
        let pairs = LANGUAGES.iter().zip(&text.says);
        let pairs = pairs.map(|(language, says)| format!("({language}, {says:?})"));
        Some(format!("({name:?}, [{}])", pairs.collect::<Vec<_>>().join(", ")))
    };
    let rows: Vec<String> = texts.iter().filter_map(row).collect();
    format!("&[{}]\n", rows.join(",\n"))
}
