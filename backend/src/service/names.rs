//! Makes people findable by their names: the digest of each word, written with the account.

use vestibule_shared::id::AccountId;

use super::accounts::open_person;
use crate::{
    app::App,
    db::{Tx, account_names},
    domain::{account::Name, identity::words},
    problem::Problem,
};

/// How many accounts are made findable in one transaction: others write in between.
const AT_ONCE: i64 = 100;

/// The digest by which a word of a name is found.
pub fn name_key(app: &App, word: &str) -> String {
    app.keys.index("name", word)
}

/// Stores the words of a name.
pub async fn insert(
    app: &App,
    tx: &mut Tx,
    account: &AccountId,
    name: &Name,
) -> Result<(), Problem> {
    for word in words(&name.full()) {
        account_names::insert(tx, account, &name_key(app, &word)).await?;
    }
    Ok(())
}

/// Makes those findable who registered before names were kept, a few after `after`; gives the last of them,
/// nothing when nobody is left. A process that dies goes on at its next start.
pub async fn fill(app: &App, after: &str) -> Result<Option<String>, Problem> {
    let mut tx = app.db.write().await?;
    let missing = account_names::list_missing(&mut tx, after, AT_ONCE).await?;
    let mut last = None;
    for (id, sealed) in missing {
        let name = open_person(app, &id, &sealed)?.name;
        insert(app, &mut tx, &AccountId(id.clone()), &name).await?;
        last = Some(id);
    }
    tx.commit().await?;
    Ok(last)
}
