//! Campaigns: their recipients, progress and results. One runs at a time.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;
use vestibule_shared::{id::AccountId, time::Timestamp};

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into campaigns (id, selection, capacity, state, people, started_by, started_at) \
        values ($1, $2, $3, 'running', $4, $5, $6) on conflict do nothing";
    FIND_RUNNING = "select id, selection, capacity, place from campaigns where state = 'running'";
    CLAIM = "update campaigns set place = place where id = $1 and state = 'running' and place = $2";
    ADVANCE = "update campaigns set place = $3 where id = $1 and state = 'running' and place = $2";
    END = "update campaigns set state = $2, ended_at = $3 where id = $1 and state = 'running'";
    LIST = "select c.id, c.selection, c.capacity, c.state, c.people, c.started_by, c.started_at, a.person_sealed, \
        (select count(*) from campaign_mails m where m.campaign_id = c.id) as sent, \
        (select count(*) from campaign_mails m where m.campaign_id = c.id and m.snoozed_at is not null) as snoozed, \
        (select count(*) from campaign_mails m where m.campaign_id = c.id and exists (select 1 from factors f \
        where f.account_id = m.account_id and f.added_at > m.sent_at \
        and (c.selection <> 'sms_only' or f.kind <> $1))) as acted \
        from campaigns c left join accounts a on a.id = c.started_by \
        order by c.started_at desc, c.id limit 20";
    LIST_PEOPLE = "select a.id, a.capacity, a.undisturbed_until, \
        (select cast(coalesce(sum(distinct k.bit), 0) as bigint) from factors f join factor_kinds k on k.kind = f.kind \
        where f.account_id = a.id) as kinds, \
        (select cast(coalesce(sum(distinct k.bit), 0) as bigint) from method_exceptions e join factor_kinds k on k.kind = e.kind \
        where e.account_id = a.id and e.until > $4) as excepted \
        from accounts a where a.id > $1 and ($2 = '' or a.capacity = $2) and a.state = 'active' \
        order by a.id limit $3";
}

/// A running campaign.
#[derive(Clone, Debug, FromRow)]
pub struct Running {
    /// Id of the campaign.
    pub id: String,
    /// The selection of people.
    pub selection: String,
    /// The capacity; empty for any.
    pub capacity: String,
    /// The last account that was processed.
    pub place: String,
}

/// A campaign and its results.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Id of the campaign.
    pub id: String,
    /// The selection of people.
    pub selection: String,
    /// The capacity; empty for any.
    pub capacity: String,
    /// `running`, `done` or `stopped`.
    pub state: String,
    /// How many people it was for at its start.
    pub people: i64,
    /// The account that started it.
    pub started_by: String,
    /// When it was started.
    pub started_at: i64,
    /// The person who started it, sealed for `accounts|person|<started_by>`.
    pub person_sealed: Option<String>,
    /// How many mails were written.
    pub sent: i64,
    /// How many were answered with "remind me later".
    pub snoozed: i64,
    /// How many of these people have a method that is newer than their mail.
    pub acted: i64,
}

/// A campaign to start.
#[derive(Debug)]
pub struct NewCampaign<'a> {
    /// Id of the campaign.
    pub id: &'a str,
    /// The selection of people.
    pub selection: &'a str,
    /// The capacity; empty for any.
    pub capacity: &'a str,
    /// How many people that is now.
    pub people: i64,
    /// The account that starts it.
    pub by: &'a AccountId,
    /// When it starts.
    pub at: Timestamp,
}

/// A person whom a campaign may be for.
#[derive(Clone, Debug, FromRow)]
pub struct Candidate {
    /// The account.
    pub id: String,
    /// The capacity.
    pub capacity: String,
    /// Until when campaigns do not write to them.
    pub undisturbed_until: i64,
    /// The kinds of their methods, as bits.
    pub kinds: i64,
    /// Which of these kinds they may use longer, as bits.
    pub excepted: i64,
}

/// Starts a campaign; returns false when one runs.
pub async fn insert(tx: &mut Tx, new: &NewCampaign<'_>) -> Result<bool, Error> {
    on!(tx, c => query(INSERT).bind(new.id).bind(new.selection).bind(new.capacity).bind(new.people)
        .bind(&new.by.0).bind(new.at.0).execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Finds the running campaign.
pub async fn find_running(tx: &mut Reader) -> Result<Option<Running>, Error> {
    on!(tx, c => query_as(FIND_RUNNING).fetch_optional(c).await)
}

/// Claims the next batch for this transaction; returns false when another process has it, or the
/// campaign was stopped.
pub async fn claim(tx: &mut Tx, campaign: &Running) -> Result<bool, Error> {
    on!(tx, c => query(CLAIM).bind(&campaign.id).bind(&campaign.place)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Notes the last account that was processed.
pub async fn advance(tx: &mut Tx, campaign: &Running, place: &str) -> Result<bool, Error> {
    on!(tx, c => query(ADVANCE).bind(&campaign.id).bind(&campaign.place).bind(place)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Ends a campaign as `done` or `stopped`; returns false when it no longer runs.
pub async fn end(tx: &mut Tx, id: &str, state: &str, at: Timestamp) -> Result<bool, Error> {
    on!(tx, c => query(END).bind(id).bind(state).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Lists the last twenty, the latest first. In a campaign for people with one kind of factor only,
/// another factor of that kind (`only`) does not count as acted.
pub async fn list(tx: &mut Reader, only: &str) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).bind(only).fetch_all(c).await)
}

/// Lists active people in the order of their ids, after an account.
pub async fn list_people(
    tx: &mut Reader,
    campaign: &Running,
    most: i64,
    now: Timestamp,
) -> Result<Vec<Candidate>, Error> {
    on!(tx, c => query_as(LIST_PEOPLE).bind(&campaign.place).bind(&campaign.capacity).bind(most)
        .bind(now.0).fetch_all(c).await)
}
