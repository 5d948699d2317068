//! The public keys that an old backend publishes (RFC 7517), as this process holds them.
//!
//! They are fetched when a token needs them: the first time, when they are ten minutes old, and when a token names one that
//! is unknown; once a minute at most, and by one request at a time. While they cannot be fetched, the last ones stay.

use std::error::Error;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use futures_util::future::BoxFuture;
use jsonwebtoken::DecodingKey;
use serde_json::Value;
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use super::signer::KeyPrint;
use crate::auth::throttle::run_detached;
use crate::model::{Timestamp, TokenAlgorithm, error_chain};

/// How long keys are believed.
const KEPT: Duration = Duration::from_secs(10 * 60);
/// How often they are fetched at most. Anybody can invent names of keys.
const FETCH_EVERY: Duration = Duration::from_secs(60);
/// How many keys of a set are looked at.
const MOST_KEYS: usize = 100;

/// Keys that were not had.
#[derive(Debug, thiserror::Error)]
#[error("there are no keys")]
pub struct NoKeys(#[source] Box<dyn Error + Send + Sync>);

impl NoKeys {
    /// For this reason.
    pub fn because(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self(reason.into())
    }
}

/// Where keys are published.
pub trait PublishedKeys: Send + Sync {
    /// Fetches the document.
    fn fetch(&self) -> BoxFuture<'_, Result<Vec<u8>, NoKeys>>;
}

/// A public key.
pub(super) struct PublicKey {
    /// Its name.
    id: Option<String>,
    /// What tells it from others.
    pub(super) print: KeyPrint,
    pub(super) decoding: DecodingKey,
}

#[derive(Default)]
struct Known {
    keys: Vec<Arc<PublicKey>>,
    fetched: Option<Timestamp>,
    tried: Option<Timestamp>,
    has_failed: bool,
}

/// See the module.
pub(super) struct KeySet {
    source: Arc<dyn PublishedKeys>,
    algorithm: TokenAlgorithm,
    contract: &'static str,
    known: RwLock<Known>,
    turn: Mutex<()>,
}

impl KeySet {
    pub(super) fn new(source: Arc<dyn PublishedKeys>, algorithm: TokenAlgorithm, contract: &'static str) -> Self {
        Self {
            source,
            algorithm,
            contract,
            known: RwLock::default(),
            turn: Mutex::new(()),
        }
    }

    /// The keys that may have signed a token: those of this name, and those without one; all of them for a token that
    /// names none.
    pub(super) async fn candidates(
        self: &Arc<Self>,
        id: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<Arc<PublicKey>>, NoKeys> {
        let is_one = |key: &PublicKey| id.is_none() || key.id.is_none() || key.id.as_deref() == id;
        let found = self.find(is_one, now).await;
        if found.is_empty() && self.read(|known| known.has_failed) {
            return Err(NoKeys::because("they could not be fetched lately"));
        }
        Ok(found)
    }

    /// Whether this key is still published, as far as is known.
    pub(super) async fn still_has(self: &Arc<Self>, print: &KeyPrint, now: Timestamp) -> bool {
        !self.find(|key| key.print == *print, now).await.is_empty()
    }

    async fn find(self: &Arc<Self>, is_one: impl Fn(&PublicKey) -> bool, now: Timestamp) -> Vec<Arc<PublicKey>> {
        let found = |known: &Known| -> Vec<_> { known.keys.iter().filter(|key| is_one(key)).cloned().collect() };
        let (keys, is_due) = self.read(|known| {
            let keys = found(known);
            let is_due = !lies_within(known.fetched, now, KEPT) || keys.is_empty();
            (keys, is_due && !lies_within(known.tried, now, FETCH_EVERY))
        });
        // A caller that can do without does not wait for another one's fetch.
        if !is_due || (!keys.is_empty() && self.turn.try_lock().is_err()) {
            return keys;
        }
        let this = self.clone();
        // A client that hangs up must not leave the next ones a minute without keys.
        run_detached(async move { this.fetch(now).await }).await;
        self.read(found)
    }

    async fn fetch(&self, now: Timestamp) {
        let _turn = self.turn.lock().await;
        if self.read(|known| lies_within(known.tried, now, FETCH_EVERY)) {
            return;
        }
        let fetched = self.source.fetch().await;
        let keys = fetched.and_then(|document| self.parse(&document));
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.tried = Some(now);
        known.has_failed = keys.is_err();
        match keys {
            Ok(keys) => (known.keys, known.fetched) = (keys, Some(now)),
            Err(error) => tracing::warn!(
                contract = self.contract,
                error = error_chain(&error),
                "the keys of an old backend's tokens were not fetched"
            ),
        }
    }

    fn parse(&self, document: &[u8]) -> Result<Vec<Arc<PublicKey>>, NoKeys> {
        let document: Value = serde_json::from_slice(document).map_err(NoKeys::because)?;
        let keys = document.get("keys").and_then(Value::as_array);
        let keys = keys.ok_or_else(|| NoKeys::because("the answer is no JWK Set"))?;
        let usable = keys
            .iter()
            .take(MOST_KEYS)
            .filter_map(|key| usable(key, self.algorithm));
        Ok(usable.map(Arc::new).collect())
    }

    fn read<T>(&self, look: impl FnOnce(&Known) -> T) -> T {
        look(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whether less than this has passed since then. A clock that was stepped back counts as if more had.
fn lies_within(since: Option<Timestamp>, now: Timestamp, span: Duration) -> bool {
    since.is_some_and(|at| at <= now && now < at.plus(span))
}

/// A member of a set, if it is a key that verifies signatures of this algorithm.
fn usable(key: &Value, algorithm: TokenAlgorithm) -> Option<PublicKey> {
    let text = |member: &str| key.get(member).and_then(Value::as_str);
    let says_otherwise = |member: &str, wanted: &str| key.get(member).is_some_and(|said| said.as_str() != Some(wanted));
    if says_otherwise("use", "sig") || says_otherwise("alg", algorithm.as_str()) {
        return None;
    }
    if let Some(operations) = key.get("key_ops")
        && !operations.as_array()?.iter().any(|one| one.as_str() == Some("verify"))
    {
        return None;
    }
    let (kind, curve, members) = match algorithm {
        TokenAlgorithm::Rs256
        | TokenAlgorithm::Rs384
        | TokenAlgorithm::Rs512
        | TokenAlgorithm::Ps256
        | TokenAlgorithm::Ps384
        | TokenAlgorithm::Ps512 => ("RSA", None, ["n", "e"]),
        TokenAlgorithm::Es256 => ("EC", Some("P-256"), ["x", "y"]),
        TokenAlgorithm::Es384 => ("EC", Some("P-384"), ["x", "y"]),
        TokenAlgorithm::EdDsa => ("OKP", Some("Ed25519"), ["x", "x"]),
        // A secret that is published is none.
        TokenAlgorithm::Hs256 | TokenAlgorithm::Hs384 | TokenAlgorithm::Hs512 => return None,
    };
    if text("kty") != Some(kind) || text("crv") != curve {
        return None;
    }
    let [first, second] = members;
    let (first, second) = (text(first)?, text(second)?);
    let decoding = match kind {
        "RSA" => DecodingKey::from_rsa_components(first, second),
        "EC" => DecodingKey::from_ec_components(first, second),
        _ => DecodingKey::from_ed_components(first),
    };
    Some(PublicKey {
        id: text("kid").map(str::to_owned),
        print: Sha256::digest(format!("{first}.{second}")).into(),
        decoding: decoding.ok()?,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn keys_for_something_else_are_not_used() {
        let good = json!({ "kty": "OKP", "crv": "Ed25519", "x": "AAAA", "kid": "1" });
        let with = |member: &str, value: Value| {
            let mut key = good.clone();
            key[member] = value;
            key
        };
        for (key, expected) in [
            (good.clone(), true),
            (with("use", json!("sig")), true),
            (with("alg", json!("EdDSA")), true),
            (with("key_ops", json!(["verify"])), true),
            (with("use", json!("enc")), false),
            (with("use", json!(1)), false),
            (with("alg", json!("ES256")), false),
            (with("key_ops", json!(["sign"])), false),
            (with("key_ops", json!("verify")), false),
            (with("crv", json!("Ed448")), false),
            (with("kty", json!("EC")), false),
            (with("x", json!("?")), false),
            (with("x", json!(1)), false),
            (json!("key"), false),
        ] {
            assert_eq!(usable(&key, TokenAlgorithm::EdDsa).is_some(), expected, "{key}");
        }
        let secret = json!({ "kty": "oct", "k": "AAAA" });
        assert!(TokenAlgorithm::ALL.iter().all(|one| usable(&secret, *one).is_none()));
        assert!(usable(&good, TokenAlgorithm::Es256).is_none());
    }
}
