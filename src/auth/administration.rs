//! Account administration: what operators do to accounts of either realm.

use std::sync::Arc;

use super::account::Account;
use super::error::{Cause, ServiceError, from_naming_error};
use super::export::Exported;
use super::{AuthService, LoginName, NewPasswordError, OwnNames};
use crate::model::{
    ADMINISTRATOR, AccountQuery, AccountRef, Added, Changed, Context, EmailAddress, FoldedName, Password, PasswordHash,
    Realm, Terms, Username,
};
use crate::store::RestoredNames;

/// Why an account could not be added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// Another account has this username.
    #[error("the username is taken")]
    UsernameTaken,
    /// Another account has this e-mail address.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_naming_error!(AddError);

/// Why an account could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// There is no such account any more.
    #[error("there is no such account")]
    NotFound,
    /// Nobody would be left who is enabled and has the role [`ADMINISTRATOR`].
    #[error("nobody would be left who is enabled and has the role {ADMINISTRATOR}")]
    LastAdministrator,
    /// Another account has this username.
    #[error("the username is taken")]
    UsernameTaken,
    /// Another account has this e-mail address.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_naming_error!(UpdateError);

/// How many accounts are listed at a time.
const LISTED_AT_A_TIME: u64 = 500;
/// How many accounts are purged at a time.
const PURGED_AT_A_TIME: u64 = 100;

fn of_changed(changed: Changed) -> Result<(), UpdateError> {
    match changed {
        Changed::Done => Ok(()),
        Changed::NotFound => Err(UpdateError::NotFound),
        Changed::LastAdministrator => Err(UpdateError::LastAdministrator),
    }
}

impl AuthService {
    /// Hashes a new password, if the password policy allows it to the owner of these names.
    ///
    /// # Errors
    /// [`NewPasswordError`].
    pub async fn hash_new_password(
        &self,
        password: &Password,
        owner: OwnNames,
    ) -> Result<PasswordHash, NewPasswordError> {
        self.passwords.check(&self.password_policy, password, owner).await??;
        Ok(self.passwords.hash(password).await?)
    }

    /// Hashes any password, whatever the password policy says. For the demonstration, whose printed passwords must
    /// work.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn hash_password(&self, password: &Password) -> Result<PasswordHash, ServiceError> {
        self.passwords.hash(password).await
    }

    /// The username of a user who is enabled and has the role [`ADMINISTRATOR`]; `None` if there is none.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn an_administrator(&self) -> Result<Option<String>, ServiceError> {
        Ok(self.store.an_administrator().await?)
    }

    /// Adds an account.
    ///
    /// # Errors
    /// [`AddError`].
    pub async fn add_account<A: Account>(&self, new: &A::New) -> Result<A::Id, AddError> {
        let (random, now) = (self.random.as_ref(), self.clock.now());
        match A::add(&self.store, new, random, None, now, &Context::operator()).await? {
            Added::Now(id) | Added::Before { id, .. } => Ok(id),
            // Only a request has an idempotency key.
            Added::OtherRequest => Err(AddError::Service(ServiceError::Internal(Cause::DanglingSession))),
        }
    }

    /// Finds an account by username.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn find_account<A: Account>(&self, username: &FoldedName) -> Result<Option<Arc<A>>, ServiceError> {
        match self.account_named::<A>(username).await? {
            Some(account) => self.find_account_by_id(account.id).await,
            None => Ok(None),
        }
    }

    /// Finds an account by number.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn find_account_by_id<A: Account>(&self, id: i64) -> Result<Option<Arc<A>>, ServiceError> {
        Ok(A::by_id(&self.store, id).await?)
    }

    /// Changes an account. `keeps_administrator` says whether somebody must be left who administers everything.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub async fn update_account<A: Account>(
        &self,
        id: A::Id,
        update: &A::Update,
        keeps_administrator: bool,
    ) -> Result<(), UpdateError> {
        let context = Context::operator();
        let terms = self.operator_terms(keeps_administrator, &context);
        of_changed(A::update(&self.store, id, update, &terms).await?)
    }

    /// Deletes an account: disables it, ends its sessions, revokes its API keys, and frees its names. Until it is purged,
    /// it can be restored.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub async fn remove_account(&self, account: AccountRef, keeps_administrator: bool) -> Result<(), UpdateError> {
        let context = Context::operator();
        let terms = self.operator_terms(keeps_administrator, &context);
        of_changed(self.store.delete_account(account, &terms).await?)
    }

    /// Restores a deleted account under the names that it had, disabled.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub async fn bring_back_account<A: Account>(&self, account: &A) -> Result<(), UpdateError> {
        let context = Context::operator();
        let terms = self.operator_terms(false, &context);
        let names = RestoredNames {
            username: Username::typed(account.username()),
            email: account.email().and_then(|email| EmailAddress::parse(email).ok()),
        };
        let restored = self.store.restore_account(account.reference(), &names, &terms).await?;
        of_changed(restored)
    }

    /// Removes a batch of accounts for good that were deleted long enough ago. Returns whether there may be more.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn purge_accounts(&self) -> Result<bool, ServiceError> {
        let now = self.clock.now();
        let before = now.minus(self.deleted_kept);
        let mut purged = 0;
        for realm in [Realm::Users, Realm::Subscribers] {
            purged += self.store.purge_accounts(realm, before, PURGED_AT_A_TIME, now).await?;
        }
        Ok(purged >= PURGED_AT_A_TIME)
    }

    /// Forgets a batch of idempotency keys that are a day old. Returns whether there may be more.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn forget_idempotency_keys(&self) -> Result<bool, ServiceError> {
        const BATCH: u64 = 100;
        Ok(self.store.forget_idempotency_keys(self.clock.now(), BATCH).await? >= BATCH)
    }

    fn operator_terms<'a>(&self, keeps_administrator: bool, context: &'a Context) -> Terms<'a> {
        Terms {
            revision: None,
            keeps_administrator,
            detail: None,
            now: self.clock.now(),
            context,
        }
    }

    /// Disables or enables an account, or gives it another status. Disabling ends all its sessions and stops its API
    /// keys at once. Returns whether there is such an account.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn set_account_status<A: Account>(
        &self,
        username: &FoldedName,
        status: A::Status,
    ) -> Result<bool, ServiceError> {
        let now = self.clock.now();
        let account = A::set_status(&self.store, username, status, now, &Context::operator()).await?;
        Ok(account.is_some())
    }

    /// Forgets an account's failed logins, so that its owner can log in at once. Returns whether there is such an
    /// account.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn unlock_account<A: Account>(&self, username: &FoldedName) -> Result<bool, ServiceError> {
        let Some(account) = self.account_named::<A>(username).await? else {
            return Ok(false);
        };
        let now = self.clock.now();
        self.store.unlock(account, now, &Context::operator()).await?;
        Ok(true)
    }

    /// Sets an account's password and ends all its sessions. Returns whether there is such an account.
    ///
    /// # Errors
    /// [`NewPasswordError`].
    pub async fn set_account_password<A: Account>(
        &self,
        username: &FoldedName,
        password: &Password,
    ) -> Result<bool, NewPasswordError> {
        let Some(account) = self.find_account::<A>(username).await? else {
            return Ok(false);
        };
        let hash = self.hash_new_password(password, account.own_names()).await?;
        let now = self.clock.now();
        let account = A::set_password(&self.store, username, &hash, now, &Context::operator()).await;
        Ok(account?.is_some())
    }

    /// Hands every account of a realm to `each`, in the order of their numbers, and holds one page of them in memory.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn for_each_account<A: Account>(&self, mut each: impl FnMut(A) + Send) -> Result<(), ServiceError> {
        self.export(false, |exported: Exported<A>| {
            each(exported.account);
            Ok(())
        })
        .await
    }

    /// Hands every account of a list to `each`, whatever its limit, and holds one page of them in memory.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn for_each_listed<A: Account>(
        &self,
        mut query: AccountQuery,
        mut each: impl FnMut(A) + Send,
    ) -> Result<(), ServiceError> {
        query.limit = LISTED_AT_A_TIME;
        loop {
            let page = A::list(&self.store, &query).await?;
            page.items.into_iter().for_each(&mut each);
            match page.next {
                Some(next) => query.after = Some(next),
                None => return Ok(()),
            }
        }
    }

    async fn account_named<A: Account>(&self, username: &FoldedName) -> Result<Option<AccountRef>, ServiceError> {
        let name = LoginName::Username(username.clone());
        let found = self.store.password_of(A::REALM, &name).await?;
        Ok(found.map(|(account, _)| account))
    }
}
