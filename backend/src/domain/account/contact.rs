//! The stages of changing the mobile number or the e-mail address: nothing changes before the new
//! one was proved.

use serde::{Deserialize, Serialize};
use vestibule_shared::contact::{ChangedStep, Contact, EditStep, ProveStep, What};

use crate::domain::{
    phone::Mobile,
    stage::{Flow, Hangs, stages},
};

/// The stage of a change, with data that only the server may know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Stage {
    /// Entering the new number or address.
    Editing(Editing),
    /// Proving it by the code that was sent there.
    Proving(Proving),
    /// The change is done.
    Changed(Changed),
}

stages!(Contact, Stage {
    Editing(Editing) as EditStep;
    Proving(Proving) as ProveStep;
    Changed(Changed) as ChangedStep;
});

impl Flow for Contact {
    type Stage = Stage;
    const KIND: &'static str = "contact";
    const HANGS: Hangs = Hangs::OnSession;

    fn initial() -> Stage {
        Stage::Editing(Editing {})
    }

    fn name(stage: &Stage) -> &'static str {
        stage.name()
    }

    fn is_final(stage: &Stage) -> bool {
        matches!(stage, Stage::Changed(_))
    }
}

/// A new number or address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum NewContact {
    /// A number.
    Phone(Mobile),
    /// An address, as it was typed.
    Email(String),
}

impl NewContact {
    /// Whether it is a number or an address.
    pub const fn what(&self) -> What {
        match self {
            Self::Phone(_) => What::Phone,
            Self::Email(_) => What::Email,
        }
    }
}

/// The stage that asks for the new number or address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Editing {}

impl Editing {
    /// Moves on when a code was sent there.
    pub fn prove(self, new: NewContact, scope: String) -> Proving {
        Proving { new, scope }
    }
}

/// The stage that asks for the code that was sent there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Proving {
    new: NewContact,
    scope: String,
}

impl Proving {
    /// The recipient of the code.
    pub fn new_contact(&self) -> &NewContact {
        &self.new
    }

    /// The scope of the sent code.
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// Returns to the number or address.
    pub fn back(self) -> Editing {
        Editing {}
    }

    /// Completes the change: the new one was proved, and is in force from now on.
    pub fn changed(self) -> Changed {
        Changed { what: self.new.what() }
    }
}

/// The change is done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Changed {
    what: What,
}

impl Changed {
    /// What was changed.
    pub fn what(&self) -> What {
        self.what
    }
}
