//! When all sessions of an account were ended last. Sessions that there are do not need it: they end themselves. A token of
//! an old backend that nobody has seen by then has none yet, and must not open one afterwards.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};

use super::error::StoreError;
use super::handle::Store;
use super::write::Write;
use crate::model::{AccountRef, Timestamp};

pub(super) const TABLE: &str = "all_sessions_ended";

impl Store {
    /// When all sessions of this account were ended last; `None` where they never were.
    ///
    /// # Errors
    /// As every query.
    pub async fn all_sessions_ended_at(&self, account: AccountRef) -> Result<Option<Timestamp>, StoreError> {
        let rows = self.query(&select(account)).await?;
        let at = rows.first().map(|row| row.get("at")).transpose()?;
        Ok(at.map(Timestamp::from_millis))
    }
}

/// The same within a transaction.
pub(super) async fn all_ended_at(transaction: &Write, account: AccountRef) -> Result<Option<Timestamp>, StoreError> {
    let row = transaction.query_one(&select(account)).await?;
    let at = row.map(|row| row.get("at")).transpose()?;
    Ok(at.map(Timestamp::from_millis))
}

/// Notes that they are ended, within the transaction that ends them.
pub(super) async fn note_all_ended(transaction: &Write, account: AccountRef, now: Timestamp) -> Result<(), StoreError> {
    let mut known = OnConflict::column("account");
    known
        .update_column("at")
        // Whatever the clock does, what was ended stays ended.
        .action_and_where(Expr::col((TABLE, "at")).lt(now.millis()));
    let mut note = Query::insert();
    note.into_table(TABLE)
        .columns(["account", "at"])
        .values_panic([account.to_string().into(), now.millis().into()])
        .on_conflict(known);
    transaction.execute(&note).await?;
    Ok(())
}

fn select(account: AccountRef) -> sea_orm::sea_query::SelectStatement {
    let mut select = Query::select();
    select
        .column("at")
        .from(TABLE)
        .and_where(Expr::col("account").eq(account.to_string()));
    select
}
