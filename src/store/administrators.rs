//! Keeping an administrator: somebody who is enabled and has the role [`ADMINISTRATOR`].
//!
//! Every transaction that may take one away holds the row of the role first. Of two that would take the last two away,
//! one waits for the other, and then sees that there is only one left.

use sea_orm::ConnectionTrait;
use sea_orm::sea_query::{Expr, ExprTrait, LockType, Order, Query, SelectStatement};

use super::error::StoreError;
use super::handle::Store;
use super::write::Write;
use crate::model::{ADMINISTRATOR, UserId, UserStatus};

impl Store {
    /// The username of an administrator; `None` if there is none.
    ///
    /// # Errors
    /// As every query.
    pub async fn an_administrator(&self) -> Result<Option<String>, StoreError> {
        let mut query = administrators();
        query
            .column(("users", "username"))
            .order_by(("users", "id"), Order::Asc);
        let row = self.reader.query_one(&query).await?;
        Ok(row.map(|row| row.try_get("", "username")).transpose()?)
    }
}

/// Locks the administrators within a transaction, before it changes a user. Returns whether this user is one.
pub(super) async fn hold_administrators(transaction: &Write, user: UserId) -> Result<bool, StoreError> {
    let mut hold = Query::select();
    hold.column("id")
        .from("roles")
        .and_where(Expr::col("name").eq(ADMINISTRATOR))
        .lock(LockType::Update);
    transaction.query_one(&hold).await?;
    let mut is_one = administrators();
    is_one
        .column(("users", "id"))
        .and_where(Expr::col(("users", "id")).eq(user.0));
    Ok(transaction.query_one(&is_one).await?.is_some())
}

/// Whether an administrator is left, within a transaction that holds them.
pub(super) async fn has_administrator(transaction: &Write) -> Result<bool, StoreError> {
    let mut any = administrators();
    any.column(("users", "id"));
    Ok(transaction.query_one(&any).await?.is_some())
}

fn administrators() -> SelectStatement {
    Query::select()
        .from("users")
        .inner_join(
            "user_roles",
            Expr::col(("user_roles", "user_id")).equals(("users", "id")),
        )
        .inner_join("roles", Expr::col(("roles", "id")).equals(("user_roles", "role_id")))
        .and_where(Expr::col(("roles", "name")).eq(ADMINISTRATOR))
        .and_where(Expr::col(("users", "status")).eq(UserStatus::Active.as_str()))
        .limit(1)
        .to_owned()
}
