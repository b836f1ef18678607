//! My account, security: methods, recovery codes, remembered browsers, password and activity.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Nothing, endpoints},
    factor::{Duty, FactorId, FactorKind, Method},
    id::SessionId,
    time::Timestamp,
};

endpoints! {
    /// Returns what the security page shows.
    GetSecurity: Get "/api/account/security", Nothing => SecurityView;
    /// Returns the person's own activity, newest first.
    GetActivity: Get "/api/account/activity", Nothing => ActivityView;
    /// Returns which keys are set up, for the browser to notify its passkey managers.
    GetKnownKeys: Get "/api/account/keys", Nothing => KnownKeys;
    /// Requests a new proof: puts the sign-in wizard at that step.
    BeginConfirm: Post "/api/account/confirm", ProofChoice => Nothing;
    /// Adds a week to the grace, once.
    SnoozeDuty: Post "/api/account/snooze", Nothing => SecurityView;
    /// Renames a method.
    RenameMethod: Post "/api/account/methods/rename", Rename => SecurityView;
    /// Offers a method first at sign-in.
    PreferMethod: Post "/api/account/methods/prefer", MethodChoice => SecurityView;
    /// Removes a method; never the last one of a person who must have one (M9).
    RemoveMethod: Post "/api/account/methods/remove", MethodChoice => SecurityView;
    /// Makes ten new recovery codes; the old ones no longer work.
    RenewRecoveryCodes: Post "/api/account/recovery-codes", Nothing => RecoveryCodes;
    /// Forgets a remembered browser.
    ForgetBrowser: Post "/api/account/browsers/forget", BrowserChoice => SecurityView;
    /// Changes the password; every other session ends.
    ChangePassword: Post "/api/account/password", PasswordChange => SecurityView;
}

/// What the security page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SecurityView {
    /// The methods: the preferred one first, the others by strength.
    pub methods: Vec<Method>,
    /// How many recovery codes are left; absent when none were ever made.
    pub recovery_left: Option<u32>,
    /// The number of codes left at which new ones should be made.
    pub recovery_few: u32,
    /// Remembered browsers, last used first.
    pub browsers: Vec<Remembered>,
    /// Whether the person has to set up a method.
    pub duty: Duty,
    /// Whether the last method can be removed.
    pub can_remove_last: bool,
    /// Seconds for which changes are still allowed without a new proof; 0: [`BeginConfirm`] is
    /// needed first.
    pub fresh_for: u32,
    /// When the account will be deleted, if its owner requested that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deletion: Option<Timestamp>,
}

/// Which proof is requested.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProofChoice {
    /// Whether it has to be the e-ID card, because an application asks for it.
    #[serde(default)]
    pub card: bool,
}

/// The keys that open the account, as `PublicKeyCredential.signal...` takes them (Web
/// Authentication Level 3, 5.1.10): passkey managers remove those that are no longer set up, and
/// show the present name and address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct KnownKeys {
    /// The relying party of the keys: the host of this site.
    pub rp_id: String,
    /// The identifier of the account in keys, in base64url.
    pub user_id: String,
    /// The credentials of all keys, in base64url.
    pub credential_ids: Vec<String>,
    /// The present user name.
    pub name: String,
    /// The present name of the person.
    pub display_name: String,
}

/// A browser in which no second factor is asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Remembered {
    /// The identifier for [`ForgetBrowser`]; it does not open the account.
    pub id: SessionId,
    /// Browser and system in a few words; empty when unknown.
    pub browser: String,
    /// Whether it is the browser of this request.
    pub current: bool,
    /// When it was first remembered.
    pub since: Timestamp,
    /// When it was last used.
    pub seen_at: Timestamp,
    /// Until when it is remembered.
    pub until: Timestamp,
}

/// What happened to the account, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ActivityView {
    /// The last hundred entries.
    pub entries: Vec<Activity>,
}

/// An entry of the activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Activity {
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub what: Happened,
    /// Browser and system in a few words; empty when unknown.
    pub browser: String,
    /// The kind of method that it concerns, if it concerns one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<FactorKind>,
}

/// What can happen to an account, as its owner sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// The account was made.
    AccountOpened,
    /// The account was activated.
    Activated,
    /// Signed in with a password alone, or from a remembered browser.
    SignedInPassword,
    /// Signed in with a password and a second factor.
    SignedInTwoStep,
    /// Signed in with a passkey.
    SignedInPasskey,
    /// Signed in with the card.
    SignedInCard,
    /// Signed in by an identity provider.
    SignedInProvider,
    /// A card or an account at an identity provider was linked.
    IdentityLinked,
    /// An identity was unlinked.
    IdentityUnlinked,
    /// A wrong password.
    PasswordWrong,
    /// A wrong code or key.
    FactorWrong,
    /// Too many wrong codes.
    FactorRests,
    /// A call was answered with "this was not me".
    CallRefused,
    /// The person proved again that it is still them.
    Confirmed,
    /// A session was ended.
    SignedOut,
    /// A method was added.
    MethodAdded,
    /// A method was removed.
    MethodRemoved,
    /// Recovery codes were made.
    CodesRenewed,
    /// A recovery code was used.
    CodeUsed,
    /// A browser was remembered.
    BrowserRemembered,
    /// A browser was forgotten.
    BrowserForgotten,
    /// The password was changed.
    PasswordChanged,
    /// The mobile number was changed.
    PhoneChanged,
    /// The e-mail address was changed.
    EmailChanged,
    /// The e-mail address was proved.
    EmailProved,
    /// The e-mail address turned out to belong to another person.
    EmailRemoved,
    /// An application was stopped: an old token of it was used again.
    ApplicationStopped,
    /// A change was undone.
    ChangeUndone,
    /// The card identified the person after every method was lost.
    LostEverything,
    /// The account was locked.
    Locked,
    /// The account was unlocked.
    Unlocked,
    /// A link to choose a new password was sent.
    RecoveryAsked,
    /// A data export was made.
    DataCopied,
    /// The deletion of the account was requested.
    DeletionAsked,
    /// The deletion was cancelled.
    DeletionCancelled,
    /// The capacity was confirmed.
    CapacityConfirmed,
    /// The capacity was refused.
    CapacityRefused,
}

/// A choice of method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MethodChoice {
    /// The method.
    pub method: FactorId,
}

/// A new name for a method.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rename {
    /// The method.
    pub method: FactorId,
    /// The name, as it was typed.
    pub name: String,
}

/// A choice of remembered browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BrowserChoice {
    /// The browser.
    pub browser: SessionId,
}

/// Ten new recovery codes, shown only once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct RecoveryCodes {
    /// Each works once, as `XXXXX-XXXXX`.
    pub codes: Vec<String>,
}

/// A new password.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PasswordChange {
    /// The present one.
    pub current: String,
    /// The new one.
    pub password: String,
    /// The new one, typed again.
    pub confirmation: String,
}
