//! From an application to a sign-in and back: what the page shows in between, and what a person can
//! do there (O3, O13, O19). The request itself is kept on the server; its handle is in the fragment
//! of the page's address.

use serde::{Deserialize, Serialize};

use crate::{
    api::{Endpoint, Method, Nothing},
    text::Language,
    time::Timestamp,
};

/// Returns what comes next for a request of an application.
pub struct ShowRequest;
impl Endpoint for ShowRequest {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/consent";
    type Request = RequestHandle;
    type Response = RequestStep;
}

/// Agrees that the application learns what it asked for.
pub struct GiveConsent;
impl Endpoint for GiveConsent {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/consent/give";
    type Request = RequestHandle;
    type Response = RequestStep;
}

/// Goes on with the account that is signed in.
pub struct KeepAccountOfSession;
impl Endpoint for KeepAccountOfSession {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/consent/account";
    type Request = RequestHandle;
    type Response = RequestStep;
}

/// Returns to the application without giving it anything.
pub struct RefuseConsent;
impl Endpoint for RefuseConsent {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/consent/refuse";
    type Request = RequestHandle;
    type Response = RequestStep;
}

/// Returns the applications of the signed-in person.
pub struct GetApplications;
impl Endpoint for GetApplications {
    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/account/applications";
    type Request = Nothing;
    type Response = ApplicationsView;
}

/// Withdraws what an application was given: its tokens end at once.
pub struct WithdrawConsent;
impl Endpoint for WithdrawConsent {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/account/applications/withdraw";
    type Request = ApplicationChoice;
    type Response = ApplicationsView;
}

/// Returns what ends when a person signs out because an application asks.
pub struct ShowSignOut;
impl Endpoint for ShowSignOut {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/sign-out";
    type Request = SignOutRequest;
    type Response = SignOutView;
}

/// Signs out because an application asked and the person agreed.
pub struct ConfirmSignOut;
impl Endpoint for ConfirmSignOut {
    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/sign-out/confirm";
    type Request = SignOutRequest;
    type Response = SignedOutView;
}

/// What an application asked for when it sent a person here to sign out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SignOutRequest {
    /// The fragment of the page's address.
    pub about: String,
}

/// What ends when a person signs out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SignOutView {
    /// The person's name; absent when nobody is signed in.
    pub name: Option<String>,
    /// The application that asks.
    pub application: Option<Application>,
    /// The applications that are signed out too.
    pub notified: Vec<Application>,
    /// The applications that are not notified.
    pub others: Vec<Application>,
    /// Where the person goes afterwards.
    pub url: Option<String>,
}

/// Where a person goes who signed out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SignedOutView {
    /// The address; absent when the application named none that is registered.
    pub url: Option<String>,
}

/// The request that a page is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestHandle {
    /// The fragment of the page's address.
    pub request: String,
}

/// A choice of application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ApplicationChoice {
    /// Its identifier.
    pub id: String,
}

/// An application, as people see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct Application {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it is; absent where it has no page to begin at.
    pub address: Option<String>,
}

/// What comes next for a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[cfg_attr(not(target_family = "wasm"), serde(tag = "step"))]
pub enum RequestStep {
    /// The request does not exist any more: the application has to begin again.
    Over(OverStep),
    /// Nobody is signed in.
    SignIn(SignInStep),
    /// The person chooses whether to go on with the account that is signed in.
    Choose(AccountStep),
    /// A second factor has to be set up first.
    SetUp(SetUpStep),
    /// A proof is missing.
    Prove(MissingProofStep),
    /// The person may not use the application.
    Denied(DeniedStep),
    /// The person agrees or refuses.
    Ask(AskStep),
    /// The browser leaves.
    Leave(LeaveStep),
}

/// A request that does not exist any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct OverStep {}

/// For which application the person signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SignInStep {
    /// The application.
    pub application: Application,
    /// The language that the application asks for.
    pub language: Option<Language>,
    /// The user name that the application suggests.
    pub user_name: Option<String>,
}

/// For which application the person sets up a second factor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct SetUpStep {
    /// The application.
    pub application: Application,
}

/// Which account is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AccountStep {
    /// The application.
    pub application: Application,
    /// The person's name.
    pub name: String,
    /// Whether the application asks for another person: then only another account helps.
    pub is_other: bool,
}

/// Which proof is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct MissingProofStep {
    /// The application.
    pub application: Application,
    /// Which proof.
    pub proof: MissingProof,
}

/// A proof that an application asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MissingProof {
    /// Any proof: the last one is too old.
    Recent,
    /// A second factor.
    SecondFactor,
    /// The e-ID card.
    Card,
}

/// Why a person may not use an application, and whom to ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct DeniedStep {
    /// The application.
    pub application: Application,
    /// Why.
    pub why: DeniedReason,
    /// Whom to ask: a name, a number or an address.
    pub contact: Option<String>,
}

/// Why a person may not use an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DeniedReason {
    /// It is for other people.
    NotForYou,
    /// It is for people with the declared capacity, and the verification of that is pending.
    Unverified,
    /// It asks for a stronger sign-in than this account can give.
    TooWeak,
}

/// What the application wants to learn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct AskStep {
    /// The application.
    pub application: Application,
    /// The person's name.
    pub name: String,
    /// What it wants to learn.
    pub scopes: Vec<SharedData>,
}

/// What an application learns about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SharedData {
    /// Name and language.
    Profile,
    /// E-mail address.
    Email,
    /// Mobile number.
    Phone,
    /// Capacity, and the number that belongs to it.
    Profession,
    /// It stays signed in while the person is away.
    OfflineAccess,
}

/// Where the browser goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct LeaveStep {
    /// The application.
    pub application: Application,
    /// The address.
    pub url: String,
}

/// The applications of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct ApplicationsView {
    /// Those that the person may use and that have a page to begin at.
    pub usable: Vec<Application>,
    /// Those that learned something about the person.
    pub given: Vec<GivenRow>,
}

/// What an application was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
pub struct GivenRow {
    /// The application.
    pub application: Application,
    /// What it learns.
    pub scopes: Vec<SharedData>,
    /// When the person agreed; absent where nobody is asked.
    pub given_at: Option<Timestamp>,
    /// When it last used something.
    pub used_at: Option<Timestamp>,
}
