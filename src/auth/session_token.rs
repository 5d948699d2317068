//! Authenticating a token: whether we issued it for a session, whatever has become of either since. A token that an old
//! backend has issued counts as one of ours, if it is accepted.

use std::sync::Arc;
use std::time::Duration;

use super::AuthService;
use super::account::Account;
use super::contract_rules::{ContractRules, TokenShape};
use super::error::{ServiceError, from_store_error};
use super::tokens::{CachedToken, Claims, Signer, TOKEN_ID_CLAIM, TokenTimes, verify_signature};
use crate::model::{ClientInfo, PlainToken, Session, SessionId, Timestamp, TokenId};

/// How much later than by its lifetime a token may expire: its dates are whole seconds.
const ROUNDING: Duration = Duration::from_secs(1);

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
pub(super) type OwnedSession<A> = (Arc<Session>, Arc<A>);

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

from_store_error!(TokenError);

impl AuthService {
    /// Checks that we issued this token for a session. The expiry of either is for the caller to check: a refresh takes
    /// tokens that have expired. The client counts where the token opens its session.
    pub(super) async fn authenticate_token<A: Account>(
        &self,
        token: &PlainToken,
        now: Timestamp,
        client_info: &ClientInfo,
    ) -> Result<SessionToken<A>, TokenError> {
        let hash = token.hashed();
        if let Some(known) = self.token_cache.get(&hash) {
            let has_key = match known.signer {
                Signer::Ours(key) => self.keys.find(key).await?.is_some(),
                Signer::Legacy(signer) => self.legacy_issuers.still_accepts(signer, now).await,
            };
            if !has_key || known.realm != A::REALM || !known.times.has_begun(now) {
                return Err(TokenError::Invalid);
            }
            let (found, rules) = self.session_of_token::<A>(known.session).await?;
            return Ok(SessionToken::new(found, rules, known.token_id, known.times));
        }
        if !self.legacy_issuers.is_empty() && !self.names_our_key(token).await? {
            return Box::pin(self.authenticate_legacy_token(token, now, client_info)).await;
        }
        let claims = verify_signature(&self.keys, token, A::REALM, now).await?;
        let claims = claims.ok_or(TokenError::Invalid)?;
        let (found, rules) = self.session_of_token::<A>(claims.session).await?;
        let token_id = self.check_claims(&claims, &found.0, rules).ok_or(TokenError::Invalid)?;
        let cached = CachedToken {
            signer: Signer::Ours(claims.key),
            realm: A::REALM,
            session: claims.session,
            token_id,
            times: claims.times,
        };
        self.token_cache.insert(&hash, cached);
        Ok(SessionToken::new(found, rules, token_id, claims.times))
    }

    /// The session that a token names, and the rules of the contract that it was opened through.
    pub(super) async fn session_of_token<A: Account>(
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
}

impl<A> SessionToken<A> {
    pub(super) fn new(
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
