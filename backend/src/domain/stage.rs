//! What every wizard's stages have in common.
//!
//! The wire's step says what a person may see; the server's stage also holds what they may not. Each stage
//! is a struct of its own with private fields, so that the only way to an `Activating` leads through
//! what comes before it.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use vestibule_shared::time::Timestamp;

/// The server's side of a wizard.
pub trait Journey: vestibule_shared::api::Wizard {
    /// Every place a person can be at.
    type Stage: Serialize + DeserializeOwned + Clone + Send + Sync + 'static;
    /// Names the wizard in the database.
    const KIND: &'static str;

    /// Where a person is who has not begun: stored nowhere.
    fn initial() -> Self::Stage;

    /// The name of a stage, for statistics.
    fn name(stage: &Self::Stage) -> &'static str;

    /// Whether the journey ends here, so that nothing of it is kept.
    fn is_final(stage: &Self::Stage) -> bool;

    /// The session that a final stage gives to the browser.
    fn entry(stage: &Self::Stage) -> Option<&Entry>;
}

/// One stage, or a choice of stages that a move can lead to.
pub trait InStage<W: Journey>: Into<W::Stage> + Send + 'static {
    /// The step that shows it; ties the move of the wire to the transition of the server.
    type View;
    /// Whether reaching it proves more than was proved before: the visitor gets a new cookie value.
    const STEPS_UP: bool = false;

    /// This stage, if it is the one.
    fn pick(stage: W::Stage) -> Option<Self>;
}

/// A session that was begun, for the cookie.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The secret of the cookie.
    pub token: String,
    /// When the session ends whatever happens.
    pub ends_at: Timestamp,
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
