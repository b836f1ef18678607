//! The person's side of a caller check: signed in by any way, or during sign-in with the right
//! password.

use axum::{Json, extract::FromRequestParts, http::request::Parts};
use vestibule_shared::{
    api::Nothing,
    desk::{self as wire, CallCheck},
    id::AccountId,
    problem::Code,
    sign_in::SignIn,
};

use crate::{
    app::{App, codec::label, problem::Problem},
    domain::sign_in::{By, Subject},
    http::{body::Body, step::stage},
    service::{
        accounts,
        callers::{self, Answer},
        context::Context,
        sessions::Session,
    },
};

/// A person who may be on the phone with the help desk.
pub struct Caller {
    app: App,
    account: AccountId,
    /// How they are known here.
    how: String,
}

impl FromRequestParts<App> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let cx = Context::from_request_parts(parts, app).await?;
        if let Some(session) = Session::find(cx.clone()).await? {
            let how = label(&session.strength);
            return Ok(Self { app: app.clone(), account: session.account(), how });
        }
        let stage = stage::<SignIn>(&cx).await?;
        let subject = stage.subject().ok_or(Code::NotSignedIn)?;
        if !is_half_way(&cx, subject).await? {
            return Err(Code::NotSignedIn.into());
        }
        Ok(Self { app: app.clone(), account: subject.account.clone(), how: "password".into() })
    }
}

/// Returns whether the password that was entered is still the password.
async fn is_half_way(cx: &Context, subject: &Subject) -> Result<bool, Problem> {
    let By::Password { hash } = &subject.by else { return Ok(false) };
    let mut tx = cx.app.db.read().await?;
    let account = accounts::get(&cx.app, &mut tx, &subject.account).await?;
    drop(tx);
    let still = |hash_now: &String| hash_now == hash;
    Ok(account.is_some_and(|it| it.is_active && it.password_hash.as_ref().is_some_and(still)))
}

type Answered = Result<Json<CallCheck>, Problem>;

/// "I am on the phone with support."
pub async fn begin_call(caller: Caller, Body(Nothing {}): Body<Nothing>) -> Answered {
    Ok(Json(callers::begin(&caller.app, &caller.account, &caller.how).await?))
}

/// Returns the status of the check.
pub async fn get_call(caller: Caller) -> Answered {
    let mut tx = caller.app.db.read().await?;
    Ok(Json(callers::look(&caller.app, &mut tx, &caller.account).await?))
}

/// Records whether the help desk said the digits on the screen.
pub async fn answer_call(caller: Caller, Body(command): Body<wire::Heard>) -> Answered {
    let answer = if command.is_right { Answer::Same } else { Answer::Other };
    Ok(Json(callers::answer(&caller.app, &caller.account, answer).await?))
}
