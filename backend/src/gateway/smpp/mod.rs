//! SMPP 3.4, which the SMSCs of telephone companies speak: one connection that stays open, for
//! messages out and reports in. A message that was written is never written again, since it would
//! be sent twice.
//!
//! The server keeps the connection (`Smpp::keep`); a task with a message to send (`Smpp::send`)
//! waits for it briefly and never makes it. The PDUs are those of the crate `rusmpp`;
//! docs/decisions/0018 says why the rest is our code.

mod access;
mod bind;
mod link;
mod outcome;
mod receipt;
mod session;
mod wire;

#[cfg(test)]
pub(crate) mod tests;

use std::sync::Arc;

use rusmpp::{
    CommandStatus as Status,
    pdus::SubmitSm,
    types::OctetString,
    values::{DataCoding, EsmClass, RegisteredDelivery},
};
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::timeout,
};

use self::{
    access::Address,
    bind::Over,
    link::Link,
    outcome::judge,
    session::{Answer, Submit},
    wire::in_seconds,
};
pub use self::{
    access::{Access, Tls},
    receipt::{Receipt, State},
};
use super::{
    SendError, Taken,
    alphabet::{Coding, Part, parts},
    sms::Sms,
    webhook::PATIENCE,
};

/// The bit of `esm_class` for a text that begins with a header.
const HAS_HEADER: u8 = 0b0100_0000;
/// The bit of `registered_delivery` that requests a receipt of the final status.
const REPORT_THE_END: u8 = 1;

/// Signals when to stop.
pub type Stop = watch::Receiver<bool>;

/// The result of handling a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It was handled, and is not needed again.
    Done,
    /// The SMSC has to send it again later.
    NotNow,
}

/// An account at an SMSC.
#[derive(Clone)]
pub struct Smpp {
    link: Arc<Link>,
    sender: Address,
    life_seconds: u32,
}

impl Smpp {
    /// Makes an account; nothing is connected yet.
    ///
    /// # Errors
    /// The setting that is invalid.
    pub fn new(access: &Access<'_>) -> anyhow::Result<Self> {
        let link = Arc::new(Link::new(access)?);
        let sender = Address::sender(access.from)?;
        Ok(Self { link, sender, life_seconds: access.life_seconds })
    }

    /// Keeps the connection until it is stopped, and renews it after growing pauses; each report is
    /// passed to `hear`.
    pub async fn keep<H, F>(&self, stop: Stop, hear: H)
    where
        H: Fn(Receipt) -> F,
        F: Future<Output = Heard> + Send + 'static,
    {
        self.link.keep(stop, hear).await;
    }

    /// Hands a text message over.
    pub async fn send(&self, sms: &Sms) -> Result<Taken, SendError> {
        let to = Address::international(&sms.to);
        let to = to.map_err(|_| SendError::Refused("not a number in international form".into()))?;
        let submits = self.link.bound().await?;
        // It distinguishes the parts of two messages to one phone.
        let joint = sms.id.bytes().fold(0, u8::wrapping_add);
        let parts = parts(&sms.text, joint);
        if let Ok(done) = timeout(PATIENCE, self.hand_over(&submits, sms, &to, &parts)).await {
            return done;
        }
        self.link.doubted.notify_one();
        Err(SendError::Unknown("the SMSC did not answer".into()))
    }

    /// Binds and unbinds; nothing is sent.
    ///
    /// # Errors
    /// As a message would meet them.
    pub async fn greet(&self) -> Result<(), SendError> {
        match bind::greet(&self.link).await {
            Ok(()) | Err(Over::Stopped) => Ok(()),
            Err(Over::Refused(why)) => Err(SendError::Unfit(why)),
            Err(Over::Broken(why)) => Err(SendError::Later(why)),
        }
    }

    /// Finds a recent message with one of these names, and the name: our name first.
    pub fn named(&self, references: &[String]) -> Option<(String, String)> {
        self.link.named(references)
    }

    /// Checks whether a message was written whose name is not known yet.
    pub fn awaits_names(&self) -> bool {
        self.link.is_awaiting()
    }

    /// Hands the parts over in sequence. Once the first is out, the others cannot go through
    /// another gateway.
    async fn hand_over(
        &self,
        submits: &mpsc::Sender<Submit>,
        sms: &Sms,
        to: &Address,
        parts: &[Part],
    ) -> Result<Taken, SendError> {
        let mut name = String::new();
        for (n, part) in parts.iter().enumerate() {
            // The report on the last part counts for all of them.
            let pdu = self.pdu(to, part, n + 1 == parts.len())?;
            let (answer, answered) = oneshot::channel();
            let submit = Submit { id: sms.id.clone(), pdu, answer };
            let outcome = match submits.send(submit).await {
                Ok(()) => answered.await.ok(),
                Err(_) => None,
            };
            let error = match outcome {
                Some(Answer::Given(Status::EsmeRok, given)) => {
                    name = given;
                    continue;
                }
                Some(Answer::Given(status, _)) => judge(status),
                Some(Answer::Lost) => {
                    SendError::Unknown("the connection ended before the answer".into())
                }
                // It was never written.
                None => SendError::Later("the connection ended".into()),
            };
            return Err(if n == 0 { error } else { SendError::Unknown(error.to_string()) });
        }
        Ok(if name.is_empty() { Taken::Accepted } else { Taken::As(name) })
    }

    fn pdu(&self, to: &Address, part: &Part, is_last: bool) -> Result<SubmitSm, SendError> {
        let text = OctetString::from_slice(&part.octets);
        let text = text.map_err(|_| SendError::Refused("a part is too long".into()))?;
        let sender = &self.sender;
        Ok(SubmitSm::builder()
            .source_addr_ton(sender.ton)
            .source_addr_npi(sender.npi)
            .source_addr(sender.digits.clone())
            .dest_addr_ton(to.ton)
            .dest_addr_npi(to.npi)
            .destination_addr(to.digits.clone())
            .esm_class(EsmClass::from(if part.has_header { HAS_HEADER } else { 0 }))
            .validity_period(in_seconds(self.life_seconds).unwrap_or_default())
            .registered_delivery(RegisteredDelivery::from(if is_last { REPORT_THE_END } else { 0 }))
            .data_coding(match part.coding {
                Coding::Default => DataCoding::McSpecific,
                Coding::Ucs2 => DataCoding::Ucs2,
            })
            .short_message(text)
            .build())
    }
}
