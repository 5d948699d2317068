//! Changing accounts.

use std::sync::Arc;

use super::administrable::Administrable;
use super::administrator::Denied;
use super::grants::GrantRefused;
use super::operation::AdminOperation;
use crate::auth::error::{ServiceError, from_naming_error};
use crate::auth::{Access, AuthService, NewPasswordError, PasswordRefused};
use crate::model::{Changed, NewPassword, Password, Revision};

/// How often a change is tried anew because another one was faster.
const TRIES: usize = 4;

/// Why an account was not changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateAccountError {
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
    /// Nobody would be left who administers everything.
    #[error("it is the last administrator")]
    LastAdministrator,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_naming_error!(UpdateAccountError);

impl From<NewPasswordError> for UpdateAccountError {
    fn from(error: NewPasswordError) -> Self {
        match error {
            NewPasswordError::Refused(why) => Self::Password(why),
            NewPasswordError::Service(error) => Self::Service(error),
        }
    }
}

impl AuthService {
    /// Changes an account, if it is of this revision, and returns it as it is then. Its sessions see the change with the
    /// next request. A password or the status `disabled` ends them.
    ///
    /// Everything is checked against one revision, and the change takes effect only on that one.
    ///
    /// # Errors
    /// [`UpdateAccountError`].
    pub async fn change_account<A: Administrable>(
        &self,
        access: &Access,
        id: i64,
        mut update: A::Update,
        password: Option<&Password>,
        revision: Option<Revision>,
    ) -> Result<Arc<A>, UpdateAccountError> {
        let operation = AdminOperation::UpdateAccount(A::REALM);
        let administrator = self.administrator(access, operation).await?;
        let mut is_hashed = false;
        for _ in 0..TRIES {
            let account = self.undeleted_account::<A>(&administrator, id).await?;
            let account = account.ok_or(UpdateAccountError::NotFound)?;
            if revision.is_some_and(|revision| revision != account.revision()) {
                return Err(UpdateAccountError::Stale);
            }
            if account.outranks(&administrator) {
                return Err(UpdateAccountError::Outranked);
            }
            let (isp_id, branch_id) = account.place_after(&update);
            if !administrator.bounds.contain(isp_id, branch_id) {
                return Err(UpdateAccountError::Outside);
            }
            let ((had_roles, had), (roles, permissions)) = (account.grants(), account.grants_after(&update));
            self.check_grants(&administrator, (roles, had_roles), (permissions, had))
                .await?;
            if let Some(password) = password
                && !is_hashed
            {
                let hash = self.hash_new_password(password, account.own_names()).await?;
                A::give_password(&mut update, NewPassword::Set(hash));
                is_hashed = true;
            }
            let terms = self.terms(&administrator, account.revision());
            match A::update(&self.store, A::id_of(id), &update, &terms).await? {
                Changed::Done => {
                    let changed = A::by_id(&self.store, id).await?;
                    return changed.ok_or(UpdateAccountError::NotFound);
                }
                Changed::NotFound => {}
                Changed::LastAdministrator => return Err(UpdateAccountError::LastAdministrator),
            }
        }
        Err(UpdateAccountError::Stale)
    }
}
