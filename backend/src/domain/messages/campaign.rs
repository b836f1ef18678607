//! The mail of a campaign: kind, short, with one action and a way to opt out (P2, P11, H10).

use vestibule_shared::{
    campaign::{SNOOZE_DAYS, Selection},
    text::Language,
};

use super::{Sender, framed};
use crate::domain::texts::mail;

/// Subject and text. The first link leads to setting up a method, the second is "remind me later".
pub fn campaign_mail(
    from: &Sender<'_>,
    lang: Language,
    name: &str,
    selection: Selection,
    [set_up, later]: &[String; 2],
) -> (String, String) {
    let service = &from.service;
    let (subject, why) = match selection {
        Selection::SmsOnly => mail::CampaignSmsOnly { service }.letter(lang),
        Selection::Without => mail::CampaignWithout { service }.letter(lang),
        Selection::AtRisk => mail::CampaignAtRisk { service }.letter(lang),
    };
    let how = mail::CampaignHow { link: set_up }.say(lang);
    let rest = mail::CampaignLater { days: &SNOOZE_DAYS, link: later }.say(lang);
    framed(from, lang, name, (subject, format!("{why}\n\n{how}\n\n{rest}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mail_of_a_campaign_has_both_links_and_no_gap() {
        let from = Sender {
            service: "De Poort",
            origin: "https://poort.be",
            host: "poort.be",
            help_phone: "",
            help_hours: "",
        };
        let links = ["https://poort.be/set-up", "https://poort.be/later#t"].map(str::to_owned);
        for lang in Language::ALL {
            for selection in Selection::ALL {
                let (subject, text) = campaign_mail(&from, lang, "Lotte Maes", selection, &links);
                assert!(subject.ends_with("- De Poort") && subject.len() < 78, "{subject}");
                assert!(links.iter().all(|link| text.contains(&format!("{link}\n"))), "{text}");
                assert!(text.contains("Lotte Maes") && !text.contains("  "), "{text}");
            }
        }
    }
}
