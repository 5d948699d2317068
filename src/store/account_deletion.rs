//! Deleting accounts: first softly, so that they can be restored, and later for good.
//!
//! A deleted account is disabled, so that everything that refuses a disabled account refuses it. Its names are free: what
//! it is found by is replaced by something that no name can be.

use sea_orm::sea_query::{Expr, ExprTrait, Order, Query};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait};

use super::account_rows::{begin_change, change, forget_account, refuse_older_form, table, update};
use super::administrators::{has_administrator, hold_administrators};
use super::all_sessions_ended;
use super::audit::{record, record_all};
use super::entity::{api_key, session};
use super::error::StoreError;
use super::handle::Store;
use super::legacy_names;
use super::migrated::{DELETED, keep_names};
use super::session_ends::end_sessions_of;
use super::write::Write;
use crate::model::{
    AccountRef, Action, ApiKeyId, Changed, Context, EmailAddress, EndReason, FoldedName, Realm, Subject, Terms,
    Timestamp, UserId,
};

/// The stored word of the one status, in either realm, that refuses logins.
const DISABLED: &str = "disabled";

/// The names that an account is found by.
#[derive(Debug, Clone)]
pub struct RestoredNames {
    /// The username's canonical form.
    pub username: FoldedName,
    /// The e-mail address.
    pub email: Option<EmailAddress>,
}

impl Store {
    /// Deletes an account: disables it, ends its sessions, revokes its API keys, and frees its names.
    ///
    /// # Errors
    /// As every query.
    pub async fn delete_account(&self, account: AccountRef, terms: &Terms<'_>) -> Result<Changed, StoreError> {
        let (now, context) = (terms.now, terms.context);
        let transaction = self.begin().await?;
        let may_be_last = terms.keeps_administrator && account.realm == Realm::Users;
        let was_administrator = may_be_last && hold_administrators(&transaction, UserId(account.id)).await?;
        if !begin_change(&transaction, account, terms).await? {
            transaction.rollback().await?;
            return Ok(Changed::NotFound);
        }
        keep_names(&transaction, account).await?;
        let mut statement = update(account.realm);
        statement
            .value("deleted_at", now.millis())
            .value("status", DISABLED)
            .value("username_folded", no_name(account))
            .and_where(Expr::col("id").eq(account.id));
        match account.realm {
            Realm::Users => statement.value("email_folded", no_name(account)),
            Realm::Subscribers => statement.value("email_folded", None::<String>),
        };
        transaction.execute(&statement).await?;
        if was_administrator && !has_administrator(&transaction).await? {
            transaction.rollback().await?;
            return Ok(Changed::LastAdministrator);
        }
        record(&transaction, &context.event(Action::AccountDeleted, now).of(account)).await?;
        end_sessions_of(&transaction, account, EndReason::AccountDeleted, now, context).await?;
        if account.realm == Realm::Users {
            revoke_keys(&transaction, UserId(account.id), now, context).await?;
        }
        transaction.commit().await?;
        Ok(Changed::Done)
    }

    /// Restores a deleted account under these names, disabled.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a name was taken meanwhile.
    pub async fn restore_account(
        &self,
        account: AccountRef,
        names: &RestoredNames,
        terms: &Terms<'_>,
    ) -> Result<Changed, StoreError> {
        let transaction = self.begin().await?;
        if let Some(email) = &names.email {
            refuse_older_form(&transaction, account.realm, email, Some(account.id)).await?;
        }
        let mut restore = change(account.realm, terms.now);
        restore
            .value("deleted_at", None::<i64>)
            .value("username_folded", names.username.as_str())
            .value(
                "email_folded",
                names.email.as_ref().map(|email| email.folded().as_str()),
            )
            .and_where(Expr::col("id").eq(account.id))
            .and_where(Expr::col("deleted_at").is_not_null());
        if transaction.execute(&restore).await? == 0 {
            transaction.rollback().await?;
            return Ok(Changed::NotFound);
        }
        forget_account(&transaction, DELETED, account).await?;
        let restored = terms.context.event(Action::AccountRestored, terms.now);
        record(&transaction, &restored.of(account)).await?;
        transaction.commit().await?;
        Ok(Changed::Done)
    }

    /// Removes at most `batch` accounts of a realm for good that were deleted before this moment, with all that belongs to
    /// them. Their audit events stay. Returns how many it removed.
    ///
    /// # Errors
    /// As every query.
    pub async fn purge_accounts(
        &self,
        realm: Realm,
        before: Timestamp,
        batch: u64,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let mut old = Query::select();
        old.column("id")
            .from(table(realm))
            .and_where(Expr::col("deleted_at").lt(before.millis()))
            .order_by("deleted_at", Order::Asc)
            .limit(batch);
        let rows = self.query(&old).await?;
        let mut purged = 0;
        let context = Context::system();
        for row in rows {
            let account = AccountRef {
                realm,
                id: row.get("id")?,
            };
            let transaction = self.begin().await?;
            let mut delete = Query::delete();
            delete
                .from_table(table(realm))
                .and_where(Expr::col("id").eq(account.id))
                // It may have been restored since it was found.
                .and_where(Expr::col("deleted_at").lt(before.millis()));
            if transaction.execute(&delete).await? == 0 {
                transaction.rollback().await?;
                continue;
            }
            let sessions = session::Entity::delete_many()
                .filter(session::Column::Population.eq(realm.as_str()))
                .filter(session::Column::AccountId.eq(account.id));
            transaction.execute(&sessions.into_query()).await?;
            forget_account(&transaction, all_sessions_ended::TABLE, account).await?;
            forget_account(&transaction, legacy_names::TABLE, account).await?;
            record(&transaction, &context.event(Action::AccountPurged, now).of(account)).await?;
            transaction.commit().await?;
            purged += 1;
        }
        Ok(purged)
    }
}

/// What a deleted account is found by. No name begins with a space: what surrounds a name is no part of it.
fn no_name(account: AccountRef) -> String {
    format!(" deleted/{}", account.id)
}

async fn revoke_keys(transaction: &Write, owner: UserId, now: Timestamp, context: &Context) -> Result<(), StoreError> {
    let mut revoke = Query::update();
    revoke
        .table("api_keys")
        .value(api_key::Column::RevokedAt, now.millis())
        .and_where(api_key::Column::OwnerId.eq(owner.0))
        .and_where(api_key::Column::RevokedAt.is_null())
        .returning_col("id");
    let mut revoked = Vec::new();
    for row in transaction.query(&revoke).await? {
        revoked.push(ApiKeyId(row.get("id")?));
    }
    let events = revoked.into_iter().map(|id| {
        let event = context.event(Action::ApiKeyRevoked, now).of(owner.reference());
        event.about(Subject::ApiKey(id))
    });
    record_all(transaction, &events.collect::<Vec<_>>()).await
}
