//! `[sessions]`: how many there may be, and how long.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::values::{Bounded, Span};

/// Ten minutes to 400 days: uses are noted every five minutes, and browsers keep no cookie for longer.
pub type Lifetime = Span<600, 34_560_000>;

/// The settings of sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sessions {
    /// How many sessions of an account may be open at once; one more ends the oldest. 1 to 10000, default 100.
    pub max_per_account: Bounded<1, 10_000>,
    /// Without use, through the ispcrm contract. Default `30d`.
    pub idle_ispcrm: Lifetime,
    /// Altogether, through the ispcrm contract. Default `30d`.
    pub absolute_ispcrm: Lifetime,
    /// Without use, through the staff contract. Default `7d`.
    pub idle_staff: Lifetime,
    /// Altogether, through the staff contract. Default `7d`.
    pub absolute_staff: Lifetime,
    /// Without use, through the subscriber contract. Default `90d`.
    pub idle_subscriber: Lifetime,
    /// Altogether, through the subscriber contract. Default `90d`.
    pub absolute_subscriber: Lifetime,
    /// Without use, through the management contract. Default `30m`.
    pub idle_management: Lifetime,
    /// Altogether, through the management contract. Default `30m`.
    pub absolute_management: Lifetime,
    /// Without use, through the netxd contract. Default `2h`.
    pub idle_netxd: Lifetime,
    /// Altogether, through the netxd contract. Default `2h`.
    pub absolute_netxd: Lifetime,
}

impl Sessions {
    /// How long the sessions of each contract last: its identifier, without use, and altogether.
    pub fn lifetimes(&self) -> [(&'static str, Duration, Duration); 5] {
        [
            ("ispcrm", self.idle_ispcrm, self.absolute_ispcrm),
            ("staff", self.idle_staff, self.absolute_staff),
            ("subscriber", self.idle_subscriber, self.absolute_subscriber),
            ("management", self.idle_management, self.absolute_management),
            ("netxd", self.idle_netxd, self.absolute_netxd),
        ]
        .map(|(contract, idle, absolute)| (contract, idle.get(), absolute.get()))
    }
}
