//! What the tokens of old backends call the accounts that were taken over from them.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};

use super::error::StoreError;
use super::handle::Store;
use crate::model::AccountRef;

pub(super) const TABLE: &str = "legacy_names";

impl Store {
    /// Keeps what the tokens of a contract's old backend call an account. A name that is known already stays whose it is.
    ///
    /// # Errors
    /// As every query.
    pub async fn keep_legacy_name(&self, contract: &str, name: &str, account: AccountRef) -> Result<(), StoreError> {
        let mut known = OnConflict::columns(["contract", "name"]);
        known.do_nothing();
        let mut keep = Query::insert();
        keep.into_table(TABLE)
            .columns(["contract", "name", "account"])
            .values_panic([contract.into(), name.into(), account.to_string().into()])
            .on_conflict(known);
        self.writer.execute(&keep).await?;
        Ok(())
    }

    /// The account that the tokens of a contract's old backend call so.
    ///
    /// # Errors
    /// As every query.
    pub async fn account_of_legacy_name(&self, contract: &str, name: &str) -> Result<Option<AccountRef>, StoreError> {
        let mut select = Query::select();
        select
            .column("account")
            .from(TABLE)
            .and_where(Expr::col("contract").eq(contract))
            .and_where(Expr::col("name").eq(name));
        let rows = self.query(&select).await?;
        let Some(row) = rows.first() else {
            return Ok(None);
        };
        let account: String = row.get("account")?;
        let corrupt = StoreError::Corrupt {
            column: "legacy_names.account",
        };
        AccountRef::parse(&account).map(Some).ok_or(corrupt)
    }
}
