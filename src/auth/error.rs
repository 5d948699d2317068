//! Everything that can go wrong, as meanings.

use std::time::Duration;

use super::tokens::Unreadable;
use crate::model::KeyId;
use crate::store::StoreError;

/// Why a use case failed. Each contract says it in its own words and status, in its `error.rs`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Unknown name, wrong password, or an account without a password: deliberately one meaning, so that nobody can
    /// find out who has an account.
    #[error("name and password do not belong together")]
    BadCredentials,
    /// The password was right, but the account is disabled.
    #[error("the account is disabled")]
    AccountDisabled,
    /// The password was right, and a one-time password is needed as well.
    #[error("a one-time password is required")]
    OneTimePasswordRequired,
    /// The one-time password was wrong.
    #[error("the one-time password is wrong")]
    OneTimePasswordInvalid,
    /// No bearer token was sent.
    #[error("no token was sent")]
    TokenMissing,
    /// The bearer token is malformed, forged, expired, of the other realm, or its session is over.
    #[error("the token is not valid")]
    TokenInvalid,
    /// The token was good once, but its session is over or it was exchanged for another one before.
    #[error("the token cannot be refreshed any more")]
    RefreshRefused,
    /// No API key was sent where one is needed.
    #[error("no API key was sent")]
    ApiKeyMissing,
    /// The API key is unknown, expired or revoked, or its owner is disabled.
    #[error("the API key is not valid")]
    ApiKeyInvalid,
    /// The API key lacks the permission bit.
    #[error("the API key does not permit this")]
    PermissionDenied,
    /// A user may keep no more settings than they would have after this change.
    #[error("too many settings")]
    TooManySettings,
    /// Too many failures lately; the same call may be tried again after this time.
    #[error("too many attempts")]
    TooManyAttempts {
        /// How long to wait.
        retry_after: Duration,
    },
    /// The service cannot do this at the moment: the database is away, or too many logins wait.
    #[error("not available at the moment")]
    Unavailable(#[source] Problem),
    /// A defect or a broken installation; the chain of sources says which.
    #[error("internal error")]
    Internal(#[source] Problem),
}

/// What lies behind an [`Error::Unavailable`] or [`Error::Internal`]: for the log, never for a client.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// A query failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// More logins wait for a hashing thread than are allowed to.
    #[error("too many passwords are waiting to be hashed")]
    HashingQueueFull,
    /// A hashing thread went away.
    #[error("the hashing threads are gone")]
    HashingStopped,
    /// bcrypt refused its input.
    #[error("a password could not be hashed")]
    Hashing(#[source] bcrypt::BcryptError),
    /// Signing a token failed.
    #[error("a token could not be signed")]
    Signing(#[source] jsonwebtoken::errors::Error),
    /// The database holds no signing key.
    #[error("there is no signing key")]
    NoSigningKey,
    /// A signing key cannot be decrypted, or is damaged.
    #[error("signing key {key} cannot be read: {why}")]
    KeyUnreadable {
        /// Which one.
        key: KeyId,
        /// What is the matter.
        why: Unreadable,
    },
    /// Making or encrypting a signing key failed.
    #[error("a signing key could not be made")]
    KeyNotMade,
    /// The operator brings the signing key, so none is made here.
    #[error("the signing key is a secret that is brought from outside: replace it there")]
    SecretIsBrought,
    /// A session names a contract or an account that does not exist.
    #[error("a session refers to something that does not exist")]
    DanglingSession,
    /// The schema lacks steps that this version needs.
    #[error("the schema is not current")]
    SchemaBehind,
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(_) => Self::Unavailable(error.into()),
            StoreError::Conflict(_) | StoreError::Corrupt { .. } | StoreError::Refused(_) => {
                Self::Internal(error.into())
            }
        }
    }
}
