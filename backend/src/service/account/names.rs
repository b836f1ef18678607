//! Makes people searchable by their names: stores the digest of each word with the account.

use vestibule_shared::id::AccountId;

use crate::{
    app::{App, problem::Problem},
    db::{Tx, account_names},
    domain::{account::Name, findable},
    service::accounts::open_person,
};

/// How many accounts are made searchable in one transaction, so that others can write in between.
const AT_ONCE: i64 = 25;

/// Stored with the words of a name, though not a word: the version of [`findable`] that made them.
/// Names of another version are processed again after an update.
const MADE_AS: &str = " 2";

/// Returns the digest of a text by which a name is found.
pub fn name_key(app: &App, text: &str) -> String {
    app.keys.index("name", text)
}

/// Stores the search keys of a name.
pub async fn insert(
    app: &App,
    tx: &mut Tx,
    account: &AccountId,
    name: &Name,
) -> Result<(), Problem> {
    let mut keys: Vec<String> =
        findable::stored(name).iter().map(|text| name_key(app, text)).collect();
    // Sorted, so that two writers lock the rows in one order.
    keys.sort_unstable();
    for some in keys.chunks(account_names::AT_ONCE) {
        account_names::insert(tx, account, some).await?;
    }
    Ok(account_names::insert(tx, account, &[name_key(app, MADE_AS)]).await?)
}

/// Makes accounts searchable whose names an earlier version stored in another way, or not at all, a
/// few after `after`; returns the last of them, nothing when all are done. A process that dies
/// resumes at its next start.
pub async fn fill(app: &App, after: &str) -> Result<Option<String>, Problem> {
    let mut tx = app.db.write().await?;
    let missing =
        account_names::list_missing(&mut tx, after, &name_key(app, MADE_AS), AT_ONCE).await?;
    let mut last = None;
    for (id, sealed) in missing {
        let name = open_person(app, &id, &sealed)?.name;
        account_names::delete(&mut tx, &id).await?;
        insert(app, &mut tx, &AccountId(id.clone()), &name).await?;
        last = Some(id);
    }
    tx.commit().await?;
    Ok(last)
}
