//! The settings of an application: one line each, from which the screen and the server derive the
//! rest. The names are those of `CLIENTS_FILE`.

use serde::{Deserialize, Serialize};

/// How a setting is typed, and what it is in the metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// A text that has to be there.
    Name,
    /// A text, or nothing.
    Line,
    /// Several texts.
    Lines,
    /// JSON, or nothing.
    Json,
    /// One of these; an empty one is nothing.
    One(&'static [&'static str]),
    /// `true` or `false`.
    Flag,
    /// Some of these, in one text.
    Words(&'static [&'static str]),
    /// Some of these.
    Some(&'static [&'static str]),
}

/// The parts of the page, in their order; each is changed by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldSection {
    /// What people see of it.
    About,
    /// Where browsers are sent.
    Addresses,
    /// How it proves who it is.
    Proof,
    /// What it learns about a person.
    Data,
    /// Who may use it.
    People,
    /// How it speaks with this service.
    Protocol,
}

impl FieldSection {
    /// Every section, in the order of the page.
    pub const ALL: [Self; 6] =
        [Self::About, Self::Addresses, Self::Proof, Self::Data, Self::People, Self::Protocol];
}

macro_rules! fields {
    ($($(#[doc = $doc:literal])+ $name:ident: $section:ident, $pointer:literal, $kind:expr;)+) => {
        /// A setting of an application.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
        #[serde(rename_all = "snake_case")]
        pub enum ClientField {
            /// The identifier, which is chosen once.
            Id,
            $($(#[doc = $doc])+ $name,)+
        }

        impl ClientField {
            /// Every setting that can be changed, in the order of the page.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Where it is in the metadata, as a JSON pointer (RFC 6901).
            pub const fn pointer(self) -> &'static str {
                match self {
                    Self::Id => "/id",
                    $(Self::$name => $pointer,)+
                }
            }

            /// How it is typed.
            pub const fn kind(self) -> FieldKind {
                match self {
                    Self::Id => FieldKind::Name,
                    $(Self::$name => $kind,)+
                }
            }

            /// The part of the page that it belongs to.
            pub const fn section(self) -> FieldSection {
                match self {
                    Self::Id => FieldSection::About,
                    $(Self::$name => FieldSection::$section,)+
                }
            }
        }
    };
}

use FieldKind::{Flag, Json, Line, Lines, Name, One, Some, Words};

fields! {
    /// The name that people see.
    Name: About, "/client_name", Name;
    /// Where a tile on the account page leads.
    Address: About, "/client_uri", Line;
    /// Whom people contact who may not use it.
    Contact: About, "/contact", Line;
    /// Where browsers are sent back to.
    RedirectUris: Addresses, "/redirect_uris", Lines;
    /// Where browsers may be sent after signing out.
    PostLogoutRedirectUris: Addresses, "/post_logout_redirect_uris", Lines;
    /// Where it is notified that a person signed out.
    BackchannelLogoutUri: Addresses, "/backchannel_logout_uri", Line;
    /// Which of its pages signs a person out there, in a frame.
    FrontchannelLogoutUri: Addresses, "/frontchannel_logout_uri", Line;
    /// How it proves who it is.
    Auth: Proof, "/token_endpoint_auth_method",
        One(&["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]);
    /// Its public keys.
    Jwks: Proof, "/jwks", Json;
    /// What it may ask for.
    Scope: Data, "/scope",
        Words(&["openid", "profile", "email", "phone", "profession", "offline_access"]);
    /// Whether people are asked.
    Consent: Data, "/consent", One(&["ask", "skip"]);
    /// Where claims are.
    ClaimsIn: Data, "/claims_in", One(&["userinfo", "id_token"]);
    /// Whether each sector gets identifiers of its own.
    SubjectType: Data, "/subject_type", One(&["pairwise", "public"]);
    /// Which applications know a person by the same identifier.
    Sector: Data, "/sector", Line;
    /// People in these capacities may use it.
    AllowCapacities: People, "/allow/capacities", Some(&["citizen", "doctor", "organisation"]);
    /// People of these organisations may use it.
    AllowOrganisations: People, "/allow/organisations", Lines;
    /// Staff in these roles may use it.
    AllowRoles: People, "/allow/roles", Some(&["desk", "administrator", "auditor", "organisation"]);
    /// The least strength of a sign-in.
    LeastAcr: People, "/least_acr", One(&["", "password", "two_step", "eid"]);
    /// Whether PKCE is required.
    RequirePkce: Protocol, "/require_pkce", Flag;
    /// Whether requests have to be pushed.
    RequirePushed: Protocol, "/require_pushed_authorization_requests", Flag;
    /// Whether access tokens are bound to a key.
    RequireDpop: Protocol, "/dpop_bound_access_tokens", Flag;
    /// Whom its access tokens are for.
    Audience: Protocol, "/audience", Line;
    /// What it may do as a machine.
    MachineScope: Protocol, "/machine_scope", Line;
    /// How ID tokens are signed.
    SigningAlgorithm: Protocol, "/id_token_signed_response_alg", One(&["RS256", "ES256", "EdDSA"]);
}

impl ClientField {
    /// The settings that the form for a new application asks for, besides the identifier.
    pub const FIRST: &'static [Self] = &[
        Self::Name,
        Self::Address,
        Self::RedirectUris,
        Self::PostLogoutRedirectUris,
        Self::Auth,
        Self::Scope,
        Self::Consent,
    ];

    /// The values to choose from; empty where anything can be typed.
    pub const fn options(self) -> &'static [&'static str] {
        match self.kind() {
            Flag => &["true", "false"],
            One(options) | Words(options) | Some(options) => options,
            Name | Line | Lines | Json => &[],
        }
    }

    /// Its name in `CLIENTS_FILE`.
    pub fn member(self) -> String {
        self.pointer()[1..].replace('/', ".")
    }
}
