//! `[sessions]`: what is the same for the sessions of every contract. How long they last is a setting of the contract.

use serde::{Deserialize, Serialize};

use crate::settings::values::{Bounded, Span};

/// The settings of sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sessions {
    /// How many open sessions an account may have. The oldest one ends when there would be more. 1 to 10000, default
    /// 100.
    pub max_per_account: Bounded<1, 10_000>,

    /// How long a spent token still works. Up to 5 minutes, default 10 seconds.
    pub refresh_grace: Span<0, 300>,
}
