//! Verifying bearer tokens.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use super::AuthService;
use super::account::Account;
use super::error::ServiceError;
use super::session_token::{SessionToken, TokenError};
use crate::model::{Actor, ClientInfo, Context, PlainToken, Session, Subscriber, Timestamp, User, error_chain};
use crate::traces::Span;

/// How exact `seen_at` is: a write for every request would cost more than the request.
pub(super) const TOUCH_EVERY: Duration = Duration::from_secs(5 * 60);

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

impl From<TokenError> for VerifyError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Invalid | TokenError::SessionGone => Self::TokenInvalid,
            TokenError::Service(error) => Self::Service(error),
        }
    }
}

impl AuthService {
    /// Verifies a token of this realm, whichever contract issued it, and returns its session.
    ///
    /// # Errors
    /// [`VerifyError`].
    pub async fn verify<A: Account>(
        &self,
        token: &PlainToken,
        client_info: &ClientInfo,
    ) -> Result<Caller<A>, VerifyError> {
        let span = Span::begin("verify");
        span.around(self.verify_and_touch(token, client_info)).await
    }

    async fn verify_and_touch<A: Account>(
        &self,
        token: &PlainToken,
        client_info: &ClientInfo,
    ) -> Result<Caller<A>, VerifyError> {
        let now = self.clock.now();
        let token = self.verify_unused::<A>(token, now, client_info).await?;
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
    pub async fn verify_in_any_realm(
        &self,
        token: &PlainToken,
        client_info: &ClientInfo,
    ) -> Result<Arc<Session>, VerifyError> {
        match self.verify::<User>(token, client_info).await {
            // Its signed audience names its realm, so at most one of the two reads the session.
            Err(VerifyError::TokenInvalid) => Ok(self.verify::<Subscriber>(token, client_info).await?.session),
            outcome => Ok(outcome?.session),
        }
    }

    /// Verifies a token without counting that as use of its session. A spent one is recorded, and may end its session.
    pub(super) async fn verify_unused<A: Account>(
        &self,
        token: &PlainToken,
        now: Timestamp,
        client_info: &ClientInfo,
    ) -> Result<SessionToken<A>, VerifyError> {
        let token = self.authenticate_token::<A>(token, now, client_info).await?;
        let (session, id, times) = (&token.session, token.token_id, token.times);
        let is_valid = |at| !times.is_over(at) && session.is_live(at) && session.accepts(id, at, self.refresh_grace);
        if self.check_times(session, now, is_valid).await {
            return Ok(token);
        }
        Box::pin(self.refuse_if_spent(&token, now, client_info)).await?;
        Err(VerifyError::TokenInvalid)
    }

    /// Treats a token as reused if it is a spent one of an open session. Returns whether it is.
    pub(super) async fn refuse_if_spent<A>(
        &self,
        token: &SessionToken<A>,
        now: Timestamp,
        client_info: &ClientInfo,
    ) -> Result<bool, ServiceError> {
        let (session, at) = (&token.session, token.session.time(now));
        let is_spent = session.is_live(at) && !session.accepts(token.token_id, at, self.refresh_grace);
        if is_spent {
            let context = Context::request(Actor::Unknown, client_info);
            self.note_reuse(session, token.token_id, at, context).await?;
        }
        Ok(is_spent)
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
