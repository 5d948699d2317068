//! Subscribers.

use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::entity::subscriber::{ActiveModel, Column, Entity, Model};
use super::login::set;
use super::sessions::end_sessions_of;
use super::{Credentials, LoginName, Store, StoreError};
use crate::model::{
    AccountRef, EndReason, FoldedName, NewSubscriber, PasswordHash, Population, Subscriber, SubscriberId,
    SubscriberStatus, Timestamp,
};

impl Store {
    /// Adds a subscriber, active.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when username or e-mail address are taken.
    pub async fn add_subscriber(&self, new: &NewSubscriber, now: Timestamp) -> Result<SubscriberId, StoreError> {
        let row = ActiveModel {
            customer_id: set(new.customer_id.clone()),
            username: set(new.username.as_str().to_owned()),
            username_folded: set(new.username.folded().as_str().to_owned()),
            firstname: set(new.firstname.clone()),
            lastname: set(new.lastname.clone()),
            email: set(new.email.as_ref().map(|email| email.as_str().to_owned())),
            email_folded: set(new.email.as_ref().map(|email| email.folded().as_str().to_owned())),
            phone: set(new.phone.clone()),
            package_name: set(new.package_name.clone()),
            expiration_date: set(new.expiration_date.map(Timestamp::millis)),
            password_hash: set(new.password_hash.as_ref().map(|hash| hash.expose().to_owned())),
            status: set(SubscriberStatus::Active.as_str().to_owned()),
            created_at: set(now.millis()),
            updated_at: set(now.millis()),
            ..Default::default()
        };
        Ok(SubscriberId(
            Entity::insert(row).exec(&self.writer).await?.last_insert_id,
        ))
    }

    /// Finds a subscriber and the password hash by a login name.
    ///
    /// # Errors
    /// As every query.
    pub async fn subscriber_credentials(
        &self,
        name: &LoginName,
    ) -> Result<Option<Credentials<Subscriber>>, StoreError> {
        let by_name = match name {
            LoginName::Username(name) => Column::UsernameFolded.eq(name.as_str()),
            LoginName::Email(name) => Column::EmailFolded.eq(name.as_str()),
        };
        let Some(mut row) = Entity::find().filter(by_name).one(&self.reader).await? else {
            return Ok(None);
        };
        let password_hash = row.password_hash.take().map(PasswordHash::new);
        Ok(Some(Credentials {
            account: subscriber(row)?,
            password_hash,
        }))
    }

    /// Finds a subscriber by number.
    ///
    /// # Errors
    /// As every query.
    pub async fn subscriber(&self, id: SubscriberId) -> Result<Option<Subscriber>, StoreError> {
        Entity::find_by_id(id.0)
            .one(&self.reader)
            .await?
            .map(subscriber)
            .transpose()
    }

    /// At most `limit` subscribers with a number above `after`, in the order of their numbers.
    ///
    /// # Errors
    /// As every query.
    pub async fn subscribers_after(&self, after: SubscriberId, limit: u64) -> Result<Vec<Subscriber>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Id.gt(after.0))
            .order_by_asc(Column::Id)
            .limit(limit);
        rows.all(&self.reader).await?.into_iter().map(subscriber).collect()
    }

    /// Sets the status of a subscriber by username; disabling ends all sessions in the same transaction. `None` when
    /// there is no such subscriber.
    ///
    /// # Errors
    /// As every query.
    pub async fn set_subscriber_status(
        &self,
        username: &FoldedName,
        status: SubscriberStatus,
        now: Timestamp,
    ) -> Result<Option<SubscriberId>, StoreError> {
        let end = match status {
            SubscriberStatus::Disabled => Some(EndReason::AccountDisabled),
            SubscriberStatus::Active
            | SubscriberStatus::Inactive
            | SubscriberStatus::Pending
            | SubscriberStatus::Expired => None,
        };
        self.change_subscriber(username, Column::Status, status.as_str().into(), end, now)
            .await
    }

    /// Sets the password of a subscriber by username and ends all sessions, in one transaction. `None` when there is
    /// no such subscriber.
    ///
    /// # Errors
    /// As every query.
    pub async fn set_subscriber_password(
        &self,
        username: &FoldedName,
        hash: &PasswordHash,
        now: Timestamp,
    ) -> Result<Option<SubscriberId>, StoreError> {
        let end = Some(EndReason::PasswordChanged);
        self.change_subscriber(username, Column::PasswordHash, hash.expose().into(), end, now)
            .await
    }

    async fn change_subscriber(
        &self,
        username: &FoldedName,
        column: Column,
        value: sea_orm::Value,
        end: Option<EndReason>,
        now: Timestamp,
    ) -> Result<Option<SubscriberId>, StoreError> {
        let transaction = self.begin().await?;
        let changed = Entity::update_many()
            .col_expr(column, Expr::value(value))
            .col_expr(Column::UpdatedAt, Expr::value(now.millis()))
            .filter(Column::UsernameFolded.eq(username.as_str()))
            .exec(&transaction)
            .await?;
        let found = Entity::find()
            .filter(Column::UsernameFolded.eq(username.as_str()))
            .one(&transaction)
            .await?;
        let Some(row) = found.filter(|_| changed.rows_affected == 1) else {
            transaction.rollback().await?;
            return Ok(None);
        };
        if let Some(why) = end {
            let account = AccountRef {
                population: Population::Subscribers,
                id: row.id,
            };
            end_sessions_of(&transaction, account, why, now).await?;
        }
        transaction.commit().await?;
        Ok(Some(SubscriberId(row.id)))
    }

    pub(super) async fn renew_subscriber_hash(
        &self,
        id: i64,
        old: &PasswordHash,
        new: &PasswordHash,
    ) -> Result<(), StoreError> {
        Entity::update_many()
            .col_expr(Column::PasswordHash, Expr::value(new.expose()))
            .filter(Column::Id.eq(id))
            .filter(Column::PasswordHash.eq(old.expose()))
            .exec(&self.writer)
            .await?;
        Ok(())
    }
}

/// Notes a login, if the account is as it was when it was checked.
pub(super) async fn stamp_login(
    transaction: &DatabaseTransaction,
    id: i64,
    verified: &PasswordHash,
    address: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let stamped = Entity::update_many()
        .col_expr(Column::LastLoginAt, Expr::value(now.millis()))
        .col_expr(Column::LastLoginAddress, Expr::value(address))
        .filter(Column::Id.eq(id))
        .filter(Column::PasswordHash.eq(verified.expose()))
        .filter(Column::Status.ne(SubscriberStatus::Disabled.as_str()))
        .exec(transaction)
        .await?;
    Ok(stamped.rows_affected == 1)
}

fn subscriber(row: Model) -> Result<Subscriber, StoreError> {
    let status = SubscriberStatus::from_stored(&row.status).ok_or(StoreError::Corrupt {
        column: "subscribers.status",
    })?;
    Ok(Subscriber {
        id: SubscriberId(row.id),
        customer_id: row.customer_id,
        username: row.username,
        firstname: row.firstname,
        lastname: row.lastname,
        email: row.email,
        phone: row.phone,
        package_name: row.package_name,
        expiration_date: row.expiration_date.map(Timestamp::from_millis),
        status,
        created_at: Timestamp::from_millis(row.created_at),
    })
}
