use std::collections::BTreeSet;

use super::vectors;
use crate::{Scheme, StoredHash};

#[test]
fn printing_shows_no_secret() {
    let stored = StoredHash::parse("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW").unwrap();
    assert_eq!(
        format!("{stored:?}"),
        "StoredHash { scheme: Bcrypt, cost: Bcrypt { cost: 5 }, .. }"
    );
    let inner = stored.bcrypt().unwrap();
    assert_eq!(format!("{inner:?}"), "BcryptInner { cost: 5, .. }");
    assert_eq!(format!("{:?}", inner.input("secret").unwrap()), "BcryptInput { .. }");
    for (_, _, text) in vectors::all() {
        let printed = format!("{:?}", StoredHash::parse(text).unwrap());
        let end = text.trim_end_matches('=');
        assert!(!printed.contains(&end[end.len() - 8..]), "{printed}");
    }
}

#[test]
fn every_scheme_has_names_of_its_own() {
    let idents: BTreeSet<&str> = Scheme::ALL.iter().map(|scheme| scheme.as_str()).collect();
    let names: BTreeSet<String> = Scheme::ALL.iter().map(Scheme::to_string).collect();
    assert_eq!((idents.len(), names.len()), (Scheme::ALL.len(), Scheme::ALL.len()));
    for ident in idents {
        let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        assert!(ident.bytes().all(is_plain), "{ident}");
    }
}
