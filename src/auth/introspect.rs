//! Tokens in the hands of backend services: token introspection (RFC 7662) and revocation (RFC 7009).

use std::sync::Arc;

use super::AuthService;
use super::account::Account;
use super::api_keys::KEY_PREFIX;
use super::error::ServiceError;
use super::log_out::LogOutError;
use super::session_token::{SessionToken, TokenError};
use super::verify::VerifyError;
use crate::model::{
    AccountRef, Actor, ApiKey, ClientInfo, Context, Permissions, PlainToken, Session, SessionId, Subscriber, Timestamp,
    TokenId, User,
};
use crate::traces::Span;

/// What a valid token stands for. It is the same for all tokens, also for those whose claims a contract prescribes.
#[derive(Debug)]
pub struct Introspection {
    /// Whose it is.
    pub account: AccountRef,
    /// The account's username.
    pub username: String,
    /// The contract that was logged in through.
    pub contract: String,
    /// Its session.
    pub session: SessionId,
    /// The token itself.
    pub token: TokenId,
    /// Who issued it.
    pub issuer: String,
    /// When.
    pub issued_at: Timestamp,
    /// From when on it is valid.
    pub not_before: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Why a token was not introspected.
#[derive(Debug, thiserror::Error)]
pub enum IntrospectError {
    /// The API key lacks [`Permissions::READ`].
    #[error("the API key does not permit this")]
    PermissionDenied,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Why a token was not revoked.
#[derive(Debug, thiserror::Error)]
pub enum RevokeError {
    /// It is an API key: operators revoke those.
    #[error("API keys cannot be revoked here")]
    ApiKey,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl AuthService {
    /// What a bearer token of either realm stands for, asked by a service that holds an API key; `None` for anything
    /// that is not a valid token. It does not count as use of the session: nobody knows what the service asks for.
    ///
    /// # Errors
    /// [`IntrospectError`].
    pub async fn introspect(
        &self,
        client: &ApiKey,
        token: &PlainToken,
        client_info: &ClientInfo,
    ) -> Result<Option<Introspection>, IntrospectError> {
        let span = Span::begin("introspect");
        span.around(self.look_into(client, token, client_info)).await
    }

    async fn look_into(
        &self,
        client: &ApiKey,
        token: &PlainToken,
        client_info: &ClientInfo,
    ) -> Result<Option<Introspection>, IntrospectError> {
        if !client.permissions.contains(Permissions::READ) {
            let context = Context::request(Actor::ApiKey(client.id), client_info);
            self.audit_missing_permission(client.owner, client.id, Permissions::READ, &context)
                .await;
            return Err(IntrospectError::PermissionDenied);
        }
        match self.introspect_in_realm::<User>(token, client_info).await? {
            Some(found) => Ok(Some(found)),
            None => Ok(self.introspect_in_realm::<Subscriber>(token, client_info).await?),
        }
    }

    async fn introspect_in_realm<A: Account>(
        &self,
        token: &PlainToken,
        client_info: &ClientInfo,
    ) -> Result<Option<Introspection>, ServiceError> {
        let token = match self.verify_unused::<A>(token, self.clock.now(), client_info).await {
            Ok(token) => token,
            Err(VerifyError::TokenInvalid) => return Ok(None),
            Err(VerifyError::Service(error)) => return Err(error),
        };
        let account = token.owner;
        Ok(Some(Introspection {
            account: token.session.account,
            username: account.username().to_owned(),
            contract: token.session.contract.clone(),
            session: token.session.id,
            token: token.token_id,
            issuer: self.issuer.as_ref().to_owned(),
            issued_at: token.times.issued,
            not_before: token.times.begins,
            expires_at: token.times.expires,
        }))
    }

    /// Ends the session of a token, which may have expired: its holder wants the session over. Anybody who holds a token
    /// may do so, as with every contract's log-out. A spent token is no proof of that: it is refused as everywhere, and
    /// the answer does not tell. A token that is not ours counts as revoked.
    ///
    /// # Errors
    /// [`RevokeError`].
    pub async fn revoke(&self, token: &PlainToken, client_info: &ClientInfo) -> Result<(), RevokeError> {
        // By its form alone: whether there is such a key must not show.
        if token.expose().starts_with(KEY_PREFIX) {
            return Err(RevokeError::ApiKey);
        }
        let session = match self.session_to_end::<User>(token, client_info).await? {
            Some(session) => Some(session),
            None => self.session_to_end::<Subscriber>(token, client_info).await?,
        };
        let Some(session) = session else {
            return Ok(());
        };
        match self.log_out(&session, client_info).await {
            Ok(()) | Err(LogOutError::SessionOver) => Ok(()),
            Err(LogOutError::Service(error)) => Err(error.into()),
        }
    }

    /// The open session of a token that may end it.
    async fn session_to_end<A: Account>(
        &self,
        token: &PlainToken,
        client_info: &ClientInfo,
    ) -> Result<Option<Arc<Session>>, ServiceError> {
        let now = self.clock.now();
        let token: SessionToken<A> = match self.authenticate_token(token, now, client_info).await {
            Ok(token) => token,
            Err(TokenError::Invalid | TokenError::SessionGone) => return Ok(None),
            Err(TokenError::Service(error)) => return Err(error),
        };
        if self.refuse_if_spent(&token, now, client_info).await? {
            return Ok(None);
        }
        let session = token.session;
        Ok(session.is_live(session.time(now)).then_some(session))
    }
}
