use super::super::NotVerifiable;
use super::{Job, Lanes};

const HASH: &str = "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

/// What the crate says, without hashing: whether it would hash, or which kind of refusal it gives.
fn by_the_crate(hash: &str) -> Result<(), Option<u32>> {
    let parts: bcrypt::HashParts = hash.parse().map_err(|_| None)?;
    let cost = parts.get_cost();
    (4..=31).contains(&cost).then_some(()).ok_or(Some(cost))
}

fn by_the_lanes(hash: &str) -> Result<(), Option<u32>> {
    Job::parse(hash, b"").map(drop).map_err(|refusal| match refusal {
        NotVerifiable::Malformed(_) => None,
        NotVerifiable::CostNotAllowed(cost) => Some(cost),
    })
}

#[test]
fn a_hash_with_any_character_replaced_is_understood_or_refused_as_the_crate_does() {
    let mut understood = 0;
    for place in 0..HASH.len() {
        for character in 0..128 {
            let mut hash = HASH.as_bytes().to_vec();
            hash[place] = character;
            let hash = String::from_utf8(hash).unwrap();
            assert_eq!(by_the_lanes(&hash), by_the_crate(&hash), "{hash:?}");
            understood += usize::from(by_the_lanes(&hash).is_ok());
        }
    }
    assert!((3000..4000).contains(&understood), "{understood}");
}

#[test]
fn every_cost_of_two_characters_is_understood_or_refused_as_the_crate_does() {
    for first in 0..128 {
        for second in 0..128 {
            let cost = String::from_utf8(vec![first, second]).unwrap();
            let hash = format!("$2b${cost}{}", &HASH[6..]);
            assert_eq!(by_the_lanes(&hash), by_the_crate(&hash), "{hash:?}");
        }
    }
}

#[test]
fn what_is_no_hash_is_refused_as_the_crate_refuses_it() {
    let pound = HASH.replace("CC.", "£.");
    let none = [
        "",
        "$2b$",
        "plain",
        &HASH[..59],
        &HASH[1..],
        &format!("{HASH}x"),
        &format!("{HASH} "),
        &format!(" {HASH}"),
        // 60 bytes, with a character of two in the middle.
        &pound,
        "2a$$$0$OOOOOOOOOOOOOOOOOOOOO£OOOOOOOOOOOOOOOOOOOOOOOOOOOOOO",
        // From the tests of golang/crypto, pyca/bcrypt and PHP.
        "$2a$10$fooo",
        "$3a$10$sssssssssssssssssssssshhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh",
        "%2a$10$sssssssssssssssssssssshhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh",
        "$2a$32$sssssssssssssssssssssshhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh",
        "$2b$04$?Siw3Nv3Q/gTOIPetAyPr.GNj3aO0lb1E5E9UumYGKjP9BYqlNWJe",
        "$2b$3$mdEQPMOtfPX.WGZNXgF66OhmBlOGKEd66SQ7DyJPGucYYmvTJYviy",
        "$2a$03$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2$05$......................J2ihDv8vVf7QZ9BsaRrKyqs2tkn55Yq",
        "$bcrypt-sha256$v=2,t=2b,r=5$Q1SnrvtmhvC78Ukxp3OI.u$lMZpIEk9QwWRm/y7CjhPZJe.IommNSq",
    ];
    for hash in none {
        assert!(by_the_lanes(hash).is_err(), "{hash}");
        assert_eq!(by_the_lanes(hash), by_the_crate(hash), "{hash}");
    }
}

#[test]
fn a_refusal_says_why() {
    let why = |hash: &str| Job::parse(hash, b"").unwrap_err().to_string();
    assert_eq!(why("plain"), "a hash is 60 ASCII characters");
    assert_eq!(
        why(&HASH.replace("05", "32")),
        "the cost is 32, which is not from 4 to 31"
    );
    assert_eq!(why(&HASH.replace("05", "xx")), "the cost is no number");
}

#[test]
fn printing_a_job_or_the_lanes_shows_no_secret() {
    let job = Job::parse(HASH, b"secret").unwrap();
    assert_eq!(format!("{job:?}"), "Job { cost: 5, .. }");
    let mut lanes = Lanes::new(3);
    lanes.join(job, ()).unwrap();
    assert_eq!(format!("{lanes:?}"), "Lanes { limit: 3, under_way: 1, .. }");
}
