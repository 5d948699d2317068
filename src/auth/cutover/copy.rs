//! Mode `shadow`: a core over copies of the accounts, in which a request can be answered without any effect.
//!
//! It has the rules, the clock and the hashing threads of this one, and a database in memory. Its contract is in mode
//! `migrate`, so that accounts that are not here yet are made there from what the old backend has said. Its tokens are
//! signed with keys of its own, so none of them is ever valid here.

use std::collections::HashSet;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, OnceLock};

use super::{Counts, Followed, OldBackends};
use crate::auth::api_keys::indexed;
use crate::auth::error::from_store_error;
use crate::auth::last_probe::LastProbe;
use crate::auth::last_snapshot::LastSnapshot;
use crate::auth::legacy_tokens::LegacyIssuers;
use crate::auth::passwords::CountPosition;
use crate::auth::signing_keys::{KeySettings, SigningKeyError};
use crate::auth::tokens::{KeyRing, TokenCache};
use crate::auth::{AuthService, Core, LoginName, ServiceError};
use crate::metrics::AuthMetrics;
use crate::model::{Context, Cutover, CutoverMode, PlainToken, Realm, Share};

/// How many tokens of its own a copy caches.
const CACHED_TOKENS: usize = 1000;

/// Why there is no copy.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// It has no keys to sign with.
    #[error(transparent)]
    SigningKey(#[from] SigningKeyError),
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(CopyError);

impl AuthService {
    /// A copy with the roles and without accounts, which asks these old backends.
    ///
    /// # Errors
    /// [`CopyError`].
    pub async fn copy(&self, old_backends: OldBackends) -> Result<Self, CopyError> {
        let store = self.store.scratch().await?;
        let keys = KeySettings {
            secret: None,
            master_key: None,
            ..self.key_settings.as_ref().clone()
        };
        let contracts: HashSet<&'static str> = old_backends.idents().collect();
        let copy = Self(Arc::new(Core {
            clock: self.clock.clone(),
            random: self.random.clone(),
            passwords: self.passwords.clone(),
            throttle: self.throttle.clone(),
            max_sessions: self.max_sessions,
            refresh_grace: self.refresh_grace,
            refreshes: self.refreshes,
            password_policy: self.password_policy.clone(),
            keys: Arc::new(KeyRing::new(store.clone(), self.clock.clone(), None)),
            token_cache: Arc::new(TokenCache::new(CACHED_TOKENS)),
            key_settings: Arc::new(keys),
            store,
            rules: self.rules.clone(),
            issuer: self.issuer.clone(),
            on_reuse: self.on_reuse,
            audit_kept: self.audit_kept,
            deleted_kept: self.deleted_kept,
            webhook_addresses: self.webhook_addresses.clone(),
            configured_cutovers: Vec::new(),
            old_backends,
            // Their tokens open no sessions here.
            legacy_issuers: LegacyIssuers::new(Vec::new()),
            followed: Followed::default(),
            cutover_counts: Counts::of(std::iter::empty()),
            counted_hashes: tokio::sync::Mutex::new(CountPosition::START),
            last_offset: AtomicI64::new(0),
            last_probe: LastProbe::default(),
            last_snapshot: LastSnapshot::default(),
            // What would have happened is not counted with what did.
            metrics: AuthMetrics::default(),
            node: OnceLock::new(),
        }));
        copy.prepare_signing_keys().await?;
        let (now, context) = (self.clock.now(), Context::system());
        let migrate = Cutover {
            mode: CutoverMode::Migrate,
            accounts: Share::ALL,
        };
        for contract in contracts {
            copy.store.set_cutover(contract, &migrate, now, &context).await?;
        }
        Ok(copy)
    }

    /// Copies the account with this name, as it is now.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn copy_account(&self, realm: Realm, name: &LoginName, to: &Self) -> Result<(), ServiceError> {
        Ok(self.store.copy_named(realm, name, &to.store).await?)
    }

    /// Copies the owner of an API key, with the key, if it is one of ours.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn copy_owner(&self, key: &PlainToken, to: &Self) -> Result<(), ServiceError> {
        let hash = key.hashed();
        let candidates = self.store.api_keys_by_prefix(indexed(key.expose())).await?;
        if let Some(found) = candidates.iter().find(|candidate| candidate.hash.matches(&hash)) {
            self.store.copy_account(found.key.owner.reference(), &to.store).await?;
        }
        Ok(())
    }
}
