//! What a client gets for a sign-in: a code, then access and refresh tokens (O7, O8).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use vestibule_shared::{id::AccountId, policy, time::Timestamp};

use super::access;
use crate::{
    app::{
        App,
        codec::{decode, encode},
        problem::Problem,
    },
    db::{
        self, Tx,
        client_grants::{self, NewGrant, Rotation, Row},
    },
    domain::openid::{
        acr::{self, Acr},
        client::{Client, GrantType, is_id},
        decision,
        error::{ErrorCode, OauthError},
        request::{ClientRequest, Scope},
    },
    service::{
        accounts, applications,
        audit::{self, Event, Openid},
        context::Context,
        notices,
        sessions::Session,
    },
    system::digest::digest,
};

/// How long a code can be exchanged, in seconds.
const CODE_SECONDS: i64 = 60;
/// How long the successor of a refresh token is given again, in seconds.
const REPEAT_SECONDS: i64 = 20;

/// What was agreed when the code was issued; it does not change afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The granted scopes.
    pub scopes: Vec<Scope>,
    /// The scopes that the client may ask for: single claims of these can be asked for by name.
    pub may: Vec<Scope>,
    /// Claims asked for by name at the userinfo endpoint.
    pub userinfo: Vec<String>,
    /// Claims asked for by name in the ID token.
    pub id_token: Vec<String>,
    /// From the request.
    pub nonce: Option<String>,
    /// Where the code went.
    pub redirect_uri: String,
    /// Whether the request named that address.
    pub names_redirect: bool,
    /// The PKCE challenge.
    pub challenge: Option<String>,
    /// When the person last proved who they are, in seconds since 1970.
    pub auth_time: i64,
    /// How strongly.
    pub acr: String,
    /// By what.
    pub amr: Vec<String>,
    /// The thumbprint of the key that code and tokens are bound to.
    pub jkt: Option<String>,
}

impl Terms {
    /// Whether a scope was granted.
    pub fn has(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// The same, with what the ID token asked for in place of what the userinfo endpoint gives.
    #[must_use]
    pub fn for_id_token(&self) -> Self {
        Self { userinfo: self.id_token.clone(), ..self.clone() }
    }

    fn of(request: &ClientRequest, client: &Client, session: &Session) -> Self {
        let proved_at = proved_at(session);
        Self {
            scopes: request.scopes.clone(),
            may: client.scopes(),
            userinfo: names(&request.claims, "userinfo"),
            id_token: names(&request.claims, "id_token"),
            nonce: request.nonce.clone(),
            redirect_uri: request.redirect_uri.clone(),
            names_redirect: request.names_redirect,
            challenge: request.challenge.clone(),
            auth_time: proved_at.0 / 1000,
            acr: acr::reported(&request.acr_values, Acr::of(session.strength)),
            amr: acr::amr(session.strength).into_iter().map(str::to_owned).collect(),
            jkt: request.dpop_jkt.clone(),
        }
    }
}

fn names(claims: &Map<String, Value>, place: &str) -> Vec<String> {
    let all = claims.get(place).and_then(Value::as_object);
    all.map(|all| all.keys().cloned().collect()).unwrap_or_default()
}

/// Returns when the person of a session last proved who they are.
pub fn proved_at(session: &Session) -> Timestamp {
    // A browser that is remembered, or an upstream provider's older session, proved nothing new.
    if session.row.proved_at > 0 {
        Timestamp(session.row.proved_at)
    } else {
        Timestamp(session.row.started_at)
    }
}

/// Issues a code for the person of a session.
pub async fn issue(
    tx: &mut Tx,
    session: &Session,
    client: &Client,
    request: &ClientRequest,
) -> Result<String, Problem> {
    let (cx, app) = (&session.cx, &session.cx.app);
    let (code, id) = (app.rng.token(), app.rng.id());
    let terms = Terms::of(request, client, session);
    let is_offline = terms.has(Scope::OfflineAccess);
    let ends_at = if is_offline {
        cx.now.plus_seconds(app.seconds(policy::Value::Offline))
    } else {
        Timestamp(session.row.ends_at)
    };
    let new = NewGrant {
        id: &id,
        client: &client.id,
        account: &session.row.account_id,
        session: &session.row.public_id,
        is_offline: i64::from(is_offline),
        terms: &encode(&terms)?,
        code_digest: &digest(&code),
        code_expires_at: cx.now.plus_seconds(CODE_SECONDS),
        at: cx.now,
        ends_at,
        logout_at: client.metadata.backchannel_logout_uri.is_none().then_some(0),
    };
    client_grants::insert(tx, new).await?;
    let account = Some(session.row.account_id.as_str());
    audit::note(app, tx, Event::Openid(Openid::CodeIssued), account, &client.id).await?;
    Ok(code)
}

/// A live grant.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Its identifier.
    pub id: String,
    /// The client.
    pub client: String,
    /// The person.
    pub account: AccountId,
    /// The public id of the session.
    pub session: String,
    /// What was agreed.
    pub terms: Terms,
    /// When everything ends.
    pub ends_at: Timestamp,
}

impl Grant {
    pub(super) fn read(row: Row) -> Result<Self, Problem> {
        Ok(Self {
            terms: decode(&row.terms)?,
            id: row.id,
            client: row.client_id,
            account: AccountId(row.account_id),
            session: row.session_id,
            ends_at: Timestamp(row.ends_at),
        })
    }

    /// The identifier by which a client knows the session of this grant.
    pub fn sid(&self, app: &App) -> String {
        sid(app, &self.client, &self.session)
    }
}

/// Returns the identifier by which a client knows a session: clients cannot compare theirs.
pub fn sid(app: &App, client: &str, session: &str) -> String {
    app.keys.index("openid session", &format!("{client}|{session}"))
}

/// The tokens of one answer.
#[derive(Clone, Debug)]
pub struct Tokens {
    /// The grant.
    pub grant: Grant,
    /// For the userinfo endpoint.
    pub access: String,
    /// For the token endpoint.
    pub refresh: Option<String>,
}

const GONE: OauthError = OauthError::new(
    ErrorCode::InvalidGrant,
    "the code or refresh token is wrong, used, expired or of another client",
);

const NOT_ADMITTED: OauthError =
    OauthError::new(ErrorCode::InvalidGrant, "the client is not for this person");

/// What a client sent along with a code.
#[derive(Clone, Copy, Debug)]
pub struct CodeProof<'a> {
    /// The code.
    pub code: &'a str,
    /// The address that the request named.
    pub redirect_uri: Option<&'a str>,
    /// The PKCE verifier.
    pub verifier: Option<&'a str>,
    /// The thumbprint of the key in the DPoP proof.
    pub jkt: Option<&'a str>,
}

/// Exchanges a code for tokens. A second use revokes what the first one got (O7).
///
/// # Errors
/// In the result: `invalid_grant`.
pub async fn exchange(
    cx: &Context,
    client: &Client,
    proof: CodeProof<'_>,
) -> Result<Result<Tokens, OauthError>, Problem> {
    let mut tx = cx.app.db.write().await?;
    let row = client_grants::find_by_code(&mut tx, &digest(proof.code)).await?;
    let Some(row) = row.filter(|row| row.client_id == client.id) else { return Ok(Err(GONE)) };
    let (id, is_expired) = (row.id.clone(), row.code_expires_at <= cx.now.0);
    if row.code_used_at.is_some() {
        revoke(cx, &mut tx, &row, Openid::CodeReplayed).await?;
        tx.commit().await?;
        return Ok(Err(GONE));
    }
    let mut grant = Grant::read(row)?;
    let is_right = fits(&grant.terms, proof);
    if is_expired || !is_right || client_grants::find_live(&mut tx, &id, cx.now).await?.is_none() {
        return Ok(Err(GONE));
    }
    // Nothing else binds the refresh token of a client without a secret (RFC 9449 5).
    if client.is_public() && grant.terms.jkt.is_none() {
        grant.terms.jkt = proof.jkt.map(str::to_owned);
        client_grants::update_terms(&mut tx, &id, &encode(&grant.terms)?).await?;
    }
    let stays = grant.terms.has(Scope::OfflineAccess) && client.may(GrantType::RefreshToken);
    let refresh = stays.then(|| refresh_token(cx, &id));
    let stored = refresh.as_ref().map(|token| digest(token));
    if !client_grants::use_code(&mut tx, &id, stored.as_deref(), cx.now).await? {
        // Another request was faster with the same code: both lose.
        let row = client_grants::find(&mut tx, &id).await?;
        if let Some(row) = row {
            revoke(cx, &mut tx, &row, Openid::CodeReplayed).await?;
        }
        tx.commit().await?;
        return Ok(Err(GONE));
    }
    tx.commit().await?;
    let access = access::issue(cx, client, &grant, proof.jkt).await?;
    Ok(Ok(Tokens { grant, access, refresh }))
}

fn fits(terms: &Terms, proof: CodeProof<'_>) -> bool {
    let names_it = proof.redirect_uri.is_some() || terms.names_redirect;
    let is_same = !names_it || proof.redirect_uri == Some(&terms.redirect_uri);
    let is_proved = match (&terms.challenge, proof.verifier) {
        (None, None) => true,
        (Some(challenge), Some(verifier)) => {
            // RFC 7636 4.1.
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            (43..=128).contains(&verifier.len())
                && verifier.bytes().all(fits)
                && digest(verifier) == *challenge
        }
        _ => false,
    };
    let is_bound = terms.jkt.as_deref().is_none_or(|jkt| proof.jkt == Some(jkt));
    is_same && is_proved && is_bound
}

/// Exchanges a refresh token for new tokens. Its successor is given again for 20 s, since an answer
/// may be lost; a use after that ends the family (O8). A person whom the client no longer admits gets
/// none, and the token stays unused.
///
/// # Errors
/// In the result: `invalid_grant`.
pub async fn refresh(
    cx: &Context,
    client: &Client,
    (token, jkt): (&str, Option<&str>),
) -> Result<Result<Tokens, OauthError>, Problem> {
    let Some(id) = grant_of(token) else { return Ok(Err(GONE)) };
    let mut tx = cx.app.db.write().await?;
    let row = client_grants::find(&mut tx, id).await?;
    let Some(row) = row.filter(|row| row.client_id == client.id) else { return Ok(Err(GONE)) };
    if client_grants::find_live(&mut tx, id, cx.now).await?.is_none() {
        return Ok(Err(GONE));
    }
    let old = digest(token);
    let grant = Grant::read(row.clone())?;
    let bound = grant.terms.jkt.as_deref().filter(|_| client.is_public());
    if bound.is_some_and(|bound| jkt != Some(bound)) {
        return Ok(Err(GONE));
    }
    let next = if row.refresh_digest.as_ref() == Some(&old) {
        let next = refresh_token(cx, id);
        let sealed = cx.app.keys.seal(&cx.app.rng, &place(id), &next);
        let tokens = Rotation { old: &old, new: &digest(&next), sealed: &sealed };
        if client_grants::rotate(&mut tx, id, tokens, cx.now).await? {
            Some(next)
        } else {
            let row = client_grants::find(&mut tx, id).await?;
            row.and_then(|row| repeated(cx, &row, &old))
        }
    } else {
        repeated(cx, &row, &old)
    };
    let Some(next) = next else {
        tx.commit().await?;
        if row.refresh_before.as_ref() == Some(&old) || row.refresh_digest.is_some() {
            stop(cx, client, &row).await?;
        }
        return Ok(Err(GONE));
    };
    // After the check for a copied token; without a commit, this one stays unused.
    let account = accounts::get(&cx.app, &mut tx, &AccountId(row.account_id.clone())).await?;
    let who = account.map(|account| applications::who(account.profession(), account.role));
    if !who.is_some_and(|who| decision::allows(&client.metadata.allow, &who)) {
        return Ok(Err(NOT_ADMITTED));
    }
    tx.commit().await?;
    let access = access::issue(cx, client, &grant, jkt).await?;
    Ok(Ok(Tokens { grant, access, refresh: Some(next) }))
}

/// The successor of a token, if it was issued a moment ago.
fn repeated(cx: &Context, row: &Row, old: &str) -> Option<String> {
    let is_recent = Timestamp(row.refresh_at?).plus_seconds(REPEAT_SECONDS) > cx.now;
    let is_before = row.refresh_before.as_deref() == Some(old);
    let sealed = row.refresh_sealed.as_ref().filter(|_| is_recent && is_before)?;
    cx.app.keys.open_seal(&place(&row.id), sealed).ok()
}

fn place(id: &str) -> String {
    format!("client_grants|refresh|{id}")
}

/// A new refresh token. It names its grant, by which the row is found.
fn refresh_token(cx: &Context, id: &str) -> String {
    format!("{id}.{}", cx.app.rng.token())
}

/// The grant that a refresh token names.
pub(super) fn grant_of(token: &str) -> Option<&str> {
    token.split_once('.').map(|(id, _)| id).filter(|id| is_id(id))
}

/// Revokes a family of which an old token was used again, and notifies the person: that token may
/// have been copied.
async fn stop(cx: &Context, client: &Client, row: &Row) -> Result<(), Problem> {
    let id = AccountId(row.account_id.clone());
    let mut tx = cx.app.db.write().await?;
    db::accounts::lock(&mut tx, &id).await?;
    if revoke(cx, &mut tx, row, Openid::RefreshReplayed).await?
        && let Some(account) = accounts::get(&cx.app, &mut tx, &id).await?
    {
        let name = &client.metadata.client_name;
        notices::tell_of_application(&cx.app, &mut tx, &account, name).await?;
    }
    Ok(tx.commit().await?)
}

async fn revoke(cx: &Context, tx: &mut Tx, row: &Row, why: Openid) -> Result<bool, Problem> {
    let is_new = client_grants::revoke(tx, &row.id, cx.now).await?;
    if is_new {
        let account = Some(row.account_id.as_str());
        audit::note(&cx.app, tx, Event::Openid(why), account, &row.client_id).await?;
    }
    Ok(is_new)
}
