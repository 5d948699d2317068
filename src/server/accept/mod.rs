//! Accepts connections within limits, and closes those whose client keeps the server waiting (`stream.rs`).
//!
//! - At the limit of all connections, further ones wait in the system's queue until one is closed. They cost nothing
//!   there, and a burst is served a little later instead of being refused.
//! - At the limit of one peer, its further connections are closed at once. Trusted proxies have no such limit. Where few
//!   files may be open, the limit is half of what that allows, so that no peer can hold all connections.
//! - When the system cannot give another connection, usually for lack of open files, nothing is accepted for a second.
//!   The web server would try again at once, in a loop, and log nothing.

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
pub use self::log_throttle::LogThrottle;
pub use self::open_files::raise_limit;
pub use self::stream::Stream;

/// How long to wait after the system has failed to give a connection.
const RETRY_DELAY: Duration = Duration::from_secs(1);

/// Connections from the network.
pub struct Tcp(pub TcpListener);

impl Acceptor for Tcp {
    type Io = TcpStream;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.0.local_addr().map(local).into_iter().collect()
    }

    async fn accept(&mut self) -> io::Result<(TcpStream, LocalAddr, RemoteAddr, Scheme)> {
        let (stream, peer) = self.0.accept().await?;
        // Responses are small and written in one piece, so waiting for more gains nothing.
        stream.set_nodelay(true)?;
        let local = local(stream.local_addr()?);
        Ok((stream, local, RemoteAddr(Addr::from(peer)), Scheme::HTTP))
    }
}

fn local(address: std::net::SocketAddr) -> LocalAddr {
    LocalAddr(Addr::from(address))
}

/// Another acceptor's connections, with limits and deadlines.
pub struct LimitedAcceptor<A> {
    inner: A,
    connections: Arc<Connections>,
    permits: Arc<Semaphore>,
    full_log: LogThrottle,
    refused_log: LogThrottle,
    failed_log: LogThrottle,
}

impl<A> LimitedAcceptor<A> {
    /// At most `max` connections at a time.
    pub fn new(inner: A, max: usize, connections: Arc<Connections>) -> Self {
        Self {
            inner,
            connections,
            permits: Arc::new(Semaphore::new(max.min(Semaphore::MAX_PERMITS))),
            full_log: LogThrottle::default(),
            refused_log: LogThrottle::default(),
            failed_log: LogThrottle::default(),
        }
    }
}

impl<A: Acceptor> Acceptor for LimitedAcceptor<A> {
    type Io = Stream<A::Io>;

    fn local_addr(&self) -> Vec<LocalAddr> {
        self.inner.local_addr()
    }

    async fn accept(&mut self) -> io::Result<(Self::Io, LocalAddr, RemoteAddr, Scheme)> {
        if self.permits.available_permits() == 0 && self.full_log.is_due() {
            tracing::warn!("connection limit reached: further ones wait (http.max_connections)");
        }
        let permit = self.permits.clone().acquire_owned().await.map_err(io::Error::other)?;
        loop {
            match self.inner.accept().await {
                Ok((io, local, remote, scheme)) => match self.connections.admit(&local, &remote) {
                    Some(admitted) => return Ok((Stream::new(io, admitted, permit), local, remote, scheme)),
                    None if self.refused_log.is_due() => tracing::warn!(
                        "connection limit of a peer reached: further ones are closed \
                         (http.max_connections_per_peer)"
                    ),
                    None => {}
                },
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => {
                    if self.failed_log.is_due() {
                        tracing::error!(%error, "cannot accept connections");
                    }
                    sleep(RETRY_DELAY).await;
                }
            }
        }
    }
}

/// Whether the error concerns only the connection that was to be accepted.
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

/// Tells a connection when its requests begin and end. In between it is not idle, however long that takes.
///
/// # Errors
/// None; the signature is that of a middleware.
pub async fn track_requests(
    connections: Arc<Connections>,
    next: Arc<impl Endpoint>,
    request: Request,
) -> Result<Response> {
    let _open = connections.begin_request(&request);
    Ok(next.get_response(request).await)
}
