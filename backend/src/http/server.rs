//! Accepts connections: with a time-out for headers, a limit on their number and a graceful end.

use std::{future::Future, net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context as _;
use axum::{Router, body::Body, http::Request};
use hyper::{
    body::Incoming,
    rt::{Read, Write},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
};
use rustls::{ServerConfig, server::Acceptor};
use tokio::{
    net::{TcpListener, TcpSocket, TcpStream},
    sync::Semaphore,
};
use tokio_rustls::LazyConfigAcceptor;

use crate::{
    app::remote::Peer,
    http::{access, tls::ClientCertificate},
};

/// How long a client may take to send its headers.
const HEADER_PATIENCE: Duration = Duration::from_secs(10);
/// How long a handshake may take in which a person types the PIN of a card.
const HANDSHAKE_PATIENCE: Duration = Duration::from_mins(2);
/// How many connections are served at once.
const MOST_CONNECTIONS: usize = 4096;
/// How long connections may take to finish when the process ends.
const DRAIN: Duration = Duration::from_secs(10);

/// How a connection begins.
#[derive(Clone)]
pub enum Door {
    /// With the first request.
    Plain,
    /// With a handshake that may show a client certificate; each connection carries one request, so that the
    /// next one reads the card again.
    Tls(Arc<ServerConfig>),
}

/// How many may wait to be accepted.
const MOST_WAITING: u32 = 1024;

/// An address that is reserved, but does not accept connections yet.
pub struct Place {
    socket: TcpSocket,
    name: &'static str,
}

impl Place {
    /// Takes an address.
    ///
    /// # Errors
    /// Names the setting and the address that cannot be had.
    pub fn take(address: SocketAddr, name: &'static str) -> anyhow::Result<Self> {
        let take = || {
            let socket = match address {
                SocketAddr::V4(_) => TcpSocket::new_v4()?,
                SocketAddr::V6(_) => TcpSocket::new_v6()?,
            };
            // The process before this one may have left connections that are about to end.
            #[cfg(unix)]
            socket.set_reuseaddr(true)?;
            socket.bind(address)?;
            std::io::Result::Ok(socket)
        };
        let socket = take().with_context(|| format!("{name}: listening on {address}"))?;
        Ok(Self { socket, name })
    }

    /// Accepts connections from now on.
    ///
    /// # Errors
    /// Another process listens there by now.
    pub fn listen(self) -> anyhow::Result<TcpListener> {
        self.socket.listen(MOST_WAITING).with_context(|| format!("{}: listening", self.name))
    }
}

/// Serves until `end` resolves, then lets what is under way finish.
pub async fn serve(listener: TcpListener, router: Router, end: impl Future<Output = ()>) {
    serve_behind(Door::Plain, listener, router, end).await;
}

/// The same behind a gate.
pub async fn serve_behind(
    door: Door,
    listener: TcpListener,
    router: Router,
    end: impl Future<Output = ()>,
) {
    let places = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    let graceful = GracefulShutdown::new();
    let mut end = std::pin::pin!(end);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => break,
        };
        let (stream, address) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file descriptors, most likely: others have to finish first.
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Ok(place) = places.clone().try_acquire_owned() else { continue };
        let _ = stream.set_nodelay(true);
        let (watcher, client) = (graceful.watcher(), Caller { router: router.clone(), address });
        let door = door.clone();
        tokio::spawn(async move {
            let _place = place;
            match door {
                Door::Plain => client.talk(TokioIo::new(stream), watcher, Shown::Nothing).await,
                Door::Tls(config) => client.shake_hands(stream, config, watcher).await,
            }
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(DRAIN, graceful.shutdown()).await;
}

/// What a connection began with.
enum Shown {
    /// With no handshake.
    Nothing,
    /// With one in which a certificate could be shown.
    InHandshake(Option<ClientCertificate>),
}

/// The other end of one connection, and what answers it.
struct Caller {
    router: Router,
    address: SocketAddr,
}

impl Caller {
    /// Runs a handshake, then a request. A client that breaks off, or has no key for its
    /// certificate, gets no response.
    async fn shake_hands(self, stream: TcpStream, config: Arc<ServerConfig>, watcher: Watcher) {
        // A client that sends nothing is not a person who types a PIN.
        let hello = LazyConfigAcceptor::new(Acceptor::default(), stream);
        let Ok(Ok(begun)) = tokio::time::timeout(HEADER_PATIENCE, hello).await else { return };
        let shaken = begun.into_stream(config);
        let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE_PATIENCE, shaken).await else { return };
        let shown = stream.get_ref().1.peer_certificates().and_then(<[_]>::first);
        let shown = shown.map(|shown| ClientCertificate(shown.as_ref().into()));
        self.talk(TokioIo::new(stream), watcher, Shown::InHandshake(shown)).await;
    }

    async fn talk<S>(self, stream: S, watcher: Watcher, shown: Shown)
    where
        S: Read + Write + Unpin + Send + 'static,
    {
        let Self { router, address } = self;
        let (keep_alive, certificate) = match shown {
            Shown::Nothing => (true, None),
            Shown::InHandshake(certificate) => (false, certificate),
        };
        let service = service_fn(move |request: Request<Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(Peer(address.ip()));
            if let Some(shown) = certificate.clone() {
                request.extensions_mut().insert(shown);
            }
            access::answer(router.clone(), request)
        });
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_PATIENCE)
            .keep_alive(keep_alive)
            .serve_connection(stream, service);
        let _ = watcher.watch(connection).await;
    }
}
