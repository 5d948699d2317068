//! Changing one's own password.

use super::account::Account;
use super::guessing::{Guess, Verdict, see_through};
use super::{Error, Identity, PasswordRefused, Problem};
use crate::model::{Actor, Context, Origin, Password, PasswordHash, Population, Session, Subscriber, Target, User};
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

impl Identity {
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
        origin: &Origin,
    ) -> Result<(), NewPasswordError> {
        match session.account.population {
            Population::Users => self.change_password_of::<User>(session, command, origin).await,
            Population::Subscribers => self.change_password_of::<Subscriber>(session, command, origin).await,
        }
    }

    async fn change_password_of<A: Account>(
        &self,
        session: &Session,
        command: &ChangePassword,
        origin: &Origin,
    ) -> Result<(), NewPasswordError> {
        let owner = A::by_id(&self.store, session.account.id).await.map_err(Error::from)?;
        let owner = owner.ok_or(Error::Internal(Problem::DanglingSession))?;
        self.password_policy.check(&command.new, &owner.own_names())?;
        let context = Context::request(Actor::Account(session.account), origin);
        // A second time, because a login at the same time may have renewed the hash of the same password.
        for _ in 0..2 {
            let verified = self.confirm_password(session, &command.current, origin).await?;
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

    /// Checks that whoever asks from this origin knows the account's password, within the limits of a login, and
    /// returns the hash it matched.
    async fn confirm_password(
        &self,
        session: &Session,
        password: &Password,
        origin: &Origin,
    ) -> Result<PasswordHash, Error> {
        let stored = self.store.password_hash(session.account).await?;
        let turn = self
            .wait_turn(&guess(session, password, stored.as_ref(), origin))
            .await?;
        let (identity, session, password) = (self.clone(), session.clone(), password.clone());
        let (looked_at, origin) = (stored.clone(), origin.clone());
        let look = async move {
            let guess = guess(&session, &password, looked_at.as_ref(), &origin);
            match identity.judge(turn, &guess).await? {
                Verdict::Right(counted) => {
                    identity.strike_out(&counted.charge).await;
                    Ok(())
                }
                Verdict::Wrong { filled } => {
                    identity.password_not_changed(session.account, &origin).await;
                    let context = Context::request(Actor::System, &origin);
                    identity.locks_began(&filled, Some(session.account), &context).await;
                    Err(Error::BadCredentials)
                }
            }
        };
        see_through(look).await?;
        stored.ok_or(Error::BadCredentials)
    }
}

fn guess<'a>(
    session: &'a Session,
    password: &'a Password,
    stored: Option<&'a PasswordHash>,
    origin: &'a Origin,
) -> Guess<'a> {
    Guess {
        target: Target::account(session.account),
        origin,
        device: session.device.as_deref(),
        password,
        stored,
    }
}
