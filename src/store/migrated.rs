//! Accounts that are taken over from an old backend, and those that must not be.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, OnConflict, Query};

use super::account_rows::{change, is_enabled, table, update};
use super::audit::record;
use super::credentials::LoginName;
use super::error::StoreError;
use super::handle::Store;
use super::session_ends::end_sessions_of;
use super::write::Write;
use crate::model::{AccountRef, Action, Context, EndReason, PasswordHash, Realm, Timestamp, hex_digest};

/// The names of accounts that were deleted, as digests: they outlive the accounts.
pub(super) const DELETED: &str = "deleted_names";
/// The detail of the event of a password that was changed at the old backend.
const FOLLOWED: &str = "old backend";

impl Store {
    /// Gives an account its first password, if it has none and may have one, and marks it as one that came over through
    /// the contract of the context. Returns whether it was given.
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
            .value("migrated_from", context.contract)
            .value("password_migrated", true)
            .and_where(Expr::col("id").eq(account.id))
            .and_where(Expr::col("password_hash").is_null())
            .and_where(Expr::col("deleted_at").is_null())
            .and_where(is_enabled());
        let transaction = self.begin().await?;
        if transaction.execute(&complete).await? == 0 {
            transaction.rollback().await?;
            return Ok(false);
        }
        record(&transaction, &context.event(Action::AccountMigrated, now).of(account)).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Marks an account that was just added as one that came over through the contract of the context, and records it.
    ///
    /// # Errors
    /// As every query.
    pub async fn mark_migrated(
        &self,
        account: AccountRef,
        hash: &PasswordHash,
        now: Timestamp,
        context: &Context,
    ) -> Result<(), StoreError> {
        let mut mark = update(account.realm);
        mark.value("migrated_from", context.contract)
            .value("password_migrated", true)
            .and_where(Expr::col("id").eq(account.id))
            .and_where(Expr::col("password_hash").eq(hash.expose()));
        let transaction = self.begin().await?;
        transaction.execute(&mark).await?;
        record(&transaction, &context.event(Action::AccountMigrated, now).of(account)).await?;
        transaction.commit().await
    }

    /// The contract that an account came over through at a login, if it did.
    ///
    /// # Errors
    /// As every query.
    pub async fn migrated_from(&self, account: AccountRef) -> Result<Option<String>, StoreError> {
        let mut select = Query::select();
        select
            .column("migrated_from")
            .from(table(account.realm))
            .and_where(Expr::col("id").eq(account.id));
        match self.query(&select).await?.first() {
            Some(row) => row.get("migrated_from"),
            None => Ok(None),
        }
    }

    /// Whether an account may follow a password change at the old backend of a contract: it came over through that
    /// contract, still has the password that came with it, and is neither disabled nor deleted.
    ///
    /// # Errors
    /// As every query.
    pub async fn has_password_of(&self, account: AccountRef, contract: &str) -> Result<bool, StoreError> {
        let mut select = Query::select();
        select
            .column("id")
            .from(table(account.realm))
            .cond_where(may_follow(account, contract));
        Ok(!self.query(&select).await?.is_empty())
    }

    /// Replaces a password that came from the old backend of the context's contract by the one that is right there now, if
    /// the account still may follow it and the hash still is this one. All its sessions end. Returns whether it was done.
    ///
    /// # Errors
    /// As every query.
    pub async fn follow_password(
        &self,
        account: AccountRef,
        (known, new): (&PasswordHash, &PasswordHash),
        now: Timestamp,
        context: &Context,
    ) -> Result<bool, StoreError> {
        let mut follow = change(account.realm, now);
        follow
            .value("password_hash", new.expose())
            .cond_where(may_follow(account, context.contract.unwrap_or_default()))
            .and_where(Expr::col("password_hash").eq(known.expose()));
        let transaction = self.begin().await?;
        if transaction.execute(&follow).await? == 0 {
            transaction.rollback().await?;
            return Ok(false);
        }
        let event = context.event(Action::PasswordChanged, now).of(account);
        record(&transaction, &event.with_detail(FOLLOWED)).await?;
        end_sessions_of(&transaction, account, EndReason::PasswordChanged, now, context).await?;
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

fn may_follow(account: AccountRef, contract: &str) -> Condition {
    Condition::all()
        .add(Expr::col("id").eq(account.id))
        .add(Expr::col("migrated_from").eq(contract))
        .add(Expr::col("password_migrated").eq(true))
        .add(Expr::col("deleted_at").is_null())
        .add(is_enabled())
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

/// What is kept of the forms of a name.
pub(super) fn digests(realm: Realm, name: &LoginName) -> impl Iterator<Item = String> {
    name.forms().map(move |form| digest(realm, form))
}

fn digest(realm: Realm, name: &str) -> String {
    hex_digest(&format!("{}/{name}", realm.as_str()))
}
