//! Who is calling, where a bearer token or an API key will do.

use std::sync::Arc;

use super::api_keys::ApiKeyError;
use super::error::ServiceError;
use super::log_out::LogOutError;
use super::verify::VerifyError;
use super::{AuthService, Caller};
use crate::model::{Actor, ApiKey, ApiKeyId, ClientInfo, Context, Permissions, PlainToken, User, UserId};

/// The credentials of a request.
#[derive(Debug)]
pub enum Credential {
    /// A bearer token.
    Token(PlainToken),
    /// An API key.
    ApiKey(PlainToken),
    /// Both.
    Both {
        /// The bearer token.
        token: PlainToken,
        /// The API key.
        api_key: PlainToken,
    },
}

/// A caller whose credentials are valid.
#[derive(Debug)]
pub struct Access {
    /// Who it is.
    pub user: UserId,
    /// The session of the bearer token, if one was sent.
    pub session: Option<Caller<User>>,
    key: Option<Arc<ApiKey>>,
    /// The user, where it was read with the credentials.
    pub(super) owner: Option<Arc<User>>,
    /// Who the audit log names: the owner of the token; without one, the API key.
    actor: Actor,
    client_info: ClientInfo,
}

/// Why credentials were not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// As [`VerifyError::TokenInvalid`].
    #[error("the token is not valid")]
    TokenInvalid,
    /// As [`ApiKeyError::Invalid`].
    #[error("the API key is not valid")]
    ApiKeyInvalid,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<VerifyError> for AccessError {
    fn from(error: VerifyError) -> Self {
        match error {
            VerifyError::TokenInvalid => Self::TokenInvalid,
            VerifyError::Service(error) => Self::Service(error),
        }
    }
}

impl From<ApiKeyError> for AccessError {
    fn from(error: ApiKeyError) -> Self {
        match error {
            ApiKeyError::Invalid => Self::ApiKeyInvalid,
            ApiKeyError::Service(error) => Self::Service(error),
        }
    }
}

impl Access {
    fn of_session(session: Caller<User>, key: Option<Arc<ApiKey>>, client_info: &ClientInfo) -> Self {
        Self {
            user: UserId(session.account.id),
            key,
            owner: Some(session.owner.clone()),
            actor: Actor::Account(session.account),
            session: Some(session),
            client_info: client_info.clone(),
        }
    }
}

impl Access {
    /// What the API key may do, if one was sent.
    pub(super) fn key_permissions(&self) -> Option<Permissions> {
        self.key.as_ref().map(|key| key.permissions)
    }

    /// The API key, if one was sent.
    pub(super) fn key_id(&self) -> Option<ApiKeyId> {
        self.key.as_ref().map(|key| key.id)
    }

    /// What the events of the request have in common.
    pub(super) fn context(&self) -> Context {
        Context::request(self.actor, &self.client_info)
    }
}

impl AuthService {
    /// Verifies the credentials of a request. Where both are sent, both must be valid, as a bad credential is never
    /// ignored because a good one stands beside it. The caller is then the token's user, within the key's permissions.
    ///
    /// # Errors
    /// [`AccessError`].
    pub async fn access(&self, credential: &Credential, client_info: &ClientInfo) -> Result<Access, AccessError> {
        match credential {
            Credential::Token(token) => {
                let session = self.verify(token, client_info).await?;
                Ok(Access::of_session(session, None, client_info))
            }
            Credential::ApiKey(key) => {
                let found = self.find_api_key(key, client_info).await?;
                Ok(Access {
                    user: found.key.owner,
                    session: None,
                    owner: found.owner,
                    actor: Actor::ApiKey(found.key.id),
                    key: Some(found.key),
                    client_info: client_info.clone(),
                })
            }
            Credential::Both { token, api_key } => {
                let session = self.verify(token, client_info).await?;
                let found = self.find_api_key(api_key, client_info).await?;
                Ok(Access::of_session(session, Some(found.key), client_info))
            }
        }
    }

    /// Whether the API key, if one was sent, permits this. Writes to the audit log where it does not. A bearer token
    /// alone is not limited.
    pub(super) async fn permits(&self, access: &Access, needed: Permissions) -> bool {
        let Some(key) = access.key.as_ref().filter(|key| !key.permissions.contains(needed)) else {
            return true;
        };
        let context = Context::request(access.actor, &access.client_info);
        self.audit_missing_permission(access.user, key.id, needed, &context)
            .await;
        false
    }

    /// Ends the caller's session. A caller with only an API key has none, and that counts as ended.
    ///
    /// # Errors
    /// [`LogOutError`].
    pub async fn end_access(&self, access: &Access) -> Result<(), LogOutError> {
        match &access.session {
            Some(session) => self.log_out(session, &access.client_info).await,
            None => Ok(()),
        }
    }
}
