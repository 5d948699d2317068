//! Why an export ends early.

use std::io;

use crate::auth::ServiceError;

/// Why an export ended early.
pub enum Stopped {
    /// The file cannot be written.
    Write(io::Error),
    /// The accounts cannot be read.
    Service(ServiceError),
    /// A value that the format cannot hold.
    Unfit(String),
}

impl From<ServiceError> for Stopped {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}
