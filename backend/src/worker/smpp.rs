//! The connection to an SMSC, and its reports on messages, which use the SMSC's own names for them.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::service::deliveries::{self, Of, Report};
use crate::{
    app::{App, problem::Problem},
    domain::delivery::{Fault, Reported},
    gateway::{
        Carrier,
        smpp::{Heard, Receipt, Smpp, State, Stop},
        sms::SmsGateway,
    },
};

/// How long, and how often, a report is looked up that is faster than the response to its message.
const PATIENCE: Duration = Duration::from_secs(2);
const REST: Duration = Duration::from_millis(100);

/// The accounts at SMSCs that messages go through.
pub(crate) fn accounts(app: &App) -> impl Iterator<Item = &Smpp> {
    app.sms.iter().filter_map(|gateway| match gateway {
        SmsGateway::Smpp(smpp) => Some(smpp),
        _ => None,
    })
}

/// Keeps the connection until it is stopped.
pub async fn keep(app: &App, smpp: &Smpp, stop: Stop) {
    let hear = |receipt| {
        let (app, smpp) = (app.clone(), smpp.clone());
        async move { hear(&app, &smpp, &receipt).await }
    };
    smpp.keep(stop, hear).await;
}

/// Records a report. A report on an unknown message is requested again only while a response is
/// pending that may name its message, or while the database is unreachable.
pub async fn hear(app: &App, smpp: &Smpp, receipt: &Receipt) -> Heard {
    let until = Instant::now() + PATIENCE;
    loop {
        match note(app, smpp, receipt).await {
            Ok(true) => return Heard::Done,
            Ok(false) if Instant::now() < until => sleep(REST).await,
            Ok(false) => {
                let carrier = Carrier::Smpp.name();
                tracing::warn!(carrier, reason = "unknown", "a report was refused");
                return if smpp.awaits_names() { Heard::NotNow } else { Heard::Done };
            }
            Err(problem) => {
                tracing::warn!(?problem, "a report has to come again");
                return Heard::NotNow;
            }
        }
    }
}

/// Records a report; false where no message is found.
async fn note(app: &App, smpp: &Smpp, receipt: &Receipt) -> Result<bool, Problem> {
    // A recent response is known here before it is in the database.
    let found = match smpp.named(&receipt.references) {
        Some(found) => Some(found),
        None => deliveries::named(app, Carrier::Smpp, &receipt.references).await?,
    };
    let Some((id, reference)) = found else { return Ok(false) };
    let (reported, fault) = meaning(receipt.state);
    let of = Of { id: &id, channel: "sms", carrier: Carrier::Smpp, reference: Some(&reference) };
    Ok(deliveries::report(app, &Report { of, reported, fault }).await?.is_some())
}

/// Maps a state to our status; some states mean nothing that a person could use.
fn meaning(state: Option<State>) -> (Option<Reported>, Option<Fault>) {
    match state {
        Some(State::Enroute | State::Accepted) => (Some(Reported::Sent), None),
        Some(State::Delivered) => (Some(Reported::Delivered), None),
        Some(State::Expired) => (Some(Reported::Undelivered), Some(Fault::Unreachable)),
        Some(State::Undeliverable) => (Some(Reported::Undelivered), Some(Fault::Other)),
        Some(State::Deleted) => (Some(Reported::Failed), Some(Fault::Company)),
        Some(State::Rejected) => (Some(Reported::Failed), Some(Fault::Blocked)),
        Some(State::Unknown) | None => (None, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h8_each_state_of_an_smsc_is_one_of_ours_or_says_nothing() {
        for (state, reported, fault) in [
            (Some(State::Enroute), Some(Reported::Sent), None),
            (Some(State::Accepted), Some(Reported::Sent), None),
            (Some(State::Delivered), Some(Reported::Delivered), None),
            (Some(State::Expired), Some(Reported::Undelivered), Some(Fault::Unreachable)),
            (Some(State::Undeliverable), Some(Reported::Undelivered), Some(Fault::Other)),
            (Some(State::Deleted), Some(Reported::Failed), Some(Fault::Company)),
            (Some(State::Rejected), Some(Reported::Failed), Some(Fault::Blocked)),
            (Some(State::Unknown), None, None),
            (None, None, None),
        ] {
            assert_eq!(meaning(state), (reported, fault), "{state:?}");
        }
    }
}
