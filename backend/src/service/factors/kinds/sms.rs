//! A code in a text message.

use vestibule_shared::{
    factor::{FactorChallenge, FactorId},
    problem::Code,
};

use super::forgive;
use crate::{
    app::problem::Problem,
    db::{self, Reader, Tx},
    domain::{account::Account, code::Purpose, phone::Mobile},
    service::{
        codes::{self, Sending, To},
        context::Context,
        limits::Asker,
    },
};

/// Sends the code, unless one is there already; where none may be sent now, the screen shows when.
pub(in crate::service::factors) async fn ask(
    cx: &Context,
    account: &Account,
    phone: &Mobile,
    scope: &str,
) -> Result<(), Problem> {
    let mut tx = cx.app.db.read().await?;
    let is_waiting = codes::is_waiting(&cx.app, &mut tx, scope, To::Phone(phone)).await?;
    drop(tx);
    if is_waiting {
        return Ok(());
    }
    forgive(ask_again(cx, account, phone, scope).await)
}

/// Sends the code again.
pub(in crate::service::factors) async fn ask_again(
    cx: &Context,
    account: &Account,
    phone: &Mobile,
    scope: &str,
) -> Result<(), Problem> {
    let mut tx = cx.app.db.write().await?;
    let asker = Asker::Here(&cx.remote.block);
    let sending = Sending { purpose: Purpose::SignIn, scope, to: To::Phone(phone), asker };
    codes::send_to(&cx.app, &mut tx, account, &sending).await?;
    tx.commit().await?;
    Ok(())
}

/// Where the code was sent, and what became of it.
pub(in crate::service::factors) async fn show(
    cx: &Context,
    tx: &mut Reader,
    (phone, scope): (&Mobile, &str),
    tries_left: u32,
) -> Result<FactorChallenge, Problem> {
    let sent = codes::view_of(&cx.app, tx, scope, To::Phone(phone), tries_left).await?;
    Ok(FactorChallenge::Sms { sent })
}

/// Returns the identifier of the code that was sent.
///
/// # Errors
/// In the result: the reason why it is not the code.
pub(in crate::service::factors) async fn check(
    cx: &Context,
    scope: &str,
    code: &str,
) -> Result<Result<String, Code>, Problem> {
    codes::try_code(&cx.app, scope, code).await
}

/// Consumes a code that was sent.
pub(in crate::service::factors) async fn consume(
    cx: &Context,
    tx: &mut Tx,
    account: &str,
    (factor, challenge): (&FactorId, &str),
) -> Result<bool, Problem> {
    Ok(db::sent_codes::consume(tx, challenge, cx.now).await?
        && db::factors::update_used(tx, (account, &factor.0), cx.now).await?)
}
