//! The session of a token that an old backend has issued.

use super::issuers::LegacyToken;
use super::names::Owner;
use crate::auth::account::Account;
use crate::auth::error::ServiceError;
use crate::auth::session_token::{SessionToken, TokenError};
use crate::auth::tokens::{CachedToken, Signer};
use crate::auth::{AuthService, LoginName};
use crate::model::{ClientInfo, NewSession, PlainToken, Realm, Share, Subscriber, Timestamp, TokenId, User};
use crate::store::{Adopted, Adoption};

impl AuthService {
    /// Checks that an old backend has issued this token, and finds its session, which is made when the token is seen for the
    /// first time.
    pub(in crate::auth) async fn authenticate_legacy_token<A: Account>(
        &self,
        token: &PlainToken,
        now: Timestamp,
        client_info: &ClientInfo,
    ) -> Result<SessionToken<A>, TokenError> {
        let read = self.legacy_issuers.read(token, A::REALM, now).await?;
        let read = read.ok_or(TokenError::Invalid)?;
        let id = read.claims.session;
        let (found, rules) = match self.session_of_token::<A>(id).await {
            Err(TokenError::SessionGone) => {
                self.adopt_session::<A>(&read, now, client_info).await?;
                self.session_of_token::<A>(id).await?
            }
            found => found?,
        };
        let mut times = read.claims.times;
        // A token that does not say when it was issued is as old as its session.
        times.issued = read.claims.issued.unwrap_or(found.0.created_at);
        let cached = CachedToken {
            signer: Signer::Legacy(read.signer),
            realm: A::REALM,
            session: id,
            token_id: token_id(&read),
            times,
        };
        self.token_cache.insert(&token.hashed(), cached);
        Ok(SessionToken::new(found, rules, cached.token_id, times))
    }

    /// Makes the session of a token, unless it was made before. It lasts as long as that of a login at this moment, and as
    /// long as the token at least.
    async fn adopt_session<A: Account>(
        &self,
        read: &LegacyToken,
        now: Timestamp,
        client_info: &ClientInfo,
    ) -> Result<(), TokenError> {
        let claims = &read.claims;
        let rules = A::rules(&self.rules, read.contract).ok_or(TokenError::Invalid)?;
        if claims.times.is_over(now) {
            return Err(TokenError::Invalid);
        }
        let account = match self.legacy_owner::<A>(read).await? {
            Owner::Account { account, .. } => account,
            Owner::Deleted => return Err(TokenError::SessionGone),
            Owner::Unknown => return Err(TokenError::Invalid),
        };
        // The store decides. This spares it a transaction for each request of a client that does not give up.
        let is_disabled = A::by_id(&self.store, account.id)
            .await?
            .is_none_or(|account| account.is_disabled());
        let ended = self.store.all_sessions_ended_at(account).await?;
        if is_disabled || ended.is_some_and(|at| claims.issued.is_none_or(|issued| issued <= at)) {
            return Err(TokenError::SessionGone);
        }
        let session = NewSession {
            id: claims.session,
            account,
            contract: rules.ident,
            device: None,
            client_info: client_info.clone(),
            created_at: now,
            expires_at: claims.times.expires.max(now.plus(self.rules.lifetimes(rules).absolute)),
            idle_until: self.idle_until(rules.ident, now),
            token_id: token_id(read),
        };
        let adoption = Adoption {
            session: &session,
            digest: &claims.digest,
            issued: claims.issued,
            expires: claims.times.expires,
            remembered_until: claims.expires,
            max_sessions: self.max_sessions,
        };
        match self.store.adopt_session(&adoption).await? {
            // Where it was made before and is gone, its caller finds that out.
            Adopted::Now | Adopted::Before => Ok(()),
            Adopted::Refused => Err(TokenError::SessionGone),
        }
    }

    /// Whether requests with this token are answered here while a contract is taken over: the token is ours, or one of an
    /// account that has come over. All others are the old backend's.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn answers_token(
        &self,
        realm: Realm,
        accounts: &Share,
        token: &PlainToken,
    ) -> Result<bool, ServiceError> {
        // Whatever is in the cache was answered here before.
        let cached = self.token_cache.get(&token.hashed());
        if cached.is_some_and(|known| known.realm == realm) || self.names_our_key(token).await? {
            return Ok(true);
        }
        match realm {
            Realm::Users => self.has_come_over::<User>(accounts, token).await,
            Realm::Subscribers => self.has_come_over::<Subscriber>(accounts, token).await,
        }
    }

    async fn has_come_over<A: Account>(&self, accounts: &Share, token: &PlainToken) -> Result<bool, ServiceError> {
        let now = self.clock.now();
        let Some(read) = self.legacy_issuers.read(token, A::REALM, now).await? else {
            return Ok(false);
        };
        if A::session(&self.store, read.claims.session).await?.is_some() {
            return Ok(true);
        }
        // Here it would be refused. There it may still be good for a refresh.
        if read.claims.times.is_over(now) {
            return Ok(false);
        }
        match self.legacy_owner::<A>(&read).await? {
            Owner::Account {
                account,
                has_password: true,
            } if *accounts != Share::ALL => {
                let account = A::by_id(&self.store, account.id).await?;
                Ok(account.is_some_and(|account| {
                    let names = [
                        Some(LoginName::username(account.username())),
                        account.email().map(LoginName::email),
                    ];
                    names.iter().flatten().any(|name| accounts.includes(name.folded()))
                }))
            }
            Owner::Account { has_password, .. } => Ok(has_password),
            Owner::Deleted => Ok(true),
            Owner::Unknown => Ok(false),
        }
    }
}

/// The identifier of a session's first token, which the old backend has issued: that of the session. Tokens of ours have
/// random ones.
fn token_id(read: &LegacyToken) -> TokenId {
    TokenId(read.claims.session.0)
}
