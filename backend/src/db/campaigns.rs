//! Campaigns: to whom, how far they are, and what came of them. One runs at a time.

use sqlx::{FromRow, query, query_as};
use vestibule_shared::{id::AccountId, time::Timestamp};

use super::{Error, Tx, on, statements};

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
        and (c.selection <> 'sms_only' or f.kind <> 'sms'))) as acted \
        from campaigns c left join accounts a on a.id = c.started_by \
        order by c.started_at desc, c.id limit 20";
    LIST_PEOPLE = "select a.id, a.capacity, a.undisturbed_until, \
        (select coalesce(sum(distinct case f.kind when 'app' then 1 when 'passkey' then 2 when 'platform' \
        then 4 when 'security_key' then 8 when 'sms' then 16 else 32 end), 0) from factors f \
        where f.account_id = a.id) as kinds, \
        (select coalesce(sum(distinct case e.kind when 'app' then 1 when 'passkey' then 2 when 'platform' \
        then 4 when 'security_key' then 8 when 'sms' then 16 else 32 end), 0) from method_exceptions e \
        where e.account_id = a.id and e.until > $4) as excepted \
        from accounts a where a.id > $1 and ($2 = '' or a.capacity = $2) and a.state = 'active' \
        order by a.id limit $3";
}

/// A campaign that runs.
#[derive(Clone, Debug, FromRow)]
pub struct Running {
    /// Names it.
    pub id: String,
    /// To whom.
    pub selection: String,
    /// In which capacity; empty: in any.
    pub capacity: String,
    /// The last account that was looked at.
    pub place: String,
}

/// A campaign and its effect.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Names it.
    pub id: String,
    /// To whom.
    pub selection: String,
    /// In which capacity; empty: in any.
    pub capacity: String,
    /// `running`, `done` or `stopped`.
    pub state: String,
    /// How many people it was for when it was started.
    pub people: i64,
    /// By which account.
    pub started_by: String,
    /// When.
    pub started_at: i64,
    /// Who that is, sealed for `accounts|person|<started_by>`.
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
    /// Names it.
    pub id: &'a str,
    /// To whom.
    pub selection: &'a str,
    /// In which capacity; empty: in any.
    pub capacity: &'a str,
    /// How many people that is now.
    pub people: i64,
    /// By whom.
    pub by: &'a AccountId,
    /// When.
    pub at: Timestamp,
}

/// Somebody whom a campaign may be for.
#[derive(Clone, Debug, FromRow)]
pub struct Candidate {
    /// The account.
    pub id: String,
    /// In which capacity.
    pub capacity: String,
    /// Until when campaigns leave them alone.
    pub undisturbed_until: i64,
    /// Which kinds of methods they have, as bits.
    pub kinds: i64,
    /// Which of them they may use longer.
    pub excepted: i64,
}

/// Starts a campaign; false when one runs.
pub async fn insert(tx: &mut Tx, new: &NewCampaign<'_>) -> Result<bool, Error> {
    on!(tx, c => query(INSERT).bind(new.id).bind(new.selection).bind(new.capacity).bind(new.people)
        .bind(&new.by.0).bind(new.at.0).execute(c).await.map(|done| done.rows_affected() == 1))
}

/// The campaign that runs.
pub async fn find_running(tx: &mut Tx) -> Result<Option<Running>, Error> {
    on!(tx, c => query_as(FIND_RUNNING).fetch_optional(c).await)
}

/// Takes the next portion for this transaction; false when another process has, or it was stopped.
pub async fn claim(tx: &mut Tx, campaign: &Running) -> Result<bool, Error> {
    on!(tx, c => query(CLAIM).bind(&campaign.id).bind(&campaign.place)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Notes up to whom people were looked at.
pub async fn advance(tx: &mut Tx, campaign: &Running, place: &str) -> Result<bool, Error> {
    on!(tx, c => query(ADVANCE).bind(&campaign.id).bind(&campaign.place).bind(place)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Ends a campaign as `done` or `stopped`; false when it runs no more.
pub async fn end(tx: &mut Tx, id: &str, state: &str, at: Timestamp) -> Result<bool, Error> {
    on!(tx, c => query(END).bind(id).bind(state).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// The last twenty, the latest first.
pub async fn list(tx: &mut Tx) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).fetch_all(c).await)
}

/// Active people after an account, in the order of their names in the database.
pub async fn list_people(
    tx: &mut Tx,
    campaign: &Running,
    most: i64,
    now: Timestamp,
) -> Result<Vec<Candidate>, Error> {
    on!(tx, c => query_as(LIST_PEOPLE).bind(&campaign.place).bind(&campaign.capacity).bind(most)
        .bind(now.0).fetch_all(c).await)
}
