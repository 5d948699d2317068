//! Exchanging a token for the next one of the same session (RFC 9700 section 4.14.2: rotation and reuse detection).

use std::time::Duration;

use super::account::Account;
use super::contract_rules::TokenShape;
use super::error::{ServiceError, from_store_error};
use super::random::uuid;
use super::session_token::{SessionToken, TokenError};
use super::tokens::{NewToken, issue};
use super::{AuthService, ContractRules};
use crate::metrics::RateLimit;
use crate::model::{Actor, ClientInfo, Context, PlainToken, Timestamp, TokenId, TokenRotation};
use crate::store::Refreshed as Rotation;
use crate::traces::Span;

/// A token that was exchanged.
#[derive(Debug)]
pub struct Refreshed {
    /// The new bearer token.
    pub token: PlainToken,
    /// When it expires, in seconds from now.
    pub expires_in: i64,
}

/// Why a token was not refreshed.
#[derive(Debug, thiserror::Error)]
pub enum RefreshError {
    /// It never was one of ours, or is of the other realm.
    #[error("the token is not valid")]
    TokenInvalid,
    /// It was valid once, but its session is over or it was refreshed before.
    #[error("the token cannot be refreshed any more")]
    Refused,
    /// The session, or its account, was refreshed too often lately.
    #[error("too many refreshes")]
    TooManyRefreshes {
        /// How long to wait before the next one.
        retry_after: Duration,
    },
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

impl From<TokenError> for RefreshError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::Invalid => Self::TokenInvalid,
            TokenError::SessionGone => Self::Refused,
            TokenError::Service(error) => Self::Service(error),
        }
    }
}

from_store_error!(RefreshError);

impl AuthService {
    /// Exchanges a token, which may have expired, for a new one. `rules` are those of the contract that was called; the
    /// token keeps the shape of the contract that was logged in through.
    ///
    /// # Errors
    /// [`RefreshError`].
    pub async fn refresh<A: Account>(
        &self,
        rules: &'static ContractRules<A>,
        token: &PlainToken,
        client_info: &ClientInfo,
    ) -> Result<Refreshed, RefreshError> {
        let span = Span::begin("refresh");
        span.around(self.exchange(rules, token, client_info)).await
    }

    async fn exchange<A: Account>(
        &self,
        rules: &'static ContractRules<A>,
        token: &PlainToken,
        client_info: &ClientInfo,
    ) -> Result<Refreshed, RefreshError> {
        let clock = self.clock.now();
        let token = self.authenticate_token::<A>(token, clock, client_info).await?;
        let now = token.session.time(clock);
        let (account, id) = (token.session.account, token.session.id);
        if token.token_id == token.session.token_id {
            let checked = self.check_refresh_rate(&token.session, now).await;
            checked.inspect_err(|error| {
                if let RefreshError::TooManyRefreshes { .. } = error {
                    self.metrics.limits.count(Some(rules.ident), RateLimit::Refresh);
                }
            })?;
        }
        let context = Context::request(Actor::Account(account), client_info).via(rules.ident);
        let next = TokenId(uuid(self.random.as_ref()));
        let rotation = TokenRotation {
            presented: token.token_id,
            next,
            spent: token.session.spent_after_refresh(now),
            now,
            idle_until: self.idle_until(&token.session.contract, now),
        };
        let taken = self.store.rotate_token(account, id, &rotation, &context).await?;
        let current = match taken {
            Rotation::Rotated => next,
            Rotation::TooLate => self.current_token(&token, now, context).await?,
        };
        Ok(self.reissue(rules, &token, current, clock).await?)
    }

    /// Decides about a token that is not the current one, or whose session is over. A client that sent two refreshes
    /// at once gets a token of the same session, with the identifier that the other refresh stored: there is never a
    /// second line of tokens.
    async fn current_token<A: Account>(
        &self,
        token: &SessionToken<A>,
        now: Timestamp,
        context: Context,
    ) -> Result<TokenId, RefreshError> {
        let session = self
            .store
            .session(token.session.id)
            .await?
            .ok_or(RefreshError::Refused)?;
        if !self.check_times(&session, now, |at| session.is_live(at)).await {
            return Err(RefreshError::Refused);
        }
        let is_still_current = |at| session.accepts(token.token_id, at, self.refresh_grace);
        if self.check_times(&session, now, is_still_current).await {
            return Ok(session.token_id);
        }
        self.note_reuse(&session, token.token_id, now, context).await?;
        Err(RefreshError::Refused)
    }

    async fn reissue<A: Account>(
        &self,
        rules: &'static ContractRules<A>,
        token: &SessionToken<A>,
        token_id: TokenId,
        clock: Timestamp,
    ) -> Result<Refreshed, ServiceError> {
        let session = &token.session;
        // Where the clock was stepped back, the token is issued by the clock, which others go by, and lives by the
        // session's own time.
        let now = session.time(clock);
        let behind = Duration::from_millis(now.millis().abs_diff(clock.millis()));
        let holder = match &token.rules.token {
            TokenShape::Standard => None,
            TokenShape::Custom(_) => A::by_id(&self.store, session.account.id).await?,
        };
        let new = NewToken {
            shape: &token.rules.token,
            holder: holder.as_deref(),
            account: session.account,
            issuer: &self.issuer,
            session: session.id,
            token_id,
            now: clock,
            lifetime: rules.token_lifetime + behind,
            session_ends: session.expires_at,
        };
        let (token, expires_at) = issue(&self.keys, new).await?;
        Ok(Refreshed {
            token,
            expires_in: expires_at.seconds() - now.seconds(),
        })
    }
}
