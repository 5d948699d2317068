//! Logging in.

use std::sync::Arc;

use super::account::Account;
use super::guessing::{Counted, Guess, Turn, Verdict, see_through, target};
use super::random::{uuid, uuid_in_order};
use super::tokens::{Minted, mint};
use super::{ContractRules, Error, Identity, LoginName, Problem};
use crate::model::{
    AccountRef, Actor, Context, NewSession, Origin, Password, PasswordHash, PlainToken, SessionId, Timestamp, TokenId,
    error_chain,
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
        let command = Arc::new(command);
        let mut whose = None;
        // A second time where the account was changed between the check and the session: it may only be that a login at
        // the same time renewed the hash, after which the password is as good as it was.
        for _ in 0..2 {
            let found = self.store.password_of(A::POPULATION, &command.name).await?;
            whose = found.as_ref().map(|(account, _)| *account);
            let turn = self.wait_turn(&guess(&command, found.as_ref(), origin)).await?;
            let (identity, command, origin) = (self.clone(), command.clone(), origin.clone());
            let look = async move { identity.try_log_in(turn, &command, found, &origin).await };
            if let Some(logged_in) = see_through(look).await? {
                return Ok(logged_in);
            }
        }
        let context = Context::request(Actor::Unknown, origin).through(command.rules.ident);
        Err(self.log_in_failed(whose, Error::BadCredentials, &context).await)
    }

    /// `None` when the account is not what it was when the password was checked.
    async fn try_log_in<A: Account>(
        &self,
        turn: Turn,
        command: &LogIn<A>,
        found: Option<(AccountRef, Option<PasswordHash>)>,
        origin: &Origin,
    ) -> Result<Option<LoggedIn<A>>, Error> {
        let context = Context::request(Actor::Unknown, origin).through(command.rules.ident);
        let whose = found.as_ref().map(|(account, _)| *account);
        let counted = match self.judge(turn, &guess(command, found.as_ref(), origin)).await? {
            Verdict::Right(counted) => counted,
            Verdict::Wrong { filled } => {
                let failed = self.log_in_failed(whose, Error::BadCredentials, &context).await;
                self.locks_began(&filled, whose, &context).await;
                return Err(failed);
            }
        };
        let outcome = self.enter(command, found, &counted, origin).await;
        match &outcome {
            Ok(Some(_)) => {}
            // Neither a failure nor a login: whoever knows the password need not guess it.
            Ok(None) | Err(_) => self.strike_out(&counted.charge).await,
        }
        match outcome {
            Err(Error::AccountDisabled) => Err(self.log_in_failed(whose, Error::AccountDisabled, &context).await),
            other => other,
        }
    }

    /// Lets somebody in whose password was right.
    async fn enter<A: Account>(
        &self,
        command: &LogIn<A>,
        found: Option<(AccountRef, Option<PasswordHash>)>,
        counted: &Counted,
        origin: &Origin,
    ) -> Result<Option<LoggedIn<A>>, Error> {
        // No password matches an account that is not there, or that has none.
        let Some((account, Some(hash))) = found else {
            return Err(Error::BadCredentials);
        };
        let account = A::by_id(&self.store, account.id).await?;
        let account = account.ok_or(Error::Internal(Problem::DanglingSession))?;
        if account.is_disabled() {
            return Err(Error::AccountDisabled);
        }
        let account = Arc::unwrap_or_clone(account);
        let opened = self.open_session(command, account, &hash, counted, origin).await?;
        if let Some(logged_in) = &opened {
            self.renew_hash(&logged_in.account, &command.password, &hash).await;
        }
        Ok(opened)
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
            id: SessionId(uuid_in_order(self.random.as_ref(), now)),
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

fn guess<'a, A>(
    command: &'a LogIn<A>,
    found: Option<&'a (AccountRef, Option<PasswordHash>)>,
    origin: &'a Origin,
) -> Guess<'a>
where
    A: Account,
{
    let account = found.map(|(account, _)| *account);
    Guess {
        target: target(account, A::POPULATION, &command.name),
        origin,
        device: command.device.as_deref(),
        password: &command.password,
        stored: found.and_then(|(_, hash)| hash.as_ref()),
    }
}
