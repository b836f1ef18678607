//! The mail that announces when a method ends, and what to do before (P1, P2, P11).

use vestibule_shared::{factor::FactorKind, page, policy::Day, text::Language};

use super::{Sender, calendar::in_words, framed, notices::method};
use crate::domain::texts::mail;

/// Subject and text. One link sets up another method, the other explains the change (P5).
pub fn ending_mail(
    from: &Sender<'_>,
    lang: Language,
    name: &str,
    (kind, last_day): (FactorKind, &Day),
) -> (String, String) {
    let letter = mail::Ending {
        day: &in_words(last_day, lang),
        link: &format!("{}{}", from.origin, page::TWO_STEP),
        method: &method(kind, lang),
        more: &format!("{}{}", from.origin, page::CHANGE),
        service: &from.service,
    };
    framed(from, lang, name, letter.letter(lang))
}

#[cfg(test)]
mod tests {
    use vestibule_shared::text::Language::{De, En, Fr, Nl};

    use super::*;

    #[test]
    fn p2_the_mail_says_until_when_and_what_to_do_in_four_languages() {
        let from = Sender {
            service: "Vestibule",
            origin: "https://portal.example.be",
            host: "portal.example.be",
            help_phone: "",
            help_hours: "",
        };
        let day = Day("2027-06-30".into());
        for (lang, words) in [
            (Nl, "30 juni 2027"),
            (Fr, "30 juin 2027"),
            (De, "30. Juni 2027"),
            (En, "30 June 2027"),
        ] {
            let about = (FactorKind::Sms, &day);
            let (subject, text) = ending_mail(&from, lang, "Nora Specimen", about);
            assert!(subject.contains(words) && text.contains(words), "{subject} {text}");
            assert!(
                text.contains("https://portal.example.be/account/two-step\n")
                    && text.contains("https://portal.example.be/help/change\n")
                    && text.contains("Nora Specimen")
                    && !text.contains("  "),
                "{text}"
            );
        }
    }
}
