//! Registered clients, how they prove who they are, and by which identifier they know a person.

use jsonwebtoken::{
    Algorithm, DecodingKey, Validation, decode, decode_header,
    jwk::{JwkSet, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::Value;
use vestibule_shared::time::Timestamp;

use super::requests::once;
use crate::{
    app::{App, codec, problem::Problem},
    db::{self, Reader, Tx, client_grants, client_secrets, clients::NewClient},
    domain::openid::{
        client::{AuthMethod, Client, SubjectType, is_id},
        error::{ErrorCode, OauthError},
    },
    service::{context::Context, sessions::Session},
};

/// How long an assertion may be valid, in seconds.
const ASSERTION_SECONDS: i64 = 300;
/// How far clocks may differ, in seconds.
const SKEW_SECONDS: i64 = 10;
/// The accepted signatures of assertions (FAPI 2.0 5.4).
const ALGORITHMS: [Algorithm; 3] = [Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA];

/// What a client sent to prove who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credentials {
    /// A secret in the `Authorization` header.
    Basic {
        /// The identifier.
        id: String,
        /// The secret.
        secret: String,
    },
    /// A secret in the form.
    Post {
        /// The identifier.
        id: String,
        /// The secret.
        secret: String,
    },
    /// A token that the client signed.
    Assertion {
        /// The token.
        token: String,
        /// The identifier, where the form names it too.
        id: Option<String>,
    },
    /// Its identifier alone.
    Public {
        /// The identifier.
        id: String,
    },
}

/// Finds a client that is registered and enabled.
pub async fn find(tx: &mut Reader, id: &str) -> Result<Option<Client>, Problem> {
    if !is_id(id) {
        return Ok(None);
    }
    let row = db::clients::find(tx, id).await?;
    row.filter(|row| row.disabled_at.is_none()).map(open).transpose()
}

/// Returns the clients that were given something for a session.
pub async fn of_session(session: &Session) -> Result<Vec<Client>, Problem> {
    let mut tx = session.cx.app.db.read().await?;
    let mut all = vec![];
    for id in client_grants::list_of_session(&mut tx, &session.row.public_id).await? {
        all.extend(find(&mut tx, &id).await?);
    }
    Ok(all)
}

/// Reads what is stored of a client.
pub fn open(row: db::clients::Row) -> Result<Client, Problem> {
    Client::new(row.id, codec::decode(&row.metadata)?).map_err(Problem::internal)
}

/// Stores a client, in place of what is stored of it.
pub async fn put(
    tx: &mut Tx,
    client: &Client,
    source: &str,
    now: Timestamp,
) -> Result<(), Problem> {
    let metadata = codec::encode(&client.metadata)?;
    let new = NewClient { id: &client.id, metadata: &metadata, source };
    Ok(db::clients::upsert(tx, new, now).await?)
}

/// Stores a new client; returns false when there is one with that identifier.
pub async fn add(
    tx: &mut Tx,
    client: &Client,
    source: &str,
    now: Timestamp,
) -> Result<bool, Problem> {
    let metadata = codec::encode(&client.metadata)?;
    let new = NewClient { id: &client.id, metadata: &metadata, source };
    Ok(db::clients::insert(tx, new, now).await?)
}

/// Stores a secret; the others end after `seconds`.
pub async fn add_secret(
    app: &App,
    tx: &mut Tx,
    (client, secret): (&str, &str),
    seconds: i64,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let digest = secret_digest(app, client, secret);
    client_secrets::insert(tx, client, &digest, now).await?;
    client_secrets::update_ends(tx, client, &digest, now.plus_seconds(seconds)).await?;
    Ok(())
}

fn secret_digest(app: &App, client: &str, secret: &str) -> String {
    app.keys.index("client secret", &format!("{client}|{secret}"))
}

/// Returns the identifier by which a client knows a person (O12).
pub fn subject(app: &App, client: &Client, account: &str) -> String {
    let sector = match client.metadata.subject_type {
        SubjectType::Pairwise => client.sector(),
        SubjectType::Public => "",
    };
    let digest = app.keys.index("openid subject", &format!("{sector}|{account}"));
    // The digest's alphabet has two characters that a path or a file name does not take.
    digest.replace('+', "-").replace('/', "_")
}

const REFUSED: OauthError =
    OauthError::new(ErrorCode::InvalidClient, "the client did not prove who it is");

/// Checks who the client is that sent these credentials: by the method that it registered.
///
/// # Errors
/// In the result: `invalid_client`.
pub async fn authenticate(
    cx: &Context,
    credentials: &Credentials,
    audiences: &[String],
) -> Result<Result<Client, OauthError>, Problem> {
    let id = match credentials {
        Credentials::Basic { id, .. }
        | Credentials::Post { id, .. }
        | Credentials::Public { id } => id.clone(),
        Credentials::Assertion { token, id } => match claimed_issuer(token) {
            Some(issuer) if id.as_ref().is_none_or(|id| *id == issuer) => issuer,
            _ => return Ok(Err(REFUSED)),
        },
    };
    let mut tx = cx.app.db.read().await?;
    let client = find(&mut tx, &id).await?;
    // An application that speaks no OpenID has nothing to say here: its codes come to us.
    let client = client.filter(|client| client.metadata.forward_auth.is_none());
    let Some(client) = client else { return Ok(Err(REFUSED)) };
    let method = client.metadata.token_endpoint_auth_method;
    let is_right = match (credentials, method) {
        (Credentials::Basic { secret, .. }, AuthMethod::ClientSecretBasic)
        | (Credentials::Post { secret, .. }, AuthMethod::ClientSecretPost) => {
            let digest = secret_digest(&cx.app, &client.id, secret);
            client_secrets::exists(&mut tx, &client.id, &digest, cx.now).await?
        }
        (Credentials::Assertion { token, .. }, AuthMethod::PrivateKeyJwt) => {
            drop(tx);
            let Some(claims) = check_assertion(token, &client, audiences, cx.now) else {
                return Ok(Err(REFUSED));
            };
            let proof = format!("{}|{}", client.id, claims.jti);
            let until = Timestamp(claims.exp.saturating_mul(1000)).plus_seconds(SKEW_SECONDS);
            return Ok(once(cx, ("assertion", &proof), until)
                .await?
                .then_some(client)
                .ok_or(REFUSED));
        }
        (Credentials::Public { .. }, AuthMethod::None) => true,
        _ => false,
    };
    Ok(if is_right { Ok(client) } else { Err(REFUSED) })
}

/// The members of an assertion (RFC 7523 3).
#[derive(Deserialize)]
struct Assertion {
    iss: String,
    sub: String,
    aud: Value,
    exp: i64,
    jti: String,
    iat: Option<i64>,
    nbf: Option<i64>,
}

/// The issuer that a token names; nothing about it is checked yet.
fn claimed_issuer(token: &str) -> Option<String> {
    let claims: Value = jsonwebtoken::dangerous::insecure_decode(token).ok()?.claims;
    Some(claims["iss"].as_str()?.to_owned())
}

fn check_assertion(
    token: &str,
    client: &Client,
    audiences: &[String],
    now: Timestamp,
) -> Option<Assertion> {
    let claims: Assertion = verify(token, client, &ALGORITHMS)?;
    let seconds = now.0 / 1000;
    let is_early = |at: i64| at > seconds + SKEW_SECONDS;
    // An array would let another server use it (FAPI 2.0 5.3.2.1).
    let is_ours = claims.aud.as_str().is_some_and(|aud| audiences.iter().any(|our| our == aud));
    let is_in_time = claims.exp > seconds - SKEW_SECONDS
        && claims.exp <= seconds + ASSERTION_SECONDS + SKEW_SECONDS
        && !claims.iat.is_some_and(is_early)
        && !claims.nbf.is_some_and(is_early);
    let is_right = claims.iss == client.id
        && claims.sub == client.id
        && (1..=256).contains(&claims.jti.len())
        && is_ours
        && is_in_time;
    is_right.then_some(claims)
}

/// Verifies what a client signed with one of its registered keys; times and audience are not checked.
pub fn verify<T: serde::de::DeserializeOwned>(
    token: &str,
    client: &Client,
    algorithms: &[Algorithm],
) -> Option<T> {
    let header = decode_header(token).ok()?;
    if !algorithms.contains(&header.alg) {
        return None;
    }
    let set: JwkSet = serde_json::from_value(client.metadata.jwks.clone()?).ok()?;
    let mut rules = Validation::new(header.alg);
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.required_spec_claims.clear();
    let fits = |key: &&jsonwebtoken::jwk::Jwk| {
        let is_named = header.kid.is_none() || key.common.key_id == header.kid;
        is_named && matches!(key.common.public_key_use, None | Some(PublicKeyUse::Signature))
    };
    set.keys.iter().filter(fits).find_map(|key| {
        let key = DecodingKey::from_jwk(key).ok()?;
        Some(decode::<T>(token, &key, &rules).ok()?.claims)
    })
}
