//! What administrators do over the network, on the command line: roles, grants, deletion, lists, rotation.

use serde_json::{Value, json};

use super::Outcome;
use super::support::Installation;

const PASSWORD: &str = "a good long passphrase\n";

/// One member of each line of a list.
fn listed(installation: &Installation, command: &[&str], member: &str) -> Result<Value, Box<dyn std::error::Error>> {
    let text = installation.succeed(command, b"")?;
    let rows = text.lines().map(serde_json::from_str::<Value>);
    let rows = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(rows.into_iter().map(|row| row[member].clone()).collect())
}

fn add_subscriber(installation: &Installation, username: &str, more: &[&str]) -> Outcome {
    let add = ["subscriber", "add", "--username", username, "--customer-id", username];
    installation.succeed(&[&add[..], more].concat(), b"")?;
    Ok(())
}

#[test]
fn a_role_is_added_shown_changed_and_deleted() -> Outcome {
    let installation = Installation::new()?;
    let add = [
        "role",
        "add",
        "support",
        "--description",
        "The help desk",
        "--permission",
        "users.view",
    ];
    assert_eq!(installation.succeed(&add, b"")?, "added role support, number 1\n");
    let again = installation.run(&add)?;
    assert_eq!(
        (again.code, again.err.as_str()),
        (Some(1), "latchkey: the name is taken\n")
    );
    let show = ["role", "show", "support", "--json"];
    let mut expected =
        json!({ "id": 1, "name": "support", "description": "The help desk", "permissions": ["users.view"] });
    assert_eq!(
        serde_json::from_str::<Value>(&installation.succeed(&show, b"")?)?,
        expected
    );
    let update = [
        "role",
        "update",
        "support",
        "--clear-description",
        "--permission",
        "a.b",
        "--permission",
        "b.c",
    ];
    assert_eq!(installation.succeed(&update, b"")?, "changed role support\n");
    expected["description"] = Value::Null;
    expected["permissions"] = json!(["a.b", "b.c"]);
    assert_eq!(
        serde_json::from_str::<Value>(&installation.succeed(&show, b"")?)?,
        expected
    );
    installation.succeed(&["role", "update", "support", "--clear-permissions"], b"")?;
    assert_eq!(
        listed(&installation, &["role", "list", "--json"], "permissions")?,
        json!([[]])
    );
    let nothing = installation.run(&["role", "update", "support"])?;
    assert_eq!(nothing.code, Some(2), "{nothing:?}");
    assert_eq!(
        installation.succeed(&["role", "delete", "support"], b"")?,
        "deleted role support\n"
    );
    let gone = installation.run(&show)?;
    assert_eq!(
        (gone.code, gone.err.as_str()),
        (Some(1), "latchkey: there is no role \"support\"\n")
    );
    Ok(())
}

#[test]
fn roles_and_permissions_are_granted_and_revoked_one_by_one() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann(PASSWORD)?;
    let grant = [
        "user",
        "grant",
        "ann",
        "--role",
        "staff",
        "--role",
        "admin",
        "--permission",
        "a.view",
    ];
    assert_eq!(
        installation.succeed(&grant, b"")?,
        "granted staff, admin, a.view to user ann\n"
    );
    let show = ["user", "show", "ann", "--json"];
    let shown: Value = serde_json::from_str(&installation.succeed(&show, b"")?)?;
    assert_eq!(
        (&shown["roles"], &shown["permissions"]),
        (&json!(["admin", "staff"]), &json!(["a.view"]))
    );
    let last = installation.run(&["user", "revoke", "ann", "--role", "admin"])?;
    let why = "latchkey: nobody would be left who is enabled and has the role admin\n";
    assert_eq!((last.code, last.err.as_str()), (Some(1), why));
    let revoke = [
        "user",
        "revoke",
        "ann",
        "--role",
        "admin",
        "--permission",
        "a.view",
        "--force",
    ];
    assert_eq!(
        installation.succeed(&revoke, b"")?,
        "revoked admin, a.view from user ann\n"
    );
    let shown: Value = serde_json::from_str(&installation.succeed(&show, b"")?)?;
    assert_eq!(
        (&shown["roles"], &shown["permissions"]),
        (&json!(["staff"]), &json!([]))
    );
    Ok(())
}

#[test]
fn the_last_administrator_is_disabled_or_deleted_only_by_force() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann(PASSWORD)?;
    for command in ["disable", "delete"] {
        let refused = installation.run(&["user", command, "ann"])?;
        let why = "latchkey: nobody would be left who is enabled and has the role admin\n";
        assert_eq!((refused.code, refused.err.as_str()), (Some(1), why), "{command}");
    }
    let disabled = installation.succeed(&["user", "disable", "ann", "--force"], b"")?;
    assert_eq!(
        disabled,
        "disabled user ann; all sessions have ended, API keys have stopped\n"
    );
    installation.succeed(&["user", "delete", "ann"], b"")?;
    Ok(())
}

#[test]
fn a_deleted_account_frees_its_name_and_comes_back_by_its_number() -> Outcome {
    let installation = Installation::new()?;
    add_subscriber(&installation, "sue", &[])?;
    let deleted = installation.succeed(&["subscriber", "delete", "SUE"], b"")?;
    assert_eq!(
        deleted,
        "deleted subscriber sue, number 1; latchkey subscriber restore 1 brings it back\n"
    );
    let list = ["subscriber", "list", "--json"];
    assert_eq!(listed(&installation, &list, "id")?, json!([]));
    assert_eq!(
        listed(&installation, &["subscriber", "list", "--deleted", "--json"], "id")?,
        json!([1])
    );
    for command in [
        &["subscriber", "show", "sue"][..],
        &["subscriber", "show", "--number", "1"],
        &["subscriber", "disable", "--number", "1"],
        &["subscriber", "delete", "--number", "1"],
    ] {
        assert_eq!(installation.run(command)?.code, Some(1), "{command:?}");
    }
    add_subscriber(&installation, "sue", &[])?;
    let taken = installation.run(&["subscriber", "restore", "1"])?;
    assert_eq!(
        (taken.code, taken.err.as_str()),
        (Some(1), "latchkey: the username is taken\n")
    );
    installation.succeed(&["subscriber", "delete", "--number", "2"], b"")?;
    let restored = installation.succeed(&["subscriber", "restore", "1"], b"")?;
    assert_eq!(
        restored,
        "restored subscriber sue; latchkey subscriber enable lets them log in\n"
    );
    assert_eq!(listed(&installation, &list, "status")?, json!(["disabled"]));
    let again = installation.run(&["subscriber", "restore", "1"])?;
    let why = "latchkey: there is no deleted subscriber number 1\n";
    assert_eq!((again.code, again.err.as_str()), (Some(1), why));
    Ok(())
}

#[test]
fn lists_are_filtered_searched_and_sorted_by_the_words_of_the_admin_api() -> Outcome {
    let installation = Installation::new()?;
    add_subscriber(&installation, "cleo", &["--lastname", "Adams", "--isp-id", "1"])?;
    add_subscriber(
        &installation,
        "clara",
        &["--lastname", "Zorn", "--isp-id", "2", "--email", "z@example.com"],
    )?;
    add_subscriber(&installation, "ben", &["--lastname", "Okri", "--firstname", "Ben"])?;
    installation.succeed(&["subscriber", "disable", "ben"], b"")?;
    for (flags, expected) in [
        (&["--username", "CL"][..], json!(["clara", "cleo"])),
        (&["--name", "a"], json!(["cleo"])),
        (&["--name", "okri b"], json!(["ben"])),
        (&["--email", "Z@"], json!(["clara"])),
        (&["--customer-id", "cl"], json!(["clara", "cleo"])),
        (&["--isp-id", "2"], json!(["clara"])),
        (&["--status", "disabled"], json!(["ben"])),
        (&["--sort", "-id"], json!(["ben", "clara", "cleo"])),
        (&["--sort=-created_at"], json!(["ben", "clara", "cleo"])),
        (&["--status", "active", "--sort", "id"], json!(["cleo", "clara"])),
    ] {
        let command = [&["subscriber", "list", "--json"][..], flags].concat();
        assert_eq!(listed(&installation, &command, "username")?, expected, "{flags:?}");
    }
    installation.add_ann(PASSWORD)?;
    for (flags, expected) in [
        (&["--role", "admin"][..], json!(["ann"])),
        (&["--role", "staff"], json!([])),
        (&["--status", "disabled"], json!([])),
    ] {
        let command = [&["user", "list", "--json"][..], flags].concat();
        assert_eq!(listed(&installation, &command, "username")?, expected, "{flags:?}");
    }
    let two = installation.run(&["subscriber", "list", "--name", "a", "--customer-id", "b"])?;
    assert_eq!(two.code, Some(2), "{two:?}");
    Ok(())
}

#[test]
fn an_api_key_is_rotated_with_an_overlap() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann(PASSWORD)?;
    let create = [
        "api-key",
        "create",
        "--owner",
        "ann",
        "--name",
        "n",
        "--permissions",
        "read,admin",
        "--json",
    ];
    let old: Value = serde_json::from_str(&installation.succeed(&create, b"")?)?;
    let rotate = installation.run(&["api-key", "rotate", "1", "--overlap", "24h", "--json"])?;
    assert_eq!(rotate.code, Some(0), "{rotate:?}");
    assert!(rotate.err.starts_with("latchkey: API key 1 works until "), "{rotate:?}");
    let new: Value = serde_json::from_str(&rotate.out)?;
    assert_eq!(
        (&new["id"], &new["owner"], &new["permissions"]),
        (&json!(2), &json!("ann"), &old["permissions"])
    );
    assert_ne!(new["key"], old["key"]);
    let list = ["api-key", "list", "--json"];
    assert_eq!(listed(&installation, &list, "status")?, json!(["active", "active"]));
    installation.succeed(&["api-key", "rotate", "1"], b"")?;
    assert_eq!(
        listed(&installation, &list, "status")?,
        json!(["expired", "active", "active"])
    );
    let gone = installation.run(&["api-key", "rotate", "1"])?;
    assert_eq!(
        (gone.code, gone.err.as_str()),
        (Some(1), "latchkey: there is no API key 1 to rotate\n")
    );
    Ok(())
}
