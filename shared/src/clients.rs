//! The registered applications, as administrators see and change them (O18, O19).

mod field;

use serde::{Deserialize, Serialize};

pub use self::field::{ClientField, FieldKind, FieldSection};
use crate::{
    api::{Nothing, endpoints},
    policy::Decision,
    time::Timestamp,
};

endpoints! {
    /// Returns the registered applications.
    GetClients: Get "/api/clients", Nothing => ClientsView;
    /// Returns what is registered of an application.
    ShowClient: Post "/api/clients/show", ClientChoice => ClientView;
    /// Returns what is wrong with a change of an application. Changes nothing.
    TryClient: Post "/api/clients/try", ClientChange => ClientCheck;
    /// Registers or changes an application; where two administrators have to agree, proposes it to
    /// another one.
    ChangeClient: Post "/api/clients/change", ClientChange => ClientAnswer;
    /// Accepts or rejects what another administrator proposed; a person's own proposal can be
    /// withdrawn.
    DecideClient: Post "/api/clients/decide", Decision => ClientsView;
}

/// A setting of an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Setting {
    /// Which one.
    pub field: ClientField,
    /// Its values; empty where nothing is set.
    pub values: Vec<String>,
}

/// A choice of application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClientChoice {
    /// Its identifier.
    pub id: String,
}

/// What an administrator does with an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClientAction {
    /// Registers it.
    Add,
    /// Changes its settings.
    Change,
    /// Gives it another secret; the one before is accepted for a day.
    RotateSecret,
    /// Refuses its requests; its tokens end at once.
    Disable,
    /// Accepts its requests again.
    Enable,
}

/// A change of an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClientChange {
    /// Its identifier.
    pub id: String,
    /// What is done.
    pub action: ClientAction,
    /// The settings to set, with [`ClientAction::Add`] and [`ClientAction::Change`]; others stay.
    #[serde(default)]
    pub settings: Vec<Setting>,
    /// [`ClientView::changed_at`] as the administrator saw it, with [`ClientAction::Change`]: if
    /// another change came first, this is a conflict.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<Timestamp>,
    /// The reason.
    pub reason: String,
}

/// What is wrong with a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ClientCheck {
    /// In the order of the settings; empty: it can be made.
    pub faults: Vec<ClientFault>,
}

/// What is wrong with a setting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ClientFault {
    /// The setting.
    pub field: ClientField,
    /// What is wrong with it.
    pub why: FaultKind,
    /// The value that is wrong, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// What is wrong with a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// It is missing.
    Required,
    /// Other characters than an identifier may have, or too many.
    Id,
    /// Another application has this identifier.
    Taken,
    /// Not an https address (http on one computer only) without user, fragment or `*`.
    Address,
    /// Of another origin than the addresses to return to.
    Origin,
    /// Not an absolute URI without fragment.
    Uri,
    /// Not one of the values that exist.
    Unknown,
    /// Not a JSON Web Key Set with public keys.
    Keys,
    /// An application without a secret needs PKCE.
    Pkce,
    /// Not an enterprise number.
    Organisation,
    /// An application that speaks no OpenID does not have this setting.
    ForwardAuth,
}

/// What a change led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ClientAnswer {
    /// Whether it waits for another administrator; nothing is changed then.
    pub is_proposed: bool,
    /// The new secret; it is shown this once.
    pub secret: Option<String>,
    /// The application as it is now; absent while a new one waits.
    pub client: Option<ClientView>,
}

/// Who maintains an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ClientSource {
    /// The operator, on the command line.
    Console,
    /// The file that `CLIENTS_FILE` names: it cannot be changed here.
    File,
    /// Administrators.
    Staff,
    /// The development build.
    Dev,
}

/// An application in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ClientLine {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How it proves who it is: a value of [`ClientField::Auth`].
    pub auth: String,
    /// Whether its requests are accepted.
    pub is_enabled: bool,
    /// Who maintains it.
    pub source: ClientSource,
    /// When it last used something of a person, as far as that is still kept.
    pub used_at: Option<Timestamp>,
}

/// The registered applications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ClientsView {
    /// By identifier.
    pub clients: Vec<ClientLine>,
    /// The settings with which a new one begins.
    pub defaults: Vec<Setting>,
    /// The proposals that wait for another administrator.
    pub proposals: Vec<ClientProposal>,
    /// Whether another administrator has to agree with a change.
    pub four_eyes: bool,
    /// The address that applications begin with.
    pub issuer: String,
    /// Seconds for which changes are still allowed without a new proof; 0: a proof is needed first.
    pub fresh_for: u32,
}

/// What is registered of an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ClientView {
    /// Its identifier.
    pub id: String,
    /// Every setting.
    pub settings: Vec<Setting>,
    /// Who maintains it.
    pub source: ClientSource,
    /// When it was registered.
    pub made_at: Timestamp,
    /// When it was last changed.
    pub changed_at: Timestamp,
    /// Since when its requests are refused; absent: they are accepted.
    pub disabled_at: Option<Timestamp>,
    /// When it last used something of a person, as far as that is still kept.
    pub used_at: Option<Timestamp>,
    /// Its secrets, the newest first; empty where it has none.
    pub secrets: Vec<ClientSecret>,
    /// The proposals about it.
    pub proposals: Vec<ClientProposal>,
    /// Whether another administrator has to agree with a change.
    pub four_eyes: bool,
    /// The address that applications begin with.
    pub issuer: String,
    /// Seconds for which changes are still allowed without a new proof; 0: a proof is needed first.
    pub fresh_for: u32,
}

/// A secret that is accepted; the secret itself is not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ClientSecret {
    /// When it was made.
    pub made_at: Timestamp,
    /// Until when it is accepted, where another one replaced it.
    pub until: Option<Timestamp>,
}

/// A change that waits for another administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ClientProposal {
    /// Its identifier.
    pub id: String,
    /// What is proposed.
    pub change: ClientChange,
    /// The settings that it would replace.
    pub before: Vec<Setting>,
    /// The name of the person who proposed it.
    pub by: String,
    /// Whether it is the reader's own proposal.
    pub is_yours: bool,
    /// When it was proposed.
    pub at: Timestamp,
}
