//! The current user's profile.

use std::sync::Arc;

use super::error::{Cause, ServiceError, from_store_error};
use super::{Access, AuthService, Caller};
use crate::model::{ApiKey, Permissions, ProfileChange, Setting, User, UserId};

/// The most settings a user may keep.
pub const MAX_SETTINGS: usize = 200;
/// The most bytes all settings of a user may have together, names and descriptions included.
pub const MAX_SETTINGS_BYTES: usize = 64 * 1024;

/// A user with what belongs to them.
#[derive(Debug)]
pub struct Profile {
    /// The user.
    pub user: Arc<User>,
    /// Their picture, in base64.
    pub image: Option<String>,
    /// Their API keys, without the secrets.
    pub api_keys: Arc<[ApiKey]>,
    /// Their settings.
    pub settings: Arc<[Setting]>,
}

/// Why a profile was not shown.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The API key lacks [`Permissions::READ`].
    #[error("the API key does not permit this")]
    PermissionDenied,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Why a profile was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangeProfileError {
    /// The API key lacks [`Permissions::WRITE`].
    #[error("the API key does not permit this")]
    PermissionDenied,
    /// The user would have more than [`MAX_SETTINGS`] settings, or more than [`MAX_SETTINGS_BYTES`] of them.
    #[error("too many settings")]
    TooManySettings,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(ChangeProfileError);

impl AuthService {
    /// The user whose session this is.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn current_user(&self, caller: Caller<User>) -> Result<Arc<User>, ServiceError> {
        Ok(caller.owner)
    }

    /// The caller with everything that belongs to them. An API key needs [`Permissions::READ`].
    ///
    /// # Errors
    /// [`ProfileError`].
    pub async fn profile(&self, access: Access) -> Result<Profile, ProfileError> {
        if !self.permits(&access, Permissions::READ).await {
            return Err(ProfileError::PermissionDenied);
        }
        let user = match access.owner {
            Some(user) => user,
            None => self.user(access.user).await?,
        };
        Ok(self.profile_of(user).await?)
    }

    /// Changes what is the caller's own, all or nothing, and returns the profile as it is then. An API key needs
    /// [`Permissions::WRITE`].
    ///
    /// # Errors
    /// [`ChangeProfileError`].
    pub async fn change_profile(&self, access: &Access, change: &ProfileChange) -> Result<Profile, ChangeProfileError> {
        if !self.permits(access, Permissions::WRITE).await {
            return Err(ChangeProfileError::PermissionDenied);
        }
        let changed = self
            .store
            .change_profile(access.user, change, self.clock.now(), is_within_limits)
            .await?;
        if !changed {
            return Err(ChangeProfileError::TooManySettings);
        }
        Ok(self.profile_of(self.user(access.user).await?).await?)
    }

    async fn profile_of(&self, user: Arc<User>) -> Result<Profile, ServiceError> {
        let (api_keys, settings) = self.store.belongings(user.id).await?;
        let image = match user.has_image {
            true => self.store.user_image(user.id).await?,
            false => None,
        };
        Ok(Profile {
            user,
            image,
            api_keys,
            settings,
        })
    }

    async fn user(&self, id: UserId) -> Result<Arc<User>, ServiceError> {
        let found = self.store.user(id).await?;
        found.ok_or(ServiceError::Internal(Cause::DanglingSession))
    }
}

pub(super) fn is_within_limits(settings: &[Setting]) -> bool {
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
