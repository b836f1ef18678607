//! The clock that all processes share: the database server's. An embedded database has none.

use sqlx::query_scalar;
use vestibule_shared::time::Timestamp;

use super::{Conn, Error, Reader};

const NOW: &str = "select cast(extract(epoch from clock_timestamp()) * 1000 as bigint)";

/// Reads that clock; nothing when the database is embedded in this process.
pub async fn find_now(tx: &mut Reader) -> Result<Option<Timestamp>, Error> {
    match tx.connection() {
        Conn::Sqlite(_) => Ok(None),
        Conn::Postgres(c, trust) => {
            let now = trust.answered(query_scalar(NOW).fetch_one(c)).await?;
            Ok(Some(Timestamp(now)))
        }
    }
}
