//! The listening socket, in two steps: the address is bound first, and connections are accepted when the server is
//! ready. On one of the service manager, clients may connect at any time, and wait.

use std::io;
use std::net::{SocketAddr, TcpListener as StdListener};

use tokio::net::{TcpListener, TcpSocket};

use super::error::ServeError;

/// How many connections may wait to be accepted; the system may allow fewer.
const BACKLOG: u32 = 1024;

/// A socket with its address, on which nothing is accepted yet.
pub struct BoundSocket {
    socket: Socket,
    address: SocketAddr,
}

enum Socket {
    /// Nothing can connect to it yet.
    Bound(TcpSocket),
    /// The service manager listens on it.
    Inherited(StdListener),
}

/// Binds the address.
///
/// # Errors
/// [`ServeError::Listen`].
pub fn bind(address: SocketAddr) -> Result<BoundSocket, ServeError> {
    let failed = |cause| ServeError::Listen { address, cause };
    let socket = open(address).map_err(failed)?;
    let address = socket.local_addr().map_err(failed)?;
    Ok(BoundSocket {
        socket: Socket::Bound(socket),
        address,
    })
}

impl BoundSocket {
    /// One that listens already.
    pub(super) fn inherited(listener: StdListener) -> io::Result<Self> {
        listener.set_nonblocking(true)?;
        Ok(Self {
            address: listener.local_addr()?,
            socket: Socket::Inherited(listener),
        })
    }

    /// The address. If the configured port is 0, it has the port that the system has chosen.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Begins to listen. Also fails if another server has begun to listen on the address since [`bind`].
    ///
    /// # Errors
    /// [`ServeError::Listen`].
    pub fn listen(self) -> Result<TcpListener, ServeError> {
        let Self { socket, address } = self;
        let listening = match socket {
            Socket::Bound(socket) => socket.listen(BACKLOG),
            Socket::Inherited(listener) => TcpListener::from_std(listener),
        };
        listening.map_err(|cause| ServeError::Listen { address, cause })
    }
}

fn open(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // Connections of an earlier server may still be closing. On Windows, the option would let two servers share the
    // address.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}
