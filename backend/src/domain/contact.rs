//! The stages of changing the mobile number or the e-mail address: nothing changes before the new one was
//! proved.

use serde::{Deserialize, Serialize};
use vestibule_shared::contact::{ChangedStep, Contact, EditStep, ProveStep, What};

use super::{
    phone::Mobile,
    stage::{Flow, Hangs, stages},
};

/// Where a change is, with what only the server may know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Stage {
    /// The new number or address.
    Editing(Editing),
    /// The code that went there.
    Proving(Proving),
    /// Changed.
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
    /// Which of the two.
    pub const fn what(&self) -> What {
        match self {
            Self::Phone(_) => What::Phone,
            Self::Email(_) => What::Email,
        }
    }
}

/// The new number or address.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Editing {}

impl Editing {
    /// A code went there.
    pub fn prove(self, new: NewContact, scope: String) -> Proving {
        Proving { new, scope }
    }
}

/// The code that went there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Proving {
    new: NewContact,
    scope: String,
}

impl Proving {
    /// Where it went.
    pub fn new_contact(&self) -> &NewContact {
        &self.new
    }

    /// Names the challenge.
    pub fn scope(&self) -> &str {
        &self.scope
    }

    /// Back to the number or address.
    pub fn back(self) -> Editing {
        Editing {}
    }

    /// It was proved, and holds from now on.
    pub fn changed(self) -> Changed {
        Changed { what: self.new.what() }
    }
}

/// Changed.
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
