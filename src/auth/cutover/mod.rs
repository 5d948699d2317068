//! Taking a contract over from its old backend, step by step.
//!
//! How far a contract is ([`Cutover`]) is in the database, so that all nodes agree. A node that has an old backend
//! configured looks there at most once a second (`followed.rs`). Configuration and command line both set it, and the last
//! of them counts: what is configured is taken when it differs from what was configured when it was taken last.
//!
//! What happens is counted in memory (`counts.rs`) and written every second (`counting.rs`).
//!
//! In mode `migrate`, a login of an account without a password is decided by the old backend (`migrate.rs`), which
//! `old_backend.rs` says how to ask; `proof.rs` says what a right password rests on, and `recheck.rs` follows later changes
//! of passwords. In mode `shadow`, requests are answered over a copy (`copy.rs`), and `differences.rs` keeps what differs.
//! `report.rs` says how far all that has come, with the numbers of `figures.rs`, and `obstacle.rs` what would break without
//! the old backend.
//!
//! To add a mode: its variant in [`crate::model::CutoverMode`]; the compiler names most places that must decide.

mod copy;
mod counting;
mod counts;
mod cutover_report;
mod differences;
mod figures;
mod followed;
mod migrate;
mod obstacle;
mod old_backend;
mod proof;
mod recheck;
mod report;

use super::AuthService;
use super::error::{ServiceError, from_store_error};
use crate::auth::tokens::key_of;
use crate::model::{Context, Cutover, PlainToken};
use crate::store::StoredCutover;
pub use copy::CopyError;
pub(super) use counts::Counts;
pub use cutover_report::CutoverReport;
pub use figures::{AccountFigures, Counted, LegacyTokensAlive};
pub(super) use followed::Followed;
pub use obstacle::Obstacle;
pub use old_backend::{NoReply, OldBackend, OldBackends, Question, Reply, SharedOldBackend};
pub(super) use proof::{Found, Proof};

/// What is configured of a contract that can be taken over.
#[derive(Debug, Clone)]
pub struct ConfiguredCutover {
    /// The ident of the contract.
    pub contract: &'static str,
    /// How far it is to be.
    pub cutover: Cutover,
    /// Whether there is an old backend.
    pub has_old_backend: bool,
    /// Whether passwords follow what is changed there after their accounts have come over.
    pub rechecks: bool,
}

/// Why a contract was not taken further.
#[derive(Debug, thiserror::Error)]
pub enum SetCutoverError {
    /// Nobody logs in through it, or there is no such contract.
    #[error("there is no such login contract")]
    NoSuchContract,
    /// The mode needs an old backend.
    #[error("there is no old backend")]
    NoOldBackend,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(SetCutoverError);

impl AuthService {
    /// How far a contract is, which another node has perhaps changed a second ago. While the database is away, it is what
    /// it was before.
    pub async fn cutover(&self, contract: &str) -> Cutover {
        self.followed.of(contract, || self.store.cutovers()).await
    }

    /// Sets how far a contract is, for all nodes.
    ///
    /// # Errors
    /// [`SetCutoverError`].
    pub async fn set_cutover(&self, contract: &str, to: &Cutover) -> Result<(), SetCutoverError> {
        let configured = self
            .configured_cutover(contract)
            .ok_or(SetCutoverError::NoSuchContract)?;
        if to.mode.needs_old_backend() && !configured.has_old_backend {
            return Err(SetCutoverError::NoOldBackend);
        }
        let (now, context) = (self.clock.now(), Context::operator());
        // Otherwise the next start would take it in the place of this.
        self.store
            .configure_cutover(configured.contract, &configured.cutover, now, &context)
            .await?;
        self.store.set_cutover(configured.contract, to, now, &context).await?;
        self.followed.forget().await;
        Ok(())
    }

    /// Takes what is configured, where that has changed. Returns the contracts that are affected.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn configure_cutovers(
        &self,
        configured: &[ConfiguredCutover],
    ) -> Result<Vec<&'static str>, ServiceError> {
        let mut changed = Vec::new();
        for one in configured {
            let (now, context) = (self.clock.now(), Context::system());
            if self
                .store
                .configure_cutover(one.contract, &one.cutover, now, &context)
                .await?
            {
                changed.push(one.contract);
            }
        }
        self.followed.forget().await;
        Ok(changed)
    }

    /// What this process was started with for a contract.
    pub(super) fn configured_cutover(&self, contract: &str) -> Option<&ConfiguredCutover> {
        self.configured_cutovers.iter().find(|one| one.contract == contract)
    }

    /// Takes what this process was started with.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn prepare_cutovers(&self) -> Result<(), ServiceError> {
        self.configure_cutovers(&self.configured_cutovers).await.map(drop)
    }

    /// Whether a token names a key of ours. One that does not was issued by somebody else.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn names_our_key(&self, token: &PlainToken) -> Result<bool, ServiceError> {
        match key_of(token) {
            Some(id) => Ok(self.keys.find(id).await?.is_some()),
            None => Ok(false),
        }
    }

    /// How far each contract is that can be taken over, in the order in which they are listed.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn cutovers(&self) -> Result<Vec<StoredCutover>, ServiceError> {
        let stored = self.store.cutovers().await?;
        let of = |one: &ConfiguredCutover| {
            let known = stored.iter().find(|known| known.contract == one.contract).cloned();
            known.unwrap_or_else(|| StoredCutover {
                contract: one.contract.to_owned(),
                cutover: Cutover::default(),
                changed_at: None,
            })
        };
        Ok(self.configured_cutovers.iter().map(of).collect())
    }
}
