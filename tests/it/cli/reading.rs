//! Commands that change nothing: they make no database, bring no schema up to date, and need no right to write.

use sea_orm::{ConnectionTrait, TransactionTrait};

use super::Outcome;
use super::support::Installation;

const COMMANDS: &[&[&str]] = &[
    &["user", "list"],
    &["user", "show", "ann"],
    &["user", "locks"],
    &["subscriber", "list"],
    &["subscriber", "show", "1"],
    &["subscriber", "locks"],
    &["role", "list"],
    &["role", "show", "admin"],
    &["session", "list", "ann"],
    &["setting", "list", "ann"],
    &["api-key", "list"],
    &["webhook", "list"],
    &["webhook", "show", "1"],
    &["key", "list"],
    &["audit"],
    &["export", "users", "-"],
];

/// The URL of the database, where it is one of PostgreSQL.
fn url_of_postgres(installation: &Installation) -> Option<String> {
    installation.command(&[]).get_envs().find_map(|(name, value)| {
        let value = value.filter(|_| name == "LATCHKEY_DATABASE_URL")?;
        value.to_str().map(str::to_owned)
    })
}

/// Runs each of them, and checks that it is refused so, with nothing on standard output.
fn all_refused(installation: &Installation, expected: &str) -> Outcome {
    for command in COMMANDS {
        let finished = installation.run(command)?;
        let seen = (finished.code, finished.out.as_str(), finished.err.as_str());
        assert_eq!(seen, (Some(1), "", expected), "{command:?}");
    }
    Ok(())
}

#[test]
fn where_there_is_no_database_they_say_so_and_make_none() -> Outcome {
    let installation = Installation::on_sqlite()?;
    all_refused(
        &installation,
        "latchkey: there is no database at sqlite://latchkey.db; is --database-url right?\n",
    )?;
    assert_eq!(std::fs::read_dir(installation.path(""))?.count(), 0, "no file was made");
    Ok(())
}

#[test]
fn where_there_are_no_tables_they_say_so_and_make_none() -> Outcome {
    let installation = Installation::on_sqlite()?;
    std::fs::write(installation.path("latchkey.db"), b"")?;
    all_refused(
        &installation,
        "latchkey: there are no tables of latchkey in the database at sqlite://latchkey.db; is --database-url right?\n",
    )?;
    assert_eq!(std::fs::read(installation.path("latchkey.db"))?, b"");
    Ok(())
}

#[test]
fn they_leave_an_outdated_schema_as_it_is_and_name_the_command_that_updates_it() -> Outcome {
    let installation = Installation::new()?;
    installation.succeed(&["migrate"], b"")?;
    installation.alter("UPDATE seaql_migrations SET version = 'm0000_older' WHERE version LIKE 'm0015%'")?;
    all_refused(
        &installation,
        "latchkey: the schema is outdated: `latchkey migrate` updates it\n",
    )
}

#[test]
fn they_work_on_a_schema_that_a_newer_version_has_made_and_what_writes_does_not() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("a good passphrase")?;
    installation.alter("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m9999_later', 0)")?;
    assert!(
        installation
            .succeed(&["user", "list"], b"")?
            .contains("ann@example.com")
    );
    let newer = "a newer version of latchkey has made the schema (step m9999_later); run that version\n";
    for command in [&["migrate"][..], &["serve", "--listen", "127.0.0.1:0"]] {
        let finished = installation.run(command)?;
        assert_eq!(finished.code, Some(1), "{finished:?}");
        assert!(finished.err.ends_with(newer), "{finished:?}");
    }
    let examined = installation.run(&["doctor"])?;
    let said = "problem  schema         is newer than this version of latchkey (step m9999_later); run that version\n";
    assert!(examined.out.contains(said), "{examined:?}");
    assert_eq!(examined.code, Some(1), "{examined:?}");
    Ok(())
}

#[test]
fn they_need_no_right_to_write() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("a good passphrase")?;
    let installation = match std::env::var("TEST_DATABASE_URL") {
        // As on a standby.
        Ok(_) => {
            let url = url_of_postgres(&installation).ok_or("no URL")?;
            installation.env(
                "LATCHKEY_DATABASE_URL",
                &format!("{url}%20-c%20default_transaction_read_only%3Don"),
            )
        }
        // SQLite refuses writes on such a connection by itself.
        Err(_) => installation,
    };
    for command in COMMANDS {
        let finished = installation.run(command)?;
        let is_missing = finished.err.starts_with("latchkey: there is no ");
        assert!(finished.code == Some(0) || is_missing, "{command:?}: {finished:?}");
    }
    Ok(())
}

#[test]
fn behind_a_lock_they_say_that_they_wait_and_give_up() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("a good passphrase")?;
    // Readers of SQLite wait for nobody.
    let Some(url) = url_of_postgres(&installation) else {
        return Ok(());
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let lock = runtime.block_on(async {
        let lock = sea_orm::Database::connect(&url).await?.begin().await?;
        lock.execute_unprepared("LOCK TABLE seaql_migrations, users IN ACCESS EXCLUSIVE MODE")
            .await?;
        Ok::<_, sea_orm::DbErr>(lock)
    })?;
    let finished = installation.run(&["user", "list"])?;
    runtime.block_on(lock.rollback())?;
    let url: latchkey::config::DatabaseUrl = url.parse()?;
    let expected = format!(
        "latchkey: waiting for the database at {url}\nlatchkey: the database at {url} did not respond within 10 seconds\n"
    );
    assert_eq!(
        (finished.code, finished.out, finished.err),
        (Some(1), String::new(), expected)
    );
    installation.succeed(&["user", "list"], b"")?;
    Ok(())
}
