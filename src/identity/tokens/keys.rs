//! The signing keys, as this process knows them.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};

use crate::identity::clock::Clock;
use crate::identity::error::{Error, Problem};
use crate::model::{KeyId, SigningKey, Timestamp};
use crate::store::Store;

/// The `alg` of keys that are made today.
pub(in crate::identity) const ALGORITHM: &str = "HS256";
/// How often an unknown key id may send us to the database. Anybody can invent key ids.
const RELOAD_EVERY: Duration = Duration::from_secs(1);

/// A key that is ready for use.
#[derive(Clone)]
pub(in crate::identity) struct ReadyKey {
    pub(super) id: KeyId,
    pub(super) algorithm: Algorithm,
    pub(super) encoding: EncodingKey,
    pub(super) decoding: DecodingKey,
}

#[derive(Default)]
struct Loaded {
    newest: Option<Arc<ReadyKey>>,
    by_id: HashMap<KeyId, Arc<ReadyKey>>,
    at: Option<Timestamp>,
}

/// The keys in the database, read once and again whenever a token names one that is not known here: another node may
/// have made it.
pub(in crate::identity) struct KeyRing {
    store: Store,
    clock: Arc<dyn Clock>,
    loaded: RwLock<Loaded>,
}

impl KeyRing {
    pub(in crate::identity) fn new(store: Store, clock: Arc<dyn Clock>) -> Self {
        Self {
            store,
            clock,
            loaded: RwLock::default(),
        }
    }

    /// The key that signs.
    pub(super) async fn newest(&self) -> Result<Arc<ReadyKey>, Error> {
        if let Some(key) = self.read(|loaded| loaded.newest.clone()) {
            return Ok(key);
        }
        self.reload().await?;
        self.read(|loaded| loaded.newest.clone())
            .ok_or(Error::Internal(Problem::NoSigningKey))
    }

    /// The key of this name, if there is one.
    pub(super) async fn find(&self, id: KeyId) -> Result<Option<Arc<ReadyKey>>, Error> {
        if let Some(key) = self.read(|loaded| loaded.by_id.get(&id).cloned()) {
            return Ok(Some(key));
        }
        let now = self.clock.now();
        if self.read(|loaded| loaded.at.is_some_and(|at| at <= now && now < at.plus(RELOAD_EVERY))) {
            return Ok(None);
        }
        self.reload().await?;
        Ok(self.read(|loaded| loaded.by_id.get(&id).cloned()))
    }

    /// Reads the keys from the database.
    pub(in crate::identity) async fn reload(&self) -> Result<(), Error> {
        let now = self.clock.now();
        let keys: Vec<_> = self
            .store
            .signing_keys()
            .await?
            .iter()
            .filter_map(ready)
            .map(Arc::new)
            .collect();
        let loaded = Loaded {
            newest: keys.first().cloned(),
            by_id: keys.into_iter().map(|key| (key.id, key)).collect(),
            at: Some(now),
        };
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = loaded;
        Ok(())
    }

    fn read<T>(&self, look: impl FnOnce(&Loaded) -> T) -> T {
        look(&self.loaded.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A key of an algorithm that this version does not know is left alone: a newer node made it.
fn ready(key: &SigningKey) -> Option<ReadyKey> {
    (key.algorithm == ALGORITHM).then(|| ReadyKey {
        id: key.id,
        algorithm: Algorithm::HS256,
        encoding: EncodingKey::from_secret(key.expose()),
        decoding: DecodingKey::from_secret(key.expose()),
    })
}
