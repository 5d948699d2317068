//! Subscribers.

use std::sync::Arc;

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use super::accounts::AccountChange;
use super::audit::record;
use super::columns::set;
use super::credentials::{Credentials, LoginName};
use super::entity::subscriber::{ActiveModel, Column, Entity};
use super::error::StoreError;
use super::handle::Store;
use super::rows::subscriber::subscriber;
use super::sqlite::Key;
use crate::model::{
    Action, Context, EndReason, FoldedName, NewSubscriber, PasswordHash, Realm, Subscriber, SubscriberId,
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
        now: Timestamp,
        context: &Context,
    ) -> Result<SubscriberId, StoreError> {
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
        let transaction = self.begin().await?;
        let id = SubscriberId(transaction.insert(Entity::insert(row).into_query()).await?);
        let added = context.event(Action::AccountAdded, now);
        record(&transaction, &added.of(id.reference())).await?;
        transaction.commit().await?;
        Ok(id)
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
        let (action, end) = match status {
            SubscriberStatus::Disabled => (Action::AccountDisabled, Some(EndReason::AccountDisabled)),
            SubscriberStatus::Active => (Action::AccountEnabled, None),
            SubscriberStatus::Inactive | SubscriberStatus::Pending | SubscriberStatus::Expired => {
                (Action::AccountChanged, None)
            }
        };
        let word = status.as_str();
        let (who, what) = (
            (Realm::Subscribers, username),
            AccountChange::Status { word, action, end },
        );
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
        let (who, what) = ((Realm::Subscribers, username), AccountChange::Password(hash));
        Ok(self.change_account(who, what, now, context).await?.map(SubscriberId))
    }
}
