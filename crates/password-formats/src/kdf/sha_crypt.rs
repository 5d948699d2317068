//! SHA-256-crypt and SHA-512-crypt (<https://www.akkadia.org/drepper/SHA-crypt.txt>).

use std::hint::black_box;

use sha_crypt::{Params, sha256_crypt, sha512_crypt};
use sha2::{Digest, Sha256, Sha512};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::limits::SHA_CRYPT_ROUNDS;
use crate::text::{is_crypt_text, push_crypt, saturated};
use crate::{Cost, Refused, Scheme, ShaCryptDigest};

/// The longest salt. Implementations cut a longer one off before they write it down.
const SALT_BYTES: usize = 16;
/// Fewer are raised to so many, before they are written down.
const MIN_ROUNDS: u64 = 1000;

#[derive(Clone)]
pub(crate) struct ShaCrypt {
    digest: ShaCryptDigest,
    rounds: u32,
    salt: String,
    /// As text: there is one for each digest.
    hash: String,
}

impl ShaCrypt {
    pub(crate) fn new(
        scheme: Scheme,
        digest: ShaCryptDigest,
        rounds: u64,
        salt: &str,
        hash: &str,
    ) -> Result<Self, Refused> {
        if salt.len() > SALT_BYTES {
            return Err(scheme.malformed("the salt is longer than 16 characters"));
        }
        let characters = match digest {
            ShaCryptDigest::Sha256 => 43,
            ShaCryptDigest::Sha512 => 86,
        };
        if !is_crypt_text(hash, characters) {
            return Err(scheme.malformed("the hash has not as many characters as the digest, or others"));
        }
        if rounds < MIN_ROUNDS {
            return Err(scheme.malformed("there are less than 1000 rounds"));
        }
        SHA_CRYPT_ROUNDS.check(scheme, rounds)?;
        Ok(Self {
            digest,
            rounds: saturated(rounds),
            salt: salt.to_owned(),
            hash: hash.to_owned(),
        })
    }

    pub(crate) fn cost(&self) -> Cost {
        Cost::ShaCrypt {
            digest: self.digest,
            rounds: self.rounds,
        }
    }

    pub(crate) fn verify(&self, password: &[u8]) -> bool {
        let Ok(params) = Params::new(self.rounds) else {
            return false;
        };
        let computed = match self.digest {
            ShaCryptDigest::Sha256 => encode_256(&sha256_crypt(password, self.salt.as_bytes(), params)),
            ShaCryptDigest::Sha512 => encode_512(&sha512_crypt(password, self.salt.as_bytes(), params)),
        };
        computed.ct_eq(self.hash.as_bytes()).into()
    }
}

/// The specification lists the order of the bytes, three to a group; each group follows from the one before.
fn encode_256(digest: &[u8; 32]) -> Vec<u8> {
    let mut text = Vec::with_capacity(43);
    let mut group = [0, 10, 20];
    for _ in 0..10 {
        push_crypt(&mut text, bits(digest, group), 4);
        group = [group[2] + 1, group[0] + 1, group[1] + 1];
    }
    push_crypt(&mut text, u32::from(digest[31]) << 8 | u32::from(digest[30]), 3);
    text
}

fn encode_512(digest: &[u8; 64]) -> Vec<u8> {
    let mut text = Vec::with_capacity(86);
    let mut group = [0, 21, 42];
    for _ in 0..21 {
        push_crypt(&mut text, bits(digest, group), 4);
        group = [group[1] + 1, group[2] + 1, group[0] + 1];
    }
    push_crypt(&mut text, u32::from(digest[63]), 2);
    text
}

fn bits(digest: &[u8], group: [usize; 3]) -> u32 {
    group
        .iter()
        .fold(0, |bits, place| bits << 8 | u32::from(digest[*place]))
}

/// Spends so many rounds; with a start, also what comes before them, which takes time with the square of the password's
/// length.
pub(crate) fn spend(digest: ShaCryptDigest, password: &[u8], rounds: u64, starts: u64) {
    match (Params::new(saturated(rounds)), digest) {
        (Ok(params), ShaCryptDigest::Sha256) if starts > 0 => drop(black_box(sha256_crypt(password, &[0; 16], params))),
        (Ok(params), ShaCryptDigest::Sha512) if starts > 0 => drop(black_box(sha512_crypt(password, &[0; 16], params))),
        (_, ShaCryptDigest::Sha256) => spend_rounds::<Sha256>(password, rounds),
        (_, ShaCryptDigest::Sha512) => spend_rounds::<Sha512>(password, rounds),
    }
}

/// Rounds without a start, which the crate does not compute: each hashes as much as a round of the crate's, with a salt
/// of full length.
fn spend_rounds<D: Digest>(password: &[u8], rounds: u64) {
    let salt = [0; SALT_BYTES];
    let mut last = D::digest(password);
    // As long as the password, and no less secret. It goes in a digest's length at a time, as in the crate.
    let repeated = Zeroizing::new(last.iter().copied().cycle().take(password.len()).collect::<Vec<u8>>());
    let update_repeated = |digest: &mut D| {
        for chunk in repeated.chunks(<D as Digest>::output_size()) {
            digest.update(chunk);
        }
    };
    for round in 0..rounds {
        let mut digest = D::new();
        update_repeated(&mut digest);
        if round % 3 != 0 {
            digest.update(salt);
        }
        if round % 7 != 0 {
            update_repeated(&mut digest);
        }
        digest.update(&last);
        last = digest.finalize();
    }
    black_box(last);
}
