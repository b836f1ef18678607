//! Deletes accounts at their person's request: after a period in which the request can be
//! cancelled, completely, and once, even with parallel requests (GDPR art. 17). docs/PRIVACY.md
//! says what is erased and what stays.

use vestibule_shared::{
    data::{Deletion, MayLeave},
    id::AccountId,
    problem::Code,
};

use crate::{
    app::{App, problem::Problem},
    db::{self, Reader, Tx, deletions},
    domain::{
        account::Account,
        leaving::{due_at, may_leave},
        messages::{Leave, Notice},
    },
    service::{
        accounts,
        audit::{self, Event, Leaving},
        context::Context,
        guesses, logout,
        notices::{self, Change},
    },
};

/// How many accounts are fetched at a time.
const AT_ONCE: i64 = 50;

/// Checks whether a person can have their account deleted.
pub async fn may(tx: &mut Reader, account: &Account) -> Result<MayLeave, Problem> {
    let administrators = db::staff::count_administrators(tx).await?;
    Ok(may_leave(account.role, administrators))
}

/// Schedules the deletion of an account that this transaction has locked, or deletes it where there
/// is no waiting period. The owner is notified at once, with a link that puts the account on hold
/// and cancels the deletion.
///
/// # Errors
/// `LastAdministrator`; `NothingToDo` for staff.
pub async fn ask(cx: &Context, tx: &mut Tx, account: &Account) -> Result<Deletion, Problem> {
    match may(tx, account).await? {
        MayLeave::Yes => {}
        MayLeave::RoleFirst => return Err(Code::NothingToDo.into()),
        MayLeave::LastAdministrator => return Err(Code::LastAdministrator.into()),
    }
    let (app, id, days) = (&cx.app, &account.id, cx.app.config.deletion_wait_days.0);
    let at = due_at(cx.now, days);
    if !deletions::insert(tx, id, (cx.now, at)).await? {
        return standing(tx, id).await;
    }
    let detail = ("", cx.remote.browser.as_str());
    let event = Event::Leaving(Leaving::Asked);
    audit::note_from(app, tx, event, Some(&id.0), detail).await?;
    if days == 0 {
        erase(app, tx, account).await?;
        return Ok(Deletion::Done {});
    }
    let undo = notices::undo_link(app, tx, account, Change::Other, "").await?;
    notices::tell(cx, tx, account, Notice::Leaving(Leave::Asked { days }), &undo).await?;
    Ok(Deletion::Waits { at })
}

/// Returns whether an account is to be deleted.
pub async fn standing(tx: &mut Reader, account: &AccountId) -> Result<Deletion, Problem> {
    let planned = deletions::find(tx, account).await?;
    Ok(planned.map_or(Deletion::None {}, |at| Deletion::Waits { at }))
}

/// Cancels the deletion of an account that this transaction has locked, and notifies its owner;
/// does nothing where no deletion was scheduled.
pub async fn keep(cx: &Context, tx: &mut Tx, account: &Account) -> Result<(), Problem> {
    if deletions::delete(tx, &account.id).await? {
        let detail = ("", cx.remote.browser.as_str());
        let event = Event::Leaving(Leaving::Kept);
        audit::note_from(&cx.app, tx, event, Some(&account.id.0), detail).await?;
        notices::tell(cx, tx, account, Notice::Leaving(Leave::Kept), "").await?;
    }
    Ok(())
}

/// Cancels a deletion because the owner said of something that it was not them: then no request
/// made in their name counts.
pub async fn forget(app: &App, tx: &mut Tx, account: &AccountId) -> Result<(), Problem> {
    if deletions::delete(tx, account).await? {
        let event = Event::Leaving(Leaving::Kept);
        audit::note(app, tx, event, Some(&account.0), "undo").await?;
    }
    Ok(())
}

/// Deletes every account whose day has come. One that cannot be deleted does not block the others.
///
/// # Errors
/// When the database cannot be read.
pub async fn erase_due(app: &App) -> Result<(), Problem> {
    let mut after = String::new();
    loop {
        let mut tx = app.db.read().await?;
        let due = deletions::list_due(&mut tx, app.clock.now(), &after, AT_ONCE).await?;
        drop(tx);
        let Some(last) = due.last() else { return Ok(()) };
        after.clone_from(&last.0);
        for account in due {
            if let Err(problem) = erase_one(app, &account).await {
                tracing::error!(?problem, account = account.0, "an account could not be deleted");
            }
        }
    }
}

/// Deletes one account, unless the deletion was cancelled meanwhile or another process is faster.
/// An account that was given a role since the request stays, and its owner is notified.
async fn erase_one(app: &App, id: &AccountId) -> Result<(), Problem> {
    let mut tx = app.db.write().await?;
    db::accounts::lock(&mut tx, id).await?;
    if !deletions::take_due(&mut tx, id, app.clock.now()).await? {
        return Ok(());
    }
    let Some(account) = accounts::get(app, &mut tx, id).await? else { return Ok(()) };
    if may(&mut tx, &account).await? == MayLeave::Yes {
        erase(app, &mut tx, &account).await?;
    } else {
        audit::note(app, &mut tx, Event::Leaving(Leaving::Stays), Some(&id.0), "").await?;
        notices::tell_of_help(app, &mut tx, &account, Notice::Leaving(Leave::Stays), "").await?;
    }
    tx.commit().await?;
    app.changes.tell_everybody();
    Ok(())
}

/// Erases an account: its row, its dependent rows, its search keys, and the key of what people
/// wrote about it. The audit trail keeps its rows, which name a random identifier that no longer
/// refers to anything.
async fn erase(app: &App, tx: &mut Tx, account: &Account) -> Result<(), Problem> {
    logout::before_erasure(app, tx, &account.id).await?;
    deletions::erase(tx, &account.id).await?;
    guesses::erase(app, tx, account).await?;
    notices::tell_at_last(app, tx, account, Notice::Leaving(Leave::Erased)).await?;
    let event = Event::Leaving(Leaving::Erased);
    audit::note(app, tx, event, Some(&account.id.0), "").await?;
    tracing::info!(account = account.id.0, "an account was deleted as its person asked");
    Ok(())
}
