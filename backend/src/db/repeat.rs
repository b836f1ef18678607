//! Short transactions that are repeated after a conflict with another one.
//!
//! Repeat only a transaction that depends on nothing but the database: it counts, reads and writes
//! rows, and its result comes from these. A handler that hashed a password or made a secret must
//! not be repeated; the order of locks (docs/ARCHITECTURE.md) keeps it free of conflicts.

use super::Error;

/// How often a transaction is tried.
pub(crate) const TRIES: usize = 4;

/// Whether the database rolled a transaction back because of a conflict: repeating it is safe, and
/// usually enough.
pub(crate) fn met_another(error: &Error) -> bool {
    let Error::Database(said) = error else { return false };
    said.code().is_some_and(|code| matches!(&*code, "40001" | "40P01"))
}

/// Runs a transaction and commits it; repeats it a few times when the database rolled it back
/// because of a conflict.
macro_rules! repeat {
    ($db:expr, $tx:ident => $body:expr) => {{
        let mut tried = 1;
        loop {
            let done = async {
                let mut transaction = $db.write().await?;
                let $tx = &mut transaction;
                let value = $body;
                transaction.commit().await?;
                Ok::<_, $crate::db::Error>(value)
            };
            match done.await {
                Err(error)
                    if tried < $crate::db::repeat::TRIES
                        && $crate::db::repeat::met_another(&error) =>
                {
                    tried += 1;
                }
                done => break done,
            }
        }
    }};
}
pub(crate) use repeat;
