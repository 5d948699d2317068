//! Seeing, adding, deleting and restoring accounts. Changing them is in `update.rs`.

use std::sync::Arc;

use super::administrable::{Administrable, reference};
use super::administrator::{Administrator, Denied};
use super::grants::GrantRefused;
use super::idempotency::IdempotencyKey;
use super::operation::AdminOperation;
use crate::auth::account::NewAccount;
use crate::auth::error::{Cause, ServiceError, from_naming_error, from_store_error};
use crate::auth::{Access, AuthService, NewPasswordError, PasswordRefused};
use crate::model::{AccountQuery, Added, Changed, EmailAddress, Page, Password, Revision, Terms, Username};
use crate::store::RestoredNames;

/// How often a change is tried anew because another one was faster.
const TRIES: usize = 4;

/// Why something was not shown.
#[derive(Debug, thiserror::Error)]
pub enum ViewError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such thing, or none inside what the caller is confined to.
    #[error("there is no such thing")]
    NotFound,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Why a list was not shown.
#[derive(Debug, thiserror::Error)]
pub enum ListError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Why an account was not added.
#[derive(Debug, thiserror::Error)]
pub enum CreateAccountError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// The caller may not grant what the account is to have.
    #[error(transparent)]
    Grant(#[from] GrantRefused),
    /// The account would lie outside of what the caller is confined to.
    #[error("the account would lie outside of what the caller is confined to")]
    Outside,
    /// Another account has the username.
    #[error("the username is taken")]
    UsernameTaken,
    /// Another account has the e-mail address.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// The password policy refuses the password.
    #[error("the password {0}")]
    Password(PasswordRefused),
    /// Another request was sent with the idempotency key.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Why an account was not deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteAccountError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such account, or none inside what the caller is confined to.
    #[error("there is no such account")]
    NotFound,
    /// The account is of another revision.
    #[error("the account was changed meanwhile")]
    Stale,
    /// The account may do something here that the caller may not.
    #[error("the account outranks the caller")]
    Outranked,
    /// Nobody would be left who administers everything.
    #[error("it is the last administrator")]
    LastAdministrator,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Why an account was not restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreAccountError {
    /// The caller may not.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such deleted account, or none inside what the caller is confined to.
    #[error("there is no such deleted account")]
    NotFound,
    /// The account may do something here that the caller may not.
    #[error("the account outranks the caller")]
    Outranked,
    /// Another account has the username now.
    #[error("the username is taken")]
    UsernameTaken,
    /// Another account has the e-mail address now.
    #[error("the e-mail address is taken")]
    EmailTaken,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(ViewError, ListError, DeleteAccountError);

from_naming_error!(CreateAccountError);

impl From<NewPasswordError> for CreateAccountError {
    fn from(error: NewPasswordError) -> Self {
        match error {
            NewPasswordError::Refused(why) => Self::Password(why),
            NewPasswordError::Service(error) => Self::Service(error),
        }
    }
}

from_naming_error!(RestoreAccountError);

impl AuthService {
    /// A page of the accounts inside what the caller is confined to.
    ///
    /// # Errors
    /// [`ListError`].
    pub async fn list_accounts<A: Administrable>(
        &self,
        access: &Access,
        query: AccountQuery,
    ) -> Result<Page<A>, ListError> {
        let operation = AdminOperation::ListAccounts(A::REALM);
        let administrator = self.administrator(access, operation).await?;
        let query = AccountQuery {
            bounds: administrator.bounds,
            ..query
        };
        Ok(A::list(&self.store, &query).await?)
    }

    /// An account, deleted or not.
    ///
    /// # Errors
    /// [`ViewError`].
    pub async fn view_account<A: Administrable>(&self, access: &Access, id: i64) -> Result<Arc<A>, ViewError> {
        let operation = AdminOperation::ViewAccount(A::REALM);
        let administrator = self.administrator(access, operation).await?;
        let found = self.visible_account(&administrator, id).await?;
        found.ok_or(ViewError::NotFound)
    }

    /// Adds an account, once for an idempotency key with everything that the request says.
    ///
    /// # Errors
    /// [`CreateAccountError`].
    pub async fn create_account<A: Administrable>(
        &self,
        access: &Access,
        mut new: A::New,
        password: Option<&Password>,
        idempotency: Option<(&IdempotencyKey, &[u8])>,
    ) -> Result<Arc<A>, CreateAccountError> {
        let operation = AdminOperation::CreateAccount(A::REALM);
        let administrator = self.administrator(access, operation).await?;
        let (isp_id, branch_id) = A::place(&mut new, administrator.bounds);
        if !administrator.bounds.contain(isp_id, branch_id) {
            return Err(CreateAccountError::Outside);
        }
        let (roles, permissions) = A::grants_of_new(&new);
        self.check_grants(&administrator, (roles, &[]), (permissions, &[]))
            .await?;
        if let Some(password) = password {
            new.set_password_hash(self.hash_new_password(password, new.own_names()).await?);
        }
        let key = idempotency.map(|(key, request)| key.of(&administrator, operation, request));
        let (random, now, context) = (self.random.as_ref(), self.clock.now(), &administrator.context);
        let id = match A::add(&self.store, &new, random, key.as_ref(), now, context).await? {
            Added::Now(id) | Added::Before { id, .. } => id,
            Added::OtherRequest => return Err(CreateAccountError::KeyReused),
        };
        let account = A::by_id(&self.store, id.into()).await?;
        Ok(account.ok_or(ServiceError::Internal(Cause::DanglingSession))?)
    }

    /// Deletes an account, if it is of this revision. It is disabled at once, its sessions end, its API keys are revoked,
    /// and its names are free. Until it is purged, it can be restored.
    ///
    /// # Errors
    /// [`DeleteAccountError`].
    pub async fn delete_account<A: Administrable>(
        &self,
        access: &Access,
        id: i64,
        revision: Option<Revision>,
    ) -> Result<(), DeleteAccountError> {
        let operation = AdminOperation::DeleteAccount(A::REALM);
        let administrator = self.administrator(access, operation).await?;
        for _ in 0..TRIES {
            let account = self.undeleted_account::<A>(&administrator, id).await?;
            let account = account.ok_or(DeleteAccountError::NotFound)?;
            if revision.is_some_and(|revision| revision != account.revision()) {
                return Err(DeleteAccountError::Stale);
            }
            if account.outranks(&administrator) {
                return Err(DeleteAccountError::Outranked);
            }
            let terms = self.terms(&administrator, account.revision());
            match self.store.delete_account(reference::<A>(id), &terms).await? {
                Changed::Done => return Ok(()),
                Changed::NotFound => {}
                Changed::LastAdministrator => return Err(DeleteAccountError::LastAdministrator),
            }
        }
        Err(DeleteAccountError::Stale)
    }

    /// Restores a deleted account under the names that it had. It stays disabled, and its API keys stay revoked.
    ///
    /// # Errors
    /// [`RestoreAccountError`].
    pub async fn restore_account<A: Administrable>(
        &self,
        access: &Access,
        id: i64,
    ) -> Result<Arc<A>, RestoreAccountError> {
        let operation = AdminOperation::RestoreAccount(A::REALM);
        let administrator = self.administrator(access, operation).await?;
        let found = self.visible_account::<A>(&administrator, id).await?;
        let account = found.filter(|account| account.is_deleted());
        let account = account.ok_or(RestoreAccountError::NotFound)?;
        if account.outranks(&administrator) {
            return Err(RestoreAccountError::Outranked);
        }
        let terms = self.terms(&administrator, account.revision());
        let names = RestoredNames {
            username: Username::typed(account.username()),
            email: account.email().and_then(|email| EmailAddress::parse(email).ok()),
        };
        match self.store.restore_account(reference::<A>(id), &names, &terms).await? {
            Changed::Done | Changed::LastAdministrator => {}
            Changed::NotFound => return Err(RestoreAccountError::NotFound),
        }
        let restored = A::by_id(&self.store, id).await?;
        restored.ok_or(RestoreAccountError::NotFound)
    }

    /// An account inside what the caller is confined to, deleted or not.
    pub(super) async fn visible_account<A: Administrable>(
        &self,
        administrator: &Administrator,
        id: i64,
    ) -> Result<Option<Arc<A>>, ServiceError> {
        let found = A::by_id(&self.store, id).await?;
        Ok(found.filter(|account| administrator.sees(account.as_ref())))
    }

    /// An account inside what the caller is confined to that is not deleted.
    pub(super) async fn undeleted_account<A: Administrable>(
        &self,
        administrator: &Administrator,
        id: i64,
    ) -> Result<Option<Arc<A>>, ServiceError> {
        let found = self.visible_account::<A>(administrator, id).await?;
        Ok(found.filter(|account| !account.is_deleted()))
    }

    /// The terms of a change that was checked against this revision.
    pub(super) fn terms<'a>(&self, administrator: &'a Administrator, revision: Revision) -> Terms<'a> {
        Terms {
            revision: Some(revision),
            keeps_administrator: true,
            detail: None,
            now: self.clock.now(),
            context: &administrator.context,
        }
    }
}
