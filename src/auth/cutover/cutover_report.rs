//! What a report on a contract that is taken over says. `report.rs` makes it.

use super::figures::{AccountFigures, Counted, LegacyTokensAlive};
use super::obstacle::Obstacle;
use crate::store::{DifferenceKind, StoredCutover};

/// What is known of a contract.
#[derive(Debug, Clone)]
pub struct CutoverReport {
    /// How far it is.
    pub stored: StoredCutover,
    /// Whether an old backend is configured.
    pub has_old_backend: bool,
    /// The accounts that can log in through it.
    pub accounts: AccountFigures,
    /// What happened in the last 24 hours, to the hour.
    pub day: Counted,
    /// What happened in the last 7 days, to the hour.
    pub week: Counted,
    /// In what answers of the old backend and ours differ.
    pub differences: Vec<DifferenceKind>,
    /// The tokens of the old backend that are accepted here.
    pub legacy_tokens: LegacyTokensAlive,
    /// What would break if it were `done` now. Empty where nothing is known, and where the old backend has no part any more.
    pub would_break: Vec<Obstacle>,
}
