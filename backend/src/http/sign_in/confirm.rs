//! Confirms that it is still the same person, before an important change.

use axum::{
    Json,
    response::{IntoResponse as _, Response},
};
use vestibule_shared::{
    account::Strength,
    api::Nothing,
    factor::Duty,
    problem::{Code, Field},
    security::ProofChoice,
    sign_in::{self as wire, SignIn},
};

use super::{Done, check_password, factor, find_account, finish, subject};
use crate::{
    app::problem::Problem,
    db,
    domain::sign_in::{By, Choosing, Confirming, Entered, Stage},
    http::cookies,
    http::{
        body::Body,
        card,
        step::{Outcome, put, renew_visit},
    },
    service::{accounts, guesses, sessions::Session},
};

/// Starts the sign-in wizard for a signed-in person: it asks for an enrolled factor, or without one
/// for the password or the card.
pub async fn begin_confirm(
    session: Session,
    Body(choice): Body<ProofChoice>,
) -> Result<Response, Problem> {
    // A person who lost everything has nothing to confirm with; their session is short instead.
    if matches!(session.duty(), Duty::Lost {}) {
        return Err(Code::EnrolmentRequired.into());
    }
    let cx = &session.cx;
    let mut tx = cx.app.db.read().await?;
    let account = accounts::get(&cx.app, &mut tx, &session.account()).await?;
    let account = account.ok_or(Code::NotSignedIn)?;
    let who = subject(cx, &account, By::Session { id: session.row.public_id.clone() });
    let stage: Stage = if choice.card {
        Choosing::new(who).ask(card::ask(cx)).into()
    } else if session.row.factors > 0 {
        factor::first_question(cx, &mut tx, who).await?.into()
    } else {
        Confirming::new(who).into()
    };
    drop(tx);
    let mut tx = cx.app.db.write().await?;
    put::<SignIn>(cx, &mut tx, &stage).await?;
    renew_visit(cx, &mut tx).await?;
    tx.commit().await?;
    let mut response = Json(Nothing {}).into_response();
    cookies::write_to(response.headers_mut(), &cx.issued);
    Ok(response)
}

/// Checks the password once more. It counts as in a sign-in, so that this is not another way to
/// guess.
pub async fn confirm_password(
    cx: crate::service::context::Context,
    from: Confirming,
    command: wire::ConfirmPassword,
) -> Done<Entered, Confirming> {
    let account = find_account(&cx, from.subject()).await?;
    let attempt = guesses::count_own(&cx, &account).await?;
    let typed = (command.password.as_str(), &attempt);
    let checked = check_password(&cx, Some(&account), typed).await?;
    let Some((_, hash)) = checked else {
        return Err(Problem::field(Field::Password, Code::PasswordWrong));
    };
    let mut tx = cx.app.db.write().await?;
    let stored = account.password_hash.as_deref().unwrap_or_default();
    // A factor that was set up meanwhile is asked for instead of the password.
    let is_enough = db::factors::count(&mut tx, &account.id.0).await? == 0
        && db::accounts::confirm_password(&mut tx, &account.id, stored, &hash).await?;
    if !is_enough {
        return Err(Code::WrongStep.into());
    }
    attempt.was_enough(&cx.app, &mut tx);
    finish::finish(&cx, &mut tx, from.subject(), &account, Strength::Password).await??;
    Ok(Outcome::Moved(tx, from.enter()))
}
