//! Identities: a person's card or account at an upstream provider. Stored as digests only (C6).

pub mod card;

use serde::{Deserialize, Serialize};
use vestibule_shared::{account::Strength, problem::Code, time::Timestamp};

use super::{account::Name, fold};

/// The provider name of identities from a Belgian card, however it was read.
pub const EID: &str = "be-eid";

/// A person, as one provider knows them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The provider.
    pub provider: String,
    /// The digest of the provider's identifier for the person.
    pub key: String,
}

impl Identity {
    /// Identifies a person by the digest of their national register number.
    pub fn card(key: &str) -> Self {
        Self { provider: EID.into(), key: key.into() }
    }
}

/// An identified person: their name and identities.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Who {
    /// As the card or the provider states it.
    pub name: Name,
    /// The identity by which the person is recognised.
    pub identity: Identity,
    /// A second identity, when a provider also gives the number that the card holds.
    pub further: Option<Identity>,
    /// What may be copied into the form.
    pub suggested: Suggested,
    /// How they proved their identity.
    pub by: ProvenBy,
}

impl Who {
    /// A person whose card was read.
    pub fn by_card(name: Name, key: &str) -> Self {
        Self {
            name,
            identity: Identity::card(key),
            further: None,
            suggested: Suggested::default(),
            by: ProvenBy::Card,
        }
    }

    /// All identities of the person.
    pub fn identities(&self) -> Vec<Identity> {
        std::iter::once(self.identity.clone()).chain(self.further.clone()).collect()
    }
}

/// Values that a person may copy into the form; they still have to be proved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggested {
    /// E-mail address.
    pub email: Option<String>,
    /// Mobile number.
    pub phone: Option<String>,
}

/// The strength of a provider's proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Worth {
    /// Whether it counts as two factors.
    pub two_factors: bool,
    /// Whether it was given a moment ago: otherwise a change asks for another.
    pub is_fresh: bool,
}

impl Worth {
    /// The strength of a session that begins with it.
    pub const fn strength(self) -> Strength {
        if self.two_factors { Strength::ProviderTwoStep } else { Strength::Provider }
    }
}

/// How the owner of an account proved their identity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProvenBy {
    /// By the card.
    #[default]
    Card,
    /// By a provider whose identity is linked to an account.
    Linked {
        /// The identity at the provider.
        identity: Identity,
        /// The strength of the proof.
        worth: Worth,
    },
    /// By a provider that is not linked to the account.
    Unlinked,
}

/// How long a person may stay at a provider, in seconds.
const AWAY_SECONDS: i64 = 900;

/// One redirect to an upstream provider. Kept with the flow of one browser, so that the response
/// counts nowhere else.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// The provider.
    pub provider: String,
    /// Where the browser is redirected to.
    pub url: String,
    /// Returned with the response; begins with the flow's id.
    pub state: String,
    /// Returned inside the token.
    pub nonce: String,
    /// The secret half of the proof key (RFC 7636).
    pub verifier: String,
    /// When it began.
    pub begun_at: Timestamp,
}

impl AuthorizationRequest {
    /// Whether a response belongs to this request. A response with another `state` leaves this
    /// request pending.
    pub fn is_answered_by(&self, state: &str) -> bool {
        self.state == state
    }

    /// Checks that the response did not take too long.
    ///
    /// # Errors
    /// `ProviderStale`.
    pub fn is_fresh(&self, now: Timestamp) -> Result<(), Code> {
        if now < self.begun_at.plus_seconds(AWAY_SECONDS) {
            Ok(())
        } else {
            Err(Code::ProviderStale)
        }
    }
}

/// A stage whose person is at an upstream provider.
pub trait AwaitsResponse: Sized {
    /// The pending request.
    fn request(&self) -> &AuthorizationRequest;

    /// Replaces the request: a response, right or wrong, consumed it.
    #[must_use]
    fn again(self, request: AuthorizationRequest) -> Self;
}

/// Whether two names can belong to one person, ignoring case, marks, hyphens, apostrophes, joined
/// words and further given names. Names that differ by a letter are two.
pub fn is_same_name(one: &Name, other: &Name) -> bool {
    is_same_word(&one.family, &other.family)
        && is_same_first(one.given.as_deref(), other.given.as_deref())
}

/// Whether two words share a spelling.
fn is_same_word(one: &str, other: &str) -> bool {
    let ways = |text: &str| -> Vec<String> {
        fold::spellings(text).iter().map(|spelling| fold::joined(spelling)).collect()
    };
    let (ways, others) = (ways(one), ways(other));
    // A name without letters folds to nothing: it is compared unchanged.
    if ways.contains(&String::new()) || others.contains(&String::new()) {
        return one.trim() == other.trim();
    }
    ways.iter().any(|way| others.contains(way))
}

/// Compares the first given name, which one side may have written as several: `Jean-Luc`, `Jean
/// Luc`, `Jeanluc`.
fn is_same_first(one: Option<&str>, other: Option<&str>) -> bool {
    let parts = |given: Option<&str>| -> Vec<String> {
        given.unwrap_or_default().split_whitespace().map(str::to_owned).collect()
    };
    let (one, other) = (parts(one), parts(other));
    let begins = |first: &str, all: &[String]| {
        (1..=all.len()).any(|count| is_same_word(first, &all[..count].concat()))
    };
    match (one.first(), other.first()) {
        (Some(first), Some(second)) => begins(first, &other) || begins(second, &one),
        (None, None) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(given: Option<&str>, family: &str) -> Name {
        Name { given: given.map(Into::into), family: family.into() }
    }

    #[test]
    fn names_are_the_same_whatever_their_case_accents_and_further_given_names() {
        let nora = name(Some("Nora Angèle"), "Van den Spécimen");
        assert!(is_same_name(&nora, &name(Some("NORA"), "van den specimen")));
        assert!(is_same_name(&name(None, "Specimen"), &name(None, "SPECIMEN")));
        assert!(!is_same_name(&nora, &name(Some("Noor"), "Van den Specimen")));
        assert!(!is_same_name(&nora, &name(None, "Van den Specimen")));
    }

    #[test]
    fn names_are_the_same_however_one_side_writes_them() {
        let same = |one: (&str, &str), other: (&str, &str)| {
            let (one, other) = (name(Some(one.0), one.1), name(Some(other.0), other.1));
            assert_eq!(is_same_name(&one, &other), is_same_name(&other, &one));
            is_same_name(&one, &other)
        };
        for (one, other) in [
            (("Jörg", "Müller"), ("Joerg", "MUELLER")),
            (("Jörg", "Müller"), ("Jorg", "Muller")),
            (("Søren", "Strauß"), ("Soeren", "Strauss")),
            (("Łukasz", "Đorđević"), ("Lukasz", "Dordevic")),
            (("Jan", "Van den Broeck"), ("Jan", "Vandenbroeck")),
            (("Jan", "D'Haene"), ("Jan", "D’Haene")),
            (("Jan", "D'Haene"), ("Jan", "Dhaene")),
            (("Jean-Luc Marie", "Specimen"), ("Jean Luc", "Specimen")),
            (("Jean-Luc", "Specimen"), ("Jeanluc Marie", "Specimen")),
            (("Ｎora", "Specimen"), ("No\u{301}ra", "Specimen")),
        ] {
            assert!(same(one, other), "{one:?} {other:?}");
        }
        for (one, other) in [
            (("Jan", "Muller"), ("Jan", "Mueller")),
            (("Jan", "Maes"), ("Jan", "Mas")),
            (("Jan", "Peeters"), ("Jan", "Peters")),
            (("Jan", "Peeters"), ("Jean", "Peeters")),
            (("Jean-Luc", "Peeters"), ("Jean-Pierre", "Peeters")),
            (("Michael", "Peeters"), ("Michal", "Peeters")),
            (("Jan", "Van den Broeck"), ("Jan", "Van de Broeck")),
            (("Jan", "."), ("Jan", "-")),
            (("Jan", "李"), ("Jan", "王")),
        ] {
            assert!(!same(one, other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn s29_an_answer_counts_for_its_own_errand_and_a_quarter_of_an_hour() {
        let text = || "x".to_owned();
        let request = AuthorizationRequest {
            provider: text(),
            url: text(),
            state: "s".into(),
            nonce: text(),
            verifier: text(),
            begun_at: Timestamp(0),
        };
        assert_eq!(request.is_fresh(Timestamp(899_999)), Ok(()));
        assert_eq!(request.is_fresh(Timestamp(900_000)), Err(Code::ProviderStale));
        assert!(request.is_answered_by("s") && !request.is_answered_by("t"));
    }
}
