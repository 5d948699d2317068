//! Users as accounts.

use std::sync::Arc;

use super::{Account, NewAccount, WithAccount};
use crate::auth::contract_rules::{ContractRules, RuleBook};
use crate::auth::cutover::{OldBackends, SharedOldBackend};
use crate::auth::passwords::OwnNames;
use crate::auth::random::{Random, uuid};
use crate::model::{
    AccountQuery, AccountRef, Added, Changed, Context, FoldedName, Idempotency, NewUser, Page, PasswordHash, Realm,
    Revision, SessionId, Terms, Timestamp, User, UserId, UserStatus, UserUpdate,
};
use crate::store::{Store, StoreError};

impl Account for User {
    const REALM: Realm = Realm::Users;
    const ACTIVE: UserStatus = UserStatus::Active;
    const DISABLED: UserStatus = UserStatus::Disabled;

    type Id = UserId;
    type New = NewUser;
    type Status = UserStatus;
    type Update = UserUpdate;

    fn reference(&self) -> AccountRef {
        self.id.reference()
    }

    fn number(&self) -> UserId {
        self.id
    }

    fn username(&self) -> &str {
        &self.username
    }

    fn email(&self) -> Option<&str> {
        Some(&self.email)
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
        &book.users
    }

    fn old_backend<'a>(all: &'a OldBackends, ident: &str) -> Option<&'a SharedOldBackend<NewUser>> {
        all.users.get(ident)
    }

    async fn session(store: &Store, id: SessionId) -> Result<Option<WithAccount<Self>>, StoreError> {
        store.session_of_user(id).await
    }

    async fn by_id(store: &Store, id: i64) -> Result<Option<Arc<Self>>, StoreError> {
        store.user(UserId(id)).await
    }

    async fn page_after(store: &Store, after: i64, limit: u64) -> Result<Vec<Self>, StoreError> {
        store.users_after(UserId(after), limit).await
    }

    async fn list(store: &Store, query: &AccountQuery) -> Result<Page<Self>, StoreError> {
        store.list_users(query).await
    }

    async fn add(
        store: &Store,
        new: &NewUser,
        random: &dyn Random,
        idempotency: Option<&Idempotency>,
        now: Timestamp,
        context: &Context,
    ) -> Result<Added<UserId>, StoreError> {
        store.add_user(new, uuid(random), idempotency, now, context).await
    }

    async fn update(store: &Store, id: UserId, update: &UserUpdate, terms: &Terms<'_>) -> Result<Changed, StoreError> {
        store.update_user(id, update, terms).await
    }

    async fn set_status(
        store: &Store,
        username: &FoldedName,
        status: UserStatus,
        now: Timestamp,
        context: &Context,
    ) -> Result<Option<UserId>, StoreError> {
        store.set_user_status(username, status, now, context).await
    }

    async fn set_password(
        store: &Store,
        username: &FoldedName,
        hash: &PasswordHash,
        now: Timestamp,
        context: &Context,
    ) -> Result<Option<UserId>, StoreError> {
        store.set_user_password(username, hash, now, context).await
    }
}

impl NewAccount for NewUser {
    fn username(&self) -> &str {
        self.username.as_str()
    }

    fn email(&self) -> Option<&str> {
        Some(self.email.as_str())
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
