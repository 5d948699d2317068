//! The settings of the hashing threads.

/// How passwords are hashed.
#[derive(Debug, Clone, Copy)]
pub struct PasswordSettings {
    /// The bcrypt cost of new hashes: each step up doubles the work.
    pub cost: u32,
    /// How many hashing threads there are.
    pub threads: usize,
    /// How many passwords a thread verifies in interleaved steps, 1 to 4. With 1, the bcrypt crate does all the work.
    pub lanes: usize,
    /// The niceness of the threads, 0 to 19, where the system has one for each thread.
    pub nice: i32,
    /// How many passwords may wait for a thread.
    pub max_waiting: usize,
}

impl PasswordSettings {
    /// How many passwords can be hashed at once.
    pub fn parallelism(&self) -> usize {
        self.threads * self.lanes
    }
}
