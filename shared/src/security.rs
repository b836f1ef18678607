//! My account, security: methods, recovery codes, remembered browsers, password and what happened.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Nothing, endpoints},
    factor::{Duty, FactorId, Method},
    id::SessionId,
    time::Timestamp,
};

endpoints! {
    /// What the security page shows.
    GetSecurity: Get "/api/account/security", Nothing => SecurityView;
    /// The person's own history, the latest first.
    GetActivity: Get "/api/account/activity", Nothing => ActivityView;
    /// Which keys are set up, for the browser to tell its keepers of passkeys.
    GetKnownKeys: Get "/api/account/keys", Nothing => KnownKeys;
    /// Asks for a fresh proof: puts the sign-in wizard at its question.
    BeginConfirm: Post "/api/account/confirm", Nothing => Nothing;
    /// Adds a week to the grace, once.
    SnoozeDuty: Post "/api/account/snooze", Nothing => SecurityView;
    /// Names a method anew.
    RenameMethod: Post "/api/account/methods/rename", Rename => SecurityView;
    /// Offers a method first at sign-in.
    PreferMethod: Post "/api/account/methods/prefer", MethodChoice => SecurityView;
    /// Removes a method; never the last one of who must have one (M9).
    RemoveMethod: Post "/api/account/methods/remove", MethodChoice => SecurityView;
    /// Makes ten new recovery codes; the old ones are worth nothing any more.
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
    /// The methods, the preferred first, then by strength.
    pub methods: Vec<Method>,
    /// How many recovery codes are left; absent when none were ever made.
    pub recovery_left: Option<u32>,
    /// With how many left new ones should be made.
    pub recovery_few: u32,
    /// Browsers that are remembered, the last used first.
    pub browsers: Vec<Remembered>,
    /// Whether the person has to set something up.
    pub duty: Duty,
    /// Whether the last method can be removed.
    pub can_remove_last: bool,
    /// Seconds for which changes are still allowed without a new proof; 0: ask [`BeginConfirm`] first.
    pub fresh_for: u32,
    /// When the account is to be deleted, if its owner asked for that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deletion: Option<Timestamp>,
}

/// Which keys open the account, as `PublicKeyCredential.signal...` takes them (Web Authentication Level 3,
/// 5.1.10): keepers of passkeys forget those that were removed, and show the name and address of today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct KnownKeys {
    /// Whom the keys are for: the host of this site.
    pub rp_id: String,
    /// What keys call the account, in base64url.
    pub user_id: String,
    /// The credentials of all keys, in base64url.
    pub credential_ids: Vec<String>,
    /// The user name of today.
    pub name: String,
    /// The person's name of today.
    pub display_name: String,
}

/// A browser that is not asked for a second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Remembered {
    /// Names it for [`ForgetBrowser`]; opens nothing.
    pub id: SessionId,
    /// Browser and system in a few words; empty when unknown.
    pub browser: String,
    /// Whether it is this one.
    pub current: bool,
    /// Since when.
    pub since: Timestamp,
    /// When it was used last.
    pub seen_at: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// What happened to the account, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ActivityView {
    /// The last hundred things.
    pub entries: Vec<Activity>,
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Activity {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: Happened,
    /// Browser and system in a few words; empty when unknown.
    pub browser: String,
}

/// What can happen to an account, as its owner is told.
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
    /// One of them was unlinked.
    IdentityUnlinked,
    /// A wrong password.
    PasswordWrong,
    /// A wrong code or key.
    FactorWrong,
    /// Too many wrong codes.
    FactorRests,
    /// A call was answered with "this was not me".
    CallRefused,
    /// Confirmed that it is still the same person.
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
    /// The e-mail address turned out to be of another person.
    EmailRemoved,
    /// A change was undone.
    ChangeUndone,
    /// The card proved the person after everything was lost.
    LostEverything,
    /// The account was locked.
    Locked,
    /// The account was unlocked.
    Unlocked,
    /// A link to choose a new password was sent.
    RecoveryAsked,
    /// The language was changed.
    LanguageChanged,
    /// A copy of everything that is kept was taken.
    DataCopied,
    /// The deletion of the account was asked for.
    DeletionAsked,
    /// It was called off.
    DeletionCancelled,
}

/// Which method.
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

/// Which remembered browser.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BrowserChoice {
    /// The browser.
    pub browser: SessionId,
}

/// Ten new recovery codes, shown this once.
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
