//! The people whose cards are beside the virtual reader. They do not exist. Each one promises what
//! reading the card leads to, so that every outcome (R16) can be tried in a browser.

use serde::Serialize;
use vestibule_shared::text::Language;

/// A person with a card.
#[derive(Serialize)]
pub(crate) struct Persona {
    /// Name in paths and tests.
    pub(crate) id: &'static str,
    /// Absent for people who have none.
    pub(crate) given_name: Option<&'static str>,
    pub(crate) family_name: &'static str,
    /// Date of birth, as on the card: `1987-04-12`.
    pub(crate) born: &'static str,
    /// The day's counter in the national number: even for women, odd for men.
    #[serde(skip)]
    pub(crate) counter: u16,
    /// Language of the card.
    pub(crate) language: Language,
    pub(crate) card: Kind,
    pub(crate) reader: Reader,
    /// One line for the person who picks a card.
    pub(crate) note: &'static str,
    /// Numbers that only this person needs at registration.
    pub(crate) numbers: &'static [(&'static str, &'static str)],
}

/// The content of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    /// A citizen's card.
    Citizen,
    /// A citizen's card of the older kind, with an RSA key.
    Older,
    /// A card of a person who lives in Belgium and is not a citizen.
    Foreigner,
    /// A citizen's card whose time is over.
    Expired,
    /// A citizen's card that was reported stolen.
    Revoked,
    /// A citizen's card that rests because it was reported lost.
    Suspended,
    /// A card like a citizen's, issued by an authority that nobody trusts.
    Elsewhere,
    /// A citizen's card that offers its signature certificate.
    Signature,
}

/// What happens at the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Reader {
    /// Asks the PIN and signs.
    Signs,
    /// The card refuses: its PIN was wrong too often before.
    Blocked,
    /// No reader is connected.
    Missing,
    /// The reader is empty.
    Empty,
    /// The person gives up.
    Cancels,
}

impl Persona {
    /// The person behind an id.
    pub(crate) fn find(id: &str) -> Option<&'static Self> {
        PERSONAS.iter().find(|persona| persona.id == id)
    }

    /// The whole name, as on the card.
    pub(crate) fn name(&self) -> String {
        self.given_name.map_or_else(
            || self.family_name.to_owned(),
            |given| format!("{given} {}", self.family_name),
        )
    }

    /// The national register number: date of birth, counter, check digits.
    pub(crate) fn national_number(&self) -> String {
        let digits: String = self.born.chars().filter(char::is_ascii_digit).skip(2).collect();
        let nine = format!("{digits}{:03}", self.counter);
        // People born from 2000 on have a 2 before the nine figures when the check is made.
        let century = if self.born.starts_with("20") { "2" } else { "" };
        let check = 97 - format!("{century}{nine}").parse::<u64>().unwrap_or_default() % 97;
        format!("{nine}{check:02}")
    }
}

/// An ordinary citizen, to write the others as differences from.
const BLANK: Persona = Persona {
    id: "",
    given_name: None,
    family_name: "",
    born: "",
    counter: 0,
    language: Language::Nl,
    card: Kind::Citizen,
    reader: Reader::Signs,
    note: "",
    numbers: &[],
};

/// Everybody, the good cards first.
pub(crate) const PERSONAS: &[Persona] = &[
    Persona {
        id: "lotte",
        given_name: Some("Lotte Marie"),
        family_name: "Zonnevlecht",
        born: "1987-04-12",
        counter: 218,
        note: "Patient",
        ..BLANK
    },
    Persona {
        id: "mathis",
        given_name: Some("Mathis"),
        family_name: "Clairbuisson",
        born: "2004-09-30",
        counter: 41,
        language: Language::Fr,
        note: "Patient born after 2000",
        ..BLANK
    },
    Persona {
        id: "anke",
        given_name: Some("Anke Friederike"),
        family_name: "Sternwiese",
        born: "1975-11-03",
        counter: 126,
        language: Language::De,
        note: "Doctor",
        numbers: &[("RIZIV/INAMI", "1-90123-94-001")],
        ..BLANK
    },
    Persona {
        id: "josephine",
        given_name: Some("Joséphine"),
        family_name: "Ruchegrange",
        born: "1968-01-27",
        counter: 302,
        language: Language::Fr,
        note: "Represents an organisation",
        numbers: &[("Organisation", "Centre de santé Le Tilleul"), ("CBE", "0799.123.414")],
        ..BLANK
    },
    Persona {
        id: "gerard",
        given_name: Some("Gerard Jozef"),
        family_name: "Windeweide",
        born: "1949-06-19",
        counter: 77,
        card: Kind::Older,
        note: "Patient with an older card (RSA key)",
        ..BLANK
    },
    Persona {
        id: "suryamaya",
        family_name: "Suryamaya",
        born: "1991-08-08",
        counter: 454,
        language: Language::En,
        card: Kind::Foreigner,
        note: "Foreigner's card without a given name",
        ..BLANK
    },
    Persona {
        id: "hilde",
        given_name: Some("Hilde"),
        family_name: "Avondrood",
        born: "1955-02-14",
        counter: 190,
        card: Kind::Expired,
        note: "Expired card",
        ..BLANK
    },
    Persona {
        id: "bram",
        given_name: Some("Bram Willem"),
        family_name: "Sterrewacht",
        born: "1996-12-05",
        counter: 333,
        card: Kind::Revoked,
        note: "Revoked card: reported stolen",
        ..BLANK
    },
    Persona {
        id: "sofie",
        given_name: Some("Sofie"),
        family_name: "Wolkenkrabber",
        born: "1988-08-19",
        counter: 402,
        card: Kind::Suspended,
        note: "Suspended card: reported lost",
        ..BLANK
    },
    Persona {
        id: "celine",
        given_name: Some("Céline"),
        family_name: "Fontaubert",
        born: "1982-05-21",
        counter: 64,
        language: Language::Fr,
        reader: Reader::Blocked,
        note: "Blocked PIN",
        ..BLANK
    },
    Persona {
        id: "otto",
        given_name: Some("Otto"),
        family_name: "Waldhimmel",
        born: "1990-10-17",
        counter: 259,
        language: Language::De,
        reader: Reader::Missing,
        note: "No card reader",
        ..BLANK
    },
    Persona {
        id: "fien",
        given_name: Some("Fien"),
        family_name: "Regenboogskamp",
        born: "2001-03-09",
        counter: 12,
        reader: Reader::Empty,
        note: "No card in the reader",
        ..BLANK
    },
    Persona {
        id: "lucas",
        given_name: Some("Lucas Émile"),
        family_name: "Vertelune",
        born: "1979-07-01",
        counter: 145,
        language: Language::Fr,
        reader: Reader::Cancels,
        note: "Cancels before typing the PIN",
        ..BLANK
    },
    Persona {
        id: "nina",
        given_name: Some("Nina"),
        family_name: "Elderland",
        born: "1993-04-28",
        counter: 88,
        card: Kind::Elsewhere,
        note: "Card of an authority that nobody trusts",
        ..BLANK
    },
    Persona {
        id: "theo",
        given_name: Some("Théo"),
        family_name: "Plumenoire",
        born: "1985-09-16",
        counter: 231,
        language: Language::Fr,
        card: Kind::Signature,
        note: "Offers the signature certificate",
        ..BLANK
    },
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use vestibule_shared::text::{Cbe, NationalNumber, Riziv};

    use super::*;

    #[test]
    fn everybody_has_a_number_of_their_own_with_right_check_digits() {
        let (mut numbers, mut ids) = (HashSet::new(), HashSet::new());
        for persona in PERSONAS {
            let number = persona.national_number();
            assert!(NationalNumber::parse(&number).is_ok(), "{}: {number}", persona.id);
            assert!(numbers.insert(number), "{} has the number of another persona", persona.id);
            assert!(ids.insert(persona.id), "{} is there twice", persona.id);
        }
    }

    #[test]
    fn the_numbers_that_professionals_type_are_right() {
        let numbers = |id| Persona::find(id).unwrap().numbers;
        assert!(Riziv::parse(numbers("anke")[0].1).is_ok());
        assert!(Cbe::parse(numbers("josephine")[1].1).is_ok());
    }
}
