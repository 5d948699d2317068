//! Taking connections, and not more of them than the server can hold; and giving up those whose client keeps it
//! waiting (`stream.rs`).
//!
//! - At the cap on all connections, further ones wait in the system's queue until one is closed; there, a connection
//!   costs nothing, and a burst is served a little later instead of being turned away.
//! - At the cap of one peer, its further ones are closed at once. A trusted proxy is everybody and has no such cap.
//! - When the system cannot give another connection, for want of open files as a rule, nothing is taken for a second:
//!   the web server below would ask again at once, and again, without a word.

mod connection;
mod connections;

mod log_throttle;
mod open_files;
mod stream;

use std::io;
use std::sync::Arc;
use std::time::Duration;

use poem::http::uri::Scheme;
use poem::listener::Acceptor;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Endpoint, Request, Response, Result};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::sleep;

pub use self::connection::Deadlines;
pub use self::connections::{Connections, PeerLimits};
use self::log_throttle::LogThrottle;
pub use self::open_files::raise_limit;
pub use self::stream::Stream;

/// How long nothing is taken after the system refused to give a connection.
const PAUSE: Duration = Duration::from_secs(1);

/// Connections from the network.
pub struct Tcp(pub TcpListener);

impl Acceptor for Tcp {
    type Io = TcpStream;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.0.local_addr().map(local).into_iter().collect()
    }

    async fn accept(&mut self) -> io::Result<(TcpStream, LocalAddr, RemoteAddr, Scheme)> {
        let (stream, peer) = self.0.accept().await?;
        // Answers are small and written at once: nothing is gained by waiting for more of them.
        stream.set_nodelay(true)?;
        let local = local(stream.local_addr()?);
        Ok((stream, local, RemoteAddr(Addr::from(peer)), Scheme::HTTP))
    }
}

fn local(address: std::net::SocketAddr) -> LocalAddr {
    LocalAddr(Addr::from(address))
}

/// Another acceptor's connections, within limits of number and time.
pub struct Guarded<A> {
    inner: A,
    connections: Arc<Connections>,
    room: Arc<Semaphore>,
    full: LogThrottle,
    refused: LogThrottle,
    failed: LogThrottle,
}

impl<A> Guarded<A> {
    /// At most `max` connections at a time.
    pub fn new(inner: A, max: usize, connections: Arc<Connections>) -> Self {
        Self {
            inner,
            connections,
            room: Arc::new(Semaphore::new(max.min(Semaphore::MAX_PERMITS))),
            full: LogThrottle::default(),
            refused: LogThrottle::default(),
            failed: LogThrottle::default(),
        }
    }
}

impl<A: Acceptor> Acceptor for Guarded<A> {
    type Io = Stream<A::Io>;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.inner.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(Self::Io, LocalAddr, RemoteAddr, Scheme)> {
        if self.room.available_permits() == 0 && self.full.is_due() {
            tracing::warn!("as many connections are open as may be; further ones wait (http.max_connections)");
        }
        let room = self.room.clone().acquire_owned().await.map_err(io::Error::other)?;
        loop {
            match self.inner.accept().await {
                Ok((io, local, remote, scheme)) => match self.connections.admit(&local, &remote) {
                    Some(admitted) => return Ok((Stream::new(io, admitted, room), local, remote, scheme)),
                    None if self.refused.is_due() => tracing::warn!(
                        "a client has as many connections as it may; further ones are closed \
                         (http.max_connections_per_peer)"
                    ),
                    None => {}
                },
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => {
                    if self.failed.is_due() {
                        tracing::error!(%error, "connections cannot be accepted");
                    }
                    sleep(PAUSE).await;
                }
            }
        }
    }
}

/// Whether only the connection that was about to be taken is broken.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::NotConnected
    )
}

/// Tells the connection that a request came from when work on it begins and ends: between the two, it is not idle,
/// however long that takes.
///
/// # Errors
/// None; the signature is that of a layer.
pub async fn mark(connections: Arc<Connections>, next: Arc<impl Endpoint>, request: Request) -> Result<Response> {
    let _at_work = connections.at_work(&request);
    Ok(next.get_response(request).await)
}
