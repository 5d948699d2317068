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

use super::{Error, Identity, LoginName, Problem};
use crate::model::{
    AccountRef, CounterKey, Network, Origin, Password, PasswordHash, Place, Population, Target, Timestamp,
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
/// How many passwords of one network are looked at at once, for each hashing thread.
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
    Right(Counted),
    /// Wrong.
    Wrong {
        /// Whether the next one from there will not be looked at.
        is_last: bool,
    },
}

/// A right guess, as it was counted.
pub(super) struct Counted {
    pub(super) charge: Charge,
    /// The places that the account is known at once it has logged in, and until when.
    pub(super) places: Vec<(CounterKey, Timestamp)>,
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
    /// With so many hashing threads, for so many logins altogether.
    pub(super) fn new(limits: GuessingLimits, threads: usize, logins: usize) -> Self {
        Self {
            limits,
            accounts: Gates::new(1, QUEUE),
            // An eighth of the room is left to others, whatever one network sends.
            networks: Gates::new(threads * AT_ONCE, logins - logins / 8),
        }
    }

    /// Where to count a guess from a place, known or not.
    fn counters(&self, guess: &Guess<'_>, place: &Place, from_known: bool, now: Timestamp) -> [Counter; 3] {
        let limits = &self.limits;
        let past = now.plus(limits.window);
        let account = Counter {
            key: CounterKey::Account(guess.target.clone()),
            recent: limits.account,
            in_a_row: Some(limits.in_a_row),
            enforced: !from_known,
            kept_until: match guess.target.is_unknown() {
                true => now.plus(UNKNOWN_KEPT),
                false => Timestamp::from_millis(i64::MAX),
            },
        };
        let pair = Counter {
            key: CounterKey::Pair(guess.target.clone(), place.clone()),
            recent: limits.place,
            in_a_row: from_known.then_some(limits.in_a_row),
            enforced: true,
            kept_until: past,
        };
        let network = Counter {
            key: CounterKey::Network(guess.network()),
            recent: limits.network,
            in_a_row: None,
            enforced: !from_known,
            kept_until: past,
        };
        // The network comes last: it is shared by the most, so it is held for the shortest time.
        [account, pair, network]
    }
}

impl Identity {
    /// Looks at a password, if that is within the limits.
    ///
    /// # Errors
    /// [`Error::TooManyAttempts`] when it is not; [`Error::Unavailable`], too, when too many logins wait, of this
    /// network or altogether.
    pub(super) async fn judge(&self, guess: Guess<'_>) -> Result<Verdict, Error> {
        let places = guess.places();
        let known = self.store.known_places(&guess.target, &places).await?;
        // A known place has a gate of its own: what comes from elsewhere shall not hold it up. And a queue at one gate
        // is short: guesses at one account shall not take the places of all other logins.
        let gate = known
            .iter()
            .fold(guess.target.to_string(), |gate, place| format!("{gate} {place}"));
        let at_account = self
            .guessing
            .accounts
            .join(gate)
            .ok_or(Error::TooManyAttempts { retry_after: A_MOMENT })?;
        let at_network = self.guessing.networks.join(guess.network().to_string());
        let at_network = at_network.ok_or(Error::Unavailable(Problem::HashingQueueFull))?;
        let ticket = self.passwords.ticket()?;
        let _turn = at_account.turn().await?;
        let _network_turn = at_network.turn().await?;
        let (charge, is_last) = self.count(&guess, &known).await?;
        match self.passwords.verify(ticket, guess.password, guess.stored).await {
            Ok(true) => {
                let until = charge.at.plus(PLACE_KEPT);
                let known_now = |place| (CounterKey::Pair(guess.target.clone(), place), until);
                let places = places.into_iter().map(known_now).collect();
                Ok(Verdict::Right(Counted { charge, places }))
            }
            Ok(false) => Ok(Verdict::Wrong { is_last }),
            Err(error) => {
                self.store.refund(&charge).await?;
                Err(error)
            }
        }
    }

    /// Counts a guess from the first of the known places that lets it pass - somebody who shares the network, or has
    /// found out the device's name, may have used up that one's allowance - or, where none is known, from elsewhere.
    async fn count(&self, guess: &Guess<'_>, known: &[Place]) -> Result<(Charge, bool), Error> {
        let now = self.clock.now();
        let elsewhere = [guess.network()];
        let (from, from_known) = if known.is_empty() {
            (&elsewhere[..], false)
        } else {
            (known, true)
        };
        let mut free_at = now.plus(self.guessing.limits.window);
        for place in from {
            let charge = Charge {
                number: self.attempt_number(),
                at: now,
                window: self.guessing.limits.window,
                counters: self.guessing.counters(guess, place, from_known, now).into(),
            };
            match self.store.charge(&charge).await? {
                Passed::Counted { is_last } => return Ok((charge, is_last)),
                Passed::Refused { until } => free_at = free_at.min(until),
            }
        }
        let wait = u64::try_from(free_at.millis().saturating_sub(now.millis())).unwrap_or_default();
        // Rounded up: a client that waits as long as it is told shall not come too early.
        let retry_after = Duration::from_secs(wait.div_ceil(1000).max(1));
        Err(Error::TooManyAttempts { retry_after })
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

/// Whose failure it will be.
pub(super) fn target(account: Option<AccountRef>, population: Population, name: &LoginName) -> Target {
    match account {
        Some(account) => Target::account(account),
        None => Target::unknown(population, name.folded()),
    }
}
