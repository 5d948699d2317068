//! `latchkey setting`, and the lock that `show` prints.

use serde_json::{Value, json};

use super::Outcome;
use super::support::{Installation, Server, post, send};

const LIST: &[&str] = &["setting", "list", "ann", "--json"];
const ROWS: &[&str] = &[
    "setting",
    "set",
    "ann",
    "--category",
    "ui",
    "--group",
    "table",
    "--name",
    "rows",
];

fn listed(installation: &Installation) -> Result<Vec<Value>, Box<dyn std::error::Error>> {
    let out = installation.succeed(LIST, b"")?;
    Ok(out.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

#[test]
fn a_setting_is_set_replaced_listed_and_deleted() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("a good long passphrase\n")?;
    let set = [
        ROWS,
        &["--value", "50", "--kind", "number", "--description", "Rows a page"],
    ]
    .concat();
    assert_eq!(installation.succeed(&set, b"")?, "set setting 1\n");
    let mut expected = json!({
        "id": 1, "category": "ui", "group": "table", "name": "rows",
        "value": "50", "kind": "number", "description": "Rows a page", "read_only": false,
    });
    assert_eq!(listed(&installation)?, [expected.clone()]);
    let replace = [ROWS, &["--value", "20", "--read-only"]].concat();
    assert_eq!(installation.succeed(&replace, b"")?, "set setting 1\n");
    expected["value"] = "20".into();
    expected["kind"] = Value::Null;
    expected["description"] = Value::Null;
    expected["read_only"] = true.into();
    assert_eq!(listed(&installation)?, [expected]);
    let table = installation.succeed(&["setting", "list", "--number", "1"], b"")?;
    assert!(
        table.contains("│ 1  ┆ ui       ┆ table ┆ rows ┆ 20    ┆ yes       │"),
        "{table}"
    );
    let delete = ["setting", "delete", "1"];
    assert_eq!(installation.succeed(&delete, b"")?, "deleted setting 1\n");
    assert_eq!(listed(&installation)?, [] as [Value; 0]);
    let again = installation.run(&delete)?;
    assert_eq!(
        (again.code, again.err.as_str()),
        (Some(1), "latchkey: there is no setting 1\n")
    );
    Ok(())
}

#[test]
fn a_user_cannot_have_more_settings_than_the_limit() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("a good long passphrase\n")?;
    let value = "x".repeat(64 * 1024);
    let refused = installation.run(&[ROWS, &["--value", &value]].concat())?;
    let why = "latchkey: the user would have too many settings, or too much in them\n";
    assert_eq!((refused.code, refused.err.as_str()), (Some(1), why));
    assert_eq!(listed(&installation)?, [] as [Value; 0]);
    Ok(())
}

#[test]
fn a_locked_account_shows_until_when() -> Outcome {
    let installation = Installation::new()?.env("LATCHKEY_THROTTLE_ACCOUNT_FAILURES", "2");
    installation.add_ann("a good long passphrase\n")?;
    let server = Server::start(&installation, &[])?;
    let shown = || -> Result<Value, Box<dyn std::error::Error>> {
        let text = installation.succeed(&["user", "show", "ann", "--json"], b"")?;
        let account: Value = serde_json::from_str(&text)?;
        Ok(account["locked_until"].clone())
    };
    assert_eq!(shown()?, Value::Null);
    let body = json!({ "email": "ann@example.com", "password": "wrong" }).to_string();
    for expected in [401, 401, 429] {
        let answer = send(server.address, &post("/api/v1/auth/login", &body), None)?;
        assert_eq!(answer.status, expected);
    }
    assert!(shown()?.is_string());
    installation.succeed(&["user", "unlock", "ann"], b"")?;
    assert_eq!(shown()?, Value::Null);
    Ok(())
}
