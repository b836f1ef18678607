//! The identities that open an account.

use sqlx::{FromRow, query, query_as};

use super::{Error, Tx, on, statements};

statements! {
    LIST = "select provider, person_key, linked_at from identities where account_id = $1 \
        order by case when provider = 'be-eid' then 0 else 1 end, linked_at, id";
    DELETE = "delete from identities where account_id = $1 and provider = $2";
}

/// An identity.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// Which provider.
    pub provider: String,
    /// The digest of what it calls the person.
    pub person_key: String,
    /// Since when.
    pub linked_at: i64,
}

/// All of an account, the card first.
pub async fn list(tx: &mut Tx, account: &str) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).bind(account).fetch_all(c).await)
}

/// Unlinks one; false when there is none.
pub async fn delete(tx: &mut Tx, account: &str, provider: &str) -> Result<bool, Error> {
    on!(tx, c => query(DELETE).bind(account).bind(provider).execute(c).await
        .map(|done| done.rows_affected() > 0))
}
