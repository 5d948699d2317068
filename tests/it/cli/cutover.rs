//! `latchkey cutover`.

use serde_json::{Value, json};

use super::Outcome;
use super::support::{Installation, Server};

fn configure(installation: &Installation, toml: &str) -> Outcome {
    Ok(std::fs::write(installation.path("latchkey.toml"), toml)?)
}

#[test]
fn a_contract_is_set_and_shown_and_what_makes_no_sense_is_refused() -> Outcome {
    let installation = Installation::new()?;
    assert_eq!(
        installation.succeed(&["cutover", "set", "staff", "done"], b"")?,
        "staff: done 100%\n"
    );
    let out = installation.succeed(&["cutover", "status", "--json"], b"")?;
    let rows: Vec<Value> = out.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let contracts: Vec<_> = rows.iter().map(|row| &row["contract"]).collect();
    assert_eq!(contracts, ["ispcrm", "staff", "subscriber", "management", "netxd"]);
    let mut first = rows[0].clone();
    let counts = first["counts"].take();
    assert_eq!(counts[0], json!({ "name": "login.here", "day": 0, "week": 0 }));
    assert_eq!(
        first,
        json!({
            "contract": "ispcrm", "mode": "off", "accounts": "100%", "changed_at": null, "old_backend": false,
            "account_counts": { "all": 0, "without_password": 0, "imported": 0, "migrated": 0, "never_seen": 0 },
            "counts": null, "differences": [], "legacy_tokens": { "alive": 0, "last_ends_at": null }, "would_break": [],
        })
    );
    let one = installation.succeed(&["cutover", "status", "staff", "--json"], b"")?;
    assert_eq!(serde_json::from_str::<Value>(&one)?, rows[1]);
    let details = installation.succeed(&["cutover", "status", "staff"], b"")?;
    assert!(
        details.ends_with("Nothing is known that would break without the old backend.\n"),
        "{details}"
    );
    let table = installation.succeed(&["cutover", "status"], b"")?;
    assert!(table.lines().all(|line| line.chars().count() <= 100), "{table}");
    let unknown = installation.run(&["cutover", "status", "admin"])?;
    let expected = "latchkey: there is no login contract \"admin\"\n";
    assert_eq!((unknown.code, unknown.err.as_str()), (Some(1), expected));
    assert_eq!(rows[1]["mode"], "done");
    assert!(rows[1]["changed_at"].is_string(), "{out}");
    for (arguments, code, expected) in [
        (
            ["staff", "proxy"],
            2,
            "latchkey: there is no old backend: set contracts.staff.upstream.url\n",
        ),
        (["admin", "done"], 1, "latchkey: there is no login contract \"admin\"\n"),
    ] {
        let refused = installation.run(&[&["cutover", "set"], &arguments[..]].concat())?;
        assert_eq!((refused.code, refused.err.as_str()), (Some(code), expected));
    }
    let refused = installation.run(&["cutover", "set", "staff", "on"])?;
    assert_eq!(refused.code, Some(2));
    assert!(
        refused.err.contains("must be one of off, proxy, shadow, migrate, done"),
        "{}",
        refused.err
    );
    Ok(())
}

#[test]
fn what_is_configured_is_taken_at_sighup_and_a_mistake_there_changes_nothing() -> Outcome {
    let installation = Installation::new()?;
    let upstream =
        |mode: &str| format!("[contracts.staff.upstream]\nurl = \"http://127.0.0.1:9\"\nmode = \"{mode}\"\n");
    configure(&installation, &upstream("off"))?;
    let server = Server::start(&installation, &[])?;
    let mode = || -> Result<String, Box<dyn std::error::Error>> {
        let out = installation.succeed(&["cutover", "status", "--json"], b"")?;
        let row: Value = serde_json::from_str(out.lines().nth(1).ok_or("no second row")?)?;
        Ok(row["mode"].as_str().ok_or("no mode")?.to_owned())
    };
    configure(&installation, &upstream("proxy"))?;
    server.signal("HUP")?;
    server.wait_for("reloaded how far contracts are taken over")?;
    assert_eq!(mode()?, "proxy");
    configure(&installation, &upstream("on"))?;
    server.signal("HUP")?;
    server.wait_for("cannot reload the configuration")?;
    std::fs::remove_file(installation.path("latchkey.toml"))?;
    assert_eq!(mode()?, "proxy");
    Ok(())
}

#[test]
fn an_old_backend_that_cannot_be_asked_stops_the_start_with_the_reason() -> Outcome {
    let installation = Installation::new()?;
    for (keys, expected) in [
        (
            "mode = \"proxy\"",
            "contracts.staff.upstream.mode (latchkey.toml): needs contracts.staff.upstream.url beside it",
        ),
        (
            "deprecation = \"2027-06-30\"\nsunset = \"2027-01-01\"",
            "contracts.staff.upstream.sunset (latchkey.toml): must not be before contracts.staff.upstream.deprecation",
        ),
        (
            "url = \"https://old.example\"\nca_file = \"none.pem\"",
            "contracts.staff.upstream.ca_file (none.pem): cannot be read: No such file or directory",
        ),
    ] {
        configure(&installation, &format!("[contracts.staff.upstream]\n{keys}\n"))?;
        let refused = installation.run(&["serve"])?;
        assert_eq!(refused.code, Some(2), "{}", refused.err);
        assert!(refused.err.contains(expected), "{}", refused.err);
    }
    Ok(())
}

#[test]
fn tokens_of_an_old_backend_whose_key_is_missing_stop_the_start() -> Outcome {
    let installation = Installation::new()?;
    configure(
        &installation,
        "[[contracts.staff.legacy_tokens]]\nalgorithm = \"HS256\"\nsecret_file = \"/nowhere/secret\"\naccept_until = \
         \"2027-01-01\"\n",
    )?;
    for arguments in [&["serve"][..], &["cutover", "set", "staff", "done"]] {
        let refused = installation.run(arguments)?;
        let expected = "latchkey: contracts.staff.legacy_tokens.secret_file (/nowhere/secret): cannot be read: No such \
                        file or directory (os error 2)\n";
        assert_eq!((refused.code, refused.err.as_str()), (Some(2), expected));
    }
    assert_eq!(
        installation.run(&["cutover", "status"])?.code,
        Some(1),
        "there is no database yet"
    );
    Ok(())
}
