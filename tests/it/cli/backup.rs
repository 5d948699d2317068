//! `latchkey backup` and `latchkey restore`.

use std::fs;

use super::Outcome;
use super::support::{Installation, Server, post, send};

const PASSWORD: &str = "correct horse battery\n";
const LOGIN: &str = r#"{"email":"ann@example.com","password":"correct horse battery"}"#;

/// The names of the files in the working directory.
fn files(installation: &Installation) -> Result<Vec<String>, std::io::Error> {
    let mut names = Vec::new();
    for entry in fs::read_dir(installation.path(""))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

/// Runs a command that has to fail with 1, and returns what it says.
fn refused(installation: &Installation, command: &[&str]) -> Result<String, Box<dyn std::error::Error>> {
    let finished = installation.run(command)?;
    assert_eq!((finished.code, finished.out.as_str()), (Some(1), ""), "{finished:?}");
    Ok(finished.err)
}

#[test]
fn a_backup_beside_a_running_server_has_everything_that_was_acknowledged() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let server = Server::start(&installation, &[])?;
    installation.add_ann(PASSWORD)?;
    // All of it is in the write-ahead log still.
    fs::copy(installation.path("latchkey.db"), installation.path("copied.db"))?;
    let made = installation.succeed(&["backup", "backup.db"], b"")?;
    let length = fs::metadata(installation.path("backup.db"))?.len();
    assert_eq!(made, format!("backed up to backup.db: {length} bytes\n"));
    assert_eq!(
        send(server.address, &post("/api/v1/auth/login", LOGIN), None)?.status,
        200
    );
    drop(server);

    let list = ["user", "list", "--database-url"];
    let listed = installation.succeed(&[&list[..], &["sqlite://backup.db"]].concat(), b"")?;
    assert!(listed.contains("ann@example.com"), "{listed}");
    let copied = refused(&installation, &[&list[..], &["sqlite://copied.db"]].concat())?;
    assert_eq!(
        copied,
        "latchkey: there are no tables in the database at sqlite://copied.db; it was copied without its write-ahead log, \
         the file that ends in -wal: use `latchkey backup`\n"
    );
    Ok(())
}

#[cfg(unix)]
#[test]
fn a_backup_is_one_file_of_its_owner_alone_and_replaces_the_one_before() -> Outcome {
    use std::os::unix::fs::PermissionsExt;
    let installation = Installation::on_sqlite()?;
    installation.add_ann(PASSWORD)?;
    fs::write(installation.path("backup.db"), "an older one")?;
    installation.succeed(&["backup", "backup.db"], b"")?;
    assert_eq!(files(&installation)?, ["backup.db", "latchkey.db"]);
    let mode = fs::metadata(installation.path("backup.db"))?.permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    Ok(())
}

#[test]
fn a_restored_backup_has_what_was_backed_up_and_the_other_database_is_kept() -> Outcome {
    let installation = Installation::on_sqlite()?;
    installation.add_ann(PASSWORD)?;
    installation.succeed(&["backup", "backup.db"], b"")?;
    installation.succeed(&["user", "update", "ann", "--name", "Somebody Else"], b"")?;
    for kept in ["latchkey.db.replaced-1", "latchkey.db.replaced-2"] {
        let restored = installation.succeed(&["restore", "backup.db"], b"")?;
        let database = format!("the database that was there is {kept}\n");
        assert_eq!(restored, format!("restored backup.db\n{database}"));
        let server = Server::start(&installation, &[])?;
        assert_eq!(
            send(server.address, &post("/api/v1/auth/login", LOGIN), None)?.status,
            200
        );
    }
    let shown = ["user", "list", "--database-url", "sqlite://latchkey.db.replaced-1"];
    let listed = installation.succeed(&shown, b"")?;
    assert!(listed.contains("Somebody Else"), "{listed}");
    assert!(installation.succeed(&["user", "list"], b"")?.contains("Ann Lee"));
    // To a place where there is none.
    let elsewhere = ["restore", "backup.db", "--database-url", "sqlite://elsewhere.db"];
    assert_eq!(installation.succeed(&elsewhere, b"")?, "restored backup.db\n");
    Ok(())
}

#[test]
fn nothing_is_restored_under_a_server_that_runs() -> Outcome {
    let installation = Installation::on_sqlite()?;
    installation.add_ann(PASSWORD)?;
    installation.succeed(&["backup", "backup.db"], b"")?;
    let server = Server::start(&installation, &[])?;
    let said = refused(&installation, &["restore", "backup.db"])?;
    let expected = "latchkey: nothing was restored: the database is in use; stop the servers first\n";
    assert_eq!(said, expected);
    assert_eq!(
        send(server.address, &post("/api/v1/auth/login", LOGIN), None)?.status,
        200
    );
    drop(server);
    installation.succeed(&["restore", "backup.db"], b"")?;
    Ok(())
}

#[test]
fn what_is_no_whole_backup_of_ours_is_not_restored() -> Outcome {
    let installation = Installation::on_sqlite()?;
    installation.add_ann(PASSWORD)?;
    let before = fs::read(installation.path("latchkey.db"))?;
    installation.succeed(&["backup", "newer.db"], b"")?;
    let mut torn = fs::read(installation.path("newer.db"))?;
    let middle = torn.len() / 2;
    torn.get_mut(middle..).ok_or("a half")?.fill(0x5a);
    fs::write(installation.path("torn.db"), torn)?;
    fs::write(installation.path("text.db"), "no database".repeat(1_000))?;
    fs::write(installation.path("empty.db"), "")?;
    let newer = Installation::on_sqlite()?;
    fs::copy(installation.path("newer.db"), newer.path("latchkey.db"))?;
    newer.alter("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)")?;
    newer.succeed(&["user", "list"], b"")?;
    fs::copy(newer.path("latchkey.db"), installation.path("newer.db"))?;
    for (file, problem) in [
        ("torn.db", "damaged"),
        ("text.db", "text.db: the file is not an SQLite database"),
        ("empty.db", "empty.db has no tables of latchkey"),
        ("missing.db", "missing.db: "),
        ("latchkey.db", "latchkey.db is the database itself"),
        (
            "newer.db",
            "a newer version of latchkey has made the schema (step m9999_later); restore it with that version",
        ),
    ] {
        let said = refused(&installation, &["restore", file])?;
        assert!(said.starts_with("latchkey: nothing was restored: "), "{file}: {said}");
        assert!(said.contains(problem), "{file}: {said}");
        assert_eq!(fs::read(installation.path("latchkey.db"))?, before, "{file}");
    }
    let names = files(&installation)?;
    assert!(!names.iter().any(|name| name.contains("unfinished")), "{names:?}");
    Ok(())
}

#[test]
fn a_damaged_database_is_replaced_and_kept() -> Outcome {
    let installation = Installation::on_sqlite()?;
    installation.add_ann(PASSWORD)?;
    installation.succeed(&["backup", "backup.db"], b"")?;
    fs::write(installation.path("latchkey.db"), "overwritten ".repeat(1_000))?;
    fs::write(installation.path("latchkey.db-wal"), "left over")?;
    installation.succeed(&["restore", "backup.db"], b"")?;
    assert!(
        installation
            .succeed(&["user", "list"], b"")?
            .contains("ann@example.com")
    );
    let kept = fs::read_to_string(installation.path("latchkey.db.replaced-1"))?;
    assert!(kept.starts_with("overwritten "), "{kept}");
    assert!(!installation.path("latchkey.db-wal").exists());
    Ok(())
}

#[test]
fn without_a_file_there_is_nothing_to_back_up() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let said = refused(&installation, &["backup", "backup.db"])?;
    let missing = "latchkey: there is no database at sqlite://latchkey.db; is --database-url right?\n";
    assert_eq!(said, missing);
    let server = ["--database-url", "postgres://127.0.0.1:1/latchkey"];
    for command in ["backup", "restore"] {
        let finished = installation.run(&[&[command, "backup.db"], &server[..]].concat())?;
        let said = "latchkey: the database is not an SQLite file; back up PostgreSQL with pg_dump\n";
        assert_eq!((finished.code, finished.err.as_str()), (Some(2), said));
    }
    assert_eq!(files(&installation)?, Vec::<String>::new());
    Ok(())
}
