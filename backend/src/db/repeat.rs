//! Short transactions that are repeated when they met another one.
//!
//! Only what nothing but the database knows of may be repeated: it counts, reads and writes rows, and whatever it
//! tells comes from these. A handler that hashed a password or made a secret is not such a thing; the order of locks
//! (docs/ARCHITECTURE.md) keeps it from meeting others.

use super::Error;

/// How often a transaction is tried.
pub(crate) const TRIES: usize = 4;

/// Whether the database undid a transaction because it met another: to repeat it is safe, and usually enough.
pub(crate) fn met_another(error: &Error) -> bool {
    let Error::Database(said) = error else { return false };
    said.code().is_some_and(|code| matches!(&*code, "40001" | "40P01"))
}

/// Runs a transaction and commits it; again, a few times, when the database undid it because it met another.
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
