//! A circuit breaker: a server that does not answer is left alone for a while, so that nobody waits for it in vain.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// After how many failures in a row it opens.
const FAILURES: u32 = 5;
/// For how long it is open. After that one request at a time tries again.
const OPEN: Duration = Duration::from_secs(2);

/// See the module.
#[derive(Debug, Default)]
pub struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    open_until: Option<Instant>,
    is_probed: bool,
}

/// The right to send one request. Dropped without a verdict, as when a client hangs up, it says nothing.
#[derive(Debug)]
pub struct Pass<'b> {
    breaker: &'b Breaker,
    is_probe: bool,
}

impl Breaker {
    /// Lets a request through; `None` while the breaker is open.
    pub fn pass(&self, now: Instant) -> Option<Pass<'_>> {
        let mut state = self.lock();
        let Some(until) = state.open_until else {
            return Some(Pass {
                breaker: self,
                is_probe: false,
            });
        };
        if state.is_probed || now < until {
            return None;
        }
        state.is_probed = true;
        Some(Pass {
            breaker: self,
            is_probe: true,
        })
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass<'_> {
    /// The server has answered.
    pub fn succeeded(self) {
        let mut state = self.breaker.lock();
        (state.failures, state.open_until) = (0, None);
    }

    /// It has not.
    pub fn failed(self, now: Instant) {
        let mut state = self.breaker.lock();
        state.failures = state.failures.saturating_add(1);
        if state.failures >= FAILURES {
            state.open_until = Some(now + OPEN);
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if self.is_probe {
            self.breaker.lock().is_probed = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail(breaker: &Breaker, now: Instant) {
        breaker.pass(now).unwrap().failed(now);
    }

    #[test]
    fn it_opens_after_five_failures_in_a_row() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        (1..FAILURES).for_each(|_| fail(&breaker, now));
        breaker.pass(now).unwrap().succeeded();
        (1..FAILURES).for_each(|_| fail(&breaker, now));
        assert!(breaker.pass(now).is_some());
        fail(&breaker, now);
        assert!(breaker.pass(now).is_none());
    }

    #[test]
    fn one_request_at_a_time_finds_out_whether_the_server_is_back() {
        let (breaker, now) = (Breaker::default(), Instant::now());
        (0..FAILURES).for_each(|_| fail(&breaker, now));
        let later = now + OPEN;
        let probe = breaker.pass(later).unwrap();
        assert!(breaker.pass(later).is_none(), "the first has not come back");
        probe.failed(later);
        assert!(breaker.pass(later).is_none());
        let later = later + OPEN;
        drop(breaker.pass(later).unwrap());
        breaker.pass(later).unwrap().succeeded();
        assert!(breaker.pass(later).is_some() && breaker.pass(later).is_some());
    }
}
