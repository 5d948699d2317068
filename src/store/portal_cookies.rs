//! Portal cookies: each stands for one session and is worth nothing without it.

use sea_orm::EntityTrait;

use super::entity::portal_cookie::{ActiveModel, Entity};
use super::login::set;
use super::{Store, StoreError};
use crate::model::{HashedToken, Session, SessionId, Timestamp};

impl Store {
    /// Remembers a new cookie of this session.
    ///
    /// # Errors
    /// As every query.
    pub async fn add_portal_cookie(
        &self,
        cookie: &HashedToken,
        session: SessionId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let row = ActiveModel {
            token_hash: set(cookie.bytes().to_vec()),
            session_id: set(session.0),
            created_at: set(now.millis()),
        };
        Entity::insert(row).exec_without_returning(&self.writer).await?;
        Ok(())
    }

    /// The session that this cookie stands for, open or ended. The lookup is by a hash, so its timing tells nothing
    /// about the cookie.
    ///
    /// # Errors
    /// As every query.
    pub async fn session_of_cookie(&self, cookie: &HashedToken) -> Result<Option<Session>, StoreError> {
        let found = Entity::find_by_id(cookie.bytes().to_vec()).one(&self.reader).await?;
        match found {
            Some(row) => self.session(SessionId(row.session_id)).await,
            None => Ok(None),
        }
    }
}
