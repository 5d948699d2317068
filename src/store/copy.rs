//! A database in memory with copies of accounts, for finding out what would happen to them.
//!
//! Rows keep their numbers. What is added to the copy itself gets numbers far above them ([`FIRST_OWN`]), so that neither
//! is taken for the other.

use sea_orm::sea_query::{Expr, ExprTrait, OnConflict, Query};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, Iterable,
    PrimaryKeyToColumn, QueryFilter, QueryTrait, Statement,
};

use super::account_rows::table;
use super::credentials::LoginName;
use super::entity::{
    api_key, permission, role, role_permission, setting, subscriber, user, user_image, user_permission, user_role,
};
use super::error::StoreError;
use super::handle::Store;
use super::migrated::{DELETED, digests};
use super::options::StoreOptions;
use super::pool::Pool;
use super::write::Write;
use crate::model::{AccountRef, Realm};

/// The number of the first row that is added to the copy itself, less one.
const FIRST_OWN: i64 = 1 << 40;
/// The tables whose rows get numbers.
const NUMBERED: [&str; 6] = ["users", "subscribers", "roles", "permissions", "settings", "api_keys"];
/// What stands for an account that is no more, beside the digests of its names.
const NOBODY: &str = "copy";

impl Store {
    /// A database in memory with the roles of this one, and no accounts.
    ///
    /// # Errors
    /// As every query.
    pub async fn scratch(&self) -> Result<Self, StoreError> {
        let scratch = Self::connect(&StoreOptions::in_memory()).await?;
        scratch.migrate().await?;
        for name in NUMBERED {
            let sql = format!("INSERT INTO sqlite_sequence (name, seq) VALUES ('{name}', {FIRST_OWN})");
            let first = Statement::from_string(DbBackend::Sqlite, sql);
            scratch.reader.execute_raw(first).await?;
        }
        let to = scratch.begin().await?;
        copy_rows::<role::Entity>(&self.reader, &to, Condition::all()).await?;
        copy_rows::<permission::Entity>(&self.reader, &to, Condition::all()).await?;
        copy_rows::<role_permission::Entity>(&self.reader, &to, Condition::all()).await?;
        to.commit().await?;
        Ok(scratch)
    }

    /// Copies the account with this name to another database, as it is now, or that it was deleted. What it has of its own
    /// there, such as sessions, stays.
    ///
    /// # Errors
    /// As every query.
    pub async fn copy_named(&self, realm: Realm, name: &LoginName, to: &Self) -> Result<(), StoreError> {
        if let Some((account, _)) = self.password_of(realm, name).await? {
            return self.copy_account(account, to).await;
        }
        if self.was_deleted(realm, name).await? {
            for digest in digests(realm, name) {
                let mut keep = Query::insert();
                keep.into_table(DELETED)
                    .columns(["digest", "account"])
                    .values_panic([digest.into(), NOBODY.into()])
                    .on_conflict(OnConflict::column("digest").do_nothing().to_owned());
                to.writer.execute(&keep).await?;
            }
        }
        Ok(())
    }

    /// Copies an account to another database, with what belongs to it but for its sessions.
    ///
    /// # Errors
    /// As every query.
    pub async fn copy_account(&self, account: AccountRef, to: &Self) -> Result<(), StoreError> {
        let (from, to) = (&self.reader, to.begin().await?);
        let id = account.id;
        match account.realm {
            Realm::Users => {
                if let Some(row) = user::Entity::find_by_id(id).one(from).await? {
                    remove_namesakes(&to, account, [Some(&row.username_folded), Some(&row.email_folded)]).await?;
                }
                copy_rows::<user::Entity>(from, &to, Condition::all().add(user::Column::Id.eq(id))).await?;
                copy_rows::<user_role::Entity>(from, &to, of(user_role::Column::UserId.eq(id))).await?;
                copy_rows::<user_permission::Entity>(from, &to, of(user_permission::Column::UserId.eq(id))).await?;
                copy_rows::<setting::Entity>(from, &to, of(setting::Column::UserId.eq(id))).await?;
                copy_rows::<user_image::Entity>(from, &to, of(user_image::Column::UserId.eq(id))).await?;
                copy_rows::<api_key::Entity>(from, &to, of(api_key::Column::OwnerId.eq(id))).await?;
            }
            Realm::Subscribers => {
                if let Some(row) = subscriber::Entity::find_by_id(id).one(from).await? {
                    remove_namesakes(&to, account, [Some(&row.username_folded), row.email_folded.as_ref()]).await?;
                }
                copy_rows::<subscriber::Entity>(from, &to, of(subscriber::Column::Id.eq(id))).await?;
            }
        }
        to.commit().await
    }
}

fn of(expression: Expr) -> Condition {
    Condition::all().add(expression)
}

/// Removes the accounts of another number that have the names of one that is about to be copied.
async fn remove_namesakes(
    to: &Write,
    account: AccountRef,
    [username, email]: [Option<&String>; 2],
) -> Result<(), StoreError> {
    let names = Condition::any()
        .add_option(username.map(|name| Expr::col("username_folded").eq(name)))
        .add_option(email.map(|name| Expr::col("email_folded").eq(name)));
    let mut remove = Query::delete();
    remove
        .from_table(table(account.realm))
        .and_where(Expr::col("id").ne(account.id))
        .cond_where(names);
    to.execute(&remove).await?;
    Ok(())
}

/// Copies the rows of a table that meet a condition, in the place of those with the same key.
async fn copy_rows<E>(from: &Pool, to: &Write, which: Condition) -> Result<(), StoreError>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: Send,
{
    for row in E::find().filter(which).all(from).await? {
        let mut known = OnConflict::columns(E::PrimaryKey::iter().map(PrimaryKeyToColumn::into_column));
        known.update_columns(E::Column::iter());
        let row = row.into_active_model().reset_all();
        to.execute(&E::insert(row).on_conflict(known).into_query()).await?;
    }
    Ok(())
}
