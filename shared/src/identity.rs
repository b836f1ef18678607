//! My account, identities: the card and the accounts at identity providers that open this account
//! (P9).

use serde::{Deserialize, Serialize};

use crate::{
    api::{Endpoint, Method, Nothing},
    text::Language,
    time::Timestamp,
    upstream::UpstreamView,
};

/// Returns what the page shows.
pub struct GetIdentities;
impl Endpoint for GetIdentities {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/account/identities";
    type Request = Nothing;
    type Response = IdentitiesView;
}

/// Begins to link an identity: starts the sign-in wizard at the card step, or redirects the browser
/// to a provider.
pub struct BeginLink;
impl Endpoint for BeginLink {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/account/identities/link";
    type Request = LinkChoice;
    type Response = Nothing;
}

/// Unlinks an identity; never the last way to sign in.
pub struct Unlink;
impl Endpoint for Unlink {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/account/identities/unlink";
    type Request = IdentityChoice;
    type Response = IdentitiesView;
}

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct IdentitiesView {
    /// The linked identities, the card first.
    pub linked: Vec<Linked>,
    /// The identities that can still be linked.
    pub open: Vec<Linkable>,
    /// Seconds for which changes are still allowed without a new proof; 0: a proof is needed first.
    pub fresh_for: u32,
}

/// An identity that opens this account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Linked {
    /// The kind.
    pub what: Linkable,
    /// When it was linked.
    pub since: Timestamp,
    /// Whether signing in with it counts as two factors here.
    pub two_factors: bool,
    /// Whether it can be unlinked: another way to sign in must remain.
    pub can_unlink: bool,
}

/// An identity that can be linked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "kind"))]
pub enum Linkable {
    /// The Belgian e-ID card.
    Eid {},
    /// An account at an identity provider.
    Provider(UpstreamView),
}

/// The identity to link.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkChoice {
    /// `be-eid` for the card, otherwise a provider's identifier.
    pub provider: String,
    /// The language of the provider's pages.
    pub language: Language,
}

/// The identity to unlink.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct IdentityChoice {
    /// `be-eid` for the card, otherwise a provider's identifier.
    pub provider: String,
}
