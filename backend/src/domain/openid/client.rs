//! A client: an application that asks us who a person is, as it is registered.
//!
//! The members have the names of RFC 7591 and OpenID Connect where these have one; the same names
//! are used in `CLIENTS_FILE`, on the command line and on the screen.

mod faults;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use vestibule_shared::{registration::Capacity, staff::Role};

pub use self::faults::faults;
use super::{
    acr::Acr,
    forward_auth::{ForwardAuth, ForwardAuthError},
    request::Scope,
    uri,
};

/// The longest identifier of a client, in bytes.
const LONGEST_ID: usize = 64;

/// A registered client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its identifier.
    pub id: String,
    /// Everything else.
    pub metadata: Metadata,
}

/// What is registered of a client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metadata {
    /// The name that people see.
    pub client_name: String,
    /// Where a tile on the account page leads; absent: the client has no tile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_uri: Option<String>,
    /// Whom people contact who may not use it: a name, a number or an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Where a browser may be sent back to: compared character by character.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Where a browser may be sent after signing out.
    #[serde(default)]
    pub post_logout_redirect_uris: Vec<String>,
    /// How it proves who it is.
    #[serde(default)]
    pub token_endpoint_auth_method: AuthMethod,
    /// Its public keys (RFC 7517), for `private_key_jwt` and signed requests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks: Option<Value>,
    /// The grants it may use.
    #[serde(default = "default_grants")]
    pub grant_types: Vec<GrantType>,
    /// The scopes it may ask for, separated by spaces.
    #[serde(default = "default_scope")]
    pub scope: String,
    /// How its ID tokens are signed.
    #[serde(default)]
    pub id_token_signed_response_alg: SigningAlgorithm,
    /// Whether each sector gets a `sub` of its own.
    #[serde(default)]
    pub subject_type: SubjectType,
    /// Clients of one sector get the same `sub`; absent: the client is a sector of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// Whether PKCE is required; `false` for old software only.
    #[serde(default = "yes")]
    pub require_pkce: bool,
    /// Whether requests have to be pushed (RFC 9126).
    #[serde(default)]
    pub require_pushed_authorization_requests: bool,
    /// Whether people have to agree before it reads anything about them.
    #[serde(default)]
    pub consent: Consent,
    /// Whether claims are in the ID token too, and not only at the userinfo endpoint.
    #[serde(default)]
    pub claims_in: ClaimsIn,
    /// Where it is notified that a person signed out (OpenID Connect Back-Channel Logout).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backchannel_logout_uri: Option<String>,
    /// Which of its pages signs a person out there, in a frame of ours (OpenID Connect Front-Channel
    /// Logout).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frontchannel_logout_uri: Option<String>,
    /// Whom its access tokens are for: these are signed tokens then, which that service reads by
    /// itself (RFC 9068); absent: its tokens are for our userinfo endpoint only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// The scopes that it may ask for itself, as a machine, separated by spaces; their meaning is
    /// that of the audience.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub machine_scope: String,
    /// Whether its access tokens have to be bound to a key (RFC 9449 5.2).
    #[serde(default)]
    pub dpop_bound_access_tokens: bool,
    /// The least strength of a sign-in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub least_acr: Option<Acr>,
    /// Who may use it; empty: everybody.
    #[serde(default)]
    pub allow: Allowed,
    /// It speaks no OpenID: a proxy asks us about each request (O16).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forward_auth: Option<ForwardAuth>,
}

const fn yes() -> bool {
    true
}

fn default_grants() -> Vec<GrantType> {
    vec![GrantType::AuthorizationCode]
}

fn default_scope() -> String {
    "openid profile email".to_owned()
}

/// How a client proves who it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AuthMethod {
    /// A secret in the `Authorization` header.
    #[default]
    ClientSecretBasic,
    /// A secret in the form.
    ClientSecretPost,
    /// A token that it signs (RFC 7523).
    PrivateKeyJwt,
    /// It cannot keep a secret: a single-page or native app.
    None,
}

/// What a client may do at the token endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantType {
    /// Exchange a code.
    AuthorizationCode,
    /// Stay signed in.
    RefreshToken,
    /// Act for itself, as a machine.
    ClientCredentials,
}

/// How tokens are signed.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub enum SigningAlgorithm {
    /// RSA, PKCS#1 v1.5 with SHA-256: every library has it.
    #[default]
    RS256,
    /// ECDSA with P-256.
    ES256,
    /// Ed25519.
    EdDSA,
}

impl SigningAlgorithm {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::RS256, Self::ES256, Self::EdDSA];

    /// The name in a header.
    pub const fn name(self) -> &'static str {
        match self {
            Self::RS256 => "RS256",
            Self::ES256 => "ES256",
            Self::EdDSA => "EdDSA",
        }
    }
}

/// Whether two clients know a person by the same `sub`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SubjectType {
    /// They cannot.
    #[default]
    Pairwise,
    /// They can.
    Public,
}

/// Whether people are asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Consent {
    /// Once for each set of scopes.
    #[default]
    Ask,
    /// Never: an application of the organisation itself.
    Skip,
}

/// Where claims about a person are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimsIn {
    /// At the userinfo endpoint.
    #[default]
    Userinfo,
    /// There and in the ID token.
    IdToken,
}

/// Who may use a client: anybody to whom one of these applies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Allowed {
    /// People in these capacities.
    pub capacities: Vec<Capacity>,
    /// People of these organisations, by enterprise number.
    pub organisations: Vec<String>,
    /// Staff in these roles.
    pub roles: Vec<Role>,
}

impl Allowed {
    /// Whether everybody may use it.
    pub const fn is_open(&self) -> bool {
        self.capacities.is_empty() && self.organisations.is_empty() && self.roles.is_empty()
    }
}

/// What is wrong with the metadata of a client, for the administrator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MetadataError {
    /// The identifier is not usable.
    #[error("the client id {0:?} has to be 1 to {LONGEST_ID} letters, digits, '-', '_' or '.'")]
    Id(String),
    /// There is no name.
    #[error("client_name is missing")]
    Name,
    /// An address is not usable.
    #[error(
        "{1:?} in {0} has to be an https address (http on this machine only) without user, fragment or '*'"
    )]
    Uri(&'static str, String),
    /// An address that we are to post to is not usable.
    #[error("{0:?} in backchannel_logout_uri has to be an https address without user or fragment")]
    BackChannel(String),
    /// An address to frame is of another origin than the client.
    #[error("{0:?} in frontchannel_logout_uri has to have the origin of a registered redirect_uri")]
    FrontChannel(String),
    /// No address to return to.
    #[error("redirect_uris is empty, and authorization_code needs one")]
    NoRedirect,
    /// A scope does not exist.
    #[error("there is no scope {0:?}; the scopes are: {list}", list = Scope::names().join(" "))]
    Scope(String),
    /// The client has no keys.
    #[error("private_key_jwt needs jwks: a JSON Web Key Set with at least one public key")]
    Keys,
    /// Without a secret, only PKCE protects a code.
    #[error("a client without a secret needs PKCE and cannot use client_credentials")]
    Public,
    /// An audience is not usable.
    #[error("{0:?} in audience has to be an absolute URI without fragment")]
    Audience(String),
    /// A scope of a machine is not usable.
    #[error(
        "{0:?} in machine_scope has to be a scope of its audience: visible ASCII without '\"' and '\\', \
         and not one of ours"
    )]
    MachineScope(String),
    /// What a machine needs is missing.
    #[error("the grant client_credentials, machine_scope and audience are registered together")]
    Machine,
    /// What an application that speaks no OpenID cannot have.
    #[error(transparent)]
    ForwardAuth(#[from] ForwardAuthError),
}

impl Client {
    /// A client, when everything about it can be used.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn new(id: String, mut metadata: Metadata) -> Result<Self, MetadataError> {
        if !is_id(&id) {
            return Err(MetadataError::Id(id));
        }
        if let Some(own) = &metadata.forward_auth
            && metadata.redirect_uris.is_empty()
        {
            metadata.redirect_uris = vec![own.callback()];
        }
        match faults(&metadata).into_iter().next() {
            Some(first) => Err(first),
            None => Ok(Self { id, metadata }),
        }
    }

    /// Whether it may use a grant.
    pub fn may(&self, grant: GrantType) -> bool {
        self.metadata.grant_types.contains(&grant)
    }

    /// Whether it proves who it is by a secret.
    pub fn has_secret(&self) -> bool {
        use AuthMethod::{ClientSecretBasic, ClientSecretPost};
        let method = self.metadata.token_endpoint_auth_method;
        self.metadata.forward_auth.is_none()
            && matches!(method, ClientSecretBasic | ClientSecretPost)
    }

    /// Whether it cannot keep a secret.
    pub fn is_public(&self) -> bool {
        self.metadata.token_endpoint_auth_method == AuthMethod::None
    }

    /// The scopes it may ask for.
    pub fn scopes(&self) -> Vec<Scope> {
        self.metadata.scope.split_ascii_whitespace().filter_map(Scope::from_name).collect()
    }

    /// Whether a browser may be sent to this address.
    pub fn redirects_to(&self, uri: &str) -> bool {
        self.metadata.redirect_uris.iter().any(|known| uri::is_same(known, uri))
    }

    /// The registered address that replaces an absent one: there is exactly one.
    pub fn only_redirect(&self) -> Option<&str> {
        match self.metadata.redirect_uris.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// The text that separates its people's identifiers from those of other sectors.
    pub fn sector(&self) -> &str {
        self.metadata.sector.as_deref().unwrap_or(&self.id)
    }

    /// The origins of its pages, which may call us from a browser (O21): of a public client only.
    pub fn origins(&self) -> Vec<String> {
        if !self.is_public() {
            return vec![];
        }
        let urls = self.metadata.redirect_uris.iter().filter_map(|uri| Url::parse(uri).ok());
        urls.filter(Url::has_host).map(|url| url.origin().ascii_serialization()).collect()
    }
}

/// Whether a text can be the identifier of a client or of a grant.
pub fn is_id(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    (1..=LONGEST_ID).contains(&text.len()) && text.chars().all(fits)
}

#[cfg(test)]
mod tests;
