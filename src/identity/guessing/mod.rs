//! Guessing: how many wrong passwords are listened to, whose, and from where.
//!
//! Three counters are kept in the database, so that all nodes share them and a restart forgets nothing: of the account
//! (over all its names and contracts), of the network, and of the account from this place - a network, or a device
//! where the contract has clients name one. An attempt that any of them refuses is not looked at at all.
//!
//! An attacker must not be able to keep the owner out. So a place from which the account has logged in well before is
//! let alone by what comes from elsewhere: there, only the third counter refuses. All of them count, always.
//!
//! `gates.rs` keeps what runs at once from using up what may be tried; `store::attempts` counts.

mod gates;

use std::sync::Arc;
use std::time::Duration;

use tracing::Instrument;

use super::passwords::Ticket;
use super::{Error, Identity, LoginName, Problem};
use crate::model::{
    AccountRef, CounterKey, Network, Origin, Password, PasswordHash, Place, Population, Target, Timestamp, error_chain,
};
use crate::store::{Charge, Counter, Passed};
use gates::Gates;

/// How long a place stays known after the last good login from there.
const PLACE_KEPT: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// How long the failures of a name that nobody has are remembered. Those of an account are, until they are over.
const UNKNOWN_KEPT: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// How many logins of one account, from elsewhere or from one known place, may wait for their turn.
const QUEUE: usize = 32;
/// When a login may come again that found that queue full.
const A_MOMENT: Duration = Duration::from_secs(1);
/// How many passwords of one network are looked at at once, for each that can be hashed at once.
const AT_ONCE: usize = 4;

/// How many failures there may be.
#[derive(Debug, Clone, Copy)]
pub struct GuessingLimits {
    /// How long a failure counts.
    pub window: Duration,
    /// Of an account, from places that it is not known at, within the window.
    pub account: u32,
    /// Of an account from one place, within the window.
    pub place: u32,
    /// From a network, within the window.
    pub network: u32,
    /// Of an account in a row, from one place that it is known at or from all others together.
    pub in_a_row: u32,
}

/// What keeps guessing within its limits.
pub(super) struct Guessing {
    limits: GuessingLimits,
    accounts: Arc<Gates>,
    networks: Arc<Gates>,
}

/// The turn of a guess to be looked at, and what was found out for that.
pub(super) struct Turn {
    known: Vec<Place>,
    ticket: Ticket,
    gates: [gates::Turn; 2],
}

/// A password for an account, or for a name that nobody has.
pub(super) struct Guess<'a> {
    pub(super) target: Target,
    pub(super) origin: &'a Origin,
    pub(super) device: Option<&'a str>,
    pub(super) password: &'a Password,
    pub(super) stored: Option<&'a PasswordHash>,
}

/// What a guess turned out to be.
pub(super) enum Verdict {
    /// Right. It stays counted as a failure until it is settled or struck out.
    Right(Box<Counted>),
    /// Wrong.
    Wrong {
        /// The counters that it has filled.
        filled: Vec<CounterKey>,
    },
}

/// A right guess, as it was counted.
pub(super) struct Counted {
    pub(super) charge: Charge,
    /// The places that the account is known at once it has logged in, and until when.
    pub(super) places: Vec<(CounterKey, Timestamp)>,
    /// Held until the guess is settled: those that are right but still counted as failures would be in the way of more.
    _gates: [gates::Turn; 2],
}

impl Guess<'_> {
    /// Where it comes from: its network, and its device if it names one.
    fn places(&self) -> Vec<Place> {
        std::iter::once(self.network())
            .chain(self.device.map(Place::device))
            .collect()
    }

    fn network(&self) -> Place {
        Place::network(Network::of(self.origin.address))
    }
}

impl Guessing {
    /// Where so many passwords are hashed at once, for so many logins altogether.
    pub(super) fn new(limits: GuessingLimits, hashed_at_once: usize, logins: usize) -> Self {
        let width = usize::try_from(limits.network / 8).unwrap_or(usize::MAX);
        Self {
            limits,
            accounts: Gates::new(1, QUEUE),
            // No more at once than a small part of what may fail, or good logins would use that up while they run. And an
            // eighth of the room is left to others, whatever one network sends.
            networks: Gates::new(width.clamp(1, hashed_at_once * AT_ONCE), logins - logins / 8),
        }
    }

    /// Where to count a guess from a place: before it is looked at, and afterwards. At a known place, only its own
    /// counter refuses - and the network's, unless the network is known too: devices are known by names that clients
    /// make up.
    fn counters(&self, guess: &Guess<'_>, place: &Place, known: &[Place], now: Timestamp) -> [Vec<Counter>; 2] {
        let limits = &self.limits;
        let past = now.plus(limits.window);
        let from_known = known.contains(place);
        let account = Counter {
            key: CounterKey::Account(guess.target.clone()),
            recent: limits.account,
            in_a_row: Some(limits.in_a_row),
            kept_until: match guess.target.is_unknown() {
                true => now.plus(UNKNOWN_KEPT),
                false => Timestamp::from_millis(i64::MAX),
            },
        };
        let pair = Counter {
            key: CounterKey::Pair(guess.target.clone(), place.clone()),
            recent: limits.place,
            in_a_row: from_known.then_some(limits.in_a_row),
            kept_until: past,
        };
        let network = Counter {
            key: CounterKey::Network(guess.network()),
            recent: limits.network,
            in_a_row: None,
            kept_until: past,
        };
        // The network comes last: it is shared by the most, so it is held for the shortest time.
        match (from_known, known.contains(&guess.network())) {
            (false, _) => [vec![account, pair, network], Vec::new()],
            (true, false) => [vec![pair, network], vec![account]],
            (true, true) => [vec![pair], vec![account, network]],
        }
    }

    fn charge(&self, guess: &Guess<'_>, place: &Place, known: &[Place], number: u32, now: Timestamp) -> Charge {
        let [counters, afterwards] = self.counters(guess, place, known, now);
        Charge {
            number,
            at: now,
            window: self.limits.window,
            target: guess.target.clone(),
            counters,
            afterwards,
        }
    }
}

impl Identity {
    /// Waits for a guess's turn to be looked at.
    ///
    /// # Errors
    /// [`Error::TooManyAttempts`] or [`Error::Unavailable`] when too many logins wait, of this account, of this
    /// network, or altogether.
    pub(super) async fn wait_turn(&self, guess: &Guess<'_>) -> Result<Turn, Error> {
        let known = self.store.known_places(&guess.target, &guess.places()).await?;
        // A known place has a gate of its own: what comes from elsewhere shall not hold it up. And a queue at one gate
        // is short: guesses at one account shall not take the places of all other logins.
        let gate = known
            .iter()
            .fold(guess.target.to_string(), |gate, place| format!("{gate} {place}"));
        let at_account = self.guessing.accounts.join(gate);
        let at_account = at_account.ok_or(Error::TooManyAttempts { retry_after: A_MOMENT })?;
        let at_network = self.guessing.networks.join(guess.network().to_string());
        let at_network = at_network.ok_or(Error::Unavailable(Problem::HashingQueueFull))?;
        let ticket = self.passwords.ticket()?;
        let gates = [at_account.turn().await?, at_network.turn().await?];
        Ok(Turn { known, ticket, gates })
    }

    /// Looks at a password, if that is within the limits. Whoever calls this does so within [`see_through`]: a
    /// client may hang up so that nothing is recorded of its guess.
    ///
    /// # Errors
    /// [`Error::TooManyAttempts`] when it is not; [`Error::Unavailable`].
    pub(super) async fn judge(&self, turn: Turn, guess: &Guess<'_>) -> Result<Verdict, Error> {
        let (charge, mut filled) = self.count(guess, &turn.known).await?;
        match self.passwords.verify(turn.ticket, guess.password, guess.stored).await {
            Ok(true) => {
                let until = charge.at.plus(PLACE_KEPT);
                let known_now = |place| (CounterKey::Pair(guess.target.clone(), place), until);
                let places = guess.places().into_iter().map(known_now).collect();
                Ok(Verdict::Right(Box::new(Counted {
                    charge,
                    places,
                    _gates: turn.gates,
                })))
            }
            Ok(false) => {
                filled.extend(self.store.count_afterwards(&charge).await?);
                Ok(Verdict::Wrong { filled })
            }
            Err(error) => {
                self.strike_out(&charge).await;
                Err(error)
            }
        }
    }

    /// Takes back that an attempt was counted: it was none, or was not looked at.
    pub(super) async fn strike_out(&self, charge: &Charge) {
        if let Err(error) = self.store.refund(charge).await {
            tracing::warn!(error = error_chain(&error), "an attempt stays counted as a failure");
        }
    }

    /// Counts a guess from the first of the known places that lets it pass - somebody who shares the network, or has
    /// found out the device's name, may have used up that one's allowance - or, where none is known, from elsewhere.
    async fn count(&self, guess: &Guess<'_>, known: &[Place]) -> Result<(Charge, Vec<CounterKey>), Error> {
        let now = self.clock.now();
        let elsewhere = [guess.network()];
        let from = if known.is_empty() { &elsewhere[..] } else { known };
        let mut free_at = now.plus(self.guessing.limits.window);
        for place in from {
            let charge = self.guessing.charge(guess, place, known, self.attempt_number(), now);
            match self.store.charge(&charge).await? {
                Passed::Counted { filled } => return Ok((charge, filled)),
                Passed::Refused { until } => free_at = free_at.min(until),
            }
        }
        if known.is_empty() && guess.device.is_some() {
            self.count_device(guess, now).await?;
        }
        let wait = u64::try_from(free_at.millis().saturating_sub(now.millis())).unwrap_or_default();
        // Rounded up: a client that waits as long as it is told shall not come too early.
        let retry_after = Duration::from_secs(wait.div_ceil(1000).max(1));
        Err(Error::TooManyAttempts { retry_after })
    }

    /// Counts, against the network alone, the name of a device that the account is not known at. It was refused without
    /// a look at the password, but it was a guess all the same: at the device.
    async fn count_device(&self, guess: &Guess<'_>, now: Timestamp) -> Result<(), Error> {
        let [counters, _] = self.guessing.counters(guess, &guess.network(), &[], now);
        let network = |counter: &Counter| matches!(counter.key, CounterKey::Network(_));
        let charge = Charge {
            number: self.attempt_number(),
            at: now,
            window: self.guessing.limits.window,
            target: guess.target.clone(),
            counters: Vec::new(),
            afterwards: counters.into_iter().filter(network).collect(),
        };
        self.store.count_afterwards(&charge).await?;
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

/// Does this on its own, so that it goes on when the client hangs up: a guess must not be without a record.
pub(super) async fn see_through<T: Send + 'static>(
    work: impl Future<Output = Result<T, Error>> + Send + 'static,
) -> Result<T, Error> {
    let done = tokio::spawn(work.in_current_span()).await;
    done.map_err(|_| Error::Internal(Problem::HashingStopped))?
}

/// Whose failure it will be.
pub(super) fn target(account: Option<AccountRef>, population: Population, name: &LoginName) -> Target {
    match account {
        Some(account) => Target::account(account),
        None => Target::unknown(population, name.folded()),
    }
}
