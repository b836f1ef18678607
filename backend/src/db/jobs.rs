//! Work that survives the process: a worker leases a job, does its next task and notes that in the
//! same transaction; another worker takes over a lease that runs out.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::time::Timestamp;

use super::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into jobs (id, kind, account_id, subject_key, task, state, detail_sealed, due_at, \
        created_at) values ($1, $2, $3, $4, $5, 'due', $6, $7, $7)";
    LEASE = "update jobs set leased_until = $2, attempts = attempts + 1 where id = (select id from jobs \
        where state = 'due' and due_at <= $1 and leased_until <= $1 and kind <> $3 order by due_at, id limit 1) \
        and state = 'due' and leased_until <= $1 \
        returning id, kind, account_id, subject_key, task, state, detail_sealed, attempts";
    FIND_BY_ACCOUNT = "select id, kind, account_id, subject_key, task, state, detail_sealed, attempts \
        from jobs where account_id = $1 and kind = $2";
    FIND_UNFINISHED = "select id, kind, account_id, subject_key, task, state, detail_sealed, attempts \
        from jobs where subject_key = $1 and kind = $2 and state <> 'done' \
        and exists (select 1 from accounts a where a.id = jobs.account_id)";
    UPDATE_TASK = "update jobs set task = $3, attempts = 0, leased_until = 0, due_at = $4 \
        where id = $1 and task = $2 and state = 'due'";
    UPDATE_DONE = "update jobs set state = 'done', detail_sealed = '' where id = $1 and task = $2 \
        and state = 'due'";
    UPDATE_FAILED = "update jobs set state = 'failed', leased_until = 0 where id = $1 and task = $2 \
        and state = 'due'";
    UPDATE_LATER = "update jobs set leased_until = 0, due_at = $3 where id = $1 and task = $2 \
        and state = 'due'";
    UPDATE_DUE = "update jobs set state = 'due', attempts = 0, due_at = $2 where id = $1 \
        and state = 'failed'";
    DELETE_OVER = "delete from jobs where created_at < $1";
}

/// A job.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id of the job.
    pub id: String,
    /// The kind of work.
    pub kind: String,
    /// The account that it is for.
    pub account_id: Option<String>,
    /// Digest of its subject: a person, an address.
    pub subject_key: String,
    /// The next task.
    pub task: String,
    /// `due`, `failed` or `done`.
    pub state: String,
    /// The input of the task, sealed for `jobs|detail|<id>`.
    pub detail_sealed: String,
    /// How often this task was begun.
    pub attempts: i64,
}

/// A new job.
#[derive(Debug)]
pub struct NewJob<'a> {
    /// Id of the job.
    pub id: &'a str,
    /// The kind of work.
    pub kind: &'a str,
    /// The account that it is for.
    pub account: Option<&'a str>,
    /// Digest of its subject.
    pub subject_key: &'a str,
    /// The first task.
    pub task: String,
    /// The input of the task, sealed.
    pub detail_sealed: String,
    /// When it is added.
    pub at: Timestamp,
}

/// Adds a job.
pub async fn insert(tx: &mut Tx, new: &NewJob<'_>) -> Result<(), Error> {
    tx.wakes_workers();
    on!(tx, c => query(INSERT).bind(new.id).bind(new.kind).bind(new.account).bind(new.subject_key)
        .bind(&new.task).bind(&new.detail_sealed).bind(new.at.0).execute(c).await.map(|_| ()))
}

/// Leases the job that has been due longest and that no worker has leased, of any kind but one.
pub async fn lease(
    tx: &mut Tx,
    now: Timestamp,
    until: Timestamp,
    but_not: &str,
) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(LEASE).bind(now.0).bind(until.0).bind(but_not).fetch_optional(c).await)
}

/// Finds the job of a kind for an account.
pub async fn find_by_account(
    tx: &mut Reader,
    account: &str,
    kind: &str,
) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND_BY_ACCOUNT).bind(account).bind(kind).fetch_optional(c).await)
}

/// Finds the unfinished job of a kind about a subject.
pub async fn find_unfinished(
    tx: &mut Reader,
    subject: &str,
    kind: &str,
) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND_UNFINISHED).bind(subject).bind(kind).fetch_optional(c).await)
}

/// Completes a task and sets the next; returns false when another worker did so.
pub async fn update_task(
    tx: &mut Tx,
    id: &str,
    done: &str,
    next: &str,
    at: Timestamp,
) -> Result<bool, Error> {
    tx.wakes_workers();
    on!(tx, c => query(UPDATE_TASK).bind(id).bind(done).bind(next).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Completes the last task; returns false when another worker did so.
pub async fn update_done(tx: &mut Tx, id: &str, task: &str) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_DONE).bind(id).bind(task).execute(c).await.map(|d| d.rows_affected() == 1))
}

/// Stops the job until a person restarts it.
pub async fn update_failed(tx: &mut Tx, id: &str, task: &str) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_FAILED).bind(id).bind(task).execute(c).await.map(|d| d.rows_affected() == 1))
}

/// Postpones the task to a later moment.
pub async fn update_later(tx: &mut Tx, id: &str, task: &str, at: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_LATER).bind(id).bind(task).bind(at.0).execute(c).await.map(|_| ()))
}

/// Restarts a stopped job, at the request of a person.
pub async fn update_due(tx: &mut Tx, id: &str, at: Timestamp) -> Result<bool, Error> {
    tx.wakes_workers();
    on!(tx, c => query(UPDATE_DUE).bind(id).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Deletes jobs that began before a moment.
pub async fn delete_over(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    on!(tx, c => query(DELETE_OVER).bind(before.0).execute(c).await.map(|done| done.rows_affected()))
}
