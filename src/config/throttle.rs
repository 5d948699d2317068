//! `[throttle]`: the login rate limits.

use serde::{Deserialize, Serialize};

use crate::settings::values::{Bounded, Span};

/// The login rate limits. Failed logins are counted in the database, for all nodes together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Throttle {
    /// How long a failed login counts. 1 minute to 1 day, default `15m`.
    pub window: Span<60, 86_400>,
    /// How many failed logins an account may have within the window, over all its names and contracts, from login
    /// sources that it has not logged in from before. 1 to 100, default 10.
    pub account_failures: Bounded<1, 100>,
    /// How many failed logins an account may have within the window from one login source, a network or a device. Only
    /// this limit applies to sources that the account has logged in from before. 1 to 100, default 10.
    pub source_failures: Bounded<1, 100>,
    /// How many failed logins a network, an IPv4 address or an IPv6 /64, may have within the window, for all accounts
    /// together. 1 to 1000, default 100.
    pub network_failures: Bounded<1, 1000>,
    /// How many failed logins in a row an account may have, over any time (NIST SP 800-63B-4 section 3.2.2). 10 to 100,
    /// default 100.
    pub consecutive_failures: Bounded<10, 100>,
}
