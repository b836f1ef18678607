//! Chooses the gateway for a text message or a call. Gateways are tried in order, and never a
//! second one after an unknown outcome: the name of the gateway is committed before the request,
//! and removed only when it certainly sent nothing.

use std::future::Future;

use crate::{
    app::App,
    db::{self, outbox::Row},
    gateway::{Carrier, SendError, Taken, sms::Sms, voice::Call},
};

/// Hands a text message to the first gateway that takes it.
pub async fn send(app: &App, row: &Row, sms: &Sms) -> Result<Taken, SendError> {
    let mut why = SendError::Unfit("there is no gateway for text messages".into());
    for gateway in &app.sms {
        let carrier = gateway.carrier();
        if row.carrier.as_deref().is_some_and(|bound| bound != carrier.name()) {
            continue;
        }
        match hand_over(app, row, carrier, gateway.send(sms)).await {
            Err(error @ (SendError::Unfit(_) | SendError::Later(_))) if row.carrier.is_none() => {
                let (id, carrier) = (&row.id, carrier.name());
                tracing::warn!(id, carrier, %error, "a gateway did not take a message");
                // A gateway that may take it later is worth waiting for.
                if matches!(why, SendError::Unfit(_)) {
                    why = error;
                }
            }
            done => return waits(carrier, done),
        }
    }
    Err(why)
}

/// Hands a call to the gateway for calls.
pub async fn place(app: &App, row: &Row, call: &Call) -> Result<Taken, SendError> {
    let unfit = || SendError::Unfit("there is no gateway for phone calls".into());
    let carrier = app.voice.carrier().ok_or_else(unfit)?;
    waits(carrier, hand_over(app, row, carrier, app.voice.place(call)).await)
}

/// A message with an unknown outcome is retried at a gateway that sends the same message once.
fn waits(carrier: Carrier, outcome: Result<Taken, SendError>) -> Result<Taken, SendError> {
    match outcome {
        Err(SendError::Unknown(why)) if carrier.dedupes() => Err(SendError::Later(why)),
        outcome => outcome,
    }
}

async fn hand_over(
    app: &App,
    row: &Row,
    carrier: Carrier,
    asked: impl Future<Output = Result<Taken, SendError>>,
) -> Result<Taken, SendError> {
    if row.carrier.is_some() {
        if carrier.dedupes() {
            return asked.await;
        }
        return Err(SendError::Unknown("an earlier try ended before its answer came".into()));
    }
    note(app, row, Some(carrier.name())).await?;
    let outcome = asked.await;
    if let Err(SendError::Unfit(_) | SendError::Later(_)) = outcome {
        note(app, row, None).await?;
    }
    outcome
}

async fn note(app: &App, row: &Row, carrier: Option<&str>) -> Result<(), SendError> {
    let noted = async {
        let mut tx = app.db.write().await?;
        let is_ours = db::outbox::update_carrier(&mut tx, row, carrier).await?;
        tx.commit().await.map(|()| is_ours)
    };
    let failed = |error: db::Error| match carrier {
        Some(_) => SendError::Later(error.to_string()),
        // The message stays bound: no other gateway may be tried now.
        None => SendError::Unknown(error.to_string()),
    };
    if noted.await.map_err(failed)? {
        Ok(())
    } else {
        // This process slept longer than its lease: the process that has the message now reports
        // its outcome.
        Err(SendError::Unknown("another process sends it by now".into()))
    }
}
