//! Logging out.

use super::{Error, Identity};
use crate::model::{EndReason, Session};

impl Identity {
    /// Ends a session. Every token and portal cookie of it is worthless from the next request on, on every node.
    ///
    /// # Errors
    /// [`Error::TokenInvalid`] when it ended in the meantime.
    pub async fn log_out(&self, session: &Session) -> Result<(), Error> {
        let ended = self
            .store
            .end_session(session.account, session.id, EndReason::Logout, self.clock.now())
            .await?;
        if ended { Ok(()) } else { Err(Error::TokenInvalid) }
    }

    /// Ends all sessions of the account that this session belongs to, through whichever contract they were opened.
    ///
    /// # Errors
    /// As every use case.
    pub async fn log_out_everywhere(&self, session: &Session) -> Result<(), Error> {
        self.store
            .end_all_sessions(session.account, EndReason::LogoutAll, self.clock.now())
            .await?;
        Ok(())
    }
}
