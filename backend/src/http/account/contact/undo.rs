//! "This was not me": reverts a change with the link that was sent to the old number or address (UX
//! 22).

use axum::Json;
use vestibule_shared::{
    contact::{self as wire, What},
    id::AccountId,
    policy::Value,
    problem::Code,
    text::Email,
};

use crate::{
    app::{codec, problem::Problem},
    db::{self, Tx, undos},
    domain::{identity::Identity, messages::Notice, phone::Mobile},
    http::body::Body,
    service::{
        accounts,
        audit::{self, Event},
        context::Context,
        deletions, desk, factors, known_browsers, notices,
    },
    system::digest::digest,
};

/// "This was not me": reverts the change and every later one, removes what a stranger knows (the
/// password, the recovery codes, sessions and remembered browsers), and holds the account.
pub async fn undo_change(
    cx: Context,
    Body(command): Body<wire::Undo>,
) -> Result<Json<wire::Undone>, Problem> {
    let (app, hours) = (&cx.app, cx.app.policies.policy().figure(Value::Hold));
    let link = digest(&command.token);
    // Invalid links never wait for a write, and never delay one.
    let mut tx = app.db.read().await?;
    let id = undos::find_live(&mut tx, &link, cx.now).await?;
    drop(tx);
    let id = id.ok_or(Code::LinkExpired)?;
    let mut tx = app.db.write().await?;
    db::accounts::lock(&mut tx, &id).await?;
    let used = undos::consume(&mut tx, &link, cx.now).await?;
    let row = used.ok_or(Code::LinkExpired)?;
    let before = vestibule_shared::time::Timestamp(row.expires_at);
    for later in undos::consume_later(&mut tx, &id.0, before, cx.now).await? {
        put_back(&cx, &mut tx, &id, &later).await?;
    }
    let what = put_back(&cx, &mut tx, &id, &row).await?;
    close(&cx, &mut tx, &id).await?;
    let until = cx.now.plus_seconds(i64::from(hours) * 3600);
    db::accounts::update_held(&mut tx, &id, until).await?;
    let detail = (row.change.as_str(), cx.remote.browser.as_str());
    audit::note_from(app, &mut tx, Event::ChangeUndone, Some(&id.0), detail).await?;
    let owner = accounts::get(app, &mut tx, &id).await?.ok_or(Code::LinkExpired)?;
    notices::tell(&cx, &mut tx, &owner, Notice::Undone, "").await?;
    tx.commit().await?;
    Ok(Json(wire::Undone { what, held_hours: hours }))
}

/// Removes everything that a stranger may know or hold.
async fn close(cx: &Context, tx: &mut Tx, id: &AccountId) -> Result<(), Problem> {
    db::accounts::clear_password(tx, id).await?;
    db::recovery_codes::delete_all(tx, &id.0).await?;
    db::browsers::delete_all(tx, &id.0).await?;
    known_browsers::forget_all(tx, &id.0).await?;
    db::sessions::delete_all(tx, &id.0).await?;
    desk::forget(tx, id).await?;
    deletions::forget(&cx.app, tx, id).await?;
    Ok(audit::note(&cx.app, tx, Event::SignedOutEverywhere, Some(&id.0), "undo").await?)
}

/// Unless another account has it now, or the account has another one of the same provider.
async fn put_identity_back(
    cx: &Context,
    tx: &mut Tx,
    id: &AccountId,
    identity: Identity,
) -> Result<(), Problem> {
    let person = (identity.provider.as_str(), identity.key.as_str());
    let linked = db::identities::list(tx, &id.0).await?;
    let is_free = !linked.iter().any(|row| row.provider == identity.provider)
        && db::accounts::find_by_person(tx, person.0, person.1).await?.is_none();
    if is_free {
        db::accounts::insert_identity(tx, &cx.app.rng.id(), id, person, cx.now).await?;
    }
    Ok(())
}

async fn put_back(
    cx: &Context,
    tx: &mut Tx,
    id: &AccountId,
    row: &undos::Row,
) -> Result<Option<What>, Problem> {
    let app = &cx.app;
    let before = app.keys.open_seal(&notices::undo_place(&row.id), &row.before_sealed)?;
    match row.change.as_str() {
        "phone" => {
            accounts::update_phone(app, tx, id, &Mobile::stored(before)).await?;
            Ok(Some(What::Phone))
        }
        "email" => {
            let email = Email::stored(before);
            // Another account has it now: the account is held nevertheless.
            let key = accounts::email_key(app, &email);
            let other = db::accounts::find_by_email(tx, &key).await?;
            if other.is_some_and(|row| row.id != id.0) {
                return Ok(None);
            }
            accounts::update_email(app, tx, id, &email).await?;
            Ok(Some(What::Email))
        }
        "linked" => {
            let (provider, old): (String, Option<String>) = codec::decode(&before)?;
            db::identities::delete(tx, &id.0, &provider).await?;
            if let Some(key) = old {
                put_identity_back(cx, tx, id, Identity { provider, key }).await?;
            }
            Ok(None)
        }
        "unlinked" => {
            put_identity_back(cx, tx, id, codec::decode(&before)?).await?;
            Ok(None)
        }
        "added" => {
            db::factors::delete(tx, (&id.0, &before)).await?;
            Ok(None)
        }
        "removed" => {
            factors::put_back(app, tx, id, &codec::decode(&before)?).await?;
            Ok(None)
        }
        _ => Ok(None),
    }
}
