//! The identities linked to an account.

use sqlx::{query, query_as};
use sqlx_macros::FromRow;

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    LIST = "select provider, person_key, linked_at from identities where account_id = $1 \
        and provider not like 'unlinked:%' order by case when provider = 'be-eid' then 0 else 1 end, linked_at, id";
    FIND_UNLINKED = "select provider, person_key, linked_at from identities where account_id = $1 \
        and provider = 'unlinked:' || $2 order by linked_at desc limit 1";
    DELETE = "delete from identities where account_id = $1 and provider = $2";
    DELETE_UNLINKED = "delete from identities where provider = 'unlinked:' || $1 and person_key = $2";
    UNLINK = "update identities set provider = 'unlinked:' || provider where account_id = $1 \
        and provider = $2 returning person_key";
}

/// An identity.
#[derive(Clone, Debug, FromRow)]
pub struct Row {
    /// The provider.
    pub provider: String,
    /// The digest of the provider's identifier for the person.
    pub person_key: String,
    /// When it was linked.
    pub linked_at: i64,
}

/// Lists the identities of an account, the card first.
pub async fn list(tx: &mut Reader, account: &str) -> Result<Vec<Row>, Error> {
    on!(tx, c => query_as(LIST).bind(account).fetch_all(c).await)
}

/// Finds the identity that was unlinked last: it no longer signs in, and still identifies the
/// person.
pub async fn find_unlinked(
    tx: &mut Reader,
    account: &str,
    provider: &str,
) -> Result<Option<Row>, Error> {
    on!(tx, c => query_as(FIND_UNLINKED).bind(account).bind(provider).fetch_optional(c).await)
}

/// Unlinks the identity of a provider and remembers it; returns its digest, or nothing when there
/// is none.
pub async fn unlink(tx: &mut Tx, account: &str, provider: &str) -> Result<Option<String>, Error> {
    let linked = list(tx, account).await?;
    let Some(row) = linked.into_iter().find(|row| row.provider == provider) else {
        return Ok(None);
    };
    // The same person may have unlinked it from another account before.
    let key = row.person_key;
    on!(&mut *tx, c => query(DELETE_UNLINKED).bind(provider).bind(&key).execute(c).await.map(|_| ()))?;
    let row: Option<(String,)> =
        on!(tx, c => query_as(UNLINK).bind(account).bind(provider).fetch_optional(c).await)?;
    Ok(row.map(|(key,)| key))
}

/// Deletes the identity of a provider; returns false when there is none.
pub async fn delete(tx: &mut Tx, account: &str, provider: &str) -> Result<bool, Error> {
    on!(tx, c => query(DELETE).bind(account).bind(provider).execute(c).await
        .map(|done| done.rows_affected() > 0))
}
