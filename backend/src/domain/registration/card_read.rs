//! The stages that follow a card that was read: one of four, as one outcome of one move.

use vestibule_shared::registration::{AfterCard, Registration};

use super::{Activating, Identified, Known, Provisioning, Stage};
use crate::domain::stage::InStage;

/// The stage that follows a card that was read.
#[derive(Clone, Debug)]
pub enum CardRead {
    /// A new person.
    Identified(Identified),
    /// Their account is still being created.
    Provisioning(Provisioning),
    /// Their account waits for activation.
    Activating(Activating),
    /// They have an account.
    Known(Known),
}

impl From<CardRead> for Stage {
    fn from(read: CardRead) -> Self {
        match read {
            CardRead::Identified(stage) => stage.into(),
            CardRead::Provisioning(stage) => stage.into(),
            CardRead::Activating(stage) => stage.into(),
            CardRead::Known(stage) => stage.into(),
        }
    }
}

impl InStage<Registration> for CardRead {
    type View = AfterCard;
    const STEPS_UP: bool = true;

    fn pick(stage: Stage) -> Option<Self> {
        match stage {
            Stage::Identified(stage) => Some(Self::Identified(stage)),
            Stage::Provisioning(stage) => Some(Self::Provisioning(stage)),
            Stage::Activating(stage) => Some(Self::Activating(stage)),
            Stage::Known(stage) => Some(Self::Known(stage)),
            _ => None,
        }
    }
}
