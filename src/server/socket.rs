//! The listening socket, in two steps: the address is taken first, connections are taken when the server is ready.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpSocket};

use super::ServeError;

/// How many connections may wait to be accepted; the system may allow fewer.
const BACKLOG: u32 = 1024;

/// An address that is ours, on which nothing can connect yet.
pub struct Bound {
    socket: TcpSocket,
    address: SocketAddr,
}

/// Takes the address.
///
/// # Errors
/// [`ServeError::Listen`].
pub fn bind(address: SocketAddr) -> Result<Bound, ServeError> {
    let failed = |cause| ServeError::Listen { address, cause };
    let socket = open(address).map_err(failed)?;
    let address = socket.local_addr().map_err(failed)?;
    Ok(Bound { socket, address })
}

impl Bound {
    /// The address, with the port that the system has chosen where any was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Begins to take connections. Fails, too, when another server has taken the same address since [`bind`].
    ///
    /// # Errors
    /// [`ServeError::Listen`].
    pub fn listen(self) -> Result<TcpListener, ServeError> {
        let Self { socket, address } = self;
        socket
            .listen(BACKLOG)
            .map_err(|cause| ServeError::Listen { address, cause })
    }
}

fn open(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // Connections of the server before this one may still be closing; on Windows the option would let two servers
    // share the address.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}
