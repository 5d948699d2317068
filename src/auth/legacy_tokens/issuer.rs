//! An issuer of tokens that are accepted though they are not ours.

use std::fmt;
use std::sync::Arc;

use jsonwebtoken::{DecodingKey, Validation};
use secrecy::{ExposeSecret, SecretSlice};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::claims::LegacyClaims;
use super::fixed_key::{BadLegacyKey, algorithm, public_key};
use super::header::Header;
use super::key_set::{KeySet, NoKeys, PublishedKeys};
use super::settings::LegacyIssuerSettings;
use super::signer::KeyPrint;
use crate::auth::tokens::signature_only;
use crate::model::{PlainToken, Timestamp};

/// What verifies an issuer's tokens.
pub enum LegacyKey {
    /// A secret, for the algorithms that have one.
    Secret(SecretSlice<u8>),
    /// A public key as PEM, for all others.
    Public(Vec<u8>),
    /// The public keys that it publishes, and what tells their place from others.
    Published(Arc<dyn PublishedKeys>, String),
}

#[derive(Clone)]
enum Keys {
    Fixed(DecodingKey),
    Published(Arc<KeySet>),
}

/// An issuer that is ready.
#[derive(Clone)]
pub struct LegacyIssuer {
    settings: LegacyIssuerSettings,
    keys: Keys,
    /// Of its key, or of the place where its keys are published.
    print: KeyPrint,
    signature_only: Validation,
}

impl LegacyIssuer {
    /// Gets it ready.
    ///
    /// # Errors
    /// [`BadLegacyKey`].
    pub fn new(settings: LegacyIssuerSettings, key: LegacyKey) -> Result<Self, BadLegacyKey> {
        let of = settings.algorithm;
        let (keys, print) = match key {
            LegacyKey::Secret(secret) if of.is_symmetric() => {
                let secret = secret.expose_secret();
                (Keys::Fixed(DecodingKey::from_secret(secret)), print(secret))
            }
            LegacyKey::Secret(_) => return Err(BadLegacyKey::OtherKind(of.as_str())),
            LegacyKey::Public(pem) => {
                let (key, document) = public_key(of, &pem)?;
                (Keys::Fixed(key), print(&document))
            }
            LegacyKey::Published(..) if of.is_symmetric() => return Err(BadLegacyKey::OtherKind(of.as_str())),
            LegacyKey::Published(source, place) => {
                let keys = Arc::new(KeySet::new(source, of, settings.contract));
                (Keys::Published(keys), print(place.as_bytes()))
            }
        };
        Ok(Self {
            keys,
            print,
            signature_only: signature_only(algorithm(of)),
            settings,
        })
    }

    /// What is configured of it.
    pub fn settings(&self) -> &LegacyIssuerSettings {
        &self.settings
    }

    /// Whether this is its secret.
    pub fn has_secret(&self, secret: &[u8]) -> bool {
        self.print.ct_eq(&print(secret)).into()
    }

    /// Whether a token could be of either of the two: they have the same key, and nothing else tells them apart.
    pub fn is_like(&self, other: &Self) -> bool {
        let differ = |one: &Option<String>, other: &Option<String>| one.is_some() && other.is_some() && one != other;
        self.settings.algorithm == other.settings.algorithm
            && bool::from(self.print.ct_eq(&other.print))
            && !differ(&self.settings.issuer, &other.settings.issuer)
            && !differ(&self.settings.audience, &other.settings.audience)
    }

    /// Whether a token with this header may be one of its.
    pub(super) fn accepts(&self, header: &Header, now: Timestamp) -> bool {
        header.alg == self.settings.algorithm.as_str() && now < self.settings.accept_until
    }

    /// Reads a token. `None` when it is none of its, or not valid yet.
    pub(super) async fn read(
        &self,
        token: &PlainToken,
        header: &Header,
        now: Timestamp,
    ) -> Result<Option<(KeyPrint, LegacyClaims)>, NoKeys> {
        let claims = |key: &DecodingKey| {
            let decoded = jsonwebtoken::decode::<Map<String, Value>>(token.expose(), key, &self.signature_only);
            LegacyClaims::read(token, &decoded.ok()?.claims, &self.settings, now)
        };
        match &self.keys {
            Keys::Fixed(key) => Ok(claims(key).map(|claims| (self.print, claims))),
            Keys::Published(keys) => {
                let candidates = keys.candidates(header.kid.as_deref(), now).await?;
                let read = candidates
                    .iter()
                    .find_map(|key| Some((key.print, claims(&key.decoding)?)));
                Ok(read)
            }
        }
    }

    /// Whether this key is still one of its, and its tokens are still accepted.
    pub(super) async fn still_has(&self, key: &KeyPrint, now: Timestamp) -> bool {
        now < self.settings.accept_until
            && match &self.keys {
                Keys::Fixed(_) => self.print == *key,
                Keys::Published(keys) => keys.still_has(key, now).await,
            }
    }
}

impl fmt::Debug for LegacyIssuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LegacyIssuer")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

fn print(key: &[u8]) -> KeyPrint {
    Sha256::digest(key).into()
}
