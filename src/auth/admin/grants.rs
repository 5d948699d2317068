//! Granting: nobody grants what they do not hold.

use super::administrator::Administrator;
use crate::auth::AuthService;
use crate::auth::error::ServiceError;
use crate::model::{ADMINISTRATOR, Role};

/// Why roles or permissions are not granted.
#[derive(Debug, thiserror::Error)]
pub enum GrantRefused {
    /// The caller does not hold this.
    #[error("{0} is not the caller's to grant")]
    NotHeld(String),
    /// There is no such role.
    #[error("there is no role {0}")]
    NoSuchRole(String),
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl AuthService {
    /// Checks that the caller holds what roles and permissions come with. What is granted already is not granted again.
    pub(super) async fn check_grants(
        &self,
        administrator: &Administrator,
        (roles, had_roles): (&[String], &[String]),
        (permissions, had_permissions): (&[String], &[String]),
    ) -> Result<(), GrantRefused> {
        let new: Vec<String> = roles.iter().filter(|role| !had_roles.contains(role)).cloned().collect();
        let known = self.store.roles_named(&new).await.map_err(ServiceError::from)?;
        administrator.check_known_grants(&known, (roles, had_roles), (permissions, had_permissions))
    }
}

impl Administrator {
    /// The same, where the roles that there are have been read: all that are to be granted must be among them.
    pub(super) fn check_known_grants(
        &self,
        known: &[Role],
        (roles, had_roles): (&[String], &[String]),
        (permissions, had_permissions): (&[String], &[String]),
    ) -> Result<(), GrantRefused> {
        for name in roles.iter().filter(|role| !had_roles.contains(role)) {
            let Some(role) = known.iter().find(|role| role.name == *name) else {
                return Err(GrantRefused::NoSuchRole(name.clone()));
            };
            if !self.may_grant(role) {
                return Err(GrantRefused::NotHeld(name.clone()));
            }
        }
        let mut new = permissions.iter().filter(|one| !had_permissions.contains(one));
        match new.find(|one| !self.holds(one)) {
            Some(missing) => Err(GrantRefused::NotHeld(missing.clone())),
            None => Ok(()),
        }
    }

    /// Whether the caller holds all that a role comes with.
    pub(super) fn may_grant(&self, role: &Role) -> bool {
        let is_special = role.name == ADMINISTRATOR;
        (!is_special || self.has_role(ADMINISTRATOR)) && role.permissions.iter().all(|one| self.holds(one))
    }
}
