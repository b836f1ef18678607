//! References of events that a person may call the help desk about.

use vestibule_shared::id::AccountId;

use super::{Event, note_from};
use crate::{
    app::App,
    db::{self, Reader, Tx},
};

/// Records an event that a person may call the help desk about, with a reference for that call.
pub async fn note_for_help(
    app: &App,
    tx: &mut Tx,
    event: Event,
    account: &AccountId,
    browser: &str,
) -> Result<(), db::Error> {
    let reference = draw_reference(app);
    note_from(app, tx, event, Some(&account.0), (&reference, browser)).await
}

/// Draws a reference that a person can give to the help desk.
pub fn draw_reference(app: &App) -> String {
    let drawn = app.rng.letters::<8>();
    let (first, second) = drawn.split_at(4);
    format!("{first}-{second}")
}

/// Returns the reference of the last event of this kind; empty when there was none.
pub async fn reference(
    tx: &mut Reader,
    event: Event,
    account: &AccountId,
) -> Result<String, db::Error> {
    Ok(db::audit::find_detail(tx, &account.0, event.name()).await?.unwrap_or_default())
}
