//! Randomness that repeats.

use std::sync::atomic::{AtomicU64, Ordering};

use latchkey::auth::Random;
use sha2::{Digest, Sha256};

/// The SHA-256 of a seed and a counter: no two values alike within a test, the same in every run.
pub struct TestRandom {
    seed: u8,
    drawn: AtomicU64,
}

impl TestRandom {
    /// Two nodes of one test need different seeds.
    pub fn new(seed: u8) -> Self {
        Self {
            seed,
            drawn: AtomicU64::new(0),
        }
    }
}

impl Random for TestRandom {
    fn fill(&self, buffer: &mut [u8]) {
        for part in buffer.chunks_mut(32) {
            let number = self.drawn.fetch_add(1, Ordering::SeqCst);
            let block = Sha256::new()
                .chain_update([self.seed])
                .chain_update(number.to_be_bytes())
                .finalize();
            part.copy_from_slice(&block[..part.len()]);
        }
    }
}
