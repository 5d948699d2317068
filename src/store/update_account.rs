//! Changes an account as administrators, operators and imports do: all of it in one transaction, with its audit events.

use sea_orm::Value;
use sea_orm::sea_query::{Cond, Expr, ExprTrait, Query};

use super::account_rows::{begin_change, refuse_older_form, update};
use super::accounts::{Change, follow};
use super::administrators::{has_administrator, hold_administrators};
use super::audit::record;
use super::error::StoreError;
use super::handle::Store;
use super::rows;
use super::user_links::{link_permissions, link_roles};
use super::write::Write;
use crate::model::{
    AccountRef, Action, Changed, NewPassword, Patch, Realm, SubscriberId, SubscriberUpdate, Terms, UserId, UserUpdate,
};

impl Store {
    /// Changes a user.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a name is another's.
    pub async fn update_user(&self, id: UserId, update: &UserUpdate, terms: &Terms<'_>) -> Result<Changed, StoreError> {
        let account = id.reference();
        let transaction = self.begin().await?;
        let was_administrator = terms.keeps_administrator && hold_administrators(&transaction, id).await?;
        if !begin_change(&transaction, account, terms).await? {
            transaction.rollback().await?;
            return Ok(Changed::NotFound);
        }
        if let Some(email) = &update.email {
            refuse_older_form(&transaction, Realm::Users, email, Some(account.id)).await?;
        }
        let mut changed = set_values(&transaction, account, rows::user::changed_values(update)).await?;
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
            status: update.status.map(Change::of_user),
            password: update.password.as_ref(),
        };
        finish(&transaction, account, rest, terms).await?;
        if was_administrator && !has_administrator(&transaction).await? {
            transaction.rollback().await?;
            return Ok(Changed::LastAdministrator);
        }
        transaction.commit().await?;
        Ok(Changed::Done)
    }

    /// Changes a subscriber.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when a name is another's.
    pub async fn update_subscriber(
        &self,
        id: SubscriberId,
        update: &SubscriberUpdate,
        terms: &Terms<'_>,
    ) -> Result<Changed, StoreError> {
        let account = id.reference();
        let transaction = self.begin().await?;
        if !begin_change(&transaction, account, terms).await? {
            transaction.rollback().await?;
            return Ok(Changed::NotFound);
        }
        if let Patch::Set(email) = &update.email {
            refuse_older_form(&transaction, Realm::Subscribers, email, Some(account.id)).await?;
        }
        let values = rows::subscriber::changed_values(update);
        let changed = set_values(&transaction, account, values).await?;
        if update.firstname.is_some() || update.lastname.is_some() {
            fold_name(&transaction, account).await?;
        }
        let rest = Rest {
            changed,
            status: update.status.map(Change::of_subscriber),
            password: update.password.as_ref(),
        };
        finish(&transaction, account, rest, terms).await?;
        transaction.commit().await?;
        Ok(Changed::Done)
    }
}

/// What is done alike in both realms.
struct Rest<'a> {
    /// What has changed besides status and password.
    changed: Vec<&'static str>,
    status: Option<Change<'a>>,
    password: Option<&'a NewPassword>,
}

async fn finish(transaction: &Write, account: AccountRef, rest: Rest<'_>, terms: &Terms<'_>) -> Result<(), StoreError> {
    let (now, context) = (terms.now, terms.context);
    if !rest.changed.is_empty() {
        let event = context.event(Action::AccountChanged, now).of(account);
        let detail = terms.detail.map_or_else(|| rest.changed.join(","), str::to_owned);
        record(transaction, &event.with_detail(detail)).await?;
    }
    if let Some(change @ Change::Status { word, .. }) = &rest.status
        && set_status(transaction, account, word).await?
    {
        follow(transaction, account, change, now, context).await?;
    }
    if let Some(password) = rest.password
        && replace_password(transaction, account, password).await?
    {
        let (NewPassword::Set(hash) | NewPassword::Imported(hash)) = password;
        follow(transaction, account, &Change::Password(hash), now, context).await?;
    }
    Ok(())
}

/// Sets columns of an account. Returns their names, but for those that follow from others.
async fn set_values(
    transaction: &Write,
    account: AccountRef,
    values: Vec<(&'static str, Value)>,
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
    statement.and_where(Expr::col("id").eq(account.id));
    transaction.execute(&statement).await?;
    Ok(changed)
}

/// Folds the name of a subscriber of which one part has changed.
async fn fold_name(transaction: &Write, account: AccountRef) -> Result<(), StoreError> {
    let mut select = Query::select();
    select
        .columns(["lastname", "firstname"])
        .from("subscribers")
        .and_where(Expr::col("id").eq(account.id));
    let Some(row) = transaction.query_one(&select).await? else {
        return Ok(());
    };
    let (last, first): (String, String) = (row.get("lastname")?, row.get("firstname")?);
    let mut statement = update(account.realm);
    statement
        .value("name_folded", rows::subscriber::name_folded(&last, &first))
        .and_where(Expr::col("id").eq(account.id));
    transaction.execute(&statement).await?;
    Ok(())
}

/// Sets the status. Returns whether it was another.
async fn set_status(transaction: &Write, account: AccountRef, word: &'static str) -> Result<bool, StoreError> {
    let mut statement = update(account.realm);
    statement
        .value("status", word)
        .and_where(Expr::col("id").eq(account.id))
        .and_where(Expr::col("status").ne(word));
    Ok(transaction.execute(&statement).await? == 1)
}

/// Replaces the password hash, where it may be. Returns whether it was.
async fn replace_password(
    transaction: &Write,
    account: AccountRef,
    password: &NewPassword,
) -> Result<bool, StoreError> {
    let mut statement = update(account.realm);
    statement.and_where(Expr::col("id").eq(account.id));
    match password {
        NewPassword::Set(hash) => {
            statement
                .value("password_hash", hash.expose())
                .value("password_imported", false)
                .value("password_migrated", false);
        }
        NewPassword::Imported(hash) => {
            let replaceable = Cond::any()
                .add(Expr::col("password_imported").eq(true))
                .add(Expr::col("password_hash").is_null());
            statement
                .value("password_hash", hash.expose())
                .value("password_imported", true)
                .value("password_migrated", false)
                .cond_where(replaceable);
        }
    }
    Ok(transaction.execute(&statement).await? == 1)
}

async fn unlink(transaction: &Write, table: &'static str, id: UserId) -> Result<(), StoreError> {
    let mut delete = Query::delete();
    delete.from_table(table).and_where(Expr::col("user_id").eq(id.0));
    transaction.execute(&delete).await?;
    Ok(())
}
