//! What is written to both tables of accounts alike: their columns for logging in have the same names.

use sea_orm::sea_query::{Expr, ExprTrait, Query, UpdateStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};

use super::sessions::end_sessions_of;
use super::{Store, StoreError};
use crate::model::{AccountRef, EndReason, FoldedName, PasswordHash, Population, Timestamp};

/// A column that operators set.
#[derive(Debug, Clone, Copy)]
pub(super) enum Column {
    Status,
    PasswordHash,
}

impl Store {
    /// Sets a column of an account by username; with a reason, its sessions end in the same transaction. Returns the
    /// account's number, `None` when there is no such account.
    pub(super) async fn change_account(
        &self,
        (population, username): (Population, &FoldedName),
        (column, value): (Column, &str),
        end: Option<EndReason>,
        now: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        let column = match column {
            Column::Status => "status",
            Column::PasswordHash => "password_hash",
        };
        let mut update = update(population);
        update
            .value(column, value)
            .value("updated_at", now.millis())
            .and_where(Expr::col("username_folded").eq(username.as_str()))
            .returning_col("id");
        let transaction = self.begin().await?;
        let Some(row) = transaction.query_one(&update).await? else {
            transaction.rollback().await?;
            return Ok(None);
        };
        let id = row.try_get("", "id")?;
        if let Some(why) = end {
            end_sessions_of(&transaction, AccountRef { population, id }, why, now).await?;
        }
        transaction.commit().await?;
        Ok(Some(id))
    }

    /// How many accounts, of all populations, have no password.
    ///
    /// # Errors
    /// As every query.
    pub async fn count_without_password(&self) -> Result<u64, StoreError> {
        use super::entity::{subscriber, user};
        let users = user::Entity::find().filter(user::Column::PasswordHash.is_null());
        let subscribers = subscriber::Entity::find().filter(subscriber::Column::PasswordHash.is_null());
        Ok(users.count(&self.reader).await? + subscribers.count(&self.reader).await?)
    }

    /// Replaces a hash that was just verified by a newer one of the same password, unless the password was changed
    /// meanwhile.
    ///
    /// # Errors
    /// As every query.
    pub async fn renew_hash(
        &self,
        account: AccountRef,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<(), StoreError> {
        let mut update = update(account.population);
        update
            .value("password_hash", new.expose())
            .and_where(Expr::col("id").eq(account.id))
            .and_where(Expr::col("password_hash").eq(old.expose()));
        self.writer.execute(&update).await?;
        Ok(())
    }
}

/// Notes a login, if the account is as it was when it was checked. Returns whether it is.
pub(super) async fn stamp_login(
    transaction: &DatabaseTransaction,
    account: AccountRef,
    verified: &PasswordHash,
    address: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut update = update(account.population);
    update
        .value("last_login_at", now.millis())
        .value("last_login_address", address)
        .and_where(Expr::col("id").eq(account.id))
        .and_where(Expr::col("password_hash").eq(verified.expose()))
        // The one status of either population that keeps its owner out.
        .and_where(Expr::col("status").ne("disabled"));
    Ok(transaction.execute(&update).await?.rows_affected() == 1)
}

fn update(population: Population) -> UpdateStatement {
    let table = match population {
        Population::Users => "users",
        Population::Subscribers => "subscribers",
    };
    Query::update().table(table).to_owned()
}
