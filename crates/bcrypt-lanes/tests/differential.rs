use super::super::MAX_LANES;
use super::{Dice, Job, verify, verify_all};

const VERSIONS: [bcrypt::Version; 4] = [
    bcrypt::Version::TwoA,
    bcrypt::Version::TwoB,
    bcrypt::Version::TwoX,
    bcrypt::Version::TwoY,
];

/// A hash that the crate makes.
pub(super) fn hash(dice: &mut Dice, password: &[u8], cost: u32) -> String {
    let version = VERSIONS[dice.below(VERSIONS.len())].clone();
    let parts = bcrypt::hash_with_salt(password, cost, dice.salt()).unwrap();
    parts.format_for_version(version)
}

/// A password, with a liking for what is special: the ends of the range, NUL, and bytes over 0x7f.
pub(super) fn password(dice: &mut Dice) -> Vec<u8> {
    let length = match dice.below(4) {
        0 => [0, 1, 2, 3, 4, 55, 56, 57, 70, 71, 72, 73, 74, 144, 255, 256][dice.below(16)],
        _ => dice.below(90),
    };
    let mut password = dice.bytes(length);
    match dice.below(4) {
        0 => password.iter_mut().for_each(|byte| *byte |= 0x80),
        1 => password.iter_mut().for_each(|byte| *byte = b' ' + *byte % 95),
        2 => password
            .iter_mut()
            .filter(|byte| **byte > 0x7f)
            .for_each(|byte| *byte = 0),
        _ => {}
    }
    password
}

/// A password that is like another one, or the same in bcrypt's eyes.
pub(super) fn neighbour(dice: &mut Dice, password: &[u8]) -> Vec<u8> {
    let mut other = password.to_vec();
    let place = dice.below(other.len().max(1));
    match dice.below(6) {
        0 => other.push(dice.roll() as u8),
        1 => other.push(0),
        2 => other.truncate(other.len().saturating_sub(1)),
        3 => other.truncate(72),
        4 if !other.is_empty() => other[place] ^= 1 << dice.below(8),
        _ => other = [password, b"\0", password].concat(),
    }
    other
}

/// How many passwords are tried for each number of lanes: `BCRYPT_LANES_CASES=10000 cargo test --release` is for after a
/// change of the loop.
fn cases() -> usize {
    let asked = std::env::var("BCRYPT_LANES_CASES").ok();
    asked.and_then(|number| number.parse().ok()).unwrap_or(100)
}

#[test]
fn random_passwords_are_judged_as_the_crate_judges_them() {
    for lanes in 1..=MAX_LANES {
        let mut dice = Dice(0x1a9e5 + lanes as u64);
        let (mut jobs, mut expected) = (Vec::new(), Vec::new());
        for _ in 0..cases() {
            let (right, cost) = (password(&mut dice), [4, 4, 4, 5, 6][dice.below(5)]);
            let (hash, other) = (hash(&mut dice, &right, cost), neighbour(&mut dice, &right));
            jobs.push(Job::parse(&hash, &right).unwrap());
            expected.push(true);
            jobs.push(Job::parse(&hash, &other).unwrap());
            expected.push(bcrypt::verify(&other, &hash).unwrap());
        }
        assert_eq!(verify_all(jobs, lanes), expected, "{lanes} lanes");
    }
}

#[test]
fn every_length_up_to_72_bytes_and_beyond_is_judged_as_the_crate_judges_it() {
    let mut dice = Dice(72);
    for length in 0..=80 {
        let password = dice.bytes(length + 1);
        let hash = hash(&mut dice, &password[..length], 4);
        let jobs = [length, length + 1, length.saturating_sub(1)].map(|length| &password[..length]);
        let expected = jobs.map(|password| bcrypt::verify(password, &hash).unwrap());
        let answers = verify_all(jobs.map(|password| Job::parse(&hash, password).unwrap()), 3);
        assert_eq!(answers, expected, "{length} bytes");
        assert!(answers[0], "{length} bytes");
        // All that comes after 72 bytes is cut off, and nothing before.
        assert_eq!(answers[1], length >= 72, "{length} bytes");
    }
}

#[test]
fn nul_bytes_are_judged_as_the_crate_judges_them() {
    let passwords: [&[u8]; 9] = [b"", b"\0", b"\0\0\0", b"a", b"a\0", b"a\0a", b"a\0b", b"\0a", &[0; 72]];
    let mut dice = Dice(0);
    for right in passwords {
        let hash = hash(&mut dice, right, 4);
        for password in passwords {
            let expected = bcrypt::verify(password, &hash).unwrap();
            assert_eq!(verify(password, &hash), expected, "{password:?} for {right:?}");
        }
    }
}

#[test]
fn every_cost_up_to_ten_is_judged_as_the_crate_judges_it() {
    let mut dice = Dice(10);
    let (mut jobs, mut expected) = (Vec::new(), Vec::new());
    for cost in 4..=10 {
        let right = password(&mut dice);
        let hash = hash(&mut dice, &right, cost);
        for password in [right.clone(), neighbour(&mut dice, &right)] {
            expected.push(bcrypt::verify(&password, &hash).unwrap());
            jobs.push(Job::parse(&hash, &password).unwrap());
        }
    }
    assert_eq!(verify_all(jobs, MAX_LANES), expected);
}
