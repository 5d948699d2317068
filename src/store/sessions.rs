//! Sessions. Every decision about a session that others may change at the same time is one conditional UPDATE.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::audit::record;
use super::entity::session::{Column, Entity};
use super::error::StoreError;
use super::handle::Store;
use super::rows::session::{session, spent_tokens};
use super::sqlite::entry::Key;
use super::write_behind::queue::{LastUse, UsedRow};
use crate::model::{AccountRef, Action, Context, Session, SessionId, Subject, Timestamp, TokenRotation};

/// A session that ends within this time is written at once. Much longer than write-behind takes.
const ABOUT_TO_END: Duration = Duration::from_secs(60);

/// What became of an attempt to exchange a token for the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refreshed {
    /// This attempt took the token: the new token id is in force.
    Rotated,
    /// The token was not the session's current one any more, or the session is over.
    TooLate,
}

impl Store {
    /// Finds a session, open or ended.
    ///
    /// # Errors
    /// As every query.
    pub async fn session(&self, id: SessionId) -> Result<Option<Arc<Session>>, StoreError> {
        let read = async || {
            let row = Entity::find_by_id(id.0).one(&self.reader).await?;
            row.map(|row| session(row).map(Arc::new)).transpose()
        };
        self.find_or_read(Key::Session(id), read).await
    }

    /// Replaces the session's current token id, if it still is the one that was presented and the session is open. Of
    /// two refreshes that race with one token, and of a refresh that races a logout, one statement decides. That it names
    /// the presented token also makes sure that the spent ones are those of before: they change with it only.
    ///
    /// # Errors
    /// As every query.
    pub async fn rotate_token(
        &self,
        account: AccountRef,
        id: SessionId,
        rotation: &TokenRotation,
        context: &Context,
    ) -> Result<Refreshed, StoreError> {
        let now = rotation.now;
        let update = Entity::update_many()
            .col_expr(Column::TokenId, Expr::value(rotation.next.0))
            .col_expr(Column::SeenAt, Expr::value(now.millis()))
            .col_expr(Column::IdleUntil, Expr::value(rotation.idle_until.millis()))
            .col_expr(Column::SpentTokens, Expr::value(spent_tokens(&rotation.spent)))
            .filter(of_account(account))
            .filter(Column::Id.eq(id.0))
            .filter(Column::TokenId.eq(rotation.presented.0))
            .filter(open_at(now));
        let transaction = self.begin().await?;
        if transaction.execute(&update.into_query()).await? != 1 {
            transaction.rollback().await?;
            return Ok(Refreshed::TooLate);
        }
        let event = context.event(Action::TokenRefreshed, now).of(account);
        record(&transaction, &event.about(Subject::Session(id))).await?;
        transaction.commit().await?;
        Ok(Refreshed::Rotated)
    }

    /// The open sessions of this account, the newest first, at most 100.
    ///
    /// # Errors
    /// As every query.
    pub async fn open_sessions(&self, account: AccountRef, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let which = of_account(account).add(open_at(now));
        let found = Entity::find()
            .filter(which)
            .order_by_desc(Column::CreatedAt)
            .limit(100)
            .all(&self.reader)
            .await?;
        found.into_iter().map(session).collect()
    }

    /// Notes that the session was used, unless that was noted less than `every` ago. It then ends at `idle_until`
    /// unless it is used again. Write-behind does that, except where the session is about to end: its next
    /// request could come before the write, and find it over.
    ///
    /// # Errors
    /// As every query, for a session that is about to end.
    pub async fn touch_session(
        &self,
        session: &Session,
        now: Timestamp,
        every: Duration,
        idle_until: Timestamp,
    ) -> Result<(), StoreError> {
        let (what, new) = (
            UsedRow::Session(session.id),
            LastUse {
                at: now,
                every,
                idle_until: Some(idle_until),
            },
        );
        if session.idle_until <= now.plus(ABOUT_TO_END) {
            Box::pin(self.writer.execute(&new.statement(what))).await?;
        } else {
            self.note(what, new);
        }
        Ok(())
    }

    /// Notes that something of the session was refused because it was too late at this moment.
    ///
    /// # Errors
    /// As every query.
    pub async fn note_refusal(&self, id: SessionId, now: Timestamp) -> Result<(), StoreError> {
        let update = Entity::update_many()
            .col_expr(Column::RefusedAt, Expr::value(now.millis()))
            .filter(Column::Id.eq(id.0))
            .filter(Column::RefusedAt.lt(now.millis()));
        self.writer.execute(&update.into_query()).await?;
        Ok(())
    }

    /// Deletes at most `batch` sessions that expired before this moment. Returns how many it deleted.
    ///
    /// # Errors
    /// As every query.
    pub async fn delete_expired_sessions(&self, before: Timestamp, batch: u64) -> Result<u64, StoreError> {
        let old: Vec<Uuid> = Entity::find()
            .select_only()
            .column(Column::Id)
            .filter(Column::ExpiresAt.lt(before.millis()))
            // Without an order, PostgreSQL may read the whole table to find the last few.
            .order_by_asc(Column::ExpiresAt)
            .limit(batch)
            .into_tuple()
            .all(&self.reader)
            .await?;
        if old.is_empty() {
            return Ok(0);
        }
        let delete = Entity::delete_many().filter(Column::Id.is_in(old));
        self.writer.execute(&delete.into_query()).await
    }
}

/// Open at this moment, and not found to be over at a later one by a clock that was stepped back since.
pub(super) fn open_at(now: Timestamp) -> Condition {
    Condition::all()
        .add(Column::EndedAt.is_null())
        .add(Column::ExpiresAt.gt(now.millis()))
        .add(Column::IdleUntil.gt(now.millis()))
        .add(Expr::col(Column::ExpiresAt).gt(Expr::col(Column::RefusedAt)))
        .add(Expr::col(Column::IdleUntil).gt(Expr::col(Column::RefusedAt)))
}

/// Of this account.
pub(super) fn of_account(account: AccountRef) -> Condition {
    Condition::all()
        .add(Column::Population.eq(account.realm.as_str()))
        .add(Column::AccountId.eq(account.id))
}
