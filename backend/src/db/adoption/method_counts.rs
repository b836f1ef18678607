//! How many people had which methods on which day.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    FIND = "select people from method_counts where day = $1 limit 1";
    INSERT = "insert into method_counts (day, kind, capacity, people) values ($1, $2, $3, $4) \
        on conflict (day, kind, capacity) do nothing";
    LIST = "select day, kind, cast(sum(people) as bigint) as people from method_counts \
        where day >= $1 and ($2 = '' or capacity = $2) group by day, kind order by day";
}

/// How many people had a kind of method on a day.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// The day.
    pub day: String,
    /// The kind, or `without`.
    pub kind: String,
    /// How many people.
    pub people: i64,
}

/// Whether a day was counted already.
pub async fn exists(tx: &mut Reader, day: &str) -> Result<bool, Error> {
    let row: Option<(i64,)> = on!(tx, c => query_as(FIND).bind(day).fetch_optional(c).await)?;
    Ok(row.is_some())
}

/// Stores how many people had a kind on a day, unless that is stored already.
pub async fn insert(
    tx: &mut Tx,
    day: &str,
    (kind, capacity): (&str, &str),
    people: i64,
) -> Result<(), Error> {
    on!(tx, c => query(INSERT).bind(day).bind(kind).bind(capacity).bind(people)
        .execute(c).await.map(|_| ()))
}

/// Lists the counts since a day, the oldest first; of people in a capacity, or of all when it is
/// empty.
pub async fn list(tx: &mut Reader, from: &str, capacity: &str) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).bind(from).bind(capacity).fetch_all(c).await)
}
