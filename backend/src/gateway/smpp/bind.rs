//! How a connection begins, and why it ends.

use std::{io, time::Duration};

use rusmpp::{CommandStatus as Status, Pdu};
use tokio::time::timeout;

use super::{
    link::Link,
    outcome::{is_about_us, said},
    wire::{Stream, read, write},
};
use crate::gateway::webhook::CONNECT_PATIENCE;

/// How long an SMSC may take for a bind or an unbind.
const BIND_PATIENCE: Duration = Duration::from_secs(5);
pub(super) const GOODBYE_PATIENCE: Duration = Duration::from_secs(2);

/// Why a connection ended.
pub(super) enum Over {
    /// We unbound.
    Stopped,
    /// The SMSC refused the bind.
    Refused(String),
    /// It could not be made, or it broke.
    Broken(String),
}

impl From<io::Error> for Over {
    fn from(error: io::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

/// Connects and binds, with the sequence number 1.
pub(super) async fn bind(link: &Link, pdu: Pdu) -> Result<Box<dyn Stream>, Over> {
    let connected = timeout(CONNECT_PATIENCE, link.place.connect()).await;
    let mut stream = connected.map_err(|_| Over::Broken("it cannot be reached".into()))??;
    let bound = async {
        write(&mut stream, (Status::EsmeRok, 1), pdu).await?;
        loop {
            let answer = read(&mut stream).await?;
            if answer.sequence == 1 && u32::from(answer.id) & 0x8000_0000 != 0 {
                return Ok::<_, io::Error>(answer.status);
            }
        }
    };
    let late = |_| Over::Broken("it did not answer the bind".into());
    match timeout(BIND_PATIENCE, bound).await.map_err(late)?? {
        Status::EsmeRok => Ok(stream),
        status if is_about_us(status) => Err(Over::Refused(said(status))),
        status => Err(Over::Broken(said(status))),
    }
}

/// Binds to send, and unbinds.
pub(super) async fn greet(link: &Link) -> Result<(), Over> {
    let mut stream = bind(link, link.identity.transmitter().into()).await?;
    write(&mut stream, (Status::EsmeRok, 2), Pdu::Unbind).await?;
    // Whether the SMSC answers the unbind does not matter.
    let _ = timeout(GOODBYE_PATIENCE, read(&mut stream)).await;
    Ok(())
}
