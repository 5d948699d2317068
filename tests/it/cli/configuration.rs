//! `latchkey config`, and a configuration that is refused.

use super::Outcome;
use super::support::Installation;

#[test]
fn config_prints_what_file_environment_and_flags_add_up_to_with_the_password_masked() -> Outcome {
    let installation = Installation::on_sqlite()?.env("LATCHKEY_LOG_FILTER", "debug");
    std::fs::write(
        installation.path("latchkey.toml"),
        "[tokens]\nissuer = \"from the file\"\n",
    )?;
    let shown = installation.succeed(
        &["config", "--database-url", "postgres://u:hunter2@db.example.com/x"],
        b"",
    )?;
    let shown: toml::Table = toml::from_str(&shown)?;
    assert_eq!(shown["tokens"]["issuer"].as_str(), Some("from the file"));
    assert_eq!(shown["log"]["filter"].as_str(), Some("debug"));
    assert_eq!(
        shown["database"]["url"].as_str(),
        Some("postgres://u:****@db.example.com/x")
    );

    let before = installation.succeed(&["--database-url", "sqlite://other.db", "config"], b"")?;
    assert!(
        before.contains("sqlite://other.db"),
        "the flag may stand before the command: {before}"
    );
    Ok(())
}

#[test]
fn a_configuration_that_is_refused_stops_every_command_with_2_and_one_line() -> Outcome {
    let installation = Installation::on_sqlite()?;
    std::fs::write(installation.path("bad.toml"), "[passwords]\nbcrypt_csot = 12\n")?;
    for command in [
        &["config"][..],
        &["serve"],
        &["serve", "--demo"],
        &["migrate"],
        &["user", "list"],
        &["subscriber", "disable", "sue"],
        &["api-key", "list"],
    ] {
        let finished = installation.run(&[command, &["--config", "bad.toml"]].concat())?;
        let said = "latchkey: passwords.bcrypt_csot (bad.toml): unknown key; [passwords] has min_length, bcrypt_cost, threads, lanes, nice, max_waiting\n";
        assert_eq!((finished.code, finished.err.as_str()), (Some(2), said), "{command:?}");
    }
    let finished = installation.env("LATCHKEY_DOCS_ENABLED", "maybe").run(&["config"])?;
    let said =
        "latchkey: docs.enabled (environment variable LATCHKEY_DOCS_ENABLED): must be true or false, not `maybe`\n";
    assert_eq!((finished.code, finished.err.as_str()), (Some(2), said));
    Ok(())
}
