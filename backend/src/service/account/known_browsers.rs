//! Browsers that signed in before. That is no proof: such a browser needs the same proofs as any
//! other, but attempts from elsewhere do not block it.

use crate::{
    app::App,
    db::{self, Tx, known_browsers},
    domain::account::Account,
    service::context::Context,
};

/// How long a browser stays known after its last sign-in, in seconds.
const KNOWN_SECONDS: i64 = 365 * 86_400;

fn key(app: &App, secret: &str) -> String {
    app.keys.index("known-browser", secret)
}

/// Returns the identifier of this browser, if it has one.
pub fn id(cx: &Context) -> Option<String> {
    cx.known.as_ref().map(|secret| key(&cx.app, secret))
}

/// Returns the identifier of this browser, if the account with this user name knows it.
pub async fn of(cx: &Context, email_key: Option<&str>) -> Result<Option<String>, db::Error> {
    let (Some(id), Some(email_key)) = (id(cx), email_key) else { return Ok(None) };
    let mut tx = cx.app.db.read().await?;
    let is_known = known_browsers::exists(&mut tx, (&id, email_key), cx.now).await?;
    drop(tx);
    Ok(is_known.then_some(id))
}

/// Marks this browser as known to an account. It gets a new secret each time, so that a planted or
/// copied one becomes worthless.
pub async fn mark(cx: &Context, tx: &mut Tx, account: &Account) -> Result<(), db::Error> {
    let secret = cx.app.rng.token();
    let new = key(&cx.app, &secret);
    if let Some(old) = id(cx) {
        known_browsers::rekey(tx, &old, &new).await?;
    }
    let ends_at = cx.now.plus_seconds(KNOWN_SECONDS);
    known_browsers::mark(tx, (&new, &account.id.0), cx.now, ends_at).await?;
    cx.issued.known(secret, KNOWN_SECONDS);
    Ok(())
}

/// Forgets every browser of an account but this one: other people may have known the password.
pub async fn forget_others(cx: &Context, tx: &mut Tx, account: &str) -> Result<(), db::Error> {
    let own = id(cx).unwrap_or_default();
    known_browsers::delete_others(tx, account, &own).await
}

/// Forgets every browser of an account.
pub async fn forget_all(tx: &mut Tx, account: &str) -> Result<(), db::Error> {
    known_browsers::delete_others(tx, account, "").await
}
