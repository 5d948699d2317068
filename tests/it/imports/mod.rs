//! `latchkey import` and `latchkey export`, with the real binary: what goes in, what is refused, what comes out.
//!
//! `forms.ndjson` has six passwords in each of eight forms of hashes, at the lowest costs. They were made with passlib
//! 1.7.4 (phpass, SHA-512-crypt, Argon2id, scrypt), Django 5.2.19 (PBKDF2), bcrypt 4.0.1 (`$2y$`, and WordPress 6.8's
//! over HMAC-SHA384), and Python's `hashlib` (ASP.NET Core Identity v3).

mod conflicts;
mod csv;
mod digests;
mod export;
mod interrupted;
#[cfg(target_os = "linux")]
mod memory;
mod mistakes;
mod passwords;
mod whole;

use std::error::Error;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::cli::support::{Finished, Installation};

type Outcome = Result<(), Box<dyn Error>>;

/// A password with one of its hashes.
#[derive(Debug, Clone)]
pub struct Known {
    pub form: String,
    pub password: String,
    pub hash: String,
}

/// All of `forms.ndjson`.
pub fn known() -> Vec<Known> {
    let lines = include_str!("forms.ndjson").lines();
    let known = lines.map(|line| {
        let line: Value = serde_json::from_str(line).expect("a line of JSON");
        let text = |member: &str| line[member].as_str().expect("a text").to_owned();
        Known {
            form: text("form"),
            password: text("password"),
            hash: text("hash"),
        }
    });
    known.collect()
}

/// A line with this user.
pub fn user(username: &str, more: Value) -> String {
    let mut user = json!({
        "username": username, "email": format!("{username}@example.com"), "name": "Ana Lima", "roles": ["staff"],
    });
    merge(&mut user, more);
    format!("{user}\n")
}

/// A line with this subscriber.
pub fn subscriber(username: &str, more: Value) -> String {
    let mut subscriber = json!({ "username": username, "customer_id": format!("c-{username}") });
    merge(&mut subscriber, more);
    format!("{subscriber}\n")
}

fn merge(into: &mut Value, more: Value) {
    let (Value::Object(into), Value::Object(more)) = (into, more) else {
        panic!("objects");
    };
    into.extend(more);
}

/// Runs `latchkey import` over a text.
pub fn import(installation: &Installation, arguments: &[&str], text: &str) -> Result<Finished, Box<dyn Error>> {
    let (realm, flags) = arguments.split_first().expect("a realm");
    installation.run_with(&[&["import", realm, "-", "--json"], flags].concat(), text.as_bytes())
}

/// Lines that were refused, with the reasons, and the sums.
type Printed = (Vec<(u64, String)>, Value);

/// The lines of JSON that a command printed.
pub fn printed(finished: &Finished) -> Result<Printed, Box<dyn Error>> {
    let mut lines: Vec<Value> = finished
        .out
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let sums = lines.pop().ok_or("no sums")?;
    let refused = lines.iter().map(|line| {
        let reason = line["reason"].as_str().unwrap_or_default().to_owned();
        (line["line"].as_u64().unwrap_or_default(), reason)
    });
    let mut refused: Vec<_> = refused.collect();
    refused.sort();
    Ok((refused, sums))
}

/// Sums with nothing but these.
pub fn sums(some: Value) -> Value {
    let mut sums = json!({
        "rows": 0, "added": 0, "updated": 0, "unchanged": 0, "skipped": 0, "refused": 0, "without_password": 0,
    });
    merge(&mut sums, some);
    sums
}

/// Imports what has to be taken whole.
#[track_caller]
pub fn import_all(installation: &Installation, realm: &str, text: &str) -> Outcome {
    let finished = import(installation, &[realm], text)?;
    assert_eq!(finished.code, Some(0), "{finished:?}");
    Ok(())
}

/// What a list or an export prints, one object a line.
pub fn rows(installation: &Installation, arguments: &[&str]) -> Result<Vec<Value>, Box<dyn Error>> {
    let out = installation.succeed(arguments, b"")?;
    Ok(out.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// Lines of a file, numbered.
pub fn numbered(count: usize, mut line: impl FnMut(usize) -> String) -> String {
    let mut file = String::new();
    for number in 0..count {
        write!(file, "{}", line(number)).expect("a text takes everything");
    }
    file
}
