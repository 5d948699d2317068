//! What every use case can fail with, whatever it does: the service itself.
//!
//! A use case whose own rules can refuse something has an error type of its own, in its file, with one variant for this.

use std::sync::Arc;

use super::legacy_tokens::NoKeys;
use crate::store::StoreError;

/// The request is fine, but the service cannot carry it out.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// Not at the moment: the database is away, or too many logins wait. The same request may succeed later.
    #[error("not available at the moment")]
    Unavailable(#[source] Cause),
    /// A defect or a broken installation; the chain of sources says which.
    #[error("internal error")]
    Internal(#[source] Cause),
}

/// The cause of a [`ServiceError`]: for the log, never for a client.
#[derive(Debug, thiserror::Error)]
pub enum Cause {
    /// A query failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// More logins wait for a hashing thread than are allowed to.
    #[error("too many passwords are waiting to be hashed")]
    HashingQueueFull,
    /// Logins of the same account or network took too long.
    #[error("others of the same account or network did not finish in time")]
    NoTurn,
    /// A hashing thread went away.
    #[error("the hashing threads are gone")]
    HashingStopped,
    /// bcrypt refused its input.
    #[error("a password could not be hashed")]
    Hashing(#[source] bcrypt::BcryptError),
    /// The digest of a password was refused.
    #[error("the digest of a password could not be hashed: it {0}")]
    NotWrapped(password_formats::Refused),
    /// Signing a token failed.
    #[error("a token could not be signed")]
    Signing(#[source] jsonwebtoken::errors::Error),
    /// The database holds no signing key.
    #[error("there is no signing key")]
    NoSigningKey,
    /// Generating or encrypting a signing key failed.
    #[error("a signing key could not be made")]
    KeyNotMade,
    /// A session names a contract or an account that does not exist.
    #[error("a session refers to something that does not exist")]
    DanglingSession,
    /// This node's clock and the database's are far apart.
    #[error("the clocks of this node and of the database are {milliseconds} ms apart")]
    ClocksApart {
        /// How far.
        milliseconds: u64,
    },
    /// The database took no write.
    #[error("the database takes no writes")]
    NoWrites(#[source] Arc<Cause>),
    /// The database did not answer in time.
    #[error("the database did not answer in time")]
    NoAnswer,
    /// The old backend of a contract does not answer.
    #[error("the old backend did not answer")]
    OldBackend,
    /// The keys of an old backend's tokens cannot be had.
    #[error("tokens of an old backend cannot be verified")]
    LegacyKeys(#[source] NoKeys),
    /// The schema lacks migrations that this version needs.
    #[error("the schema is not current")]
    SchemaOutdated,
}

impl From<StoreError> for ServiceError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::Unavailable(error.into()),
            StoreError::Conflict(_)
            | StoreError::Corrupt { .. }
            | StoreError::Refused(_)
            | StoreError::NewerSchema { .. } => Self::Internal(error.into()),
        }
    }
}

/// Lets `?` turn a failed query into the error of a use case, by way of its `Service` variant.
macro_rules! from_store_error {
    ($($error:ty),+ $(,)?) => {
        $(impl From<$crate::store::StoreError> for $error {
            fn from(error: $crate::store::StoreError) -> Self {
                Self::Service(error.into())
            }
        })+
    };
}

/// Does the same for the error of a use case that gives an account its names, which another account may have.
macro_rules! from_naming_error {
    ($($error:ty),+ $(,)?) => {
        $(impl From<$crate::store::StoreError> for $error {
            fn from(error: $crate::store::StoreError) -> Self {
                use $crate::store::{Conflict, StoreError};
                match error {
                    StoreError::Conflict(Conflict::Username) => Self::UsernameTaken,
                    StoreError::Conflict(Conflict::Email) => Self::EmailTaken,
                    StoreError::Conflict(Conflict::Other)
                    | StoreError::Unavailable(_)
                    | StoreError::Corrupt { .. }
                    | StoreError::Refused(_)
                    | StoreError::NewerSchema { .. } => Self::Service(error.into()),
                }
            }
        })+
    };
}

pub(super) use {from_naming_error, from_store_error};
