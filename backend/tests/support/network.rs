//! The network between the program and its database: a port that passes everything on, until it is
//! made to fail.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// What happens to the data that is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// It arrives.
    Through,
    /// It is swallowed, and so is everything later on the same connection.
    Nowhere,
    /// A load balancer without a server behind it: it accepts and hangs up.
    Away,
    /// A transaction is ended, and the answer is swallowed.
    ThroughButForTheAnswerToCommit,
}

pub(crate) struct Network {
    pub(crate) port: u16,
    way: watch::Sender<Way>,
}

impl Network {
    /// A network in front of a server.
    pub(crate) async fn before(server: String, way: Way) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let way = watch::Sender::new(way);
        tokio::spawn(accept(listener, server, way.subscribe()));
        Self { port, way }
    }

    /// Changes the way from now on.
    pub(crate) fn goes(&self, way: Way) {
        self.way.send_replace(way);
    }
}

async fn accept(listener: TcpListener, server: String, way: watch::Receiver<Way>) {
    while let Ok((client, _)) = listener.accept().await {
        let (server, way) = (server.clone(), way.clone());
        tokio::spawn(async move {
            let begins = *way.borrow();
            match begins {
                Way::Away => {}
                Way::Nowhere => swallow(client).await,
                Way::Through | Way::ThroughButForTheAnswerToCommit => {
                    if let Ok(server) = TcpStream::connect(server).await {
                        pass(client, server, way).await;
                    }
                }
            }
        });
    }
}

/// Swallows data until the other end gives up.
async fn swallow(mut client: TcpStream) {
    let mut bytes = [0; 4096];
    while client.read(&mut bytes).await.is_ok_and(|length| length > 0) {}
}

async fn pass(mut client: TcpStream, mut server: TcpStream, mut way: watch::Receiver<Way>) {
    let (mut up, mut down) = (vec![0; 16_384], vec![0; 16_384]);
    loop {
        tokio::select! {
            read = client.read(&mut up) => {
                let Some(bytes) = read.ok().filter(|n| *n > 0).map(|n| &up[..n]) else { return };
                let now = *way.borrow();
                if now == Way::Nowhere {
                    return swallow(client).await;
                }
                server.write_all(bytes).await.unwrap();
                let commits = bytes.windows(6).any(|word| word == b"COMMIT");
                if commits && now == Way::ThroughButForTheAnswerToCommit {
                    // The server does its part before the connection is lost.
                    let _ = server.read(&mut down).await;
                    return swallow(client).await;
                }
            }
            read = server.read(&mut down) => {
                let Some(bytes) = read.ok().filter(|n| *n > 0).map(|n| &down[..n]) else { return };
                if *way.borrow() == Way::Nowhere {
                    return swallow(client).await;
                }
                let _ = client.write_all(bytes).await;
            }
            _ = way.changed() => {
                if *way.borrow() == Way::Away {
                    return;
                }
            }
        }
    }
}
