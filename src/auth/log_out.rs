//! Logging out.

use super::AuthService;
use super::error::{ServiceError, from_store_error};
use crate::model::{Actor, ClientInfo, Context, EndReason, Session};
use crate::traces::Span;

/// Why a session was not ended by its own token.
#[derive(Debug, thiserror::Error)]
pub enum LogOutError {
    /// It ended after the token was verified.
    #[error("the session is over already")]
    SessionOver,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(LogOutError);

impl AuthService {
    /// Ends a session. Every token and portal cookie of it is worthless from the next request on, on every node.
    ///
    /// # Errors
    /// [`LogOutError`].
    pub async fn log_out(&self, session: &Session, client_info: &ClientInfo) -> Result<(), LogOutError> {
        let context = Context::request(Actor::Account(session.account), client_info);
        let (account, why, now) = (session.account, EndReason::Logout, self.clock.now());
        let span = Span::begin("log_out");
        let ended = self.store.end_session(account, session.id, why, now, &context);
        match span.around(ended).await? {
            true => Ok(()),
            false => Err(LogOutError::SessionOver),
        }
    }

    /// Ends all sessions of the account that this session belongs to, through whichever contract they were opened.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn log_out_everywhere(&self, session: &Session, client_info: &ClientInfo) -> Result<(), ServiceError> {
        let context = Context::request(Actor::Account(session.account), client_info);
        self.end_all_sessions(session, &context).await
    }

    pub(super) async fn end_all_sessions(&self, session: &Session, context: &Context) -> Result<(), ServiceError> {
        self.store
            .end_all_sessions(session.account, session.id, self.clock.now(), context)
            .await?;
        Ok(())
    }
}
