//! Logging in.

use super::account::Account;
use super::guessing::{Counted, Guess, Verdict, target};
use super::random::uuid;
use super::tokens::{Minted, mint};
use super::{ContractRules, Error, Identity, LoginName};
use crate::model::{
    AccountRef, NewSession, Origin, Password, PasswordHash, PlainToken, SessionId, Timestamp, TokenId, error_chain,
};
use crate::store::Opening;

/// A name and a password, presented to one contract.
#[derive(Debug)]
pub struct LogIn<A: 'static> {
    /// The contract's rules.
    pub rules: &'static ContractRules<A>,
    /// Who it is said to be.
    pub name: LoginName,
    /// What shall prove it.
    pub password: Password,
    /// The device, where the contract has clients name it.
    pub device: Option<String>,
}

/// A login that succeeded.
#[derive(Debug)]
pub struct LoggedIn<A> {
    /// The account, as it was before this login: `last_login` is the login before this one.
    pub account: A,
    /// The bearer token.
    pub token: PlainToken,
    /// When the token expires.
    pub expires_at: Timestamp,
    /// The same, in seconds from now.
    pub expires_in: i64,
}

impl Identity {
    /// Checks name and password and opens a session.
    ///
    /// # Errors
    /// [`Error::BadCredentials`], also for a disabled account unless the password was right;
    /// [`Error::AccountDisabled`]; [`Error::TooManyAttempts`]; [`Error::Unavailable`] when too many logins wait or the
    /// database is away.
    pub async fn log_in<A: Account>(&self, command: LogIn<A>, origin: &Origin) -> Result<LoggedIn<A>, Error> {
        if let Some(logged_in) = self.try_log_in(&command, origin).await? {
            return Ok(logged_in);
        }
        // The account was changed between the check and the session. It may only be that a login at the same time
        // renewed the hash, after which the password is as good as it was: so look once more.
        match self.try_log_in(&command, origin).await? {
            Some(logged_in) => Ok(logged_in),
            None => Err(self.refused(&command, None, Error::BadCredentials, origin).await),
        }
    }

    /// `None` when the account is not what it was when the password was checked.
    async fn try_log_in<A: Account>(&self, command: &LogIn<A>, origin: &Origin) -> Result<Option<LoggedIn<A>>, Error> {
        let found = A::by_name(&self.store, &command.name).await?;
        let account = found.as_ref().map(|found| found.account.reference());
        let guess = Guess {
            target: target(account, A::POPULATION, &command.name),
            origin,
            device: command.device.as_deref(),
            password: &command.password,
            stored: found.as_ref().and_then(|found| found.password_hash.as_ref()),
        };
        let counted = match self.judge(guess).await? {
            Verdict::Right(counted) => counted,
            Verdict::Wrong { is_last } => {
                let failed = self.refused(command, account, Error::BadCredentials, origin).await;
                if is_last {
                    self.lock_began(command.rules.ident, account, origin).await;
                }
                return Err(failed);
            }
        };
        // No password matches an account that is not there, or that has none.
        let Some((account, hash)) = found.and_then(|found| Some((found.account, found.password_hash?))) else {
            return Err(Error::BadCredentials);
        };
        if account.is_disabled() {
            // Neither a failure nor a login: whoever knows the password need not guess it.
            self.store.refund(&counted.charge).await?;
            let whose = Some(account.reference());
            return Err(self.refused(command, whose, Error::AccountDisabled, origin).await);
        }
        let opened = self.open_session(command, account, &hash, &counted, origin).await?;
        match &opened {
            Some(logged_in) => self.renew_hash(&logged_in.account, &command.password, &hash).await,
            None => self.store.refund(&counted.charge).await?,
        }
        Ok(opened)
    }

    /// Records that this login came to nothing, and returns why.
    async fn refused<A: Account>(
        &self,
        command: &LogIn<A>,
        account: Option<AccountRef>,
        why: Error,
        origin: &Origin,
    ) -> Error {
        self.log_in_failed(command.rules.ident, account, why, origin).await
    }

    async fn open_session<A: Account>(
        &self,
        command: &LogIn<A>,
        account: A,
        hash: &PasswordHash,
        counted: &Counted,
        origin: &Origin,
    ) -> Result<Option<LoggedIn<A>>, Error> {
        let (now, rules) = (self.clock.now(), command.rules);
        let session = NewSession {
            id: SessionId(uuid(self.random.as_ref())),
            account: account.reference(),
            contract: rules.ident,
            device: command.device.clone(),
            origin: origin.clone(),
            created_at: now,
            expires_at: now.plus(self.rules.lifetimes(rules).absolute),
            idle_until: self.idle_until(rules.ident, now),
            token_id: TokenId(uuid(self.random.as_ref())),
        };
        // Signed before the session is stored: were it the other way round, a login that fails at signing would leave
        // a session that nobody holds a token of.
        let token = Minted {
            shape: &rules.token,
            holder: Some(&account),
            account: session.account,
            issuer: &self.issuer,
            session: session.id,
            token_id: session.token_id,
            now,
            lifetime: rules.token_lifetime,
            session_ends: session.expires_at,
        };
        let (token, expires_at) = mint(&self.keys, token).await?;
        let opening = Opening {
            session: &session,
            verified: hash,
            one_per_device: rules.one_session_per_device,
            max_sessions: self.max_sessions,
            charge: &counted.charge,
            places: &counted.places,
        };
        if !self.store.open_session(&opening).await? {
            // Disabled, or given a new password or hash, since we looked.
            return Ok(None);
        }
        Ok(Some(LoggedIn {
            account,
            token,
            expires_at,
            expires_in: expires_at.seconds() - now.seconds(),
        }))
    }

    /// Replaces an outdated hash. That is housekeeping: the login has succeeded, whatever becomes of it.
    async fn renew_hash<A: Account>(&self, account: &A, password: &Password, old: &PasswordHash) {
        if !self.passwords.is_outdated(password, old) {
            return;
        }
        let renewed = match self.passwords.hash(password).await {
            Ok(new) => self
                .store
                .renew_hash(account.reference(), old, &new)
                .await
                .map_err(Error::from),
            Err(error) => Err(error),
        };
        if let Err(error) = renewed {
            tracing::warn!(error = error_chain(&error), "an outdated password hash was not renewed");
        }
    }
}
