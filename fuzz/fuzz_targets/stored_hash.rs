//! The reader of stored password hashes: whatever the text, it is refused or within bounds, in one spelling, and
//! verifying a cheap one ends.
//!
//! The input is a password and a stored hash, on two lines.

#![no_main]

use libfuzzer_sys::fuzz_target;
use password_formats::{Cost, RefusalWork, StoredHash, limits};

fuzz_target!(|bytes: &[u8]| {
    let lines = str::from_utf8(bytes).ok().and_then(|text| text.split_once('\n'));
    let Some((password, text)) = lines else {
        return;
    };
    let Ok(stored) = StoredHash::parse(text) else {
        return;
    };
    assert!(is_within_bounds(&stored.cost()), "{stored:?}");
    for end in [" ", "$", "\n"] {
        assert!(StoredHash::parse(&format!("{text}{end}")).is_err(), "{text}{end}");
    }
    check_refusals(&stored.cost());
    if is_cheap(&stored.cost()) {
        check_verification(&stored, password);
    }
});

fn is_within_bounds(cost: &Cost) -> bool {
    match cost {
        Cost::Bcrypt { cost } => (4..=limits::BCRYPT_COST.at_most).contains(&u64::from(*cost)),
        Cost::Pbkdf2 { rounds, .. } => (1..=limits::PBKDF2_ROUNDS.at_most).contains(&u64::from(*rounds)),
        Cost::Argon2(cost) => {
            let memory = u64::from(cost.memory_kib);
            (8..=limits::ARGON2_MEMORY.at_most).contains(&memory)
                && (8..=limits::ARGON2_WORK.at_most).contains(&(memory * u64::from(cost.passes)))
                && (1..=limits::ARGON2_LANES.at_most).contains(&u64::from(cost.lanes))
        }
        Cost::Scrypt(cost) => {
            let memory = 128 * u64::from(cost.r) * (1_u64 << cost.log2_n).max(cost.p.into());
            memory <= limits::SCRYPT_MEMORY.at_most && cost.work() <= limits::SCRYPT_WORK.at_most
        }
        Cost::ShaCrypt { rounds, .. } => (1000..=limits::SHA_CRYPT_ROUNDS.at_most).contains(&u64::from(*rounds)),
        Cost::Phpass { log2_rounds } => (7..=limits::PHPASS_LOG2_ROUNDS.at_most).contains(&u64::from(*log2_rounds)),
        Cost::Digest => true,
    }
}

/// Without optimisation, some milliseconds.
fn is_cheap(cost: &Cost) -> bool {
    match cost {
        Cost::Bcrypt { cost } => *cost == 4,
        Cost::Pbkdf2 { rounds, .. } => *rounds <= 100,
        Cost::Argon2(cost) => cost.work() <= 64,
        Cost::Scrypt(cost) => cost.work() <= 256,
        Cost::ShaCrypt { rounds, .. } => *rounds == 1000,
        Cost::Phpass { log2_rounds } => *log2_rounds == 7,
        Cost::Digest => true,
    }
}

/// A refusal is the same work with the hash as without it.
fn check_refusals(cost: &Cost) {
    let mut refusals = RefusalWork::default();
    refusals.add(cost);
    refusals.add(&Cost::Phpass { log2_rounds: 11 });
    let with_it = refusals.work_of(cost) + refusals.remaining(Some(cost));
    assert_eq!(with_it, refusals.remaining(None), "{cost:?}");
}

/// The answer is the same each time, and the bcrypt inside gives the same.
fn check_verification(stored: &StoredHash, password: &str) {
    let matches = stored.verify(password);
    match stored.bcrypt() {
        Some(inner) => {
            let input = inner.input(password);
            let by_bcrypt = input.is_some_and(|input| bcrypt::verify(&*input, inner.hash()).unwrap());
            assert_eq!(by_bcrypt, matches, "{stored:?}");
        }
        None => assert_eq!(stored.verify(password), matches, "{stored:?}"),
    }
}
