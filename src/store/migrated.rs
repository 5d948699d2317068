//! Accounts that are taken over from an old backend, and those that must not be.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};

use super::account_rows::{change, table};
use super::audit::record;
use super::credentials::LoginName;
use super::error::StoreError;
use super::handle::Store;
use super::write::Write;
use crate::model::{AccountRef, Action, Context, PasswordHash, Realm, Timestamp, hex_digest};

/// The names of accounts that were deleted, as digests: they outlive the accounts.
pub(super) const DELETED: &str = "deleted_names";

impl Store {
    /// Gives an account its first password, if it has none and may have one. Returns whether it was given.
    ///
    /// # Errors
    /// As every query.
    pub async fn complete_password(
        &self,
        account: AccountRef,
        hash: &PasswordHash,
        now: Timestamp,
        context: &Context,
    ) -> Result<bool, StoreError> {
        let mut complete = change(account.realm, now);
        complete
            .value("password_hash", hash.expose())
            .and_where(Expr::col("id").eq(account.id))
            .and_where(Expr::col("password_hash").is_null())
            .and_where(Expr::col("deleted_at").is_null())
            // The one status, in either realm, that refuses logins.
            .and_where(Expr::col("status").ne("disabled"));
        let transaction = self.begin().await?;
        if transaction.execute(&complete).await? == 0 {
            transaction.rollback().await?;
            return Ok(false);
        }
        record(&transaction, &context.event(Action::AccountMigrated, now).of(account)).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Whether an account with this name was deleted, and not restored.
    ///
    /// # Errors
    /// As every query.
    pub async fn was_deleted(&self, realm: Realm, name: &LoginName) -> Result<bool, StoreError> {
        let digests: Vec<_> = digests(realm, name).collect();
        let mut select = Query::select();
        select
            .column("digest")
            .from(DELETED)
            .and_where(Expr::col("digest").is_in(digests))
            .limit(1);
        Ok(!self.query(&select).await?.is_empty())
    }
}

/// Keeps the names of an account that is about to be deleted, within the same transaction.
pub(super) async fn keep_names(transaction: &Write, account: AccountRef) -> Result<(), StoreError> {
    let mut select = Query::select();
    select
        .columns(["username_folded", "email_folded"])
        .from(table(account.realm))
        .and_where(Expr::col("id").eq(account.id));
    let Some(row) = transaction.query_one(&select).await? else {
        return Ok(());
    };
    let (username, email): (String, Option<String>) = (row.get("username_folded")?, row.get("email_folded")?);
    for name in [Some(username), email].iter().flatten() {
        let mut known = OnConflict::column("digest");
        known.update_column("account");
        let mut keep = Query::insert();
        keep.into_table(DELETED)
            .columns(["digest", "account"])
            .values_panic([digest(account.realm, name).into(), account.to_string().into()])
            .on_conflict(known);
        transaction.execute(&keep).await?;
    }
    Ok(())
}

/// Forgets the names of an account that is restored, within the same transaction.
pub(super) async fn forget_names(transaction: &Write, account: AccountRef) -> Result<(), StoreError> {
    let mut forget = Query::delete();
    forget
        .from_table(DELETED)
        .and_where(Expr::col("account").eq(account.to_string()));
    transaction.execute(&forget).await?;
    Ok(())
}

/// What is kept of the forms of a name.
pub(super) fn digests(realm: Realm, name: &LoginName) -> impl Iterator<Item = String> {
    name.forms().map(move |form| digest(realm, form))
}

fn digest(realm: Realm, name: &str) -> String {
    hex_digest(&format!("{}/{name}", realm.as_str()))
}
