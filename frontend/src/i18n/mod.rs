//! All texts of the app, in the language of the reader.
//!
//! One language is loaded at a time. A text is named by a constant of [`key`]; the build checks
//! that the four files of `locales/` have the same texts. Switching re-renders texts, never forms:
//! typed values stay.

mod problems;
mod texts;

use leptos::prelude::*;
use vestibule_shared::text::Language;

pub(crate) use problems::{
    CodeOf, capacity, cause_name, code_name, explain, explain_field, explain_page, field_label,
    method, moved, reader_text, refusal, task,
};
pub(crate) use texts::{Text, Texts, minutes, opening_hours};

use crate::browser;

/// The texts by name; written by the build from `locales/nl.json`.
#[expect(clippy::needless_pass_by_value, reason = "numbers and texts read better unborrowed")]
pub(crate) mod key {
    use super::Text;

    include!(concat!(env!("OUT_DIR"), "/key.rs"));
}

/// The current language, and its texts.
#[derive(Clone, Copy)]
pub(crate) struct I18n {
    shown: RwSignal<Shown>,
    /// The folders whose texts are needed too.
    learned: StoredValue<Vec<&'static str>>,
    /// The values that every text may use, as `service=Vestibule`: the service, and the figures in
    /// force.
    known: StoredValue<Vec<String>>,
}

#[derive(Clone)]
struct Shown {
    language: Language,
    texts: Texts,
}

impl I18n {
    /// Shows `texts`, filled with the values `known` to all texts.
    pub(crate) fn new(language: Language, texts: Texts, known: Vec<String>) -> Self {
        Self {
            shown: RwSignal::new(Shown { language, texts }),
            learned: StoredValue::new(Vec::new()),
            known: StoredValue::new(known),
        }
    }

    /// The sentence; it is updated when the language changes.
    pub(crate) fn say(self, text: &Text) -> String {
        self.shown.with(|shown| self.known.with_value(|known| shown.texts.fill(text, known)))
    }

    /// A value that every text may use, by its name; empty if the server could not be asked.
    pub(crate) fn known(self, name: &str) -> String {
        self.known.with_value(|known| texts::value(known, name).unwrap_or_default().to_owned())
    }

    /// The current language.
    pub(crate) fn language(self) -> Language {
        self.shown.with(|shown| shown.language)
    }

    /// Switches to another language, and stores it in this browser; changes nothing if its texts
    /// cannot be fetched.
    pub(crate) async fn switch(self, language: Language) {
        if let Some(texts) = self.fetch(language).await {
            browser::storage::remember_language(language.tag());
            browser::page::set_language(language.tag());
            self.shown.set(Shown { language, texts });
        }
    }

    /// Fetches the texts of a folder of `locales/`, once; returns whether they are loaded.
    pub(crate) async fn learn(self, folder: &'static str) -> bool {
        if self.learned.with_value(|learned| learned.contains(&folder)) {
            return true;
        }
        let language = self.shown.with_untracked(|shown| shown.language);
        let Some(file) = browser::texts::fetch_of(folder, language.tag()).await else {
            return false;
        };
        let known = self.shown.try_update(|shown| shown.texts.add(&file)).flatten().is_some();
        if known {
            self.learned.update_value(|learned| learned.push(folder));
        }
        known
    }

    async fn fetch(self, language: Language) -> Option<Texts> {
        let mut texts = Texts::read(&browser::texts::fetch(language.tag()).await?)?;
        for folder in self.learned.get_value() {
            texts.add(&browser::texts::fetch_of(folder, language.tag()).await?)?;
        }
        Some(texts)
    }
}

/// The texts, from any component.
pub(crate) fn use_i18n() -> I18n {
    // The app provides it before anything is drawn.
    use_context().unwrap_or_else(|| I18n::new(Language::Nl, Texts::default(), Vec::new()))
}

/// A text that follows the language.
pub(crate) fn t(text: Text) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let i18n = use_i18n();
    move || i18n.say(&text)
}

/// A text that follows the language and the values it is filled with.
pub(crate) fn t_with(
    text: impl Fn() -> Text + Clone + Send + Sync + 'static,
) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let i18n = use_i18n();
    move || i18n.say(&text())
}
