//! Changes an account as operators and imports do: all of it in one transaction, with its audit events.

use sea_orm::Value;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query};

use super::account_rows::{hold_account, refuse_older_form, update};
use super::accounts::{Change, follow};
use super::audit::record;
use super::error::StoreError;
use super::handle::Store;
use super::rows;
use super::user_links::{link_permissions, link_roles};
use super::write::Write;
use crate::model::{
    AccountRef, Action, Context, PasswordHash, Patch, Realm, SubscriberId, SubscriberUpdate, Timestamp, UserId,
    UserUpdate,
};

impl Store {
    /// Changes a user.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the e-mail address is another's.
    pub async fn update_user(
        &self,
        id: UserId,
        update: &UserUpdate,
        detail: Option<&'static str>,
        now: Timestamp,
        context: &Context,
    ) -> Result<(), StoreError> {
        let account = id.reference();
        let transaction = self.begin().await?;
        hold_account(&transaction, account).await?;
        if let Some(email) = &update.email {
            refuse_older_form(&transaction, Realm::Users, email, Some(account.id)).await?;
        }
        let mut changed = set_values(&transaction, account, rows::user::changed_values(update), now).await?;
        for (what, table, names) in [
            ("roles", "user_roles", &update.roles),
            ("permissions", "user_permissions", &update.permissions),
        ] {
            if names.is_some() {
                changed.push(what);
                unlink(&transaction, table, id).await?;
            }
        }
        link_roles(&transaction, id, update.roles.as_deref().unwrap_or_default()).await?;
        link_permissions(&transaction, id, update.permissions.as_deref().unwrap_or_default()).await?;
        let rest = Rest {
            changed,
            detail,
            status: update.status.map(Change::of_user),
            password: update.password_hash.as_ref(),
        };
        finish(transaction, account, rest, now, context).await
    }

    /// Changes a subscriber.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the e-mail address is another's.
    pub async fn update_subscriber(
        &self,
        id: SubscriberId,
        update: &SubscriberUpdate,
        detail: Option<&'static str>,
        now: Timestamp,
        context: &Context,
    ) -> Result<(), StoreError> {
        let account = id.reference();
        let transaction = self.begin().await?;
        hold_account(&transaction, account).await?;
        if let Patch::Set(email) = &update.email {
            refuse_older_form(&transaction, Realm::Subscribers, email, Some(account.id)).await?;
        }
        let values = rows::subscriber::changed_values(update);
        let rest = Rest {
            changed: set_values(&transaction, account, values, now).await?,
            detail,
            status: update.status.map(Change::of_subscriber),
            password: update.password_hash.as_ref(),
        };
        finish(transaction, account, rest, now, context).await
    }
}

/// What is done alike in both realms.
struct Rest<'a> {
    /// What has changed besides status and password.
    changed: Vec<&'static str>,
    detail: Option<&'static str>,
    status: Option<Change<'a>>,
    password: Option<&'a PasswordHash>,
}

async fn finish(
    transaction: Write,
    account: AccountRef,
    rest: Rest<'_>,
    now: Timestamp,
    context: &Context,
) -> Result<(), StoreError> {
    if !rest.changed.is_empty() {
        let event = context.event(Action::AccountChanged, now).of(account);
        let detail = rest.detail.map_or_else(|| rest.changed.join(","), str::to_owned);
        record(&transaction, &event.with_detail(detail)).await?;
    }
    if let Some(change @ Change::Status { word, .. }) = &rest.status
        && set_status(&transaction, account, word, now).await?
    {
        follow(&transaction, account, change, now, context).await?;
    }
    if let Some(hash) = rest.password
        && replace_password(&transaction, account, hash, now).await?
    {
        follow(&transaction, account, &Change::Password(hash), now, context).await?;
    }
    transaction.commit().await
}

/// Sets columns of an account. Returns their names, but for those that follow from others.
async fn set_values(
    transaction: &Write,
    account: AccountRef,
    values: Vec<(&'static str, Value)>,
    now: Timestamp,
) -> Result<Vec<&'static str>, StoreError> {
    let mut changed = Vec::new();
    if values.is_empty() {
        return Ok(changed);
    }
    let mut statement = update(account.realm);
    for (column, value) in values {
        statement.value(column, value);
        if !column.ends_with("_folded") {
            changed.push(column);
        }
    }
    statement
        .value("updated_at", now.millis())
        .and_where(Expr::col("id").eq(account.id));
    transaction.execute(&statement).await?;
    Ok(changed)
}

/// Sets the status. Returns whether it was another.
async fn set_status(
    transaction: &Write,
    account: AccountRef,
    word: &'static str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let mut statement = update(account.realm);
    statement
        .value("status", word)
        .value("updated_at", now.millis())
        .and_where(Expr::col("id").eq(account.id))
        .and_where(Expr::col("status").ne(word));
    Ok(transaction.execute(&statement).await? == 1)
}

/// Replaces a hash that is from an import, too, or missing. Returns whether it was.
async fn replace_password(
    transaction: &Write,
    account: AccountRef,
    hash: &PasswordHash,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let replaceable = Cond::any()
        .add(Expr::col("password_imported").eq(true))
        .add(Expr::col("password_hash").is_null());
    let mut statement = update(account.realm);
    statement
        .value("password_hash", hash.expose())
        .value("password_imported", true)
        .value("updated_at", now.millis())
        .and_where(Expr::col("id").eq(account.id))
        .cond_where(replaceable);
    Ok(transaction.execute(&statement).await? == 1)
}

async fn unlink(transaction: &Write, table: &'static str, id: UserId) -> Result<(), StoreError> {
    let mut delete = Query::delete();
    delete.from_table(table).and_where(Expr::col("user_id").eq(id.0));
    transaction.execute(&delete).await?;
    Ok(())
}
