//! One RIZIV number opens one account: the second person with it is sent to the help desk.

use vestibule_shared::id::AccountId;

use crate::{
    app::{App, problem::Problem},
    db::{self, Tx},
    domain::{account::Profession, identity::Who},
    service::{
        accounts::{self, open_person, riziv_key},
        audit::{self, Event, Stranger},
        provisioning,
    },
};

/// How many accounts are examined in one transaction, so that others can write in between.
const AT_ONCE: i64 = 100;

const TAKEN: Event = Event::Stranger(Stranger::RizivTaken);

/// The result for a number that another account has.
#[derive(Debug)]
pub enum Claim {
    /// It is the person's own account, ordered in another browser.
    Own(AccountId),
    /// It belongs to another person's account: this is the reference for the help desk.
    Others(String),
}

/// Handles a registration with a number that an account has. Nothing is revealed about that
/// account; the help desk sees the attempt there, under the reference that the person is given.
pub async fn claim(app: &App, who: &Who, riziv_key: &str, browser: &str) -> Result<Claim, Problem> {
    let mut tx = app.db.write().await?;
    let mut own = provisioning::find_unfinished(&mut tx, &who.identity.key).await?;
    if own.is_none() {
        let row = accounts::find_by_identities(&mut tx, &who.identities()).await?;
        own = row.map(|row| AccountId(row.id));
    }
    let holder = db::rizivs::find(&mut tx, riziv_key).await?;
    if let Some(own) = own.filter(|own| holder.as_ref() == Some(own)) {
        return Ok(Claim::Own(own));
    }
    let reference = audit::draw_reference(app);
    let holder = holder.map(|id| id.0);
    let detail = (reference.as_str(), browser);
    audit::note_from(app, &mut tx, TAKEN, holder.as_deref(), detail).await?;
    tx.commit().await?;
    Ok(Claim::Others(reference))
}

/// Makes doctors searchable who registered before their numbers were stored, a few after `after`;
/// returns the last of them, nothing when all are done. Of two with the same number one keeps it,
/// and the other is recorded once.
pub async fn fill(app: &App, after: &str) -> Result<Option<String>, Problem> {
    let mut tx = app.db.write().await?;
    let missing = db::rizivs::list_without(&mut tx, after, AT_ONCE).await?;
    let mut last = None;
    for (id, sealed) in missing {
        if let Profession::Doctor { riziv } = open_person(app, &id, &sealed)?.profession
            && !db::rizivs::update(&mut tx, &id, &riziv_key(app, &riziv)).await?
        {
            note_twice(app, &mut tx, &AccountId(id.clone())).await?;
        }
        last = Some(id);
    }
    tx.commit().await?;
    Ok(last)
}

async fn note_twice(app: &App, tx: &mut Tx, account: &AccountId) -> Result<(), Problem> {
    if audit::reference(tx, TAKEN, account).await?.is_empty() {
        audit::note_for_help(app, tx, TAKEN, account, "").await?;
    }
    Ok(())
}
