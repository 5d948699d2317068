//! Roles.

use super::accounts::{ListError, ViewError};
use super::administrator::Denied;
use super::idempotency::IdempotencyKey;
use super::operation::AdminOperation;
use crate::auth::error::{Cause, ServiceError, from_store_error};
use crate::auth::{Access, AuthService};
use crate::model::{ADMINISTRATOR, Added, Changed, Cursor, NewRole, Page, Revision, Role, RoleId, RoleUpdate};
use crate::store::{Conflict, StoreError};

/// Why a role was not added.
#[derive(Debug, thiserror::Error)]
pub enum CreateRoleError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The caller does not hold this permission.
    #[error("{0} is not the caller's to grant")]
    NotHeld(String),
    /// There is a role of this name.
    #[error("the name is taken")]
    NameTaken,
    /// Another request was sent with the idempotency key.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Why a role was not changed or deleted.
#[derive(Debug, thiserror::Error)]
pub enum ChangeRoleError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such role.
    #[error("there is no such role")]
    NotFound,
    /// The role is of another revision.
    #[error("the role was changed meanwhile")]
    Stale,
    /// The caller does not hold this permission, which the role has or is to have.
    #[error("{0} is not the caller's to grant")]
    NotHeld(String),
    /// The role `admin` comes with everything, and stays as it is.
    #[error("the role {ADMINISTRATOR} is built in")]
    BuiltIn,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(ChangeRoleError);

impl From<StoreError> for CreateRoleError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict(Conflict::Other | Conflict::Username | Conflict::Email) => Self::NameTaken,
            StoreError::Unavailable(_)
            | StoreError::Corrupt { .. }
            | StoreError::Refused(_)
            | StoreError::NewerSchema { .. } => Self::Service(error.into()),
        }
    }
}

impl AuthService {
    /// A page of roles, in the order of their numbers.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn list_roles(&self, access: &Access, after: i64, limit: u64) -> Result<Page<Role>, ListError> {
        self.administrator(access, AdminOperation::ListRoles).await?;
        let found = self.store.roles_after(RoleId(after), limit.saturating_add(1)).await?;
        Ok(page_by_number(found, limit, |role| role.id.0))
    }

    /// A role.
    ///
    /// # Errors
    /// [`ViewError`].
    pub async fn view_role(&self, access: &Access, id: RoleId) -> Result<Role, ViewError> {
        self.administrator(access, AdminOperation::ViewRole).await?;
        self.store.role(id).await?.ok_or(ViewError::NotFound)
    }

    /// Adds a role, once for an idempotency key with everything that the request says.
    ///
    /// # Errors
    /// [`CreateRoleError`].
    pub async fn create_role(
        &self,
        access: &Access,
        new: &NewRole,
        idempotency: Option<(&IdempotencyKey, &[u8])>,
    ) -> Result<Role, CreateRoleError> {
        let operation = AdminOperation::CreateRole;
        let administrator = self.administrator(access, operation).await?;
        if let Some(missing) = new.permissions.iter().find(|one| !administrator.holds(one)) {
            return Err(CreateRoleError::NotHeld(missing.clone()));
        }
        let key = idempotency.map(|(key, request)| key.of(&administrator, operation, request));
        let (now, context) = (self.clock.now(), &administrator.context);
        let id = match self.store.add_role(new, key.as_ref(), now, context).await? {
            Added::Now(id) | Added::Before { id, .. } => id,
            Added::OtherRequest => return Err(CreateRoleError::KeyReused),
        };
        let role = self.store.role(id).await?;
        Ok(role.ok_or(ServiceError::Internal(Cause::DanglingSession))?)
    }

    /// Changes a role, if it is of this revision, and returns it as it is then. All who have it are affected with their
    /// next request.
    ///
    /// # Errors
    /// [`ChangeRoleError`].
    pub async fn change_role(
        &self,
        access: &Access,
        id: RoleId,
        update: &RoleUpdate,
        revision: Option<Revision>,
    ) -> Result<Role, ChangeRoleError> {
        let administrator = self.administrator(access, AdminOperation::UpdateRole).await?;
        let role = self.changeable_role(id, revision).await?;
        let permissions = update.permissions.iter().flatten().chain(&role.permissions);
        if let Some(missing) = permissions.into_iter().find(|one| !administrator.holds(one)) {
            return Err(ChangeRoleError::NotHeld(missing.clone()));
        }
        let terms = self.terms(&administrator, role.revision);
        match self.store.update_role(id, update, &terms).await? {
            Changed::Done | Changed::LastAdministrator => {}
            Changed::NotFound => return Err(ChangeRoleError::Stale),
        }
        self.store.role(id).await?.ok_or(ChangeRoleError::NotFound)
    }

    /// Deletes a role, if it is of this revision. It is taken away from all who have it.
    ///
    /// # Errors
    /// [`ChangeRoleError`].
    pub async fn delete_role(
        &self,
        access: &Access,
        id: RoleId,
        revision: Option<Revision>,
    ) -> Result<(), ChangeRoleError> {
        let administrator = self.administrator(access, AdminOperation::DeleteRole).await?;
        let role = self.changeable_role(id, revision).await?;
        if let Some(missing) = role.permissions.iter().find(|one| !administrator.holds(one)) {
            return Err(ChangeRoleError::NotHeld(missing.clone()));
        }
        let terms = self.terms(&administrator, role.revision);
        match self.store.delete_role(id, &terms).await? {
            Changed::Done | Changed::LastAdministrator => Ok(()),
            Changed::NotFound => Err(ChangeRoleError::Stale),
        }
    }

    async fn changeable_role(&self, id: RoleId, revision: Option<Revision>) -> Result<Role, ChangeRoleError> {
        let role = self.store.role(id).await?.ok_or(ChangeRoleError::NotFound)?;
        if role.name == ADMINISTRATOR {
            return Err(ChangeRoleError::BuiltIn);
        }
        match revision {
            Some(revision) if revision != role.revision => Err(ChangeRoleError::Stale),
            Some(_) | None => Ok(role),
        }
    }
}

/// A page of what was read in the order of numbers, one more than `limit`.
pub(super) fn page_by_number<T>(mut items: Vec<T>, limit: u64, number: impl Fn(&T) -> i64) -> Page<T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| has_more).map(|last| Cursor::Id(number(last)));
    Page { items, next }
}
