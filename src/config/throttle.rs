//! `[throttle]`: the rate limits of logins and refreshes.

use serde::{Deserialize, Serialize};

use crate::settings::values::{Bounded, Span};

/// The rate limits. Failed logins and refreshes are counted in the database, for all nodes together.
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
    /// How many times the token of a session may be refreshed in five minutes, one after the other; repeats of one refresh
    /// within `sessions.refresh_grace` do not count. Up to 64, default 60; 0 for no limit.
    pub session_refreshes: Bounded<0, 64>,
    /// The same for all sessions of an account together. Sessions that are refreshed less than 8 times in five minutes
    /// pass in any case. Up to 100000, default 600; 0 for no limit.
    pub account_refreshes: Bounded<0, 100_000>,
}
