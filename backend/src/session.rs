//! Cookies and who stands behind them: extractors that make it structural which route needs whom.

use aws_lc_rs::digest as hash;
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use vestibule_shared::{account::Strength, problem::Code, time::Timestamp};

use crate::{
    app::App,
    client::Client,
    db,
    domain::{account::Person, stage::Entry},
    problem::Problem,
    service::accounts::{from_label, open_person},
};

/// The cookie of a signed-in person.
const SESSION: &str = "__Host-session";
/// The cookie of a visitor who is half-way through a journey.
const VISIT: &str = "__Host-visit";
/// How long a visitor's session lasts on the server, in seconds.
pub const VISIT_SECONDS: i64 = 86_400;

/// What is stored of a secret: its digest. 256 random bits need no salt.
pub fn digest(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(hash::digest(&hash::SHA256, secret.as_bytes()))
}

/// The cookie that signs a person in.
pub fn session_cookie(entry: &Entry, now: Timestamp) -> HeaderValue {
    cookie(SESSION, &entry.token, i64::from(now.seconds_until(entry.ends_at)))
}

/// The cookie that a journey hangs on.
pub fn visit_cookie(token: &str) -> HeaderValue {
    // Without an age: it goes when the browser closes, on a shared computer too.
    let text = format!("{VISIT}={token}; Path=/; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The cookie that signs a person out.
pub fn no_session_cookie() -> HeaderValue {
    cookie(SESSION, "", 0)
}

fn cookie(name: &str, value: &str, seconds: i64) -> HeaderValue {
    let text = format!("{name}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The digest of the cookie of this name.
fn read_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| digest(value))
}

/// Whoever asks: what every move of a wizard knows about the request.
#[derive(Clone)]
pub struct Context {
    /// The application.
    pub app: App,
    /// The moment of the request.
    pub now: Timestamp,
    /// From where.
    pub client: Client,
    /// Digest of the visitor's cookie; whether it lives, the database knows.
    pub visit: Option<String>,
}

impl FromRequestParts<App> for Context {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Ok(Self {
            app: app.clone(),
            now: app.clock.now(),
            client: Client::of(parts, &app.config.trusted_proxies.0),
            visit: read_cookie(&parts.headers, VISIT),
        })
    }
}

/// A signed-in person; whoever is not is refused.
pub struct SignedIn {
    /// The application.
    pub app: App,
    /// The moment of the request.
    pub now: Timestamp,
    /// The session and what it was joined with.
    pub row: db::sessions::SignedIn,
    /// Who it is.
    pub person: Person,
    /// How the person proved who they are.
    pub strength: Strength,
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let session = MaybeSignedIn::from_request_parts(parts, app).await?;
        session.0.ok_or_else(|| Code::NotSignedIn.into())
    }
}

/// A signed-in person, or nobody.
pub struct MaybeSignedIn(pub Option<SignedIn>);

impl FromRequestParts<App> for MaybeSignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let Some(id) = read_cookie(&parts.headers, SESSION) else { return Ok(Self(None)) };
        let now = app.clock.now();
        let mut tx = app.db.read().await?;
        let row = db::sessions::find_signed_in(&mut tx, &id, now).await?;
        tx.commit().await?;
        let Some(row) = row else { return Ok(Self(None)) };
        Ok(Self(Some(SignedIn {
            app: app.clone(),
            now,
            person: open_person(app, &row.account_id, &row.person_sealed)?,
            strength: from_label(&row.strength)?,
            row,
        })))
    }
}
