//! Admission of login attempts: waiting for a turn, counting, and verifying the password.

use std::time::Duration;

use tokio::time::Instant;
use tracing::Instrument;

use super::LoginAttempt;
use super::concurrency::Slot;
use crate::auth::error::{Cause, ServiceError, from_store_error};
use crate::auth::passwords::HashSlot;
use crate::auth::{AuthService, LoginName};
use crate::metrics::RateLimit;
use crate::model::{
    AccountRef, ClientInfo, CounterKey, FoldedName, LoginSource, Realm, Target, Timestamp, error_chain,
};
use crate::store::{Admission, AttemptRecord, KnownSource};
use crate::traces::{Span, carried};

/// How long a source stays known after the last successful login from there.
const SOURCE_KNOWN: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// The row of a known source is kept until the end of such a day, so that few logins change that.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// How long a login waits for others of its account. The one before it may be waiting for a database that does not answer.
const ACCOUNT_WAIT: Duration = Duration::from_secs(2);
/// How long it waits for others of its network, which may be an office whose people all begin at nine: longer than any
/// client does.
const NETWORK_WAIT: Duration = Duration::from_secs(10 * 60);
/// After how long a login that found that queue full may be repeated.
const QUEUE_RETRY: Duration = Duration::from_secs(1);

/// The right to verify the password of an attempt.
pub(in crate::auth) struct Permit {
    /// The attempt's sources that are known.
    known: Vec<LoginSource>,
    /// Until when the rows of these are kept.
    kept_before: Vec<Timestamp>,
    hash_slot: HashSlot,
    of_account: Slot,
    of_network: Slot,
}

/// Whether the password of an attempt was right.
pub(in crate::auth) enum Decision<T> {
    /// It was, and this is what that rests on. The attempt still counts as a failure, until its login is stored or it is
    /// refunded.
    Correct(Box<VerifiedAttempt>, T),
    /// It was not.
    Incorrect {
        /// The counters that this attempt has filled.
        filled: Vec<CounterKey>,
    },
}

/// An attempt with the right password.
pub(in crate::auth) struct VerifiedAttempt {
    pub(in crate::auth) record: AttemptRecord,
    /// The sources that will be known once the login is stored.
    pub(in crate::auth) sources: Vec<KnownSource>,
    /// Held for as long as the attempt counts as a failure: several such attempts at once would refuse the next one.
    _slots: [Slot; 2],
}

/// A counter refuses an attempt.
struct Refusal {
    retry_after: Duration,
}

/// Why the password of an attempt was not verified.
#[derive(Debug)]
pub(in crate::auth) enum ThrottleError {
    /// There are too many failures, or too many attempts at once.
    TooManyAttempts {
        /// How long to wait before the next attempt.
        retry_after: Duration,
    },
    /// The service failed.
    Service(ServiceError),
}

impl From<ServiceError> for ThrottleError {
    fn from(error: ServiceError) -> Self {
        Self::Service(error)
    }
}

from_store_error!(ThrottleError);

impl AuthService {
    /// Waits for the right to verify an attempt.
    ///
    /// # Errors
    /// [`ThrottleError::TooManyAttempts`] when too many logins of this account wait; [`ServiceError::Unavailable`] when
    /// too many wait of this network, or altogether, or when it waits for too long.
    pub(in crate::auth) async fn acquire_permit(&self, attempt: &LoginAttempt<'_>) -> Result<Permit, ThrottleError> {
        let span = Span::begin("rate_limit.wait");
        span.around(self.wait_for_permit(attempt)).await
    }

    async fn wait_for_permit(&self, attempt: &LoginAttempt<'_>) -> Result<Permit, ThrottleError> {
        let since = self.clock.now().minus(SOURCE_KNOWN);
        let known = self
            .store
            .known_sources(&attempt.target, &attempt.sources(), since)
            .await?;
        let (known, kept_before): (Vec<_>, Vec<_>) = known.into_iter().unzip();
        // A known source has a queue of its own, so that attempts from elsewhere do not hold it up. Queues are short, so
        // that guesses at one account do not take the places of all other logins.
        let key = known
            .iter()
            .fold(attempt.target.to_string(), |key, source| format!("{key} {source}"));
        let now = Instant::now();
        let of_account = self.throttle.accounts.join(key, now + ACCOUNT_WAIT);
        let of_account = of_account.ok_or_else(|| {
            self.refused(attempt, RateLimit::LoginConcurrency);
            ThrottleError::TooManyAttempts {
                retry_after: QUEUE_RETRY,
            }
        })?;
        let network = attempt.network().to_string();
        let of_network = self.throttle.networks.join(network, now + NETWORK_WAIT);
        let reserved = of_network
            .ok_or(ServiceError::Unavailable(Cause::HashingQueueFull))
            .and_then(|of_network| Ok((of_network, self.passwords.reserve()?)));
        let (of_network, hash_slot) = reserved.inspect_err(|_| self.refused(attempt, RateLimit::HashingQueue))?;
        Ok(Permit {
            known,
            kept_before,
            hash_slot,
            of_account: of_account.slot().await?,
            of_network: of_network.slot().await?,
        })
    }

    /// Verifies a password, if the counters allow it. To be called within [`super::run_detached`]: otherwise a client could
    /// hang up so that its attempt is not counted.
    ///
    /// # Errors
    /// [`ThrottleError`].
    pub(in crate::auth) async fn verify_attempt(
        &self,
        permit: Permit,
        attempt: &LoginAttempt<'_>,
    ) -> Result<Decision<()>, ThrottleError> {
        let verify = |slot| async {
            let verified = self.passwords.verify(slot, attempt.password, attempt.stored).await?;
            Ok(verified.then_some(()))
        };
        self.decide(permit, attempt, verify).await
    }

    /// The same, where something else says whether the password is right, and what that rests on.
    ///
    /// # Errors
    /// [`ThrottleError`]. The attempt does not count if it was not decided.
    pub(in crate::auth) async fn decide<T, F: Future<Output = Result<Option<T>, ServiceError>>>(
        &self,
        mut permit: Permit,
        attempt: &LoginAttempt<'_>,
        check: impl FnOnce(HashSlot) -> F,
    ) -> Result<Decision<T>, ThrottleError> {
        let mut counted = self.count(attempt, &permit.known).await?;
        // The others count as failures while they run. Those that are right leave room.
        if counted.is_err() && permit.of_account.alone().await? {
            counted = self.count(attempt, &permit.known).await?;
        }
        let (record, mut filled) = match counted {
            Ok(counted) => counted,
            Err(Refusal { retry_after }) => {
                if permit.known.is_empty() && attempt.device.is_some() {
                    self.count_device(attempt, self.clock.now()).await?;
                }
                self.refused(attempt, RateLimit::Login);
                return Err(ThrottleError::TooManyAttempts { retry_after });
            }
        };
        let Permit {
            known,
            kept_before,
            hash_slot,
            of_account,
            of_network,
        } = permit;
        match check(hash_slot).await {
            Ok(Some(proof)) => {
                // Failures count for a window after the last moment at which the source is known.
                let kept_until = record.at.plus(SOURCE_KNOWN).plus(record.window).end_of(DAY);
                let known_now = |source| KnownSource {
                    is_kept: known
                        .iter()
                        .zip(&kept_before)
                        .any(|(known, kept)| *known == source && *kept >= kept_until),
                    key: CounterKey::Pair(attempt.target.clone(), source),
                    kept_until,
                };
                let counted = VerifiedAttempt {
                    sources: attempt.sources().into_iter().map(known_now).collect(),
                    record,
                    _slots: [of_account, of_network],
                };
                Ok(Decision::Correct(Box::new(counted), proof))
            }
            Ok(None) => {
                filled.extend(self.store.count_afterwards(&record).await?);
                Ok(Decision::Incorrect { filled })
            }
            Err(error) => {
                self.refund(&record).await;
                Err(error.into())
            }
        }
    }

    /// Waits for the turn to ask an old backend about an account.
    ///
    /// # Errors
    /// [`ServiceError::Unavailable`] when too many wait, or for too long.
    pub(in crate::auth) async fn turn_to_ask(&self, realm: Realm, name: &LoginName) -> Result<Slot, ServiceError> {
        let key = target(None, realm, name).to_string();
        let turn = self.throttle.questions.join(key, Instant::now() + ACCOUNT_WAIT);
        turn.ok_or(ServiceError::Unavailable(Cause::NoTurn))?.slot().await
    }

    /// Counts, for metrics, that a limit refused an attempt.
    fn refused(&self, attempt: &LoginAttempt<'_>, limit: RateLimit) {
        self.metrics.limits.count(attempt.client_info.contract, limit);
    }

    /// Takes back that an attempt was counted: its password was right, or was not verified.
    pub(in crate::auth) async fn refund(&self, record: &AttemptRecord) {
        if let Err(error) = self.store.refund(record).await {
            tracing::warn!(
                error = error_chain(&error),
                "an attempt could not be refunded and counts as a failure"
            );
        }
    }

    /// The same, without the caller waiting for it.
    pub(in crate::auth) fn refund_later(&self, record: AttemptRecord) {
        let auth = self.clone();
        let refund = async move { auth.refund(&record).await };
        drop(tokio::spawn(carried(refund).in_current_span()));
    }

    /// Counts an attempt from the first known source that does not refuse it, as somebody who shares the network, or has
    /// found out the name of the device, may have filled that one's counter. Where no source is known, it counts as one
    /// from elsewhere.
    async fn count(
        &self,
        attempt: &LoginAttempt<'_>,
        known: &[LoginSource],
    ) -> Result<Result<(AttemptRecord, Vec<CounterKey>), Refusal>, ServiceError> {
        let span = Span::begin("rate_limit.count");
        span.around(self.count_from_first(attempt, known)).await
    }

    async fn count_from_first(
        &self,
        attempt: &LoginAttempt<'_>,
        known: &[LoginSource],
    ) -> Result<Result<(AttemptRecord, Vec<CounterKey>), Refusal>, ServiceError> {
        let now = self.clock.now();
        let elsewhere = [attempt.network()];
        let from = if known.is_empty() { &elsewhere[..] } else { known };
        let mut retry_at = now.plus(self.throttle.limits.window);
        for source in from {
            let record = self.throttle.record(attempt, source, known, self.attempt_number(), now);
            match self.store.admit(&record).await? {
                Admission::VerifiedAttempt { filled } => return Ok(Ok((record, filled))),
                Admission::Refused { until } => retry_at = retry_at.min(until),
            }
        }
        let wait = u64::try_from(retry_at.millis().saturating_sub(now.millis())).unwrap_or_default();
        // Rounded up, so that a client that waits for that long does not come too early.
        let retry_after = Duration::from_secs(wait.div_ceil(1000).max(1));
        Ok(Err(Refusal { retry_after }))
    }

    /// Counts, against the network alone, a refused attempt that names an unknown device. Its password was not verified,
    /// but it may have been a guess at the name of a known device.
    async fn count_device(&self, attempt: &LoginAttempt<'_>, now: Timestamp) -> Result<(), ServiceError> {
        let record = self.of_network_alone(attempt.target.clone(), attempt.client_info, now);
        self.store.count_afterwards(&record).await?;
        Ok(())
    }

    /// Counts a wrong guess that is at no account's password against the network that it comes from. One whose limit is
    /// used up is not counted: a client that keeps guessing must not make the server write. Returns whether it was counted.
    pub(in crate::auth) async fn count_guess_of_network(&self, client_info: &ClientInfo) -> Result<bool, ServiceError> {
        let nobody = Target::unknown(Realm::Users, "", &FoldedName::of(""));
        let record = self.of_network_alone(nobody, client_info, self.clock.now());
        for counter in &record.afterwards {
            if self.store.is_full(counter, &record).await? {
                return Ok(false);
            }
        }
        self.store.count_afterwards(&record).await?;
        Ok(true)
    }

    /// An attempt that is counted against a client's network and nowhere else.
    fn of_network_alone(&self, target: Target, client_info: &ClientInfo, now: Timestamp) -> AttemptRecord {
        AttemptRecord {
            number: self.attempt_number(),
            at: now,
            window: self.throttle.limits.window,
            target,
            counters: Vec::new(),
            afterwards: vec![self.throttle.of_network(client_info, now)],
        }
    }

    fn attempt_number(&self) -> u32 {
        let mut bytes = [0; 4];
        self.random.fill(&mut bytes);
        u32::from_be_bytes(bytes)
    }

    /// Deletes a batch of counters that no decision depends on any more. Returns whether there may be more.
    ///
    /// # Errors
    /// [`ServiceError`].
    pub async fn sweep_attempts(&self) -> Result<bool, ServiceError> {
        const BATCH: u64 = 100;
        Ok(self.store.delete_old_attempts(self.clock.now(), BATCH).await? == BATCH)
    }
}

/// Whose failure it counts as.
pub(in crate::auth) fn target(account: Option<AccountRef>, realm: Realm, name: &LoginName) -> Target {
    match account {
        Some(account) => Target::account(account),
        None => Target::unknown(realm, name.kind(), name.folded()),
    }
}
