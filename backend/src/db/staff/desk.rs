//! Queries of the help desk: who a person is, and the status of their account. `organisation` is
//! the digest of the organisation whose people only may be seen; empty for all.

use sqlx::query_as;
use sqlx_macros::FromRow;
use vestibule_shared::{id::AccountId, time::Timestamp};

use crate::{
    db::{Error, Reader, on, statements},
    domain::findable::{ASKED, WAYS},
};

statements! {
    LIST_BY_EMAIL = "select a.id, a.state, a.email_sealed, a.person_sealed, a.capacity, a.code_failures, a.locked_at, \
        a.held_until from accounts a where a.email_key = $1 and ($2 = '' or a.organisation_key = $2) \
        order by a.id limit $3 offset $4";
    LIST_BY_PHONE = "select a.id, a.state, a.email_sealed, a.person_sealed, a.capacity, a.code_failures, a.locked_at, \
        a.held_until from accounts a where a.id in (select p.id from accounts p where p.phone_key = $1 \
        union select f.account_id from factors f join factor_kinds k on k.kind = f.kind \
        where f.lookup_key = $1 and k.is_phone) \
        and ($2 = '' or a.organisation_key = $2) order by a.id limit $3 offset $4";
    LIST_BY_REFERENCE = "select a.id, a.state, a.email_sealed, a.person_sealed, a.capacity, a.code_failures, \
        a.locked_at, a.held_until from accounts a where a.id in (select r.account_id from audit r where r.detail = $1 \
        and r.event in ('account.locked', 'factor.help_wanted', 'registration.riziv_taken', \
        'registration.provisioning_failed')) \
        and ($2 = '' or a.organisation_key = $2) order by a.id limit $3 offset $4";
    LIST_BY_NAMES = "select a.id, a.state, a.email_sealed, a.person_sealed, a.capacity, a.code_failures, a.locked_at, \
        a.held_until from accounts a where $2 = '' \
        and a.id in (select n.account_id from account_names n where n.name_key in ($1, $5, $6, $7, $8, $9)) \
        and ($10 = '' or exists (select 1 from account_names m where m.name_key in ($10, $11, $12, $13, $14, $15) and m.account_id = a.id)) \
        and ($16 = '' or exists (select 1 from account_names m where m.name_key in ($16, $17, $18, $19, $20, $21) and m.account_id = a.id)) \
        and ($22 = '' or exists (select 1 from account_names m where m.name_key in ($22, $23, $24, $25, $26, $27) and m.account_id = a.id)) \
        and ($28 = '' or exists (select 1 from account_names m where m.name_key in ($28, $29, $30, $31, $32, $33) and m.account_id = a.id)) \
        and ($34 = '' or exists (select 1 from account_names m where m.name_key in ($34, $35, $36, $37, $38, $39) and m.account_id = a.id)) \
        order by a.id limit $3 offset $4";
    LIST_OWN_BY_NAMES = "select a.id, a.state, a.email_sealed, a.person_sealed, a.capacity, a.code_failures, \
        a.locked_at, a.held_until from accounts a where a.organisation_key = $2 \
        and exists (select 1 from account_names n where n.name_key in ($1, $5, $6, $7, $8, $9) and n.account_id = a.id) \
        and ($10 = '' or exists (select 1 from account_names m where m.name_key in ($10, $11, $12, $13, $14, $15) and m.account_id = a.id)) \
        and ($16 = '' or exists (select 1 from account_names m where m.name_key in ($16, $17, $18, $19, $20, $21) and m.account_id = a.id)) \
        and ($22 = '' or exists (select 1 from account_names m where m.name_key in ($22, $23, $24, $25, $26, $27) and m.account_id = a.id)) \
        and ($28 = '' or exists (select 1 from account_names m where m.name_key in ($28, $29, $30, $31, $32, $33) and m.account_id = a.id)) \
        and ($34 = '' or exists (select 1 from account_names m where m.name_key in ($34, $35, $36, $37, $38, $39) and m.account_id = a.id)) \
        order by a.id limit $3 offset $4";
    FIND_STANDING = "select a.organisation_key, a.created_at, \
        (select count(*) from sessions s where s.account_id = a.id and s.idle_until > $2 and s.ends_at > $2) as sessions, \
        (select count(*) from browsers b where b.account_id = a.id and b.ends_at > $2) as browsers, \
        (select count(*) from factors f where f.account_id = a.id) as methods from accounts a where a.id = $1";
    FIND_VIEWED = "select at from audit where account_id = $1 and event = 'desk.viewed' and actor = $2 \
        and at > $3 order by at desc limit 1";
    EVENTS = "select at, event, detail, browser, actor from audit where account_id = $1 \
        and event <> 'desk.viewed' and (event <> 'session.sign_in_failed' or id in (select id from audit \
        where account_id = $1 and event = 'session.sign_in_failed' order by at desc, seq desc limit 10)) \
        order by at desc, seq desc limit 50";
}

/// A person who was found.
#[derive(Clone, Debug, FromRow)]
pub struct Hit {
    /// Id of the account.
    pub id: String,
    /// `opening`, `waiting` or `active`.
    pub state: String,
    /// Sealed for `accounts|email|<id>`.
    pub email_sealed: String,
    /// Sealed for `accounts|person|<id>`.
    pub person_sealed: String,
    /// The capacity.
    pub capacity: String,
    /// Wrong codes since the last correct one.
    pub code_failures: i64,
    /// When it was locked.
    pub locked_at: Option<i64>,
    /// Until when it is held.
    pub held_until: i64,
}

impl Hit {
    /// Locked, as [`crate::db::accounts::Row::is_locked`] defines it.
    pub const fn is_locked(&self, most: i64) -> bool {
        self.locked_at.is_some() || self.code_failures >= most
    }
}

/// A page of the results.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The organisation whose people only are listed.
    pub organisation: &'a str,
    /// How many at most.
    pub most: i64,
    /// How many to skip.
    pub after: i64,
}

/// Finds people by the digest of the address.
pub async fn list_by_email(tx: &mut Reader, key: &str, part: Part<'_>) -> Result<Vec<Hit>, Error> {
    on!(tx, c => query_as(LIST_BY_EMAIL).bind(key).bind(part.organisation).bind(part.most)
        .bind(part.after).fetch_all(c).await)
}

/// Finds people by the digest of a number: of the account, or of a method.
pub async fn list_by_phone(tx: &mut Reader, key: &str, part: Part<'_>) -> Result<Vec<Hit>, Error> {
    on!(tx, c => query_as(LIST_BY_PHONE).bind(key).bind(part.organisation).bind(part.most)
        .bind(part.after).fetch_all(c).await)
}

/// Finds people by the reference that someone was given about their account. The events are those of
/// the index `audit_reference`.
pub async fn list_by_reference(
    tx: &mut Reader,
    reference: &str,
    part: Part<'_>,
) -> Result<Vec<Hit>, Error> {
    on!(tx, c => query_as(LIST_BY_REFERENCE).bind(reference).bind(part.organisation)
        .bind(part.most).bind(part.after).fetch_all(c).await)
}

/// Finds people whose name has all of these words, each by the digests of its variants; the first
/// word should be the rarest.
pub async fn list_by_names(
    tx: &mut Reader,
    words: &[Vec<String>],
    part: Part<'_>,
) -> Result<Vec<Hit>, Error> {
    // An organisation has few people, while some words have many.
    let sql = if part.organisation.is_empty() { LIST_BY_NAMES } else { LIST_OWN_BY_NAMES };
    let keys: Vec<&str> = (0..ASKED).flat_map(|word| ways(words.get(word))).collect();
    let (first, others) =
        keys.split_first().map_or(("", &[][..]), |(first, others)| (*first, others));
    on!(tx, c => {
        let mut asked = query_as(sql).bind(first).bind(part.organisation).bind(part.most)
            .bind(part.after);
        for key in others {
            asked = asked.bind(*key);
        }
        asked.fetch_all(c).await
    })
}

/// The variants of a word; the last one is repeated when there are fewer, and empty ones, which
/// match everything, represent no word.
fn ways(word: Option<&Vec<String>>) -> [&str; WAYS] {
    let last = word.and_then(|ways| ways.last()).map_or("", String::as_str);
    std::array::from_fn(|at| word.and_then(|ways| ways.get(at)).map_or(last, String::as_str))
}

/// The status of an account, beyond its own row.
#[derive(Clone, Debug, FromRow)]
pub struct AccountStatus {
    /// The digest of the organisation that the person acts for.
    pub organisation_key: Option<String>,
    /// When it was created.
    pub created_at: i64,
    /// How many live sessions it has.
    pub sessions: i64,
    /// How many browsers are remembered.
    pub browsers: i64,
    /// How many second factors are set up.
    pub methods: i64,
}

/// Finds the status of an account.
pub async fn find_standing(
    tx: &mut Reader,
    account: &AccountId,
    now: Timestamp,
) -> Result<Option<AccountStatus>, Error> {
    on!(tx, c => query_as(FIND_STANDING).bind(&account.0).bind(now.0).fetch_optional(c).await)
}

/// An event of an account.
#[derive(Clone, Debug, FromRow)]
pub struct Event {
    /// Unix milliseconds.
    pub at: i64,
    /// The event.
    pub event: String,
    /// Details.
    pub detail: String,
    /// Browser and system in a few words.
    pub browser: String,
    /// The actor.
    pub actor: String,
}

/// Whether this agent has viewed a person since a moment.
pub async fn was_viewed(
    tx: &mut Reader,
    (account, actor): (&AccountId, &str),
    since: Timestamp,
) -> Result<bool, Error> {
    let row: Option<(i64,)> = on!(tx, c => query_as(FIND_VIEWED).bind(&account.0).bind(actor)
        .bind(since.0).fetch_optional(c).await)?;
    Ok(row.is_some())
}

/// Lists the last fifty events; at most ten wrong passwords, so that a stranger cannot push
/// important rows off the page.
pub async fn events(tx: &mut Reader, account: &AccountId) -> Result<Vec<Event>, Error> {
    on!(tx, c => query_as(EVENTS).bind(&account.0).fetch_all(c).await)
}
