//! What hangs on crypt(3): phpass and SHA-crypt.

use crate::hash::Check;
use crate::kdf::{Phpass, ShaCrypt};
use crate::text::{crypt_value, is_crypt_text, named_number, parts};
use crate::{Refused, Scheme, ShaCryptDigest, StoredHash};

/// Where nothing is said.
const DEFAULT_ROUNDS: u64 = 5000;

/// `$P$Bsaltsalthash…`: WordPress before 6.8, and `$H$` of phpBB. One character of cost, 8 of salt and 22 of hash.
pub(super) fn phpass(text: &str) -> Result<StoredHash, Refused> {
    const SALT_CHARACTERS: usize = 8;
    let scheme = Scheme::Phpass;
    let Some(["", _, rest]) = parts::<3>(text) else {
        return Err(scheme.malformed("there is a dollar sign too many"));
    };
    if !is_crypt_text(rest, 1 + SALT_CHARACTERS + crate::kdf::PHPASS_HASH_CHARACTERS) {
        return Err(scheme.malformed("it has not 34 characters, or others than those of crypt"));
    }
    let (cost, rest) = rest.split_at(1);
    let (salt, hash) = rest.split_at(SALT_CHARACTERS);
    let log2_rounds = cost.bytes().find_map(crypt_value).unwrap_or_default();
    Ok(StoredHash::new(
        scheme,
        Check::Phpass(Phpass::new(log2_rounds, salt, hash)?),
    ))
}

pub(super) fn sha256(text: &str) -> Result<StoredHash, Refused> {
    sha_crypt(Scheme::Sha256Crypt, text, ShaCryptDigest::Sha256)
}

pub(super) fn sha512(text: &str) -> Result<StoredHash, Refused> {
    sha_crypt(Scheme::Sha512Crypt, text, ShaCryptDigest::Sha512)
}

/// `$6$salt$hash` or `$6$rounds=10000$salt$hash`.
fn sha_crypt(scheme: Scheme, text: &str, digest: ShaCryptDigest) -> Result<StoredHash, Refused> {
    let (rounds, salt, hash) = match (parts::<4>(text), parts::<5>(text)) {
        (Some(["", _, salt, hash]), _) => (DEFAULT_ROUNDS, salt, hash),
        (_, Some(["", _, rounds, salt, hash])) => {
            let rounds = named_number(rounds, "rounds");
            (
                rounds.ok_or(scheme.malformed("the rounds are not like rounds=5000"))?,
                salt,
                hash,
            )
        }
        _ => return Err(scheme.malformed("it has not three parts or four")),
    };
    let sha_crypt = ShaCrypt::new(scheme, digest, rounds, salt, hash)?;
    Ok(StoredHash::new(scheme, Check::ShaCrypt(sha_crypt)))
}
