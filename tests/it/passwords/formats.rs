//! Which passwords there can be, and the form in which they are stored.

use latchkey::model::{Password, PasswordError};
use serde_json::json;

use crate::support::TestApp;
use crate::support::admin::{ADMIN, ADMIN_PASSWORD};

#[tokio::test]
async fn up_to_72_bytes_are_stored_as_bcrypt_and_more_as_bcrypt_sha256() {
    let app = TestApp::start().await;
    for (password, form) in [
        ("a".to_owned(), "$2b$04$"),
        (" ".to_owned(), "$2b$04$"),
        ("a".repeat(71), "$2b$04$"),
        ("a".repeat(72), "$2b$04$"),
        ("é".repeat(36), "$2b$04$"),
        ("a".repeat(73), "$bcrypt-sha256$v=2,t=2b,r=4$"),
        ("é".repeat(37), "$bcrypt-sha256$v=2,t=2b,r=4$"),
        ("€".repeat(341), "$bcrypt-sha256$v=2,t=2b,r=4$"),
        ("a".repeat(1024), "$bcrypt-sha256$v=2,t=2b,r=4$"),
    ] {
        app.set_admin_password(&password).await;
        let (hash, bytes) = (app.admin_hash().await, password.len());
        assert!(hash.starts_with(form), "{bytes} bytes: {hash}");
        assert_eq!(hash.len(), form.len() + if form.len() == 7 { 53 } else { 22 + 1 + 31 });
        assert_eq!(app.log_in(ADMIN, &password).await.status, 200, "{bytes} bytes");
    }
}

#[tokio::test]
async fn every_byte_of_a_password_counts() {
    let app = TestApp::start().await;
    for length in [8, 72, 73, 100, 1024] {
        let right = "a".repeat(length);
        app.set_admin_password(&right).await;
        let mut wrong = vec![
            "a".repeat(length - 1),
            format!("{}b", "a".repeat(length - 1)),
            format!("b{}", "a".repeat(length - 1)),
            right.to_uppercase(),
        ];
        if length < 1024 {
            wrong.push(format!("{right}a"));
            wrong.push(format!("{right} "));
            wrong.push(format!(" {right}"));
        }
        for password in wrong {
            let bytes = password.len();
            assert_eq!(app.log_in(ADMIN, &password).await.status, 401, "{length}: {bytes}");
        }
        assert_eq!(app.log_in(ADMIN, &right).await.status, 200, "{length}");
    }
}

#[tokio::test]
async fn texts_that_only_look_alike_are_different_passwords() {
    let app = TestApp::start().await;
    let (composed, decomposed) = ("caf\u{e9}", "cafe\u{301}");
    app.set_admin_password(composed).await;
    assert_eq!(app.log_in(ADMIN, composed).await.status, 200);
    assert_eq!(app.log_in(ADMIN, decomposed).await.status, 401);
}

#[tokio::test]
async fn what_can_be_nobodys_password_is_refused_before_it_is_hashed() {
    let app = TestApp::start().await;
    for (password, sentence, why) in [
        (String::new(), "is required", PasswordError::Empty),
        (
            "a".repeat(1025),
            "must not be greater than 1024 bytes",
            PasswordError::TooLong,
        ),
        (
            "€".repeat(342),
            "must not be greater than 1024 bytes",
            PasswordError::TooLong,
        ),
        (
            "a".repeat(60_000),
            "must not be greater than 1024 bytes",
            PasswordError::TooLong,
        ),
        (
            "\0".to_owned(),
            "must not contain a NUL character",
            PasswordError::ContainsNul,
        ),
        (
            format!("{ADMIN_PASSWORD}\0"),
            "must not contain a NUL character",
            PasswordError::ContainsNul,
        ),
        (
            "a\0b".to_owned(),
            "must not contain a NUL character",
            PasswordError::ContainsNul,
        ),
    ] {
        let errors = json!({ "password": [format!("The password field {sentence}.")] });
        let refused = json!({ "success": false, "message": "Validation failed", "errors": errors });
        app.log_in(ADMIN, &password).await.assert(422, &refused);
        assert_eq!(Password::parse(password).err(), Some(why), "for operators too");
    }
}

#[tokio::test]
async fn two_hashes_of_one_password_are_not_alike() {
    let app = TestApp::start().await;
    let mut hashes = std::collections::BTreeSet::new();
    for _ in 0..4 {
        app.set_admin_password("the same").await;
        hashes.insert(app.admin_hash().await);
    }
    assert_eq!(hashes.len(), 4, "each has a salt of its own");
}

#[tokio::test]
async fn an_account_without_a_password_answers_as_if_the_password_were_wrong() {
    let app = TestApp::start().await;
    let wrong = app.log_in(ADMIN, "wrong").await;
    app.database.execute("UPDATE users SET password_hash = NULL").await;
    for password in ["wrong", ADMIN_PASSWORD] {
        let answer = app.log_in(ADMIN, password).await;
        assert_eq!((answer.status, &answer.text), (401, &wrong.text));
        assert_eq!(answer.lasting_headers(), wrong.lasting_headers());
    }
}
