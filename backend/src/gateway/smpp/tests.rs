//! Tests the connection against an SMSC on the loopback that accepts, refuses, disconnects or does
//! not answer. The npm package of the browser tests is the independent one.

use std::{
    str::FromStr as _,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use rusmpp::{
    CommandId, Pdu,
    pdus::{BindTransceiverResp, SubmitSmResp},
    types::COctetString,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};
use vestibule_shared::text::Language;

use super::{
    wire::{read, write},
    *,
};

/// How an SMSC handles a message.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Does {
    /// Takes it.
    Take,
    /// Answers with this status.
    Refuse(u32),
    /// Reads it and ends the connection.
    BreakOff,
    /// Reads it and does not answer.
    KeepSilent,
}

/// The PDUs that an SMSC received, in order.
pub(crate) type SentPdus = UnboundedReceiver<(CommandId, Option<Pdu>)>;

/// Starts an SMSC that does each of these in turn, and repeats the last; `bind` is its answer to a
/// bind.
pub(crate) async fn smsc(bind: u32, turns: &'static [Does]) -> (Smpp, SentPdus) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (tell, received) = unbounded_channel();
    let taken = Arc::new(AtomicUsize::new(0));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (tell, taken) = (tell.clone(), taken.clone());
            tokio::spawn(async move { talk(stream, bind, turns, &taken, &tell).await });
        }
    });
    (account(&address), received)
}

/// Makes an account at an SMSC.
pub(crate) fn account(address: &str) -> Smpp {
    let access = Access {
        address,
        tls: Tls::Absent,
        system_id: "portal",
        password: "s3cret08",
        system_type: "",
        from: "Vestibule",
        life_seconds: 600,
    };
    Smpp::new(&access).unwrap()
}

async fn talk(
    mut stream: TcpStream,
    bind: u32,
    turns: &[Does],
    taken: &AtomicUsize,
    tell: &UnboundedSender<(CommandId, Option<Pdu>)>,
) {
    while let Ok(incoming) = read(&mut stream).await {
        let _ = tell.send((incoming.id, incoming.pdu));
        let (status, answer): (u32, Pdu) = match incoming.id {
            CommandId::BindTransceiver => (bind, BindTransceiverResp::default().into()),
            CommandId::BindTransmitter => {
                (bind, rusmpp::pdus::BindTransmitterResp::default().into())
            }
            CommandId::EnquireLink => (0, Pdu::EnquireLinkResp),
            CommandId::Unbind => (0, Pdu::UnbindResp),
            CommandId::SubmitSm => {
                let turn = taken.fetch_add(1, Ordering::Relaxed);
                let name = COctetString::from_str(&format!("{:08X}", 0x00ab_cd00 + turn)).unwrap();
                match turns[turn.min(turns.len() - 1)] {
                    Does::Take => (0, SubmitSmResp::new(name, vec![]).into()),
                    Does::Refuse(status) => (status, SubmitSmResp::default().into()),
                    Does::BreakOff => return,
                    Does::KeepSilent => continue,
                }
            }
            _ => continue,
        };
        if write(&mut stream, (Status::from(status), incoming.sequence), answer).await.is_err() {
            return;
        }
    }
}

/// Keeps the connection until the sender signals the stop.
fn kept(smpp: &Smpp) -> (watch::Sender<bool>, tokio::task::JoinHandle<()>) {
    let (stop, stopped) = watch::channel(false);
    let smpp = smpp.clone();
    let keeping = async move { smpp.keep(stopped, |_| async { Heard::Done }).await };
    (stop, tokio::spawn(keeping))
}

/// Makes a message.
pub(crate) fn sms(text: &str) -> Sms {
    Sms {
        id: "ours".into(),
        to: "+32470123456".into(),
        text: text.into(),
        lang: Language::En,
        purpose: "activation".into(),
    }
}

/// Returns the first words of a message's outcome.
async fn outcome(smpp: &Smpp, text: &str) -> String {
    match smpp.send(&sms(text)).await {
        Ok(taken) => format!("{taken:?}"),
        Err(error) => error.to_string().split(':').next().unwrap_or_default().to_owned(),
    }
}

#[tokio::test]
async fn what_was_written_and_not_answered_is_unknown_and_the_next_goes_by_a_new_connection() {
    let (smpp, _received) = smsc(0, &[Does::BreakOff, Does::Take]).await;
    let (_stop, _keeping) = kept(&smpp);
    assert_eq!(outcome(&smpp, "one").await, "nobody knows");
    assert!(!smpp.awaits_names());
    // It just ended: no message waits for it, and a later message does.
    while outcome(&smpp, "two").await != r#"As("abcd01")"# {
        tokio::task::yield_now().await;
    }
    let found = smpp.named(&["nothing".into(), "abcd01".into()]);
    assert_eq!(found, Some(("ours".into(), "abcd01".into())));
}

#[tokio::test]
async fn a_refusal_says_what_it_says_and_a_part_that_is_out_cannot_be_taken_back() {
    let turns = &[
        Does::Refuse(0x0b),
        Does::Refuse(0x58),
        Does::Refuse(0x0a),
        Does::Take,
        Does::Refuse(0x58),
    ];
    let (smpp, _received) = smsc(0, turns).await;
    let (_stop, _keeping) = kept(&smpp);
    for expected in ["refused", "not now", "not by this gateway"] {
        assert_eq!(outcome(&smpp, "short").await, expected);
    }
    assert_eq!(outcome(&smpp, &"long ".repeat(50)).await, "nobody knows");
}

#[tokio::test]
async fn where_nobody_listens_or_we_are_not_let_in_nothing_was_sent() {
    let away = account("127.0.0.1:9");
    let (_stop, _keeping) = kept(&away);
    assert_eq!(outcome(&away, "text").await, "not now");
    assert!(matches!(away.greet().await, Err(SendError::Later(_))));
    let (locked, _received) = smsc(0x0e, &[Does::Take]).await;
    let (_stop, _keeping) = kept(&locked);
    assert_eq!(outcome(&locked, "text").await, "not by this gateway");
    assert!(matches!(locked.greet().await, Err(SendError::Unfit(_))));
    let (busy, _received) = smsc(0x58, &[Does::Take]).await;
    let (_stop, _keeping) = kept(&busy);
    assert_eq!(outcome(&busy, "text").await, "not now");
}

#[tokio::test]
async fn a_server_that_stops_says_goodbye() {
    let (smpp, mut received) = smsc(0, &[Does::Take]).await;
    let (stop, keeping) = kept(&smpp);
    assert_eq!(outcome(&smpp, "text").await, r#"As("abcd00")"#);
    stop.send(true).unwrap();
    keeping.await.unwrap();
    let mut ids = vec![];
    while ids.last() != Some(&CommandId::Unbind) {
        ids.push(received.recv().await.unwrap().0);
    }
    assert_eq!(ids, [CommandId::BindTransceiver, CommandId::SubmitSm, CommandId::Unbind]);
    assert_eq!(outcome(&smpp, "text").await, "not now");
}

#[tokio::test]
async fn an_smsc_whose_silence_is_doubted_is_asked_whether_it_is_there() {
    let (smpp, mut received) = smsc(0, &[Does::Take]).await;
    let (_stop, _keeping) = kept(&smpp);
    assert_eq!(outcome(&smpp, "text").await, r#"As("abcd00")"#);
    smpp.link.doubted.notify_one();
    while received.recv().await.unwrap().0 != CommandId::EnquireLink {}
    assert_eq!(outcome(&smpp, "text").await, r#"As("abcd01")"#);
}

#[tokio::test]
async fn the_account_is_looked_at_without_hearing_reports_that_are_meant_for_the_server() {
    let (smpp, mut received) = smsc(0, &[Does::Take]).await;
    smpp.greet().await.unwrap();
    assert_eq!(received.recv().await.unwrap().0, CommandId::BindTransmitter);
    assert_eq!(received.recv().await.unwrap().0, CommandId::Unbind);
}
