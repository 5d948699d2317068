//! Why the server cannot start or run.

use std::io;
use std::net::SocketAddr;

use super::tls::TlsError;
use crate::app::AppError;
use crate::model::os_reason;

/// Why the server cannot start or run. `Display` says what failed, and the sources say why.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is in use, or does not belong to this machine.
    #[error("cannot listen on {address}: {}", os_reason(.cause))]
    Listen {
        /// The configured address.
        address: SocketAddr,
        /// What the operating system says.
        #[source]
        cause: io::Error,
    },
    /// The sockets that a service manager has handed over cannot be used.
    #[error("cannot use the sockets of the service manager: {}", os_reason(.0))]
    Inherited(#[source] io::Error),
    /// The operating system refused something else.
    #[error("cannot serve: {}", os_reason(.0))]
    Io(#[source] io::Error),
    /// The certificate or its key cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The application cannot be put together.
    #[error(transparent)]
    App(#[from] AppError),
}
