//! Creates an account, task by task. Each task and the record that it is done are one transaction,
//! so a process that is killed leaves a job that another one continues (R6).

use serde::{Deserialize, Serialize};
use vestibule_shared::{
    cockpit::{Funnel, Milestone},
    id::AccountId,
    page,
    problem::Code,
    registration::{ProvisioningStep, Task},
};

use crate::{
    app::{
        App,
        block::Block,
        codec::{decode, encode, from_label, label},
        problem::Problem,
    },
    db::{self, Reader, Tx, jobs},
    domain::{
        account::Account,
        code::{PER_BLOCK, Purpose},
        identity::{Identity, Who},
        messages::MailKind,
        provisioning,
    },
    service::{
        accounts,
        audit::{self, Event},
        capacities, codes,
        limits::{self, Asker, Places},
        outbox,
    },
};

/// The kind of these jobs.
pub const KIND: &str = "provisioning";

fn detail_place(id: &str) -> String {
    format!("jobs|detail|{id}")
}

/// The input of a worker.
#[derive(Serialize, Deserialize)]
struct Order {
    /// The identities to link.
    identities: Vec<Identity>,
    /// Where the account was ordered: the message with the code counts there.
    places: Places,
}

/// Reads the order of a job.
fn ordered(app: &App, job: &jobs::Row) -> Result<Order, Problem> {
    let places = Places::default();
    // Ordered by a version that had cards only.
    if job.detail_sealed.is_empty() {
        return Ok(Order { identities: vec![Identity::card(&job.subject_key)], places });
    }
    let text = app.keys.open_seal(&detail_place(&job.id), &job.detail_sealed)?;
    // Or by a version that stored no places.
    decode(&text).or_else(|_| Ok(Order { identities: decode(&text)?, places }))
}

fn identities(app: &App, job: &jobs::Row) -> Result<Vec<Identity>, Problem> {
    Ok(ordered(app, job)?.identities)
}

/// Orders the creation of an account for a person.
pub async fn order(
    app: &App,
    tx: &mut Tx,
    account: &AccountId,
    who: &Who,
    block: &Block,
) -> Result<(), Problem> {
    let id = app.rng.id();
    let places = limits::places(app, &PER_BLOCK, block);
    let order = encode(&Order { identities: who.identities(), places })?;
    let new = jobs::NewJob {
        id: &id,
        kind: KIND,
        account: Some(&account.0),
        subject_key: &who.identity.key,
        task: label(&provisioning::TASKS[0]),
        detail_sealed: app.keys.seal(&app.rng, &detail_place(&id), &order),
        at: app.clock.now(),
    };
    Ok(jobs::insert(tx, &new).await?)
}

/// The progress of the creation of an account.
#[derive(Debug)]
pub enum Progress {
    /// In progress, or stopped.
    Under(ProvisioningStep),
    /// The account was created.
    Made,
    /// The account is gone: its person has another one.
    Dropped,
}

/// Returns the progress of the creation of an account.
pub async fn look(tx: &mut Reader, account: &AccountId) -> Result<Progress, Problem> {
    if db::accounts::find(tx, account).await?.is_none() {
        return Ok(Progress::Dropped);
    }
    match jobs::find_by_account(tx, &account.0, KIND).await? {
        Some(job) if job.state != "done" => {
            let step = provisioning::progress(from_label(&job.task)?, job.state == "failed");
            Ok(Progress::Under(step))
        }
        _ => Ok(Progress::Made),
    }
}

/// Finds the unfinished account of a person whose creation is in progress.
pub async fn find_unfinished(tx: &mut Tx, person_key: &str) -> Result<Option<AccountId>, Problem> {
    let job = jobs::find_unfinished(tx, person_key, KIND).await?;
    Ok(job.and_then(|job| job.account_id).map(AccountId))
}

/// Restarts a job that stopped; does nothing to one that did not.
pub async fn retry(app: &App, tx: &mut Tx, account: &AccountId) -> Result<(), Problem> {
    let Some(job) = jobs::find_by_account(tx, &account.0, KIND).await? else { return Ok(()) };
    if jobs::update_due(tx, &job.id, app.clock.now()).await? {
        audit::note(app, tx, Event::ProvisioningRetried, Some(&account.0), &job.task).await?;
    }
    Ok(())
}

/// Does the next task of a leased job.
pub async fn work(app: &App, job: &jobs::Row) -> Result<(), Problem> {
    let task: Task = from_label(&job.task)?;
    if held_back(app, job, task).await? {
        return Ok(());
    }
    let mut tx = app.db.write().await?;
    let account = AccountId(job.account_id.clone().unwrap_or_default());
    let Some(account) = accounts::get(app, &mut tx, &account).await? else {
        jobs::update_done(&mut tx, &job.id, &job.task).await?;
        return Ok(tx.commit().await?);
    };
    match perform(app, &mut tx, task, &account, job).await? {
        Done::Well => {}
        Done::Duplicate => return drop_duplicate(app, &account, job, tx).await,
        Done::Unsent => {
            // Drops what the refusal counted.
            drop(tx);
            tx = app.db.write().await?;
            write_created(app, &mut tx, &account).await?;
        }
    }
    let now = app.clock.now();
    let is_mine = match provisioning::next(task) {
        Some(next) => jobs::update_task(&mut tx, &job.id, &job.task, &label(&next), now).await?,
        None => jobs::update_done(&mut tx, &job.id, &job.task).await?,
    };
    // Another worker took over and did the task: this transaction is dropped.
    if !is_mine {
        return Ok(());
    }
    tx.commit().await?;
    if task == Task::SendCode {
        app.tally.add(app.today(), (Funnel::Registration, Milestone::Code));
    }
    Ok(())
}

enum Done {
    Well,
    Duplicate,
    /// The message cannot be sent now.
    Unsent,
}

async fn perform(
    app: &App,
    tx: &mut Tx,
    task: Task,
    account: &Account,
    job: &jobs::Row,
) -> Result<Done, Problem> {
    let id = Some(account.id.0.as_str());
    match task {
        Task::CheckDetails => {
            let known = accounts::find_by_identities(tx, &identities(app, job)?).await?;
            return Ok(if known.is_some() { Done::Duplicate } else { Done::Well });
        }
        Task::OpenAccount => {
            db::accounts::update_opened(tx, &account.id).await?;
            capacities::declare(app, tx, account).await?;
            audit::note(app, tx, Event::AccountOpened, id, "").await?;
        }
        Task::LinkCard => {
            for identity in identities(app, job)? {
                let person = (identity.provider.as_str(), identity.key.as_str());
                let (row, now) = (app.rng.id(), app.clock.now());
                match db::accounts::insert_identity(tx, &row, &account.id, person, now).await {
                    Err(error) if db::accounts::is_person_taken(&error) => {
                        return Ok(Done::Duplicate);
                    }
                    other => other?,
                }
                audit::note(app, tx, Event::CardLinked, id, &identity.provider).await?;
            }
        }
        Task::SendCode => return send_code(app, tx, account, job).await,
    }
    Ok(Done::Well)
}

/// Sends the code. It may have to wait, when the number just had one: the activation screen shows
/// that and offers to send it.
async fn send_code(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    job: &jobs::Row,
) -> Result<Done, Problem> {
    write_created(app, tx, account).await?;
    let (scope, places) = (codes::activation_scope(account), ordered(app, job)?.places);
    let asker = Asker::Earlier(&places);
    match codes::send(app, tx, account, Purpose::Activation, &scope, asker).await {
        Ok(()) => Ok(Done::Well),
        Err(why) if matches!(why.code(), Code::ResendTooSoon | Code::TooManyMessages) => {
            Ok(Done::Unsent)
        }
        Err(why) => Err(why),
    }
}

async fn write_created(app: &App, tx: &mut Tx, account: &Account) -> Result<(), Problem> {
    let once = outbox::once(&account.id);
    outbox::write_mail(app, tx, account, MailKind::Created, (page::REGISTER, &once)).await
}

/// The person registered twice at the same time: one account stays.
async fn drop_duplicate(
    app: &App,
    account: &Account,
    job: &jobs::Row,
    failed: Tx,
) -> Result<(), Problem> {
    drop(failed);
    let mut tx = app.db.write().await?;
    let linked = accounts::find_by_identities(&mut tx, &identities(app, job)?).await?;
    if linked.is_none_or(|row| row.id == account.id.0) {
        // This worker was slow, and another one has linked this very account meanwhile.
        return Ok(());
    }
    audit::note(app, &mut tx, Event::DuplicateDropped, Some(&account.id.0), "").await?;
    db::accounts::delete(&mut tx, &account.id).await?;
    db::deletions::erase_remainders(&mut tx, &account.id).await?;
    Ok(tx.commit().await?)
}

/// Records a failed task: it is retried a little later, and stops after a few tries.
pub async fn stumble(app: &App, job: &jobs::Row) -> Result<(), Problem> {
    let mut tx = app.db.write().await?;
    if job.attempts < provisioning::MOST_ATTEMPTS {
        let at = app.clock.now().plus_seconds(job.attempts);
        jobs::update_later(&mut tx, &job.id, &job.task, at).await?;
    } else {
        stop(app, &mut tx, job).await?;
    }
    Ok(tx.commit().await?)
}

/// Stops a job, with a reference for the person to call about. The row of the job keeps the task.
async fn stop(app: &App, tx: &mut Tx, job: &jobs::Row) -> Result<(), Problem> {
    if jobs::update_failed(tx, &job.id, &job.task).await?
        && let Some(account) = &job.account_id
    {
        let account = AccountId(account.clone());
        audit::note_for_help(app, tx, Event::ProvisioningFailed, &account, "").await?;
    }
    Ok(())
}

/// In the dev build a person can delay a task or let it fail, to see what the screen shows.
#[cfg(feature = "dev")]
async fn held_back(app: &App, job: &jobs::Row, task: Task) -> Result<bool, Problem> {
    let Some(dev) = &app.dev else { return Ok(false) };
    let mut tx = app.db.write().await?;
    if dev.switches.held(task) {
        let soon = vestibule_shared::time::Timestamp(app.clock.now().0 + 200);
        jobs::update_later(&mut tx, &job.id, &job.task, soon).await?;
    } else if dev.switches.fails(task) {
        stop(app, &mut tx, job).await?;
    } else {
        return Ok(false);
    }
    tx.commit().await?;
    Ok(true)
}

#[cfg(not(feature = "dev"))]
#[expect(clippy::unused_async, reason = "the dev build's twin asks the database")]
async fn held_back(_: &App, _: &jobs::Row, _: Task) -> Result<bool, Problem> {
    Ok(false)
}
