//! How often something happened about an application, day by day.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    ADD = "insert into application_counts (day, client_id, what, counted) values ($1, $2, $3, $4) \
        on conflict (day, client_id, what) do update set counted = application_counts.counted + excluded.counted";
    LIST = "select client_id, what, cast(sum(counted) as bigint) as counted from application_counts \
        where day >= $1 group by client_id, what order by client_id, what";
}

/// How often something happened.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// The identifier of the client, which may be gone.
    pub client_id: String,
    /// What happened.
    pub what: String,
    /// How often.
    pub counted: i64,
}

/// Adds to the count of a day.
pub async fn add(
    tx: &mut Tx,
    day: &str,
    (client, what): (&str, &str),
    counted: i64,
) -> Result<(), Error> {
    on!(tx, c => query(ADD).bind(day).bind(client).bind(what).bind(counted)
        .execute(c).await.map(|_| ()))
}

/// Lists the counts since a day.
pub async fn list(tx: &mut Reader, from: &str) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).bind(from).fetch_all(c).await)
}
