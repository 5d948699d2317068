//! `latchkey webhook`, and a server that delivers.

use std::error::Error;

use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::Outcome;
use super::support::{Installation, Server};
use crate::support::key_file::write_key_file;
use crate::webhooks::receiver::{Mode, Receiver};

const HOOK: &str = "https://example.com/hook";
const REMARK: &str = "latchkey: the secret cannot be shown again\n";
const ONE: &str = "5f1d9c02b7e84a63f0c8d1e29b3a4756687f90a1b2c3d4e5f6071829304a5b6c";
const TWO: &str = "0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2f1a0b9c";

/// An installation that may send to this machine.
fn local() -> Result<Installation, Box<dyn Error>> {
    Ok(Installation::new()?.env("LATCHKEY_WEBHOOKS_ALLOWED_NETWORKS", "127.0.0.1"))
}

fn added(installation: &Installation, arguments: &[&str]) -> Result<Value, Box<dyn Error>> {
    let out = installation.succeed(&[&["webhook", "add", "--json"], arguments].concat(), b"")?;
    Ok(serde_json::from_str(&out)?)
}

fn shown(installation: &Installation, id: &str) -> Result<Value, Box<dyn Error>> {
    let out = installation.succeed(&["webhook", "show", id, "--json"], b"")?;
    Ok(serde_json::from_str(&out)?)
}

/// Stops a server, which must end well, and before open requests would be given up.
fn stop(server: Server) -> Outcome {
    server.signal("TERM")?;
    let (status, log) = server.wait()?;
    assert!(status.success(), "{log:?}");
    assert!(
        !log.iter().any(|line| line.contains("WARN") || line.contains("ERROR")),
        "{log:?}"
    );
    Ok(())
}

#[test]
fn an_endpoint_is_added_and_its_secret_is_shown_once() -> Outcome {
    let installation = Installation::new()?;
    let actions = ["--event", "account.added", "--event", "account.disabled"];
    let arguments = [
        &["webhook", "add", HOOK, "--json", "--description", "Billing"],
        &actions[..],
    ]
    .concat();
    let finished = installation.run(&arguments)?;
    assert_eq!((finished.code, finished.err.as_str()), (Some(0), REMARK));
    let created: Value = serde_json::from_str(&finished.out)?;
    let secret = created["secret"].as_str().ok_or("no secret")?;
    assert!(secret.starts_with("whsec_") && secret.len() == 50, "{created}");
    assert_eq!(created, json!({ "id": 1, "url": HOOK, "secret": secret }));

    let row = shown(&installation, "1")?;
    let expected = json!({
        "id": 1, "url": HOOK, "description": "Billing", "events": ["account.added", "account.disabled"],
        "status": "enabled", "created_at": row["created_at"], "disabled_at": null, "disabled_because": null,
        "previous_secret_until": null, "position": row["position"], "last_delivered_at": null,
        "failing_since": null, "failures": 0, "last_error": null, "next_attempt_at": null,
    });
    assert_eq!(row, expected);
    let listed = installation.succeed(&["webhook", "list", "--json"], b"")?;
    assert_eq!(serde_json::from_str::<Value>(&listed)?, expected);
    for command in [&["webhook", "list"][..], &["webhook", "show", "1"]] {
        let table = installation.succeed(command, b"")?;
        assert!(
            table.contains(HOOK) && table.contains("account.added, account.disabled"),
            "{table}"
        );
        assert!(!table.contains("whsec_"), "{table}");
    }
    Ok(())
}

#[test]
fn an_endpoint_is_changed_switched_off_enabled_and_removed() -> Outcome {
    let installation = Installation::new()?;
    added(&installation, &[HOOK, "--event", "account.added"])?;
    let say = |arguments: &[&str]| installation.succeed(&[&["webhook"], arguments].concat(), b"");
    let changed = "changed webhook endpoint 1\n";
    assert_eq!(say(&["update", "1", "--all-events", "--description", "x"])?, changed);
    let row = shown(&installation, "1")?;
    assert_eq!((&row["events"], &row["description"]), (&json!([]), &json!("x")));
    assert_eq!(
        say(&["update", "1", "--url", "https://example.com/b", "--clear-description"])?,
        changed
    );
    let row = shown(&installation, "1")?;
    assert_eq!(
        (&row["url"], &row["description"]),
        (&json!("https://example.com/b"), &Value::Null)
    );
    assert_eq!(say(&["disable", "1"])?, "switched webhook endpoint 1 off\n");
    let row = shown(&installation, "1")?;
    assert_eq!(
        (&row["status"], &row["disabled_because"]),
        (&json!("disabled"), &json!("operator"))
    );
    assert_eq!(say(&["enable", "1"])?, "enabled webhook endpoint 1\n");
    assert_eq!(shown(&installation, "1")?["status"], "enabled");
    assert_eq!(say(&["enable", "1", "--skip-missed"])?, "enabled webhook endpoint 1\n");
    assert_eq!(say(&["remove", "1"])?, "removed webhook endpoint 1\n");
    for arguments in [
        &["show", "1"][..],
        &["update", "1", "--all-events"],
        &["enable", "1"],
        &["disable", "1"],
        &["remove", "1"],
        &["rotate-secret", "1"],
    ] {
        let finished = installation.run(&[&["webhook"], arguments].concat())?;
        assert_eq!(finished.code, Some(1), "{arguments:?}");
        assert_eq!(
            finished.err, "latchkey: there is no webhook endpoint 1\n",
            "{arguments:?}"
        );
    }
    Ok(())
}

#[test]
fn a_secret_is_rotated_with_an_overlap() -> Outcome {
    let installation = Installation::new()?;
    let first = added(&installation, &[HOOK])?;
    let out = installation.succeed(&["webhook", "rotate-secret", "1", "--overlap", "2h", "--json"], b"")?;
    let rotated: Value = serde_json::from_str(&out)?;
    assert_ne!(rotated["secret"], first["secret"]);
    assert_eq!(
        rotated["previous_secret_until"],
        shown(&installation, "1")?["previous_secret_until"]
    );
    assert!(rotated["previous_secret_until"].is_string(), "{rotated}");
    let out = installation.succeed(&["webhook", "rotate-secret", "1", "--overlap", "0s", "--json"], b"")?;
    let rotated: Value = serde_json::from_str(&out)?;
    assert_eq!(rotated["previous_secret_until"], Value::Null);
    Ok(())
}

#[test]
fn what_is_wrong_with_a_command_is_2() -> Outcome {
    let installation = Installation::new()?;
    for (arguments, why) in [
        (&["add", "http://example.com/"][..], "the URL must begin with https://"),
        (
            &["add", "https://10.0.0.1/"],
            "the URL must not be at 10.0.0.1, which is not a public address",
        ),
        (&["test", "https://127.0.0.1/"], "the URL must not be at 127.0.0.1"),
        (
            &["add", HOOK, "--event", "account.invented"],
            "must be an action of the audit log",
        ),
        (
            &["rotate-secret", "1", "--overlap", "31d"],
            "must be from 0s to 30d, not 31d",
        ),
        (&["update", "1"], "required arguments were not provided"),
    ] {
        let finished = installation.run(&[&["webhook"], arguments].concat())?;
        assert_eq!(finished.code, Some(2), "{arguments:?}: {finished:?}");
        assert!(finished.err.contains(why), "{arguments:?}: {}", finished.err);
    }
    Ok(())
}

#[test]
fn a_test_prints_how_it_was_taken_and_fails_when_it_was_not() -> Outcome {
    let installation = local()?;
    let runtime = Runtime::new()?;
    let mut receiver = runtime.block_on(Receiver::start());
    let url = receiver.url();
    let run = || installation.run(&["webhook", "test", &url]);
    let first = run()?;
    assert_eq!(first.code, Some(0), "{first:?}");
    assert!(
        first.out.starts_with("taken: HTTP 204 after ") && first.out.ends_with(" ms\n"),
        "{first:?}"
    );
    assert!(
        first
            .err
            .starts_with("latchkey: no endpoint has this URL; signed with whsec_"),
        "{first:?}"
    );
    added(&installation, &[&url])?;
    let second = run()?;
    assert_eq!((second.code, second.err.as_str()), (Some(0), ""));
    receiver.answer(Mode::Status(500));
    let third = run()?;
    assert_eq!((third.code, third.out.as_str()), (Some(1), ""));
    assert!(
        third.err.starts_with("latchkey: not taken: HTTP 500 after "),
        "{third:?}"
    );
    runtime.block_on(receiver.kill());
    let fourth = run()?;
    assert!(
        fourth.err.starts_with("latchkey: not taken: connection refused after "),
        "{fourth:?}"
    );
    assert_eq!(receiver.received().len(), 3);
    Ok(())
}

#[test]
fn a_running_server_delivers_what_happens_and_stops_although_a_receiver_does_not_answer() -> Outcome {
    let installation = local()?;
    let runtime = Runtime::new()?;
    let receiver = runtime.block_on(Receiver::start());
    let server = Server::start(&installation, &[])?;
    added(
        &installation,
        &[&receiver.url(), "--event", "account.added,account.disabled"],
    )?;
    installation.add_ann("the first of them")?;
    runtime.block_on(receiver.wait_for(1));
    receiver.answer(Mode::Wait);
    installation.succeed(&["user", "disable", "ann", "--force"], b"")?;
    runtime.block_on(receiver.wait_for(2));
    let types: Vec<Value> = receiver
        .received()
        .iter()
        .map(|message| message.body()["type"].clone())
        .collect();
    assert_eq!(types, ["account.added", "account.disabled"]);
    stop(server)?;
    assert_eq!(
        shown(&installation, "1")?["status"],
        "enabled",
        "an attempt that was given up is no failure"
    );
    receiver.answer(Mode::Status(200));
    let server = Server::start(&installation, &[])?;
    runtime.block_on(receiver.wait_for(3));
    assert_eq!(receiver.ids()[1], receiver.ids()[2]);
    stop(server)?;
    Ok(())
}

#[test]
fn secrets_are_encrypted_anew_with_the_keys() -> Outcome {
    let installation = Installation::new()?;
    added(&installation, &[HOOK])?;
    write_key_file(installation.path("one"), ONE)?;
    write_key_file(installation.path("two"), TWO)?;
    let one = installation.path("one").display().to_string();
    let two = installation.path("two").display().to_string();
    let reencrypt = |with: &str, old: &str| -> Result<String, Box<dyn Error>> {
        let mut command = installation.command(&["key", "reencrypt", "--old-master-key-file", old]);
        command.env("LATCHKEY_TOKENS_MASTER_KEY_FILE", with);
        let finished = super::support::finish(&mut command, b"")?;
        assert_eq!(finished.code, Some(0), "{finished:?}");
        Ok(finished.out)
    };
    let expected = "encrypted 0 signing keys\nencrypted the secrets of 1 webhook endpoint\n";
    assert_eq!(reencrypt(&one, &two)?, expected);
    assert_eq!(reencrypt(&two, &one)?, expected);
    assert_eq!(reencrypt(&two, &one)?, "encrypted 0 signing keys\n");
    let expected = "decrypted 0 signing keys\ndecrypted the secrets of 1 webhook endpoint\n";
    assert_eq!(reencrypt("", &two)?, expected);
    Ok(())
}
