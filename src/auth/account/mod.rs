//! What users and subscribers have in common, and what each realm does in its own way.
//!
//! A use case that works for both realms is generic over [`Account`]: `find_account::<User>(..)`. To let a use case do
//! something that differs between them, add a method here; `user.rs` and `subscriber.rs` implement it.

mod subscriber;
mod user;

use std::future::Future;
use std::sync::Arc;

use super::contract_rules::{ContractRules, RuleBook};
use super::cutover::{OldBackends, SharedOldBackend};
use super::passwords::OwnNames;
use super::random::Random;
use crate::model::{
    AccountQuery, AccountRef, Added, Changed, Context, FoldedName, Idempotency, Page, PasswordHash, Realm, Revision,
    Session, SessionId, Terms, Timestamp,
};
use crate::store::{Store, StoreError};

/// A session, and its account where the same read found it.
pub(super) type WithAccount<A> = (Arc<Session>, Option<Arc<A>>);

/// An account that can log in. A contract names the type it serves, so that a token of the other realm cannot be taken
/// for one of its own.
pub trait Account: Clone + Send + Sync + 'static {
    /// Its realm.
    const REALM: Realm;
    /// The status of an account that is enabled.
    const ACTIVE: Self::Status;
    /// The status of an account that is disabled.
    const DISABLED: Self::Status;

    /// The number of such an account.
    type Id: Copy + Send + Into<i64>;
    /// Such an account before it is added.
    type New: NewAccount;
    /// The statuses that it can have.
    type Status: Copy + Send;
    /// A change of such an account.
    type Update: Send + Sync;

    /// Which account this is.
    fn reference(&self) -> AccountRef;

    /// Its number.
    fn number(&self) -> Self::Id;

    /// Its username.
    fn username(&self) -> &str;

    /// Its e-mail address.
    fn email(&self) -> Option<&str>;

    /// The provider that it belongs to.
    fn isp_id(&self) -> Option<i64>;

    /// The branch that it belongs to.
    fn branch_id(&self) -> Option<i64>;

    /// How often it was changed.
    fn revision(&self) -> Revision;

    /// Whether it was deleted.
    fn is_deleted(&self) -> bool;

    /// What its passwords must not contain.
    fn own_names(&self) -> OwnNames;

    /// Whether an operator has disabled it.
    fn is_disabled(&self) -> bool;

    /// The rules of all contracts of this realm.
    fn all_rules(book: &RuleBook) -> &[&'static ContractRules<Self>];

    /// The rules of a contract of this realm.
    fn rules<'a>(book: &'a RuleBook, ident: &str) -> Option<&'a &'static ContractRules<Self>> {
        Self::all_rules(book).iter().find(|rules| rules.ident == ident)
    }

    /// The old backend of a contract of this realm, if it has one.
    fn old_backend<'a>(all: &'a OldBackends, ident: &str) -> Option<&'a SharedOldBackend<Self::New>>;

    /// Finds a session, with its account if the same read found it.
    fn session(
        store: &Store,
        id: SessionId,
    ) -> impl Future<Output = Result<Option<WithAccount<Self>>, StoreError>> + Send;

    /// Finds an account by number.
    fn by_id(store: &Store, id: i64) -> impl Future<Output = Result<Option<Arc<Self>>, StoreError>> + Send;

    /// At most `limit` accounts with a number above `after`, in the order of their numbers.
    fn page_after(store: &Store, after: i64, limit: u64) -> impl Future<Output = Result<Vec<Self>, StoreError>> + Send;

    /// A page of accounts.
    fn list(store: &Store, query: &AccountQuery) -> impl Future<Output = Result<Page<Self>, StoreError>> + Send;

    /// Adds an account. `random` is for realms that give their accounts a GUID.
    fn add(
        store: &Store,
        new: &Self::New,
        random: &dyn Random,
        idempotency: Option<&Idempotency>,
        now: Timestamp,
        context: &Context,
    ) -> impl Future<Output = Result<Added<Self::Id>, StoreError>> + Send;

    /// Changes an account that is not deleted.
    fn update(
        store: &Store,
        id: Self::Id,
        update: &Self::Update,
        terms: &Terms<'_>,
    ) -> impl Future<Output = Result<Changed, StoreError>> + Send;

    /// Sets the status of the account with this username. Returns its number, or `None` if there is no such account.
    fn set_status(
        store: &Store,
        username: &FoldedName,
        status: Self::Status,
        now: Timestamp,
        context: &Context,
    ) -> impl Future<Output = Result<Option<Self::Id>, StoreError>> + Send;

    /// Sets the password of the account with this username. Returns its number, or `None` if there is no such account.
    fn set_password(
        store: &Store,
        username: &FoldedName,
        hash: &PasswordHash,
        now: Timestamp,
        context: &Context,
    ) -> impl Future<Output = Result<Option<Self::Id>, StoreError>> + Send;
}

/// An account before it is added.
pub trait NewAccount: Send + Sync {
    /// Its username.
    fn username(&self) -> &str;

    /// Its e-mail address.
    fn email(&self) -> Option<&str>;

    /// What its password must not contain.
    fn own_names(&self) -> OwnNames;

    /// Its password, if it has one.
    fn password_hash(&self) -> Option<&PasswordHash>;

    /// Gives it a password. Without one, nobody can log in to it.
    fn set_password_hash(&mut self, hash: PasswordHash);
}
