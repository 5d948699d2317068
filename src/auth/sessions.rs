//! Listing and ending sessions, whichever contract they were opened through: one's own, and for operators anybody's.

use super::AuthService;
use super::error::{ServiceError, from_store_error};
use crate::model::{AccountRef, Actor, ClientInfo, Context, EndReason, Session, SessionId};

/// Why a session was not ended.
#[derive(Debug, thiserror::Error)]
pub enum EndSessionError {
    /// The account has no such open session.
    #[error("there is no such session")]
    NoSuchSession,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(EndSessionError);

impl AuthService {
    /// The open sessions of the account that this one belongs to, the newest first, at most 100.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn list_sessions(&self, current: &Session) -> Result<Vec<Session>, ServiceError> {
        Ok(self.store.open_sessions(current.account, self.clock.now()).await?)
    }

    /// Ends a session of the account that `current` belongs to; that may be `current` itself. A session of somebody else
    /// is left as it is.
    ///
    /// # Errors
    /// [`EndSessionError`].
    pub async fn end_session(
        &self,
        current: &Session,
        id: SessionId,
        client_info: &ClientInfo,
    ) -> Result<(), EndSessionError> {
        let context = Context::request(Actor::Account(current.account), client_info);
        match self.end_session_of(current, id, &context).await? {
            true => Ok(()),
            false => Err(EndSessionError::NoSuchSession),
        }
    }

    /// The same. Returns whether there was such a session.
    pub(super) async fn end_session_of(
        &self,
        current: &Session,
        id: SessionId,
        context: &Context,
    ) -> Result<bool, ServiceError> {
        let why = if id == current.id {
            EndReason::Logout
        } else {
            EndReason::EndedByOwner
        };
        let now = self.clock.now();
        let ended = self.store.end_session(current.account, id, why, now, context);
        Ok(ended.await?)
    }

    /// Ends all sessions of the account that `current` belongs to, except `current`.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn end_other_sessions(&self, current: &Session, client_info: &ClientInfo) -> Result<(), ServiceError> {
        let context = Context::request(Actor::Account(current.account), client_info);
        let (why, now) = (EndReason::EndedByOwner, self.clock.now());
        self.store
            .end_other_sessions(current.account, current.id, why, now, &context)
            .await?;
        Ok(())
    }

    /// The open sessions of an account, the newest first, at most 100: for operators.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn sessions_of(&self, account: AccountRef) -> Result<Vec<Session>, ServiceError> {
        Ok(self.store.open_sessions(account, self.clock.now()).await?)
    }

    /// Ends this session of an account, or all of them: for operators. Returns how many were open.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn end_sessions_of(&self, account: AccountRef, id: Option<SessionId>) -> Result<usize, ServiceError> {
        let (why, now, context) = (EndReason::EndedByOperator, self.clock.now(), Context::operator());
        Ok(match id {
            Some(id) => usize::from(self.store.end_session(account, id, why, now, &context).await?),
            None => self.store.end_sessions(account, why, now, &context).await?,
        })
    }
}
