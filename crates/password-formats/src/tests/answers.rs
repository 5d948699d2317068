use super::vectors::{self, P_80};
use crate::{Scheme, StoredHash};

/// All but the two that take some tenths of a second, for tests that verify many times.
fn is_cheap(text: &str) -> bool {
    !text.contains("$390000$") && !text.starts_with("AQAAAAEAA9CQ")
}

fn verifies(password: &str, text: &str) -> bool {
    StoredHash::parse(text).is_ok_and(|stored| stored.verify(password))
}

#[test]
fn the_right_password_verifies_in_every_form() {
    for (scheme, password, text) in vectors::all() {
        let stored = StoredHash::parse(text).unwrap_or_else(|refused| panic!("{text} {refused}"));
        assert_eq!(stored.scheme(), scheme, "{text}");
        assert!(stored.verify(password), "{scheme}: {text}");
    }
}

#[test]
fn every_form_that_is_not_made_here_has_a_known_answer() {
    let made_here = [Scheme::WrappedMd5, Scheme::WrappedSha1, Scheme::WrappedAspNetMembership];
    for scheme in Scheme::ALL {
        let is_known = vectors::all().any(|(known, _, _)| known == scheme);
        assert_ne!(is_known, made_here.contains(&scheme), "{scheme}");
    }
}

#[test]
fn a_password_with_one_character_changed_or_added_does_not_verify() {
    for (scheme, password, text) in vectors::all() {
        let stored = StoredHash::parse(text).unwrap();
        let mut characters: Vec<char> = password.chars().collect();
        if let Some(middle) = characters.len().checked_sub(1).map(|last| last / 2) {
            characters[middle] = if characters[middle] == 'ø' { 'o' } else { 'ø' };
            assert!(!stored.verify(&String::from_iter(characters)), "{scheme}: {text}");
        }
        assert!(!stored.verify(&format!("x{password}")), "{scheme}: {text}");
        let is_cut = password == P_80 && matches!(scheme, Scheme::Bcrypt | Scheme::DjangoBcrypt);
        assert_eq!(stored.verify(&format!("{password}x")), is_cut, "{scheme}: {text}");
    }
}

#[test]
fn a_hash_with_another_character_in_it_does_not_verify() {
    for (scheme, password, text) in vectors::all().filter(|(_, _, text)| is_cheap(text)) {
        // The last of the hash itself, before any padding, and one in its middle.
        let end = text.trim_end_matches('=').len();
        for place in [end - 1, end - 2, end - 12] {
            let mut changed = text.as_bytes().to_vec();
            changed[place] = if changed[place] == b'z' { b'y' } else { b'z' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(!verifies(password, &changed), "{scheme}: {changed}");
        }
    }
}

#[test]
fn a_text_that_was_cut_off_does_not_verify_but_where_a_shorter_hash_could_end() {
    let mut still_hashes = Vec::new();
    for (scheme, password, text) in vectors::all().filter(|(_, _, text)| is_cheap(text)) {
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            let cut = &text[..end];
            let is_whole = text.trim_end_matches('=') == cut.trim_end_matches('=');
            if !is_whole && verifies(password, cut) {
                still_hashes.push(scheme);
            }
        }
    }
    // What PBKDF2 computes begins with what it computes for less. So a hash that ends where a shorter one could end is
    // one, for .NET as well: Identity's at half of the subkey, Keycloak's between two digests.
    still_hashes.sort_unstable();
    still_hashes.dedup();
    let expected = [Scheme::AspNetIdentityV3, Scheme::Pbkdf2Sha1];
    assert_eq!(still_hashes, expected);
}

#[test]
fn padding_of_base64_is_needed_by_nobody_but_identity() {
    for (scheme, password, text) in vectors::all().filter(|(_, _, text)| text.ends_with('=')) {
        let is_identity = matches!(scheme, Scheme::AspNetIdentityV2 | Scheme::AspNetIdentityV3);
        let bare = text.trim_end_matches('=');
        assert_eq!(verifies(password, bare), !is_identity, "{bare}");
        // Of the salt, too: what stands before a dollar sign.
        let bare = bare.replace("==$", "$");
        assert_eq!(verifies(password, &bare), !is_identity, "{bare}");
    }
}

/// Of a salt's last character bcrypt reads two bits. PHP 8.2.31 makes the hash with `u` of the salt with `z`.
#[test]
fn a_hash_with_the_spare_bits_of_its_salt_set_verifies() {
    let with = |last: char| format!("$2a$04$abcdefghijklmnopqrstu{last}anVo7Xut1CH8VGIGlz1JovQh9GJbbtG");
    for last in ['u', 'v', 'z', '9'] {
        let stored = StoredHash::parse(&with(last)).unwrap();
        assert!(stored.verify("lètmein"), "{last}");
        assert_eq!(stored.bcrypt().unwrap().hash(), with('u').replace("2a", "2b"), "{last}");
    }
    assert!(!verifies("lètmein", &with('e')));
}

#[test]
fn a_password_of_any_characters_and_length_is_answered() {
    let long = "€".repeat(400);
    for (scheme, _, text) in vectors::all().filter(|(_, _, text)| is_cheap(text)) {
        let stored = StoredHash::parse(text).unwrap();
        for password in ["\0", "a\0b", "\u{10ffff}", long.as_str()] {
            assert!(!stored.verify(password), "{scheme}: {password:?}");
        }
    }
}
