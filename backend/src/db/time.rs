//! The one clock that all processes share: the database server's. An embedded database has none of its own.

use sqlx::query_scalar;
use vestibule_shared::time::Timestamp;

use super::{Conn, Error, Tx};

const NOW: &str = "select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";

/// What time it is there; absent where the database lives in this process.
pub async fn find_now(tx: &mut Tx) -> Result<Option<Timestamp>, Error> {
    match tx.connection() {
        Conn::Sqlite(_) => Ok(None),
        Conn::Postgres(c, trust) => {
            let now = trust.answered(query_scalar(NOW).fetch_one(c)).await?;
            Ok(Some(Timestamp(now)))
        }
    }
}
