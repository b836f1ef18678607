//! Messages to send: written with what they tell, leased by a worker, tried again, sent once.

use sqlx::{FromRow, query, query_as};
use vestibule_shared::time::Timestamp;

use super::{Error, Tx, on, statements};

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
    /// Names it, towards the gateway too.
    pub id: String,
    /// `sms` or `mail`.
    pub channel: String,
    /// As JSON, sealed for `outbox|message|<id>`; forgotten once it was sent.
    pub message_sealed: Option<String>,
    /// How often it was tried.
    pub attempts: i64,
    /// After this moment it is of no use any more.
    pub give_up_at: i64,
    /// Who was handed it, and may have sent it.
    pub carrier: Option<String>,
}

/// What became of a message.
#[derive(Clone, Debug, FromRow)]
pub struct Fate {
    /// When it was handed over.
    pub sent_at: Option<i64>,
    /// When it was given up.
    pub failed_at: Option<i64>,
    /// What was reported last, as `delivered`.
    pub delivery: Option<String>,
}

/// Who was handed a message, and what they said of it.
#[derive(Clone, Debug, FromRow)]
pub struct Handed {
    /// `sms`, `mail` or `voice`.
    pub channel: String,
    /// Who, as `twilio`.
    pub carrier: Option<String>,
    /// Their own name for it.
    pub reference: Option<String>,
    /// What they reported last, as `delivered`.
    pub delivery: Option<String>,
}

/// A report to note.
#[derive(Debug)]
pub struct Noted<'a> {
    /// What was reported before.
    pub from: Option<&'a str>,
    /// What is reported now.
    pub to: &'a str,
    /// Why it did not arrive.
    pub fault: Option<&'a str>,
    /// Their own name for it.
    pub reference: Option<&'a str>,
    /// When.
    pub at: Timestamp,
}

/// A message to write.
#[derive(Debug)]
pub struct NewMessage<'a> {
    /// Names it.
    pub id: &'a str,
    /// What makes it the same message when it is written twice.
    pub idempotency_key: &'a str,
    /// `sms` or `mail`.
    pub channel: &'a str,
    /// As JSON, sealed.
    pub message_sealed: String,
    /// When it is due.
    pub at: Timestamp,
    /// After this moment it is of no use any more.
    pub give_up_at: Timestamp,
    /// Whom it is about; nobody any more where it says that an account is gone.
    pub account: Option<&'a str>,
    /// What for, as `activation`.
    pub purpose: &'a str,
    /// The country of the number, ISO 3166-1 alpha-2; empty for mail.
    pub country: &'a str,
}

/// A message as the help desk sees it: neither where it went nor what it says.
#[derive(Clone, Debug, FromRow)]
pub struct Shown {
    /// When it was written.
    pub created_at: i64,
    /// `sms`, `mail` or `voice`.
    pub channel: String,
    /// What for; absent in rows of earlier versions.
    pub purpose: Option<String>,
    /// Who was handed it.
    pub carrier: Option<String>,
    /// When it was handed over.
    pub sent_at: Option<i64>,
    /// When it was given up.
    pub failed_at: Option<i64>,
    /// What was reported last, as `delivered`.
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

/// Takes the message of a channel that is due longest and that nobody is sending.
pub async fn lease(
    tx: &mut Tx,
    channel: &str,
    now: Timestamp,
    until: Timestamp,
) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(LEASE).bind(now.0).bind(until.0).bind(channel).fetch_optional(c).await)
}

/// Who is handed it next; nobody, when none sent it. False when it is somebody else's since this try began.
pub async fn update_carrier(tx: &mut Tx, row: &Row, carrier: Option<&str>) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_CARRIER).bind(&row.id).bind(carrier).bind(row.attempts)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// The gateway took it, under a name of its own where it has one.
pub async fn update_sent(
    tx: &mut Tx,
    id: &str,
    reference: Option<&str>,
    at: Timestamp,
) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_SENT).bind(id).bind(at.0).bind(reference)
        .execute(c).await.map(|_| ()))
}

/// It is tried again at a later moment, unless somebody else tries it already.
pub async fn update_later(tx: &mut Tx, row: &Row, at: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_LATER).bind(&row.id).bind(at.0).bind(row.attempts)
        .execute(c).await.map(|_| ()))
}

/// It is given up, unless somebody else tries it meanwhile.
pub async fn update_failed(tx: &mut Tx, row: &Row, at: Timestamp) -> Result<(), Error> {
    on!(tx, c => query(UPDATE_FAILED).bind(&row.id).bind(at.0).bind(row.attempts)
        .execute(c).await.map(|_| ()))
}

/// What became of a message; absent when it was forgotten.
pub async fn find_fate(tx: &mut Tx, id: &str) -> Result<Option<Fate>, Error> {
    on!(tx, c => query_as(FIND_FATE).bind(id).fetch_optional(c).await)
}

/// Who was handed a message, and what they said of it.
pub async fn find_handed(tx: &mut Tx, id: &str) -> Result<Option<Handed>, Error> {
    on!(tx, c => query_as(FIND_HANDED).bind(id).fetch_optional(c).await)
}

/// The newest message by one of a carrier's names for it, and that name: the first name goes before the others.
pub async fn find_named(
    tx: &mut Tx,
    carrier: &str,
    [first, second, third]: [&str; 3],
) -> Result<Option<(String, String)>, Error> {
    on!(tx, c => query_as(FIND_NAMED).bind(carrier).bind(first).bind(second).bind(third)
        .fetch_optional(c).await)
}

/// Notes what was reported, and that it need not be handed over again; false when another report was quicker.
pub async fn update_delivery(tx: &mut Tx, id: &str, new: &Noted<'_>) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_DELIVERY).bind(id).bind(new.from.unwrap_or_default()).bind(new.to)
        .bind(new.fault).bind(new.at.0).bind(new.reference)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// The messages about an account since a moment, the latest first, 50 at most.
pub async fn list(tx: &mut Tx, account: &str, since: Timestamp) -> Result<Vec<Shown>, Error> {
    on!(tx, c => query_as(LIST).bind(account).bind(since.0).fetch_all(c).await)
}

/// How many messages fared alike.
#[derive(Clone, Debug, FromRow)]
pub struct Fared {
    /// `sms`, `mail` or `voice`.
    pub channel: String,
    /// ISO 3166-1 alpha-2; empty for mail, and where it is not known.
    pub country: String,
    /// `delivered`, `sent`, `failed` or `waiting`.
    pub outcome: String,
    /// Why they failed; empty where they did not.
    pub cause: String,
    /// What for.
    pub purpose: String,
    /// The language of whom they went to; absent once nobody knows, and where it does not count.
    pub language: Option<String>,
    /// How many.
    pub messages: i64,
    /// How many of them a gateway took.
    pub handed: i64,
}

/// When the first message was written that is not forgotten.
pub async fn find_first(tx: &mut Tx) -> Result<Option<Timestamp>, Error> {
    let (at,): (Option<i64>,) = on!(tx, c => query_as(FIND_FIRST).fetch_one(c).await)?;
    Ok(at.map(Timestamp))
}

/// How many messages for a purpose wait to be handed over.
pub async fn count_waiting(tx: &mut Tx, purpose: &str) -> Result<i64, Error> {
    let (count,): (i64,) = on!(tx, c => query_as(COUNT_WAITING).bind(purpose).fetch_one(c).await)?;
    Ok(count)
}

/// How the messages fared that were written between two moments.
pub async fn count_by_outcome(
    tx: &mut Tx,
    from: Timestamp,
    before: Timestamp,
) -> Result<Vec<Fared>, Error> {
    on!(tx, c => query_as(COUNT_BY_OUTCOME).bind(from.0).bind(before.0).fetch_all(c).await)
}

/// Forgets messages written before a moment.
pub async fn delete_over(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    on!(tx, c => query(DELETE_OVER).bind(before.0).execute(c).await.map(|done| done.rows_affected()))
}
