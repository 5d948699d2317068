//! `latchkey init`, and what a server says that has no administrator.

use serde_json::{Value, json};

use super::Outcome;
use super::support::{Installation, Server, post, send};

const PASSWORD: &[u8] = b"correct horse battery staple\n";
const ANA: &[&str] = &[
    "init",
    "--username",
    "ana",
    "--email",
    "ana@example.com",
    "--name",
    "Ana Lima",
    "--password-stdin",
];

#[test]
fn init_writes_a_commented_configuration_and_adds_an_administrator_who_can_log_in() -> Outcome {
    let installation = Installation::new()?;
    let said = installation.succeed(ANA, PASSWORD)?;
    assert_eq!(
        said,
        "wrote latchkey.toml\nadded administrator ana, number 1\nstart the server with: latchkey serve\n"
    );
    let listed: Value = serde_json::from_str(&installation.succeed(&["user", "list", "--json"], b"")?)?;
    assert_eq!(
        (&listed["username"], &listed["roles"]),
        (&json!("ana"), &json!(["admin"]))
    );
    let server = Server::start(&installation, &[])?;
    let body = json!({ "email": "ana@example.com", "password": "correct horse battery staple" }).to_string();
    assert_eq!(
        send(server.address, &post("/api/v1/auth/login", &body), None)?.status,
        200
    );
    Ok(())
}

/// Every line that sets something is commented out, and each of them can be commented in.
#[test]
fn the_configuration_file_has_every_setting_and_sets_none() -> Outcome {
    let installation = Installation::new()?;
    installation.succeed(ANA, PASSWORD)?;
    let file = std::fs::read_to_string(installation.path("latchkey.toml"))?;
    let parsed: toml::Table = toml::from_str(&file)?;
    let is_empty = |table: &toml::Value| table.as_table().is_some_and(toml::Table::is_empty);
    let contracts = parsed["contracts"].as_table().ok_or("no contracts")?;
    assert!(contracts.values().all(is_empty), "{contracts:?}");
    assert!(
        parsed
            .iter()
            .all(|(name, table)| name == "contracts" || is_empty(table)),
        "{parsed:?}"
    );

    let defaults: toml::Table = toml::from_str(&installation.succeed(&["config"], b"")?)?;
    let is_key = |line: &&str| line.starts_with('#') && line[1..].starts_with(|first: char| first.is_ascii_lowercase());
    let commented_in = file.lines().map(|line| if is_key(&line) { &line[1..] } else { line });
    let commented_in = commented_in.collect::<Vec<_>>().join("\n");
    std::fs::write(installation.path("latchkey.toml"), commented_in)?;
    let mut set: toml::Table = toml::from_str(&installation.succeed(&["config"], b"")?)?;
    // Tests hash at another cost, and may have another database: both come from the environment.
    for (section, key) in [("database", "url"), ("passwords", "bcrypt_cost")] {
        set[section][key] = defaults[section][key].clone();
    }
    assert_eq!(set, defaults);
    Ok(())
}

#[test]
fn a_database_that_was_given_is_set_in_the_file() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let url = "sqlite://it's.db";
    installation.succeed(&[ANA, &["--database-url", url]].concat(), PASSWORD)?;
    let parsed: toml::Table = toml::from_str(&std::fs::read_to_string(installation.path("latchkey.toml"))?)?;
    assert_eq!(parsed["database"]["url"].as_str(), Some(url));
    // The next command finds the same database.
    let listed: Value = serde_json::from_str(&installation.succeed(&["user", "list", "--json"], b"")?)?;
    assert_eq!(listed["username"], "ana");
    Ok(())
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_the_file_and_one_that_is_there_stays() -> Outcome {
    use std::os::unix::fs::PermissionsExt;

    let installation = Installation::new()?;
    installation.succeed(ANA, PASSWORD)?;
    let path = installation.path("latchkey.toml");
    assert_eq!(std::fs::metadata(&path)?.permissions().mode() & 0o777, 0o600);

    let other = Installation::new()?;
    let path = other.path("latchkey.toml");
    std::fs::write(&path, "[log]\nlevel = \"warn\"\n")?;
    let finished = other.run_with(ANA, PASSWORD)?;
    if finished.code == Some(2) {
        // The key above is not one; whatever it is, nothing was overwritten.
        assert!(finished.err.contains("log.level"), "{finished:?}");
    }
    assert_eq!(std::fs::read_to_string(&path)?, "[log]\nlevel = \"warn\"\n");
    Ok(())
}

#[test]
fn where_there_is_an_administrator_none_is_added() -> Outcome {
    let installation = Installation::new()?;
    installation.succeed(ANA, PASSWORD)?;
    let there = "there is an administrator already, ana; `latchkey user add` adds others\n";
    let finished = installation.run(&["init"])?;
    assert_eq!((finished.code, finished.out.as_str()), (Some(0), there));
    assert_eq!(
        finished.err,
        "latchkey: latchkey.toml is there already; it was not changed\n"
    );
    let finished = installation.run_with(ANA, PASSWORD)?;
    assert_eq!(finished.code, Some(2));
    assert!(finished.err.ends_with(&format!("latchkey: {there}")), "{finished:?}");
    Ok(())
}

#[test]
fn without_a_terminal_the_missing_flags_are_named() -> Outcome {
    let installation = Installation::new()?;
    let finished = installation.run(&["init", "--username", "ana"])?;
    assert_eq!(finished.code, Some(2));
    assert_eq!(
        finished.err,
        "latchkey: standard input is no terminal to ask on: give --email, --name, --password-stdin\n"
    );
    let finished = installation.run_with(ANA, b"kettle otter velvet lima\n")?;
    assert_eq!(finished.code, Some(2), "{finished:?}");
    let refused = "latchkey: the password on standard input must not contain your own name, username, e-mail address";
    assert!(finished.err.contains(refused), "{finished:?}");
    assert_eq!(installation.succeed(&["user", "list", "--json"], b"")?, "");
    assert!(
        !installation.path("latchkey.toml").exists(),
        "the same command again does all of it"
    );
    Ok(())
}

#[test]
fn a_server_without_an_administrator_says_so_with_the_command() -> Outcome {
    let installation = Installation::new()?;
    let warning = "no user has the role admin: `latchkey init` adds the first one";
    let stopped = |installation: &Installation| -> Result<String, Box<dyn std::error::Error>> {
        let server = Server::start(installation, &[])?;
        let before = server.before_ready.join("\n");
        Ok(before)
    };
    assert!(stopped(&installation)?.contains(warning));
    // A disabled administrator is none.
    installation.succeed(ANA, PASSWORD)?;
    assert!(!stopped(&installation)?.contains(warning));
    installation.succeed(&["user", "disable", "ana", "--force"], b"")?;
    assert!(stopped(&installation)?.contains(warning));
    Ok(())
}
