//! What operators do to the settings of users.

use super::AuthService;
use super::error::{ServiceError, from_store_error};
use super::profile::is_within_limits;
use crate::model::{Context, OperatorSetting, Setting, UserId};

/// Why an operator's setting was not made.
#[derive(Debug, thiserror::Error)]
pub enum SetSettingError {
    /// The user would have more settings than anybody may.
    #[error("the user would have too many settings, or too much in them")]
    TooMany,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(SetSettingError);

impl AuthService {
    /// The settings of a user, in the order in which they were added.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn settings_of(&self, user: UserId) -> Result<Vec<Setting>, ServiceError> {
        Ok(self.store.settings(user).await?.to_vec())
    }

    /// Adds a setting, or replaces the one of the same category, group and name. Returns it as it is then.
    ///
    /// # Errors
    /// [`SetSettingError`].
    pub async fn set_setting(&self, user: UserId, setting: &OperatorSetting) -> Result<Setting, SetSettingError> {
        let (now, context) = (self.clock.now(), Context::operator());
        let put = self
            .store
            .put_setting(user, setting, is_within_limits, now, &context)
            .await?;
        put.ok_or(SetSettingError::TooMany)
    }

    /// Deletes a setting. Returns whether there was one.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn remove_setting(&self, id: i64) -> Result<bool, ServiceError> {
        let Some(owner) = self.store.owner_of_setting(id).await? else {
            return Ok(false);
        };
        let (now, context) = (self.clock.now(), Context::operator());
        Ok(self.store.delete_setting(owner, id, now, &context).await?)
    }
}
