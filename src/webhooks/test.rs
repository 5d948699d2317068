//! Sending one message to a URL, to try a receiver out.

use std::time::Duration;

use tokio::time::Instant;

use super::failure::SendFailure;
use super::message::Message;
use super::sender::Sender;
use crate::auth::{AuthService, ServiceError, SigningSecret, UrlRefused};

/// How a test went.
#[derive(Debug)]
pub struct Tested {
    /// The status of the answer, which is 2xx, or why the message was not taken.
    pub outcome: Result<u16, SendFailure>,
    /// How long it took.
    pub took: Duration,
    /// The secret that the message was signed with, if it was made for this test.
    pub new_secret: Option<SigningSecret>,
}

/// Why no message was sent.
#[derive(Debug, thiserror::Error)]
pub enum TestError {
    /// Messages cannot be sent there.
    #[error("the URL {0}")]
    Url(#[from] UrlRefused),
    /// The secret of the endpoint of this URL cannot be decrypted.
    #[error("the secret of the endpoint cannot be read: {0}")]
    Secret(crate::auth::Unreadable),
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Sends one message of the type `webhook.test`, signed with the secrets of the endpoint that has this URL, or else with
/// a new one.
///
/// # Errors
/// [`TestError`]. That the receiver does not take it is none.
pub async fn test(auth: &AuthService, url: &str) -> Result<Tested, TestError> {
    let url = auth.check_webhook_url(url)?;
    let (secrets, new_secret) = match auth.webhook_secrets_of_url(&url).await? {
        Some(secrets) => (secrets.map_err(TestError::Secret)?, None),
        None => {
            let secret = auth.new_webhook_secret();
            (vec![secret.clone()], Some(secret))
        }
    };
    let sender = Sender::new(auth.webhook_addresses().clone());
    let message = Message::test(&auth.begin_delivery().node.simple().to_string(), auth.now());
    let began = Instant::now();
    let outcome = sender.send(&url, &message, &secrets, auth.now()).await;
    Ok(Tested {
        outcome,
        took: began.elapsed(),
        new_secret,
    })
}
