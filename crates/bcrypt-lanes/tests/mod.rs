//! Tests of the whole, with the `bcrypt` crate as the oracle.

mod differential;
mod mixes;
mod parsing;
mod pi;
mod vectors;

use super::{Job, Lanes};

/// Numbers that look random and are the same each time (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`.
    fn below(&mut self, bound: usize) -> usize {
        (self.roll() % bound as u64) as usize
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        (0..length).map(|_| self.roll() as u8).collect()
    }

    fn salt(&mut self) -> [u8; 16] {
        std::array::from_fn(|_| self.roll() as u8)
    }
}

/// Verifies in up to `lanes` at once, in which each place is taken again as soon as it is free.
fn verify_all(jobs: impl IntoIterator<Item = Job>, lanes: usize) -> Vec<bool> {
    let mut jobs = jobs.into_iter().enumerate().peekable();
    let (mut lanes, mut answers) = (Lanes::new(lanes), Vec::new());
    loop {
        while let Some((number, job)) = jobs.next_if(|_| lanes.have_room()) {
            lanes.join(job, number).unwrap();
            answers.push(None);
        }
        if lanes.is_empty() {
            return answers.into_iter().map(Option::unwrap).collect();
        }
        for finished in lanes.step() {
            assert_eq!(answers[finished.ticket].replace(finished.matches), None);
        }
    }
}

/// What the lanes say of one password.
fn verify(password: &[u8], hash: &str) -> bool {
    verify_all([Job::parse(hash, password).unwrap()], 1)[0]
}
