//! `latchkey migrate`, and databases that cannot be had.

use super::Outcome;
use super::support::Installation;

#[test]
fn migrate_applies_what_is_missing_and_says_how_much() -> Outcome {
    let installation = Installation::new()?;
    let first = installation.succeed(&["migrate"], b"")?;
    assert!(
        first.starts_with("applied ") && first.ends_with(" schema steps\n"),
        "{first}"
    );
    assert_eq!(
        installation.succeed(&["migrate"], b"")?,
        "the schema is up to date: nothing to apply\n"
    );
    Ok(())
}

#[test]
fn a_database_that_cannot_be_opened_is_1_and_one_line_that_names_it() -> Outcome {
    let installation = Installation::on_sqlite()?;
    for command in [
        &["migrate"][..],
        &["user", "list"],
        &["serve", "--listen", "127.0.0.1:0"],
    ] {
        let finished = installation.run(&[command, &["--database-url", "sqlite://no/such/folder.db"]].concat())?;
        assert_eq!(finished.code, Some(1), "{finished:?}");
        let expected = match command {
            ["user", ..] => "latchkey: there is no database at sqlite://no/such/folder.db; is --database-url right?\n",
            _ => {
                "latchkey: database at sqlite://no/such/folder.db: the database is not available: the folder \
                 no/such: no such file or directory\n"
            }
        };
        assert_eq!(finished.err, expected);
    }
    let finished = installation.run(&["migrate", "--database-url", "sqlite://."])?;
    let expected = "latchkey: database at sqlite://.: the database is not available: . is a folder, and not a file\n";
    assert_eq!((finished.code, finished.err.as_str()), (Some(1), expected));
    std::fs::write(
        installation.path("text.db"),
        "this is no database, however long it is".repeat(100),
    )?;
    let finished = installation.run(&["migrate", "--database-url", "sqlite://text.db"])?;
    assert_eq!(finished.code, Some(1), "{finished:?}");
    let expected = "latchkey: database at sqlite://text.db: the database is not available: the file is not an SQLite \
                    database (SQLite's code 26)\n";
    assert_eq!(finished.err, expected);
    Ok(())
}

#[test]
fn a_database_server_that_is_away_is_named_without_its_password() -> Outcome {
    let installation = Installation::on_sqlite()?.env("LATCHKEY_DATABASE_ACQUIRE_TIMEOUT", "1");
    // Nothing listens on port 1, which only the administrator could change.
    let finished = installation.run(&["migrate", "--database-url", "postgres://u:hunter2@127.0.0.1:1/x"])?;
    assert_eq!(finished.code, Some(1), "{finished:?}");
    let away =
        "latchkey: database at postgres://u:****@127.0.0.1:1/x: the database is not available: connection refused\n";
    assert_eq!(finished.err, away);

    // A server waits for it, and says so.
    let installation = installation.env("LATCHKEY_DATABASE_STARTUP_TIMEOUT", "4");
    let serve = ["serve", "--listen", "127.0.0.1:0", "--database-url"];
    let finished = installation.run(&[&serve[..], &["postgres://u:hunter2@127.0.0.1:1/x"]].concat())?;
    assert_eq!(finished.code, Some(1), "{finished:?}");
    assert!(finished.err.contains("\"waiting for the database\""), "{finished:?}");
    assert!(finished.err.ends_with(away), "{finished:?}");
    assert!(!finished.err.contains("hunter2"), "{finished:?}");
    Ok(())
}

#[cfg(unix)]
#[test]
fn the_files_of_a_new_database_are_its_owner_s_alone_and_those_of_an_old_one_as_they_were() -> Outcome {
    use std::os::unix::fs::PermissionsExt;
    let installation = Installation::on_sqlite()?;
    installation.succeed(&["migrate"], b"")?;
    let mode = || {
        let metadata = std::fs::metadata(installation.path("latchkey.db"))?;
        Ok::<_, std::io::Error>(metadata.permissions().mode() & 0o777)
    };
    assert_eq!(mode()?, 0o600);
    std::fs::set_permissions(installation.path("latchkey.db"), PermissionsExt::from_mode(0o640))?;
    installation.succeed(&["migrate"], b"")?;
    assert_eq!(mode()?, 0o640);
    Ok(())
}
