//! Who is calling, where a bearer token or an API key will do.

use std::sync::Arc;

use super::{AuthService, Caller, Error};
use crate::model::{Action, Actor, ApiKey, ClientInfo, Context, Permissions, PlainToken, Subject, User, UserId};

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
    pub session: Option<Caller<User>>,
    key: Option<Arc<ApiKey>>,
    /// The user, where they came along.
    pub(super) owner: Option<Arc<User>>,
    client_info: ClientInfo,
}

impl Access {
    /// Who the record says that it is: the owner of the token; without one, the API key.
    fn actor(&self) -> Actor {
        match (&self.session, &self.key) {
            (Some(session), _) => Actor::Account(session.account),
            (None, Some(key)) => Actor::ApiKey(key.id),
            (None, None) => Actor::Unknown,
        }
    }
}

impl AuthService {
    /// Verifies what a request carried. Where both are sent, both must be good - a bad credential is never ignored
    /// because a good one stands beside it - and the caller is the token's user, within the key's limits.
    ///
    /// # Errors
    /// [`Error::TokenMissing`] when there is neither; [`Error::TokenInvalid`]; [`Error::ApiKeyInvalid`].
    pub async fn access(&self, credential: &Credential, client_info: &ClientInfo) -> Result<Access, Error> {
        let mut session = match &credential.token {
            Some(token) => Some(self.verify::<User>(token).await?),
            None => None,
        };
        let mut key = match &credential.api_key {
            Some(key) => Some(self.known_key(key, client_info).await?),
            None => None,
        };
        let (user, owner) = match (&mut session, &mut key) {
            (Some(session), _) => (UserId(session.account.id), session.owner.take()),
            (None, Some(known)) => (known.key.owner, known.owner.take()),
            (None, None) => return Err(Error::TokenMissing),
        };
        Ok(Access {
            user,
            session,
            key: key.map(|known| known.key),
            owner,
            client_info: client_info.clone(),
        })
    }

    /// Checks that an API key, if one was sent, permits this, and records where it does not. A bearer token alone is
    /// not limited.
    ///
    /// # Errors
    /// [`Error::PermissionDenied`].
    pub(super) async fn require(&self, access: &Access, needed: Permissions) -> Result<(), Error> {
        let Some(key) = access.key.as_ref().filter(|key| !key.permissions.contains(needed)) else {
            return Ok(());
        };
        let context = Context::request(access.actor(), &access.client_info);
        let mut event = context.event(Action::PermissionRefused, self.clock.now());
        event.detail = needed.name();
        self.audit(event.of(access.user.reference()).about(Subject::ApiKey(key.id)))
            .await;
        Err(Error::PermissionDenied)
    }

    /// Ends the caller's session. A caller with only an API key has none, and that is as good as ended.
    ///
    /// # Errors
    /// As [`AuthService::log_out`].
    pub async fn end_access(&self, access: &Access) -> Result<(), Error> {
        match &access.session {
            Some(session) => self.log_out(session, &access.client_info).await,
            None => Ok(()),
        }
    }
}
