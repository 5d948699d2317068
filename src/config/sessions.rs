//! `[sessions]`: how many there may be, and how long.

use serde::{Deserialize, Serialize};

use super::values::Bounded;

/// The settings of sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sessions {
    /// How many sessions of an account may be open at once; one more ends the oldest. 1 to 10000, default 100.
    pub max_per_account: Bounded<1, 10_000>,
}
