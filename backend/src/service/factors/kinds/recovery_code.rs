//! A recovery code, or an access code of the help desk.

use crate::{
    app::problem::Problem,
    db::{self, Tx},
    domain::{account::Account, messages::Notice},
    service::{
        audit::{self, Event},
        context::Context,
        notices,
    },
};

/// Consumes a recovery code.
pub(in crate::service::factors) async fn consume(
    cx: &Context,
    tx: &mut Tx,
    account: &str,
    key: &str,
) -> Result<bool, Problem> {
    Ok(db::recovery_codes::consume(tx, account, key, cx.now).await?)
}

/// Records the use, and notifies the owner how many codes are left.
pub(in crate::service::factors) async fn note(
    cx: &Context,
    tx: &mut Tx,
    account: &Account,
) -> Result<(), Problem> {
    let id = account.id.0.as_str();
    let detail = ("", cx.remote.browser.as_str());
    audit::note_from(&cx.app, tx, Event::RecoveryCodeUsed, Some(id), detail).await?;
    let left = db::recovery_codes::count_left(tx, id).await?.unwrap_or(0);
    notices::tell(cx, tx, account, Notice::CodeUsed { left }, "").await
}
