//! Settings of any user, those too that their owner may not change.

use super::accounts::ViewError;
use super::administrator::Denied;
use super::operation::AdminOperation;
use super::sessions::EndError;
use crate::auth::error::{ServiceError, from_store_error};
use crate::auth::profile::is_within_limits;
use crate::auth::{Access, AuthService};
use crate::model::{OperatorSetting, Setting, User, UserId};

/// Why a setting was not changed.
#[derive(Debug, thiserror::Error)]
pub enum PutSettingError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such user or setting, or none inside what the caller is confined to.
    #[error("there is no such thing")]
    NotFound,
    /// The user may do something here that the caller may not.
    #[error("the user outranks the caller")]
    Outranked,
    /// The user would have more settings than anybody may.
    #[error("too many settings")]
    TooMany,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(PutSettingError);

impl AuthService {
    /// The settings of a user, in the order in which they were added.
    ///
    /// # Errors
    /// [`ViewError`].
    pub async fn list_settings(&self, access: &Access, user: UserId) -> Result<Vec<Setting>, ViewError> {
        let administrator = self.administrator(access, AdminOperation::ListSettings).await?;
        let user = self.undeleted_account::<User>(&administrator, user.0).await?;
        let user = user.ok_or(ViewError::NotFound)?;
        Ok(self.store.settings(user.id).await?.to_vec())
    }

    /// Adds a setting, or replaces the one of the same category, group and name. Returns it as it is then.
    ///
    /// # Errors
    /// [`PutSettingError`].
    pub async fn put_setting(
        &self,
        access: &Access,
        user: UserId,
        setting: &OperatorSetting,
    ) -> Result<Setting, PutSettingError> {
        let administrator = self.administrator(access, AdminOperation::PutSetting).await?;
        let owner = self.undeleted_account::<User>(&administrator, user.0).await?;
        let owner = owner.ok_or(PutSettingError::NotFound)?;
        if administrator.is_outranked_by(&owner) {
            return Err(PutSettingError::Outranked);
        }
        let (now, context) = (self.clock.now(), &administrator.context);
        let put = self
            .store
            .put_setting(user, setting, is_within_limits, now, context)
            .await?;
        put.ok_or(PutSettingError::TooMany)
    }

    /// Deletes a setting.
    ///
    /// # Errors
    /// [`EndError`].
    pub async fn delete_setting(&self, access: &Access, id: i64) -> Result<(), EndError> {
        let administrator = self.administrator(access, AdminOperation::DeleteSetting).await?;
        let owner = self.store.owner_of_setting(id).await?.ok_or(EndError::NotFound)?;
        let owner = self.undeleted_account::<User>(&administrator, owner.0).await?;
        let owner = owner.ok_or(EndError::NotFound)?;
        if administrator.is_outranked_by(&owner) {
            return Err(EndError::Outranked);
        }
        let (now, context) = (self.clock.now(), &administrator.context);
        match self.store.delete_setting(owner.id, id, now, context).await? {
            true => Ok(()),
            false => Err(EndError::NotFound),
        }
    }
}
