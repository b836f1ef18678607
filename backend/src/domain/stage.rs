//! What the stages of all wizards have in common.
//!
//! The step on the wire shows what a person may see; the stage on the server also holds what they
//! may not. Each stage is a struct with private fields, so that an `Activating` can only be reached
//! through the stages before it.

use serde::{Serialize, de::DeserializeOwned};
use vestibule_shared::cockpit::{Funnel, Milestone};

/// The server's side of a wizard.
pub trait Flow: vestibule_shared::api::Wizard {
    /// Every stage of the wizard.
    type Stage: Serialize + DeserializeOwned + Clone + Send + Sync + 'static;
    /// Name of the wizard in the database.
    const KIND: &'static str;
    /// The kind of session that its flows belong to.
    const HANGS: Hangs = Hangs::OnVisit;

    /// The stage of a person who has not begun; it is not stored.
    fn initial() -> Self::Stage;

    /// The name of a stage, for statistics.
    fn name(stage: &Self::Stage) -> &'static str;

    /// Whether the flow ends here, so that its row is deleted.
    fn is_final(stage: &Self::Stage) -> bool;

    /// The milestone of a stage, if it is counted.
    fn milestone(stage: &Self::Stage) -> Option<(Funnel, Milestone)> {
        let _ = stage;
        None
    }
}

/// One stage, or a choice of stages that a move can lead to.
pub trait InStage<W: Flow>: Into<W::Stage> + Send + 'static {
    /// The step that shows it; connects the move on the wire with the transition on the server.
    type View;
    /// Whether reaching it proves more than was proved before: the visitor gets a new cookie value.
    const STEPS_UP: bool = false;

    /// Returns this stage, if the flow is at it.
    fn pick(stage: W::Stage) -> Option<Self>;
}

/// The kind of session that a flow belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hangs {
    /// A visitor's session: it has a separate cookie, which no other route accepts.
    OnVisit,
    /// The session of a signed-in person; the flow ends with it.
    OnSession,
}

/// Defines an enum of stages: conversions and `pick` for each, with the step that shows it.
macro_rules! stages {
    ($wizard:ident, $stage:ident { $($variant:ident($inner:ident) as $view:ty $(, steps up: $up:literal)?;)+ }) => {
        $(
            impl From<$inner> for $stage {
                fn from(inner: $inner) -> Self {
                    Self::$variant(inner)
                }
            }
            impl $crate::domain::stage::InStage<$wizard> for $inner {
                type View = $view;
                $(const STEPS_UP: bool = $up;)?
                fn pick(stage: $stage) -> Option<Self> {
                    if let $stage::$variant(inner) = stage { Some(inner) } else { None }
                }
            }
        )+
        impl $stage {
            /// The name of this stage, for statistics.
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => stringify!($variant),)+
                }
            }
        }
    };
}
pub(crate) use stages;

/// Declares a choice of stages that a move can lead to: one variant each.
macro_rules! either {
    ($(#[$doc:meta])* $wizard:ident: $name:ident as $view:ty {
        $($(#[$of:meta])* $variant:ident($inner:ident)),+ $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub enum $name {
            $($(#[$of])* $variant($inner),)+
        }

        impl From<$name> for Stage {
            fn from(choice: $name) -> Self {
                match choice {
                    $($name::$variant(stage) => stage.into(),)+
                }
            }
        }

        impl InStage<$wizard> for $name {
            type View = $view;
            const STEPS_UP: bool = true;

            fn pick(stage: Stage) -> Option<Self> {
                $(if let Some(picked) = <$inner as InStage<$wizard>>::pick(stage.clone()) {
                    return Some(Self::$variant(picked));
                })+
                let _ = stage;
                None
            }
        }
    };
}
pub(crate) use either;
