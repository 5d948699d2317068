//! What messages are signed with.

use std::fmt;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretSlice};

use super::error::WebhookError;
use crate::auth::AuthService;
use crate::auth::error::{Cause, ServiceError};
use crate::auth::tokens::{MasterKey, Unreadable, unseal};
use crate::model::{Context, PlainToken, StoredSecret, Timestamp, WebhookId, WebhookSecrets};

/// The length of a secret, in bytes. Standard Webhooks wants 24 to 64.
const LENGTH: usize = 32;
/// What the printed form begins with, by which libraries and scanners for leaked secrets know it.
const PREFIX: &str = "whsec_";
/// What ciphertexts are bound to. A secret in another row helps nobody: who can write there can change the URL.
const PURPOSE: &[u8] = b"latchkey webhook secret\0";

/// A secret in the clear.
#[derive(Clone)]
pub struct SigningSecret(SecretSlice<u8>);

impl SigningSecret {
    /// The bytes to sign with.
    pub fn expose(&self) -> &[u8] {
        self.0.expose_secret()
    }

    /// As it is shown, once, and as receivers' libraries take it: `whsec_` and base64.
    pub fn shown(&self) -> PlainToken {
        PlainToken::new(format!("{PREFIX}{}", STANDARD.encode(self.expose())))
    }
}

impl fmt::Debug for SigningSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningSecret(redacted)")
    }
}

impl AuthService {
    /// A new secret.
    pub fn new_webhook_secret(&self) -> SigningSecret {
        let mut bytes = vec![0; LENGTH];
        self.random.fill(&mut bytes);
        SigningSecret(bytes.into())
    }

    /// Gives an endpoint another secret, and returns it. For the time of the overlap, messages are signed with both. If
    /// there is an overlap already, the oldest of the three secrets signs no more.
    ///
    /// # Errors
    /// [`WebhookError`].
    pub async fn rotate_webhook_secret(
        &self,
        id: WebhookId,
        overlap: Duration,
        context: &Context,
    ) -> Result<SigningSecret, WebhookError> {
        let secret = self.new_webhook_secret();
        let stored = self.stored(&secret)?;
        let rotated = self
            .store
            .rotate_webhook_secret(id, &stored, overlap, self.clock.now(), context)
            .await?;
        rotated.then_some(secret).ok_or(WebhookError::Unknown)
    }

    /// The secrets that sign for the first endpoint of this URL, if there is one.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn webhook_secrets_of_url(
        &self,
        url: &str,
    ) -> Result<Option<Result<Vec<SigningSecret>, Unreadable>>, ServiceError> {
        let all = self.store.webhooks().await?;
        let found = all.into_iter().find(|(webhook, _)| webhook.url == url);
        Ok(found.map(|(_, secrets)| self.signing(&secrets)))
    }

    /// Encrypts the secrets that are in the clear, or encrypted with another master key, with the configured one. Where
    /// none is configured, it decrypts them. Returns of how many endpoints.
    ///
    /// # Errors
    /// [`WebhookError`].
    pub async fn reencrypt_webhook_secrets(&self, old: Option<&MasterKey>) -> Result<usize, WebhookError> {
        let mut count = 0;
        for (webhook, was) in self.store.webhooks().await? {
            let previous = was.previous.as_ref().map(|(secret, _)| secret);
            if self.is_current(&was.current) && previous.is_none_or(|secret| self.is_current(secret)) {
                continue;
            }
            let again = |secret: &StoredSecret| -> Result<StoredSecret, WebhookError> {
                if self.is_current(secret) {
                    return Ok(secret.clone());
                }
                let plain = clear(secret, old).map_err(|why| WebhookError::Unreadable { id: webhook.id, why })?;
                Ok(self.stored(&plain)?)
            };
            let secrets = WebhookSecrets {
                current: again(&was.current)?,
                previous: match &was.previous {
                    Some((secret, until)) => Some((again(secret)?, *until)),
                    None => None,
                },
            };
            let done = self.store.reencrypt_webhook_secrets(webhook.id, &secrets, &was).await?;
            count += usize::from(done);
        }
        if count > 0 {
            self.scrub("webhook secrets").await;
        }
        Ok(count)
    }

    /// Encrypts the secrets that are in the clear, if there is a master key.
    ///
    /// # Errors
    /// [`WebhookError`].
    pub async fn prepare_webhook_secrets(&self) -> Result<(), WebhookError> {
        if self.key_settings.master_key.is_some() {
            self.reencrypt_webhook_secrets(None).await?;
        }
        Ok(())
    }

    /// The form in which a secret is stored.
    pub(super) fn stored(&self, secret: &SigningSecret) -> Result<StoredSecret, ServiceError> {
        let Some(master) = &self.key_settings.master_key else {
            return Ok(StoredSecret::new(secret.expose().to_vec(), None));
        };
        let sealed = master.seal(secret.expose(), PURPOSE.to_vec(), self.random.as_ref());
        let sealed = sealed.map_err(|_| ServiceError::Internal(Cause::KeyNotMade))?;
        Ok(StoredSecret::new(sealed, Some(master.fingerprint().to_owned())))
    }

    /// The secrets that sign now, the current one first.
    pub(in crate::auth) fn signing(&self, secrets: &WebhookSecrets) -> Result<Vec<SigningSecret>, Unreadable> {
        let now: Timestamp = self.clock.now();
        let previous = secrets.previous.as_ref().filter(|(_, until)| now < *until);
        let in_force = std::iter::once(&secrets.current).chain(previous.map(|(secret, _)| secret));
        in_force
            .map(|secret| clear(secret, self.key_settings.master_key.as_ref()))
            .collect()
    }

    fn is_current(&self, secret: &StoredSecret) -> bool {
        let master = self.key_settings.master_key.as_ref();
        secret.encrypted_with.as_deref() == master.map(MasterKey::fingerprint)
    }
}

/// A secret in the clear, whichever way it is stored.
fn clear(secret: &StoredSecret, master: Option<&MasterKey>) -> Result<SigningSecret, Unreadable> {
    let bytes = match &secret.encrypted_with {
        None => secret.expose().to_vec(),
        Some(with) => unseal(secret.expose(), with.clone(), PURPOSE.to_vec(), master)?,
    };
    Ok(SigningSecret(bytes.into()))
}
