//! Published known answers. Each line of `vectors/` is a hash and its password in hexadecimal, `-` for none. Lines that
//! begin with `#` say where the following come from.

use super::{Job, verify, verify_all};

const PUBLISHED: [&str; 5] = [
    include_str!("vectors/openwall.txt"),
    include_str!("vectors/libxcrypt.txt"),
    include_str!("vectors/jbcrypt.txt"),
    include_str!("vectors/pyca.txt"),
    include_str!("vectors/others.txt"),
];

struct Vector {
    hash: &'static str,
    password: Vec<u8>,
}

impl Vector {
    fn cost(&self) -> u32 {
        self.hash[4..6].parse().unwrap()
    }

    fn job(&self, version: &str) -> Job {
        Job::parse(&format!("{version}{}", &self.hash[4..]), &self.password).unwrap()
    }
}

fn read(text: &'static str) -> impl Iterator<Item = Vector> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| {
        let (hash, hexadecimal) = line.split_once(' ').unwrap();
        let digits = hexadecimal.trim_matches('-').as_bytes().chunks(2);
        let bytes = digits.map(|digits| u8::from_str_radix(str::from_utf8(digits).unwrap(), 16).unwrap());
        Vector {
            hash,
            password: bytes.collect(),
        }
    })
}

fn published() -> impl Iterator<Item = Vector> {
    PUBLISHED.into_iter().flat_map(read)
}

fn assert_all(expected: bool, vectors: &[Vector], answers: &[bool], how: &str) {
    assert_eq!(vectors.len(), answers.len());
    for (vector, answer) in vectors.iter().zip(answers) {
        assert_eq!(*answer, expected, "{} {:02x?}, {how}", vector.hash, vector.password);
    }
}

#[test]
fn every_published_answer_is_found_in_every_version_and_number_of_lanes() {
    let vectors: Vec<_> = published().filter(|vector| vector.cost() <= 8).collect();
    assert!(vectors.len() > 550, "{}", vectors.len());
    for (version, lanes) in [("$2b$", 1), ("$2a$", 2), ("$2y$", 3), ("$2b$", 4)] {
        let answers = verify_all(vectors.iter().map(|vector| vector.job(version)), lanes);
        assert_all(true, &vectors, &answers, &format!("as {version} in {lanes} lanes"));
    }
}

#[test]
fn the_published_answers_of_higher_costs_are_found_too() {
    let vectors: Vec<_> = published().filter(|vector| vector.cost() > 8).collect();
    assert!(vectors.len() > 35, "{}", vectors.len());
    let answers = verify_all(vectors.iter().map(|vector| vector.job("$2b$")), 4);
    assert_all(true, &vectors, &answers, "of a high cost");
}

#[test]
fn a_password_that_differs_in_a_bit_is_refused() {
    let vectors: Vec<_> = published().filter(|vector| vector.cost() <= 5).collect();
    let jobs = vectors.iter().enumerate().map(|(number, vector)| {
        let mut password = vector.password.clone();
        let counting = password.len().min(72);
        match password.get_mut(number % counting.max(1)) {
            Some(byte) => *byte ^= 1 << (number % 8),
            None => password.push(b'x'),
        }
        Job::parse(vector.hash, &password).unwrap()
    });
    let answers = verify_all(jobs, 4);
    assert_all(false, &vectors, &answers, "wrong in a bit");
}

#[test]
fn the_answers_of_past_faults_are_refused_as_the_crate_refuses_them() {
    let vectors: Vec<_> = read(include_str!("vectors/past.txt")).collect();
    assert_eq!(vectors.len(), 9);
    for Vector { hash, password } in vectors {
        assert!(!bcrypt::verify(&password, hash).unwrap(), "{hash}");
        assert!(!verify(&password, hash), "{hash}");
    }
}
