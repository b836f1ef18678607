//! My account, identities: the card and the accounts at identity providers that open this account (P9).

use serde::{Deserialize, Serialize};

use crate::{
    api::{Endpoint, Method, Nothing},
    text::Language,
    time::Timestamp,
    upstream::UpstreamView,
};

/// What the page shows.
pub struct GetIdentities;
impl Endpoint for GetIdentities {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/account/identities";
    type Request = Nothing;
    type Response = IdentitiesView;
}

/// Begins to link one: puts the sign-in wizard at the reading of the card, or sends the browser away.
pub struct BeginLink;
impl Endpoint for BeginLink {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/account/identities/link";
    type Request = LinkChoice;
    type Response = Nothing;
}

/// Unlinks one; never the last way in.
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
    /// What is linked, the card first.
    pub linked: Vec<Linked>,
    /// What can be linked besides.
    pub open: Vec<Linkable>,
    /// Seconds for which changes are still allowed without a new proof; 0: ask for one first.
    pub fresh_for: u32,
}

/// An identity that opens this account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Linked {
    /// Which kind.
    pub what: Linkable,
    /// Since when.
    pub since: Timestamp,
    /// Whether signing in with it counts as two factors here.
    pub two_factors: bool,
    /// Whether it can be unlinked: another way in must remain.
    pub can_unlink: bool,
}

/// What can be linked.
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

/// Which identity to link.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LinkChoice {
    /// `be-eid` for the card, else a provider's identifier.
    pub provider: String,
    /// The language of the provider's screens.
    pub language: Language,
}

/// Which identity to unlink.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct IdentityChoice {
    /// `be-eid` for the card, else a provider's identifier.
    pub provider: String,
}
