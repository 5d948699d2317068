//! Hashes that other software has made.

use bcrypt::Version;

use crate::support::admin::{ADMIN, ADMIN_PASSWORD};
use crate::support::{MANY_GUESSES, TestApp};

fn hash(password: &str, version: Version) -> String {
    let parts = bcrypt::hash_with_salt(password, 4, [7; 16]).expect("bcrypt hashes it");
    parts.format_for_version(version)
}

#[tokio::test]
async fn hashes_of_all_three_bcrypt_versions_let_their_owners_in() {
    let app = TestApp::start().await;
    for version in [Version::TwoA, Version::TwoB, Version::TwoY] {
        let hash = hash("imported", version);
        app.import_admin_hash(&hash).await;
        assert_eq!(app.log_in(ADMIN, "imported").await.status, 200, "{hash}");
        assert_eq!(app.log_in(ADMIN, "Imported").await.status, 401, "{hash}");
        assert_eq!(app.log_in(ADMIN, ADMIN_PASSWORD).await.status, 401, "{hash}");
        assert_eq!(app.admin_hash().await, hash, "it is as good as a new one");
    }
}

/// The published vectors of crypt_blowfish 1.3 (`wrapper.c`).
#[tokio::test]
async fn hashes_of_the_reference_implementation_let_their_owners_in() {
    let app = TestApp::start().await;
    for (hash, password) in [
        ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"),
        ("$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*"),
        ("$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", "U*U*U"),
    ] {
        app.import_admin_hash(hash).await;
        assert_eq!(app.log_in(ADMIN, password).await.status, 200, "{hash}");
        assert_eq!(app.log_in(ADMIN, "U*U*U*").await.status, 401, "{hash}");
    }
}

/// Other software cuts passwords off at 72 bytes. Their owners get in, and from then on every byte counts.
#[tokio::test]
async fn a_long_password_that_was_cut_off_is_stored_in_full_at_its_first_login() {
    let app = TestApp::start().await;
    let long = "p".repeat(72) + "and what was cut off";
    for version in [Version::TwoA, Version::TwoY] {
        app.import_admin_hash(&hash(&long[..72], version)).await;
        assert_eq!(app.log_in(ADMIN, &long).await.status, 200);
        assert!(app.admin_hash().await.starts_with("$bcrypt-sha256$v=2,t=2b,r=4$"));
        assert_eq!(app.log_in(ADMIN, &long).await.status, 200);
        assert_eq!(app.log_in(ADMIN, &long[..72]).await.status, 401);
        assert_eq!(app.log_in(ADMIN, &format!("{long}!")).await.status, 401);
    }
}

/// Our own hashes of this form belong to passwords of up to 72 bytes.
#[tokio::test]
async fn a_longer_password_that_only_begins_like_the_stored_one_is_wrong() {
    let app = TestApp::start().await;
    let right = "p".repeat(72);
    app.set_admin_password(&right).await;
    assert_eq!(app.log_in(ADMIN, &format!("{right}x")).await.status, 401);
    assert_eq!(app.log_in(ADMIN, &right).await.status, 200);
}

#[tokio::test]
async fn a_text_that_is_no_hash_lets_nobody_in_and_breaks_nothing() {
    let app = TestApp::with(MANY_GUESSES).await;
    for stored in [
        "",
        "your-password",
        "$2b$",
        "$2b$04$",
        "$2b$99$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
        "$bcrypt-sha256$v=2,t=2b,r=4$",
        "$bcrypt-sha256$v=2,t=2b,r=99$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2",
        "$bcrypt-sha256$v=1,t=2b,r=4$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2",
        "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaA",
    ] {
        app.import_admin_hash(stored).await;
        assert_eq!(app.log_in(ADMIN, ADMIN_PASSWORD).await.status, 401, "{stored:?}");
        assert_eq!(app.admin_hash().await, stored, "and stays as it is");
    }
}
