//! Deletes what has expired: sessions, flows, codes, counters, and registrations that were never
//! activated (R16).

use vestibule_shared::{policy::Value, time::Timestamp};

use crate::service::{
    audit::{self, Event},
    keys, upstream,
};
use crate::{
    app::{App, problem::Problem},
    db::{
        self, access_codes, accounts, browsers, caller_checks, calls, client_grants,
        client_requests, client_secrets, counter_questions, deletions, flows, handovers, jobs,
        known_browsers, known_callers, limits, links, outbox, proofs_seen, sent_codes, sessions,
        undos,
    },
    domain::code::RESEND_CALM_MS,
};

/// How long sent messages and events are kept for the help desk, in days.
const KEPT_DAYS: i64 = 30;

/// How long it is known that a session timed out, in seconds: a page that is opened again says so.
const ENDED_SECONDS: i64 = 3600;

/// Deletes everything that has expired.
pub async fn purge(app: &App) -> Result<(), Problem> {
    let now = app.clock.now();
    let days_ago = |days: i64| now.plus_seconds(-86_400 * days);
    let mut tx = app.db.write().await?;
    sessions::delete_over(&mut tx, now, now.plus_seconds(-ENDED_SECONDS)).await?;
    flows::empty_over(&mut tx, now).await?;
    flows::delete_over(&mut tx, days_ago(1)).await?;
    handovers::delete_over(&mut tx, now).await?;
    links::delete_over(&mut tx, now).await?;
    browsers::delete_over(&mut tx, now).await?;
    known_browsers::delete_over(&mut tx, now).await?;
    undos::delete_over(&mut tx, now).await?;
    access_codes::delete_over(&mut tx, now).await?;
    caller_checks::delete_over(&mut tx, now).await?;
    known_callers::delete_over(&mut tx, now).await?;
    counter_questions::delete_over(&mut tx, now).await?;
    sent_codes::delete_over(&mut tx, days_ago(1)).await?;
    calls::delete_over(&mut tx, days_ago(1)).await?;
    limits::delete_over(&mut tx, now, Timestamp(now.0 - RESEND_CALM_MS)).await?;
    outbox::delete_over(&mut tx, days_ago(KEPT_DAYS)).await?;
    upstream::forget_old_keys(app, &mut tx).await?;
    keys::forget_old(app, &mut tx).await?;
    client_requests::delete_over(&mut tx, now).await?;
    client_secrets::delete_over(&mut tx, now).await?;
    client_grants::delete_over(&mut tx, days_ago(1)).await?;
    proofs_seen::delete_over(&mut tx, now).await?;
    purge_accounts(app, &mut tx, days_ago(app.times(Value::PurgeAfter))).await?;
    jobs::delete_over(&mut tx, days_ago(KEPT_DAYS.max(app.times(Value::PurgeAfter)))).await?;
    Ok(tx.commit().await?)
}

async fn purge_accounts(app: &App, tx: &mut db::Tx, before: Timestamp) -> Result<(), Problem> {
    for account in accounts::delete_unfinished(tx, before).await? {
        deletions::erase_remainders(tx, &account).await?;
        audit::note(app, tx, Event::Purged, Some(&account.0), "").await?;
    }
    Ok(())
}
