//! My account, my data: the data export, and the deletion of the account (GDPR art. 15, 17, 20).

use axum::{
    Json,
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse as _, Response},
};
use vestibule_shared::{
    api::Nothing,
    data::{self as wire, Deletion},
    problem::Code,
};

use crate::{
    app::problem::Problem,
    db::Reader,
    domain::{
        account::Account,
        leaving::COPIES,
        messages::{Leave, Notice},
    },
    http::{
        account::without_session,
        body::Body,
        security::begin,
        session::{Fresh, SignedIn},
    },
    service::{
        accounts,
        audit::{self, Event, Leaving},
        data_export, deletions, limits,
        notices::{self, Change},
        sessions::Session,
    },
};

type Page = Result<Json<wire::DataView>, Problem>;

/// Returns what the page shows.
pub async fn get_data(SignedIn(who): SignedIn) -> Page {
    let mut tx = who.cx.app.db.read().await?;
    let view = view(&who, &mut tx).await?;
    drop(tx);
    Ok(Json(view))
}

async fn view(who: &Session, tx: &mut Reader) -> Result<wire::DataView, Problem> {
    let account = account_of(who, tx).await?;
    Ok(wire::DataView {
        deletion: deletions::standing(tx, &account.id).await?,
        may: deletions::may(tx, &account).await?,
        wait_days: who.cx.app.config.deletion_wait_days.0,
        fresh_for: who.fresh_for(),
    })
}

async fn account_of(who: &Session, tx: &mut Reader) -> Result<Account, Problem> {
    let account = accounts::get(&who.cx.app, tx, &who.account()).await?;
    account.ok_or_else(|| Code::NotSignedIn.into())
}

/// Returns a data export, written for people too. The person is notified of it, because a thief of
/// the session would take it.
pub async fn copy_data(
    Fresh(who): Fresh,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Response, Problem> {
    let (cx, id) = (&who.cx, who.account());
    limits::count_now(&cx.app, &COPIES, &id.0, Code::TooManyRequests).await?;
    let mut tx = begin(&who).await?;
    let account = account_of(&who, &mut tx).await?;
    let copy = data_export::make(&cx.app, &mut tx, &id).await?;
    let detail = ("", cx.remote.browser.as_str());
    let event = Event::Leaving(Leaving::Copied);
    audit::note_from(&cx.app, &mut tx, event, Some(&id.0), detail).await?;
    let undo = notices::undo_link(&cx.app, &mut tx, &account, Change::Other, "").await?;
    notices::tell(cx, &mut tx, &account, Notice::Leaving(Leave::Copied), &undo).await?;
    tx.commit().await?;
    let text = serde_json::to_string_pretty(&copy).map_err(Problem::internal)?;
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CONTENT_DISPOSITION, "attachment; filename=\"my-data.json\""),
    ];
    Ok((headers, text).into_response())
}

/// Requests the deletion of the account. Without a waiting time the account and this session are
/// deleted with the response.
pub async fn ask_deletion(
    Fresh(who): Fresh,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Response, Problem> {
    let mut tx = begin(&who).await?;
    let account = account_of(&who, &mut tx).await?;
    let shown = view(&who, &mut tx).await?;
    let deletion = deletions::ask(&who.cx, &mut tx, &account).await?;
    tx.commit().await?;
    let answer = Json(wire::DataView { deletion, ..shown });
    Ok(match deletion {
        Deletion::Done {} => without_session(answer),
        Deletion::None {} | Deletion::Waits { .. } => answer.into_response(),
    })
}

/// Cancels the deletion.
pub async fn keep_account(SignedIn(who): SignedIn, Body(Nothing {}): Body<Nothing>) -> Page {
    let mut tx = begin(&who).await?;
    let account = account_of(&who, &mut tx).await?;
    deletions::keep(&who.cx, &mut tx, &account).await?;
    let view = view(&who, &mut tx).await?;
    tx.commit().await?;
    Ok(Json(view))
}
