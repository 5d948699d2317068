//! Logging in.

use std::sync::Arc;
use std::time::Duration;

use super::account::Account;
use super::cutover::{Found, Proof, SharedOldBackend};
use super::error::{Cause, ServiceError, from_store_error};
use super::random::{uuid, uuid_in_order};
use super::throttle::{Decision, LoginAttempt, Permit, ThrottleError, VerifiedAttempt, run_detached, target};
use super::tokens::{NewToken, issue};
use super::{AuthService, ContractRules, LoginName};
use crate::metrics::LoginOutcome;
use crate::model::{
    Action, Actor, ClientInfo, Context, CutoverCount, NewSession, Password, PasswordHash, PlainToken, SessionId,
    Timestamp, TokenId, error_chain,
};
use crate::store::Opening;
use crate::traces::Span;

/// A name and a password, sent to one contract.
#[derive(Debug)]
pub struct LogIn<A: 'static> {
    /// The contract's rules.
    pub rules: &'static ContractRules<A>,
    /// The name of the account.
    pub name: LoginName,
    /// The same, as it was typed.
    pub typed: String,
    /// Its password, if the caller is the owner.
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

/// Why a login failed.
#[derive(Debug, thiserror::Error)]
pub enum LogInError {
    /// Unknown name, wrong password, or an account without a password. This is one meaning, so that nobody can find out
    /// who has an account; a disabled account comes here too unless the password was right.
    #[error("name and password do not belong together")]
    BadCredentials,
    /// The password was right, but the account is disabled.
    #[error("the account is disabled")]
    AccountDisabled,
    /// Too many logins failed lately. The password was not verified.
    #[error("too many attempts")]
    TooManyAttempts {
        /// How long to wait before the next login.
        retry_after: Duration,
    },
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<ThrottleError> for LogInError {
    fn from(error: ThrottleError) -> Self {
        match error {
            ThrottleError::TooManyAttempts { retry_after } => Self::TooManyAttempts { retry_after },
            ThrottleError::Service(error) => Self::Service(error),
        }
    }
}

from_store_error!(LogInError);

impl AuthService {
    /// Checks name and password and opens a session.
    ///
    /// # Errors
    /// [`LogInError`].
    pub async fn log_in<A: Account>(
        &self,
        command: LogIn<A>,
        client_info: &ClientInfo,
    ) -> Result<LoggedIn<A>, LogInError> {
        let span = Span::begin("log_in");
        span.around(self.log_in_with_retry(command, client_info)).await
    }

    async fn log_in_with_retry<A: Account>(
        &self,
        command: LogIn<A>,
        client_info: &ClientInfo,
    ) -> Result<LoggedIn<A>, LogInError> {
        let contract = command.rules.ident;
        let command = Arc::new(command);
        let mut whose = None;
        // A second time where the account was changed between the check and the session: perhaps a login at the same
        // time only renewed the hash, and the password is still right.
        for _ in 0..2 {
            // A client may hang up while it waits for its turn.
            let undecided = self.metrics.logins.begin(contract);
            let prepared = self.prepare(&command, client_info).await;
            undecided.decided();
            let (permit, found, old) = prepared.map_err(|error| self.counted(contract, error))?;
            whose = found.as_ref().map(|(account, _)| *account);
            let (auth, command, client_info) = (self.clone(), command.clone(), client_info.clone());
            // Counted there: a client that hangs up has tried all the same.
            let login = async move {
                let outcome = auth.try_log_in(permit, &command, (found, old), &client_info).await;
                if let Ok(Some(_)) = &outcome {
                    auth.metrics.logins.count(contract, LoginOutcome::Success);
                }
                outcome.map_err(|error| auth.counted(contract, error))
            };
            if let Some(logged_in) = run_detached(login).await? {
                return Ok(logged_in);
            }
        }
        let context = Context::request(Actor::Unknown, client_info).via(command.rules.ident);
        self.audit_failed_login(whose, Action::LoginFailed, &context).await;
        Err(self.counted(contract, LogInError::BadCredentials))
    }

    /// Finds whose name it is, waits for the right to verify the password, and finds the old backend to ask.
    async fn prepare<A: Account>(
        &self,
        command: &LogIn<A>,
        client_info: &ClientInfo,
    ) -> Result<(Permit, Option<Found>, Option<SharedOldBackend<A::New>>), LogInError> {
        let found = self.store.password_of(A::REALM, &command.name).await?;
        let permit = self
            .acquire_permit(&attempt(command, found.as_ref(), client_info))
            .await?;
        let old = self.old_backend_for(command, found.as_ref()).await?;
        Ok((permit, found, old))
    }

    /// `None` when the account is not what it was when the password was checked.
    async fn try_log_in<A: Account>(
        &self,
        permit: Permit,
        command: &LogIn<A>,
        (found, old): (Option<Found>, Option<SharedOldBackend<A::New>>),
        client_info: &ClientInfo,
    ) -> Result<Option<LoggedIn<A>>, LogInError> {
        let context = Context::request(Actor::Unknown, client_info).via(command.rules.ident);
        let whose = found.as_ref().map(|(account, _)| *account);
        let attempt = attempt(command, found.as_ref(), client_info);
        let check = |slot| self.check_password(command, attempt.stored, old.as_deref(), slot, client_info);
        let (counted, proof) = match self.decide(permit, &attempt, check).await? {
            Decision::Correct(counted, proof) => (counted, proof),
            Decision::Incorrect { filled } => {
                self.audit_failed_login(whose, Action::LoginFailed, &context).await;
                self.audit_locks(&filled, whose, &context).await;
                return Err(LogInError::BadCredentials);
            }
        };
        let (contract, counted_as) = (command.rules.ident, proof.counted());
        let outcome = match proof {
            Proof::Here => self.admit(command, found, &counted, client_info).await,
            Proof::There(account, token) => {
                let found = self.adopt(command, found.as_ref(), *account, client_info).await;
                if let Ok(Some((account, _))) = &found {
                    self.learn_legacy_name::<A>(command.rules.ident, &token, *account).await;
                }
                match found {
                    Ok(None) => Ok(None),
                    Ok(found) => self.admit(command, found, &counted, client_info).await,
                    Err(error) => Err(error),
                }
            }
            Proof::DisabledThere => Err(LogInError::AccountDisabled),
            Proof::Changed => Ok(None),
        };
        match &outcome {
            Ok(Some(_)) => self.count_cutover(contract, counted_as),
            // Neither a failure nor a login: a caller who knows the password is not guessing it.
            Ok(None)
            | Err(LogInError::BadCredentials | LogInError::AccountDisabled | LogInError::TooManyAttempts { .. }) => {
                self.refund(&counted.record).await;
            }
            // The caller has waited for the database for long enough.
            Err(LogInError::Service(_)) => self.refund_later(counted.record.clone()),
        }
        if matches!(outcome, Err(LogInError::AccountDisabled)) {
            // One that is disabled there was counted when the old backend said so.
            if counted_as == CutoverCount::LoginHere {
                self.count_cutover(contract, CutoverCount::LoginHereRefused);
            }
            self.audit_failed_login(whose, Action::LoginRefused, &context).await;
        }
        outcome
    }

    /// Opens a session for a caller whose password was right, unless the account is disabled.
    async fn admit<A: Account>(
        &self,
        command: &LogIn<A>,
        found: Option<Found>,
        counted: &VerifiedAttempt,
        client_info: &ClientInfo,
    ) -> Result<Option<LoggedIn<A>>, LogInError> {
        // No password matches an account that is not there, or that has none.
        let Some((account, Some(hash))) = found else {
            return Err(LogInError::BadCredentials);
        };
        let account = A::by_id(&self.store, account.id).await?;
        let account = account.ok_or(ServiceError::Internal(Cause::DanglingSession))?;
        if account.is_disabled() {
            return Err(LogInError::AccountDisabled);
        }
        let account = Arc::unwrap_or_clone(account);
        let opened = self.open_session(command, account, &hash, counted, client_info).await?;
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
        counted: &VerifiedAttempt,
        client_info: &ClientInfo,
    ) -> Result<Option<LoggedIn<A>>, LogInError> {
        let (now, rules) = (self.clock.now(), command.rules);
        let session = NewSession {
            id: SessionId(uuid_in_order(self.random.as_ref(), now)),
            account: account.reference(),
            contract: rules.ident,
            device: command.device.clone(),
            client_info: client_info.clone(),
            created_at: now,
            expires_at: now.plus(self.rules.lifetimes(rules).absolute),
            idle_until: self.idle_until(rules.ident, now),
            token_id: TokenId(uuid(self.random.as_ref())),
        };
        // Signed before the session is stored. The other way round, a login that fails at signing would leave a session
        // that nobody holds a token of.
        let token = NewToken {
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
        let (token, expires_at) = issue(&self.keys, token).await?;
        let opening = Opening {
            session: &session,
            verified: hash,
            one_per_device: rules.one_session_per_device,
            max_sessions: self.max_sessions,
            record: &counted.record,
            sources: &counted.sources,
        };
        if !self.store.open_session(&opening).await? {
            // Disabled, or given a new password or hash, since it was read.
            return Ok(None);
        }
        Ok(Some(LoggedIn {
            account,
            token,
            expires_at,
            expires_in: expires_at.seconds() - now.seconds(),
        }))
    }

    /// Replaces an outdated hash. The login has succeeded, whether this works or not.
    async fn renew_hash<A: Account>(&self, account: &A, password: &Password, old: &PasswordHash) {
        if !self.passwords.is_outdated(password, old) {
            return;
        }
        let renewed = match self.passwords.hash(password).await {
            Ok(new) => self
                .store
                .renew_hash(account.reference(), old, &new)
                .await
                .map_err(ServiceError::from),
            Err(error) => Err(error),
        };
        if let Err(error) = renewed {
            tracing::warn!(error = error_chain(&error), "an outdated password hash was not renewed");
        }
    }
}

fn attempt<'a, A>(command: &'a LogIn<A>, found: Option<&'a Found>, client_info: &'a ClientInfo) -> LoginAttempt<'a>
where
    A: Account,
{
    let account = found.map(|(account, _)| *account);
    LoginAttempt {
        target: target(account, A::REALM, &command.name),
        client_info,
        device: command.device.as_deref(),
        password: &command.password,
        stored: found.and_then(|(_, hash)| hash.as_ref()),
    }
}
