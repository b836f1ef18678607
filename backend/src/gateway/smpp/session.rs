//! One connection to an SMSC from its bind to its end. A request whose PDU was written and not
//! answered is lost: its outcome is unknown. One that was never written is dropped.

use std::{collections::HashMap, io, time::Duration};

use rusmpp::{
    CommandId, CommandStatus as Status, Pdu,
    pdus::{DataSmResp, DeliverSmResp, SubmitSm},
    types::COctetString,
};
use tokio::{
    io::{ReadHalf, WriteHalf},
    sync::{mpsc, oneshot},
    task::JoinSet,
    time::{Instant, sleep_until, timeout},
};

use super::{
    Heard, Stop,
    bind::{GOODBYE_PATIENCE, Over, bind},
    link::{Link, stopped},
    receipt::{self, Receipt},
    wire::{Incoming, Stream, read, write},
};
use crate::gateway::webhook::PATIENCE;

/// After this long without a PDU, an `enquire_link` is sent.
const SILENCE: Duration = Duration::from_secs(30);
/// How many reports are handled at once; the SMSC has to send others again.
const MOST_HEARD: usize = 32;

/// A message to hand over.
pub(super) struct Submit {
    /// Our name for it.
    pub(super) id: String,
    pub(super) pdu: SubmitSm,
    pub(super) answer: oneshot::Sender<Answer>,
}

/// The outcome after it was written.
pub(super) enum Answer {
    /// The SMSC answered with this status and this name.
    Given(Status, String),
    /// The connection ended before an answer.
    Lost,
}

/// The task that waits for the answer to a written PDU, and gets an outcome in any case.
struct Awaited(String, Option<oneshot::Sender<Answer>>);

impl Drop for Awaited {
    fn drop(&mut self) {
        let _ = self.1.take().map(|answer| answer.send(Answer::Lost));
    }
}

/// A bound connection.
struct Session<'a> {
    link: &'a Link,
    writer: WriteHalf<Box<dyn Stream>>,
    sequence: u32,
    awaited: HashMap<u32, Awaited>,
    /// Reports in progress, by their sequence numbers.
    hearing: JoinSet<(u32, Heard)>,
    /// When to send an `enquire_link`, or to give the SMSC up after one.
    due: Instant,
    is_asked: bool,
}

/// Binds, and serves both sides until one of them ends the connection.
pub(super) async fn run<H, F>(link: &Link, mut stop: Stop, hear: &H) -> Over
where
    H: Fn(Receipt) -> F,
    F: Future<Output = Heard> + Send + 'static,
{
    let stream = match bind(link, link.identity.transceiver().into()).await {
        Ok(stream) => stream,
        Err(over) => return over,
    };
    let (reader, writer) = tokio::io::split(stream);
    let mut reading = JoinSet::new();
    let (heard, mut incoming) = mpsc::channel(16);
    reading.spawn(read_all(reader, heard));
    let (submits, mut submitted) = mpsc::channel(16);
    link.is_bound(submits);
    let mut session = Session::new(link, writer);
    loop {
        let done = tokio::select! {
            pdu = incoming.recv() => session.take(pdu, hear).await,
            Some(submit) = submitted.recv() => session.submit(submit).await,
            Some(done) = session.hearing.join_next() => session.acknowledge(done).await,
            () = link.doubted.notified() => session.ask().await,
            () = sleep_until(session.due) => session.ask_or_give_up().await,
            () = stopped(&mut stop) => {
                session.say_goodbye(&mut incoming).await;
                Err(Over::Stopped)
            }
        };
        if let Err(over) = done {
            return over;
        }
    }
}

/// Reads in a separate task, where a half-read PDU cannot be dropped.
async fn read_all(
    mut reader: ReadHalf<Box<dyn Stream>>,
    heard: mpsc::Sender<io::Result<Incoming>>,
) {
    loop {
        let incoming = read(&mut reader).await;
        let is_over = incoming.is_err();
        if heard.send(incoming).await.is_err() || is_over {
            return;
        }
    }
}

impl<'a> Session<'a> {
    fn new(link: &'a Link, writer: WriteHalf<Box<dyn Stream>>) -> Self {
        Self {
            link,
            writer,
            sequence: 1,
            awaited: HashMap::new(),
            hearing: JoinSet::new(),
            due: Instant::now() + SILENCE,
            is_asked: false,
        }
    }

    fn next(&mut self) -> u32 {
        // Sequence numbers go up to 0x7fffffff.
        self.sequence = self.sequence % 0x7fff_ffff + 1;
        self.sequence
    }

    async fn answer(&mut self, sequence: u32, status: Status, pdu: Pdu) -> Result<(), Over> {
        Ok(write(&mut self.writer, (status, sequence), pdu).await?)
    }

    async fn submit(&mut self, submit: Submit) -> Result<(), Over> {
        // A caller that gave up has reported so by now, so the message must not be sent after that.
        if submit.answer.is_closed() {
            return Ok(());
        }
        let sequence = self.next();
        self.awaited.insert(sequence, Awaited(submit.id, Some(submit.answer)));
        self.link.awaits(self.awaited.len());
        Ok(write(&mut self.writer, (Status::EsmeRok, sequence), submit.pdu).await?)
    }

    async fn ask(&mut self) -> Result<(), Over> {
        if self.is_asked {
            return Ok(());
        }
        self.is_asked = true;
        self.due = Instant::now() + PATIENCE;
        let sequence = self.next();
        Ok(write(&mut self.writer, (Status::EsmeRok, sequence), Pdu::EnquireLink).await?)
    }

    async fn ask_or_give_up(&mut self) -> Result<(), Over> {
        if self.is_asked {
            return Err(Over::Broken("it does not answer any more".into()));
        }
        self.ask().await
    }

    async fn take<H, F>(
        &mut self,
        incoming: Option<io::Result<Incoming>>,
        hear: &H,
    ) -> Result<(), Over>
    where
        H: Fn(Receipt) -> F,
        F: Future<Output = Heard> + Send + 'static,
    {
        let ended = || Over::Broken("the connection ended".into());
        let Incoming { id, status, sequence, pdu } = incoming.ok_or_else(ended)??;
        self.due = Instant::now() + SILENCE;
        self.is_asked = false;
        match (id, pdu) {
            (CommandId::SubmitSmResp | CommandId::GenericNack, pdu) => {
                self.settle(sequence, status, pdu);
                Ok(())
            }
            (CommandId::EnquireLink, _) => {
                self.answer(sequence, Status::EsmeRok, Pdu::EnquireLinkResp).await
            }
            (CommandId::DeliverSm, pdu) => match self.hear(sequence, pdu, hear) {
                Some(status) => self.delivered(sequence, status).await,
                None => Ok(()),
            },
            (CommandId::DataSm, _) => {
                let answer = DataSmResp::default().into();
                self.answer(sequence, Status::EsmeRxPAppn, answer).await
            }
            (CommandId::Unbind, _) => {
                self.answer(sequence, Status::EsmeRok, Pdu::UnbindResp).await?;
                Err(Over::Broken("the SMSC said goodbye".into()))
            }
            (CommandId::AlertNotification, _) => Ok(()),
            (id, _) if u32::from(id) & 0x8000_0000 != 0 => Ok(()),
            _ => self.answer(sequence, Status::EsmeRinvcmdid, Pdu::GenericNack).await,
        }
    }

    /// Handles a report in a task; answers at once where possible.
    fn hear<H, F>(&mut self, sequence: u32, pdu: Option<Pdu>, hear: &H) -> Option<Status>
    where
        H: Fn(Receipt) -> F,
        F: Future<Output = Heard> + Send + 'static,
    {
        let Some(Pdu::DeliverSm(deliver)) = pdu else {
            tracing::warn!("the SMSC delivered what is too long or cannot be read");
            return Some(Status::EsmeRxPAppn);
        };
        let Some(receipt) = receipt::read(&deliver) else {
            tracing::info!("the SMSC delivered what is no report");
            return Some(Status::EsmeRok);
        };
        if self.hearing.len() >= MOST_HEARD {
            return Some(Status::EsmeRxTAppn);
        }
        let heard = hear(receipt);
        self.hearing.spawn(async move { (sequence, heard.await) });
        None
    }

    /// Reports the outcome to the sender of a message. The SMSC's name is stored first: a report
    /// may come before the database knows it.
    fn settle(&mut self, sequence: u32, status: Status, pdu: Option<Pdu>) {
        let Some(mut awaited) = self.awaited.remove(&sequence) else { return };
        let name = match pdu {
            Some(Pdu::SubmitSmResp(answer)) => receipt::spelt(answer.message_id().as_str()),
            _ => String::new(),
        };
        if status == Status::EsmeRok {
            self.link.names(&name, &awaited.0);
        }
        self.link.awaits(self.awaited.len());
        let _ = awaited.1.take().map(|answer| answer.send(Answer::Given(status, name)));
    }

    async fn acknowledge(
        &mut self,
        done: Result<(u32, Heard), tokio::task::JoinError>,
    ) -> Result<(), Over> {
        // A report whose task failed is not answered, and is sent again.
        let Ok((sequence, heard)) = done else { return Ok(()) };
        let status = match heard {
            Heard::Done => Status::EsmeRok,
            Heard::NotNow => Status::EsmeRxTAppn,
        };
        self.delivered(sequence, status).await
    }

    async fn delivered(&mut self, sequence: u32, status: Status) -> Result<(), Over> {
        let answer = DeliverSmResp::new(COctetString::empty(), vec![]);
        self.answer(sequence, status, answer.into()).await
    }

    async fn say_goodbye(&mut self, incoming: &mut mpsc::Receiver<io::Result<Incoming>>) {
        let sequence = self.next();
        let said = async {
            write(&mut self.writer, (Status::EsmeRok, sequence), Pdu::Unbind).await?;
            while let Some(answer) = incoming.recv().await {
                if answer?.sequence == sequence {
                    break;
                }
            }
            Ok::<_, io::Error>(())
        };
        let _ = timeout(GOODBYE_PATIENCE, said).await;
    }
}
