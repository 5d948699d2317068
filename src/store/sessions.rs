//! Sessions. Every decision about a session that others may change at the same time is one conditional UPDATE.

use std::time::Duration;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::entity::session::{ActiveModel, Column, Entity, Model};
use super::login::set;
use super::{Store, StoreError};
use crate::model::{AccountRef, EndReason, NewSession, Population, Session, SessionId, Timestamp, TokenId};

/// One entry of `spent_tokens`: 32 hexadecimal digits, `@`, 13 digits of milliseconds, `,`. The newest comes first.
const SPENT_ENTRY: i32 = 32 + 1 + 13 + 1;
/// How many spent tokens are remembered. They matter for seconds only; nobody refreshes more often in that time.
const SPENT_KEPT: i32 = 8;

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
    pub async fn session(&self, id: SessionId) -> Result<Option<Session>, StoreError> {
        Entity::find_by_id(id.0)
            .one(&self.reader)
            .await?
            .map(session)
            .transpose()
    }

    /// Replaces the session's current token id by `next`, if it still is `presented` and the session is open.
    /// Of two refreshes that race with one token, and of a refresh that races a logout, one statement decides.
    ///
    /// # Errors
    /// As every query.
    pub async fn rotate_token(
        &self,
        id: SessionId,
        presented: TokenId,
        next: TokenId,
        now: Timestamp,
    ) -> Result<Refreshed, StoreError> {
        let spent = format!("{presented}@{:013},", now.millis());
        let remembered = Expr::val(spent).binary(
            sea_orm::sea_query::BinOper::Custom("||"),
            Expr::col(Column::SpentTokens),
        );
        let update = Entity::update_many()
            .col_expr(Column::TokenId, Expr::value(next.0))
            .col_expr(Column::SeenAt, Expr::value(now.millis()))
            .col_expr(
                Column::SpentTokens,
                sea_orm::sea_query::Func::cust("substr")
                    .arg(remembered)
                    .arg(Expr::cust("1"))
                    .arg(Expr::cust((SPENT_ENTRY * SPENT_KEPT).to_string()))
                    .into(),
            )
            .filter(Column::Id.eq(id.0))
            .filter(Column::TokenId.eq(presented.0))
            .filter(open_at(now));
        let changed = update.exec(&self.writer).await?.rows_affected;
        Ok(if changed == 1 {
            Refreshed::Rotated
        } else {
            Refreshed::TooLate
        })
    }

    /// Ends the session because `stale`, a token spent before, was presented for a refresh; not if `stale` is the
    /// current token after all. Returns whether it was open.
    ///
    /// # Errors
    /// As every query.
    pub async fn end_for_reuse(&self, id: SessionId, stale: TokenId, now: Timestamp) -> Result<bool, StoreError> {
        let which = open_at(now).add(Column::Id.eq(id.0)).add(Column::TokenId.ne(stale.0));
        Ok(end(&self.writer, which, EndReason::TokenReuse, now).await? == 1)
    }

    /// Ends one session of this account. Returns whether it was open.
    ///
    /// # Errors
    /// As every query.
    pub async fn end_session(
        &self,
        account: AccountRef,
        id: SessionId,
        why: EndReason,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let which = of_account(account).add(open_at(now)).add(Column::Id.eq(id.0));
        Ok(end(&self.writer, which, why, now).await? == 1)
    }

    /// Ends all open sessions of this account. Returns how many there were.
    ///
    /// # Errors
    /// As every query.
    pub async fn end_all_sessions(
        &self,
        account: AccountRef,
        why: EndReason,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        end(&self.writer, of_account(account).add(open_at(now)), why, now).await
    }

    /// Ends all open sessions of this account but one. Returns how many there were.
    ///
    /// # Errors
    /// As every query.
    pub async fn end_other_sessions(
        &self,
        account: AccountRef,
        kept: SessionId,
        why: EndReason,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        end_other_sessions_of(&self.writer, account, kept, why, now).await
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

    /// Notes that the session was used, unless that was noted less than `every` ago.
    ///
    /// # Errors
    /// As every query.
    pub async fn touch_session(&self, id: SessionId, now: Timestamp, every: Duration) -> Result<(), StoreError> {
        Entity::update_many()
            .col_expr(Column::SeenAt, Expr::value(now.millis()))
            .filter(Column::Id.eq(id.0))
            .filter(Column::SeenAt.lte(now.minus(every).millis()))
            .exec(&self.writer)
            .await?;
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
            .limit(batch)
            .into_tuple()
            .all(&self.reader)
            .await?;
        if old.is_empty() {
            return Ok(0);
        }
        Ok(Entity::delete_many()
            .filter(Column::Id.is_in(old))
            .exec(&self.writer)
            .await?
            .rows_affected)
    }
}

/// Ends, within a login's transaction, what this device had open before under the same contract.
pub(super) async fn end_device_sessions<C: ConnectionTrait>(
    connection: &C,
    new: &NewSession,
    device: &str,
) -> Result<(), StoreError> {
    let which = of_account(new.account)
        .add(open_at(new.created_at))
        .add(Column::Contract.eq(new.contract))
        .add(Column::Device.eq(device));
    end(connection, which, EndReason::Replaced, new.created_at).await?;
    Ok(())
}

/// Ends, within a login's transaction, the oldest sessions of the account, so that there is room for one more.
pub(super) async fn end_oldest_sessions<C: ConnectionTrait>(
    connection: &C,
    account: AccountRef,
    most: u64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let too_old = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(of_account(account))
        .filter(open_at(now))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .offset(most.saturating_sub(1))
        // SQLite takes no offset without a limit.
        .limit(i64::MAX as u64)
        .into_query();
    let which = Condition::all().add(Column::Id.in_subquery(too_old));
    end(connection, which, EndReason::TooMany, now).await?;
    Ok(())
}

/// Ends, within another transaction, all that an account has open.
pub(super) async fn end_sessions_of<C: ConnectionTrait>(
    connection: &C,
    account: AccountRef,
    why: EndReason,
    now: Timestamp,
) -> Result<(), StoreError> {
    end(connection, of_account(account).add(open_at(now)), why, now).await?;
    Ok(())
}

/// Ends, within another transaction too, all that an account has open but one session.
pub(super) async fn end_other_sessions_of<C: ConnectionTrait>(
    connection: &C,
    account: AccountRef,
    kept: SessionId,
    why: EndReason,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let which = of_account(account).add(open_at(now)).add(Column::Id.ne(kept.0));
    end(connection, which, why, now).await
}

/// Keeps, within another transaction, a session from ending before that one is through. Returns whether it is open.
pub(super) async fn hold_open<C: ConnectionTrait>(
    connection: &C,
    account: AccountRef,
    id: SessionId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let held = Entity::update_many()
        .col_expr(Column::SeenAt, Expr::value(now.millis()))
        .filter(of_account(account).add(open_at(now)).add(Column::Id.eq(id.0)))
        .exec(connection)
        .await?;
    Ok(held.rows_affected == 1)
}

async fn end<C: ConnectionTrait>(
    connection: &C,
    which: Condition,
    why: EndReason,
    now: Timestamp,
) -> Result<u64, StoreError> {
    let ended = Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now.millis()))
        .col_expr(Column::EndedReason, Expr::value(why.as_str()))
        .filter(which)
        .exec(connection)
        .await?;
    Ok(ended.rows_affected)
}

fn open_at(now: Timestamp) -> Condition {
    Condition::all()
        .add(Column::EndedAt.is_null())
        .add(Column::ExpiresAt.gt(now.millis()))
}

fn of_account(account: AccountRef) -> Condition {
    Condition::all()
        .add(Column::Population.eq(account.population.as_str()))
        .add(Column::AccountId.eq(account.id))
}

/// The row of a new session.
pub(super) fn session_row(new: &NewSession, address: String) -> ActiveModel {
    ActiveModel {
        id: set(new.id.0),
        population: set(new.account.population.as_str().to_owned()),
        account_id: set(new.account.id),
        contract: set(new.contract.to_owned()),
        device: set(new.device.clone()),
        address: set(address),
        user_agent: set(new.origin.user_agent.clone()),
        created_at: set(new.created_at.millis()),
        seen_at: set(new.created_at.millis()),
        expires_at: set(new.expires_at.millis()),
        ended_at: set(None),
        ended_reason: set(None),
        token_id: set(new.token_id.0),
        spent_tokens: set(String::new()),
    }
}

fn session(row: Model) -> Result<Session, StoreError> {
    let population = Population::from_stored(&row.population).ok_or(StoreError::Corrupt {
        column: "sessions.population",
    })?;
    Ok(Session {
        id: SessionId(row.id),
        account: AccountRef {
            population,
            id: row.account_id,
        },
        contract: row.contract,
        device: row.device,
        address: row.address,
        user_agent: row.user_agent,
        created_at: Timestamp::from_millis(row.created_at),
        seen_at: Timestamp::from_millis(row.seen_at),
        expires_at: Timestamp::from_millis(row.expires_at),
        ended_at: row.ended_at.map(Timestamp::from_millis),
        token_id: TokenId(row.token_id),
        spent: row.spent_tokens.split_terminator(',').filter_map(spent_entry).collect(),
    })
}

fn spent_entry(entry: &str) -> Option<(TokenId, Timestamp)> {
    let (token, at) = entry.split_once('@')?;
    Some((
        TokenId(Uuid::try_parse(token).ok()?),
        Timestamp::from_millis(at.parse().ok()?),
    ))
}
