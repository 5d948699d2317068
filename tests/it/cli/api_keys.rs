//! `latchkey api-key`.

use serde_json::{Value, json};

use super::Outcome;
use super::support::Installation;

const CREATE: &[&str] = &["api-key", "create", "--owner", "ann", "--name", "Billing"];
const REMARK: &str = "latchkey: the key and the client secret cannot be shown again\n";

fn listed(installation: &Installation) -> Result<Vec<Value>, Box<dyn std::error::Error>> {
    let out = installation.succeed(&["api-key", "list", "--json"], b"")?;
    Ok(out.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

#[test]
fn a_key_is_shown_once_and_then_only_its_ends() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("the first of them")?;
    let flags = ["--permissions", "create,read", "--expires", "2099-01-01", "--json"];
    let finished = installation.run(&[CREATE, &flags].concat())?;
    assert_eq!((finished.code, finished.err.as_str()), (Some(0), REMARK));
    let created: Value = serde_json::from_str(&finished.out)?;
    let (key, secret) = (
        created["key"].as_str().unwrap_or(""),
        created["client_secret"].as_str().unwrap_or(""),
    );
    assert!(key.starts_with("api_") && key.len() == 28, "{created}");
    assert!(secret.starts_with("cs_") && secret.len() > 40, "{created}");
    let expected = json!({
        "id": 1, "name": "Billing", "owner": "ann", "key": key, "client_secret": secret,
        "permissions": ["read", "create"], "expires_at": "2099-01-01T00:00:00Z",
    });
    assert_eq!(created, expected);

    let row = listed(&installation)?.remove(0);
    let ends = |secret: &str| format!("{}…{}", &secret[..8], &secret[secret.len() - 4..]);
    let expected = json!({
        "id": 1, "name": "Billing", "owner": "ann", "owner_id": 1, "key": ends(key), "client_secret": ends(secret),
        "permissions": ["read", "create"], "status": "active", "created_at": row["created_at"],
        "expires_at": "2099-01-01T00:00:00Z", "revoked_at": null, "last_used_at": null,
    });
    assert_eq!(row, expected);
    let table = installation.succeed(&["api-key", "list"], b"")?;
    assert!(table.contains(&ends(key)) && table.contains("read, create"), "{table}");
    assert!(!table.contains(key) && !table.contains(secret), "{table}");
    Ok(())
}

#[test]
fn a_key_is_shown_as_a_table_without_json() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("the first of them")?;
    let finished = installation.run(&[CREATE, &["--permissions", "read"]].concat())?;
    assert_eq!((finished.code, finished.err.as_str()), (Some(0), REMARK));
    for text in ["api_", "cs_", "Billing", "ann", "read", "never"] {
        assert!(finished.out.contains(text), "{text}: {}", finished.out);
    }
    Ok(())
}

#[test]
fn a_revoked_key_stays_in_the_list_and_is_not_revoked_again() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("the first of them")?;
    installation.succeed(&[CREATE, &["--permissions", "read,write,delete,create"]].concat(), b"")?;
    assert_eq!(
        installation.succeed(&["api-key", "revoke", "1"], b"")?,
        "revoked API key 1\n"
    );
    let row = listed(&installation)?.remove(0);
    assert_eq!(row["status"], "revoked");
    assert!(row["revoked_at"].is_string(), "{row}");
    assert_eq!(row["permissions"], json!(["read", "write", "delete", "create"]));
    for id in ["1", "99"] {
        let finished = installation.run(&["api-key", "revoke", id])?;
        assert_eq!(finished.code, Some(1));
        assert_eq!(finished.err, format!("latchkey: there is no API key {id} to revoke\n"));
    }
    Ok(())
}

#[test]
fn the_list_says_when_the_owner_is_disabled() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("the first of them")?;
    installation.succeed(&[CREATE, &["--permissions", "read"]].concat(), b"")?;
    installation.succeed(&["user", "disable", "ann", "--force"], b"")?;
    assert_eq!(listed(&installation)?[0]["status"], "owner_disabled");
    assert!(
        installation
            .succeed(&["api-key", "list"], b"")?
            .contains("owner disabled")
    );
    Ok(())
}

#[test]
fn an_owner_who_does_not_exist_is_1() -> Outcome {
    let finished = Installation::new()?.run(&[CREATE, &["--permissions", "read"]].concat())?;
    assert_eq!(
        (finished.code, finished.err.as_str()),
        (Some(1), "latchkey: there is no user \"ann\"\n")
    );
    assert_eq!(finished.out, "");
    Ok(())
}
