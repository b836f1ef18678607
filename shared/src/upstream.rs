//! Identity providers, as itsme: what a screen shows of them, and what a browser brings back from one.
//!
//! A wizard sends the browser to `AwayStep::url`. The provider sends it back to `/return` with a query of
//! [`UpstreamAnswer`]'s members, whose `state` begins with the journey's name: `register`, `sign-in` or `link`.

use serde::{Deserialize, Serialize};

/// A provider to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpstreamView {
    /// Names it towards us.
    pub id: String,
    /// What people know it as.
    pub name: String,
}

/// The browser is sent to a provider, and not back yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AwayStep {
    /// To whom.
    pub provider: UpstreamView,
    /// Where to go.
    pub url: String,
}

/// What a browser brings back (RFC 6749 4.1.2, RFC 9207).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpstreamAnswer {
    /// As it was sent along.
    pub state: String,
    /// The code, if the provider gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Who answered, where the provider says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// What went wrong, as `access_denied`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// Declares the moves to a provider and back; each wizard has its own.
macro_rules! commands {
    () => {
        /// Goes to an identity provider.
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct UseProvider {
            /// Which, by its identifier.
            pub provider: String,
            /// The language of its screens.
            pub language: $crate::text::Language,
        }

        /// Comes back from an identity provider.
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct ReturnFromProvider {
            /// What the browser brought back.
            pub answer: $crate::upstream::UpstreamAnswer,
            /// The language of the provider's screens, should it be asked again.
            pub language: $crate::text::Language,
        }

        /// Chooses another way than the identity provider.
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct LeaveProvider {}
    };
}
pub(crate) use commands;
