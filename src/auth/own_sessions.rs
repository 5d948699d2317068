//! Seeing and ending one's own sessions, whichever contract they were opened through.

use std::sync::Arc;

use super::{AuthService, Error};
use crate::model::{Actor, ClientInfo, Context, EndReason, PlainToken, Session, SessionId, Subscriber, User};

impl AuthService {
    /// Verifies a token of either kind of account, from whichever contract, and returns its session.
    ///
    /// # Errors
    /// As [`AuthService::verify`].
    pub async fn verify_either(&self, token: &PlainToken) -> Result<Arc<Session>, Error> {
        match self.verify::<User>(token).await {
            // Its signed audience says whose it is, so at most one of the two goes as far as the database.
            Err(Error::TokenInvalid) => Ok(self.verify::<Subscriber>(token).await?.session),
            outcome => Ok(outcome?.session),
        }
    }

    /// The open sessions of the account that this one belongs to, the newest first, at most 100.
    ///
    /// # Errors
    /// As every use case.
    pub async fn own_sessions(&self, current: &Session) -> Result<Vec<Session>, Error> {
        Ok(self.store.open_sessions(current.account, self.clock.now()).await?)
    }

    /// Ends a session of the account that `current` belongs to; `current` itself may be it. Returns whether there was
    /// such a session: one of somebody else's is left as it is.
    ///
    /// # Errors
    /// As every use case.
    pub async fn end_own_session(
        &self,
        current: &Session,
        id: SessionId,
        client_info: &ClientInfo,
    ) -> Result<bool, Error> {
        let context = Context::request(Actor::Account(current.account), client_info);
        self.end_one_of(current, id, &context).await
    }

    pub(super) async fn end_one_of(&self, current: &Session, id: SessionId, context: &Context) -> Result<bool, Error> {
        let why = if id == current.id {
            EndReason::Logout
        } else {
            EndReason::EndedByOwner
        };
        let now = self.clock.now();
        let ended = self.store.end_session(current.account, id, why, now, context);
        Ok(ended.await?)
    }

    /// Ends all sessions of the account that `current` belongs to, but `current`.
    ///
    /// # Errors
    /// As every use case.
    pub async fn end_other_sessions(&self, current: &Session, client_info: &ClientInfo) -> Result<(), Error> {
        let context = Context::request(Actor::Account(current.account), client_info);
        let (why, now) = (EndReason::EndedByOwner, self.clock.now());
        self.store
            .end_other_sessions(current.account, current.id, why, now, &context)
            .await?;
        Ok(())
    }
}
