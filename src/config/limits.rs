//! `[limits]`: how many wrong passwords are listened to.

use serde::{Deserialize, Serialize};

use super::values::{Bounded, Span};

/// The limits of throttle. Failures are counted in the database, for all nodes together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// How long a failure counts. 1 minute to 1 day, default `15m`.
    pub window: Span<60, 86_400>,
    /// How many failures of an account there may be within the window, over all its names and contracts, from places
    /// that it has not logged in well from before. 1 to 100, default 10.
    pub account_failures: Bounded<1, 100>,
    /// How many failures of an account there may be within the window from one place, a network or a device. This is
    /// the limit at places that it has logged in well from before. 1 to 100, default 10.
    pub place_failures: Bounded<1, 100>,
    /// How many failures there may be within the window from a network, an IPv4 address or an IPv6 /64, for whichever
    /// account. 1 to 1000, default 100.
    pub network_failures: Bounded<1, 1000>,
    /// How many failures of an account there may be in a row, however long that takes (NIST SP 800-63B-4 section
    /// 3.2.2). 10 to 100, default 100.
    pub failures_in_a_row: Bounded<10, 100>,
}
