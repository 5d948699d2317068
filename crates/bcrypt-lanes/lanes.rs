//! The lanes of a thread: who is under way, who joins and who leaves.

use std::vec::Drain;

use super::job::Job;
use super::refill::refill;
use super::state::State;

/// How many lanes a thread can have. With a sixth, all of them together are slower.
pub const MAX_LANES: usize = 5;

/// Verifies up to five passwords in turns, on the thread that calls it.
///
/// `T` is whatever the caller wants to have back with an answer: a number, or the sender of a channel.
pub struct Lanes<T> {
    limit: usize,
    /// The first of these belong to those under way, in the same order.
    states: Box<[State; MAX_LANES]>,
    under_way: Vec<Lane<T>>,
    finished: Vec<Finished<T>>,
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finished<T> {
    /// What came with the job.
    pub ticket: T,
    /// Whether the password belongs to the hash.
    pub matches: bool,
}

struct Lane<T> {
    ticket: T,
    job: Job,
    rounds_left: u64,
    /// The answer is no, and is held back.
    refused: bool,
}

impl<T> Lanes<T> {
    /// Lanes with nobody in them. A limit below one counts as one, and above five as five.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self {
            limit: limit.clamp(1, MAX_LANES),
            states: Box::new([const { State::empty() }; MAX_LANES]),
            under_way: Vec::with_capacity(MAX_LANES),
            finished: Vec::with_capacity(MAX_LANES),
        }
    }

    /// How many are under way.
    #[must_use]
    pub fn len(&self) -> usize {
        self.under_way.len()
    }

    /// Whether nobody is under way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.under_way.is_empty()
    }

    /// Whether one more may join.
    #[must_use]
    pub fn have_room(&self) -> bool {
        self.len() < self.limit
    }

    /// The tickets of those under way, in no order.
    pub fn tickets(&self) -> impl Iterator<Item = &T> {
        self.under_way.iter().map(|lane| &lane.ticket)
    }

    /// The same, to change them.
    pub fn tickets_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.under_way.iter_mut().map(|lane| &mut lane.ticket)
    }

    /// Puts a job under way. It takes half a round of this thread at once, and then its share of every [`step`].
    ///
    /// [`step`]: Self::step
    ///
    /// # Errors
    ///
    /// When all lanes are taken; the job and its ticket come back.
    pub fn join(&mut self, job: Job, ticket: T) -> Result<(), (Job, T)> {
        match self.states.get_mut(self.under_way.len()) {
            Some(state) if self.under_way.len() < self.limit => state.begin(job.key(), job.salt()),
            _ => return Err((job, ticket)),
        }
        self.under_way.push(Lane {
            rounds_left: job.rounds(),
            refused: false,
            ticket,
            job,
        });
        Ok(())
    }

    /// Takes everyone under way one round further, and hands out those that are done. With nobody under way it does
    /// nothing.
    ///
    /// A round is two of the 2 × 2^cost key expansions, some fifty to a hundred microseconds.
    pub fn step(&mut self) -> Drain<'_, Finished<T>> {
        match self.under_way.len() {
            0 => {}
            1 => self.round::<1>(),
            2 => self.round::<2>(),
            3 => self.round::<3>(),
            4 => self.round::<4>(),
            _ => self.round::<MAX_LANES>(),
        }
        // From the last to the first: whoever leaves is replaced by the last, and that one has been seen to.
        for lane in (0..self.under_way.len()).rev() {
            self.settle(lane);
        }
        self.finished.drain(..)
    }

    /// Abandons those whose answer nobody wants any more.
    pub fn retain(&mut self, mut wanted: impl FnMut(&T) -> bool) {
        for lane in (0..self.under_way.len()).rev() {
            if !wanted(&self.under_way[lane].ticket) {
                self.leave(lane);
            }
        }
    }

    fn round<const N: usize>(&mut self) {
        let (Some(states), Some(lanes)) = (self.states.first_chunk_mut::<N>(), self.under_way.first_chunk::<N>())
        else {
            return;
        };
        for (state, lane) in states.iter_mut().zip(lanes) {
            state.mix(lane.job.key());
        }
        refill(states);
        for (state, lane) in states.iter_mut().zip(lanes) {
            state.mix(lane.job.salt());
        }
        refill(states);
    }

    /// Counts the round, and sees whether it was the last.
    fn settle(&mut self, index: usize) {
        let lane = &mut self.under_way[index];
        lane.rounds_left -= 1;
        if lane.rounds_left > 0 {
            return;
        }
        let matches = !lane.refused && lane.job.accepts(&self.states[index].digest());
        if !matches && !lane.refused {
            lane.refused = true;
            lane.rounds_left = lane.job.rounds_before_refusal();
            if lane.rounds_left > 0 {
                return;
            }
        }
        let ticket = self.leave(index).ticket;
        self.finished.push(Finished { ticket, matches });
    }

    fn leave(&mut self, index: usize) -> Lane<T> {
        let gone = self.under_way.swap_remove(index);
        let last = self.under_way.len();
        self.states.swap(index, last);
        self.states[last].wipe();
        gone
    }
}

impl<T> std::fmt::Debug for Lanes<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lanes")
            .field("limit", &self.limit)
            .field("under_way", &self.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_leaves_leaves_no_state_behind() {
        let mut lanes = Lanes::new(MAX_LANES);
        for cost in [4, 5, 4, 6] {
            lanes.join(Job::decoy(cost, b"secret").unwrap(), cost).unwrap();
        }
        while !lanes.is_empty() {
            drop(lanes.step());
            let under_way = lanes.len();
            assert!(lanes.states[..under_way].iter().all(|state| !state.is_empty()));
            assert!(lanes.states[under_way..].iter().all(State::is_empty));
        }
        lanes.join(Job::decoy(4, b"secret").unwrap(), 4).unwrap();
        lanes.retain(|_| false);
        assert!(lanes.states.iter().all(State::is_empty));
    }
}
