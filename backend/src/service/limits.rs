//! Counts what must not happen too often; the keys are digests.

use vestibule_shared::{id::AccountId, problem::Code};

use crate::{
    app::App,
    db::{self, Tx},
    domain::code::Limit,
    problem::Problem,
};

/// Notes for the operator what was sent, or which limit kept it back.
pub fn decided(
    account: &AccountId,
    (channel, purpose): (&'static str, &str),
    refused_by: Option<&'static str>,
) {
    let account = account.0.as_str();
    match refused_by {
        None => tracing::info!(account, channel, purpose, "decision: send"),
        Some(limit) => tracing::info!(account, channel, purpose, limit, "decision: refuse"),
    }
}

fn key(app: &App, limit: &Limit, subject: &str) -> String {
    format!("{}|{}", limit.name, app.keys.index(limit.name, subject))
}

/// Counts one and tells whether that is still within the limit.
///
/// # Errors
/// `code` with the seconds to wait when it is not.
pub async fn count(
    app: &App,
    tx: &mut Tx,
    limit: &Limit,
    subject: &str,
    code: Code,
) -> Result<(), Problem> {
    let now = app.clock.now();
    let key = key(app, limit, subject);
    let n = db::limits::bump(tx, &key, limit.window(now), limit.over(now)).await?;
    if n <= limit.most {
        return Ok(());
    }
    Err(Problem::new(code).retry_after(now.seconds_until(limit.over(now))))
}

/// Counts one, at once and for good, whatever becomes of what follows.
///
/// # Errors
/// `code` with the seconds to wait when the limit is passed.
pub async fn count_now(app: &App, limit: &Limit, subject: &str, code: Code) -> Result<(), Problem> {
    let mut tx = app.db.write().await?;
    let counted = count(app, &mut tx, limit, subject, code).await;
    tx.commit().await?;
    counted
}

/// Takes one back that turned out not to count.
pub async fn take_back(
    app: &App,
    tx: &mut Tx,
    limit: &Limit,
    subject: &str,
) -> Result<(), Problem> {
    let start = limit.window(app.clock.now());
    Ok(db::limits::take_back(tx, &key(app, limit, subject), start).await?)
}

/// The same in a transaction of its own.
pub async fn take_back_now(app: &App, limit: &Limit, subject: &str) -> Result<(), Problem> {
    let mut tx = app.db.write().await?;
    take_back(app, &mut tx, limit, subject).await?;
    Ok(tx.commit().await?)
}

/// Forgets what was counted.
pub async fn clear(app: &App, tx: &mut Tx, limit: &Limit, subject: &str) -> Result<(), Problem> {
    Ok(db::limits::clear(tx, &key(app, limit, subject)).await?)
}

/// Forgets what was counted under one limit, and takes one back under another: something was right after all.
pub async fn forgive(
    app: &App,
    tx: &mut Tx,
    (cleared, subject): (&Limit, &str),
    (limit, other): (&Limit, &str),
) -> Result<(), Problem> {
    let start = limit.window(app.clock.now());
    let back = key(app, limit, other);
    Ok(db::limits::forgive(tx, &key(app, cleared, subject), (&back, start)).await?)
}
