//! The signed-in person, and the account page.

pub mod address;
pub mod contact;
pub mod data;
pub mod security;

use axum::{
    Json,
    extract::State,
    http::header::{HeaderName, HeaderValue},
    response::{IntoResponse, Response},
};
use vestibule_shared::{
    account as wire,
    api::Nothing,
    id::{AccountId, SessionId},
    policy::Value,
    problem::Code,
    registration::Capacity,
    text::Language,
    time::Timestamp,
};

use super::{body::Body, cookies};
use crate::{
    app::{App, codec::from_label, problem::Problem},
    db,
    domain::account::Profession,
    http::{
        openid::front_channel,
        session::{MaybeSession, SignedIn},
    },
    service::{
        accounts,
        audit::{self, Event},
        context::Context,
        known_browsers,
        sessions::{Session, lifetimes, place},
    },
};

/// Within this time the changes of the language are one row of the audit trail, in seconds.
const LANGUAGE_SECONDS: i64 = 86_400;

/// Returns who is signed in, and how strongly. Reads only: it does not extend a session.
pub async fn get_session(
    cx: Context,
    MaybeSession(who): MaybeSession,
) -> Result<Json<wire::SessionView>, Problem> {
    let timed_out = who.is_none() && is_timed_out(&cx).await?;
    let cookie = cx.session.is_some();
    Ok(Json(wire::SessionView { signed_in: who.as_ref().map(show), cookie, timed_out, pass: None }))
}

/// Whether the session of this browser ended by itself: the sign-in page says so.
async fn is_timed_out(cx: &Context) -> Result<bool, Problem> {
    let Some(id) = &cx.session else { return Ok(false) };
    let mut tx = cx.app.db.read().await?;
    Ok(db::sessions::is_timed_out(&mut tx, id, cx.now).await?)
}

fn show(who: &Session) -> wire::SignedIn {
    let now = who.cx.now;
    let ends_in = now.seconds_until(Timestamp(who.row.ends_at));
    wire::SignedIn {
        account: who.account(),
        name: who.person.name.full(),
        language: Language::from_tag(&who.row.language).unwrap_or(Language::Nl),
        strength: who.strength,
        expires_in: now.seconds_until(Timestamp(who.row.idle_until)).min(ends_in),
        ends_in,
        warn_before: who.cx.app.policies.policy().figure(Value::Warning),
        duty: who.duty(),
        role: who.role,
    }
}

/// Extends the session.
pub async fn extend_session(
    mut who: Session,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<wire::SessionView>, Problem> {
    let until = touch(&who).await?;
    who.row.idle_until = until.0;
    let signed_in = Some(show(&who));
    Ok(Json(wire::SessionView { signed_in, cookie: true, timed_out: false, pass: None }))
}

/// Records that the session is in use, at most once a minute.
async fn touch(who: &Session) -> Result<Timestamp, Problem> {
    let capacity: Capacity = from_label(&who.row.capacity)?;
    let until = who.cx.now.plus_seconds(lifetimes(&who.cx.app, capacity, who.role).0);
    let a_minute_ago = who.cx.now.plus_seconds(-60);
    // A session that may only set up a method is short, and is not extended.
    if who.row.seen_at >= a_minute_ago.0 || who.is_lost() {
        return Ok(Timestamp(who.row.idle_until));
    }
    let mut tx = who.cx.app.db.write().await?;
    db::sessions::update_seen(&mut tx, &who.row.id, who.cx.now, until, a_minute_ago).await?;
    tx.commit().await?;
    Ok(until)
}

/// Ends this session.
pub async fn sign_out(
    State(app): State<App>,
    MaybeSession(who): MaybeSession,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Response, Problem> {
    let mut pass = None;
    if let Some(who) = who {
        pass = front_channel::pass(&who, None).await?;
        let mut tx = app.db.write().await?;
        db::sessions::delete(&mut tx, &who.row.id).await?;
        audit::note(&app, &mut tx, Event::SignedOut, Some(&who.row.account_id), "").await?;
        tx.commit().await?;
    }
    Ok(signed_out(pass))
}

/// Ends every session of this account.
pub async fn sign_out_everywhere(
    who: Session,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Response, Problem> {
    let (app, account) = (&who.cx.app, who.row.account_id.as_str());
    let pass = front_channel::pass(&who, None).await?;
    let mut tx = app.db.write().await?;
    db::accounts::lock(&mut tx, &who.account()).await?;
    db::sessions::delete_all(&mut tx, account).await?;
    db::browsers::delete_all(&mut tx, account).await?;
    known_browsers::forget_others(&who.cx, &mut tx, account).await?;
    audit::note(app, &mut tx, Event::SignedOutEverywhere, Some(account), "").await?;
    tx.commit().await?;
    Ok(signed_out(pass))
}

fn signed_out(pass: Option<String>) -> Response {
    let view = wire::SessionView { signed_in: None, cookie: true, timed_out: false, pass };
    without_session(Json(view))
}

/// Returns a response that ends the session in this browser: the cookie and everything that the
/// browser stored are removed. `Clear-Site-Data: "cookies"` is left out: it would sign the person
/// out of every other service under the same registrable domain.
pub(in crate::http) fn without_session(answer: impl IntoResponse) -> Response {
    let mut response = answer.into_response();
    let headers = response.headers_mut();
    cookies::forget_session(headers);
    headers.insert(
        HeaderName::from_static("clear-site-data"),
        HeaderValue::from_static("\"storage\""),
    );
    response
}

/// Returns what the account page shows.
pub async fn get_account(SignedIn(who): SignedIn) -> Result<Json<wire::AccountView>, Problem> {
    view(&who).await.map(Json)
}

pub(super) async fn view(who: &Session) -> Result<wire::AccountView, Problem> {
    let mut tx = who.cx.app.db.read().await?;
    let id = AccountId(who.row.account_id.clone());
    let account = accounts::get(&who.cx.app, &mut tx, &id).await?.ok_or(Code::NotSignedIn)?;
    let rows = db::sessions::list(&mut tx, &id.0, who.cx.now).await?;
    drop(tx);
    let mut sessions =
        rows.into_iter().map(|row| show_row(who, row)).collect::<Result<Vec<_>, _>>()?;
    sessions.sort_by_key(|session| !session.current);
    let capacity = account.person.profession.capacity();
    let capacity_status = account.capacity.status();
    let (riziv, cbe, organisation) = match account.person.profession {
        Profession::Citizen => (None, None, None),
        Profession::Doctor { riziv } => (Some(riziv), None, None),
        Profession::Organisation { cbe, name } => (None, Some(cbe), Some(name)),
    };
    Ok(wire::AccountView {
        given_name: account.person.name.given,
        family_name: account.person.name.family,
        email: account.email.as_str().to_owned(),
        email_state: account.email_state,
        phone_masked: account.phone.masked(),
        language: account.language,
        capacity,
        capacity_status,
        riziv,
        cbe,
        organisation,
        sessions,
    })
}

fn show_row(who: &Session, row: db::sessions::Row) -> Result<wire::SessionRow, Problem> {
    let place = match row.place_sealed.as_str() {
        "" => String::new(),
        sealed => who.cx.app.keys.open_seal(&place(&row.public_id), sealed)?,
    };
    Ok(wire::SessionRow {
        current: row.public_id == who.row.public_id,
        id: SessionId(row.public_id),
        browser: row.browser,
        place,
        strength: from_label(&row.strength)?,
        started_at: Timestamp(row.started_at),
        seen_at: Timestamp(row.seen_at),
    })
}

/// Sets the language of texts, mails and messages.
pub async fn set_language(
    SignedIn(mut who): SignedIn,
    Body(choice): Body<wire::LanguageChoice>,
) -> Result<Json<wire::AccountView>, Problem> {
    touch(&who).await?;
    let (app, account) = (&who.cx.app, who.account());
    let mut tx = app.db.write().await?;
    let tag = choice.language.tag();
    db::accounts::update_language(&mut tx, &account, tag).await?;
    // A person who looks for their language presses the switch several times: that is one change.
    let (event, once) = (Event::LanguageChanged, (tag, LANGUAGE_SECONDS));
    audit::note_folded(app, &mut tx, event, &account, once).await?;
    tx.commit().await?;
    who.row.language = tag.to_owned();
    view(&who).await.map(Json)
}

/// Ends another session of this account; a session that is already over is no error.
pub async fn end_session(
    SignedIn(who): SignedIn,
    Body(choice): Body<wire::SessionChoice>,
) -> Result<Json<wire::AccountView>, Problem> {
    touch(&who).await?;
    let (app, account) = (&who.cx.app, who.row.account_id.as_str());
    let mut tx = app.db.write().await?;
    if db::sessions::delete_other(&mut tx, account, &choice.session.0).await? {
        audit::note(app, &mut tx, Event::SignedOut, Some(account), "another session").await?;
    }
    tx.commit().await?;
    view(&who).await.map(Json)
}
