//! Commands that are wrong: exit code 2, and nothing is touched.

use super::Outcome;
use super::support::Installation;

/// Arguments, and a part of what is said about them.
const REFUSED: &[(&[&str], &str)] = &[
    (&[], "Usage: latchkey [OPTIONS] <COMMAND>"),
    (&["sevre"], "unrecognized subcommand 'sevre'"),
    (&["serve", "--port", "80"], "unexpected argument '--port'"),
    (
        &["serve", "--listen", "localhost:80"],
        "latchkey: http.listen (--listen): must be an IP address and a port",
    ),
    (
        &["serve", "--database-url", "mysql://h/d"],
        "latchkey: database.url (--database-url): must begin with sqlite:",
    ),
    (
        &["serve", "--demo", "--database-url", "sqlite://a.db"],
        "latchkey: --demo has a temporary database",
    ),
    (
        &["--database-url", "sqlite://a.db", "serve", "--demo"],
        "latchkey: --demo has a temporary database",
    ),
    (
        &["serve", "--demo", "--listen", "0.0.0.0:0"],
        "latchkey: --demo listens on loopback only",
    ),
    (
        &["serve", "--demo", "--listen", "[::]:0"],
        "latchkey: --demo listens on loopback only",
    ),
    (
        &["config", "--config", "none.toml"],
        "latchkey: cannot read the configuration file none.toml",
    ),
    (&["user"], "Usage: latchkey user"),
    (&["audit", "--since", "yesterday"], "must be a span such as 24h"),
    (&["audit", "--limit", "0"], "0 is not in 1.."),
    (&["user", "add", "--username", "a"], "--email <EMAIL>"),
    (&["user", "set-password", "a"], "--password-stdin"),
    (&["user", "disable"], "<USERNAME|--number <NUMBER>>"),
    (
        &["subscriber", "add", "--username", "a", "--password-stdin"],
        "--customer-id <CUSTOMER_ID>",
    ),
    (&["subscriber", "set-password", "a"], "--password-stdin"),
    (
        &["api-key", "create", "--owner", "a", "--name", "n"],
        "--permissions <LIST>",
    ),
    (
        &["api-key", "create", "--owner", "a", "--name", "n", "--permissions", ""],
        "[possible values: read, write, delete, create, admin]",
    ),
    (
        &[
            "api-key",
            "create",
            "--owner",
            "a",
            "--name",
            "n",
            "--permissions",
            "read,fly",
        ],
        "invalid value 'fly'",
    ),
    (
        &[
            "api-key",
            "create",
            "--owner",
            "a",
            "--name",
            "n",
            "--permissions",
            "read",
            "--expires",
            "soon",
        ],
        "must be a date such as 2027-01-01 or a time such as 2027-01-01T12:00:00Z",
    ),
    (
        &[
            "api-key",
            "create",
            "--owner",
            "a",
            "--name",
            "n",
            "--permissions",
            "read",
            "--expires",
            "2001-01-01",
        ],
        "latchkey: --expires is in the past",
    ),
    (&["api-key", "revoke", "seven"], "invalid value 'seven' for '<ID>'"),
];

#[test]
fn a_wrong_command_exits_with_2_says_why_and_touches_nothing() -> Outcome {
    let installation = Installation::on_sqlite()?;
    for (arguments, said) in REFUSED {
        let finished = installation.run(arguments)?;
        assert_eq!(finished.code, Some(2), "{arguments:?}: {finished:?}");
        assert!(finished.err.contains(said), "{arguments:?}: {finished:?}");
        assert_eq!(finished.out, "", "{arguments:?}");
    }
    assert_eq!(
        std::fs::read_dir(installation.path(""))?.count(),
        0,
        "no database was made"
    );
    Ok(())
}

#[test]
fn a_value_that_an_account_cannot_have_is_refused_with_its_flag() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let long = "x".repeat(256);
    for (flag, value, said) in [
        ("--username", "a@b.c", "must not contain '@'"),
        ("--username", " ann", "must not contain ' ' (U+0020)"),
        ("--username", "vic\u{200b}tim", "must not contain U+200B"),
        ("--username", "a\u{ff20}b.c", "must not contain '@'"),
        ("--username", "ann.", "must not begin or end with a dot"),
        ("--email", "a\u{ad}nn@example.com", "must not contain U+00AD"),
        ("--email", "ann", "must be a valid e-mail address"),
        ("--name", "", "must not be empty"),
        ("--name", &long, "must not be longer than 255 characters"),
        ("--name", "a\u{1b}[2J", "must not contain control characters"),
        ("--role", "a,b", "must not contain a comma"),
        ("--permission", "", "must not be empty"),
        ("--isp-id", "one", "invalid digit"),
    ] {
        let good = [
            ("--username", "ann"),
            ("--email", "ann@example.com"),
            ("--name", "Ann"),
            ("--role", "staff"),
        ];
        let mut arguments = vec!["user", "add"];
        for (name, value) in good.into_iter().filter(|(name, _)| *name != flag) {
            arguments.extend([name, value]);
        }
        arguments.extend([flag, value]);
        let finished = installation.run(&arguments)?;
        assert_eq!(finished.code, Some(2), "{flag} {value}: {finished:?}");
        assert!(
            finished.err.contains(flag) && finished.err.contains(said),
            "{flag} {value}: {finished:?}"
        );
    }
    for date in ["2025-12-31", "2025-13-01 00:00:00", "2025-12-31T00:00:00Z"] {
        let account = [
            "subscriber",
            "add",
            "--username",
            "sue",
            "--customer-id",
            "1",
            "--expiration-date",
            date,
        ];
        let finished = installation.run(&account)?;
        assert_eq!(finished.code, Some(2), "{finished:?}");
        assert!(
            finished
                .err
                .contains("must be date and time such as '2027-12-31 23:59:59'"),
            "{finished:?}"
        );
    }
    Ok(())
}

#[test]
fn help_and_version_are_answers() -> Outcome {
    let installation = Installation::on_sqlite()?;
    assert_eq!(
        installation.succeed(&["--version"], b"")?,
        format!("latchkey {}\n", env!("CARGO_PKG_VERSION"))
    );
    let help = installation.succeed(&["--help"], b"")?;
    for command in [
        "serve",
        "migrate",
        "openapi",
        "config",
        "user",
        "subscriber",
        "api-key",
        "key",
        "doctor",
    ] {
        assert!(help.contains(&format!("\n  {command} ")), "{help}");
        assert!(
            installation
                .succeed(&[command, "--help"], b"")?
                .contains("--database-url <URL>")
        );
    }
    assert!(
        installation
            .succeed(&["user", "add", "--help"], b"")?
            .contains("Without --password-stdin the account has no password")
    );
    Ok(())
}
