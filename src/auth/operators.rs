//! What operators do to accounts.

use std::sync::Arc;

use super::account::Account;
use super::random::uuid;
use super::{AuthService, Error, LoginName, NewPasswordError, OwnNames};
use crate::model::{
    Context, FoldedName, NewSubscriber, NewUser, Password, PasswordHash, Subscriber, SubscriberId, SubscriberStatus,
    User, UserId, UserStatus,
};
use crate::store::{Conflict, StoreError};

/// How many accounts are read at a time.
const PAGE: u64 = 500;

/// Why an account could not be added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// Somebody else has this username.
    #[error("the username is taken")]
    UsernameTaken,
    /// Somebody else has this e-mail address.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<StoreError> for AddError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(Conflict::Username) => Self::UsernameTaken,
            StoreError::Conflict(Conflict::Email) => Self::EmailTaken,
            StoreError::Conflict(Conflict::Other)
            | StoreError::Unavailable(_)
            | StoreError::Corrupt { .. }
            | StoreError::Refused(_) => Self::Other(error.into()),
        }
    }
}

impl AuthService {
    /// Hashes a new password of somebody with these names.
    ///
    /// # Errors
    /// [`NewPasswordError`].
    pub async fn hash_new_password(
        &self,
        password: &Password,
        owner: &OwnNames,
    ) -> Result<PasswordHash, NewPasswordError> {
        self.password_policy.check(password, owner)?;
        Ok(self.passwords.hash(password).await?)
    }

    /// Hashes a password, whatever it is: for demonstrations, where the printed passwords must work.
    ///
    /// # Errors
    /// As every use case.
    pub async fn hash_password(&self, password: &Password) -> Result<PasswordHash, Error> {
        self.passwords.hash(password).await
    }

    /// Adds a user.
    ///
    /// # Errors
    /// [`AddError`].
    pub async fn add_user(&self, new: &NewUser) -> Result<UserId, AddError> {
        Ok(self
            .store
            .add_user(new, uuid(self.random.as_ref()), self.clock.now(), &Context::operator())
            .await?)
    }

    /// Adds a subscriber.
    ///
    /// # Errors
    /// [`AddError`].
    pub async fn add_subscriber(&self, new: &NewSubscriber) -> Result<SubscriberId, AddError> {
        let context = Context::operator();
        Ok(self.store.add_subscriber(new, self.clock.now(), &context).await?)
    }

    /// Finds a user by username.
    ///
    /// # Errors
    /// As every use case.
    pub async fn find_user(&self, username: &FoldedName) -> Result<Option<User>, Error> {
        let found = self
            .store
            .user_credentials(&LoginName::Username(username.clone()))
            .await?;
        Ok(found.map(|found| found.account))
    }

    /// Finds a subscriber by username.
    ///
    /// # Errors
    /// As every use case.
    pub async fn find_subscriber(&self, username: &FoldedName) -> Result<Option<Subscriber>, Error> {
        let found = self
            .store
            .subscriber_credentials(&LoginName::Username(username.clone()))
            .await?;
        Ok(found.map(|found| found.account))
    }

    /// Finds a user by number.
    ///
    /// # Errors
    /// As every use case.
    pub async fn find_user_by_id(&self, id: UserId) -> Result<Option<Arc<User>>, Error> {
        Ok(self.store.user(id).await?)
    }

    /// Disables or enables a user. Disabling ends all sessions and stops all API keys at once.
    /// Returns whether there is such a user.
    ///
    /// # Errors
    /// As every use case.
    pub async fn set_user_status(&self, username: &FoldedName, status: UserStatus) -> Result<bool, Error> {
        Ok(self
            .store
            .set_user_status(username, status, self.clock.now(), &Context::operator())
            .await?
            .is_some())
    }

    /// Disables or enables a subscriber. Disabling ends all sessions at once. Returns whether there is such a
    /// subscriber.
    ///
    /// # Errors
    /// As every use case.
    pub async fn set_subscriber_status(&self, username: &FoldedName, status: SubscriberStatus) -> Result<bool, Error> {
        Ok(self
            .store
            .set_subscriber_status(username, status, self.clock.now(), &Context::operator())
            .await?
            .is_some())
    }

    /// Forgets a user's failed logins, so that they can log in at once. Returns whether there is such a user.
    ///
    /// # Errors
    /// As every use case.
    pub async fn unlock_user(&self, username: &FoldedName) -> Result<bool, Error> {
        let name = LoginName::Username(username.clone());
        let found = self.store.user_credentials(&name).await?;
        self.unlock(found.map(|found| found.account)).await
    }

    /// Forgets a subscriber's failed logins, so that they can log in at once. Returns whether there is such a
    /// subscriber.
    ///
    /// # Errors
    /// As every use case.
    pub async fn unlock_subscriber(&self, username: &FoldedName) -> Result<bool, Error> {
        let name = LoginName::Username(username.clone());
        let found = self.store.subscriber_credentials(&name).await?;
        self.unlock(found.map(|found| found.account)).await
    }

    async fn unlock<A: Account>(&self, account: Option<A>) -> Result<bool, Error> {
        let Some(account) = account else { return Ok(false) };
        let (account, now) = (account.reference(), self.clock.now());
        self.store.unlock(account, now, &Context::operator()).await?;
        Ok(true)
    }

    /// Sets a user's password and ends all sessions. Returns whether there is such a user.
    ///
    /// # Errors
    /// [`NewPasswordError`].
    pub async fn set_user_password(
        &self,
        username: &FoldedName,
        password: &Password,
    ) -> Result<bool, NewPasswordError> {
        let Some(found) = self.find_user(username).await? else {
            return Ok(false);
        };
        let hash = self.hash_new_password(password, &OwnNames::from(&found)).await?;
        Ok(self
            .store
            .set_user_password(username, &hash, self.clock.now(), &Context::operator())
            .await
            .map_err(Error::from)?
            .is_some())
    }

    /// Sets a subscriber's password and ends all sessions. Returns whether there is such a subscriber.
    ///
    /// # Errors
    /// [`NewPasswordError`].
    pub async fn set_subscriber_password(
        &self,
        username: &FoldedName,
        password: &Password,
    ) -> Result<bool, NewPasswordError> {
        let Some(found) = self.find_subscriber(username).await? else {
            return Ok(false);
        };
        let hash = self.hash_new_password(password, &OwnNames::from(&found)).await?;
        Ok(self
            .store
            .set_subscriber_password(username, &hash, self.clock.now(), &Context::operator())
            .await
            .map_err(Error::from)?
            .is_some())
    }

    /// Hands every user to `each`, in the order of their numbers, without holding all of them in memory.
    ///
    /// # Errors
    /// As every use case.
    pub async fn for_each_user(&self, mut each: impl FnMut(User) + Send) -> Result<(), Error> {
        let mut after = UserId(0);
        loop {
            let page = self.store.users_after(after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            page.into_iter().for_each(&mut each);
        }
    }

    /// Hands every subscriber to `each`, in the order of their numbers, without holding all of them in memory.
    ///
    /// # Errors
    /// As every use case.
    pub async fn for_each_subscriber(&self, mut each: impl FnMut(Subscriber) + Send) -> Result<(), Error> {
        let mut after = SubscriberId(0);
        loop {
            let page = self.store.subscribers_after(after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(()) };
            after = last.id;
            page.into_iter().for_each(&mut each);
        }
    }
}
