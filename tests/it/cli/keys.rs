//! `latchkey key`, and the files with keys that the configuration names.

use std::error::Error;
use std::net::SocketAddr;

use serde_json::{Value, json};

use super::Outcome;
use super::support::{Installation, Server, post, send};
use crate::support::key_file::{set_mode, write_key_file};

const SECRET: &str = "kJ8#vq2!mZ0^xT5&rL9*wB3(nC7)yH1-";
const ONE: &str = "5f1d9c02b7e84a63f0c8d1e29b3a4756687f90a1b2c3d4e5f6071829304a5b6c";
const TWO: &str = "0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c";

fn listed(installation: &Installation) -> Result<Vec<Value>, Box<dyn Error>> {
    let out = installation.succeed(&["key", "list", "--json"], b"")?;
    Ok(out.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

fn token(address: SocketAddr) -> Result<String, Box<dyn Error>> {
    let body = json!({ "email": "ann@example.com", "password": "correct horse battery" }).to_string();
    let answer = send(address, &post("/api/v1/auth/login", &body), None)?;
    Ok(answer.body["data"]["token"]
        .as_str()
        .ok_or(format!("{answer:?}"))?
        .to_owned())
}

fn me(address: SocketAddr, token: &str) -> Result<u16, Box<dyn Error>> {
    let request = "GET /api/v1/auth/me HTTP/1.1\r\nHost: test\r\n\r\n";
    Ok(send(address, request, Some(token))?.status)
}

fn kid(token: &str) -> Result<String, Box<dyn Error>> {
    Ok(jsonwebtoken::decode_header(token)?.kid.ok_or("no kid")?)
}

#[test]
fn rotate_prints_the_new_key_and_list_shows_all_of_them_but_never_a_secret() -> Outcome {
    let installation = Installation::new()?;
    installation.succeed(&["migrate"], b"")?;
    assert_eq!(listed(&installation)?, Vec::<Value>::new());
    let first = installation.succeed(&["key", "rotate"], b"")?;
    let [row] = &listed(&installation)?[..] else {
        return Err("not one key".into());
    };
    let (id, made) = (
        row["id"].as_str().ok_or("no id")?,
        row["created_at"].as_str().ok_or("no date")?,
    );
    assert_eq!(
        first,
        format!("created signing key {id} (HS256); it signs from {made}\n")
    );
    let expected = json!({
        "id": id, "algorithm": "HS256", "status": "signs", "created_at": made, "signs_from": made,
        "signs_until": null, "verifies_until": null, "encrypted_with": null,
    });
    assert_eq!(row, &expected);

    installation.succeed(&["key", "rotate"], b"")?;
    let rows = listed(&installation)?;
    let statuses: Vec<_> = rows.iter().map(|row| &row["status"]).collect();
    assert_eq!(statuses, ["published", "signs"]);
    assert_eq!(rows[1]["signs_until"], rows[0]["signs_from"]);
    assert!(rows[1]["verifies_until"].is_string());

    installation.succeed(&["key", "rotate", "--at-once"], b"")?;
    let rows = listed(&installation)?;
    let statuses: Vec<_> = rows.iter().map(|row| &row["status"]).collect();
    assert_eq!(statuses, ["signs", "verifies", "verifies"]);
    let table = installation.succeed(&["key", "list"], b"")?;
    assert!(table.contains(id) && table.contains("verifies until"), "{table}");
    Ok(())
}

#[test]
fn a_running_server_picks_a_rotation_up() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("correct horse battery\n")?;
    let server = Server::start(&installation, &[])?;
    let old = token(server.address)?;
    installation.succeed(&["key", "rotate", "--at-once"], b"")?;
    // Another node has read the keys just now; its token tells the first one of the new key.
    let other = Server::start(&installation, &[])?;
    let new = token(other.address)?;
    assert_ne!(kid(&old)?, kid(&new)?);
    assert_eq!(me(other.address, &old)?, 200);
    // An unknown key leads to a look into the database once in a second.
    let mut looks = 0;
    while me(server.address, &new)? != 200 {
        looks += 1;
        assert!(looks < 600, "it never learns of the new key");
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    assert_eq!(me(server.address, &old)?, 200);
    assert_eq!(kid(&token(server.address)?)?, kid(&new)?, "it signs with the new one");
    Ok(())
}

#[test]
fn a_bad_secret_or_master_key_stops_the_start_with_2_and_one_line_that_does_not_repeat_it() -> Outcome {
    let installation = Installation::new()?;
    installation.succeed(&["migrate"], b"")?;
    let installation = installation.env("LATCHKEY_TOKENS_SECRET_FILE", "secret");
    for (secret, problem) in [
        ("hunter2hunter2", "must hold at least 32 bytes, not 14"),
        (
            "a-string-secret-at-least-256-bits-long",
            "is a sample that anybody can look up; make one with `openssl rand -base64 32`",
        ),
        (
            "qwertyuiopasdfghjklzxcvbnm123456",
            "is made of words, sequences or rows of keys and could be guessed; make one with `openssl rand -base64 32`",
        ),
    ] {
        write_key_file(installation.path("secret"), secret)?;
        for command in [&["serve", "--listen", "127.0.0.1:0"][..], &["user", "list"]] {
            let finished = installation.run(command)?;
            let said = format!("latchkey: tokens.secret_file (secret): {problem}\n");
            assert_eq!((finished.code, finished.err), (Some(2), said), "{command:?}");
        }
    }
    write_key_file(installation.path("secret"), SECRET)?;
    let installation = installation.env("LATCHKEY_TOKENS_ALGORITHM", "ES256");
    let finished = installation.run(&["migrate"])?;
    let said = "latchkey: tokens.secret_file (secret): is for tokens.algorithm = \"HS256\" only\n";
    assert_eq!((finished.code, finished.err.as_str()), (Some(2), said));

    let installation = Installation::new()?.env("LATCHKEY_TOKENS_MASTER_KEY_FILE", "master");
    write_key_file(installation.path("master"), "hunter2")?;
    let finished = installation.run(&["migrate"])?;
    assert_eq!(finished.code, Some(2));
    assert!(
        finished
            .err
            .starts_with("latchkey: tokens.master_key_file (master): must hold 32 random bytes"),
        "{finished:?}"
    );
    assert_eq!(finished.err.lines().count(), 1, "{finished:?}");
    assert!(!finished.err.contains("hunter2"), "{finished:?}");
    Ok(())
}

#[test]
fn a_key_file_that_other_users_can_read_stops_the_start_with_2_unless_that_is_allowed() -> Outcome {
    for (variable, key, content) in [
        ("LATCHKEY_TOKENS_SECRET_FILE", "tokens.secret_file", SECRET),
        ("LATCHKEY_TOKENS_MASTER_KEY_FILE", "tokens.master_key_file", ONE),
    ] {
        let installation = Installation::new()?.env(variable, "key");
        write_key_file(installation.path("key"), content)?;
        set_mode(installation.path("key"), 0o644)?;
        let finished = installation.run(&["serve", "--listen", "127.0.0.1:0"])?;
        let said = format!(
            "latchkey: {key} (key): other users can read it (mode 0644); run `chmod 600`, or set \
             files.allow_readable_keys\n"
        );
        assert_eq!((finished.code, finished.err), (Some(2), said));

        let allowing = installation.env("LATCHKEY_FILES_ALLOW_READABLE_KEYS", "true");
        drop(Server::start(&allowing, &[])?);
        let installation = allowing.env("LATCHKEY_FILES_ALLOW_READABLE_KEYS", "false");
        set_mode(installation.path("key"), 0o600)?;
        drop(Server::start(&installation, &[])?);
    }
    Ok(())
}

/// Otherwise nobody could get away from it.
#[test]
fn the_old_master_key_may_be_one_that_would_be_refused() -> Outcome {
    let installation = Installation::new()?
        .env("LATCHKEY_TOKENS_MASTER_KEY_FILE", "old")
        .env("LATCHKEY_FILES_ALLOW_READABLE_KEYS", "true");
    write_key_file(installation.path("old"), ONE)?;
    set_mode(installation.path("old"), 0o644)?;
    installation.succeed(&["migrate"], b"")?;
    drop(Server::start(&installation, &[])?);

    let installation = installation
        .env("LATCHKEY_TOKENS_MASTER_KEY_FILE", "new")
        .env("LATCHKEY_FILES_ALLOW_READABLE_KEYS", "false");
    write_key_file(installation.path("new"), TWO)?;
    let reencrypt = ["key", "reencrypt", "--old-master-key-file", "old"];
    assert_eq!(installation.succeed(&reencrypt, b"")?, "encrypted 1 signing key\n");
    Ok(())
}

#[test]
fn a_secret_that_is_brought_is_not_rotated_here() -> Outcome {
    let installation = Installation::new()?.env("LATCHKEY_TOKENS_SECRET_FILE", "secret");
    write_key_file(installation.path("secret"), SECRET)?;
    let finished = installation.run(&["key", "rotate"])?;
    let said = "latchkey: tokens.secret_file holds the signing key: put another secret there and restart\n";
    assert_eq!((finished.code, finished.err.as_str()), (Some(2), said));
    Ok(())
}

#[test]
fn keys_are_encrypted_at_a_start_refused_without_their_master_key_and_reencrypted() -> Outcome {
    let installation = Installation::new()?;
    installation.succeed(&["key", "rotate"], b"")?;
    write_key_file(installation.path("one"), ONE)?;
    write_key_file(installation.path("two"), TWO)?;

    let installation = installation.env("LATCHKEY_TOKENS_MASTER_KEY_FILE", "one");
    drop(Server::start(&installation, &[])?);
    let encrypted_with = listed(&installation)?[0]["encrypted_with"]
        .as_str()
        .ok_or("not encrypted")?
        .to_owned();

    let installation = installation.env("LATCHKEY_TOKENS_MASTER_KEY_FILE", "");
    for command in [&["serve", "--listen", "127.0.0.1:0"][..], &["key", "rotate"]] {
        let finished = installation.run(command)?;
        assert_eq!(finished.code, Some(1), "{finished:?}");
        let line = finished.err.lines().last().unwrap_or_default().to_owned();
        let why =
            format!("it is encrypted with the master key {encrypted_with}, and tokens.master_key_file names none");
        assert!(
            line.starts_with("latchkey: signing key ") && line.ends_with(&why),
            "{line}"
        );
    }

    let installation = installation.env("LATCHKEY_TOKENS_MASTER_KEY_FILE", "two");
    assert_eq!(installation.run(&["key", "rotate"])?.code, Some(1));
    let reencrypt = ["key", "reencrypt", "--old-master-key-file", "one"];
    assert_eq!(installation.succeed(&reencrypt, b"")?, "encrypted 1 signing key\n");
    drop(Server::start(&installation, &[])?);

    let installation = installation.env("LATCHKEY_TOKENS_MASTER_KEY_FILE", "");
    let decrypt = ["key", "reencrypt", "--old-master-key-file", "two"];
    assert_eq!(installation.succeed(&decrypt, b"")?, "decrypted 1 signing key\n");
    assert_eq!(listed(&installation)?[0]["encrypted_with"], Value::Null);
    drop(Server::start(&installation, &[])?);
    Ok(())
}
