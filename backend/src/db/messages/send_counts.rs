//! Counts of what was sent on days whose messages are final: the messages may be deleted, these
//! counts stay.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into send_counts (day, channel, country, outcome, cause, messages, cost) \
        values ($1, $2, $3, $4, $5, $6, $7)";
    LIST = "select channel, country, outcome, cause, cast(sum(messages) as bigint) as messages, \
        cast(sum(cost) as bigint) as cost from send_counts where day >= $1 \
        group by channel, country, outcome, cause";
}

/// The number of messages with the same outcome.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// `sms`, `voice` or `mail`.
    pub channel: String,
    /// ISO 3166-1 alpha-2; empty when it is not known.
    pub country: String,
    /// `delivered`, `sent`, `failed` or `waiting`.
    pub outcome: String,
    /// Why they failed; empty for other outcomes.
    pub cause: String,
    /// How many messages.
    pub messages: i64,
    /// In ten-thousandths of a euro; absent without a price.
    pub cost: Option<i64>,
}

/// Stores a count of a day; the caller ensures that this is done once.
pub async fn insert(tx: &mut Tx, day: &str, row: &Row) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(day).bind(&row.channel).bind(&row.country).bind(&row.outcome)
        .bind(&row.cause).bind(row.messages).bind(row.cost).execute(c).await.map(|_| ()))
}

/// Lists the counts since a day.
pub async fn list(tx: &mut Reader, from: &str) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).bind(from).fetch_all(c).await)
}
