//! The subscriber portal: a cookie that stands for a session, and what its holder can do.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::AuthService;
use super::error::{ServiceError, from_store_error};
use crate::model::{Actor, ClientInfo, Context, PlainToken, Realm, Session, SessionId, Subscriber, SubscriberId};

/// What the audit log calls the portal, which is no contract.
const PORTAL: &str = "portal";

/// A portal cookie's value.
#[derive(Debug, Clone)]
pub struct PortalCookie(pub PlainToken);

impl PortalCookie {
    /// A text for the forms of this cookie's pages. A site that makes a browser send the cookie cannot read
    /// the page, so it does not know this text.
    pub fn form_guard(&self) -> String {
        let guard = Sha256::new()
            .chain_update(b"portal form ")
            .chain_update(self.0.expose())
            .finalize();
        URL_SAFE_NO_PAD.encode(guard)
    }

    /// Whether a form carried this cookie's text, in constant time.
    pub fn guards(&self, sent: &str) -> bool {
        self.form_guard().as_bytes().ct_eq(sent.as_bytes()).into()
    }
}

/// What the portal shows.
#[derive(Debug)]
pub struct Portal {
    /// Who is looking.
    pub subscriber: Arc<Subscriber>,
    /// The session they look through.
    pub current: Arc<Session>,
    /// All their open sessions, the newest first.
    pub sessions: Vec<Session>,
}

/// Why the portal does not show an account.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// The session is over, or the cookie never was one of ours.
    #[error("the portal cookie is not valid")]
    SignedOut,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(PortalError);

impl AuthService {
    /// Makes a new cookie for this session: 256 random bits that have nothing to do with the token, and are worth
    /// nothing once the session is over. The newest five cookies of a session are valid.
    ///
    /// # Errors
    /// As every use case.
    pub async fn open_portal(&self, session: &Session) -> Result<PortalCookie, ServiceError> {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes);
        let cookie = PlainToken::new(URL_SAFE_NO_PAD.encode(bytes));
        self.store
            .add_portal_cookie(&cookie.hashed(), session.id, self.clock.now())
            .await?;
        Ok(PortalCookie(cookie))
    }

    /// What the portal shows to the holder of this cookie.
    ///
    /// # Errors
    /// [`PortalError`].
    pub async fn portal(&self, cookie: &PortalCookie) -> Result<Portal, PortalError> {
        let current = self.portal_session(cookie).await?;
        let subscriber = self.store.subscriber(SubscriberId(current.account.id)).await?;
        let subscriber = subscriber.ok_or(PortalError::SignedOut)?;
        let sessions = self.list_sessions(&current).await?;
        Ok(Portal {
            subscriber,
            current,
            sessions,
        })
    }

    /// Ends one session of the cookie's holder; one that is not theirs, or over already, is left as it is.
    ///
    /// # Errors
    /// [`PortalError`].
    pub async fn end_device(
        &self,
        cookie: &PortalCookie,
        id: SessionId,
        client_info: &ClientInfo,
    ) -> Result<(), PortalError> {
        let current = self.portal_session(cookie).await?;
        let context = Context::request(Actor::Account(current.account), client_info).via(PORTAL);
        self.end_session_of(&current, id, &context).await?;
        Ok(())
    }

    /// Ends all sessions of the cookie's holder.
    ///
    /// # Errors
    /// [`PortalError`].
    pub async fn end_all_devices(&self, cookie: &PortalCookie, client_info: &ClientInfo) -> Result<(), PortalError> {
        let current = self.portal_session(cookie).await?;
        let context = Context::request(Actor::Account(current.account), client_info).via(PORTAL);
        Ok(self.end_all_sessions(&current, &context).await?)
    }

    async fn portal_session(&self, cookie: &PortalCookie) -> Result<Arc<Session>, PortalError> {
        let now = self.clock.now();
        let found = self.store.session_of_cookie(&cookie.0.hashed()).await?;
        let session = found.filter(|session| session.account.realm == Realm::Subscribers);
        let session = session.ok_or(PortalError::SignedOut)?;
        if !self.check_times(&session, now, |at| session.is_live(at)).await {
            return Err(PortalError::SignedOut);
        }
        self.touch(&session, now).await;
        Ok(session)
    }
}
