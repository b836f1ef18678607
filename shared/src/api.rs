//! How a call looks on the wire: a plain [`Endpoint`], or a [`Move`] of a [`Wizard`].
//!
//! A wizard is a kind of flow with several steps. The server stores where the flow is; the browser
//! renders the step it receives. `moves!` lists every move with the step it leaves and the step it
//! leads to: that list is the transition table, and the documentation draws it from [`Transition`].
//!
//! Enums whose variant is named by a member (`step`, `by`, `kind`) declare it to serde with
//! `cfg_attr(not(target_family = "wasm"), serde(tag = ..))`: the browser's reader finds these
//! members by itself, and serde's own code would compile every type in them twice (20 kB of 293,
//! brotli).

use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The HTTP methods this API uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads; never changes state.
    Get,
    /// Changes state.
    Post,
    /// Deletes what the path names.
    Delete,
}

/// One call outside of any wizard.
pub trait Endpoint {
    /// The HTTP method.
    const METHOD: Method;
    /// The path, with no host and no query.
    const PATH: &'static str;
    /// The JSON body; [`Nothing`] where there is none.
    type Request: Serialize + DeserializeOwned + Send + 'static;
    /// The JSON response of a call that succeeded.
    type Response: Serialize + DeserializeOwned + Send + 'static;
}

/// An empty JSON object.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// A kind of flow with several steps; `GET PATH` returns the current step, `DELETE PATH` abandons
/// the flow.
pub trait Wizard: 'static {
    /// The path of the current step.
    const PATH: &'static str;
    /// The path of the server-sent events that report a change of step.
    const EVENTS: &'static str;
    /// The path of [`FlowTime`]; a POST there extends the time.
    const TIME: &'static str;
    /// What a person may see of the flow: one variant per step.
    type Step: Serialize + DeserializeOwned + Clone + Send + 'static;
    /// Every move of this wizard.
    const TRANSITIONS: &'static [Transition];
    /// The steps that are reached without a move of it.
    const ARRIVALS: &'static [Arrival];
}

/// How long an idle flow is kept: a page warns before the end, and lets a person extend it (WCAG
/// 2.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct FlowTime {
    /// Seconds until the flow is removed; absent where the flow keeps nothing that could be lost.
    pub ends_in: Option<u32>,
    /// How many seconds before the end the page warns.
    pub warn_before: u32,
}

/// What a step can do: leave the step `From`, reach the step `To`.
///
/// A page owns its own step only, so it can make only the moves of that step.
pub trait Move: Serialize + DeserializeOwned + Send + 'static {
    /// The wizard that this move belongs to.
    type Wizard: Wizard;
    /// The step at which the move is allowed.
    type From;
    /// The step reached; one of `choices!` where the outcome decides.
    type To: Into<<Self::Wizard as Wizard>::Step> + Reaches<<Self::Wizard as Wizard>::Step>;
    /// The path to which the move is posted.
    const PATH: &'static str;
}

/// The steps of a wizard that a move may reach: one, or several where the outcome decides.
pub trait Reaches<Step> {
    /// Their names.
    const STEPS: &'static [&'static str];
}

/// A step that is reached without a move of its wizard: something happened on the server, or
/// another request began the flow there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The name of the step that is left; `[*]` where a flow begins.
    pub from: &'static str,
    /// The name of the step that is reached.
    pub to: &'static str,
    /// What happened.
    pub by: &'static str,
}

/// One line of a wizard's transition table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The name of the step that is left.
    pub from: &'static str,
    /// The name of the move.
    pub by: &'static str,
    /// The names of the steps that may be reached.
    pub to: &'static [&'static str],
    /// The path to which the move is posted.
    pub path: &'static str,
}

/// Implements [`Wizard`] for a type and [`Move`] for each of its moves.
macro_rules! moves {
    ($wizard:ident at $root:literal with $step:ty {
        $($from:ident => $by:ident => $to:ident, $path:literal;)+
        $(* $left:tt => $reached:ident, $why:literal;)*
    }) => {
        impl $crate::api::Wizard for $wizard {
            const PATH: &'static str = $root;
            const EVENTS: &'static str = concat!($root, "/events");
            const TIME: &'static str = concat!($root, "/time");
            type Step = $step;
            const TRANSITIONS: &'static [$crate::api::Transition] = &[
                $($crate::api::Transition {
                    from: stringify!($from),
                    by: stringify!($by),
                    to: <$to as $crate::api::Reaches<$step>>::STEPS,
                    path: concat!($root, $path),
                },)+
            ];
            const ARRIVALS: &'static [$crate::api::Arrival] = &[
                $($crate::api::Arrival {
                    from: stringify!($left),
                    to: stringify!($reached),
                    by: $why,
                },)*
            ];
        }
        $(impl $crate::api::Move for $by {
            type Wizard = $wizard;
            type From = $from;
            type To = $to;
            const PATH: &'static str = concat!($root, $path);
        })+
    };
}
pub(crate) use moves;

/// Implements `From` of each variant for a step enum; the first one is where a flow begins.
macro_rules! steps {
    ($step:ident { $($variant:ident($inner:ident)),+ $(,)? }) => {
        $(impl From<$inner> for $step {
            fn from(inner: $inner) -> Self {
                Self::$variant(inner)
            }
        }
        impl $crate::api::Reaches<$step> for $inner {
            const STEPS: &'static [&'static str] = &[stringify!($inner)];
        })+
        impl $step {
            /// The names of the steps.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($inner)),+];
        }
    };
}
pub(crate) use steps;

/// Declares what a move reaches where the outcome decides: an enum of steps.
macro_rules! choices {
    ($step:ident: $($(#[$doc:meta])* $name:ident {
        $($(#[$of:meta])* $variant:ident($inner:ident),)+
    })+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug)]
            pub enum $name {
                $($(#[$of])* $variant($inner),)+
            }

            impl From<$name> for $step {
                fn from(choice: $name) -> Self {
                    match choice {
                        $($name::$variant(inner) => inner.into(),)+
                    }
                }
            }

            impl $crate::api::Reaches<$step> for $name {
                const STEPS: &'static [&'static str] = &[$(stringify!($inner)),+];
            }
        )+
    };
}
pub(crate) use choices;

/// Declares endpoints.
macro_rules! endpoints {
    ($($(#[$doc:meta])* $name:ident: $verb:ident $path:literal, $request:ty => $response:ty;)+) => {
        $(
            $(#[$doc])*
            pub struct $name;
            impl $crate::api::Endpoint for $name {
                const METHOD: $crate::api::Method = $crate::api::Method::$verb;
                const PATH: &'static str = $path;
                type Request = $request;
                type Response = $response;
            }
        )+
    };
}
pub(crate) use endpoints;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Wizard;
    use crate::{contact, recovery, registration, sign_in, two_step};

    /// Checks a wizard against the names of its steps; the first of them is where a flow begins.
    fn check<W: Wizard>(steps: &[&'static str]) {
        let moves = W::TRANSITIONS.iter().flat_map(|line| line.to.iter().copied());
        let reached: BTreeSet<&str> =
            moves.chain(W::ARRIVALS.iter().map(|line| line.to)).chain([steps[0]]).collect();
        assert_eq!(reached, steps.iter().copied().collect(), "{}", W::PATH);
        let left = W::TRANSITIONS.iter().map(|line| line.from);
        for from in left.chain(W::ARRIVALS.iter().map(|line| line.from)) {
            assert!(steps.contains(&from) || from == "[*]", "{}: {from}", W::PATH);
        }
    }

    #[test]
    fn every_step_of_a_wizard_is_reached_and_every_move_ends_at_a_step() {
        check::<registration::Registration>(registration::Step::NAMES);
        check::<sign_in::SignIn>(sign_in::Step::NAMES);
        check::<recovery::Recovery>(recovery::Step::NAMES);
        check::<two_step::TwoStep>(two_step::Step::NAMES);
        check::<contact::Contact>(contact::Step::NAMES);
    }
}
