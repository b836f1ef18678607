//! Which account got a mail of which campaign, and who asked to be reminded later.

use sqlx::{query, query_as};
use vestibule_shared::{id::AccountId, time::Timestamp};

use crate::db::{Error, Reader, Tx, on, statements};

statements! {
    INSERT = "insert into campaign_mails (campaign_id, account_id, link_key, sent_at) values ($1, $2, $3, $4) \
        on conflict do nothing";
    FIND_BY_LINK = "select account_id from campaign_mails where link_key = $1 and snoozed_at is null";
    UPDATE_SNOOZED = "update campaign_mails set snoozed_at = $2 where link_key = $1 and snoozed_at is null";
}

/// Notes that an account gets the mail of a campaign; returns false when it got it before.
pub async fn insert(
    tx: &mut Tx,
    (campaign, account): (&str, &AccountId),
    link_key: &str,
    at: Timestamp,
) -> Result<bool, Error> {
    on!(tx, c => query(INSERT).bind(campaign).bind(&account.0).bind(link_key).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}

/// Finds the account whose mail has this link, unless the link was used.
pub async fn find_by_link(tx: &mut Reader, link_key: &str) -> Result<Option<AccountId>, Error> {
    let row: Option<(String,)> =
        on!(tx, c => query_as(FIND_BY_LINK).bind(link_key).fetch_optional(c).await)?;
    Ok(row.map(|(id,)| AccountId(id)))
}

/// Uses the link; returns false when it was used before.
pub async fn update_snoozed(tx: &mut Tx, link_key: &str, at: Timestamp) -> Result<bool, Error> {
    on!(tx, c => query(UPDATE_SNOOZED).bind(link_key).bind(at.0)
        .execute(c).await.map(|done| done.rows_affected() == 1))
}
