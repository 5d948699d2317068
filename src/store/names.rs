//! The names of all accounts, for checks of what is stored.

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};

use super::account_rows::table;
use super::error::StoreError;
use super::handle::Store;
use crate::model::{AccountRef, Realm};

/// The names of an account, as they were written and as they are found.
#[derive(Debug, Clone)]
pub struct StoredNames {
    /// Whose they are.
    pub account: AccountRef,
    /// The username.
    pub username: String,
    /// What it is found by.
    pub username_folded: String,
    /// The e-mail address.
    pub email: Option<String>,
    /// What it is found by.
    pub email_folded: Option<String>,
}

impl Store {
    /// At most `limit` accounts of a realm with a number above `after`, in the order of their numbers.
    ///
    /// # Errors
    /// As every query.
    pub async fn names_after(&self, realm: Realm, after: i64, limit: u64) -> Result<Vec<StoredNames>, StoreError> {
        let mut query = Query::select();
        query
            .columns(["id", "username", "username_folded", "email", "email_folded"])
            .from(table(realm))
            .and_where(Expr::col("id").gt(after))
            .and_where(Expr::col("deleted_at").is_null())
            .order_by("id", Order::Asc)
            .limit(limit);
        let rows = self.query(&query).await?;
        let names = rows.iter().map(|row| {
            Ok(StoredNames {
                account: AccountRef {
                    realm,
                    id: row.get("id")?,
                },
                username: row.get("username")?,
                username_folded: row.get("username_folded")?,
                email: row.get("email")?,
                email_folded: row.get("email_folded")?,
            })
        });
        names.collect()
    }

    /// The account whose username is found by this very text.
    ///
    /// # Errors
    /// As every query.
    pub async fn with_username_folded(&self, realm: Realm, folded: &str) -> Result<Option<AccountRef>, StoreError> {
        self.with_folded(realm, "username_folded", folded).await
    }

    /// The account whose e-mail address is found by this very text.
    ///
    /// # Errors
    /// As every query.
    pub async fn with_email_folded(&self, realm: Realm, folded: &str) -> Result<Option<AccountRef>, StoreError> {
        self.with_folded(realm, "email_folded", folded).await
    }

    async fn with_folded(
        &self,
        realm: Realm,
        column: &'static str,
        folded: &str,
    ) -> Result<Option<AccountRef>, StoreError> {
        let mut query = Query::select();
        query
            .column("id")
            .from(table(realm))
            .and_where(Expr::col(column).eq(folded));
        let rows = self.query(&query).await?;
        let id = rows.first().map(|row| row.get("id")).transpose()?;
        Ok(id.map(|id| AccountRef { realm, id }))
    }
}
