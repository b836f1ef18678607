//! Session cookies, and the extractors that authenticate a request. A handler's signature says what
//! it requires.

pub mod staff;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_lc_rs::digest as hash;
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, header, request::Parts},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use vestibule_shared::{
    account::Strength, factor::Duty, id::AccountId, policy::Day, problem::Code, staff::Role,
    time::Timestamp,
};

use crate::{
    app::{App, config::Switch, problem::Problem, remote::Remote},
    db::{self, Tx},
    domain::{
        account::Person,
        duty::{DutyStatus, Had, Requirement},
        lifecycle::{self, Kinds, Sorted},
    },
    http::access::Who,
    service::accounts::{from_label, open_person, role},
};

/// The cookie of a signed-in person.
const SESSION: &str = "__Host-session";
/// The cookie of a visitor with a flow in progress.
const VISIT: &str = "__Host-visit";
/// The cookie of a browser that is remembered.
const BROWSER: &str = "__Host-browser";
/// The cookie of a browser in which a person signed in before.
const KNOWN: &str = "__Host-known";
/// How long a visitor's session lasts on the server, in seconds.
pub const VISIT_SECONDS: i64 = 86_400;

/// What is stored of a secret: its digest. 256 random bits need no salt.
pub fn digest(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(hash::digest(&hash::SHA256, secret.as_bytes()))
}

/// Returns the cookie that a flow belongs to.
pub fn visit_cookie(token: &str) -> HeaderValue {
    // Without an age: it is deleted when the browser closes, on a shared computer too.
    let text = format!("{VISIT}={token}; Path=/; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::try_from(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

/// The cookie by which a browser is remembered.
pub fn browser_cookie(token: &str, seconds: i64) -> HeaderValue {
    cookie(BROWSER, token, seconds)
}

/// The cookie by which a browser is known. It opens nothing and outlives signing out.
pub fn known_cookie(token: &str, seconds: i64) -> HeaderValue {
    cookie(KNOWN, token, seconds)
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
    cookie_value(headers, name).map(|value| digest(&value))
}

fn cookie_value(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

/// Cookies that a handler sets; they are sent once its transaction is committed.
#[derive(Clone, Debug, Default)]
pub struct Jar(Arc<Mutex<Contents>>);

#[derive(Debug, Default)]
struct Contents {
    cookies: Vec<HeaderValue>,
    session: Option<String>,
}

impl Jar {
    fn open(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a cookie.
    pub fn set(&self, cookie: HeaderValue) {
        self.open().cookies.push(cookie);
    }

    /// Adds the cookie of a session that begins or has a new secret.
    pub fn sign_in(&self, token: &str, ends_at: Timestamp, now: Timestamp) {
        let mut contents = self.open();
        contents.session = Some(digest(token));
        let seconds = i64::from(now.seconds_until(ends_at));
        contents.cookies.push(cookie(SESSION, token, seconds));
    }

    /// Forgets everything, because what it was set for did not happen.
    pub fn clear(&self) {
        *self.open() = Contents::default();
    }

    /// Adds all of them to a response.
    pub fn pour(&self, headers: &mut HeaderMap) {
        for cookie in self.open().cookies.drain(..) {
            headers.append(header::SET_COOKIE, cookie);
        }
    }
}

/// The context of a request: what every move of a wizard knows about it.
#[derive(Clone)]
pub struct Context {
    /// The application.
    pub app: App,
    /// The moment of the request.
    pub now: Timestamp,
    /// Where the request comes from.
    pub remote: Remote,
    /// Digest of the visitor's cookie; whether it is live is in the database.
    pub visit: Option<String>,
    /// Digest of the cookie of a signed-in person; whether it is live is in the database.
    pub session: Option<String>,
    /// The secret in the cookie of a remembered browser; its accounts are in the database.
    pub browser: Option<String>,
    /// The flow that a move was requested for, with its version then.
    pub journey: Option<(String, i64)>,
    /// The secret in the cookie of a known browser; its accounts are in the database.
    pub known: Option<String>,
    /// Cookies to set.
    pub jar: Jar,
    /// Where the account of this request is recorded.
    pub who: Who,
}

impl FromRequestParts<App> for Context {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        Ok(Self {
            app: app.clone(),
            now: app.clock.now(),
            remote: Remote::of(parts, &app.proxies()),
            visit: read_cookie(&parts.headers, VISIT),
            session: read_cookie(&parts.headers, SESSION),
            browser: cookie_value(&parts.headers, BROWSER),
            journey: None,
            known: cookie_value(&parts.headers, KNOWN),
            jar: Jar::default(),
            who: parts.extensions.get::<Who>().cloned().unwrap_or_default(),
        })
    }
}

impl Context {
    /// Returns whose browser this is, for events.
    pub fn visitor(&self) -> &str {
        self.visit.as_deref().or(self.session.as_deref()).unwrap_or_default()
    }

    /// Checks that the flow has not moved since the move was requested. Call it after the counter
    /// of a try was written: a request that moved the flow and cleared that counter is committed
    /// then, and is seen.
    ///
    /// # Errors
    /// In the answer: `Conflict` when another request moved it meanwhile.
    pub async fn is_there_still(&self, tx: &mut Tx) -> Result<Result<(), Code>, db::Error> {
        let Some((id, version)) = &self.journey else { return Ok(Ok(())) };
        let now = db::flows::find_version(tx, id).await?;
        Ok(if now == Some(*version) { Ok(()) } else { Err(Code::Conflict) })
    }

    /// Records who is signed in, for the log line: by a digest that only our key ring makes.
    fn note_account(&self, account: &str) {
        if self.app.config.access_log == Switch::Yes {
            self.who.note(|| self.app.keys.index("access log", account).chars().take(16).collect());
        }
    }
}

/// How long a proof counts as fresh, in seconds.
const FRESH_SECONDS: i64 = 600;

/// A live session, whatever it may do. Only routes that set up a second factor, show who is signed
/// in or sign out use it as it is.
pub struct Session {
    /// The request.
    pub cx: Context,
    /// The session and what it was joined with.
    pub row: db::sessions::SignedIn,
    /// Who it is.
    pub person: Person,
    /// How the person authenticated.
    pub strength: Strength,
    /// The person's staff role.
    pub role: Option<Role>,
}

impl Session {
    /// Finds the live session of a request.
    pub async fn find(cx: Context) -> Result<Option<Self>, Problem> {
        if cx.session.is_none() {
            return Ok(None);
        }
        let mut tx = cx.app.db.read().await?;
        let found = Self::load(cx, &mut tx).await?;
        tx.commit().await?;
        Ok(found)
    }

    /// The same, as a transaction sees it: one that stepped it up finds it under its new name.
    pub async fn load(cx: Context, tx: &mut Tx) -> Result<Option<Self>, Problem> {
        let Some(id) = cx.jar.open().session.clone().or_else(|| cx.session.clone()) else {
            return Ok(None);
        };
        let row = db::sessions::find_signed_in(tx, &id, cx.now).await?;
        let Some(row) = row else { return Ok(None) };
        let strength: Strength = from_label(&row.strength)?;
        // Begun before there was a factor, perhaps by a person who does not have it: no longer
        // valid (M2).
        let is_one = matches!(strength, Strength::Password | Strength::Provider);
        let is_lost = row.scope != "full";
        if is_one && row.factors > 0 && !is_lost {
            return Ok(None);
        }
        cx.note_account(&row.account_id);
        let person = open_person(&cx.app, &row.account_id, &row.person_sealed)?;
        let role = role(row.role.as_deref())?;
        let asked = cx.app.asks_two_steps_of(person.profession.capacity(), role);
        // A remembered browser is not a second factor for a person who must have one, from that
        // moment on.
        if strength == Strength::Remembered && asked == Requirement::Must {
            return Ok(None);
        }
        Ok(Some(Self { cx, row, person, strength, role }))
    }

    /// Returns its account.
    pub fn account(&self) -> AccountId {
        AccountId(self.row.account_id.clone())
    }

    /// Returns whether a second factor has to be set up (M9): derived at each request, so that it
    /// applies from the moment in which a person becomes a doctor.
    pub fn duty(&self) -> Duty {
        if self.is_lost() {
            return Duty::Lost {};
        }
        let app = &self.cx.app;
        let standing = DutyStatus {
            asked: self.asked(),
            is_staff: self.role.is_some(),
            had: self.had(),
            sorted: self.sorted(),
            strength: match (self.strength, app.card_is_enough()) {
                (Strength::Eid, false) => Strength::Password,
                (strength, _) => strength,
            },
            activated_at: Timestamp(self.row.activated_at.unwrap_or_default()),
            snoozed: self.row.snoozed_at.is_some(),
            was_emptied: self.row.emptied_at.is_some(),
        };
        match (app.duty_policy().duty(&standing, self.cx.now), self.ends_on()) {
            (Duty::Done {}, Some(day)) => Duty::Ending { until: app.calendar().end_of(&day) },
            (duty, _) => duty,
        }
    }

    /// Which kinds of methods the person has.
    fn had(&self) -> Had {
        Had { all: Kinds(self.row.kinds), excepted: Kinds(self.row.excepted) }
    }

    /// What of it is good for what today.
    fn sorted(&self) -> Sorted {
        let (app, had) = (&self.cx.app, self.had());
        let of = self.person.profession.capacity();
        lifecycle::sort(&app.policies.policy(), of, (had.all, had.excepted), &app.today())
    }

    /// The last day of the methods that the person lives on, when all of them end.
    fn ends_on(&self) -> Option<Day> {
        let (app, of) = (&self.cx.app, self.person.profession.capacity());
        // An exception lasts longer than the day that the policy says.
        let usable = self.sorted().usable.filter(|kind| !self.had().excepted.has(kind));
        lifecycle::ends_on(&app.policies.policy(), of, usable, &app.today())
    }

    /// Returns whether this person must have two-step verification.
    pub fn asked(&self) -> Requirement {
        self.cx.app.asks_two_steps_of(self.person.profession.capacity(), self.role)
    }

    /// Returns whether it began because every method was lost, as confirmed by the card or the help
    /// desk: it may set up a new factor, and nothing else.
    pub fn is_lost(&self) -> bool {
        self.row.scope != "full"
    }

    /// Returns the seconds for which the last proof of this session still allows changes.
    pub fn fresh_for(&self) -> u32 {
        self.cx.now.seconds_until(Timestamp(self.row.proved_at).plus_seconds(FRESH_SECONDS))
    }

    /// # Errors
    /// `ProofRequired` when the last proof of an enrolled factor is too old.
    pub fn is_fresh(&self) -> Result<(), Code> {
        if self.fresh_for() > 0 { Ok(()) } else { Err(Code::ProofRequired) }
    }
}

impl FromRequestParts<App> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let cx = Context::from_request_parts(parts, app).await?;
        Self::find(cx).await?.ok_or_else(|| Code::NotSignedIn.into())
    }
}

/// The session of the request, if a person is signed in.
pub struct MaybeSession(pub Option<Session>);

impl FromRequestParts<App> for MaybeSession {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let cx = Context::from_request_parts(parts, app).await?;
        Ok(Self(Session::find(cx).await?))
    }
}

/// A signed-in person who has nothing left to set up: required by every route of the account.
pub struct SignedIn(pub Session);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let session = Session::from_request_parts(parts, app).await?;
        if session.duty().is_pressing() {
            return Err(Code::EnrolmentRequired.into());
        }
        Ok(Self(session))
    }
}

/// The same, with proof of an enrolled factor in the last ten minutes: required by every change.
pub struct Fresh(pub Session);

impl FromRequestParts<App> for Fresh {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let SignedIn(session) = SignedIn::from_request_parts(parts, app).await?;
        session.is_fresh()?;
        Ok(Self(session))
    }
}
