//! Proving the e-mail address of an account with the link of a mail (UX 16).

use axum::Json;
use vestibule_shared::{
    account::AccountView,
    address::{AddressAnswer, AddressAnswered},
    api::Nothing,
    problem::Code,
};

use crate::{
    app::problem::Problem,
    domain::messages::AddressMail,
    http::{account, body::Body, session::SignedIn},
    service::{accounts, addresses, context::Context},
};

/// Records whether the account belongs to the reader of the mail. Needs no session: the link proves
/// the mailbox, and nothing else.
pub async fn answer_address(
    cx: Context,
    Body(command): Body<AddressAnswer>,
) -> Result<Json<AddressAnswered>, Problem> {
    let AddressAnswer { token, whose } = command;
    let mut tx = cx.app.db.write().await?;
    if addresses::answer(&cx.app, &mut tx, &token, whose).await?.is_none() {
        return Err(Code::LinkExpired.into());
    }
    tx.commit().await?;
    Ok(Json(AddressAnswered { whose }))
}

/// Sends the mail to the person's own address.
pub async fn mail_address_link(
    SignedIn(who): SignedIn,
    Body(Nothing {}): Body<Nothing>,
) -> Result<Json<AccountView>, Problem> {
    let app = &who.cx.app;
    let mut tx = app.db.write().await?;
    let owner = accounts::get(app, &mut tx, &who.account()).await?.ok_or(Code::NotSignedIn)?;
    let sent = addresses::ask(app, &mut tx, &owner, AddressMail::Own).await?;
    tx.commit().await?;
    if !sent && owner.email_state == vestibule_shared::address::AddressState::Unproved {
        return Err(Code::TooManyMessages.into());
    }
    account::view(&who).await.map(Json)
}
