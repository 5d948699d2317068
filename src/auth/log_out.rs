//! Logging out.

use super::{AuthService, Error};
use crate::model::{Actor, ClientInfo, Context, EndReason, Session};

impl AuthService {
    /// Ends a session. Every token and portal cookie of it is worthless from the next request on, on every node.
    ///
    /// # Errors
    /// [`Error::TokenInvalid`] when it ended in the meantime.
    pub async fn log_out(&self, session: &Session, client_info: &ClientInfo) -> Result<(), Error> {
        let context = Context::request(Actor::Account(session.account), client_info);
        let (account, why, now) = (session.account, EndReason::Logout, self.clock.now());
        let ended = self.store.end_session(account, session.id, why, now, &context).await?;
        if ended { Ok(()) } else { Err(Error::TokenInvalid) }
    }

    /// Ends all sessions of the account that this session belongs to, through whichever contract they were opened.
    ///
    /// # Errors
    /// As every use case.
    pub async fn log_out_everywhere(&self, session: &Session, client_info: &ClientInfo) -> Result<(), Error> {
        let context = Context::request(Actor::Account(session.account), client_info);
        self.end_everywhere(session, &context).await
    }

    pub(super) async fn end_everywhere(&self, session: &Session, context: &Context) -> Result<(), Error> {
        self.store
            .end_all_sessions(session.account, session.id, self.clock.now(), context)
            .await?;
        Ok(())
    }
}
