//! An account, as the rules see it.

pub mod capacity;
pub mod contact;
pub mod email;
pub mod leaving;
pub mod password;

use serde::{Deserialize, Serialize};
use vestibule_shared::{
    address::AddressState,
    id::AccountId,
    registration::Capacity,
    staff::Role,
    text::{Cbe, Email, Language, Riziv},
};

use self::capacity::Standing;
use super::phone::Mobile;

/// A person's name, as their card states it.
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
    /// As the card states it.
    pub name: Name,
    /// What the capacity requires.
    pub profession: Profession,
}

/// What a capacity requires beyond the name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Profession {
    /// Nothing.
    Citizen,
    /// A doctor.
    Doctor {
        /// RIZIV/INAMI number, 11 digits.
        riziv: String,
    },
    /// On behalf of an organisation.
    Organisation {
        /// Enterprise number, 10 digits.
        cbe: String,
        /// Its name.
        name: String,
    },
}

impl Profession {
    /// A doctor with a parsed number.
    pub fn doctor(riziv: &Riziv) -> Self {
        Self::Doctor { riziv: riziv.as_str().to_owned() }
    }

    /// An organisation with a parsed number.
    pub fn organisation(cbe: &Cbe, name: String) -> Self {
        Self::Organisation { cbe: cbe.as_str().to_owned(), name }
    }

    /// The name of the organisation.
    pub fn organisation_name(&self) -> Option<&str> {
        if let Self::Organisation { name, .. } = self { Some(name) } else { None }
    }

    /// The registration number of the profession.
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Citizen => None,
            Self::Doctor { riziv } => Some(riziv),
            Self::Organisation { cbe, .. } => Some(cbe),
        }
    }

    /// The profession that applications see: `Citizen`, unless the capacity counts.
    pub const fn as_far_as(&self, standing: Standing) -> &Self {
        if standing.counts() { self } else { &Self::Citizen }
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
    /// What the capacity requires.
    pub profession: Profession,
}

/// An account with its sealed fields opened.
#[derive(Clone, Debug)]
pub struct Account {
    /// Id of the account.
    pub id: AccountId,
    /// The user name, as it was typed.
    pub email: Email,
    /// Whether that address was proved.
    pub email_state: AddressState,
    /// Where codes go.
    pub phone: Mobile,
    /// The person.
    pub person: Person,
    /// Language of texts, mails and messages.
    pub language: Language,
    /// Whether it is active.
    pub is_active: bool,
    /// Whether too many wrong codes locked it (R10).
    pub is_locked: bool,
    /// Wrong codes since the last correct one.
    pub code_failures: u32,
    /// Absent until activation.
    pub password_hash: Option<String>,
    /// The role, for staff.
    pub role: Option<Role>,
    /// The verification status of the capacity.
    pub capacity: Standing,
}

impl Account {
    /// The profession that applications see.
    pub const fn profession(&self) -> &Profession {
        self.person.profession.as_far_as(self.capacity)
    }

    /// The address that receives the account's mail; absent when it turned out to belong to another
    /// person.
    pub fn mailbox(&self) -> Option<&Email> {
        (self.email_state != AddressState::Removed).then_some(&self.email)
    }
}
