//! Importing accounts over the network: as on the command line, within the rights of the caller.

use super::administrable::Administrable;
use super::administrator::{Administrator, Denied};
use super::operation::AdminOperation;
use crate::auth::error::ServiceError;
use crate::auth::import::{ConflictPolicy, Import, ImportRefused, Importable, RowGuard};
use crate::auth::{Access, AuthService};
use crate::model::{Imported, Role};

/// Why accounts were not imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl AuthService {
    /// Begins to import accounts for a caller. A row that grants what the caller does not hold, or would change a user who
    /// outranks them, is refused. A dry run does everything but write.
    ///
    /// # Errors
    /// [`ImportError`].
    pub async fn begin_import_for<A: Administrable + Importable>(
        &self,
        access: &Access,
        policy: ConflictPolicy,
        dry_run: bool,
    ) -> Result<Import<A>, ImportError> {
        let administrator = self.administrator(access, AdminOperation::ImportAccounts).await?;
        let context = administrator.context.clone();
        let guard = WithinRights {
            roles: self.all_roles().await?,
            administrator,
        };
        Ok(self.begin_guarded_import(policy, dry_run, Box::new(guard), context)?)
    }
}

/// The rights of the caller, as they are when the import begins.
struct WithinRights {
    administrator: Administrator,
    roles: Vec<Role>,
}

impl WithinRights {
    /// Why a role is not granted.
    fn refuses_role(&self, name: &str) -> Option<ImportRefused> {
        match self.roles.iter().find(|role| role.name == name) {
            None => Some(ImportRefused::NoSuchRole(name.to_owned())),
            Some(role) if !self.administrator.may_grant(role) => Some(ImportRefused::NotHeld(name.to_owned())),
            Some(_) => None,
        }
    }
}

impl<A: Administrable + Importable> RowGuard<A> for WithinRights {
    fn refuses(&self, row: &Imported<A::New, A::Status>, existing: Option<&A>) -> Option<ImportRefused> {
        if let Some(account) = existing.filter(|account| account.outranks(&self.administrator)) {
            return Some(ImportRefused::Outranked(account.reference()));
        }
        let (roles, permissions) = A::grants_of_new(&row.new);
        let (had_roles, had_permissions) = existing.map_or((&[][..], &[][..]), A::grants);
        let mut new_roles = roles.iter().filter(|one| !had_roles.contains(one));
        let mut new_permissions = permissions.iter().filter(|one| !had_permissions.contains(one));
        let missing = |one: &String| !self.administrator.holds(one);
        new_roles.find_map(|one| self.refuses_role(one)).or_else(|| {
            let missing = new_permissions.find(|one| missing(one));
            missing.map(|one| ImportRefused::NotHeld(one.clone()))
        })
    }
}
