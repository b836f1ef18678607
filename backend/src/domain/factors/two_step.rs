//! The stages of setting up two-step verification (M4-M6, M9). A method is enrolled only after its
//! proof: until then the new key, number or challenge is in the stage only.

use serde::{Deserialize, Serialize};
use vestibule_shared::{
    cockpit::{Funnel, Milestone},
    factor::{FactorId, FactorKind},
    two_step::{
        AfterEnough, AfterName, ChooseStep, CodesStep, DoneStep, MoreStep, NameStep, SetUpStep,
        TwoStep,
    },
};

use crate::domain::{
    method::KeyChallenge,
    phone::Mobile,
    stage::{Flow, Hangs, InStage, either, stages},
};

/// The stage of a set-up, with data that only the server may know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Stage {
    /// The choice of a method.
    Choosing(Choosing),
    /// The chosen method is being proved.
    SettingUp(SettingUp),
    /// The method works and gets a name.
    Naming(Naming),
    /// A second method is offered.
    Offering(Offering),
    /// The recovery codes are shown.
    Keeping(Keeping),
    /// Ready.
    Finished(Finished),
}

stages!(TwoStep, Stage {
    Choosing(Choosing) as ChooseStep;
    SettingUp(SettingUp) as SetUpStep;
    Naming(Naming) as NameStep;
    Offering(Offering) as MoreStep;
    Keeping(Keeping) as CodesStep;
    Finished(Finished) as DoneStep;
});

impl Flow for TwoStep {
    type Stage = Stage;
    const KIND: &'static str = "two-step";
    const HANGS: Hangs = Hangs::OnSession;

    fn initial() -> Stage {
        Stage::Choosing(Choosing {})
    }

    fn name(stage: &Stage) -> &'static str {
        stage.name()
    }

    fn is_final(stage: &Stage) -> bool {
        matches!(stage, Stage::Finished(_))
    }

    fn milestone(stage: &Stage) -> Option<(Funnel, Milestone)> {
        match stage {
            Stage::SettingUp(SettingUp { kind, pending }) => {
                let is_asked = matches!(pending, Pending::Sms { .. } | Pending::Call { .. });
                let step = if is_asked { Milestone::Asked } else { Milestone::Chosen };
                Some((counted(*kind), step))
            }
            Stage::Naming(naming) => Some((counted(naming.kind), Milestone::Proved)),
            _ => None,
        }
    }
}

/// The funnel of setting up a kind.
const fn counted(kind: FactorKind) -> Funnel {
    match kind {
        FactorKind::App => Funnel::App,
        FactorKind::Passkey => Funnel::Passkey,
        FactorKind::Platform => Funnel::Platform,
        FactorKind::SecurityKey => Funnel::SecurityKey,
        FactorKind::Sms => Funnel::Sms,
        FactorKind::Call => Funnel::Call,
    }
}

/// The choice of a method.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Choosing {}

impl Choosing {
    /// Moves on with the chosen method.
    pub fn begin(self, kind: FactorKind, pending: Pending) -> SettingUp {
        SettingUp { kind, pending }
    }

    /// Postpones the set-up.
    pub fn skip(self) -> Finished {
        Finished { sign_in: false }
    }
}

/// What a new method waits for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Pending {
    /// The first code of the app.
    App {
        /// The new key, in Base32.
        key: String,
    },
    /// A number.
    Number,
    /// The code of the text message.
    Sms {
        /// The number that it was sent to.
        to: Mobile,
        /// The scope of the sent code.
        scope: String,
    },
    /// The key pressed in the call.
    Call {
        /// The number that is called.
        to: Mobile,
        /// The scope of the call.
        scope: String,
    },
    /// The key that the browser makes.
    Key(KeyChallenge),
}

/// The chosen method is being proved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SettingUp {
    kind: FactorKind,
    pending: Pending,
}

impl SettingUp {
    /// The kind.
    pub fn kind(&self) -> FactorKind {
        self.kind
    }

    /// What it waits for.
    pub fn pending(&self) -> &Pending {
        &self.pending
    }

    /// Waits for something else.
    #[must_use]
    pub fn wait_for(self, pending: Pending) -> Self {
        Self { pending, ..self }
    }

    /// Returns to the choice; nothing is kept.
    pub fn back(self) -> Choosing {
        Choosing {}
    }

    /// Moves on when it was proved; it works from now on.
    pub fn proved(self, factor: FactorId, place: Place) -> Naming {
        Naming { kind: self.kind, factor, place }
    }
}

/// What follows the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// It is the only method: a second one is offered.
    First,
    /// There are others.
    Further,
}

/// The method works and gets a name.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Naming {
    kind: FactorKind,
    factor: FactorId,
    place: Place,
}

impl Naming {
    /// The kind.
    pub fn kind(&self) -> FactorKind {
        self.kind
    }

    /// The factor.
    pub fn factor(&self) -> &FactorId {
        &self.factor
    }

    /// Whether it is the only one.
    pub fn place(&self) -> Place {
        self.place
    }

    /// Offers a second method.
    pub fn offer(self) -> Named {
        Named::More(Offering { kind: self.kind })
    }

    /// Shows the recovery codes.
    pub fn keep(self, codes: Vec<String>) -> Named {
        Named::Codes(Keeping { codes })
    }

    /// Completes the set-up.
    pub fn done(self, finished: Finished) -> Named {
        Named::Done(finished)
    }
}

either! {
    /// The stage that follows a name.
    TwoStep: Named as AfterName {
        /// A second method is offered.
        More(Offering),
        /// The recovery codes.
        Codes(Keeping),
        /// Ready.
        Done(Finished),
    }
}

/// A second method is offered.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Offering {
    kind: FactorKind,
}

impl Offering {
    /// The kind of the only method so far.
    pub fn kind(&self) -> FactorKind {
        self.kind
    }

    /// Accepts the offer.
    pub fn another(self) -> Choosing {
        Choosing {}
    }

    /// Declines it, and shows the recovery codes.
    pub fn keep(self, codes: Vec<String>) -> EnoughSaid {
        EnoughSaid::Codes(Keeping { codes })
    }

    /// Declines it, and completes the set-up.
    pub fn done(self, finished: Finished) -> EnoughSaid {
        EnoughSaid::Done(finished)
    }
}

either! {
    /// The stage that follows "enough".
    TwoStep: EnoughSaid as AfterEnough {
        /// The recovery codes.
        Codes(Keeping),
        /// Ready.
        Done(Finished),
    }
}

/// The recovery codes are shown.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Keeping {
    codes: Vec<String>,
}

impl Keeping {
    /// As `XXXXX-XXXXX`.
    pub fn codes(&self) -> &[String] {
        &self.codes
    }

    /// Moves on when they were kept.
    pub fn kept(self, finished: Finished) -> Finished {
        finished
    }
}

/// Ready.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Finished {
    sign_in: bool,
}

impl Finished {
    /// The person continues with their session.
    pub fn here() -> Self {
        Self { sign_in: false }
    }

    /// The session ends with the set-up.
    pub fn sign_in_anew() -> Self {
        Self { sign_in: true }
    }

    /// Whether the session ended with the set-up.
    pub fn signs_in(&self) -> bool {
        self.sign_in
    }
}
