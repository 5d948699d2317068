//! Who administers, and how far that goes.

use std::sync::Arc;

use super::operation::{AdminOperation, Reach};
use super::permission::AdminPermission;
use crate::auth::account::Account;
use crate::auth::error::{Cause, ServiceError, from_store_error};
use crate::auth::{Access, AuthService};
use crate::model::{ADMINISTRATOR, Action, Bounds, Context, Permissions, User, UserId};

/// A caller who may carry out an operation.
#[derive(Debug)]
pub struct Administrator {
    user: Arc<User>,
    /// What the API key may do, if one was sent.
    key: Option<Permissions>,
    /// Who the audit log names.
    pub(super) context: Context,
    /// What the caller is confined to.
    pub(super) bounds: Bounds,
}

/// Why a caller may not carry out an operation.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// The user lacks the permission.
    #[error("the permission {} is missing", .0.name())]
    Permission(AdminPermission),
    /// The API key lacks a bit.
    #[error("the API key does not permit this")]
    ApiKey,
    /// The operation is about what belongs to all, and the caller is confined to a provider or a branch.
    #[error("the caller is confined to a provider or a branch")]
    Confined,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(Denied);

impl AuthService {
    /// The caller as an administrator, if the table allows the operation. A refusal goes to the audit log.
    ///
    /// The user was read with the credentials, so a permission that is taken away is missing with the next request.
    pub(super) async fn administrator(
        &self,
        access: &Access,
        operation: AdminOperation,
    ) -> Result<Administrator, Denied> {
        let rule = operation.rule();
        let user = match &access.owner {
            Some(user) => user.clone(),
            None => {
                let found = self.store.user(access.user).await?;
                found.ok_or(ServiceError::Internal(Cause::DanglingSession))?
            }
        };
        let administrator = Administrator {
            bounds: bounds_of(&user),
            key: access.key_permissions(),
            context: access.context(),
            user,
        };
        let Some(denied) = administrator.denied(operation) else {
            return Ok(administrator);
        };
        let event = administrator.context.event(Action::PermissionRefused, self.clock.now());
        let event = event.of(administrator.user.reference());
        self.audit_refusal(event.with_detail(rule.permission.name())).await;
        Err(denied)
    }
}

fn bounds_of(user: &User) -> Bounds {
    Bounds {
        isp_id: user.isp_id,
        branch_id: user.branch_id,
    }
}

impl Administrator {
    /// The number of the user.
    pub(super) fn id(&self) -> UserId {
        self.user.id
    }

    /// The same caller, as the user is now.
    pub(super) fn renewed(self, user: Arc<User>) -> Self {
        Self {
            bounds: bounds_of(&user),
            user,
            ..self
        }
    }

    /// Whether the table allows the operation.
    pub(super) fn may(&self, operation: AdminOperation) -> bool {
        self.denied(operation).is_none()
    }

    /// Why the table does not allow the operation.
    fn denied(&self, operation: AdminOperation) -> Option<Denied> {
        let rule = operation.rule();
        if !self.key_has(Permissions::ADMIN.union(rule.key)) {
            Some(Denied::ApiKey)
        } else if !self.holds(rule.permission.name()) {
            Some(Denied::Permission(rule.permission))
        } else if rule.reach == Reach::UnconfinedOnly && !self.bounds.is_open() {
            Some(Denied::Confined)
        } else {
            None
        }
    }

    /// Whether the caller holds a permission. The role [`ADMINISTRATOR`] comes with all.
    pub(super) fn holds(&self, permission: &str) -> bool {
        self.has_role(ADMINISTRATOR) || self.user.all_permissions().contains(&permission)
    }

    /// Whether the caller has a role.
    pub(super) fn has_role(&self, role: &str) -> bool {
        self.user.roles.iter().any(|known| known == role)
    }

    /// Whether the API key, if one was sent, has these bits.
    pub(super) fn key_has(&self, bits: Permissions) -> bool {
        self.key.is_none_or(|key| key.contains(bits))
    }

    /// Whether an account lies inside.
    pub(super) fn sees<A: Account>(&self, account: &A) -> bool {
        self.bounds.contain(account.isp_id(), account.branch_id())
    }

    /// Whether a user may do something here that the caller may not. A caller who could change such a user, set the password
    /// and log in, would hold what nobody has granted.
    pub(super) fn is_outranked_by(&self, user: &User) -> bool {
        let is_administrator = user.roles.iter().any(|role| role == ADMINISTRATOR);
        let theirs = user.all_permissions();
        let more = |one: &AdminPermission| theirs.contains(&one.name()) && !self.holds(one.name());
        (is_administrator && !self.has_role(ADMINISTRATOR)) || AdminPermission::ALL.iter().any(more)
    }
}
