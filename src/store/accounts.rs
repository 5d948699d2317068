//! Changes to an account of either realm, with the sessions they end and their audit events.

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::account_rows::{change as change_of, table, update};
use super::attempts::settle::forget_failures;
use super::audit::record;
use super::entity::{subscriber, user};
use super::error::StoreError;
use super::handle::Store;
use super::session_ends::end_sessions_of;
use super::write::Write;
use crate::model::{
    AccountRef, Action, Context, EndReason, FoldedName, PasswordHash, Realm, SubscriberStatus, Target, Timestamp,
    UserStatus,
};

/// A change of an account.
#[derive(Debug)]
pub(super) enum Change<'a> {
    /// The status: its stored word, its action in the audit log, and why sessions end, if they do.
    Status {
        word: &'static str,
        action: Action,
        end: Option<EndReason>,
    },
    /// The password, which ends all sessions.
    Password(&'a PasswordHash),
}

impl Change<'_> {
    /// A new status of a user.
    pub(super) const fn of_user(status: UserStatus) -> Self {
        let (action, end) = match status {
            UserStatus::Disabled => (Action::AccountDisabled, Some(EndReason::AccountDisabled)),
            UserStatus::Active => (Action::AccountEnabled, None),
        };
        let word = status.as_str();
        Self::Status { word, action, end }
    }

    /// A new status of a subscriber.
    pub(super) const fn of_subscriber(status: SubscriberStatus) -> Self {
        let (action, end) = match status {
            SubscriberStatus::Disabled => (Action::AccountDisabled, Some(EndReason::AccountDisabled)),
            SubscriberStatus::Active => (Action::AccountEnabled, None),
            SubscriberStatus::Inactive | SubscriberStatus::Pending | SubscriberStatus::Expired => {
                (Action::AccountChanged, None)
            }
        };
        let word = status.as_str();
        Self::Status { word, action, end }
    }
}

/// Records a change, and ends the sessions that it ends, within its transaction.
pub(super) async fn follow(
    transaction: &Write,
    account: AccountRef,
    change: &Change<'_>,
    now: Timestamp,
    context: &Context,
) -> Result<(), StoreError> {
    let (event, end) = match change {
        Change::Status { word, action, end } => {
            let event = context.event(*action, now);
            let says_all = *action != Action::AccountChanged;
            (if says_all { event } else { event.with_detail(*word) }, *end)
        }
        Change::Password(_) => {
            let event = context.event(Action::PasswordChanged, now);
            (event, Some(EndReason::PasswordChanged))
        }
    };
    record(transaction, &event.of(account)).await?;
    if let Some(why) = end {
        end_sessions_of(transaction, account, why, now, context).await?;
    }
    if matches!(change, Change::Password(_)) {
        // They were attempts at the old password.
        forget_failures(transaction, &Target::account(account)).await?;
    }
    Ok(())
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
        let mut update = change_of(realm, now);
        update
            .and_where(Expr::col("username_folded").eq(username.as_str()))
            .returning_col("id");
        match change {
            Change::Status { word, .. } => {
                update.value("status", word).and_where(Expr::col("status").ne(word));
            }
            Change::Password(hash) => {
                update
                    .value("password_hash", hash.expose())
                    .value("password_imported", false)
                    .value("password_migrated", false);
            }
        }
        let transaction = self.begin().await?;
        let Some(row) = transaction.query_one(&update).await? else {
            transaction.rollback().await?;
            return self.number_of(realm, username).await;
        };
        let account = AccountRef {
            realm,
            id: row.get("id")?,
        };
        follow(&transaction, account, &change, now, context).await?;
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
        let users = user::Entity::find()
            .filter(user::Column::PasswordHash.is_null())
            .filter(user::Column::DeletedAt.is_null());
        let subscribers = subscriber::Entity::find()
            .filter(subscriber::Column::PasswordHash.is_null())
            .filter(subscriber::Column::DeletedAt.is_null());
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
            .value("password_imported", false)
            .and_where(Expr::col("id").eq(account.id))
            .and_where(Expr::col("password_hash").eq(old.expose()));
        self.writer.execute(&update).await?;
        Ok(())
    }
}
