//! Notifies people by mail that their only valid method ends: 60, 30, 14, 7 and 1 days before, each
//! once, regardless of restarts and of the number of processes.

use vestibule_shared::{factor::FactorKind, id::AccountId, policy::Day};

use crate::{
    app::{App, problem::Problem},
    db::{Tx, policies},
    domain::{
        lifecycle::{self, MethodStatus},
        messages,
        method::name,
    },
    service::{
        accounts,
        audit::{self, Event},
        outbox, policy,
    },
};

/// How many people are notified at a time; the rest wait for the next run.
const AT_ONCE: i64 = 200;

/// A notice that is due.
struct Due {
    kind: FactorKind,
    last_day: Day,
    /// The key of the notice, so that each person gets it once.
    notice: String,
}

/// Notifies everyone who is due today; true when there may be more.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn remind(app: &App) -> Result<bool, Problem> {
    let mut has_more = false;
    for due in due(app) {
        let mut tx = app.db.read().await?;
        let about = (name(due.kind), due.notice.as_str());
        let owners = policies::list_owners(&mut tx, about, "", AT_ONCE).await?;
        drop(tx);
        has_more |= i64::try_from(owners.len()).unwrap_or(i64::MAX) == AT_ONCE;
        for owner in owners {
            let mut tx = app.db.write().await?;
            tell(app, &mut tx, &owner, &due).await?;
            tx.commit().await?;
        }
    }
    Ok(has_more)
}

fn due(app: &App) -> Vec<Due> {
    let (policy, now) = (app.policies.policy(), app.common_now());
    let mut all: Vec<Due> = vec![];
    for rule in &policy.methods {
        let Some(last_day) = &rule.last_day else { continue };
        let Some(days) =
            lifecycle::notice_due(&app.policies.policy(), app.calendar().days_until(last_day, now))
        else {
            continue;
        };
        let notice = format!("ends|{}|{}|{days}", name(rule.method), last_day.0);
        if all.iter().all(|due| due.notice != notice) {
            all.push(Due { kind: rule.method, last_day: last_day.clone(), notice });
        }
    }
    all
}

async fn tell(app: &App, tx: &mut Tx, owner: &AccountId, due: &Due) -> Result<(), Problem> {
    if !policies::note_notice(tx, owner, &due.notice, app.clock.now()).await? {
        return Ok(());
    }
    let Some(account) = accounts::get(app, tx, owner).await? else { return Ok(()) };
    let of = account.person.profession.capacity();
    let usable = policy::sorted(app, tx, owner).await?.usable;
    // The row may be about other people, or the person may have another valid method.
    let is_theirs = app.status_of(due.kind, of) == MethodStatus::Ending(due.last_day.clone());
    let ends = lifecycle::ends_on(&app.policies.policy(), of, usable, &app.today());
    if !is_theirs || ends.as_ref() != Some(&due.last_day) {
        return Ok(());
    }
    let Some(mailbox) = account.mailbox() else { return Ok(()) };
    let lang = account.language;
    let from = outbox::sender(app, lang);
    let about = (due.kind, &due.last_day);
    let text = messages::ending_mail(&from, lang, &account.person.name.full(), about);
    let id = app.rng.id();
    let to = (mailbox, lang);
    outbox::write_mail_to(app, tx, (&id, &id), to, (owner, "method_ends"), text).await?;
    Ok(audit::note(app, tx, Event::EndingTold, Some(&owner.0), &due.notice).await?)
}
