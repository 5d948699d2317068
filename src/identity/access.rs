//! Who is calling, where a bearer token or an API key will do.

use super::{Error, Identity};
use crate::model::{Permissions, PlainToken, Session, User, UserId};

/// What a request carried.
#[derive(Debug, Default)]
pub struct Credential {
    /// Its bearer token.
    pub token: Option<PlainToken>,
    /// Its API key.
    pub api_key: Option<PlainToken>,
}

/// A caller whose credentials are good.
#[derive(Debug)]
pub struct Access {
    /// Who it is.
    pub user: UserId,
    /// The session of the bearer token, if one was sent.
    pub session: Option<Session>,
    limits: Option<Permissions>,
}

impl Access {
    /// Checks that an API key, if one was sent, permits this. A bearer token alone is not limited.
    ///
    /// # Errors
    /// [`Error::PermissionDenied`].
    pub fn require(&self, needed: Permissions) -> Result<(), Error> {
        match self.limits {
            Some(limits) if !limits.contains(needed) => Err(Error::PermissionDenied),
            Some(_) | None => Ok(()),
        }
    }
}

impl Identity {
    /// Verifies what a request carried. Where both are sent, both must be good - a bad credential is never ignored
    /// because a good one stands beside it - and the caller is the token's user, within the key's limits.
    ///
    /// # Errors
    /// [`Error::TokenMissing`] when there is neither; [`Error::TokenInvalid`]; [`Error::ApiKeyInvalid`].
    pub async fn access(&self, credential: &Credential) -> Result<Access, Error> {
        let session = match &credential.token {
            Some(token) => Some(self.verify::<User>(token).await?),
            None => None,
        };
        let key = match &credential.api_key {
            Some(key) => Some(self.verify_api_key(key).await?),
            None => None,
        };
        let limits = key.as_ref().map(|key| key.permissions);
        match (session, key) {
            (Some(session), _) => Ok(Access {
                user: UserId(session.account.id),
                session: Some(session),
                limits,
            }),
            (None, Some(key)) => Ok(Access {
                user: key.owner,
                session: None,
                limits,
            }),
            (None, None) => Err(Error::TokenMissing),
        }
    }

    /// Ends the caller's session. A caller with only an API key has none, and that is as good as ended.
    ///
    /// # Errors
    /// As [`Identity::log_out`].
    pub async fn end_access(&self, access: &Access) -> Result<(), Error> {
        match &access.session {
            Some(session) => self.log_out(session).await,
            None => Ok(()),
        }
    }
}
