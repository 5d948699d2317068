//! Subscribers as accounts.

use std::sync::Arc;

use super::{Account, NewAccount, WithAccount};
use crate::auth::contract_rules::{ContractRules, RuleBook};
use crate::auth::cutover::{OldBackends, SharedOldBackend};
use crate::auth::passwords::OwnNames;
use crate::auth::random::Random;
use crate::model::{
    AccountQuery, AccountRef, Added, Changed, Context, EmailAddress, FoldedName, Idempotency, NewSubscriber, Page,
    PasswordHash, Realm, Revision, SessionId, Subscriber, SubscriberId, SubscriberStatus, SubscriberUpdate, Terms,
    Timestamp,
};
use crate::store::{Store, StoreError};

impl Account for Subscriber {
    const REALM: Realm = Realm::Subscribers;
    const ACTIVE: SubscriberStatus = SubscriberStatus::Active;
    const DISABLED: SubscriberStatus = SubscriberStatus::Disabled;

    type Id = SubscriberId;
    type New = NewSubscriber;
    type Status = SubscriberStatus;
    type Update = SubscriberUpdate;

    fn reference(&self) -> AccountRef {
        self.id.reference()
    }

    fn number(&self) -> SubscriberId {
        self.id
    }

    fn username(&self) -> &str {
        &self.username
    }

    fn email(&self) -> Option<&str> {
        self.email.as_deref()
    }

    fn isp_id(&self) -> Option<i64> {
        self.isp_id
    }

    fn branch_id(&self) -> Option<i64> {
        self.branch_id
    }

    fn revision(&self) -> Revision {
        self.revision
    }

    fn is_deleted(&self) -> bool {
        self.deleted_at.is_some()
    }

    fn own_names(&self) -> OwnNames {
        self.into()
    }

    fn is_disabled(&self) -> bool {
        self.status == Self::DISABLED
    }

    fn all_rules(book: &RuleBook) -> &[&'static ContractRules<Self>] {
        &book.subscribers
    }

    fn old_backend<'a>(all: &'a OldBackends, ident: &str) -> Option<&'a SharedOldBackend<NewSubscriber>> {
        all.subscribers.get(ident)
    }

    async fn session(store: &Store, id: SessionId) -> Result<Option<WithAccount<Self>>, StoreError> {
        store.session_of_subscriber(id).await
    }

    async fn by_id(store: &Store, id: i64) -> Result<Option<Arc<Self>>, StoreError> {
        store.subscriber(SubscriberId(id)).await
    }

    async fn page_after(store: &Store, after: i64, limit: u64) -> Result<Vec<Self>, StoreError> {
        store.subscribers_after(SubscriberId(after), limit).await
    }

    async fn list(store: &Store, query: &AccountQuery) -> Result<Page<Self>, StoreError> {
        store.list_subscribers(query).await
    }

    async fn add(
        store: &Store,
        new: &NewSubscriber,
        _: &dyn Random,
        idempotency: Option<&Idempotency>,
        now: Timestamp,
        context: &Context,
    ) -> Result<Added<SubscriberId>, StoreError> {
        store.add_subscriber(new, idempotency, now, context).await
    }

    async fn update(
        store: &Store,
        id: SubscriberId,
        update: &SubscriberUpdate,
        terms: &Terms<'_>,
    ) -> Result<Changed, StoreError> {
        store.update_subscriber(id, update, terms).await
    }

    async fn set_status(
        store: &Store,
        username: &FoldedName,
        status: SubscriberStatus,
        now: Timestamp,
        context: &Context,
    ) -> Result<Option<SubscriberId>, StoreError> {
        store.set_subscriber_status(username, status, now, context).await
    }

    async fn set_password(
        store: &Store,
        username: &FoldedName,
        hash: &PasswordHash,
        now: Timestamp,
        context: &Context,
    ) -> Result<Option<SubscriberId>, StoreError> {
        store.set_subscriber_password(username, hash, now, context).await
    }
}

impl NewAccount for NewSubscriber {
    fn username(&self) -> &str {
        self.username.as_str()
    }

    fn email(&self) -> Option<&str> {
        self.email.as_ref().map(EmailAddress::as_str)
    }

    fn own_names(&self) -> OwnNames {
        self.into()
    }

    fn password_hash(&self) -> Option<&PasswordHash> {
        self.password_hash.as_ref()
    }

    fn set_password_hash(&mut self, hash: PasswordHash) {
        self.password_hash = Some(hash);
    }
}
