//! The stages of setting up two-step verification (M4-M6, M9). Nothing is enrolled before it was proved: until
//! then the new key, number or question lives in the stage alone.

use serde::{Deserialize, Serialize};
use vestibule_shared::{
    cockpit::{Funnel, Milestone},
    factor::{FactorId, FactorKind},
    two_step::{
        AfterEnough, AfterName, ChooseStep, CodesStep, DoneStep, MoreStep, NameStep, SetUpStep,
        TwoStep,
    },
};

use super::{
    method::KeyChallenge,
    phone::Mobile,
    stage::{Flow, Hangs, InStage, either, stages},
};

/// Where a set-up is, with what only the server may know.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Stage {
    /// Which method?
    Choosing(Choosing),
    /// The chosen method is proved.
    SettingUp(SettingUp),
    /// It works; what is it called?
    Naming(Naming),
    /// A second method?
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

/// The setting up of a kind, as it is counted.
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

/// Which method?
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Choosing {}

impl Choosing {
    /// A method was chosen.
    pub fn begin(self, kind: FactorKind, pending: Pending) -> SettingUp {
        SettingUp { kind, pending }
    }

    /// Left for now.
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
    /// Which number?
    Number,
    /// The code of the text message.
    Sms {
        /// Where it went.
        to: Mobile,
        /// Names the challenge.
        scope: String,
    },
    /// The key pressed in the call.
    Call {
        /// Who is called.
        to: Mobile,
        /// Names the call.
        scope: String,
    },
    /// The key that the browser makes.
    Key(KeyChallenge),
}

/// The chosen method is proved.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SettingUp {
    kind: FactorKind,
    pending: Pending,
}

impl SettingUp {
    /// Which kind.
    pub fn kind(&self) -> FactorKind {
        self.kind
    }

    /// What it waits for.
    pub fn pending(&self) -> &Pending {
        &self.pending
    }

    /// It waits for something else.
    #[must_use]
    pub fn wait_for(self, pending: Pending) -> Self {
        Self { pending, ..self }
    }

    /// Back to the choice; nothing of it stays.
    pub fn back(self) -> Choosing {
        Choosing {}
    }

    /// It was proved, and works from now on.
    pub fn proved(self, factor: FactorId, place: Place) -> Naming {
        Naming { kind: self.kind, factor, place }
    }
}

/// What comes after the name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// It is the only method: a second one is offered.
    First,
    /// There are others.
    Further,
}

/// It works; what is it called?
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Naming {
    kind: FactorKind,
    factor: FactorId,
    place: Place,
}

impl Naming {
    /// Which kind.
    pub fn kind(&self) -> FactorKind {
        self.kind
    }

    /// Which factor.
    pub fn factor(&self) -> &FactorId {
        &self.factor
    }

    /// Whether it is the only one.
    pub fn place(&self) -> Place {
        self.place
    }

    /// A second one is offered.
    pub fn offer(self) -> Named {
        Named::More(Offering { kind: self.kind })
    }

    /// These are the recovery codes.
    pub fn keep(self, codes: Vec<String>) -> Named {
        Named::Codes(Keeping { codes })
    }

    /// Ready.
    pub fn done(self, finished: Finished) -> Named {
        Named::Done(finished)
    }
}

either! {
    /// Where a name leads to.
    TwoStep: Named as AfterName {
        /// A second method?
        More(Offering),
        /// The recovery codes.
        Codes(Keeping),
        /// Ready.
        Done(Finished),
    }
}

/// A second method?
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Offering {
    kind: FactorKind,
}

impl Offering {
    /// The only one so far.
    pub fn kind(&self) -> FactorKind {
        self.kind
    }

    /// Yes.
    pub fn another(self) -> Choosing {
        Choosing {}
    }

    /// No; these are the recovery codes.
    pub fn keep(self, codes: Vec<String>) -> EnoughSaid {
        EnoughSaid::Codes(Keeping { codes })
    }

    /// No; ready.
    pub fn done(self, finished: Finished) -> EnoughSaid {
        EnoughSaid::Done(finished)
    }
}

either! {
    /// Where "enough" leads to.
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

    /// They were kept.
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
    /// The person goes on with the session they have.
    pub fn here() -> Self {
        Self { sign_in: false }
    }

    /// The session ends with it.
    pub fn sign_in_anew() -> Self {
        Self { sign_in: true }
    }

    /// Whether the session ended with it.
    pub fn signs_in(&self) -> bool {
        self.sign_in
    }
}
