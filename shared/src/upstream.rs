//! Identity providers, as itsme: what a page shows of them, and what a browser brings back from
//! one.
//!
//! A wizard sends the browser to `AwayStep::url`. The provider redirects it to `/return` with a
//! query of [`UpstreamAnswer`]'s members, whose `state` begins with the name of the flow:
//! `register`, `sign-in` or `link`.

use serde::{Deserialize, Serialize};

/// An identity provider to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct UpstreamView {
    /// Its identifier here.
    pub id: String,
    /// Its name, as people know it.
    pub name: String,
}

/// The browser is at a provider, and has not come back yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AwayStep {
    /// The provider.
    pub provider: UpstreamView,
    /// The address to open.
    pub url: String,
}

/// What a browser brings back (RFC 6749 4.1.2, RFC 9207).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UpstreamAnswer {
    /// The `state` that was sent.
    pub state: String,
    /// The code, if the provider gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The issuer, where the provider sends it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// The error, as `access_denied`.
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
            /// The identifier of the provider.
            pub provider: String,
            /// The language of its pages.
            pub language: $crate::text::Language,
        }

        /// Comes back from an identity provider.
        #[derive(Clone, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
        #[serde(deny_unknown_fields)]
        pub struct ReturnFromProvider {
            /// What the browser brought back.
            pub answer: $crate::upstream::UpstreamAnswer,
            /// The language of the provider's pages, in case it is opened again.
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
