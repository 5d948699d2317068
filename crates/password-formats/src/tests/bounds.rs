use crate::limits::{self, Limit};
use crate::{Refused, StoredHash};

const HASH_20: &str = "SwB5AbdlSJq+rUnZJvch0GWkKcE";
const HASH_32: &str = "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
const BCRYPT: &str = "CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
const SHA_256: &str = "5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc8";

/// For each bound, a text that just keeps it, one that does not, and the value that is too much.
fn at_the_bounds() -> Vec<(Limit, [String; 2], u64)> {
    let pair = |text: &dyn Fn(u64) -> String, [within, beyond]: [u64; 2]| [text(within), text(beyond)];
    let argon2 = |m: u64, t: u64, p: u64| format!("$argon2id$v=19$m={m},t={t},p={p}$c29tZXNhbHQ${HASH_32}");
    let scrypt = |ln: u64, r: u64, p: u64| format!("$scrypt$ln={ln},r={r},p={p}$c29tZXNhbHQ${HASH_32}");
    vec![
        (
            limits::BCRYPT_COST,
            pair(&|cost| format!("$2b${cost}${BCRYPT}"), [14, 15]),
            15,
        ),
        // A block of SHA-1, and two of them.
        (
            limits::PBKDF2_ROUNDS,
            pair(
                &|rounds| format!("$pbkdf2-sha1${rounds}$AAEC${HASH_20}"),
                [2_000_000, 2_000_001],
            ),
            2_000_001,
        ),
        (
            limits::PBKDF2_ROUNDS,
            pair(
                &|rounds| format!("$pbkdf2-sha1$i={rounds},l=32$AAEC${HASH_32}"),
                [1_000_000, 1_000_001],
            ),
            2_000_002,
        ),
        (
            limits::ARGON2_MEMORY,
            pair(&|m| argon2(m, 1, 1), [262_144, 262_145]),
            262_145,
        ),
        (limits::ARGON2_WORK, pair(&|t| argon2(262_144, t, 1), [4, 5]), 1_310_720),
        (limits::ARGON2_LANES, pair(&|p| argon2(1024, 1, p), [16, 17]), 17),
        (limits::SCRYPT_MEMORY, pair(&|ln| scrypt(ln, 8, 1), [18, 19]), 1 << 29),
        (limits::SCRYPT_WORK, pair(&|p| scrypt(17, 8, p), [4, 5]), 5 << 20),
        (
            limits::SHA_CRYPT_ROUNDS,
            pair(
                &|rounds| format!("$5$rounds={rounds}$salt${SHA_256}"),
                [1_000_000, 1_000_001],
            ),
            1_000_001,
        ),
        (
            limits::PHPASS_LOG2_ROUNDS,
            ["H", "I"].map(|cost| format!("$P${cost}IQRaTwmfeRo7ud9Fh4E2PdI0S3r.L0")),
            20,
        ),
    ]
}

#[test]
fn every_cost_has_a_bound() {
    let cases = at_the_bounds();
    for limit in limits::ALL {
        assert!(
            cases.iter().any(|(covered, _, _)| *covered == limit),
            "{}",
            limit.parameter
        );
    }
    for (bound, [within, beyond], excess) in cases {
        assert!(StoredHash::parse(&within).is_ok(), "{within}");
        match StoredHash::parse(&beyond).unwrap_err() {
            Refused::TooCostly {
                parameter,
                value,
                limit,
                ..
            } => assert_eq!(
                (parameter, value, limit),
                (bound.parameter, excess, bound.at_most),
                "{beyond}"
            ),
            other => panic!("{beyond} {other}"),
        }
    }
}

#[test]
fn a_number_that_no_type_holds_is_refused() {
    for number in [
        "4294967296",
        "4294967297",
        "18446744073709551615",
        "18446744073709551616",
        "99999999999999999999999",
    ] {
        for text in [
            format!("pbkdf2_sha1${number}$salt${HASH_20}"),
            format!("$argon2id$v=19$m={number},t=1,p=1$c29tZXNhbHQ${HASH_32}"),
            format!("$argon2id$v=19$m=8,t={number},p=1$c29tZXNhbHQ${HASH_32}"),
            format!("$argon2id$v=19$m=8,t=1,p={number}$c29tZXNhbHQ${HASH_32}"),
            format!("$scrypt$ln={number},r=8,p=1$c29tZXNhbHQ${HASH_32}"),
            format!("$scrypt$ln=2,r={number},p=1$c29tZXNhbHQ${HASH_32}"),
            format!("$scrypt$ln=2,r=8,p={number}$c29tZXNhbHQ${HASH_32}"),
            format!("$5$rounds={number}$salt${SHA_256}"),
            format!("$bcrypt-sha256$2b,{number}$CCCCCCCCCCCCCCCCCCCCC.$E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"),
        ] {
            assert!(StoredHash::parse(&text).is_err(), "{text}");
        }
    }
}

#[test]
fn a_refusal_for_cost_names_parameter_value_and_limit() {
    let refused = StoredHash::parse(&format!("$2b$15${BCRYPT}")).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "is a too costly bcrypt hash: the cost is 15, and at most 14 is allowed"
    );
}
