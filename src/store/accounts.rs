//! What is written to both tables of accounts alike: their columns for logging in have the same names.

use sea_orm::sea_query::{Expr, ExprTrait, LockType, Query, UpdateStatement};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::attempts::forget_failures;
use super::audit::record;
use super::session_ends::end_sessions_of;
use super::{Store, StoreError, Write};
use crate::model::{AccountRef, Action, Context, EndReason, FoldedName, PasswordHash, Realm, Target, Timestamp};

/// What is set of an account.
#[derive(Debug)]
pub(super) enum Change<'a> {
    /// The status: its stored word, what the record calls that, and why sessions end, if they do.
    Status {
        word: &'static str,
        action: Action,
        end: Option<EndReason>,
    },
    /// The password, which ends all sessions.
    Password(&'a PasswordHash),
}

impl Store {
    /// Changes an account by username, ends its sessions where the change does, and records both, in one transaction.
    /// A status that it has already is no change. Returns the account's number, `None` when there is no such account.
    pub(super) async fn change_account(
        &self,
        (realm, username): (Realm, &FoldedName),
        change: Change<'_>,
        now: Timestamp,
        context: &Context,
    ) -> Result<Option<i64>, StoreError> {
        let mut update = update(realm);
        update
            .value("updated_at", now.millis())
            .and_where(Expr::col("username_folded").eq(username.as_str()))
            .returning_col("id");
        let (event, end) = match change {
            Change::Status { word, action, end } => {
                update.value("status", word).and_where(Expr::col("status").ne(word));
                let event = context.event(action, now);
                let says_all = action != Action::AccountChanged;
                (if says_all { event } else { event.saying(word) }, end)
            }
            Change::Password(hash) => {
                update.value("password_hash", hash.expose());
                let event = context.event(Action::PasswordChanged, now);
                (event, Some(EndReason::PasswordChanged))
            }
        };
        let transaction = self.begin().await?;
        let Some(row) = transaction.query_one(&update).await? else {
            transaction.rollback().await?;
            return self.number_of(realm, username).await;
        };
        let account = AccountRef {
            realm,
            id: row.get("id")?,
        };
        record(&transaction, &event.of(account)).await?;
        if let Some(why) = end {
            end_sessions_of(&transaction, account, why, now, context).await?;
        }
        if matches!(change, Change::Password(_)) {
            // They were guesses at another password.
            forget_failures(&transaction, &Target::account(account)).await?;
        }
        transaction.commit().await?;
        Ok(Some(account.id))
    }

    async fn number_of(&self, realm: Realm, username: &FoldedName) -> Result<Option<i64>, StoreError> {
        let query = Query::select()
            .column("id")
            .from(table(realm))
            .and_where(Expr::col("username_folded").eq(username.as_str()))
            .to_owned();
        let row = self.reader.query_one(&query).await?;
        Ok(row.map(|row| row.try_get("", "id")).transpose()?)
    }

    /// How many accounts, of all realms, have no password.
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
        let mut update = update(account.realm);
        update
            .value("password_hash", new.expose())
            .and_where(Expr::col("id").eq(account.id))
            .and_where(Expr::col("password_hash").eq(old.expose()));
        self.writer.execute(&update).await?;
        Ok(())
    }
}

/// Keeps others, within a transaction, from changing what belongs to an account before that is through. Whoever changes
/// several rows of one takes this first, or two of them could wait for each other. SQLite has one writer anyway.
pub(super) async fn hold_account(transaction: &Write, account: AccountRef) -> Result<(), StoreError> {
    let mut select = Query::select();
    select
        .column("id")
        .from(table(account.realm))
        .and_where(Expr::col("id").eq(account.id))
        .lock(LockType::Update);
    transaction.query_one(&select).await?;
    Ok(())
}

/// Notes a login, if the account is as it was when it was checked. Returns whether it is.
pub(super) async fn stamp_login(
    transaction: &Write,
    account: AccountRef,
    verified: &PasswordHash,
    address: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut update = update(account.realm);
    update
        .value("last_login_at", now.millis())
        .value("last_login_address", address)
        .and_where(Expr::col("id").eq(account.id))
        .and_where(Expr::col("password_hash").eq(verified.expose()))
        // The one status of either realm that keeps its owner out.
        .and_where(Expr::col("status").ne("disabled"));
    Ok(transaction.execute(&update).await? == 1)
}

/// An update of the accounts of a realm.
pub(super) fn update(realm: Realm) -> UpdateStatement {
    Query::update().table(table(realm)).to_owned()
}

/// Where the accounts of a realm are.
pub(super) const fn table(realm: Realm) -> &'static str {
    match realm {
        Realm::Users => "users",
        Realm::Subscribers => "subscribers",
    }
}
