//! Login throttling: how many wrong passwords there may be for an account and from a network.
//!
//! Three counters of failures are kept in the database, so that all nodes share them and a restart forgets nothing: one
//! for the account (over all its names and contracts), one for the network, and one for the account from this source. A
//! source is a network, or a device where clients of the contract name one. When any of them refuses an attempt, the
//! password is not verified.
//!
//! An attacker must not be able to lock the owner out. Failures from elsewhere therefore never refuse a login from a
//! source that the account has logged in from before: for such a known source, only the third counter refuses. All
//! three always count.
//!
//! This file says which counters an attempt has, `admission.rs` admits attempts, `concurrency.rs` limits how many run at
//! once, `detached.rs` goes on when a client hangs up; `store::attempts` counts.

mod admission;
mod concurrency;
mod detached;

use std::sync::Arc;
use std::time::Duration;

use crate::model::{
    AccountRef, ClientInfo, CounterKey, LoginSource, Network, Password, PasswordHash, Target, Timestamp,
};
use crate::store::{AttemptRecord, Counter};
pub(super) use admission::{Decision, Permit, ThrottleError, VerifiedAttempt, target};
use concurrency::ConcurrencyLimit;
pub(super) use detached::run_detached;

/// How long the failures of an account are kept after the last one, unless a login ends them or there are as many in a row
/// as there may be. Those of a name that nobody has are kept for as long, or the time would tell who has an account.
const FAILURES_KEPT: Duration = Duration::from_secs(400 * 24 * 60 * 60);
/// How many logins of one account, from one known source or from all others together, may run at once. They count as
/// failures while they run, so fewer run where the account has fewer failures left.
const AT_ONCE: usize = 4;
/// How many logins of one account, from one known source or from all others together, may run or wait.
const QUEUE: usize = 32;
/// How many attempts of one network may run at once, for each password that can be hashed at once.
const PER_HASHING_LANE: usize = 4;

/// How many failures there may be before logins are refused.
#[derive(Debug, Clone, Copy)]
pub struct ThrottleLimits {
    /// How long a failure counts.
    pub window: Duration,
    /// Of an account, from unknown sources, within the window.
    pub account: u32,
    /// Of an account from one source, within the window.
    pub source: u32,
    /// From a network, within the window.
    pub network: u32,
    /// Of an account in a row, from one known source or from all unknown ones together.
    pub consecutive: u32,
}

/// The limits, and the queues of this node.
pub(super) struct LoginThrottle {
    limits: ThrottleLimits,
    accounts: Arc<ConcurrencyLimit>,
    networks: Arc<ConcurrencyLimit>,
    /// The logins of an account that an old backend is asked about: one at a time.
    questions: Arc<ConcurrencyLimit>,
}

/// An attempt to log in to an account, or with a name that nobody has.
pub(super) struct LoginAttempt<'a> {
    pub(super) target: Target,
    pub(super) client_info: &'a ClientInfo,
    pub(super) device: Option<&'a str>,
    pub(super) password: &'a Password,
    pub(super) stored: Option<&'a PasswordHash>,
}

impl LoginAttempt<'_> {
    /// Its network, and its device if it names one.
    fn sources(&self) -> Vec<LoginSource> {
        std::iter::once(self.network())
            .chain(self.device.map(LoginSource::device))
            .collect()
    }

    fn network(&self) -> LoginSource {
        LoginSource::network(Network::of(self.client_info.address))
    }
}

impl LoginThrottle {
    /// For so many passwords that are hashed at once, and so many logins that run or wait altogether.
    pub(super) fn new(limits: ThrottleLimits, hashed_at_once: usize, logins: usize) -> Self {
        let width = usize::try_from(limits.network / 8).unwrap_or(usize::MAX);
        Self {
            limits,
            accounts: ConcurrencyLimit::new(AT_ONCE, QUEUE),
            questions: ConcurrencyLimit::new(1, QUEUE),
            // Only a small part of the allowed failures at once, or good logins would use them up while they run. An
            // eighth of the capacity is left to others, whatever one network sends.
            networks: ConcurrencyLimit::new(width.clamp(1, hashed_at_once * PER_HASHING_LANE), logins - logins / 8),
        }
    }

    /// The counters of an attempt from a source: those that may refuse it, which count before the password is verified,
    /// and those that count afterwards. For a known source, only its own counter refuses, and that of the network unless
    /// the network is known too, as the name of a device is whatever a client makes up.
    fn counters(
        &self,
        attempt: &LoginAttempt<'_>,
        source: &LoginSource,
        known: &[LoginSource],
        now: Timestamp,
    ) -> [Vec<Counter>; 2] {
        let limits = &self.limits;
        let past = now.plus(limits.window);
        let from_known = known.contains(source);
        let account = Counter {
            key: CounterKey::Account(attempt.target.clone()),
            recent: limits.account,
            consecutive: Some(limits.consecutive),
            kept_until: now.plus(FAILURES_KEPT),
        };
        let pair = Counter {
            key: CounterKey::Pair(attempt.target.clone(), source.clone()),
            recent: limits.source,
            consecutive: from_known.then_some(limits.consecutive),
            kept_until: past,
        };
        let network = self.of_network(attempt.client_info, now);
        // The network comes last: most attempts share it, so its row should be locked for the shortest time.
        match (from_known, known.contains(&attempt.network())) {
            (false, _) => [vec![account, pair, network], Vec::new()],
            (true, false) => [vec![pair, network], vec![account]],
            (true, true) => [vec![pair], vec![account, network]],
        }
    }

    /// The counter that refuses logins to an account from places that it is not known at, as if somebody tried now.
    pub(super) fn of_account(&self, account: AccountRef, now: Timestamp) -> (Counter, AttemptRecord) {
        let target = Target::account(account);
        let counter = Counter {
            key: CounterKey::Account(target.clone()),
            recent: self.limits.account,
            consecutive: Some(self.limits.consecutive),
            kept_until: now.plus(FAILURES_KEPT),
        };
        let record = AttemptRecord {
            number: 0,
            at: now,
            window: self.limits.window,
            target,
            counters: Vec::new(),
            afterwards: Vec::new(),
        };
        (counter, record)
    }

    /// The counter of a client's network.
    fn of_network(&self, client_info: &ClientInfo, now: Timestamp) -> Counter {
        Counter {
            key: CounterKey::Network(LoginSource::network(Network::of(client_info.address))),
            recent: self.limits.network,
            consecutive: None,
            kept_until: now.plus(self.limits.window),
        }
    }

    fn record(
        &self,
        attempt: &LoginAttempt<'_>,
        source: &LoginSource,
        known: &[LoginSource],
        number: u32,
        now: Timestamp,
    ) -> AttemptRecord {
        let [counters, afterwards] = self.counters(attempt, source, known, now);
        AttemptRecord {
            number,
            at: now,
            window: self.limits.window,
            target: attempt.target.clone(),
            counters,
            afterwards,
        }
    }
}
