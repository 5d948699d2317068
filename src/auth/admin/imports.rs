//! Importing accounts over the network: as on the command line, within the rights of the caller.

use futures_util::future::{BoxFuture, FutureExt};

use super::administrable::Administrable;
use super::administrator::{Administrator, Denied};
use super::grants::GrantRefused;
use super::operation::AdminOperation;
use crate::auth::account::Account;
use crate::auth::error::ServiceError;
use crate::auth::import::{ConflictPolicy, Import, ImportRefused, Importable, RowGuard};
use crate::auth::{Access, AuthService};
use crate::model::{ApiKeyId, Imported, Role, SessionId, UserStatus};

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
            auth: self.clone(),
            session: access.session.as_ref().map(|caller| caller.session.id),
            key: access.key_id(),
            administrator: Some(administrator),
            roles: Vec::new(),
        };
        Ok(self.begin_guarded_import(policy, dry_run, Box::new(guard), context)?)
    }
}

/// The rights of the caller, as they are before each batch.
struct WithinRights {
    auth: AuthService,
    session: Option<SessionId>,
    key: Option<ApiKeyId>,
    /// `None` once they are lost.
    administrator: Option<Administrator>,
    roles: Vec<Role>,
}

impl WithinRights {
    /// The caller as an administrator, if session, API key, account and permission are still there.
    async fn renewed(&self, administrator: Administrator) -> Result<Option<Administrator>, ServiceError> {
        let (store, now) = (&self.auth.store, self.auth.clock.now());
        if let Some(id) = self.session
            && !store.session(id).await?.is_some_and(|session| session.is_live(now))
        {
            return Ok(None);
        }
        if let Some(id) = self.key
            && !store.api_key(id).await?.is_some_and(|key| key.is_valid(now))
        {
            return Ok(None);
        }
        let user = store.user(administrator.id()).await?;
        let user = user.filter(|user| user.status == UserStatus::Active && !user.is_deleted());
        let renewed = user.map(|user| administrator.renewed(user));
        Ok(renewed.filter(|administrator| administrator.may(AdminOperation::ImportAccounts)))
    }
}

impl<A: Administrable + Importable> RowGuard<A> for WithinRights {
    fn renew(&mut self) -> BoxFuture<'_, Result<(), ServiceError>> {
        async {
            if let Some(administrator) = self.administrator.take() {
                self.administrator = self.renewed(administrator).await?;
                self.roles = self.auth.all_roles().await?;
            }
            Ok(())
        }
        .boxed()
    }

    fn refuses(&self, row: &Imported<A::New, A::Status>, existing: Option<&A>) -> Option<ImportRefused> {
        let Some(administrator) = &self.administrator else {
            return Some(ImportRefused::RightsLost);
        };
        if let Some(account) = existing.filter(|account| account.outranks(administrator)) {
            return Some(ImportRefused::Outranked(account.reference()));
        }
        let (roles, permissions) = A::grants_of_new(&row.new);
        let (had_roles, had_permissions) = existing.map_or((&[][..], &[][..]), A::grants);
        match administrator.check_known_grants(&self.roles, (roles, had_roles), (permissions, had_permissions)) {
            Ok(()) => None,
            Err(GrantRefused::NotHeld(what)) => Some(ImportRefused::NotHeld(what)),
            Err(GrantRefused::NoSuchRole(role)) => Some(ImportRefused::NoSuchRole(role)),
            // Nothing is read here.
            Err(GrantRefused::Service(_)) => Some(ImportRefused::RightsLost),
        }
    }
}
