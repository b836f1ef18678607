//! The connection to an SMSC, and its PDUs. A PDU is read whole before it is decoded: one that is
//! too long or invalid can be answered, and the next one is not lost with it.

use std::{io, str::FromStr as _, sync::Arc, time::Duration};

use anyhow::Context as _;
use bytes::{BufMut as _, BytesMut};
use rusmpp::{
    Command, CommandId, CommandStatus as Status, Pdu,
    decode::DecodeWithLength as _,
    encode::{Length as _, owned::Encode as _},
};
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;

use super::access::{Access, Tls, host_and_port};
use crate::gateway::tls::trusting;

/// The length in octets of the header of a PDU: its length, its kind, its status, its number.
const HEADER: usize = 16;
/// The longest body that is decoded, in octets: a receipt has some hundred.
const MOST_OCTETS: usize = 16 * 1024;
/// The longest body that is skipped; a peer that announces a longer one does not speak SMPP.
const MOST_PASSED_OVER: usize = 1024 * 1024;
/// How long the other side may take to accept a PDU.
const WRITE_PATIENCE: Duration = Duration::from_secs(5);

/// Both directions of a connection, encrypted or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// The address of an SMSC, and whether TLS is used.
#[derive(Clone)]
pub(super) struct Place {
    host: String,
    port: u16,
    tls: Option<(Arc<ClientConfig>, ServerName<'static>)>,
}

impl Place {
    pub(super) fn new(access: &Access<'_>) -> anyhow::Result<Self> {
        let (host, port) = host_and_port(access.address)?;
        let tls = match access.tls {
            Tls::Absent => None,
            Tls::Required => {
                let name = ServerName::try_from(host.clone()).context("SMPP_ADDRESS")?;
                Some((Arc::new(trusting()?), name))
            }
        };
        Ok(Self { host, port, tls })
    }

    pub(super) async fn connect(&self) -> io::Result<Box<dyn Stream>> {
        let stream = TcpStream::connect((self.host.as_str(), self.port)).await?;
        stream.set_nodelay(true)?;
        let Some((config, name)) = &self.tls else { return Ok(Box::new(stream)) };
        let connector = TlsConnector::from(config.clone());
        Ok(Box::new(connector.connect(name.clone(), stream).await?))
    }
}

/// A received PDU.
pub(super) struct Incoming {
    pub(super) id: CommandId,
    pub(super) status: Status,
    pub(super) sequence: u32,
    /// Its content; nothing where it is too long or invalid.
    pub(super) pdu: Option<Pdu>,
}

/// Reads the next PDU.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<Incoming> {
    let length = stream.read_u32().await?;
    let mut octets = BytesMut::zeroed(HEADER - 4);
    stream.read_exact(&mut octets).await?;
    let rest = usize::try_from(length).ok().and_then(|length| length.checked_sub(HEADER));
    let Some(rest) = rest.filter(|rest| *rest <= MOST_PASSED_OVER) else {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "that is no length of a PDU"));
    };
    let word = |at: usize| octets[at..at + 4].iter().fold(0, |all, it| all << 8 | u32::from(*it));
    let (id, status, sequence) = (CommandId::from(word(0)), Status::from(word(4)), word(8));
    if rest > MOST_OCTETS {
        let mut passed_over = stream.take(rest as u64);
        tokio::io::copy(&mut passed_over, &mut tokio::io::sink()).await?;
        return Ok(Incoming { id, status, sequence, pdu: None });
    }
    octets.resize(HEADER - 4 + rest, 0);
    stream.read_exact(&mut octets[HEADER - 4..]).await?;
    let understood = Command::decode(&mut octets, HEADER - 4 + rest).ok();
    let pdu = understood.and_then(|(command, _)| command.pdu().cloned());
    Ok(Incoming { id, status, sequence, pdu })
}

/// Writes a PDU.
pub(super) async fn write(
    stream: &mut (impl AsyncWrite + Unpin),
    (status, sequence): (Status, u32),
    pdu: impl Into<Pdu>,
) -> io::Result<()> {
    let command = Command::new(status, sequence, pdu);
    let length = command.length();
    let mut octets = BytesMut::with_capacity(4 + length);
    octets.put_u32(u32::try_from(4 + length).map_err(io::Error::other)?);
    command.encode(&mut octets);
    let written = async {
        stream.write_all(&octets).await?;
        stream.flush().await
    };
    timeout(WRITE_PATIENCE, written).await?
}

/// Formats a relative time as in SMPP (7.1.1): `YYMMDDhhmmss000R`.
pub(super) fn in_seconds(seconds: u32) -> Option<rusmpp::types::EmptyOrFullCOctetString<17>> {
    let (days, rest) = (seconds / 86_400, seconds % 86_400);
    let (hours, minutes, seconds) = (rest / 3600, rest / 60 % 60, rest % 60);
    // A longer time is left to the SMSC: months have no fixed length.
    let days = (days < 28).then_some(days)?;
    let text = format!("0000{days:02}{hours:02}{minutes:02}{seconds:02}000R");
    rusmpp::types::EmptyOrFullCOctetString::from_str(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_life_of_a_message_is_written_as_a_relative_moment() {
        let written = |seconds| in_seconds(seconds).map(|it| it.to_string());
        assert_eq!(written(600).unwrap().trim_end_matches('\0'), "000000001000000R");
        assert_eq!(written(90_061).unwrap().trim_end_matches('\0'), "000001010101000R");
        assert_eq!(written(28 * 86_400), None);
    }

    #[tokio::test]
    async fn what_is_too_long_or_senseless_is_passed_over_and_the_next_is_read() {
        let head = |length: u32, id: u32, sequence: u32| {
            [length, id, 0, sequence].map(u32::to_be_bytes).concat()
        };
        let long = [head(16 + 20_000, 5, 7), vec![b'x'; 20_000]].concat();
        let senseless = [head(16 + 9, 5, 8), vec![0xff; 9]].concat();
        let all = [long, senseless, head(16, 0x15, 9)].concat();
        let mut stream = &all[..];
        for (id, sequence, is_understood) in [
            (CommandId::DeliverSm, 7, false),
            (CommandId::DeliverSm, 8, false),
            (CommandId::EnquireLink, 9, true),
        ] {
            let incoming = read(&mut stream).await.unwrap();
            assert_eq!((incoming.id, incoming.sequence), (id, sequence));
            assert_eq!(incoming.pdu.is_some(), is_understood, "{sequence}");
        }
        for length in [0, 15, 0x7fff_ffff] {
            let mut stream = &head(length, 5, 1)[..];
            let error = read(&mut stream).await.err().unwrap();
            assert_eq!(error.kind(), io::ErrorKind::InvalidData, "{length}");
        }
    }
}
