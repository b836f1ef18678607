//! The audit trail, as an auditor pages through it.

use sqlx::query_as;
use sqlx_macros::FromRow;

use crate::db::{Error, Reader, on, statements};

statements! {
    LIST = "select seq, id, at, event, account_id, actor, detail, browser, said_sealed, mac from audit \
        where at >= $1 and at < $2 and seq < $3 and ($4 = '' or actor = $4) \
        and substr(event, 1, length($5)) = $5 order by seq desc limit $6";
    LIST_OF = "select seq, id, at, event, account_id, actor, detail, browser, said_sealed, mac from audit \
        where account_id = $7 and at >= $1 and at < $2 and seq < $3 and ($4 = '' or actor = $4) \
        and substr(event, 1, length($5)) = $5 order by seq desc limit $6";
    AFTER = "select seq, id, at, event, account_id, actor, detail, browser, said_sealed, mac from audit \
        where seq > $1 order by seq limit $2";
}

/// Which rows to list.
#[derive(Debug)]
pub struct Filter<'a> {
    /// From this moment on.
    pub from: i64,
    /// Before this one.
    pub to: i64,
    /// Before the row at this place.
    pub before: i64,
    /// The account; empty for all.
    pub account: &'a str,
    /// The actor, as rows store it; empty for all.
    pub actor: &'a str,
    /// A prefix of the event's name.
    pub event: &'a str,
    /// How many at most.
    pub most: i64,
}

/// A complete row.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Its place.
    pub seq: i64,
    /// Id of the row.
    pub id: String,
    /// Unix milliseconds.
    pub at: i64,
    /// The event.
    pub event: String,
    /// The account that it concerns.
    pub account_id: Option<String>,
    /// The actor.
    pub actor: String,
    /// Details.
    pub detail: String,
    /// Browser and system in a few words.
    pub browser: String,
    /// What people wrote, sealed under the key of its subject.
    pub said_sealed: String,
    /// The keyed digest.
    pub mac: String,
}

/// Lists rows, the latest first.
pub async fn list(tx: &mut Reader, filter: &Filter<'_>) -> Result<Vec<Row>, Error> {
    let sql = if filter.account.is_empty() { LIST } else { LIST_OF };
    on!(tx, c => {
        let mut list = query_as(sql).bind(filter.from).bind(filter.to).bind(filter.before)
            .bind(filter.actor).bind(filter.event).bind(filter.most);
        if !filter.account.is_empty() {
            list = list.bind(filter.account);
        }
        list.fetch_all(c).await
    })
}

/// Lists rows after a place, the oldest first.
pub async fn after(tx: &mut Reader, after: i64, most: i64) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(AFTER).bind(after).bind(most).fetch_all(c).await)
}
