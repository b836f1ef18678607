//! Begins sessions, steps them up, and defines how long they last.

mod live;

use vestibule_shared::{
    account::Strength, id::AccountId, policy::Value, problem::Code, registration::Capacity,
    staff::Role, time::Timestamp,
};

pub use self::live::Session;
use crate::{
    app::{App, codec::label, problem::Problem},
    db::{self, Tx},
    domain::{account::Account, duty::Requirement, identity::Worth},
    service::{
        audit::{self, Event},
        context::Context,
        guesses, known_browsers,
    },
    system::digest::digest,
};

/// How long a session that may only set up a new factor lasts, in seconds.
const LOST_SECONDS: i64 = 1800;

/// Returns how long a session lasts unused, and at most, in seconds: shorter for accounts that see
/// others' data.
pub fn lifetimes(app: &App, capacity: Capacity, role: Option<Role>) -> (i64, i64) {
    let (idle, most) = match (capacity, role) {
        (Capacity::Citizen, None) => (Value::Idle, Value::Session),
        _ => (Value::StrictIdle, Value::StrictSession),
    };
    (app.seconds(idle), app.seconds(most))
}

/// What a session may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything its person may do.
    Full,
    /// Set up a new factor, because every one was lost.
    Lost,
}

/// Signs a person in: the secret of the session is issued with the request.
pub async fn begin(
    cx: &Context,
    tx: &mut Tx,
    account: &Account,
    strength: Strength,
    scope: Scope,
) -> Result<(), Problem> {
    let proved_at = if strength == Strength::Remembered { Timestamp(0) } else { cx.now };
    begin_at(cx, tx, account, (strength, scope), proved_at).await
}

/// Signs in a person identified by an upstream provider. If the provider may have reused an earlier
/// session, the sign-in does not count as fresh.
pub async fn begin_by_provider(
    cx: &Context,
    tx: &mut Tx,
    account: &Account,
    worth: Worth,
) -> Result<(), Problem> {
    let proved_at = if worth.is_fresh { cx.now } else { Timestamp(0) };
    begin_at(cx, tx, account, (worth.strength(), Scope::Full), proved_at).await
}

async fn begin_at(
    cx: &Context,
    tx: &mut Tx,
    account: &Account,
    (strength, scope): (Strength, Scope),
    proved_at: Timestamp,
) -> Result<(), Problem> {
    let (app, now) = (&cx.app, cx.now);
    let (idle, most) = match scope {
        Scope::Full => lifetimes(app, account.person.profession.capacity(), account.role),
        Scope::Lost => (LOST_SECONDS, LOST_SECONDS),
    };
    let (token, public_id) = (app.rng.token(), app.rng.id());
    let ends_at = now.plus_seconds(most);
    let new = db::sessions::NewSession {
        id: &digest(&token),
        account: Some(&account.id.0),
        strength: &label(&strength),
        browser: &cx.remote.browser,
        at: now,
        idle_until: now.plus_seconds(idle),
        ends_at,
        scope: if scope == Scope::Full { "full" } else { "lost" },
        proved_at,
        place_sealed: app.keys.seal(&app.rng, &place(&public_id), cx.remote.block.as_str()),
        public_id,
    };
    replace(cx, tx).await?;
    db::sessions::insert(tx, &new).await?;
    if scope == Scope::Full {
        known_browsers::mark(cx, tx, account).await?;
        guesses::forget(cx, tx, account);
    }
    let detail = (label(&strength), &cx.remote.browser);
    let detail = (detail.0.as_str(), detail.1.as_str());
    audit::note_from(app, tx, Event::SignedIn, Some(&account.id.0), detail).await?;
    cx.issued.session(token, ends_at, now);
    Ok(())
}

/// Ends the session whose secret this browser sent, even of another person: a sign-in replaces it
/// (ASVS 7.2.4). It could not be ended later, because its secret is forgotten here.
async fn replace(cx: &Context, tx: &mut Tx) -> Result<(), Problem> {
    let Some(old) = &cx.session else { return Ok(()) };
    if let Some(account) = db::sessions::delete_replaced(tx, old, cx.now).await? {
        audit::note(&cx.app, tx, Event::SignedOut, Some(&account), "replaced").await?;
    }
    Ok(())
}

/// Refuses an account on hold, which opens with the card only; the hold is revealed only after
/// everything else was right.
///
/// # Errors
/// In the result: `AccountHeld` with the seconds it lasts.
pub async fn check_held(
    cx: &Context,
    tx: &mut Tx,
    account: &AccountId,
) -> Result<Result<(), Problem>, Problem> {
    let standing = db::accounts::find_standing(tx, account).await?;
    Ok(not_held(cx, standing.map_or(Timestamp(0), |(until, _)| until)))
}

/// Does the same for a moment that is known already.
///
/// # Errors
/// `AccountHeld` with the seconds it lasts.
pub fn not_held(cx: &Context, until: Timestamp) -> Result<(), Problem> {
    if until <= cx.now {
        return Ok(());
    }
    Err(Problem::new(Code::AccountHeld).retry_after(cx.now.seconds_until(until)))
}

/// Lifts the hold after "this was not me", because the person proved their identity with the card.
pub async fn lift_hold(cx: &Context, tx: &mut Tx, account: &AccountId) -> Result<(), Problem> {
    if check_held(cx, tx, account).await?.is_err() {
        db::accounts::update_held(tx, account, Timestamp(0)).await?;
        audit::note(&cx.app, tx, Event::HoldLifted, Some(&account.0), "card").await?;
    }
    Ok(())
}

/// Returns the place for which the block of addresses of a session is sealed.
pub fn place(public_id: &str) -> String {
    format!("sessions|place|{public_id}")
}

/// Steps a session up after a proof of an enrolled factor: it gets a new secret, and counts as
/// fresh. False when the session is over.
pub async fn step_up(
    cx: &Context,
    tx: &mut Tx,
    (account, public_id): (&str, &str),
    strength: Strength,
) -> Result<bool, Problem> {
    let (app, now, token) = (&cx.app, cx.now, cx.app.rng.token());
    let new = digest(&token);
    let stepped =
        db::sessions::step_up(tx, (account, public_id), &new, &label(&strength), now).await?;
    let Some(ends_at) = stepped else { return Ok(false) };
    let detail = (label(&strength), &cx.remote.browser);
    let detail = (detail.0.as_str(), detail.1.as_str());
    audit::note_from(app, tx, Event::Confirmed, Some(account), detail).await?;
    cx.issued.session(token, ends_at, now);
    Ok(true)
}

/// Returns for how many days this browser can be remembered for an account; absent for accounts
/// that need a second factor each time.
pub fn remember_days(cx: &Context, account: &Account) -> Option<u32> {
    let asked = cx.app.asks_two_steps_of(account.person.profession.capacity(), account.role);
    (asked == Requirement::May).then(|| cx.app.policies.policy().remember_days)
}

/// Remembers this browser, where that is allowed.
pub async fn remember(cx: &Context, tx: &mut Tx, account: &Account) -> Result<(), Problem> {
    let Some(days) = remember_days(cx, account) else { return Ok(()) };
    let (app, id, seconds) = (&cx.app, account.id.0.as_str(), i64::from(days) * 86_400);
    // A new secret each time, so that a planted one becomes worthless.
    let token = app.rng.token();
    if let Some(old) = &cx.browser {
        db::browsers::rekey(tx, &digest(old), &digest(&token)).await?;
    }
    let words = (app.rng.id(), &cx.remote.browser);
    let words = (words.0.as_str(), words.1.as_str());
    let ends_at = cx.now.plus_seconds(seconds);
    db::browsers::remember(tx, (&digest(&token), id), words, cx.now, ends_at).await?;
    let detail = ("", cx.remote.browser.as_str());
    audit::note_from(app, tx, Event::BrowserRemembered, Some(id), detail).await?;
    cx.issued.remembered(token, seconds);
    Ok(())
}

/// Checks whether this browser is remembered for an account.
pub async fn is_remembered(cx: &Context, tx: &mut Tx, account: &Account) -> Result<bool, Problem> {
    match (&cx.browser, remember_days(cx, account)) {
        (Some(token), Some(_)) => {
            let browser = (digest(token), account.id.0.as_str());
            Ok(db::browsers::recognise(tx, (&browser.0, browser.1), cx.now).await?)
        }
        _ => Ok(false),
    }
}
