//! Account administration: what operators do to accounts of either realm.

use std::sync::Arc;

use super::account::Account;
use super::error::ServiceError;
use super::export::Exported;
use super::{AuthService, LoginName, NewPasswordError, OwnNames};
use crate::model::{AccountRef, Context, FoldedName, Password, PasswordHash};
use crate::store::{Conflict, StoreError};

/// The role of users who administer accounts.
pub const ADMINISTRATOR: &str = "admin";

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

impl From<StoreError> for AddError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(Conflict::Username) => Self::UsernameTaken,
            StoreError::Conflict(Conflict::Email) => Self::EmailTaken,
            StoreError::Conflict(Conflict::Other)
            | StoreError::Unavailable(_)
            | StoreError::Corrupt { .. }
            | StoreError::Refused(_) => Self::Service(error.into()),
        }
    }
}

/// Why an account could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateError {
    /// Another account has this e-mail address.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<StoreError> for UpdateError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(Conflict::Email) => Self::EmailTaken,
            StoreError::Conflict(Conflict::Username | Conflict::Other)
            | StoreError::Unavailable(_)
            | StoreError::Corrupt { .. }
            | StoreError::Refused(_) => Self::Service(error.into()),
        }
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
        Ok(self.store.active_user_with_role(ADMINISTRATOR).await?)
    }

    /// Adds an account.
    ///
    /// # Errors
    /// [`AddError`].
    pub async fn add_account<A: Account>(&self, new: &A::New) -> Result<A::Id, AddError> {
        let (random, now) = (self.random.as_ref(), self.clock.now());
        Ok(A::add(&self.store, new, random, now, &Context::operator()).await?)
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

    /// Changes an account.
    ///
    /// # Errors
    /// [`UpdateError`].
    pub async fn update_account<A: Account>(&self, id: A::Id, update: &A::Update) -> Result<(), UpdateError> {
        let now = self.clock.now();
        Ok(A::update(&self.store, id, update, None, now, &Context::operator()).await?)
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

    async fn account_named<A: Account>(&self, username: &FoldedName) -> Result<Option<AccountRef>, ServiceError> {
        let name = LoginName::Username(username.clone());
        let found = self.store.password_of(A::REALM, &name).await?;
        Ok(found.map(|(account, _)| account))
    }
}
