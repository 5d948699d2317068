//! Verifying bearer tokens.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use super::AuthService;
use super::account::Account;
use super::contract_rules::{ContractRules, TokenShape};
use super::error::{ServiceError, from_store_error};
use super::tokens::{CachedToken, Claims, TOKEN_ID_CLAIM, TokenTimes, verify_signature};
use crate::model::{PlainToken, Session, SessionId, Subscriber, Timestamp, TokenId, User, error_chain};

/// How exact `seen_at` is: a write for every request would cost more than the request.
pub(super) const TOUCH_EVERY: Duration = Duration::from_secs(5 * 60);

/// How much later than by its lifetime a token may expire: its dates are whole seconds.
const ROUNDING: Duration = Duration::from_secs(1);

/// Why a bearer token was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It is malformed, forged, expired, spent or of the other realm, or its session is over.
    #[error("the token is not valid")]
    TokenInvalid,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// A caller whose token is valid: their session, which this can be used as, and their account where it was read with
/// the session.
#[derive(Debug, Clone)]
pub struct Caller<A> {
    /// The session.
    pub session: Arc<Session>,
    /// Whose it is.
    pub(super) owner: Arc<A>,
}

impl<A> Deref for Caller<A> {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

/// A token that we issued for a session. Either may be over.
pub(super) struct SessionToken<A: 'static> {
    pub(super) session: Arc<Session>,
    pub(super) owner: Arc<A>,
    pub(super) token_id: TokenId,
    pub(super) times: TokenTimes,
    /// The rules of the contract that the session was opened through.
    pub(super) rules: &'static ContractRules<A>,
}

/// A session, and whose it is.
type OwnedSession<A> = (Arc<Session>, Arc<A>);

/// Why a token is not one that we issued for a session.
#[derive(Debug)]
pub(super) enum TokenError {
    /// It is forged, malformed or of the other realm.
    Invalid,
    /// It was ours, but the row of its session is deleted, because it ended so long ago, or that of its account.
    SessionGone,
    /// The service failed.
    Service(ServiceError),
}

impl From<ServiceError> for TokenError {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

impl From<TokenError> for VerifyError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Invalid | TokenError::SessionGone => Self::TokenInvalid,
            TokenError::Service(error) => Self::Service(error),
        }
    }
}

from_store_error!(TokenError);

impl AuthService {
    /// Verifies a token of this realm, whichever contract issued it, and returns its session.
    ///
    /// # Errors
    /// [`VerifyError`].
    pub async fn verify<A: Account>(&self, token: &PlainToken) -> Result<Caller<A>, VerifyError> {
        let now = self.clock.now();
        let token = self.verify_unused::<A>(token, now).await?;
        self.touch(&token.session, now).await;
        Ok(Caller {
            session: token.session,
            owner: token.owner,
        })
    }

    /// Verifies a token of either realm, whichever contract issued it, and returns its session.
    ///
    /// # Errors
    /// [`VerifyError`].
    pub async fn verify_in_any_realm(&self, token: &PlainToken) -> Result<Arc<Session>, VerifyError> {
        match self.verify::<User>(token).await {
            // Its signed audience names its realm, so at most one of the two reads the session.
            Err(VerifyError::TokenInvalid) => Ok(self.verify::<Subscriber>(token).await?.session),
            outcome => Ok(outcome?.session),
        }
    }

    /// Verifies a token without counting that as use of its session.
    pub(super) async fn verify_unused<A: Account>(
        &self,
        token: &PlainToken,
        now: Timestamp,
    ) -> Result<SessionToken<A>, VerifyError> {
        let token = self.authenticate_token::<A>(token, now).await?;
        let (session, id, times) = (&token.session, token.token_id, token.times);
        let is_valid = |at| !times.is_over(at) && session.is_live(at) && session.accepts(id, at, self.refresh_grace);
        match self.check_times(session, now, is_valid).await {
            true => Ok(token),
            false => Err(VerifyError::TokenInvalid),
        }
    }

    /// Checks that we issued this token for a session. The expiry of either is for the caller to check: a refresh takes
    /// tokens that have expired.
    pub(super) async fn authenticate_token<A: Account>(
        &self,
        token: &PlainToken,
        now: Timestamp,
    ) -> Result<SessionToken<A>, TokenError> {
        let hash = token.hashed();
        if let Some(known) = self.token_cache.get(&hash) {
            let has_key = self.keys.find(known.key).await?.is_some();
            if !has_key || known.realm != A::REALM || !known.times.has_begun(now) {
                return Err(TokenError::Invalid);
            }
            let (found, rules) = self.session_of_token::<A>(known.session).await?;
            return Ok(SessionToken::new(found, rules, known.token_id, known.times));
        }
        let claims = verify_signature(&self.keys, token, A::REALM, now).await?;
        let claims = claims.ok_or(TokenError::Invalid)?;
        let (found, rules) = self.session_of_token::<A>(claims.session).await?;
        let token_id = self.check_claims(&claims, &found.0, rules).ok_or(TokenError::Invalid)?;
        let cached = CachedToken {
            key: claims.key,
            realm: A::REALM,
            session: claims.session,
            token_id,
            times: claims.times,
        };
        self.token_cache.insert(&hash, cached);
        Ok(SessionToken::new(found, rules, token_id, claims.times))
    }

    /// The session that a token names, and the rules of the contract that it was opened through.
    async fn session_of_token<A: Account>(
        &self,
        id: SessionId,
    ) -> Result<(OwnedSession<A>, &'static ContractRules<A>), TokenError> {
        let (session, owner) = A::session(&self.store, id).await?.ok_or(TokenError::SessionGone)?;
        if session.account.realm != A::REALM {
            return Err(TokenError::Invalid);
        }
        let rules = A::rules(&self.rules, &session.contract).ok_or(TokenError::Invalid)?;
        let owner = match owner {
            Some(owner) => owner,
            // Where the account did not come along it is read now. Without its account a session is over.
            None => {
                let found = A::by_id(&self.store, session.account.id).await?;
                found.ok_or(TokenError::SessionGone)?
            }
        };
        Ok(((session, owner), rules))
    }

    /// Whether the claims are those of this session's tokens; if so, the identifier of this one.
    fn check_claims<A: Account>(
        &self,
        claims: &Claims,
        session: &Session,
        rules: &ContractRules<A>,
    ) -> Option<TokenId> {
        let (issuer, subject, id_claim) = match &rules.token {
            TokenShape::Standard => (self.issuer.as_ref(), session.account.id.to_string(), TOKEN_ID_CLAIM),
            TokenShape::Custom(custom) => (custom.issuer, custom.subject.to_owned(), custom.token_id_claim),
        };
        if !claims.says("iss", issuer) || !claims.says("sub", &subject) {
            return None;
        }
        // Where the clock was stepped back, a token lives by so much longer.
        let behind = session
            .refused_at
            .millis()
            .saturating_sub(claims.times.issued.millis())
            .max(0);
        // A refresh through another contract of the realm gives a token that contract's lifetime.
        let lifetimes = A::all_rules(&self.rules).iter().map(|rules| rules.token_lifetime);
        let longest = lifetimes.max().unwrap_or_default() + Duration::from_millis(behind.unsigned_abs());
        if claims.times.expires > claims.times.issued.plus(longest).plus(ROUNDING) {
            return None;
        }
        claims.token_id(id_claim)
    }

    /// Whether something about a session holds now. A refusal that comes of the time is stored, so that it stands when
    /// the clock is stepped back. Where it cannot be stored, the answer is the same.
    pub(super) async fn check_times(
        &self,
        session: &Session,
        now: Timestamp,
        holds: impl Fn(Timestamp) -> bool + Send,
    ) -> bool {
        if holds(session.time(now)) {
            return true;
        }
        if holds(session.refused_at)
            && let Err(error) = Box::pin(self.store.note_refusal(session.id, now)).await
        {
            tracing::warn!(error = error_chain(&error), "the refusal of a session was not stored");
        }
        false
    }

    /// Stores now and then that a session is in use. Where that fails, the request goes on.
    pub(super) async fn touch(&self, session: &Session, now: Timestamp) {
        if now < session.seen_at.plus(TOUCH_EVERY) {
            return;
        }
        let idle_until = self.idle_until(&session.contract, now);
        let stored = self.store.touch_session(session, now, TOUCH_EVERY, idle_until);
        if let Err(error) = stored.await {
            tracing::warn!(error = error_chain(&error), "the use of a session was not stored");
        }
    }

    /// When a session of this contract ends that is used now and not again. As uses are stored every five minutes only,
    /// that much is added: no session ends before its time.
    pub(super) fn idle_until(&self, contract: &str, now: Timestamp) -> Timestamp {
        let users = self.rules.users.iter().find(|rules| rules.ident == contract);
        let subscribers = self.rules.subscribers.iter().find(|rules| rules.ident == contract);
        let lifetimes = users
            .map(|rules| self.rules.lifetimes(rules))
            .or_else(|| subscribers.map(|rules| self.rules.lifetimes(rules)));
        let idle = lifetimes.map_or(Duration::ZERO, |lifetimes| lifetimes.idle);
        now.plus(idle).plus(TOUCH_EVERY)
    }
}

impl<A> SessionToken<A> {
    fn new(
        (session, owner): OwnedSession<A>,
        rules: &'static ContractRules<A>,
        token_id: TokenId,
        times: TokenTimes,
    ) -> Self {
        Self {
            session,
            owner,
            token_id,
            times,
            rules,
        }
    }
}
