//! Why a message was not taken, in our own words: what a receiver or a library says is for nobody else to read.

use std::error::Error;
use std::io;

use super::resolver::NotLookedUp;

/// Why a message was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SendFailure {
    /// The receiver answered with another status than 2xx. Redirects are not followed.
    #[error("HTTP {0}")]
    Status(u16),
    /// It did not answer within 10 seconds.
    #[error("timeout")]
    Timeout,
    /// Nobody listens there.
    #[error("connection refused")]
    Refused,
    /// The host has no address.
    #[error("host not found")]
    HostNotFound,
    /// Its addresses are not public and not allowed.
    #[error("address not allowed")]
    AddressNotAllowed,
    /// Its certificate is not good, or it does not speak TLS.
    #[error("TLS failed")]
    Tls,
    /// The connection ended early, or could not be opened for another reason.
    #[error("connection failed")]
    Connection,
    /// This node has no certificate authorities to check certificates with.
    #[error("no certificate authorities")]
    NoAuthorities,
    /// This node cannot decrypt the secret.
    #[error("secret unreadable")]
    Secret,
    /// What is stored is no URL.
    #[error("invalid URL")]
    Url,
}

impl SendFailure {
    /// Whether the receiver says that it wants no more messages.
    pub fn is_gone(self) -> bool {
        self == Self::Status(410)
    }
}

impl From<reqwest::Error> for SendFailure {
    fn from(error: reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Timeout;
        }
        cause_of(&error).unwrap_or(Self::Connection)
    }
}

/// The first cause in the chain that is known.
fn cause_of(error: &(dyn Error + 'static)) -> Option<SendFailure> {
    match error.downcast_ref() {
        Some(NotLookedUp::NotFound) => return Some(SendFailure::HostNotFound),
        Some(NotLookedUp::NotAllowed) => return Some(SendFailure::AddressNotAllowed),
        None => {}
    }
    if error.is::<rustls::Error>() {
        return Some(SendFailure::Tls);
    }
    if let Some(error) = error.downcast_ref::<io::Error>() {
        if error.kind() == io::ErrorKind::ConnectionRefused {
            return Some(SendFailure::Refused);
        }
        // The source of such an error is that of the one within it.
        if let Some(found) = error.get_ref().and_then(|inner| cause_of(inner)) {
            return Some(found);
        }
    }
    error.source().and_then(cause_of)
}
