//! Users.

use std::sync::Arc;

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::account_rows::refuse_older_form;
use super::accounts::Change;
use super::audit::record;
use super::credentials::{Credentials, LoginName};
use super::entity::user::{self, Entity, Model};
use super::error::StoreError;
use super::handle::Store;
use super::idempotency::{claim, settle};
use super::rows;
use super::rows::user::{change_row, new_row};
use super::settings::{put_settings, settings_in};
use super::sqlite::entry::Key;
use super::user_images::put_image;
use super::user_links::{link, links_of, links_of_all};
use crate::model::{
    Action, Added, Context, FoldedName, Idempotency, NewUser, PasswordHash, ProfileChange, Realm, Timestamp, User,
    UserId, UserStatus,
};

impl Store {
    /// Adds a user.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when username or e-mail address are taken.
    pub async fn add_user(
        &self,
        new: &NewUser,
        uid: Uuid,
        idempotency: Option<&Idempotency>,
        now: Timestamp,
        context: &Context,
    ) -> Result<Added<UserId>, StoreError> {
        let transaction = self.begin().await?;
        if let Some(known) = claim(&transaction, idempotency, now).await? {
            transaction.rollback().await?;
            return Ok(known.map(UserId));
        }
        refuse_older_form(&transaction, Realm::Users, &new.email, None).await?;
        let id = UserId(
            transaction
                .insert(Entity::insert(new_row(new, uid, now)).into_query())
                .await?,
        );
        link(&transaction, id, &new.roles, &new.permissions).await?;
        let added = context.event(Action::AccountAdded, now);
        record(&transaction, &added.of(id.reference())).await?;
        settle(&transaction, idempotency, id.0).await?;
        transaction.commit().await?;
        Ok(Added::Now(id))
    }

    /// Finds a user and the password hash by a login name.
    ///
    /// # Errors
    /// As every query.
    pub async fn user_credentials(&self, name: &LoginName) -> Result<Option<Credentials<User>>, StoreError> {
        let Some((account, _)) = self.password_of(Realm::Users, name).await? else {
            return Ok(None);
        };
        let Some(mut row) = Entity::find_by_id(account.id).one(&self.reader).await? else {
            return Ok(None);
        };
        let password_hash = row.password_hash.take().map(PasswordHash::new);
        Ok(Some(Credentials {
            account: complete(&self.reader, row).await?,
            password_hash,
        }))
    }

    /// Finds a user by number.
    ///
    /// # Errors
    /// As every query.
    pub async fn user(&self, id: UserId) -> Result<Option<Arc<User>>, StoreError> {
        let read = async || match Entity::find_by_id(id.0).one(&self.reader).await? {
            Some(row) => Ok(Some(Arc::new(complete(&self.reader, row).await?))),
            None => Ok(None),
        };
        self.find_or_read(Key::User(id), read).await
    }

    /// At most `limit` users with a number above `after`, in the order of their numbers.
    ///
    /// # Errors
    /// As every query.
    pub async fn users_after(&self, after: UserId, limit: u64) -> Result<Vec<User>, StoreError> {
        let rows = Entity::find()
            .filter(user::Column::Id.gt(after.0))
            .filter(user::Column::DeletedAt.is_null())
            .order_by_asc(user::Column::Id)
            .limit(limit);
        let rows = rows.all(&self.reader).await?;
        let numbers: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut links = links_of_all(&self.reader, &numbers).await?;
        let users = rows.into_iter().map(|row| {
            let links = links.remove(&row.id).unwrap_or_default();
            rows::user::user(row, links)
        });
        users.collect()
    }

    /// Changes what is a user's own and returns how many settings of how many bytes there are then; nothing is changed
    /// where `allowed` says no to that.
    ///
    /// # Errors
    /// As every query.
    pub async fn change_profile(
        &self,
        id: UserId,
        change: &ProfileChange,
        now: Timestamp,
        allowed: impl Fn(&[crate::model::Setting]) -> bool + Send,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let update = Entity::update(change_row(id, change, now)).validate()?;
        let mut update = update.into_query();
        update.value("revision", Expr::col("revision").add(1));
        transaction.execute(&update).await?;
        put_image(&transaction, id, &change.image).await?;
        put_settings(&transaction, id, &change.settings).await?;
        if !change.settings.is_empty() && !allowed(&settings_in(&transaction, id).await?) {
            transaction.rollback().await?;
            return Ok(false);
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Sets the status of a user by username; disabling ends all sessions in the same transaction. `None` when there
    /// is no such user.
    ///
    /// # Errors
    /// As every query.
    pub async fn set_user_status(
        &self,
        username: &FoldedName,
        status: UserStatus,
        now: Timestamp,
        context: &Context,
    ) -> Result<Option<UserId>, StoreError> {
        let (who, what) = ((Realm::Users, username), Change::of_user(status));
        Ok(self.change_account(who, what, now, context).await?.map(UserId))
    }

    /// Sets the password of a user by username and ends all sessions, in one transaction. `None` when there is no
    /// such user.
    ///
    /// # Errors
    /// As every query.
    pub async fn set_user_password(
        &self,
        username: &FoldedName,
        hash: &PasswordHash,
        now: Timestamp,
        context: &Context,
    ) -> Result<Option<UserId>, StoreError> {
        let (who, what) = ((Realm::Users, username), Change::Password(hash));
        Ok(self.change_account(who, what, now, context).await?.map(UserId))
    }
}

async fn complete<C: ConnectionTrait>(connection: &C, row: Model) -> Result<User, StoreError> {
    let id = UserId(row.id);
    let links = links_of(connection, id).await?;
    rows::user::user(row, links)
}
