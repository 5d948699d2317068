//! The signing keys, as this process holds them.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use serde_json::{Map, Value};

use super::algorithm::{ReadyKey, SigningAlgorithm};
use super::encryption::{MasterKey, Unreadable, decrypt};
use crate::auth::clock::Clock;
use crate::auth::error::{Cause, ServiceError};
use crate::model::{KeyId, SigningKey, Timestamp};
use crate::store::Store;

/// How often an unknown key id may send us to the database. Anybody can invent key ids.
const RELOAD_EVERY: Duration = Duration::from_secs(1);

/// A key that is known here.
#[derive(Clone)]
struct Known {
    id: KeyId,
    signs_from: Timestamp,
    verifies_until: Option<Timestamp>,
    ready: Arc<ReadyKey>,
}

impl Known {
    fn has_ended(&self, now: Timestamp) -> bool {
        self.verifies_until.is_some_and(|end| end <= now)
    }
}

#[derive(Default)]
struct Loaded {
    /// The newest first. There are few: one signs, the others wait for their last tokens to end.
    keys: Vec<Known>,
    unreadable: Vec<(KeyId, Unreadable)>,
    at: Option<Timestamp>,
}

/// The keys in the database, read at the start, in the background, and whenever a token names one that is unknown
/// here, as another node may have made it. In between, nothing queries the database.
pub(in crate::auth) struct KeyRing {
    store: Store,
    clock: Arc<dyn Clock>,
    master: Option<MasterKey>,
    loaded: RwLock<Loaded>,
}

impl KeyRing {
    pub(in crate::auth) fn new(store: Store, clock: Arc<dyn Clock>, master: Option<MasterKey>) -> Self {
        Self {
            store,
            clock,
            master,
            loaded: RwLock::default(),
        }
    }

    /// The key that signs: the newest whose `signs_from` has come.
    pub(super) async fn signer(&self) -> Result<(KeyId, Arc<ReadyKey>), ServiceError> {
        if let Some(signer) = self.known_signer() {
            return Ok(signer);
        }
        self.reload().await?;
        self.known_signer().ok_or(ServiceError::Internal(Cause::NoSigningKey))
    }

    fn known_signer(&self) -> Option<(KeyId, Arc<ReadyKey>)> {
        let now = self.clock.now();
        self.read(|loaded| {
            let valid = || loaded.keys.iter().filter(|key| !key.has_ended(now));
            let signer = valid().find(|key| key.signs_from <= now);
            // Where the clock was stepped back, tokens are still signed.
            let signer = signer.or_else(|| valid().next_back())?;
            Some((signer.id, signer.ready.clone()))
        })
    }

    /// The key of this id, if its tokens are still accepted.
    pub(in crate::auth) async fn find(&self, id: KeyId) -> Result<Option<Arc<ReadyKey>>, ServiceError> {
        if let Some(key) = self.known(id) {
            return Ok((!key.has_ended(self.clock.now())).then_some(key.ready));
        }
        let now = self.clock.now();
        if self.read(|loaded| loaded.at.is_some_and(|at| at <= now && now < at.plus(RELOAD_EVERY))) {
            return Ok(None);
        }
        Box::pin(self.reload()).await?;
        Ok(self.known(id).filter(|key| !key.has_ended(now)).map(|key| key.ready))
    }

    fn known(&self, id: KeyId) -> Option<Known> {
        self.read(|loaded| loaded.keys.iter().find(|key| key.id == id).cloned())
    }

    /// The public halves of the keys whose tokens are accepted, now or soon.
    pub(in crate::auth) async fn published(&self) -> Result<Vec<Map<String, Value>>, ServiceError> {
        if self.read(|loaded| loaded.at.is_none()) {
            self.reload().await?;
        }
        let now = self.clock.now();
        Ok(self.read(|loaded| {
            let valid = loaded.keys.iter().filter(|key| !key.has_ended(now));
            valid.filter_map(|key| key.ready.public.clone()).collect()
        }))
    }

    /// The keys in the database that cannot be read.
    pub(in crate::auth) fn unreadable(&self) -> Vec<(KeyId, Unreadable)> {
        self.read(|loaded| loaded.unreadable.clone())
    }

    /// Reads the keys from the database, and returns the rows. Keys that were read before stay known even when their
    /// rows cannot be decrypted now: somebody may be changing the master key.
    pub(in crate::auth) async fn reload(&self) -> Result<Vec<SigningKey>, ServiceError> {
        let now = self.clock.now();
        let rows = self.store.signing_keys().await?;
        let (mut keys, mut unreadable) = (Vec::new(), Vec::new());
        for row in &rows {
            let Some(algorithm) = SigningAlgorithm::named(&row.algorithm) else {
                continue;
            };
            let known = self.known(row.id).map(|known| known.ready);
            match known.map_or_else(|| self.get_ready(row, algorithm), Ok) {
                Ok(ready) => keys.push(Known {
                    id: row.id,
                    signs_from: row.signs_from,
                    verifies_until: row.verifies_until,
                    ready,
                }),
                Err(why) => unreadable.push((row.id, why)),
            }
        }
        *self.loaded.write().unwrap_or_else(PoisonError::into_inner) = Loaded {
            keys,
            unreadable,
            at: Some(now),
        };
        Ok(rows)
    }

    fn get_ready(&self, row: &SigningKey, algorithm: SigningAlgorithm) -> Result<Arc<ReadyKey>, Unreadable> {
        let plain = decrypt(row.clone(), self.master.as_ref())?;
        let ready = algorithm.ready(row.id, plain.expose());
        ready.map(Arc::new).map_err(|_| Unreadable::Damaged)
    }

    fn read<T>(&self, look: impl FnOnce(&Loaded) -> T) -> T {
        look(&self.loaded.read().unwrap_or_else(PoisonError::into_inner))
    }
}
