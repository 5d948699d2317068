//! Whether this build, on this processor, computes what it should.

use std::fmt;

use super::job::Job;
use super::lanes::{Lanes, MAX_LANES};

type Known = [(&'static str, &'static [u8]); MAX_LANES];

/// One known answer for each lane: an ordinary password, a byte over 0x7f, more than 72 bytes, none at all, a short one.
/// The costs differ, so that lanes leave one after the other. From the tests of pyca/bcrypt, crypt_blowfish and libxcrypt.
const KNOWN: Known = [
    (
        "$2b$04$cVWp4XaNU8a4v1uMRum2SO026BWLIoQMD/TXg5uZV.0P.uO8m3YEm",
        b"Kk4DQuMMfZL9o",
    ),
    ("$2y$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq", b"\xa3"),
    (
        "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui",
        b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored",
    ),
    ("$2b$04$CCCCCCCCCCCCCCCCCCCCC.Cg0ly9t/KVBCBYYDfOmZKwry9JuXClC", b""),
    ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", b"U*U"),
];

/// The lanes judge a known password wrongly, so they must not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SelfTestFailed {
    /// How many were under way.
    pub lanes: usize,
    /// Which of them was wrong, from 0.
    pub lane: usize,
}

impl fmt::Display for SelfTestFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lanes, lane } = self;
        write!(
            f,
            "of {lanes} bcrypt lanes, number {} judges a known password wrongly",
            lane + 1
        )
    }
}

impl std::error::Error for SelfTestFailed {}

/// Verifies known passwords in each lane, alone and beside others, and sees that each lane refuses a wrong one. Takes
/// some twenty milliseconds.
///
/// # Errors
///
/// When a lane is wrong. What to do then is to verify with the `bcrypt` crate, and to tell somebody.
pub fn self_test() -> Result<(), SelfTestFailed> {
    check(&KNOWN)
}

fn check(known: &Known) -> Result<(), SelfTestFailed> {
    for count in 1..=MAX_LANES {
        run(known, count, 0)?;
        run(known, count, 1)?;
    }
    Ok(())
}

/// Verifies in `count` lanes: `ahead` is 0 for the passwords of the hashes, or 1 for those of the hashes after them.
fn run(known: &Known, count: usize, ahead: usize) -> Result<(), SelfTestFailed> {
    let failed = |lane| SelfTestFailed { lanes: count, lane };
    let mut lanes = Lanes::new(count);
    for lane in 0..count {
        let (hash, _) = known[(lane + count) % MAX_LANES];
        let (_, password) = known[(lane + count + ahead) % MAX_LANES];
        let job = Job::parse(hash, password).map_err(|_| failed(lane))?;
        lanes.join(job, lane).map_err(|_| failed(lane))?;
    }
    while !lanes.is_empty() {
        for finished in lanes.step() {
            if finished.matches != (ahead == 0) {
                return Err(failed(finished.ticket));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_self_test_passes() {
        assert_eq!(self_test(), Ok(()));
    }

    #[test]
    fn the_self_test_names_a_lane_that_refuses_what_is_right() {
        let mut known = KNOWN;
        known[2].0 = "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBue";
        assert_eq!(check(&known), Err(SelfTestFailed { lanes: 2, lane: 0 }));
    }

    #[test]
    fn the_self_test_names_a_lane_that_accepts_what_is_wrong() {
        let mut known = KNOWN;
        known[1] = known[0];
        assert_eq!(check(&known), Err(SelfTestFailed { lanes: 3, lane: 2 }));
        let told = SelfTestFailed { lanes: 3, lane: 2 }.to_string();
        assert_eq!(told, "of 3 bcrypt lanes, number 3 judges a known password wrongly");
    }
}
