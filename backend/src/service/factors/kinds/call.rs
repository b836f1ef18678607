//! A phone call that is confirmed with a key.

use vestibule_shared::{
    factor::{FactorChallenge, FactorId},
    problem::Code,
    sign_in::Purpose as Why,
};

use super::forgive;
use crate::{
    app::problem::Problem,
    db::{self, Reader, Tx},
    domain::{account::Account, calls::Purpose, phone::Mobile},
    service::{calls, context::Context},
};

/// Places a call, unless one is in progress; after one that is over, the screen shows when the next
/// may be placed.
pub(in crate::service::factors) async fn ask(
    cx: &Context,
    account: &Account,
    phone: &Mobile,
    (scope, why): (&str, Why),
) -> Result<(), Problem> {
    let mut tx = cx.app.db.read().await?;
    let last = calls::view(&cx.app, &mut tx, scope).await?;
    drop(tx);
    match last {
        Some(call) if !call.state.is_over() => Ok(()),
        Some(_) => forgive(ask_again(cx, account, phone, (scope, why)).await),
        None => ask_again(cx, account, phone, (scope, why)).await,
    }
}

/// Places another call.
pub(in crate::service::factors) async fn ask_again(
    cx: &Context,
    account: &Account,
    phone: &Mobile,
    (scope, why): (&str, Why),
) -> Result<(), Problem> {
    let mut tx = cx.app.db.write().await?;
    let wanted = calls::Wanted {
        to: phone,
        purpose: match why {
            Why::SignIn => Purpose::SignIn,
            Why::Confirm => Purpose::Change,
        },
        scope,
        block: &cx.remote.block,
    };
    calls::place(&cx.app, &mut tx, account, &wanted).await?;
    tx.commit().await?;
    Ok(())
}

/// How the call is going.
pub(in crate::service::factors) async fn show(
    cx: &Context,
    tx: &mut Reader,
    scope: &str,
) -> Result<FactorChallenge, Problem> {
    let call = calls::view(&cx.app, tx, scope).await?;
    Ok(FactorChallenge::Call { call: call.ok_or(Code::MethodUnavailable)? })
}

/// Consumes a call that was confirmed.
pub(in crate::service::factors) async fn consume(
    cx: &Context,
    tx: &mut Tx,
    account: &Account,
    (factor, scope): (&FactorId, &str),
) -> Result<bool, Problem> {
    Ok(calls::consume(tx, account, scope, cx.now).await?
        && db::factors::update_used(tx, (&account.id.0, &factor.0), cx.now).await?)
}
