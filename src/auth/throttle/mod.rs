//! LoginThrottle: how many wrong passwords are listened to, whose, and from where.
//!
//! Three counters are kept in the database, so that all nodes share them and a restart forgets nothing: of the account
//! (over all its names and contracts), of the network, and of the account from this source - a network, or a device
//! where the contract has clients name one. An attempt that any of them refuses is not looked at at all.
//!
//! An attacker must not be able to keep the owner out. So a source from which the account has logged in well before is
//! let alone by what comes from elsewhere: there, only the third counter refuses. All of them count, always.
//!
//! `concurrency.rs` keeps what runs at once from using up what may be tried; `store::attempts` counts.

mod concurrency;

use std::sync::Arc;
use std::time::Duration;

use tracing::Instrument;

use super::passwords::HashSlot;
use super::{AuthService, Error, LoginName, Problem};
use crate::model::{
    AccountRef, ClientInfo, CounterKey, LoginSource, Network, Password, PasswordHash, Realm, Target, Timestamp,
    error_chain,
};
use crate::store::{Admission, AttemptRecord, Counter};
use concurrency::ConcurrencyLimit;

/// How long a source stays known after the last good login from there.
const SOURCE_KEPT: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// How long the failures of a name that nobody has are remembered. Those of an account are, until they are over.
const UNKNOWN_KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How many logins of one account, from elsewhere or from one known source, may wait for their permit.
const QUEUE: usize = 32;
/// When a login may come again that found that queue full.
const A_MOMENT: Duration = Duration::from_secs(1);
/// How many passwords of one network are looked at at once, for each that can be hashed at once.
const AT_ONCE: usize = 4;

/// How many failures there may be.
#[derive(Debug, Clone, Copy)]
pub struct ThrottleLimits {
    /// How long a failure counts.
    pub window: Duration,
    /// Of an account, from sources that it is not known at, within the window.
    pub account: u32,
    /// Of an account from one source, within the window.
    pub source: u32,
    /// From a network, within the window.
    pub network: u32,
    /// Of an account in a row, from one source that it is known at or from all others together.
    pub consecutive: u32,
}

/// What keeps throttle within its limits.
pub(super) struct LoginThrottle {
    limits: ThrottleLimits,
    accounts: Arc<ConcurrencyLimit>,
    networks: Arc<ConcurrencyLimit>,
}

/// The permit of a attempt to be looked at, and what was found out for that.
pub(super) struct Permit {
    known: Vec<LoginSource>,
    hash_slot: HashSlot,
    concurrency: [concurrency::Slot; 2],
}

/// A password for an account, or for a name that nobody has.
pub(super) struct LoginAttempt<'a> {
    pub(super) target: Target,
    pub(super) client_info: &'a ClientInfo,
    pub(super) device: Option<&'a str>,
    pub(super) password: &'a Password,
    pub(super) stored: Option<&'a PasswordHash>,
}

/// What a attempt turned out to be.
pub(super) enum Decision {
    /// Correct. It stays counted as a failure until it is settled or struck out.
    Correct(Box<VerifiedAttempt>),
    /// Incorrect.
    Incorrect {
        /// The counters that it has filled.
        filled: Vec<CounterKey>,
    },
}

/// A right attempt, as it was counted.
pub(super) struct VerifiedAttempt {
    pub(super) record: AttemptRecord,
    /// The sources that the account is known at once it has logged in, and until when.
    pub(super) sources: Vec<(CounterKey, Timestamp)>,
    /// Held until the attempt is settled: those that are right but still counted as failures would be in the way of more.
    _gates: [concurrency::Slot; 2],
}

impl LoginAttempt<'_> {
    /// Where it comes from: its network, and its device if it names one.
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
    /// Where so many passwords are hashed at once, for so many logins altogether.
    pub(super) fn new(limits: ThrottleLimits, hashed_at_once: usize, logins: usize) -> Self {
        let width = usize::try_from(limits.network / 8).unwrap_or(usize::MAX);
        Self {
            limits,
            accounts: ConcurrencyLimit::new(1, QUEUE),
            // No more at once than a small part of what may fail, or good logins would use that up while they run. And an
            // eighth of the room is left to others, whatever one network sends.
            networks: ConcurrencyLimit::new(width.clamp(1, hashed_at_once * AT_ONCE), logins - logins / 8),
        }
    }

    /// Where to count a attempt from a source: before it is looked at, and afterwards. At a known source, only its own
    /// counter refuses - and the network's, unless the network is known too: devices are known by names that clients
    /// make up.
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
            kept_until: match attempt.target.is_unknown() {
                true => now.plus(UNKNOWN_KEPT),
                false => Timestamp::from_millis(i64::MAX),
            },
        };
        let pair = Counter {
            key: CounterKey::Pair(attempt.target.clone(), source.clone()),
            recent: limits.source,
            consecutive: from_known.then_some(limits.consecutive),
            kept_until: past,
        };
        let network = Counter {
            key: CounterKey::Network(attempt.network()),
            recent: limits.network,
            consecutive: None,
            kept_until: past,
        };
        // The network comes last: it is shared by the most, so it is held for the shortest time.
        match (from_known, known.contains(&attempt.network())) {
            (false, _) => [vec![account, pair, network], Vec::new()],
            (true, false) => [vec![pair, network], vec![account]],
            (true, true) => [vec![pair], vec![account, network]],
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

impl AuthService {
    /// Waits for a attempt's permit to be looked at.
    ///
    /// # Errors
    /// [`Error::TooManyAttempts`] or [`Error::Unavailable`] when too many logins wait, of this account, of this
    /// network, or altogether.
    pub(super) async fn acquire_permit(&self, attempt: &LoginAttempt<'_>) -> Result<Permit, Error> {
        let known = self.store.known_sources(&attempt.target, &attempt.sources()).await?;
        // A known source has a gate of its own: what comes from elsewhere shall not hold it up. And a queue at one gate
        // is short: guesses at one account shall not take the sources of all other logins.
        let gate = known
            .iter()
            .fold(attempt.target.to_string(), |gate, source| format!("{gate} {source}"));
        let at_account = self.throttle.accounts.join(gate);
        let at_account = at_account.ok_or(Error::TooManyAttempts { retry_after: A_MOMENT })?;
        let at_network = self.throttle.networks.join(attempt.network().to_string());
        let at_network = at_network.ok_or(Error::Unavailable(Problem::HashingQueueFull))?;
        let hash_slot = self.passwords.reserve()?;
        let concurrency = [at_account.permit().await?, at_network.permit().await?];
        Ok(Permit {
            known,
            hash_slot,
            concurrency,
        })
    }

    /// Looks at a password, if that is within the limits. Whoever calls this does so within [`run_detached`]: a
    /// client may hang up so that nothing is recorded of its attempt.
    ///
    /// # Errors
    /// [`Error::TooManyAttempts`] when it is not; [`Error::Unavailable`].
    pub(super) async fn verify_attempt(&self, permit: Permit, attempt: &LoginAttempt<'_>) -> Result<Decision, Error> {
        let (record, mut filled) = self.count(attempt, &permit.known).await?;
        match self
            .passwords
            .verify(permit.hash_slot, attempt.password, attempt.stored)
            .await
        {
            Ok(true) => {
                let until = record.at.plus(SOURCE_KEPT);
                let known_now = |source| (CounterKey::Pair(attempt.target.clone(), source), until);
                let sources = attempt.sources().into_iter().map(known_now).collect();
                Ok(Decision::Correct(Box::new(VerifiedAttempt {
                    record,
                    sources,
                    _gates: permit.concurrency,
                })))
            }
            Ok(false) => {
                filled.extend(self.store.count_afterwards(&record).await?);
                Ok(Decision::Incorrect { filled })
            }
            Err(error) => {
                self.refund(&record).await;
                Err(error)
            }
        }
    }

    /// Takes back that an attempt was counted: it was none, or was not looked at.
    pub(super) async fn refund(&self, record: &AttemptRecord) {
        if let Err(error) = self.store.refund(record).await {
            tracing::warn!(error = error_chain(&error), "an attempt stays counted as a failure");
        }
    }

    /// Counts a attempt from the first of the known sources that lets it pass - somebody who shares the network, or has
    /// found out the device's name, may have used up that one's allowance - or, where none is known, from elsewhere.
    async fn count(
        &self,
        attempt: &LoginAttempt<'_>,
        known: &[LoginSource],
    ) -> Result<(AttemptRecord, Vec<CounterKey>), Error> {
        let now = self.clock.now();
        let elsewhere = [attempt.network()];
        let from = if known.is_empty() { &elsewhere[..] } else { known };
        let mut retry_at = now.plus(self.throttle.limits.window);
        for source in from {
            let record = self.throttle.record(attempt, source, known, self.attempt_number(), now);
            match self.store.admit(&record).await? {
                Admission::VerifiedAttempt { filled } => return Ok((record, filled)),
                Admission::Refused { until } => retry_at = retry_at.min(until),
            }
        }
        if known.is_empty() && attempt.device.is_some() {
            self.count_device(attempt, now).await?;
        }
        let wait = u64::try_from(retry_at.millis().saturating_sub(now.millis())).unwrap_or_default();
        // Rounded up: a client that waits as long as it is told shall not come too early.
        let retry_after = Duration::from_secs(wait.div_ceil(1000).max(1));
        Err(Error::TooManyAttempts { retry_after })
    }

    /// Counts, against the network alone, the name of a device that the account is not known at. It was refused without
    /// a look at the password, but it was a attempt all the same: at the device.
    async fn count_device(&self, attempt: &LoginAttempt<'_>, now: Timestamp) -> Result<(), Error> {
        let [counters, _] = self.throttle.counters(attempt, &attempt.network(), &[], now);
        let network = |counter: &Counter| matches!(counter.key, CounterKey::Network(_));
        let record = AttemptRecord {
            number: self.attempt_number(),
            at: now,
            window: self.throttle.limits.window,
            target: attempt.target.clone(),
            counters: Vec::new(),
            afterwards: counters.into_iter().filter(network).collect(),
        };
        self.store.count_afterwards(&record).await?;
        Ok(())
    }

    fn attempt_number(&self) -> u32 {
        let mut bytes = [0; 4];
        self.random.fill(&mut bytes);
        u32::from_be_bytes(bytes)
    }

    /// Deletes a batch of counters that nothing depends on any more. Returns whether there may be more.
    ///
    /// # Errors
    /// As every use case.
    pub async fn sweep_attempts(&self) -> Result<bool, Error> {
        const BATCH: u64 = 500;
        Ok(self.store.delete_old_attempts(self.clock.now(), BATCH).await? == BATCH)
    }
}

/// Does this on its own, so that it goes on when the client hangs up: a attempt must not be without a record.
pub(super) async fn run_detached<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::spawn(work.in_current_span()).await;
    done.map_err(|_| Error::Internal(Problem::HashingStopped))?
}

/// Whose failure it will be.
pub(super) fn target(account: Option<AccountRef>, realm: Realm, name: &LoginName) -> Target {
    match account {
        Some(account) => Target::account(account),
        None => Target::unknown(realm, name.folded()),
    }
}
