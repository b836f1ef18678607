//! Messages to send: written in the transaction that they report, leased by a worker, retried, sent
//! once.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::time::Timestamp;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into outbox (id, idempotency_key, channel, message_sealed, due_at, give_up_at, \
        created_at, account_id, purpose, country) values ($1, $2, $3, $4, $5, $6, $5, $7, $8, $9) \
        on conflict (idempotency_key) do nothing";
    LEASE = "update outbox set leased_until = $2, attempts = attempts + 1 where id = (select id \
        from outbox where sent_at is null and failed_at is null and channel = $3 and due_at <= $1 \
        and leased_until <= $1 order by due_at, id limit 1) \
        and sent_at is null and failed_at is null and leased_until <= $1 \
        returning id, channel, message_sealed, attempts, give_up_at, carrier";
    UPDATE_CARRIER = "update outbox set carrier = $2 where id = $1 and sent_at is null \
        and failed_at is null and attempts = $3";
    UPDATE_SENT = "update outbox set sent_at = $2, reference = $3, message_sealed = null where id = $1 \
        and sent_at is null";
    UPDATE_LATER = "update outbox set due_at = $2, leased_until = 0 where id = $1 and sent_at is null \
        and attempts = $3";
    UPDATE_FAILED = "update outbox set failed_at = $2, message_sealed = null where id = $1 \
        and sent_at is null and attempts = $3";
    UPDATE_DELIVERY = "update outbox set delivery = $3, fault = $4, reported_at = $5, \
        reference = coalesce(reference, $6), sent_at = coalesce(sent_at, $5), message_sealed = null \
        where id = $1 and coalesce(delivery, '') = $2";
    FIND_FATE = "select sent_at, failed_at, delivery from outbox where id = $1";
    FIND_HANDED = "select channel, carrier, reference, delivery from outbox where id = $1";
    FIND_NAMED = "select id, reference from outbox where carrier = $1 and reference in ($2, $3, $4) \
        order by case when reference = $2 then 0 else 1 end, created_at desc limit 1";
    LIST = "select created_at, channel, purpose, carrier, sent_at, failed_at, delivery, fault from outbox \
        where account_id = $1 and created_at >= $2 order by created_at desc, id limit 50";
    FIND_FIRST = "select min(created_at) from outbox";
    COUNT_WAITING = "select count(*) from outbox where purpose = $1 and sent_at is null and failed_at is null";
    COUNT_BY_OUTCOME = "select channel, country, outcome, cause, purpose, language, count(*) as messages, \
        cast(sum(handed) as bigint) as handed from (select channel, coalesce(country, '') as country, \
        coalesce(purpose, '') as purpose, case when channel = 'sms' then language end as language, \
        case when delivery = 'delivered' then 'delivered' when delivery in ('undelivered', 'failed') \
        or (sent_at is null and failed_at is not null) then 'failed' when sent_at is not null then 'sent' \
        else 'waiting' end as outcome, \
        case when delivery = 'delivered' then '' when delivery in ('undelivered', 'failed') \
        then coalesce(fault, 'other') when sent_at is null and failed_at is not null then 'not_taken' \
        else '' end as cause, case when sent_at is not null then 1 else 0 end as handed \
        from outbox left join (select id as person, language from accounts) as people \
        on people.person = outbox.account_id \
        where outbox.created_at >= $1 and outbox.created_at < $2) as fates \
        group by channel, country, outcome, cause, purpose, language";
    DELETE_OVER = "delete from outbox where created_at < $1";
}

/// A message to hand over.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id, also known to the gateway.
    pub id: String,
    /// `sms` or `mail`.
    pub channel: String,
    /// As JSON, sealed for `outbox|message|<id>`; erased once it was sent.
    pub message_sealed: Option<String>,
    /// How often it was tried.
    pub attempts: i64,
    /// After this moment it is useless.
    pub give_up_at: i64,
    /// The carrier that was handed it, and may have sent it.
    pub carrier: Option<String>,
}

/// The status of a message.
#[derive(Clone, Debug, FromRow)]
pub struct Fate {
    /// When it was handed over.
    pub sent_at: Option<i64>,
    /// When it was given up.
    pub failed_at: Option<i64>,
    /// The last report, as `delivered`.
    pub delivery: Option<String>,
}

/// The carrier of a message, and its reports.
#[derive(Clone, Debug, FromRow)]
pub struct Handed {
    /// `sms`, `mail` or `voice`.
    pub channel: String,
    /// The carrier, as `twilio`.
    pub carrier: Option<String>,
    /// The carrier's id for it.
    pub reference: Option<String>,
    /// The last report, as `delivered`.
    pub delivery: Option<String>,
}

/// A report to note.
#[derive(Debug)]
pub struct Noted<'a> {
    /// The previous report.
    pub from: Option<&'a str>,
    /// The new report.
    pub to: &'a str,
    /// Why it did not arrive.
    pub fault: Option<&'a str>,
    /// The carrier's id for it.
    pub reference: Option<&'a str>,
    /// When it was reported.
    pub at: Timestamp,
}

/// A new message.
#[derive(Debug)]
pub struct NewMessage<'a> {
    /// Id of the message.
    pub id: &'a str,
    /// Identifies the message when it is written twice.
    pub idempotency_key: &'a str,
    /// `sms` or `mail`.
    pub channel: &'a str,
    /// As JSON, sealed.
    pub message_sealed: String,
    /// When it is due.
    pub at: Timestamp,
    /// After this moment it is useless.
    pub give_up_at: Timestamp,
    /// The account that it is about; absent when it reports that an account was deleted.
    pub account: Option<&'a str>,
    /// The purpose, as `activation`.
    pub purpose: &'a str,
    /// The country of the number, ISO 3166-1 alpha-2; empty for mail.
    pub country: &'a str,
}

/// A message as the help desk sees it: without its recipient and its text.
#[derive(Clone, Debug, FromRow)]
pub struct Shown {
    /// When it was written.
    pub created_at: i64,
    /// `sms`, `mail` or `voice`.
    pub channel: String,
    /// The purpose; absent in rows of earlier versions.
    pub purpose: Option<String>,
    /// The carrier that was handed it.
    pub carrier: Option<String>,
    /// When it was handed over.
    pub sent_at: Option<i64>,
    /// When it was given up.
    pub failed_at: Option<i64>,
    /// The last report, as `delivered`.
    pub delivery: Option<String>,
    /// Why it did not arrive.
    pub fault: Option<String>,
}

/// Writes a message, unless it was written before.
pub async fn insert(tx: &mut Tx, new: &NewMessage<'_>) -> Result<(), Error> {
    tx.wakes_workers();
    on!(tx, c => query(INSERT).bind(new.id).bind(new.idempotency_key).bind(new.channel)
        .bind(&new.message_sealed).bind(new.at.0).bind(new.give_up_at.0).bind(new.account)
        .bind(new.purpose).bind(new.country).execute(c).await.map(|_| ()))
}

/// Leases the message of a channel that has been due longest and that no worker is sending.
pub async fn lease(
    tx: &mut Tx,
    channel: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(LEASE).bind(now.0).bind(until.0).bind(channel).fetch_optional(c).await)
}

/// Stores the carrier that is handed it next; none when no carrier sent it. Returns false when
/// another worker has leased it since.
pub async fn update_carrier(tx: &mut Tx, row: &Row, carrier: Option<&str>) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_CARRIER).bind(&row.id).bind(carrier).bind(row.attempts)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Notes that the gateway took it, with the gateway's id for it, if any.
pub async fn update_sent(
    tx: &mut Tx,
    id: &str,
    reference: Option<&str>,
    at: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_SENT).bind(id).bind(at.0).bind(reference)
        .execute(c).await.map(|_| ()))
}

/// Postpones it to a later moment, unless another worker has leased it already.
pub async fn update_later(tx: &mut Tx, row: &Row, at: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_LATER).bind(&row.id).bind(at.0).bind(row.attempts)
        .execute(c).await.map(|_| ()))
}

/// Gives it up, unless another worker has leased it meanwhile.
pub async fn update_failed(tx: &mut Tx, row: &Row, at: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_FAILED).bind(&row.id).bind(at.0).bind(row.attempts)
        .execute(c).await.map(|_| ()))
}

/// Finds the status of a message; nothing when it was deleted.
pub async fn find_fate(tx: &mut Reader, id: &str) -> Result<Option<Fate>, Error> {
    on!(tx, c => query_as(FIND_FATE).bind(id).fetch_optional(c).await)
}

/// Finds the carrier of a message, and its reports.
pub async fn find_handed(tx: &mut Reader, id: &str) -> Result<Option<Handed>, Error> {
    on!(tx, c => query_as(FIND_HANDED).bind(id).fetch_optional(c).await)
}

/// Finds the newest message by one of a carrier's ids for it, and that id: the first id is
/// preferred to the others.
pub async fn find_named(
    tx: &mut Reader,
    carrier: &str,
    [first, second, third]: [&str; 3],
) -> Result<Option<(String, String)>, Error> {
    on!(tx, c => query_as(FIND_NAMED).bind(carrier).bind(first).bind(second).bind(third)
        .fetch_optional(c).await)
}

/// Notes a report, and that the message need not be handed over again; returns false when another
/// report was stored first.
pub async fn update_delivery(tx: &mut Tx, id: &str, new: &Noted<'_>) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_DELIVERY).bind(id).bind(new.from.unwrap_or_default()).bind(new.to)
        .bind(new.fault).bind(new.at.0).bind(new.reference)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Lists the messages about an account since a moment, the latest first, 50 at most.
pub async fn list(tx: &mut Reader, account: &str, since: Timestamp) -> Result<Vec<Shown>, Error> {
    on!(tx, c => query_as(LIST).bind(account).bind(since.0).fetch_all(c).await)
}

/// The number of messages with the same outcome.
#[derive(Clone, Debug, FromRow)]
pub struct Finished {
    /// `sms`, `mail` or `voice`.
    pub channel: String,
    /// ISO 3166-1 alpha-2; empty for mail, and when it is not known.
    pub country: String,
    /// `delivered`, `sent`, `failed` or `waiting`.
    pub outcome: String,
    /// Why they failed; empty for other outcomes.
    pub cause: String,
    /// The purpose.
    pub purpose: String,
    /// The language of the recipients; absent when it is no longer known, or not relevant.
    pub language: Option<String>,
    /// How many messages.
    pub messages: i64,
    /// How many of them a gateway took.
    pub handed: i64,
}

/// Finds when the oldest stored message was written.
pub async fn find_first(tx: &mut Reader) -> Result<Option<Timestamp>, Error> {
    let (at,): (Option<i64>,) = on!(tx, c => query_as(FIND_FIRST).fetch_one(c).await)?;
    Ok(at.map(Timestamp))
}

/// Counts the messages for a purpose that wait to be handed over.
pub async fn count_waiting(tx: &mut Reader, purpose: &str) -> Result<i64, Error> {
    let (count,): (i64,) = on!(tx, c => query_as(COUNT_WAITING).bind(purpose).fetch_one(c).await)?;
    Ok(count)
}

/// Counts the messages that were written between two moments, by outcome.
pub async fn count_by_outcome(
    tx: &mut Reader,
    from: Timestamp,
    before: Timestamp,
) -> Result<Vec<Finished>, Error> {
    on!(tx, c => query_as(COUNT_BY_OUTCOME).bind(from.0).bind(before.0).fetch_all(c).await)
}

/// Deletes messages written before a moment.
pub async fn delete_over(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    on!(tx, c => query(DELETE_OVER).bind(before.0).execute(c).await.map(|done| done.rows_affected()))
}
