//! Makes people findable by their names: the digest of each word, written with the account.

use vestibule_shared::id::AccountId;

use super::accounts::open_person;
use crate::{
    app::{App, problem::Problem},
    db::{Tx, account_names},
    domain::{account::Name, findable},
};

/// How many accounts are made findable in one transaction: others write in between.
const AT_ONCE: i64 = 25;

/// Kept with the words of a name, and no word: as which version of [`findable`] makes them. Names with another
/// one are read again after an update.
const MADE_AS: &str = " 2";

/// The digest of a text by which a name is found.
pub fn name_key(app: &App, text: &str) -> String {
    app.keys.index("name", text)
}

/// Stores by what a name is found.
pub async fn insert(
    app: &App,
    tx: &mut Tx,
    account: &AccountId,
    name: &Name,
) -> Result<(), Problem> {
    let mut keys: Vec<String> =
        findable::stored(name).iter().map(|text| name_key(app, text)).collect();
    // Sorted, so that two who write lock the rows in one order.
    keys.sort_unstable();
    for some in keys.chunks(account_names::AT_ONCE) {
        account_names::insert(tx, account, some).await?;
    }
    Ok(account_names::insert(tx, account, &[name_key(app, MADE_AS)]).await?)
}

/// Makes those findable whose names an earlier version kept in another way, or not at all, a few after `after`;
/// gives the last of them, nothing when nobody is left. A process that dies goes on at its next start.
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
