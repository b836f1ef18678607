//! The signed-in person, and what a person sees and does on the account page.

use serde::{Deserialize, Serialize};

use crate::{
    address::AddressState,
    api::{Endpoint, Method, Nothing},
    factor::Duty,
    id::{AccountId, SessionId},
    policy::CapacityStatus,
    registration::Capacity,
    staff::Role,
    text::Language,
    time::Timestamp,
};

/// Returns who is signed in, and how strongly. Reading it does not extend the session.
pub struct GetSession;
impl Endpoint for GetSession {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/session";
    type Request = Nothing;
    type Response = SessionView;
}

/// Extends the session; refused once the absolute end is reached.
pub struct ExtendSession;
impl Endpoint for ExtendSession {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/session/extend";
    type Request = Nothing;
    type Response = SessionView;
}

/// Ends this session.
pub struct SignOut;
impl Endpoint for SignOut {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/session/sign-out";
    type Request = Nothing;
    type Response = SessionView;
}

/// Ends every session of this account, this one included.
pub struct SignOutEverywhere;
impl Endpoint for SignOutEverywhere {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/session/sign-out-everywhere";
    type Request = Nothing;
    type Response = SessionView;
}

/// Returns what the account page shows.
pub struct GetAccount;
impl Endpoint for GetAccount {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/account";
    type Request = Nothing;
    type Response = AccountView;
}

/// Sets the language of texts, mails and messages.
pub struct SetLanguage;
impl Endpoint for SetLanguage {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/account/language";
    type Request = LanguageChoice;
    type Response = AccountView;
}

/// Ends another session of this account.
pub struct EndSession;
impl Endpoint for EndSession {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/account/sessions/end";
    type Request = SessionChoice;
    type Response = AccountView;
}

/// A choice of language.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LanguageChoice {
    /// The language.
    pub language: Language,
}

/// A choice of session.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SessionChoice {
    /// The session, as the account page lists it.
    pub session: SessionId,
}

/// The signed-in person; `signed_in` is absent for a visitor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SessionView {
    /// The person.
    pub signed_in: Option<SignedIn>,
    /// Whether the browser sent a session cookie, valid or not: a browser that keeps no cookies
    /// sends none.
    #[serde(default)]
    pub cookie: bool,
    /// Whether the session of that cookie ended because its time was over.
    #[serde(default)]
    pub timed_out: bool,
    /// Where the browser has to go now: past applications that only it can sign out of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass: Option<String>,
}

/// A signed-in person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SignedIn {
    /// The identifier of the account; shows only whether it is still the same person.
    pub account: AccountId,
    /// Given and family name, as on the card.
    pub name: String,
    /// Language of texts, mails and messages.
    pub language: Language,
    /// How the person authenticated.
    pub strength: Strength,
    /// Seconds until the session ends unless it is extended.
    pub expires_in: u32,
    /// Seconds until the session ends, even if it is extended.
    pub ends_in: u32,
    /// How many seconds before the end the page warns (WCAG 2.2.1).
    pub warn_before: u32,
    /// Whether a second factor has to be set up; while that is pressing, every other route refuses.
    pub duty: Duty,
    /// The person's staff role; absent for almost every account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
}

/// How a person authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Strength {
    /// User name and password: one factor (AAL1).
    Password,
    /// The same, from a browser that is remembered since a second factor was proved in it.
    Remembered,
    /// User name, password and a second factor (AAL2).
    TwoStep,
    /// A passkey that verified its owner (AAL2).
    Passkey,
    /// The e-ID card and its PIN: two factors (AAL2).
    Eid,
    /// An identity provider whose proof counts as one factor here.
    Provider,
    /// An identity provider whose proof the policy accepts as two factors.
    ProviderTwoStep,
}

/// What the account page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AccountView {
    /// Given names, as on the card.
    pub given_name: Option<String>,
    /// Family name, as on the card.
    pub family_name: String,
    /// E-mail address and user name.
    pub email: String,
    /// Whether that address was proved.
    pub email_state: AddressState,
    /// Mobile number; all but the last digits are hidden.
    pub phone_masked: String,
    /// Language of texts, mails and messages.
    pub language: Language,
    /// The capacity of the account.
    pub capacity: Capacity,
    /// The verification status of the capacity.
    pub capacity_status: CapacityStatus,
    /// RIZIV/INAMI number of a doctor.
    pub riziv: Option<String>,
    /// CBE number of an organisation.
    pub cbe: Option<String>,
    /// Name of an organisation.
    pub organisation: Option<String>,
    /// Live sessions: this one first, the others by last use.
    pub sessions: Vec<SessionRow>,
}

/// One live session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SessionRow {
    /// The identifier for [`EndSession`]; it does not open the session.
    pub id: SessionId,
    /// Whether it is the session of this request.
    pub current: bool,
    /// Browser and system in a few words, as `Firefox, Linux`; empty when unknown.
    pub browser: String,
    /// The block of addresses it comes from, as `192.0.2.0/24`; empty when unknown.
    pub place: String,
    /// How it began.
    pub strength: Strength,
    /// When it began.
    pub started_at: Timestamp,
    /// When it was last used, to the minute.
    pub seen_at: Timestamp,
}
