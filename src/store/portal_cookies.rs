//! Portal cookies: each stands for one session and is worth nothing without it.

use std::sync::Arc;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::columns::set;
use super::entity::portal_cookie::{ActiveModel, Column, Entity};
use super::error::StoreError;
use super::handle::Store;
use crate::model::{HashedToken, Session, SessionId, Timestamp};

/// How many cookies a session has at most: enough for a few web views of one device.
const MOST_COOKIES: u64 = 5;

impl Store {
    /// Adds a cookie to this session, and deletes all but its newest few.
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
        let transaction = self.begin().await?;
        transaction.execute(&Entity::insert(row).into_query()).await?;
        // Of those made at the same moment, the new one stays.
        let newest = Entity::find()
            .select_only()
            .column(Column::TokenHash)
            .filter(Column::SessionId.eq(session.0))
            .filter(Column::TokenHash.ne(cookie.bytes().to_vec()))
            .order_by_desc(Column::CreatedAt)
            .order_by_desc(Column::TokenHash)
            .limit(MOST_COOKIES - 1);
        let delete = Entity::delete_many()
            .filter(Column::SessionId.eq(session.0))
            .filter(Column::TokenHash.ne(cookie.bytes().to_vec()))
            .filter(Column::TokenHash.not_in_subquery(newest.into_query()));
        transaction.execute(&delete.into_query()).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// The session that this cookie stands for, open or ended. The lookup is by a hash, so its timing tells nothing
    /// about the cookie.
    ///
    /// # Errors
    /// As every query.
    pub async fn session_of_cookie(&self, cookie: &HashedToken) -> Result<Option<Arc<Session>>, StoreError> {
        let found = Entity::find_by_id(cookie.bytes().to_vec()).one(&self.reader).await?;
        match found {
            Some(row) => self.session(SessionId(row.session_id)).await,
            None => Ok(None),
        }
    }
}
