use super::vectors::{self, P_80};
use crate::{Cost, Scheme, StoredHash};

const PLAIN: [(&str, bool); 3] = [("$2a$", true), ("$2y$", true), ("$2b$", false)];

#[test]
fn what_bcrypt_is_fed_makes_the_inner_hash_match() {
    let mut schemes = Vec::new();
    for (scheme, password, text) in vectors::all() {
        let stored = StoredHash::parse(text).unwrap();
        let Some(inner) = stored.bcrypt() else {
            assert!(!matches!(stored.cost(), Cost::Bcrypt { .. }), "{text}");
            continue;
        };
        assert_eq!(stored.cost(), Cost::Bcrypt { cost: inner.cost() }, "{text}");
        assert_eq!(&inner.hash()[..7], format!("$2b${:02}$", inner.cost()), "{text}");
        let input = inner.input(password).unwrap();
        assert!(bcrypt::verify(&*input, inner.hash()).unwrap(), "{text}");
        schemes.push(scheme);
    }
    schemes.dedup();
    assert_eq!(
        schemes,
        [
            Scheme::Bcrypt,
            Scheme::BcryptSha256,
            Scheme::WordPressBcrypt,
            Scheme::DjangoBcryptSha256,
            Scheme::DjangoBcrypt
        ]
    );
}

#[test]
fn a_long_password_matches_by_its_beginning_only_where_the_maker_cuts_it_off() {
    let cut = bcrypt::hash_with_salt(&P_80[..72], 4, [5; 16]).unwrap().to_string();
    for (version, accepted) in PLAIN {
        let stored = StoredHash::parse(&format!("{version}{}", &cut[4..])).unwrap();
        assert_eq!(stored.verify(P_80), accepted, "{version}");
        assert_eq!(stored.bcrypt().unwrap().input(P_80).is_some(), accepted, "{version}");
        assert!(stored.verify(&P_80[..72]), "{version}");
        assert!(!stored.verify(&P_80[..71]), "{version}");
    }
}

#[test]
fn a_password_that_cannot_match_does_not_match_the_hash_of_no_password_either() {
    let of_nothing = bcrypt::hash_with_salt("", 4, [5; 16]).unwrap().to_string();
    let stored = StoredHash::parse(&format!("$2b${}", &of_nothing[4..])).unwrap();
    assert!(stored.verify(""));
    assert!(!stored.verify(P_80));
}

#[test]
fn a_plain_hash_is_fed_the_password_itself() {
    for (version, _) in PLAIN {
        let text = format!("{version}05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
        let stored = StoredHash::parse(&text).unwrap();
        let inner = stored.bcrypt().unwrap();
        assert_eq!(
            inner.hash(),
            "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
        );
        assert_eq!(inner.input("U*U").unwrap().as_ref(), b"U*U");
    }
}

#[test]
fn wordpress_hashes_ignore_white_space_around_a_password() {
    let (_, _, text) = vectors::all()
        .find(|(scheme, _, _)| *scheme == Scheme::WordPressBcrypt)
        .unwrap();
    let stored = StoredHash::parse(text).unwrap();
    for (password, matches) in [("lètmein", true), ("\0lètmein\r\n\x0b", true), ("lètmein\u{a0}", false)] {
        assert_eq!(stored.verify(password), matches, "{password:?}");
    }
}
