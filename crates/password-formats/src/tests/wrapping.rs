use super::vectors;
use crate::{Cost, Refused, Scheme, StoredHash, UnsaltedDigest, wrap_digest, wrap_membership};

/// MD5 and SHA-1 of "password".
const MD5: &str = "5f4dcc3b5aa765d61d8327deb882cf99";
const SHA_1: &str = "5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8";

#[test]
fn a_wrapped_digest_verifies_the_password() {
    for (kind, hex, scheme, beginning) in [
        (UnsaltedDigest::Md5, MD5, Scheme::WrappedMd5, "$wrapped-md5$2b$05$"),
        (UnsaltedDigest::Sha1, SHA_1, Scheme::WrappedSha1, "$wrapped-sha1$2b$05$"),
    ] {
        let text = wrap_digest(kind, hex, 5, [7; 16]).unwrap();
        assert_eq!(&text[..beginning.len()], beginning);
        assert_eq!(
            wrap_digest(kind, &hex.to_uppercase(), 5, [7; 16]).as_deref(),
            Ok(text.as_str())
        );
        let stored = StoredHash::parse(&text).unwrap();
        assert_eq!((stored.scheme(), stored.cost()), (scheme, Cost::Bcrypt { cost: 5 }));
        assert!(stored.verify("password"));
        assert!(!stored.verify("passwore"));
        // The digest itself is no password.
        assert!(!stored.verify(hex));
        let inner = stored.bcrypt().unwrap();
        assert_eq!(inner.input("password").unwrap().as_ref(), hex.as_bytes());
    }
}

#[test]
fn what_is_not_the_digest_that_was_named_is_refused() {
    let no_hex = MD5.replace('f', "g");
    for (kind, hex, digits) in [
        (UnsaltedDigest::Md5, SHA_1, 32),
        (UnsaltedDigest::Md5, "", 32),
        (UnsaltedDigest::Md5, no_hex.as_str(), 32),
        (UnsaltedDigest::Sha1, MD5, 40),
    ] {
        assert_eq!(wrap_digest(kind, hex, 4, [7; 16]), Err(Refused::NotHex(digits)));
    }
}

#[test]
fn a_digest_is_not_wrapped_at_a_cost_that_would_be_refused() {
    let at = |cost| wrap_digest(UnsaltedDigest::Md5, MD5, cost, [7; 16]);
    assert!(matches!(at(15), Err(Refused::TooCostly { value: 15, .. })));
    assert!(matches!(at(3), Err(Refused::Malformed { .. })));
}

#[test]
fn a_wrapped_membership_digest_verifies_the_password() {
    let digests = vectors::all().filter(|(scheme, _, _)| *scheme == Scheme::AspNetMembership);
    for (_, password, digest) in digests {
        let text = wrap_membership(digest, 4, [7; 16]).unwrap();
        assert!(text.starts_with("$wrapped-aspnet-membership$"), "{text}");
        assert!(text.contains("$2b$04$"), "{text}");
        let stored = StoredHash::parse(&text).unwrap();
        assert_eq!(stored.scheme(), Scheme::WrappedAspNetMembership);
        assert!(stored.verify(password), "{text}");
        assert!(!stored.verify(&format!("{password}x")), "{text}");
    }
    assert_eq!(wrap_membership(MD5, 4, [7; 16]), Err(Refused::UnknownForm));
}

/// What they look like must not change: databases hold them. The bcrypt in them was made with bcrypt 4.0.1 of Python.
#[test]
fn the_texts_that_are_made_here_stay_as_they_are() {
    let md5 = "$wrapped-md5$2b$04$/uaF/uaF/uaF/uaF/uaF/uxz.BPUodQNzpU7tW7vnED/jRtrPJrUW";
    let membership = "$wrapped-aspnet-membership$sha1$AAECAwQFBgcICQoLDA0ODw==$2b$04$/uaF/uaF/uaF/uaF/uaF/uHLozp9nlbCJx.qBbdRqC93wbFtk4e96";
    assert_eq!(wrap_digest(UnsaltedDigest::Md5, MD5, 4, [7; 16]).as_deref(), Ok(md5));
    let digest = "$aspnet-membership$sha1$AAECAwQFBgcICQoLDA0ODw==$eJQ61oB1cA3Rzx8vKF4FFFWJXB4=";
    assert_eq!(wrap_membership(digest, 4, [7; 16]).as_deref(), Ok(membership));
}
