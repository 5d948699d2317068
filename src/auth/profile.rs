//! Seeing and changing oneself.

use std::sync::Arc;

use super::{Access, AuthService, Caller, Error, Problem};
use crate::model::{ApiKey, Permissions, ProfileChange, Setting, Subscriber, User, UserId};

/// The most settings a user may keep.
pub const MAX_SETTINGS: usize = 200;
/// The most bytes all settings of a user may have together, names and descriptions included.
pub const MAX_SETTINGS_BYTES: usize = 64 * 1024;

/// A user with what belongs to them.
#[derive(Debug)]
pub struct Profile {
    /// The user.
    pub user: Arc<User>,
    /// Their API keys, without the secrets.
    pub api_keys: Arc<[ApiKey]>,
    /// Their settings.
    pub settings: Arc<[Setting]>,
}

impl AuthService {
    /// The user whose session this is.
    ///
    /// # Errors
    /// As every use case.
    pub async fn user(&self, caller: Caller<User>) -> Result<Arc<User>, Error> {
        self.owner(&caller.session, caller.owner).await
    }

    /// The subscriber whose session this is.
    ///
    /// # Errors
    /// As every use case.
    pub async fn subscriber(&self, caller: Caller<Subscriber>) -> Result<Arc<Subscriber>, Error> {
        self.owner(&caller.session, caller.owner).await
    }

    /// The caller with everything that belongs to them. An API key needs [`Permissions::READ`].
    ///
    /// # Errors
    /// [`Error::PermissionDenied`].
    pub async fn profile(&self, access: Access) -> Result<Profile, Error> {
        self.require(&access, Permissions::READ).await?;
        match access.owner {
            Some(user) => self.load_profile_of(user).await,
            None => self.load_profile(access.user).await,
        }
    }

    /// Changes what is the caller's own, all or nothing, and returns the whole as it is then. An API key needs
    /// [`Permissions::WRITE`].
    ///
    /// # Errors
    /// [`Error::PermissionDenied`]; [`Error::TooManySettings`].
    pub async fn change_profile(&self, access: &Access, change: &ProfileChange) -> Result<Profile, Error> {
        self.require(access, Permissions::WRITE).await?;
        let changed = self
            .store
            .change_profile(access.user, change, self.clock.now(), is_within_limits)
            .await?;
        if !changed {
            return Err(Error::TooManySettings);
        }
        self.load_profile(access.user).await
    }

    async fn load_profile(&self, id: UserId) -> Result<Profile, Error> {
        self.load_profile_of(self.load_user(id).await?).await
    }

    async fn load_profile_of(&self, user: Arc<User>) -> Result<Profile, Error> {
        let (api_keys, settings) = self.store.belongings(user.id).await?;
        Ok(Profile {
            user,
            api_keys,
            settings,
        })
    }

    async fn load_user(&self, id: UserId) -> Result<Arc<User>, Error> {
        self.store
            .user(id)
            .await?
            .ok_or(Error::Internal(Problem::DanglingSession))
    }
}

fn is_within_limits(settings: &[Setting]) -> bool {
    let bytes = |text: &Option<String>| text.as_ref().map_or(0, String::len);
    let total: usize = settings
        .iter()
        .map(|one| {
            let key = one.category.len() + one.group.len() + one.name.len();
            key + bytes(&one.value) + bytes(&one.kind) + bytes(&one.description)
        })
        .sum();
    settings.len() <= MAX_SETTINGS && total <= MAX_SETTINGS_BYTES
}
