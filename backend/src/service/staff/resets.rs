//! Removes a lost method: at once for an identified caller, else after a waiting time in which the
//! owner can object (H3).

use vestibule_shared::{
    desk::Action,
    factor::{FactorId, FactorKind},
    id::AccountId,
    page,
    policy::Value,
    problem::Code,
};

use crate::{
    app::{App, codec::encode, problem::Problem},
    db::{self, Tx, jobs, resets},
    domain::{
        account::Account,
        desk::{HelpContext, RESETS, allows},
        messages::{self, Help, Notice},
        method::name,
    },
    service::{
        accounts::{self, role},
        audit::{self, Desk, Event},
        desk,
        factors::{self, Factor},
        limits,
        notices::{self, Change},
        outbox,
    },
    system::digest::digest,
};

/// The kind of the jobs that do scheduled removals.
pub const KIND: &str = "reset";

/// Removes a method. Its owner is signed out everywhere; with the last method the recovery codes
/// are removed. The owner is notified, with a link that restores it and puts the account on hold.
pub async fn remove(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    factor: Factor,
) -> Result<(), Problem> {
    let (id, kind) = (account.id.0.as_str(), factor.kind);
    db::factors::delete(tx, (id, &factor.id.0)).await?;
    if db::factors::count(tx, id).await? == 0 {
        db::recovery_codes::delete_all(tx, id).await?;
        db::accounts::update_emptied(tx, &account.id, app.clock.now()).await?;
    }
    db::sessions::delete_all(tx, id).await?;
    db::browsers::delete_all(tx, id).await?;
    let before = encode(&factors::ProvedFactor::from(factor))?;
    let undo = notices::undo_link(app, tx, account, Change::Removed, &before).await?;
    let notice = Notice::Helped(Help::MethodReset(kind));
    notices::tell_of_help(app, tx, account, notice, &undo).await
}

/// Schedules the removal of a method: the owner is notified at once, by mail with a link that
/// cancels it, and by text message to the number of the method or their own.
///
/// # Errors
/// `NothingToDo` when that is scheduled already.
pub async fn plan(
    app: &App,
    tx: &mut Tx,
    (account, staff): (&Account, &AccountId),
    factor: &Factor,
) -> Result<(), Problem> {
    let (id, token, hours) =
        (app.rng.id(), app.rng.token(), app.policies.policy().figure(Value::ResetWait));
    let due_at = app.clock.now().plus_seconds(i64::from(hours) * 3600);
    let row = resets::Row {
        id,
        account_id: account.id.0.clone(),
        factor_id: factor.id.0.clone(),
        staff_id: staff.0.clone(),
        due_at: due_at.0,
    };
    if !resets::insert(tx, &row, &digest(&token)).await? {
        return Err(Code::NothingToDo.into());
    }
    limits::count(app, tx, &RESETS, &account.id.0, Code::TooManyRequests).await?;
    let job = jobs::NewJob {
        id: &app.rng.id(),
        kind: KIND,
        account: Some(&row.account_id),
        subject_key: &row.id,
        task: "remove".to_owned(),
        detail_sealed: String::new(),
        at: due_at,
    };
    jobs::insert(tx, &job).await?;
    let link = format!("{}{}#{token}", app.config.public_origin.0, page::RESET);
    let notice = Notice::Helped(Help::ResetPlanned { kind: factor.kind, hours });
    notices::tell_of_help(app, tx, account, notice, &link).await?;
    let text = messages::reset_sms(&outbox::sender(app, account.language), account.language);
    let to = (factor.phone().unwrap_or(&account.phone), account.language);
    outbox::write_sms(app, tx, &app.rng.id(), to, (&account.id, "help_reset_planned"), text).await
}

/// Does a scheduled removal, if it still waits and is still possible.
pub async fn work(app: &App, job: &jobs::Row) -> Result<(), Problem> {
    let mut tx = app.db.write().await?;
    let account = AccountId(job.account_id.clone().unwrap_or_default());
    db::accounts::lock(&mut tx, &account).await?;
    if !jobs::update_done(&mut tx, &job.id, &job.task).await? {
        return Ok(());
    }
    let row = resets::find(&mut tx, &job.subject_key).await?;
    let account = accounts::get(app, &mut tx, &account).await?;
    if let (Some(row), Some(account)) = (row, account) {
        resets::delete(&mut tx, &account.id, &row.id).await?;
        let id = FactorId(row.factor_id.clone());
        let factor = factors::find(app, &mut tx, &account.id, &id).await?;
        let kind = factor.kind;
        let what = if still_allows(app, &mut tx, &row).await?.is_ok() {
            remove(app, &mut tx, &account, factor).await?;
            Desk::MethodReset
        } else {
            tell_cancelled(app, &mut tx, &account, kind).await?;
            Desk::ResetCancelled
        };
        let owner = Some(account.id.0.as_str());
        audit::note(app, &mut tx, Event::Desk(what), owner, name(kind)).await?;
    }
    tx.commit().await?;
    app.changes.tell_everybody();
    Ok(())
}

/// Checks that the agent who scheduled it could still do it: they may have left, or the account may
/// be on hold meanwhile.
async fn still_allows(
    app: &App,
    tx: &mut Tx,
    row: &resets::Row,
) -> Result<Result<(), Code>, Problem> {
    let (account, staff) = (AccountId(row.account_id.clone()), AccountId(row.staff_id.clone()));
    let agent = db::staff::find(tx, &staff).await?;
    let Some(agent) = role(agent.as_ref().map(|(label, _)| label.as_str()))? else {
        return Ok(Err(Code::RoleMissing));
    };
    let standing = desk::standing(app, tx, &account, (&staff, agent)).await?;
    let standing = standing.map(|it| HelpContext { is_known: false, ..it });
    Ok(standing.map_or(Err(Code::PersonUnknown), |it| allows(&it, Action::ResetLater)))
}

/// Notifies the owner that a method stays.
pub async fn tell_cancelled(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    kind: FactorKind,
) -> Result<(), Problem> {
    let notice = Notice::Helped(Help::ResetCancelled(kind));
    notices::tell_of_help(app, tx, account, notice, "").await
}

/// Cancels the removal because the owner objects, by the link in the mail.
///
/// # Errors
/// `LinkExpired` when nothing waits any more that it could cancel.
pub async fn refuse(app: &App, token: &str) -> Result<(), Problem> {
    let link = digest(token);
    // Made-up links must neither wait for a writer nor delay one.
    let mut tx = app.db.read().await?;
    let row = resets::find_by_link(&mut tx, &link).await?.ok_or(Code::LinkExpired)?;
    drop(tx);
    let id = AccountId(row.account_id.clone());
    let mut tx = app.db.write().await?;
    db::accounts::lock(&mut tx, &id).await?;
    let factor = factors::find(app, &mut tx, &id, &FactorId(row.factor_id)).await;
    let factor = factor.map_err(|_| Problem::new(Code::LinkExpired))?;
    if !resets::delete(&mut tx, &id, &row.id).await? {
        return Err(Code::LinkExpired.into());
    }
    let kind = name(factor.kind);
    audit::note(app, &mut tx, Event::Desk(Desk::ResetRefused), Some(&id.0), kind).await?;
    tracing::warn!(account = id.0, "the owner called a reset off that the help desk was asked for");
    let account = accounts::get(app, &mut tx, &id).await?.ok_or(Code::LinkExpired)?;
    tell_cancelled(app, &mut tx, &account, factor.kind).await?;
    tx.commit().await?;
    app.changes.tell_everybody();
    Ok(())
}
