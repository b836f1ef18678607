//! How many people of a capacity had no method, only text messages, or no lasting method, on which
//! day.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into standing_counts (day, capacity, people, no_method, sms_only, at_risk) \
        values ($1, $2, $3, $4, $5, $6) on conflict (day, capacity) do nothing";
    LIST_FIRST = "select day, capacity, people, no_method, sms_only, at_risk from standing_counts \
        where day = (select min(day) from standing_counts where day >= $1 and day < $2)";
}

/// The counts of a capacity on a day.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// The day.
    pub day: String,
    /// The capacity.
    pub capacity: String,
    /// How many people.
    pub people: i64,
    /// How many without any method.
    pub no_method: i64,
    /// How many with text messages only.
    pub sms_only: i64,
    /// How many without a lasting method.
    pub at_risk: i64,
}

/// Stores the counts of a day, unless they are stored already.
pub async fn insert(tx: &mut Tx, row: &Row) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(&row.day).bind(&row.capacity).bind(row.people)
        .bind(row.no_method).bind(row.sms_only).bind(row.at_risk).execute(c).await.map(|_| ()))
}

/// Lists the counts of the first day since `from` and before `today`.
pub async fn list_first(tx: &mut Reader, from: &str, today: &str) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST_FIRST).bind(from).bind(today).fetch_all(c).await)
}
