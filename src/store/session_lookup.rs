//! Looks up a session together with its account. On PostgreSQL one statement reads both, and those of all lookups that
//! wait together.

use std::sync::Arc;

use sea_orm::{ConnectionTrait, DbBackend};

use super::cache::Findable;
use super::error::StoreError;
use super::handle::Store;
use super::lookup::Lookup;
use super::patience;
use super::pool::late;
use super::session_with_account::WithAccount;
use crate::model::{SessionId, Subscriber, User};

impl Store {
    /// Finds a session, open or ended, with the user it belongs to. It may come alone where a second lookup costs little,
    /// or the session is a subscriber's.
    ///
    /// # Errors
    /// As every query.
    pub async fn session_of_user(&self, id: SessionId) -> Result<Option<WithAccount<User>>, StoreError> {
        if self.is_remote() {
            return self.in_time(self.users_sessions.find(id)).await;
        }
        self.inline_session(id).await
    }

    /// Finds a session, open or ended, with the subscriber it belongs to, as [`Store::session_of_user`] does.
    ///
    /// # Errors
    /// As every query.
    pub async fn session_of_subscriber(&self, id: SessionId) -> Result<Option<WithAccount<Subscriber>>, StoreError> {
        if self.is_remote() {
            return self.in_time(self.subscribers_sessions.find(id)).await;
        }
        self.inline_session(id).await
    }

    /// Waits for a statement that others have asked for, and for one of its own.
    async fn in_time<T>(&self, found: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        let found = patience::wait(self.reader.time(), found).await;
        found.unwrap_or_else(|_| Err(late().into()))
    }

    /// Whether each statement is a round trip over the network.
    fn is_remote(&self) -> bool {
        self.reader.get_database_backend() == DbBackend::Postgres
    }

    async fn inline_session<A>(&self, id: SessionId) -> Result<Option<WithAccount<A>>, StoreError>
    where
        Arc<A>: Findable,
    {
        match self.find_session(id) {
            Lookup::Hit(found) => Ok(Some(found)),
            Lookup::Missing => Ok(None),
            Lookup::AskPool => Ok(self.session(id).await?.map(|session| (session, None))),
        }
    }
}
