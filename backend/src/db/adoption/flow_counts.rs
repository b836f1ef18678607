//! The funnel: how many flows reached which step on which day.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    ADD = "insert into journey_counts (day, journey, step, reached) values ($1, $2, $3, $4) \
        on conflict (day, journey, step) do update set reached = journey_counts.reached + excluded.reached";
    LIST = "select journey, step, cast(sum(reached) as bigint) as reached from journey_counts \
        where day >= $1 group by journey, step";
}

/// How many flows reached a step.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// The wizard, as `registration`.
    pub journey: String,
    /// The step, as `means`.
    pub step: String,
    /// How many flows.
    pub reached: i64,
}

/// Adds to the count of a day.
pub async fn add(
    tx: &mut Tx,
    day: &str,
    (journey, step): (&str, &str),
    reached: i64,
) -> Result<(), Error> {
    on!(tx, c => query(ADD).bind(day).bind(journey).bind(step).bind(reached)
        .execute(c).await.map(|_| ()))
}

/// Lists the counts since a day.
pub async fn list(tx: &mut Reader, from: &str) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).bind(from).fetch_all(c).await)
}
