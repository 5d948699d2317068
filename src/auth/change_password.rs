//! Changing one's own password.

use std::time::Duration;

use super::account::Account;
use super::error::{Cause, ServiceError, from_store_error};
use super::throttle::{Decision, LoginAttempt, ThrottleError, run_detached};
use super::{AuthService, PasswordRefused};
use crate::model::{Actor, ClientInfo, Context, Password, PasswordHash, Realm, Session, Subscriber, Target, User};
use crate::store::PasswordChange;
use crate::traces::Span;

/// A password to be changed by its owner.
#[derive(Debug)]
pub struct ChangePassword {
    /// Proves that the caller is the owner.
    pub current: Password,
    /// The password from now on.
    pub new: Password,
}

/// Why an operator's new password was not set.
#[derive(Debug, thiserror::Error)]
pub enum NewPasswordError {
    /// The password policy refuses it.
    #[error("the new password {0}")]
    Refused(#[from] PasswordRefused),
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Why a password was not changed.
#[derive(Debug, thiserror::Error)]
pub enum ChangePasswordError {
    /// The password policy refuses the new one.
    #[error("the new password {0}")]
    Refused(#[from] PasswordRefused),
    /// The current password is another one, or became another one meanwhile.
    #[error("the current password is wrong")]
    WrongPassword,
    /// Too many attempts failed lately. The current password was not verified.
    #[error("too many attempts")]
    TooManyAttempts {
        /// How long to wait before the next attempt.
        retry_after: Duration,
    },
    /// The session ended meanwhile.
    #[error("the session is over")]
    SessionOver,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<ThrottleError> for ChangePasswordError {
    fn from(error: ThrottleError) -> Self {
        match error {
            ThrottleError::TooManyAttempts { retry_after } => Self::TooManyAttempts { retry_after },
            ThrottleError::Service(error) => Self::Service(error),
        }
    }
}

from_store_error!(NewPasswordError, ChangePasswordError);

impl AuthService {
    /// Changes the password of the account whose session this is, and ends all its other sessions.
    ///
    /// The new password is checked against the policy first, as an attempt at the current one counts against its owner.
    ///
    /// # Errors
    /// [`ChangePasswordError`].
    pub async fn change_password(
        &self,
        session: &Session,
        command: &ChangePassword,
        client_info: &ClientInfo,
    ) -> Result<(), ChangePasswordError> {
        let span = Span::begin("change_password");
        let work = async {
            match session.account.realm {
                Realm::Users => self.change_password_of::<User>(session, command, client_info).await,
                Realm::Subscribers => {
                    self.change_password_of::<Subscriber>(session, command, client_info)
                        .await
                }
            }
        };
        span.around(work).await
    }

    async fn change_password_of<A: Account>(
        &self,
        session: &Session,
        command: &ChangePassword,
        client_info: &ClientInfo,
    ) -> Result<(), ChangePasswordError> {
        let owner = A::by_id(&self.store, session.account.id).await?;
        let owner = owner.ok_or(ServiceError::Internal(Cause::DanglingSession))?;
        let policy = &self.password_policy;
        self.passwords.check(policy, &command.new, owner.own_names()).await??;
        let context = Context::request(Actor::Account(session.account), client_info);
        // A second time, because a login at the same time may have renewed the hash of the same password.
        for _ in 0..2 {
            let verified = self.confirm_password(session, &command.current, client_info).await?;
            let new = self.passwords.hash(&command.new).await?;
            let (account, now) = (session.account, self.clock.now());
            let changed = self
                .store
                .change_password(account, session.id, (&verified, &new), now, &context)
                .await?;
            match changed {
                PasswordChange::Done => return Ok(()),
                PasswordChange::SessionOver => return Err(ChangePasswordError::SessionOver),
                PasswordChange::Stale => {}
            }
        }
        Err(ChangePasswordError::WrongPassword)
    }

    /// Verifies the account's password, within the limits of a login, and returns the hash it matched.
    async fn confirm_password(
        &self,
        session: &Session,
        password: &Password,
        client_info: &ClientInfo,
    ) -> Result<PasswordHash, ChangePasswordError> {
        let stored = self.store.password_hash(session.account).await?;
        let permit = self
            .acquire_permit(&attempt(session, password, stored.as_ref(), client_info))
            .await?;
        let (auth, session, password) = (self.clone(), session.clone(), password.clone());
        let (hash, client_info) = (stored.clone(), client_info.clone());
        let verify = async move {
            let attempt = attempt(&session, &password, hash.as_ref(), &client_info);
            match auth.verify_attempt(permit, &attempt).await? {
                Decision::Correct(counted, ()) => {
                    auth.refund(&counted.record).await;
                    Ok(())
                }
                Decision::Incorrect { filled } => {
                    auth.audit_failed_password_change(session.account, &client_info).await;
                    let context = Context::request(Actor::System, &client_info);
                    auth.audit_locks(&filled, Some(session.account), &context).await;
                    Err(ChangePasswordError::WrongPassword)
                }
            }
        };
        run_detached(verify).await?;
        stored.ok_or(ChangePasswordError::WrongPassword)
    }
}

fn attempt<'a>(
    session: &'a Session,
    password: &'a Password,
    stored: Option<&'a PasswordHash>,
    client_info: &'a ClientInfo,
) -> LoginAttempt<'a> {
    LoginAttempt {
        target: Target::account(session.account),
        client_info,
        device: session.device.as_deref(),
        password,
        stored,
    }
}
