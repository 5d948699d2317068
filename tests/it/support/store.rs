//! Adding to the store without an idempotency key, as operators do.

use latchkey::model::{Added, ApiKeyId, Context, NewApiKey, NewSubscriber, NewUser, SubscriberId, Timestamp, UserId};
use latchkey::store::{Store, StoreError};
use uuid::Uuid;

/// Adding without an idempotency key.
pub trait Put {
    async fn put_user(&self, new: &NewUser, uid: Uuid, now: Timestamp, context: &Context)
    -> Result<UserId, StoreError>;

    async fn put_subscriber(
        &self,
        new: &NewSubscriber,
        now: Timestamp,
        context: &Context,
    ) -> Result<SubscriberId, StoreError>;

    async fn put_api_key(&self, new: &NewApiKey, context: &Context) -> Result<ApiKeyId, StoreError>;
}

impl Put for Store {
    async fn put_user(
        &self,
        new: &NewUser,
        uid: Uuid,
        now: Timestamp,
        context: &Context,
    ) -> Result<UserId, StoreError> {
        self.add_user(new, uid, None, now, context).await.map(now_added)
    }

    async fn put_subscriber(
        &self,
        new: &NewSubscriber,
        now: Timestamp,
        context: &Context,
    ) -> Result<SubscriberId, StoreError> {
        self.add_subscriber(new, None, now, context).await.map(now_added)
    }

    async fn put_api_key(&self, new: &NewApiKey, context: &Context) -> Result<ApiKeyId, StoreError> {
        self.add_api_key(new, None, context).await.map(now_added)
    }
}

fn now_added<I>(added: Added<I>) -> I {
    match added {
        Added::Now(id) => id,
        Added::Before { .. } | Added::OtherRequest => panic!("nothing was sent before"),
    }
}
