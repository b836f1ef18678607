//! Begins sessions and says how long they last.

use vestibule_shared::{account::Strength, registration::Capacity, time::Timestamp};

use super::{
    accounts::label,
    audit::{self, Event},
};
use crate::{
    app::App,
    db::{self, Tx},
    domain::{account::Account, stage::Entry},
    problem::Problem,
    session::digest,
};

/// How many seconds before its end a session is warned of.
pub const WARN_SECONDS: u32 = 150;

/// How long a session lasts unused, and at most, in seconds: shorter for those who see others' data.
pub const fn lifetimes(capacity: Capacity) -> (i64, i64) {
    match capacity {
        Capacity::Citizen => (30 * 60, 24 * 3600),
        Capacity::Doctor | Capacity::Organisation => (15 * 60, 12 * 3600),
    }
}

/// Signs a person in.
pub async fn begin(
    app: &App,
    tx: &mut Tx,
    account: &Account,
    strength: Strength,
    browser: &str,
) -> Result<Entry, Problem> {
    let now: Timestamp = app.clock.now();
    let (idle, most) = lifetimes(account.person.profession.capacity());
    let token = app.rng.token();
    let ends_at = now.plus_seconds(most);
    let new = db::sessions::New {
        id: &digest(&token),
        public_id: app.rng.id(),
        account: Some(&account.id.0),
        strength: &label(&strength),
        browser,
        at: now,
        idle_until: now.plus_seconds(idle),
        ends_at,
    };
    db::sessions::insert(tx, &new).await?;
    audit::note(app, tx, Event::SignedIn, Some(&account.id.0), &label(&strength)).await?;
    Ok(Entry { token, ends_at })
}
