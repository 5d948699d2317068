//! Tokens in the hands of services behind: what one is worth (RFC 7662), and ending it (RFC 7009).

use super::account::Account;
use super::api_keys::KEY_PREFIX;
use super::tokens::Expiry;
use super::verify::Genuine;
use super::{AuthService, Error};
use crate::model::{
    AccountRef, Action, Actor, ApiKey, ClientInfo, Context, Permissions, PlainToken, SessionId, Subject, Subscriber,
    Timestamp, TokenId, User,
};

/// What a good token stands for. It says the same of all tokens, also of those whose claims a contract prescribes.
#[derive(Debug)]
pub struct Introspection {
    /// Whose it is.
    pub account: AccountRef,
    /// The account's username.
    pub username: String,
    /// The contract that was logged in through.
    pub contract: String,
    /// Its session.
    pub session: SessionId,
    /// The token itself.
    pub token: TokenId,
    /// Who issued it.
    pub issuer: String,
    /// When.
    pub issued_at: Timestamp,
    /// From when on it is good.
    pub not_before: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Why a token was not revoked.
#[derive(Debug, thiserror::Error)]
pub enum RevokeError {
    /// It is an API key: those are withdrawn by operators.
    #[error("API keys cannot be revoked here")]
    ApiKey,
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl AuthService {
    /// What a bearer token of either kind of account is worth to a service that holds an API key; `None` for anything
    /// that is not a good token. It does not count as use of the session: it is the service that asks, and nobody
    /// knows what for.
    ///
    /// # Errors
    /// [`Error::PermissionDenied`] when the key lacks [`Permissions::READ`].
    pub async fn introspect(
        &self,
        client: &ApiKey,
        token: &PlainToken,
        client_info: &ClientInfo,
    ) -> Result<Option<Introspection>, Error> {
        if !client.permissions.contains(Permissions::READ) {
            let context = Context::request(Actor::ApiKey(client.id), client_info);
            let mut event = context.event(Action::PermissionRefused, self.clock.now());
            event.detail = Permissions::READ.name();
            let event = event.of(client.owner.reference()).about(Subject::ApiKey(client.id));
            self.audit(event).await;
            return Err(Error::PermissionDenied);
        }
        match self.introspect_as::<User>(token).await? {
            Some(found) => Ok(Some(found)),
            None => self.introspect_as::<Subscriber>(token).await,
        }
    }

    async fn introspect_as<A: Account>(&self, token: &PlainToken) -> Result<Option<Introspection>, Error> {
        let good = self.good::<A>(token, Expiry::Enforced, self.clock.now()).await;
        let Some(Genuine {
            session,
            owner,
            token_id,
            times,
            ..
        }) = unless_invalid(good)?
        else {
            return Ok(None);
        };
        let account = self.owner(&session, owner).await?;
        Ok(Some(Introspection {
            account: session.account,
            username: account.username().to_owned(),
            contract: session.contract.clone(),
            session: session.id,
            token: token_id,
            issuer: self.issuer.as_ref().to_owned(),
            issued_at: times.issued,
            not_before: times.begins,
            expires_at: times.expires,
        }))
    }

    /// Ends the session of a token, which may have expired or be spent: its holder wants the session over, and whoever
    /// holds the newer token goes on otherwise. Anybody who holds a token may do so, as with every contract's log-out.
    /// A token that is none of ours is as good as revoked.
    ///
    /// # Errors
    /// [`RevokeError`].
    pub async fn revoke(&self, token: &PlainToken, client_info: &ClientInfo) -> Result<(), RevokeError> {
        // By its looks alone: whether there is such a key must not show.
        if token.expose().starts_with(KEY_PREFIX) {
            return Err(RevokeError::ApiKey);
        }
        let now = self.clock.now();
        let session = match unless_invalid(self.genuine::<User>(token, Expiry::Ignored, now).await)? {
            Some(genuine) => Some(genuine.session),
            None => unless_invalid(self.genuine::<Subscriber>(token, Expiry::Ignored, now).await)?
                .map(|genuine| genuine.session),
        };
        if let Some(session) = session.filter(|session| session.is_live(session.time(now))) {
            unless_invalid(self.log_out(&session, client_info).await)?;
        }
        Ok(())
    }
}

/// Nothing where a token was no good; other errors stay errors.
fn unless_invalid<T>(outcome: Result<T, Error>) -> Result<Option<T>, Error> {
    match outcome {
        Ok(found) => Ok(Some(found)),
        Err(Error::TokenInvalid | Error::RefreshRefused) => Ok(None),
        Err(error) => Err(error),
    }
}
