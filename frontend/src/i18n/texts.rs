//! Texts and how their placeholders are filled. Pure.

use crate::json::Json;

/// A text to show: its name, and the values of its placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    key: &'static str,
    values: Vec<(&'static str, String)>,
}

impl Text {
    /// A text without placeholders.
    pub(crate) const fn plain(key: &'static str) -> Self {
        Self { key, values: Vec::new() }
    }

    /// A text with all its placeholders filled.
    pub(crate) const fn filled(key: &'static str, values: Vec<(&'static str, String)>) -> Self {
        Self { key, values }
    }
}

/// The texts of one language, by name.
#[derive(Clone, Debug)]
pub(crate) struct Texts(Json);

impl Default for Texts {
    fn default() -> Self {
        Self(Json::Null)
    }
}

impl Texts {
    /// Reads a file of `locales/`.
    pub(crate) fn read(file: &str) -> Option<Self> {
        Json::parse(file).map(Self)
    }

    /// Adds the texts of another file.
    pub(crate) fn add(&mut self, file: &str) -> Option<()> {
        let Some(Json::Object(more)) = Json::parse(file) else { return None };
        if let Json::Object(own) = &mut self.0 {
            own.extend(more);
        }
        Some(())
    }

    /// Returns the sentence; `known` holds the service and the figures in force, for every text.
    pub(crate) fn fill(&self, text: &Text, known: &[String]) -> String {
        let Some(pattern) = self.0.get(text.key).text() else {
            return text.key.to_owned();
        };
        let value_of = |name: &str| {
            let given = text.values.iter().find(|(given, _)| *given == name);
            let given = given.map(|(_, value)| value.as_str());
            given.or_else(|| value(known, name))
        };
        let mut said = String::with_capacity(pattern.len() + 16);
        let mut parts = pattern.split('{');
        said.push_str(parts.next().unwrap_or_default());
        for part in parts {
            match part.split_once('}') {
                Some((inside, rest)) => {
                    let mut names = inside.split('|');
                    // Without an answer of the server, a figure is unknown.
                    let value = names.next().and_then(value_of).unwrap_or("…");
                    said.push_str(value);
                    if let (Some(one), Some(more)) = (names.next(), names.next()) {
                        said.push('\u{a0}');
                        said.push_str(if value == "1" { one } else { more });
                    }
                    said.push_str(rest);
                }
                None => said.push_str(part),
            }
        }
        said
    }
}

/// The value of a name among `code_tries=5` and the like.
pub(super) fn value<'known>(known: &'known [String], name: &str) -> Option<&'known str> {
    known.iter().find_map(|it| it.strip_prefix(name)?.strip_prefix('='))
}

/// Seconds as `1:05`: the same in all four languages.
pub(crate) fn minutes(seconds: u32) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Opening hours as `Mo-Fr 09:00-17:00`, with the days' names in words: `day` returns the name of a
/// day of the week, 0 for Monday.
pub(crate) fn opening_hours(hours: &str, day: impl Fn(usize) -> String) -> String {
    const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
    let mut said = String::new();
    let mut rest = hours;
    while let Some(first) = rest.chars().next() {
        let named = DAYS.iter().position(|name| rest.starts_with(name));
        let width = if named.is_some() { 2 } else { first.len_utf8() };
        match (named, first) {
            (Some(number), _) => said.push_str(&day(number)),
            (None, '-') => said.push('–'),
            (None, other) => said.push(other),
        }
        rest = &rest[width..];
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn say(pattern: &str, values: Vec<(&'static str, String)>) -> String {
        let texts = Texts(Json::Object(vec![("key".to_owned(), Json::Text(pattern.to_owned()))]));
        let known = ["service=De Poort", "snooze_days=1", "reset_hours=24"].map(str::to_owned);
        texts.fill(&Text::filled("key", values), &known)
    }

    #[test]
    fn placeholders_are_filled_at_every_place() {
        let name = || vec![("name", "Nora".to_owned())];
        assert_eq!(say("Dag {name}", name()), "Dag Nora");
        assert_eq!(say("{name}, {name}!", name()), "Nora, Nora!");
        assert_eq!(say("Welkom bij {service}.", vec![]), "Welkom bij De Poort.");
    }

    #[test]
    fn what_is_filled_in_is_not_read_as_a_placeholder() {
        let name = vec![("name", "{service}".to_owned())];
        assert_eq!(say("Dag {name}", name), "Dag {service}");
    }

    #[test]
    fn a_figure_in_force_is_filled_in_with_the_noun_that_goes_with_it() {
        assert_eq!(say("Na {reset_hours} uur", vec![]), "Na 24 uur");
        assert_eq!(say("{snooze_days|dag|dagen} uitstel", vec![]), "1\u{a0}dag uitstel");
        assert_eq!(say("{reset_hours|heure|heures}", vec![]), "24\u{a0}heures");
        assert_eq!(say("Na {rest_minutes} minuten", vec![]), "Na … minuten", "nobody was asked");
    }

    #[test]
    fn texts_of_a_second_file_are_found_beside_the_first() {
        let mut texts = Texts::read(r#"{"hello":"Dag"}"#).unwrap();
        assert_eq!(texts.add(r#"{"staff":"Medewerkers"}"#), Some(()));
        let said = ["hello", "staff"].map(|key| texts.fill(&Text::plain(key), &[]));
        assert_eq!(said, ["Dag", "Medewerkers"]);
        assert_eq!(texts.add("<html>"), None);
    }

    #[test]
    fn a_text_that_is_missing_shows_its_name() {
        assert_eq!(Texts::default().fill(&Text::plain("start.title"), &[]), "start.title");
    }

    #[test]
    fn opening_hours_are_read_aloud_in_the_days_of_the_language() {
        let names = ["ma", "di", "wo", "do", "vr", "za", "zo"];
        let day = |number: usize| names[number].to_owned();
        assert_eq!(opening_hours("Mo-Fr 09:00-17:00", day), "ma–vr 09:00–17:00");
        assert_eq!(opening_hours("Mo,We 9-12, Sa 10-11", day), "ma,wo 9–12, za 10–11");
        assert_eq!(opening_hours("", day), "");
    }
}
