//! What is true of the output of every command.

use std::process::Stdio;

use super::Outcome;
use super::support::{Installation, closed_pipe};

#[test]
fn no_command_prints_a_password_or_a_hash() -> Outcome {
    let installation = Installation::new()?;
    let password = b"hunter2 and her quiet herons\n";
    let mut printed = String::new();
    for arguments in [
        &[
            "user",
            "add",
            "--username",
            "ann",
            "--email",
            "a@example.com",
            "--name",
            "A",
            "--role",
            "r",
            "--password-stdin",
        ][..],
        &[
            "user",
            "add",
            "--username",
            "ann",
            "--email",
            "a@example.com",
            "--name",
            "A",
            "--role",
            "r",
            "--password-stdin",
        ],
        &["user", "set-password", "ann", "--password-stdin"],
        &["user", "set-password", "bob", "--password-stdin"],
        &["user", "list"],
        &["user", "list", "--json"],
        &[
            "subscriber",
            "add",
            "--username",
            "sue",
            "--customer-id",
            "1",
            "--password-stdin",
        ],
        &["subscriber", "set-password", "sue", "--password-stdin"],
        &["subscriber", "list"],
        &["subscriber", "list", "--json"],
    ] {
        let finished = installation.run_with(arguments, password)?;
        printed += &finished.out;
        printed += &finished.err;
    }
    assert!(printed.contains("ann") && printed.contains("sue"), "{printed}");
    assert!(!printed.contains("hunter2") && !printed.contains("$2"), "{printed}");
    Ok(())
}

#[test]
fn a_reader_that_goes_away_is_no_failure() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("the first of them")?;
    for arguments in [
        &["user", "list"][..],
        &["user", "list", "--json"],
        &["config"],
        &["openapi", "--check"],
        &["--help"],
        &["migrate"],
    ] {
        let finished = installation
            .command(arguments)
            .stdin(Stdio::null())
            .stdout(closed_pipe()?)
            .output()?;
        assert_eq!(finished.status.code(), Some(0), "{arguments:?}: {finished:?}");
        assert_eq!(String::from_utf8_lossy(&finished.stderr), "", "{arguments:?}");
    }
    Ok(())
}

#[test]
fn output_that_cannot_be_written_is_1() -> Outcome {
    // Linux has a device that is always full.
    let Ok(full) = std::fs::OpenOptions::new().write(true).open("/dev/full") else {
        return Ok(());
    };
    let finished = Installation::new()?.command(&["config"]).stdout(full).output()?;
    assert_eq!(finished.status.code(), Some(1));
    let said = "latchkey: cannot write to standard output: no space left on device\n";
    assert_eq!(String::from_utf8_lossy(&finished.stderr), said);
    Ok(())
}
