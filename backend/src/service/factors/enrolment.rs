//! Enrols a proved factor, and does everything that follows from that in the same transaction.

use vestibule_shared::{account::Strength, factor::FactorId};

use crate::{
    app::problem::Problem,
    db::{self, Tx},
    domain::{account::Account, messages::Notice, method::name, two_step::Place},
    service::{
        audit::{self, Event},
        factors::{self, ProvedFactor},
        notices::{self, Change},
        sessions::{self, Session},
    },
};

/// Stores the factor, ends every other session, notifies the owner. The session that proved the
/// factor steps up; a session that began after every factor was lost replaces the lost ones, and
/// stays limited.
///
/// # Errors
/// `KeyTaken` when this key or number is set up already; then the transaction must be dropped.
pub async fn enrol(
    who: &Session,
    tx: &mut Tx,
    account: &Account,
    new: &ProvedFactor,
) -> Result<(FactorId, Place), Problem> {
    let (cx, id) = (&who.cx, account.id.0.as_str());
    db::accounts::lock(tx, &account.id).await?;
    // Lost factors are removed first: the number of a new SIM may be the same.
    if who.is_lost() {
        replace_lost(who, tx, id).await?;
    }
    let factor = factors::insert(&cx.app, tx, &account.id, new).await?;
    db::tries::clear(tx, id).await?;
    let detail = (name(new.kind), cx.remote.browser.as_str());
    audit::note_from(&cx.app, tx, Event::FactorAdded, Some(id), detail).await?;
    db::sessions::delete_all_but(tx, id, &who.row.public_id).await?;
    if !who.is_lost() {
        let session = (id, who.row.public_id.as_str());
        if !sessions::step_up(cx, tx, session, Strength::TwoStep).await? {
            return Err(vestibule_shared::problem::Code::NotSignedIn.into());
        }
    }
    let undo = notices::undo_link(&cx.app, tx, account, Change::Added, &factor.0).await?;
    notices::tell(cx, tx, account, Notice::MethodAdded(new.kind), &undo).await?;
    let is_first = db::factors::count(tx, id).await? == 1;
    Ok((factor, if is_first { Place::First } else { Place::Further }))
}

/// Removes the lost factors: those that existed before this session began.
async fn replace_lost(who: &Session, tx: &mut Tx, account: &str) -> Result<(), Problem> {
    let began = vestibule_shared::time::Timestamp(who.row.started_at);
    if db::factors::delete_before(tx, account, began).await? == 0 {
        return Ok(());
    }
    db::recovery_codes::delete_all(tx, account).await?;
    db::browsers::delete_all(tx, account).await?;
    let detail = ("lost", who.cx.remote.browser.as_str());
    Ok(audit::note_from(&who.cx.app, tx, Event::FactorRemoved, Some(account), detail).await?)
}
