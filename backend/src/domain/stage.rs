//! What every wizard's stages have in common.
//!
//! The wire's step says what a person may see; the server's stage also holds what they may not. Each stage
//! is a struct of its own with private fields, so that the only way to an `Activating` leads through
//! what comes before it.

use serde::{Serialize, de::DeserializeOwned};
use vestibule_shared::cockpit::{Funnel, Milestone};

/// The server's side of a wizard.
pub trait Flow: vestibule_shared::api::Wizard {
    /// Every place a person can be at.
    type Stage: Serialize + DeserializeOwned + Clone + Send + Sync + 'static;
    /// Names the wizard in the database.
    const KIND: &'static str;
    /// On whose session it hangs.
    const HANGS: Hangs = Hangs::OnVisit;

    /// Where a person is who has not begun: stored nowhere.
    fn initial() -> Self::Stage;

    /// The name of a stage, for statistics.
    fn name(stage: &Self::Stage) -> &'static str;

    /// Whether the journey ends here, so that nothing of it is kept.
    fn is_final(stage: &Self::Stage) -> bool;

    /// What reaching a stage counts as, where it counts.
    fn milestone(stage: &Self::Stage) -> Option<(Funnel, Milestone)> {
        let _ = stage;
        None
    }
}

/// One stage, or a choice of stages that a move can lead to.
pub trait InStage<W: Flow>: Into<W::Stage> + Send + 'static {
    /// The step that shows it; ties the move of the wire to the transition of the server.
    type View;
    /// Whether reaching it proves more than was proved before: the visitor gets a new cookie value.
    const STEPS_UP: bool = false;

    /// This stage, if it is the one.
    fn pick(stage: W::Stage) -> Option<Self>;
}

/// On whose session a journey hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hangs {
    /// A visitor's, who is half-way: its own cookie, worth nothing anywhere else.
    OnVisit,
    /// That of a signed-in person, and ends with it.
    OnSession,
}

/// Makes an enum of stages: conversions and `pick` for each, with the step that shows it.
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

/// Declares a choice of stages that a move can lead to: each variant is one.
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
