//! Counts the parts of text messages: each contains the name and host of this installation, which
//! may turn one part into two. Each part costs money.

use vestibule_shared::text::Language;

use crate::{
    app::config::Config,
    domain::{
        code::Purpose,
        messages::{self, Sender},
    },
    gateway::alphabet,
};

/// The digits of a code; which ones does not matter.
const CODE: &str = "123456";

/// Returns the number of parts of a message for a purpose. Where the language is no longer known,
/// the largest number counts; for a purpose of an earlier version, one.
pub fn of(config: &Config, purpose: &str, lang: Option<Language>) -> i64 {
    let all = lang.map_or(Language::ALL.to_vec(), |lang| vec![lang]);
    let texts = all.into_iter().flat_map(|lang| texts(config, lang));
    let counts = texts.filter(|(name, _)| *name == purpose).map(|(_, text)| alphabet::count(&text));
    counts.max().and_then(|count| i64::try_from(count).ok()).unwrap_or(1)
}

/// Lists the text messages that need more than one part, by language.
pub(crate) fn long(config: &Config) -> Vec<String> {
    Language::ALL.into_iter().filter_map(|lang| long_in(config, lang)).collect()
}

fn long_in(config: &Config, lang: Language) -> Option<String> {
    let longest = texts(config, lang).into_iter().max_by_key(|(_, text)| alphabet::count(text));
    let (what, text) = longest.filter(|(_, text)| alphabet::count(text) > 1)?;
    let (count, tag) = (alphabet::count(&text), lang.tag());
    let characters = text.chars().count();
    let strange: String = strange(&config.service_name);
    let why = if strange.is_empty() {
        format!("it has {characters} characters, and one message has room for 160")
    } else {
        format!(
            "it has {characters} characters, and one message has room for 70, since {strange:?} in \
             SERVICE_NAME is not in the alphabet of text messages"
        )
    };
    Some(format!(
        "a text message in the language {tag} ({what}) goes as {count} parts, each of which is paid for: {why}; \
         shorten SERVICE_NAME or the host of PUBLIC_ORIGIN"
    ))
}

/// Lists every text message, with its purpose.
fn texts(config: &Config, lang: Language) -> Vec<(&'static str, String)> {
    let from = Sender {
        service: &config.service_name,
        origin: &config.public_origin.0,
        host: config.public_origin.host(),
        help_phone: config.help_phone.of(lang).map_or("", |phone| &phone.0),
        help_hours: config.help_hours.of(lang).map_or("", |hours| &hours.0),
    };
    let minutes = config.code_life.0.div_ceil(60);
    let codes = Purpose::ALL
        .map(|purpose| (purpose.name(), messages::code_sms(&from, purpose, lang, CODE, minutes)));
    let notices = [
        ("contact_changed", messages::notice_sms(&from, lang)),
        ("help_reset_planned", messages::reset_sms(&from, lang)),
    ];
    codes.into_iter().chain(notices).collect()
}

/// Returns the characters of a text that reduce a message from 160 characters to 70.
fn strange(text: &str) -> String {
    text.chars().filter(|c| !alphabet::is_in_default(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(service: &str, origin: &str) -> Vec<String> {
        let set = |name: &str| match name {
            "SERVICE_NAME" => Some(service.to_owned()),
            "PUBLIC_ORIGIN" => Some(origin.to_owned()),
            _ => None,
        };
        long(&Config::from_lookup(set).unwrap())
    }

    #[test]
    fn a_short_name_of_plain_letters_makes_one_message_in_every_language() {
        assert_eq!(said("Vestibule", "https://portal.example.be"), Vec::<String>::new());
    }

    #[test]
    fn a_name_and_a_host_that_are_too_long_are_reported_for_the_languages_affected() {
        let host = "https://gezondheid.regionaal-ziekenhuis.example";
        let said = said("Mijn Gezondheidsportaal", host);
        assert!(!said.is_empty());
        for said in said {
            assert!(said.contains("2 parts") && said.contains("room for 160"), "{said}");
            assert!(said.contains("SERVICE_NAME"), "{said}");
        }
    }

    #[test]
    fn a_letter_outside_the_alphabet_makes_several_of_every_message_and_is_named() {
        let said = said("Hôpital Érasme", "https://portal.example.be");
        assert_eq!(said.len(), 4);
        assert!(said.iter().all(|said| said.contains("\"ô\"") && said.contains("room for 70")));
    }
}
