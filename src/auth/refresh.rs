//! Exchanging a token for the next one of the same session (RFC 9700 section 4.14.2: rotation and reuse detection).

use std::time::Duration;

use super::account::Account;
use super::random::uuid;
use super::rules::TokenShape;
use super::tokens::{Expiry, Minted, mint};
use super::verify::{Genuine, is_fresh};
use super::{AuthService, ContractRules, Error};
use crate::model::{Action, Actor, ClientInfo, Context, PlainToken, Subject, Timestamp, TokenId};
use crate::store::Refreshed as Rotation;

/// What happens when a token is refreshed that was refreshed before, longer ago than the moment of grace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReusePolicy {
    /// It is taken for theft: the whole session ends.
    EndSession,
    /// It is refused, and the session goes on.
    Reject,
}

/// A token that was exchanged.
#[derive(Debug)]
pub struct Refreshed {
    /// The new bearer token.
    pub token: PlainToken,
    /// When it expires, in seconds from now.
    pub expires_in: i64,
}

impl AuthService {
    /// Exchanges a token, which may have expired, for a new one. `rules` are those of the contract that is asked;
    /// the token keeps the shape of the contract that was logged in through.
    ///
    /// # Errors
    /// [`Error::TokenInvalid`] for a token that never was one of ours; [`Error::RefreshRefused`] for one whose session
    /// is over or that was exchanged before.
    pub async fn refresh<A: Account>(
        &self,
        rules: &'static ContractRules<A>,
        token: &PlainToken,
        client_info: &ClientInfo,
    ) -> Result<Refreshed, Error> {
        let clock = self.clock.now();
        let genuine = self.genuine::<A>(token, Expiry::Ignored, clock).await?;
        let now = genuine.session.time(clock);
        let idle_until = self.idle_until(&genuine.session.contract, now);
        let (account, id) = (genuine.session.account, genuine.session.id);
        let context = Context::request(Actor::Account(account), client_info).via(rules.ident);
        let next = TokenId(uuid(self.random.as_ref()));
        let taken = self
            .store
            .rotate_token(account, id, genuine.token_id, next, (now, idle_until), &context)
            .await?;
        let current = match taken {
            Rotation::Rotated => next,
            Rotation::TooLate => self.current_token(&genuine, now, context).await?,
        };
        self.reissue(rules, &genuine, current, clock).await
    }

    /// Decides about a token that is not the current one, or whose session is over. A client that sent two refreshes
    /// at once gets a token of the same session, with the identifier that the other refresh put in force: there is
    /// never a second line of tokens.
    async fn current_token<A: Account>(
        &self,
        genuine: &Genuine<A>,
        now: Timestamp,
        context: Context,
    ) -> Result<TokenId, Error> {
        let session = self
            .store
            .session(genuine.session.id)
            .await?
            .ok_or(Error::RefreshRefused)?;
        if !self.at_its_time(&session, now, |at| session.is_live(at)).await {
            return Err(Error::RefreshRefused);
        }
        let is_good = |at| is_fresh(&session, genuine.token_id, at);
        if self.at_its_time(&session, now, is_good).await {
            return Ok(session.token_id);
        }
        // Two hold the token, and which of them this is cannot be told.
        let context = Context {
            actor: Actor::Unknown,
            ..context
        };
        let (account, stale) = (session.account, genuine.token_id);
        match self.on_reuse {
            ReusePolicy::EndSession => {
                if self
                    .store
                    .end_for_reuse(account, session.id, stale, now, &context)
                    .await?
                {
                    tracing::warn!(session = %session.id, "a spent token was refreshed: its session was ended");
                }
            }
            ReusePolicy::Reject => {
                let event = context.event(Action::TokenReused, now).of(account);
                self.audit(event.about(Subject::Session(session.id))).await;
                tracing::warn!(session = %session.id, "a spent token was refreshed: it was refused");
            }
        }
        Err(Error::RefreshRefused)
    }

    async fn reissue<A: Account>(
        &self,
        rules: &'static ContractRules<A>,
        genuine: &Genuine<A>,
        token_id: TokenId,
        clock: Timestamp,
    ) -> Result<Refreshed, Error> {
        let session = &genuine.session;
        // Where the clock was stepped back, the token is issued by the clock, which others go by, and lives by the
        // session's own time.
        let now = session.time(clock);
        let behind = Duration::from_millis(now.millis().abs_diff(clock.millis()));
        let holder = match &genuine.rules.token {
            TokenShape::Standard => None,
            TokenShape::Custom(_) => A::by_id(&self.store, session.account.id).await?,
        };
        let token = Minted {
            shape: &genuine.rules.token,
            holder: holder.as_deref(),
            account: session.account,
            issuer: &self.issuer,
            session: session.id,
            token_id,
            now: clock,
            lifetime: rules.token_lifetime + behind,
            session_ends: session.expires_at,
        };
        let (token, expires_at) = mint(&self.keys, token).await?;
        Ok(Refreshed {
            token,
            expires_in: expires_at.seconds() - now.seconds(),
        })
    }
}
