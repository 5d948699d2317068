//! Subscribers.

use std::sync::Arc;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::account_rows::refuse_older_form;
use super::accounts::Change;
use super::audit::record;
use super::credentials::{Credentials, LoginName};
use super::entity::subscriber::{Column, Entity};
use super::error::StoreError;
use super::handle::Store;
use super::idempotency::{claim, settle};
use super::rows::subscriber::{new_row, subscriber};
use super::sqlite::entry::Key;
use crate::model::{
    Action, Added, Context, FoldedName, Idempotency, NewSubscriber, PasswordHash, Realm, Subscriber, SubscriberId,
    SubscriberStatus, Timestamp,
};

impl Store {
    /// Adds a subscriber, active.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when username or e-mail address are taken.
    pub async fn add_subscriber(
        &self,
        new: &NewSubscriber,
        idempotency: Option<&Idempotency>,
        now: Timestamp,
        context: &Context,
    ) -> Result<Added<SubscriberId>, StoreError> {
        let transaction = self.begin().await?;
        if let Some(known) = claim(&transaction, idempotency, now).await? {
            transaction.rollback().await?;
            return Ok(known.map(SubscriberId));
        }
        if let Some(email) = &new.email {
            refuse_older_form(&transaction, Realm::Subscribers, email, None).await?;
        }
        let id = SubscriberId(
            transaction
                .insert(Entity::insert(new_row(new, now)).into_query())
                .await?,
        );
        let added = context.event(Action::AccountAdded, now);
        record(&transaction, &added.of(id.reference())).await?;
        settle(&transaction, idempotency, id.0).await?;
        transaction.commit().await?;
        Ok(Added::Now(id))
    }

    /// Finds a subscriber and the password hash by a login name.
    ///
    /// # Errors
    /// As every query.
    pub async fn subscriber_credentials(
        &self,
        name: &LoginName,
    ) -> Result<Option<Credentials<Subscriber>>, StoreError> {
        let Some((account, _)) = self.password_of(Realm::Subscribers, name).await? else {
            return Ok(None);
        };
        let Some(mut row) = Entity::find_by_id(account.id).one(&self.reader).await? else {
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
    pub async fn subscriber(&self, id: SubscriberId) -> Result<Option<Arc<Subscriber>>, StoreError> {
        let read = async || {
            let row = Entity::find_by_id(id.0).one(&self.reader).await?;
            row.map(|row| subscriber(row).map(Arc::new)).transpose()
        };
        self.find_or_read(Key::Subscriber(id), read).await
    }

    /// At most `limit` subscribers with a number above `after`, in the order of their numbers.
    ///
    /// # Errors
    /// As every query.
    pub async fn subscribers_after(&self, after: SubscriberId, limit: u64) -> Result<Vec<Subscriber>, StoreError> {
        let rows = Entity::find()
            .filter(Column::Id.gt(after.0))
            .filter(Column::DeletedAt.is_null())
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
        context: &Context,
    ) -> Result<Option<SubscriberId>, StoreError> {
        let (who, what) = ((Realm::Subscribers, username), Change::of_subscriber(status));
        Ok(self.change_account(who, what, now, context).await?.map(SubscriberId))
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
        context: &Context,
    ) -> Result<Option<SubscriberId>, StoreError> {
        let (who, what) = ((Realm::Subscribers, username), Change::Password(hash));
        Ok(self.change_account(who, what, now, context).await?.map(SubscriberId))
    }
}
