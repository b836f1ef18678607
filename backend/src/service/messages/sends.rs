//! Counts messages: what was sent, where to, the outcome and the cost. Days whose messages are
//! final are summed up, so that the messages themselves can be deleted; later days are counted from
//! the messages.

use std::cmp::Reverse;

use vestibule_shared::{
    cockpit::{Failures, Sends},
    policy::Day,
    text::Language,
    time::Timestamp,
};

use crate::{
    app::{App, problem::Problem},
    db::{Reader, meta, outbox, send_counts},
    domain::lifecycle::later,
    service::parts,
};

/// The last day that was summed up, in the table of facts.
const MARK: &str = "sends_summed_until";
/// After so many days there are no more reports on a message.
const FINAL_DAYS: i64 = 4;

/// Sums up the days whose messages are final: once each, regardless of restarts and of the number
/// of processes.
///
/// # Errors
/// When the database cannot be read or written.
pub async fn sum_up(app: &App) -> Result<(), Problem> {
    loop {
        let mut tx = app.db.read().await?;
        let mark = meta::find(&mut tx, MARK).await?.unwrap_or_default();
        let first = outbox::find_first(&mut tx).await?;
        drop(tx);
        let day = match first {
            _ if !mark.is_empty() => later(&Day(mark.clone()), 1),
            Some(first) => app.calendar().day(first),
            None => return Ok(()),
        };
        let final_at = app.calendar().end_of(&day).plus_seconds(FINAL_DAYS * 86_400);
        if final_at > app.common_now() || !sum_up_day(app, &mark, &day).await? {
            return Ok(());
        }
    }
}

/// Sums up one day; false when another process did.
async fn sum_up_day(app: &App, mark: &str, day: &Day) -> Result<bool, Problem> {
    let mut tx = app.db.write().await?;
    if !meta::advance(&mut tx, MARK, mark, &day.0).await? {
        return Ok(false);
    }
    let (begin, end) = (app.calendar().begin_of(day), app.calendar().end_of(day));
    let counted = outbox::count_by_outcome(&mut tx, begin, end).await?;
    for row in joined(counted.into_iter().map(|row| priced(app, row))) {
        send_counts::insert(&mut tx, &day.0, &row).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// Merges rows with the same outcome, whatever their purpose.
fn joined(rows: impl Iterator<Item = send_counts::Row>) -> Vec<send_counts::Row> {
    let mut all: Vec<send_counts::Row> = vec![];
    for row in rows {
        let is_alike = |it: &&mut send_counts::Row| {
            (&it.channel, &it.country, &it.outcome, &it.cause)
                == (&row.channel, &row.country, &row.outcome, &row.cause)
        };
        match all.iter_mut().find(is_alike) {
            Some(known) => {
                known.messages = known.messages.saturating_add(row.messages);
                known.cost = added(known.cost, row.cost);
            }
            None => all.push(row),
        }
    }
    all
}

fn added(cost: Option<i64>, more: Option<i64>) -> Option<i64> {
    match (cost, more) {
        (Some(cost), Some(more)) => Some(cost.saturating_add(more)),
        (cost, more) => cost.or(more),
    }
}

/// Adds the price: what a gateway took is paid for, whether it arrived or not; a text message by
/// its parts.
fn priced(app: &App, row: outbox::Finished) -> send_counts::Row {
    let lang = row.language.as_deref().and_then(Language::from_tag);
    let price = match row.channel.as_str() {
        "sms" => {
            let price = app.config.send_costs.of(&row.country);
            price.map(|price| price.saturating_mul(parts::of(&app.config, &row.purpose, lang)))
        }
        "voice" => app.config.call_costs.of(&row.country),
        _ => None,
    };
    send_counts::Row {
        channel: row.channel,
        country: row.country,
        outcome: row.outcome,
        cause: row.cause,
        messages: row.messages,
        cost: price.map(|price| price.saturating_mul(row.handed)),
    }
}

/// Returns what was sent since a day, and why some of it failed.
pub async fn since(
    app: &App,
    tx: &mut Reader,
    from: &Day,
) -> Result<(Vec<Sends>, Vec<Failures>), Problem> {
    let mut rows = send_counts::list(tx, &from.0).await?;
    let mark = meta::find(tx, MARK).await?.unwrap_or_default();
    // Days compare as their texts do; without a mark everything is counted from the messages.
    let live = if mark >= from.0 { later(&Day(mark), 1) } else { from.clone() };
    let begin = app.calendar().begin_of(&live);
    let recent = outbox::count_by_outcome(tx, begin, Timestamp(i64::MAX)).await?;
    rows.extend(recent.into_iter().map(|row| priced(app, row)));
    Ok((sends(&rows), failures(&rows)))
}

fn number(n: i64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn sends(rows: &[send_counts::Row]) -> Vec<Sends> {
    let mut all: Vec<Sends> = vec![];
    for row in rows {
        let is_same = |it: &Sends| it.channel == row.channel && it.country == row.country;
        let place = all.iter().position(is_same).unwrap_or_else(|| {
            let (channel, country) = (row.channel.clone(), row.country.clone());
            let (delivered, sent, failed, waiting, cost) = (0, 0, 0, 0, None);
            all.push(Sends { channel, country, delivered, sent, failed, waiting, cost });
            all.len() - 1
        });
        let Some(of) = all.get_mut(place) else { continue };
        let part = match row.outcome.as_str() {
            "delivered" => &mut of.delivered,
            "sent" => &mut of.sent,
            "failed" => &mut of.failed,
            _ => &mut of.waiting,
        };
        *part = part.saturating_add(number(row.messages));
        of.cost = added(of.cost, row.cost);
    }
    let total = |it: &Sends| u64::from(it.delivered) + u64::from(it.sent) + u64::from(it.failed);
    let order = |it: &Sends| (Reverse(it.channel.clone()), Reverse(total(it)), it.country.clone());
    all.sort_by_key(order);
    all
}

fn failures(rows: &[send_counts::Row]) -> Vec<Failures> {
    let mut all: Vec<Failures> = vec![];
    for row in rows.iter().filter(|row| !row.cause.is_empty()) {
        let count = number(row.messages);
        match all.iter_mut().find(|it| it.cause == row.cause) {
            Some(known) => known.count = known.count.saturating_add(count),
            None => all.push(Failures { cause: row.cause.clone(), count }),
        }
    }
    all.sort_by_key(|it| Reverse(it.count));
    all
}
