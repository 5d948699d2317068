//! Changing one's own password.

use super::account::Account;
use super::throttle::{Decision, LoginAttempt, run_detached};
use super::{AuthService, Error, PasswordRefused, Problem};
use crate::model::{Actor, ClientInfo, Context, Password, PasswordHash, Realm, Session, Subscriber, Target, User};
use crate::store::PasswordChange;

/// A password to be changed by its owner.
#[derive(Debug)]
pub struct ChangePassword {
    /// What shall prove that it is the owner who asks.
    pub current: Password,
    /// The password from now on.
    pub new: Password,
}

/// Why no new password was set.
#[derive(Debug, thiserror::Error)]
pub enum NewPasswordError {
    /// It is not good enough.
    #[error("the new password {0}")]
    Refused(#[from] PasswordRefused),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl AuthService {
    /// Changes the password of the account whose session this is, and ends all its other sessions.
    ///
    /// The new password is judged first: an attempt at the current one would count against its owner.
    ///
    /// # Errors
    /// [`NewPasswordError::Refused`]; [`Error::BadCredentials`] when the current password is another one, or became
    /// another one meanwhile; [`Error::TooManyAttempts`]; [`Error::TokenInvalid`] when the session ended meanwhile.
    pub async fn change_password(
        &self,
        session: &Session,
        command: &ChangePassword,
        client_info: &ClientInfo,
    ) -> Result<(), NewPasswordError> {
        match session.account.realm {
            Realm::Users => self.change_password_of::<User>(session, command, client_info).await,
            Realm::Subscribers => {
                self.change_password_of::<Subscriber>(session, command, client_info)
                    .await
            }
        }
    }

    async fn change_password_of<A: Account>(
        &self,
        session: &Session,
        command: &ChangePassword,
        client_info: &ClientInfo,
    ) -> Result<(), NewPasswordError> {
        let owner = A::by_id(&self.store, session.account.id).await.map_err(Error::from)?;
        let owner = owner.ok_or(Error::Internal(Problem::DanglingSession))?;
        self.password_policy.check(&command.new, &owner.own_names())?;
        let context = Context::request(Actor::Account(session.account), client_info);
        // A second time, because a login at the same time may have renewed the hash of the same password.
        for _ in 0..2 {
            let verified = self.confirm_password(session, &command.current, client_info).await?;
            let new = self.passwords.hash(&command.new).await?;
            let (account, now) = (session.account, self.clock.now());
            let changed = self
                .store
                .change_password(account, session.id, (&verified, &new), now, &context)
                .await
                .map_err(Error::from)?;
            match changed {
                PasswordChange::Done => return Ok(()),
                PasswordChange::SessionOver => return Err(Error::TokenInvalid.into()),
                PasswordChange::Stale => {}
            }
        }
        Err(Error::BadCredentials.into())
    }

    /// Checks that whoever asks from this client_info knows the account's password, within the limits of a login, and
    /// returns the hash it matched.
    async fn confirm_password(
        &self,
        session: &Session,
        password: &Password,
        client_info: &ClientInfo,
    ) -> Result<PasswordHash, Error> {
        let stored = self.store.password_hash(session.account).await?;
        let permit = self
            .acquire_permit(&attempt(session, password, stored.as_ref(), client_info))
            .await?;
        let (auth, session, password) = (self.clone(), session.clone(), password.clone());
        let (looked_at, client_info) = (stored.clone(), client_info.clone());
        let look = async move {
            let attempt = attempt(&session, &password, looked_at.as_ref(), &client_info);
            match auth.verify_attempt(permit, &attempt).await? {
                Decision::Correct(counted) => {
                    auth.refund(&counted.record).await;
                    Ok(())
                }
                Decision::Incorrect { filled } => {
                    auth.password_not_changed(session.account, &client_info).await;
                    let context = Context::request(Actor::System, &client_info);
                    auth.locks_began(&filled, Some(session.account), &context).await;
                    Err(Error::BadCredentials)
                }
            }
        };
        run_detached(look).await?;
        stored.ok_or(Error::BadCredentials)
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
