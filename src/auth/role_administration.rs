//! What operators do to roles.

use super::AuthService;
use super::error::{Cause, ServiceError, from_store_error};
use crate::model::{Added, Changed, Context, NewRole, Role, RoleId, RoleUpdate, Terms};
use crate::store::{Conflict, StoreError};

/// How many roles are read at a time.
const PAGE: u64 = 500;

/// Why a role was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddRoleError {
    /// There is a role of this name.
    #[error("the name is taken")]
    NameTaken,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Why a role was not changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateRoleError {
    /// There is no such role.
    #[error("there is no such role")]
    NotFound,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(UpdateRoleError);

impl From<StoreError> for AddRoleError {
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
    /// All roles, in the order of their numbers.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn all_roles(&self) -> Result<Vec<Role>, ServiceError> {
        let (mut all, mut after) = (Vec::new(), RoleId(0));
        loop {
            let page = self.store.roles_after(after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(all) };
            after = last.id;
            all.extend(page);
        }
    }

    /// The role of this name.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn role_named(&self, name: &str) -> Result<Option<Role>, ServiceError> {
        Ok(self.store.roles_named(&[name.to_owned()]).await?.pop())
    }

    /// Adds a role.
    ///
    /// # Errors
    /// [`AddRoleError`].
    pub async fn add_role(&self, new: &NewRole) -> Result<RoleId, AddRoleError> {
        match self
            .store
            .add_role(new, None, self.clock.now(), &Context::operator())
            .await?
        {
            Added::Now(id) | Added::Before { id, .. } => Ok(id),
            // Only a request has an idempotency key.
            Added::OtherRequest => Err(ServiceError::Internal(Cause::DanglingSession).into()),
        }
    }

    /// Changes a role. All who have it are affected with their next request.
    ///
    /// # Errors
    /// [`UpdateRoleError`].
    pub async fn update_role(&self, id: RoleId, update: &RoleUpdate) -> Result<(), UpdateRoleError> {
        let context = Context::operator();
        let terms = self.role_terms(&context);
        found(self.store.update_role(id, update, &terms).await?)
    }

    /// Deletes a role, which is taken away from all who have it.
    ///
    /// # Errors
    /// [`UpdateRoleError`].
    pub async fn remove_role(&self, id: RoleId) -> Result<(), UpdateRoleError> {
        let context = Context::operator();
        let terms = self.role_terms(&context);
        found(self.store.delete_role(id, &terms).await?)
    }

    /// Gives all who have the role of this name these permissions, and no others. Without such a role nothing happens.
    ///
    /// # Errors
    /// [`UpdateRoleError`].
    pub async fn permit_role(&self, name: &str, permissions: &[String]) -> Result<(), UpdateRoleError> {
        let role = self.role_named(name).await?.ok_or(UpdateRoleError::NotFound)?;
        let update = RoleUpdate {
            permissions: Some(permissions.to_vec()),
            ..RoleUpdate::default()
        };
        self.update_role(role.id, &update).await
    }

    fn role_terms<'a>(&self, context: &'a Context) -> Terms<'a> {
        Terms {
            revision: None,
            keeps_administrator: false,
            detail: None,
            now: self.clock.now(),
            context,
        }
    }
}

fn found(changed: Changed) -> Result<(), UpdateRoleError> {
    match changed {
        Changed::Done | Changed::LastAdministrator => Ok(()),
        Changed::NotFound => Err(UpdateRoleError::NotFound),
    }
}
