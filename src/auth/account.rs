//! What users and subscribers have in common.

use std::future::Future;
use std::sync::Arc;

use super::{ContractRules, OwnNames, RuleBook};
use crate::model::{
    AccountRef, Realm, Session, SessionId, Subscriber, SubscriberId, SubscriberStatus, User, UserId, UserStatus,
};
use crate::store::{Store, StoreError};

/// A session, and its account where that came along.
pub(super) type WithAccount<A> = (Arc<Session>, Option<Arc<A>>);

/// An account that can log in. A contract names the type it serves; a token of the other one cannot be confused with
/// it.
pub trait Account: Clone + Send + Sync + 'static {
    /// The set it belongs to.
    const REALM: Realm;

    /// Which account this is.
    fn reference(&self) -> AccountRef;

    /// Its username.
    fn username(&self) -> &str;

    /// What its passwords may not contain.
    fn own_names(&self) -> OwnNames;

    /// Whether an operator has locked it.
    fn is_disabled(&self) -> bool;

    /// The rules of a contract of this realm.
    fn rules<'a>(book: &'a RuleBook, ident: &str) -> Option<&'a &'static ContractRules<Self>>;

    /// Finds a session, perhaps with the account whose it is.
    fn session(
        store: &Store,
        id: SessionId,
    ) -> impl Future<Output = Result<Option<WithAccount<Self>>, StoreError>> + Send;

    /// Finds it by number.
    fn by_id(store: &Store, id: i64) -> impl Future<Output = Result<Option<Arc<Self>>, StoreError>> + Send;
}

impl Account for User {
    const REALM: Realm = Realm::Users;

    fn reference(&self) -> AccountRef {
        AccountRef {
            realm: Self::REALM,
            id: self.id.0,
        }
    }

    fn username(&self) -> &str {
        &self.username
    }

    fn own_names(&self) -> OwnNames {
        self.into()
    }

    fn is_disabled(&self) -> bool {
        self.status == UserStatus::Disabled
    }

    fn rules<'a>(book: &'a RuleBook, ident: &str) -> Option<&'a &'static ContractRules<Self>> {
        book.users.iter().find(|rules| rules.ident == ident)
    }

    async fn session(store: &Store, id: SessionId) -> Result<Option<WithAccount<Self>>, StoreError> {
        store.session_of_user(id).await
    }

    async fn by_id(store: &Store, id: i64) -> Result<Option<Arc<Self>>, StoreError> {
        store.user(UserId(id)).await
    }
}

impl Account for Subscriber {
    const REALM: Realm = Realm::Subscribers;

    fn reference(&self) -> AccountRef {
        AccountRef {
            realm: Self::REALM,
            id: self.id.0,
        }
    }

    fn username(&self) -> &str {
        &self.username
    }

    fn own_names(&self) -> OwnNames {
        self.into()
    }

    fn is_disabled(&self) -> bool {
        self.status == SubscriberStatus::Disabled
    }

    fn rules<'a>(book: &'a RuleBook, ident: &str) -> Option<&'a &'static ContractRules<Self>> {
        book.subscribers.iter().find(|rules| rules.ident == ident)
    }

    async fn session(store: &Store, id: SessionId) -> Result<Option<WithAccount<Self>>, StoreError> {
        store.session_of_subscriber(id).await
    }

    async fn by_id(store: &Store, id: i64) -> Result<Option<Arc<Self>>, StoreError> {
        store.subscriber(SubscriberId(id)).await
    }
}
