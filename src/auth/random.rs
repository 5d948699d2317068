//! Randomness, handed in.

use std::io::{self, Write};

use rand::Rng;
use uuid::Uuid;

use crate::model::Timestamp;

/// A source of bytes that nobody can predict. Rules never ask the system, so that tests can repeat a run.
pub trait Random: Send + Sync {
    /// Fills the buffer.
    fn fill(&self, buffer: &mut [u8]);

    /// Fills the buffer with bytes that name something: no two names are the same, but a name is no secret.
    fn fill_name(&self, buffer: &mut [u8]) {
        self.fill(buffer);
    }
}

/// The operating system's generator.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    /// Ends the process when the system has no randomness to give, which Linux does not do after boot: any value used
    /// instead would be a predictable secret.
    #[expect(clippy::disallowed_methods, reason = "the one place where randomness comes from")]
    fn fill(&self, buffer: &mut [u8]) {
        if let Err(error) = getrandom::fill(buffer) {
            // Not by the log, which is written on a thread that would not come to it. Why it ends is told if it can be.
            drop(writeln!(io::stderr(), "the system gives no random bytes: {error}"));
            std::process::abort();
        }
    }

    /// Without asking the system for each: every request has a name.
    #[expect(clippy::disallowed_methods, reason = "the one place where randomness comes from")]
    fn fill_name(&self, buffer: &mut [u8]) {
        rand::rng().fill_bytes(buffer);
    }
}

/// The characters of keys that people copy: no punctuation, so that a double click selects all of it.
const ALPHANUMERIC: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A random (version 4) UUID: 122 random bits.
pub(super) fn uuid(random: &dyn Random) -> Uuid {
    let mut bytes = [0; 16];
    random.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// A UUID that begins with the time, in milliseconds, and has 74 random bits (version 7, RFC 9562 section 5.7): rows that
/// are made one after another lie beside each other in their index, however many there are.
pub(super) fn uuid_in_order(random: &dyn Random, now: Timestamp) -> Uuid {
    let mut bytes = [0; 10];
    random.fill(&mut bytes);
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(now.millis()).unwrap_or(0), &bytes).into_uuid()
}

/// That many letters and digits, each equally likely: 5.95 bits a character.
pub(super) fn alphanumeric(random: &dyn Random, length: usize) -> String {
    let mut text = String::with_capacity(length);
    let mut byte = [0];
    while text.len() < length {
        random.fill(&mut byte);
        // 248 is the largest multiple of 62 that fits: bytes above it would make the first letters likelier.
        if byte[0] < 248 {
            text.push(char::from(ALPHANUMERIC[usize::from(byte[0]) % ALPHANUMERIC.len()]));
        }
    }
    text
}
