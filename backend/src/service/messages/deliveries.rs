//! The delivery status of a text message after it was handed over (H8): recorded from its carrier,
//! and from no other.

use vestibule_shared::registration::Delivery;

use crate::{
    app::{
        App,
        codec::{from_label, label},
        problem::Problem,
    },
    db::{Reader, outbox},
    domain::delivery::{Fault, Reported, after},
    gateway::Carrier,
};

/// The path to which a webhook reports.
pub const REPORT_PATH: &str = "/api/gateway/messages";

/// What a report is about.
#[derive(Clone, Copy, Debug)]
pub struct Of<'a> {
    /// The message or call, by our name for it.
    pub id: &'a str,
    /// `sms` or `voice`.
    pub channel: &'a str,
    /// The carrier that reports.
    pub carrier: Carrier,
    /// The message or call, by the carrier's name for it.
    pub reference: Option<&'a str>,
}

impl Of<'_> {
    /// Checks that it was handed to this carrier and, where we know the carrier's name for it, that
    /// the names match.
    fn is_of(&self, row: &outbox::Handed) -> bool {
        let is_theirs = row.carrier.as_deref() == Some(self.carrier.name());
        let names_it = match (row.reference.as_deref(), self.reference) {
            (Some(known), Some(named)) => known == named,
            _ => true,
        };
        row.channel == self.channel && is_theirs && names_it
    }
}

/// Checks that a message or call was handed to the carrier that reports on it.
pub async fn is_theirs(app: &App, of: &Of<'_>) -> Result<bool, Problem> {
    let mut tx = app.db.read().await?;
    let row = outbox::find_handed(&mut tx, of.id).await?;
    drop(tx);
    Ok(row.is_some_and(|row| of.is_of(&row)))
}

/// Finds the message that a carrier has one of these names for, and that name: our name first.
pub async fn named(
    app: &App,
    carrier: Carrier,
    references: &[String],
) -> Result<Option<(String, String)>, Problem> {
    let Some(first) = references.first() else { return Ok(None) };
    let name = |n: usize| references.get(n).unwrap_or(first).as_str();
    let mut tx = app.db.read().await?;
    let found = outbox::find_named(&mut tx, carrier.name(), [name(0), name(1), name(2)]).await?;
    drop(tx);
    Ok(found)
}

/// A report on a message.
#[derive(Clone, Copy, Debug)]
pub struct Report<'a> {
    /// The message.
    pub of: Of<'a>,
    /// The reported status; absent when the report says nothing that we keep.
    pub reported: Option<Reported>,
    /// Why it did not arrive.
    pub fault: Option<Fault>,
}

/// Records a report; absent when the carrier has no such message. A report that is repeated, or
/// older than the last one, changes nothing.
pub async fn report(app: &App, report: &Report<'_>) -> Result<Option<()>, Problem> {
    let now = app.clock.now();
    let mut tx = app.db.write().await?;
    // Each retry means that another report was faster, and a message has only so many states.
    let of = report.of;
    while let Some(row) = outbox::find_handed(&mut tx, of.id).await? {
        if !of.is_of(&row) {
            return Ok(None);
        }
        let known = row.delivery.as_deref().map(from_label).transpose()?;
        let Some(to) = report.reported.and_then(|reported| after(known, reported)) else {
            let (id, carrier) = (of.id, of.carrier.name());
            tracing::info!(id, carrier, "a report changed nothing");
            return Ok(Some(()));
        };
        let fault = report.fault.map(|fault| label(&fault));
        let noted = outbox::Noted {
            from: row.delivery.as_deref(),
            to: &label(&to),
            fault: fault.as_deref(),
            reference: of.reference,
            at: now,
        };
        if !outbox::update_delivery(&mut tx, of.id, &noted).await? {
            continue;
        }
        tx.commit().await?;
        let (id, carrier, reported) = (of.id, of.carrier.name(), noted.to);
        tracing::info!(id, carrier, reported, fault, "a message was reported on");
        app.changes.tell_everybody();
        return Ok(Some(()));
    }
    Ok(None)
}

/// Returns what the person at the screen sees of a message.
pub async fn seen(tx: &mut Reader, id: &str) -> Result<Delivery, Problem> {
    let Some(fate) = outbox::find_fate(tx, id).await? else { return Ok(Delivery::Queued) };
    of(fate.delivery.as_deref(), fate.sent_at, fate.failed_at)
}

/// Computes the same from known values: the last report, when it was handed over, when it was given
/// up.
pub fn of(
    reported: Option<&str>,
    sent_at: Option<i64>,
    failed_at: Option<i64>,
) -> Result<Delivery, Problem> {
    let reported = reported.map(from_label).transpose()?;
    Ok(match (reported, sent_at, failed_at) {
        (Some(Reported::Delivered), ..) => Delivery::Delivered,
        (Some(Reported::Undelivered | Reported::Failed), ..) | (None, None, Some(_)) => {
            Delivery::Failed
        }
        (Some(Reported::Sent), ..) | (None, Some(_), _) => Delivery::Sent,
        (None, None, None) => Delivery::Queued,
    })
}
