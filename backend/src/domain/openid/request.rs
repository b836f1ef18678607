//! An authorization request, as a client sent it and as it is kept until it is answered (O1 to O3).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use vestibule_shared::text::Language;

use super::{
    client::{Client, GrantType},
    error::{ErrorCode, OauthError, invalid_request},
    parameters::Parameters,
};

/// The length of a PKCE challenge by S256, in base64url.
const CHALLENGE: usize = 43;
/// The longest value of a parameter that is kept, in bytes.
const LONGEST: usize = 8192;
/// The longest e-mail address (RFC 5321), in bytes.
const LONGEST_ADDRESS: usize = 254;

/// What a client may learn about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Who it is, by an identifier.
    Openid,
    /// Name and language.
    Profile,
    /// E-mail address.
    Email,
    /// Mobile number.
    Phone,
    /// Capacity, and what belongs to it.
    Profession,
    /// Stay signed in while the person is away.
    OfflineAccess,
}

impl Scope {
    /// Each of them.
    pub const ALL: [Self; 6] = [
        Self::Openid,
        Self::Profile,
        Self::Email,
        Self::Phone,
        Self::Profession,
        Self::OfflineAccess,
    ];

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Openid => "openid",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Profession => "profession",
            Self::OfflineAccess => "offline_access",
        }
    }

    /// The names of all.
    pub fn names() -> [&'static str; 6] {
        Self::ALL.map(Self::name)
    }

    /// The scope of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.name() == name)
    }
}

/// Writes scopes as one text.
pub fn joined(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(" ")
}

/// Reads scopes from one text; unknown names are dropped.
pub fn split(text: &str) -> Vec<Scope> {
    text.split_ascii_whitespace().filter_map(Scope::from_name).collect()
}

/// How the answer gets to the client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseMode {
    /// In the query of the redirect address.
    #[default]
    Query,
    /// In a form that the browser posts.
    FormPost,
}

/// What the client wants the person to see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Prompt {
    /// What is needed.
    #[default]
    Default,
    /// Nothing.
    None,
    /// A new proof of who the person is, or the choice of an account, or consent.
    Show {
        /// A new proof.
        login: bool,
        /// Consent, given before or not.
        consent: bool,
        /// The choice of an account.
        select_account: bool,
    },
}

/// An authorization request whose parameters are all in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRequest {
    /// Which client.
    pub client: String,
    /// Where the answer goes.
    pub redirect_uri: String,
    /// Whether the request named that address: the token request has to repeat it then.
    pub names_redirect: bool,
    /// How the answer gets there.
    pub mode: ResponseMode,
    /// What the client wants to learn; only what it is registered for.
    pub scopes: Vec<Scope>,
    /// Returned unchanged.
    pub state: Option<String>,
    /// Put into the ID token.
    pub nonce: Option<String>,
    /// The PKCE challenge, by S256.
    pub challenge: Option<String>,
    /// What to show.
    pub prompt: Prompt,
    /// How long ago the person may have proved who they are, in seconds.
    pub max_age: Option<u32>,
    /// The accepted strengths.
    pub acr_values: Vec<String>,
    /// The claims asked for by name, as `userinfo` and `id_token` of the parameter `claims`.
    pub claims: Map<String, Value>,
    /// The identifier of the person it has to be.
    pub subject: Option<String>,
    /// The language of the pages.
    pub language: Option<Language>,
    /// The thumbprint of the key that the code is bound to (RFC 9449 10).
    pub dpop_jkt: Option<String>,
    /// The user name that the client suggests.
    #[serde(default)]
    pub login_hint: Option<String>,
}

/// Where an answer goes, once that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnTo {
    /// The redirect address, which is registered.
    pub redirect_uri: String,
    /// How the answer gets there.
    pub mode: ResponseMode,
    /// Returned unchanged.
    pub state: Option<String>,
}

/// Why there is no address to return an error to (O15).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untrusted {
    /// There is no such client, or it is disabled.
    Client,
    /// The address is not registered.
    RedirectUri,
}

impl ReturnTo {
    /// Reads where the answer goes: to an address of the client, or nowhere.
    ///
    /// # Errors
    /// [`Untrusted`]: the error is a page then, never a redirect.
    pub fn read(parameters: &Parameters, client: &Client) -> Result<Self, Untrusted> {
        let uri = match parameters.get("redirect_uri") {
            Some(uri) if client.redirects_to(uri) => uri,
            None if !parameters.is_doubled("redirect_uri") => {
                client.only_redirect().ok_or(Untrusted::RedirectUri)?
            }
            _ => return Err(Untrusted::RedirectUri),
        };
        let mode = match parameters.get("response_mode") {
            Some("form_post") => ResponseMode::FormPost,
            _ => ResponseMode::Query,
        };
        let state = parameters.get("state").map(str::to_owned);
        Ok(Self { redirect_uri: uri.to_owned(), mode, state })
    }
}

impl ClientRequest {
    /// Reads a request; where its answer goes is known already.
    ///
    /// # Errors
    /// What is wrong with it, for the client.
    pub fn read(
        parameters: &Parameters,
        client: &Client,
        to: ReturnTo,
    ) -> Result<Self, OauthError> {
        parameters.are_single()?;
        if !client.may(GrantType::AuthorizationCode) {
            let why = "this client may not use the authorization code flow";
            return Err(OauthError::new(ErrorCode::UnauthorizedClient, why));
        }
        if parameters.require("response_type", "response_type is missing")? != "code" {
            let why = "the only response_type is code";
            return Err(OauthError::new(ErrorCode::UnsupportedResponseType, why));
        }
        if !matches!(parameters.get("response_mode"), None | Some("query" | "form_post")) {
            return Err(invalid_request("response_mode has to be query or form_post"));
        }
        for name in ["state", "nonce", "login_hint", "claims", "acr_values"] {
            if parameters.get(name).is_some_and(|value| value.len() > LONGEST) {
                return Err(invalid_request("a parameter has more than 8192 bytes"));
            }
        }
        let claims = claims(parameters)?;
        Ok(Self {
            client: client.id.clone(),
            names_redirect: parameters.get("redirect_uri").is_some(),
            redirect_uri: to.redirect_uri,
            mode: to.mode,
            scopes: scopes(parameters, client)?,
            state: to.state,
            nonce: parameters.get("nonce").map(str::to_owned),
            challenge: challenge(parameters, client)?,
            prompt: prompt(parameters)?,
            max_age: max_age(parameters)?,
            acr_values: acr_values(parameters, &claims),
            subject: wanted_subject(&claims),
            claims,
            language: parameters.list("ui_locales").into_iter().find_map(language),
            dpop_jkt: parameters.get("dpop_jkt").map(str::to_owned),
            login_hint: parameters
                .get("login_hint")
                .filter(|hint| is_address(hint))
                .map(str::to_owned),
        })
    }

    /// Where its answer goes.
    pub fn return_to(&self) -> ReturnTo {
        ReturnTo {
            redirect_uri: self.redirect_uri.clone(),
            mode: self.mode,
            state: self.state.clone(),
        }
    }

    /// Whether the parameter `claims` asks for this claim, in the ID token or at the userinfo endpoint.
    pub fn asks_for(&self, place: &str, claim: &str) -> bool {
        self.claims.get(place).and_then(Value::as_object).is_some_and(|all| all.contains_key(claim))
    }
}

/// Whether a hint can be a user name; other hints are ignored.
fn is_address(hint: &str) -> bool {
    let fits = |char: char| !char.is_whitespace() && !char.is_control();
    hint.len() <= LONGEST_ADDRESS && hint.contains('@') && hint.chars().all(fits)
}

/// The tag without its region, as `fr` of `fr-BE`.
fn language(tag: &str) -> Option<Language> {
    Language::from_tag(&tag.split('-').next().unwrap_or(tag).to_ascii_lowercase())
}

fn scopes(parameters: &Parameters, client: &Client) -> Result<Vec<Scope>, OauthError> {
    let registered = client.scopes();
    let asked = parameters.list("scope");
    if asked.is_empty() {
        return Err(OauthError::new(ErrorCode::InvalidScope, "scope is missing"));
    }
    // Unknown scopes are ignored (OpenID Connect Core 3.1.2.1).
    let mut known: Vec<Scope> = asked.into_iter().filter_map(Scope::from_name).collect();
    known.sort_unstable();
    known.dedup();
    if known.iter().any(|scope| *scope != Scope::OfflineAccess && !registered.contains(scope)) {
        let why = "this client is not registered for one of these scopes";
        return Err(OauthError::new(ErrorCode::InvalidScope, why));
    }
    // Without the grant the scope has no effect (OpenID Connect Core 11).
    let stays = registered.contains(&Scope::OfflineAccess) && client.may(GrantType::RefreshToken);
    known.retain(|scope| *scope != Scope::OfflineAccess || stays);
    if known.is_empty() {
        return Err(OauthError::new(ErrorCode::InvalidScope, "none of these scopes exists"));
    }
    Ok(known)
}

fn challenge(parameters: &Parameters, client: &Client) -> Result<Option<String>, OauthError> {
    let Some(challenge) = parameters.get("code_challenge") else {
        if client.metadata.require_pkce || parameters.get("code_challenge_method").is_some() {
            return Err(invalid_request("code_challenge is missing (PKCE, RFC 7636)"));
        }
        return Ok(None);
    };
    if parameters.get("code_challenge_method") != Some("S256") {
        return Err(invalid_request("code_challenge_method has to be S256"));
    }
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    if challenge.len() != CHALLENGE || !challenge.bytes().all(fits) {
        return Err(invalid_request("code_challenge is not a SHA-256 digest in base64url"));
    }
    Ok(Some(challenge.to_owned()))
}

fn prompt(parameters: &Parameters) -> Result<Prompt, OauthError> {
    let words = parameters.list("prompt");
    let (mut login, mut consent, mut select_account) = (false, false, false);
    for word in &words {
        match *word {
            "login" => login = true,
            "consent" => consent = true,
            "select_account" => select_account = true,
            "none" if words.len() == 1 => return Ok(Prompt::None),
            "none" => return Err(invalid_request("prompt none excludes other values")),
            _ => return Err(invalid_request("prompt has an unknown value")),
        }
    }
    if words.is_empty() {
        return Ok(Prompt::Default);
    }
    Ok(Prompt::Show { login, consent, select_account })
}

fn max_age(parameters: &Parameters) -> Result<Option<u32>, OauthError> {
    let Some(text) = parameters.get("max_age") else { return Ok(None) };
    // A number beyond the range never expires.
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Some(text.parse().unwrap_or(u32::MAX)));
    }
    Err(invalid_request("max_age has to be a number of seconds"))
}

fn claims(parameters: &Parameters) -> Result<Map<String, Value>, OauthError> {
    let Some(text) = parameters.get("claims") else { return Ok(Map::new()) };
    serde_json::from_str(text).map_err(|_| invalid_request("claims has to be a JSON object"))
}

/// From `acr_values`, or from the essential claim `acr` (OpenID Connect Core 5.5.1.1).
fn acr_values(parameters: &Parameters, claims: &Map<String, Value>) -> Vec<String> {
    let asked = parameters.list("acr_values");
    if !asked.is_empty() {
        return asked.into_iter().map(str::to_owned).collect();
    }
    let acr = claims.get("id_token").and_then(|of| of.get("acr")).unwrap_or(&Value::Null);
    let many = acr["values"].as_array().into_iter().flatten();
    many.chain(acr.get("value")).filter_map(Value::as_str).map(str::to_owned).collect()
}

fn wanted_subject(claims: &Map<String, Value>) -> Option<String> {
    let subject = claims.get("id_token")?.get("sub")?.get("value")?;
    subject.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests;
