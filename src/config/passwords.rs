//! `[passwords]`: what new passwords must be, and how passwords are hashed.

use std::num::NonZeroUsize;
use std::thread::available_parallelism;

use serde::{Deserialize, Serialize};

use crate::settings::values::Bounded;

/// The settings of passwords, of their hashes and of the threads that make them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passwords {
    /// How many characters (Unicode code points) a new password must have at least; those that are there already keep
    /// working. 8 to 64, default 15 (NIST SP 800-63B-4 section 3.1.1.2, where a password is the only factor).
    pub min_length: Bounded<8, 64>,
    /// The cost of new hashes, the logarithm of their work: one more doubles the time of a login. A hash of a lower
    /// cost is renewed when its owner logs in. 10 to 14, default 12.
    pub bcrypt_cost: Bounded<10, 14>,
    /// How many threads hash, 0 for one per processor core. Up to 64, default 0.
    pub threads: Bounded<0, 64>,
    /// How many passwords a thread verifies in turns, which five do in little more time than one: 1 to 5, default 5.
    /// With 1, the bcrypt library does it alone.
    pub lanes: Bounded<1, 5>,
    /// The niceness of the hashing threads: with 19, all else that the service does comes first; with 0, they are
    /// scheduled like everything on the machine. 0 to 19, default 19. For Linux; elsewhere it changes nothing.
    pub nice: Bounded<0, 19>,
    /// How many logins may wait for a hashing thread; those above it are turned away, because a client that has given
    /// up by then would cost the same work. 1 to 100000, default 256.
    pub max_waiting: Bounded<1, 100_000>,
}

impl Passwords {
    /// How many threads to start: `threads`, or as many as there are cores (one, where that cannot be found out).
    pub fn thread_count(&self) -> NonZeroUsize {
        usize::try_from(self.threads.get())
            .ok()
            .and_then(NonZeroUsize::new)
            .or_else(|| available_parallelism().ok())
            .unwrap_or(NonZeroUsize::MIN)
    }
}
