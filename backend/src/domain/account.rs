//! An account, as the rules see it.

use serde::{Deserialize, Serialize};
use vestibule_shared::{
    address::AddressState,
    id::AccountId,
    registration::Capacity,
    staff::Role,
    text::{Cbe, Email, Language, Riziv},
};

use super::phone::Mobile;

/// Who a card says somebody is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// Given names; absent for people who have none.
    pub given: Option<String>,
    /// Family name.
    pub family: String,
}

impl Name {
    /// Given and family name.
    pub fn full(&self) -> String {
        match &self.given {
            Some(given) => format!("{given} {}", self.family),
            None => self.family.clone(),
        }
    }
}

/// A person as an account keeps them: sealed as one JSON text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// As the card says it.
    pub name: Name,
    /// What the capacity asks for.
    pub profession: Profession,
}

/// What a capacity asks for beyond the name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Profession {
    /// Nothing.
    Citizen,
    /// A doctor's RIZIV/INAMI number.
    Doctor {
        /// 11 figures.
        riziv: String,
    },
    /// On behalf of an organisation.
    Organisation {
        /// 10 figures.
        cbe: String,
        /// Its name.
        name: String,
    },
}

impl Profession {
    /// A doctor with a number that was read.
    pub fn doctor(riziv: &Riziv) -> Self {
        Self::Doctor { riziv: riziv.as_str().to_owned() }
    }

    /// An organisation with a number that was read.
    pub fn organisation(cbe: &Cbe, name: String) -> Self {
        Self::Organisation { cbe: cbe.as_str().to_owned(), name }
    }

    /// The name of the organisation.
    pub fn organisation_name(&self) -> Option<&str> {
        if let Self::Organisation { name, .. } = self { Some(name) } else { None }
    }

    /// The capacity it belongs to.
    pub const fn capacity(&self) -> Capacity {
        match self {
            Self::Citizen => Capacity::Citizen,
            Self::Doctor { .. } => Capacity::Doctor,
            Self::Organisation { .. } => Capacity::Organisation,
        }
    }
}

/// The account details of R5, every one filled in.
#[derive(Clone, Debug)]
pub struct Details {
    /// The user name.
    pub email: Email,
    /// Where codes go.
    pub phone: Mobile,
    /// Language of texts, mails and messages.
    pub language: Language,
    /// The version of the terms agreed to.
    pub terms_version: String,
    /// What the capacity asks for.
    pub profession: Profession,
}

/// An account with its seals opened.
#[derive(Clone, Debug)]
pub struct Account {
    /// Names it.
    pub id: AccountId,
    /// The user name, as it was typed.
    pub email: Email,
    /// Whether that address was proved.
    pub email_state: AddressState,
    /// Where codes go.
    pub phone: Mobile,
    /// Who it is.
    pub person: Person,
    /// Language of texts, mails and messages.
    pub language: Language,
    /// Whether it was activated.
    pub is_active: bool,
    /// Whether too many wrong codes locked it (R10).
    pub is_locked: bool,
    /// Wrong codes since the last right one.
    pub code_failures: u32,
    /// Absent until activation.
    pub password_hash: Option<String>,
    /// What the person does here for others.
    pub role: Option<Role>,
}

impl Account {
    /// Where mail reaches the person; absent when the address turned out to be of another person.
    pub fn mailbox(&self) -> Option<&Email> {
        (self.email_state != AddressState::Removed).then_some(&self.email)
    }
}
