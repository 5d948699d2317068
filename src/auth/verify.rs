//! Verifying bearer tokens.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use super::account::Account;
use super::rules::{ContractRules, TokenShape};
use super::tokens::{Expiry, TOKEN_ID_CLAIM, TokenTimes, Verified, parse};
use super::{AuthService, Error, Problem};
use crate::model::{HashedToken, PlainToken, Session, SessionId, Timestamp, TokenId, error_chain};

/// How long a spent token still works, so that two refreshes of one client that race both survive.
pub(super) const GRACE: Duration = Duration::from_secs(10);
/// How exact `seen_at` is: a write for every request would cost more than the request.
pub(super) const TOUCH_EVERY: Duration = Duration::from_secs(5 * 60);

/// A caller whose token is good: their session, which this can be used as, and their account where it came along.
#[derive(Debug, Clone)]
pub struct Caller<A> {
    /// The session.
    pub session: Arc<Session>,
    /// Whose it is.
    pub(super) owner: Option<Arc<A>>,
}

impl<A> Deref for Caller<A> {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

/// A token that is genuine and of its session, which may be over.
pub(super) struct Genuine<A: 'static> {
    pub(super) session: Arc<Session>,
    pub(super) owner: Option<Arc<A>>,
    pub(super) token_id: TokenId,
    /// From when to when it is good.
    pub(super) times: TokenTimes,
    /// The rules of the contract that the session was opened through.
    pub(super) rules: &'static ContractRules<A>,
}

impl<A> Genuine<A> {
    /// Whether the token is good at this moment: it has not expired, where that matters, its session is open, and it is
    /// the current one, or was until a moment ago.
    fn is_good(&self, expiry: Expiry, at: Timestamp) -> bool {
        let has_expired = expiry == Expiry::Enforced && self.times.is_over(at);
        !has_expired && self.session.is_live(at) && is_fresh(&self.session, self.token_id, at)
    }
}

/// Whether a token is the session's current one, or was until a moment ago.
pub(super) fn is_fresh(session: &Session, token: TokenId, now: Timestamp) -> bool {
    session.token_id == token
        || session
            .spent
            .iter()
            .any(|(spent, at)| *spent == token && now < at.plus(GRACE))
}

impl AuthService {
    /// Verifies a token of this kind of account, from whichever contract, and returns its session.
    ///
    /// # Errors
    /// [`Error::TokenInvalid`] for anything that is wrong with it; [`Error::Unavailable`] when the database is away.
    pub async fn verify<A: Account>(&self, token: &PlainToken) -> Result<Caller<A>, Error> {
        let now = self.clock.now();
        let genuine = self.good::<A>(token, Expiry::Enforced, now).await?;
        self.touch(&genuine.session, now).await;
        Ok(Caller {
            session: genuine.session,
            owner: genuine.owner,
        })
    }

    /// Verifies everything about a token, without counting that as use of its session.
    pub(super) async fn good<A: Account>(
        &self,
        token: &PlainToken,
        expiry: Expiry,
        now: Timestamp,
    ) -> Result<Genuine<A>, Error> {
        let genuine = self.genuine::<A>(token, expiry, now).await?;
        match self
            .at_its_time(&genuine.session, now, |at| genuine.is_good(expiry, at))
            .await
        {
            true => Ok(genuine),
            false => Err(Error::TokenInvalid),
        }
    }

    /// Whether something of a session is good now. A refusal that comes of the time is noted, so that it stays refused
    /// when the clock is stepped back; failing to note it is no reason to answer otherwise.
    pub(super) async fn at_its_time(
        &self,
        session: &Session,
        now: Timestamp,
        is_good: impl Fn(Timestamp) -> bool + Send,
    ) -> bool {
        if is_good(session.time(now)) {
            return true;
        }
        if is_good(session.refused_at)
            && let Err(error) = Box::pin(self.store.note_refusal(session.id, now)).await
        {
            tracing::warn!(error = error_chain(&error), "the refusal of a session was not noted");
        }
        false
    }

    /// Verifies everything about a token but whether it is still good. `expiry` says what for.
    pub(super) async fn genuine<A: Account>(
        &self,
        token: &PlainToken,
        expiry: Expiry,
        now: Timestamp,
    ) -> Result<Genuine<A>, Error> {
        let hash = token.hashed();
        match self.verified.find(&hash) {
            Some(known) => self.genuine_before(known, expiry, now).await,
            None => self.genuine_now((token, &hash), expiry, now).await,
        }
    }

    /// Verifies what may have changed since a token was found genuine.
    async fn genuine_before<A: Account>(
        &self,
        known: Verified,
        expiry: Expiry,
        now: Timestamp,
    ) -> Result<Genuine<A>, Error> {
        let has_key = self.keys.find(known.key).await?.is_some();
        if !has_key || known.realm != A::REALM || !known.times.has_begun(now) {
            return Err(Error::TokenInvalid);
        }
        let (session, owner, rules) = self.session_named(known.session, expiry).await?;
        Ok(Genuine {
            session,
            owner,
            token_id: known.token_id,
            times: known.times,
            rules,
        })
    }

    /// Verifies a token of which nothing is known, and remembers it.
    async fn genuine_now<A: Account>(
        &self,
        (token, hash): (&PlainToken, &HashedToken),
        expiry: Expiry,
        now: Timestamp,
    ) -> Result<Genuine<A>, Error> {
        let claims = parse(&self.keys, token, A::REALM, now).await?;
        let (session, owner, rules) = self.session_named::<A>(claims.session, expiry).await?;
        let (issuer, subject, id_claim) = match &rules.token {
            TokenShape::Standard => (self.issuer.as_ref(), session.account.id.to_string(), TOKEN_ID_CLAIM),
            TokenShape::Custom(custom) => (custom.issuer, custom.subject.to_owned(), custom.token_id_claim),
        };
        if !claims.says("iss", issuer) || !claims.says("sub", &subject) {
            return Err(Error::TokenInvalid);
        }
        let token_id = claims.token_id(id_claim).ok_or(Error::TokenInvalid)?;
        let verified = Verified {
            key: claims.key,
            realm: A::REALM,
            session: claims.session,
            token_id,
            times: claims.times,
        };
        self.verified.keep(hash, verified);
        Ok(Genuine {
            session,
            owner,
            token_id,
            times: claims.times,
            rules,
        })
    }

    /// The session that a token names, and the rules of the contract that it was opened through.
    async fn session_named<A: Account>(
        &self,
        id: SessionId,
        expiry: Expiry,
    ) -> Result<(Arc<Session>, Option<Arc<A>>, &'static ContractRules<A>), Error> {
        // Sessions that ended long ago are swept away. To a refresh, that one is over is all there is to say.
        let (session, owner) = A::session(&self.store, id).await?.ok_or(match expiry {
            Expiry::Enforced => Error::TokenInvalid,
            Expiry::Ignored => Error::RefreshRefused,
        })?;
        if session.account.realm != A::REALM {
            return Err(Error::TokenInvalid);
        }
        let rules = A::rules(&self.rules, &session.contract).ok_or(Error::TokenInvalid)?;
        Ok((session, owner, rules))
    }

    /// Whose session this is: the account that came along with it, or the one that is found.
    pub(super) async fn owner<A: Account>(&self, session: &Session, along: Option<Arc<A>>) -> Result<Arc<A>, Error> {
        match along {
            Some(account) => Ok(account),
            None => {
                let found = A::by_id(&self.store, session.account.id).await?;
                found.ok_or(Error::Internal(Problem::DanglingSession))
            }
        }
    }

    /// Notes now and then that a session is in use. Failing to is no reason to refuse the request.
    pub(super) async fn touch(&self, session: &Session, now: Timestamp) {
        if now < session.seen_at.plus(TOUCH_EVERY) {
            return;
        }
        let idle_until = self.idle_until(&session.contract, now);
        let noted = self.store.touch_session(session, now, TOUCH_EVERY, idle_until);
        if let Err(error) = noted.await {
            tracing::warn!(error = error_chain(&error), "the use of a session was not noted");
        }
    }

    /// When a session of this contract ends that is used now and not again. Uses are noted now and then only, so that
    /// much is added: no session ends before its time.
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
