//! `show` and `update` of users and subscribers.

use serde_json::{Value, json};

use super::Outcome;
use super::support::Installation;

fn shown(installation: &Installation, command: &[&str]) -> Result<Value, Box<dyn std::error::Error>> {
    let mut shown: Value = serde_json::from_str(&installation.succeed(command, b"")?)?;
    let members = shown.as_object_mut().ok_or("an object")?;
    for own in ["uid", "created_at", "updated_at"] {
        members.remove(own);
    }
    Ok(shown)
}

#[test]
fn a_user_is_changed_member_by_member_and_keeps_the_rest() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("a good long passphrase\n")?;
    let show = ["user", "show", "ANN", "--json"];
    let before = json!({
        "id": 1, "username": "ann", "email": "ann@example.com", "name": "Ann Lee", "phone": null, "roles": ["admin"],
        "permissions": [], "isp_id": null, "branch_id": null, "scope": "", "status": "active", "last_login_at": null,
        "locked_until": null,
    });
    assert_eq!(shown(&installation, &show)?, before);
    let mut expected = before;
    for (flags, member, value) in [
        (
            &["--email", "Ann.Lee@example.com"][..],
            "email",
            json!("Ann.Lee@example.com"),
        ),
        (&["--name", "Ann B. Lee"], "name", json!("Ann B. Lee")),
        (&["--phone", "0171"], "phone", json!("0171")),
        (
            &["--role", "staff", "--role", "admin"],
            "roles",
            json!(["staff", "admin"]),
        ),
        (
            &["--permission", "a.view", "--permission", "b.view"],
            "permissions",
            json!(["a.view", "b.view"]),
        ),
        (&["--isp-id", "7"], "isp_id", json!(7)),
        (&["--branch-id", "8"], "branch_id", json!(8)),
        (&["--scope", "ADMIN"], "scope", json!("ADMIN")),
        (&["--clear", "phone"], "phone", Value::Null),
        (&["--clear", "isp_id"], "isp_id", Value::Null),
        (&["--clear", "branch_id"], "branch_id", Value::Null),
        (&["--clear", "scope"], "scope", json!("")),
        (&["--clear", "permissions"], "permissions", json!([])),
    ] {
        let said = installation.succeed(&[&["user", "update", "ann"], flags].concat(), b"")?;
        assert_eq!(said, "changed user ann\n", "{flags:?}");
        expected[member] = value;
        assert_eq!(shown(&installation, &show)?, expected, "{flags:?}");
    }
    Ok(())
}

#[test]
fn a_subscriber_gets_a_new_package_and_another_status() -> Outcome {
    let installation = Installation::new()?;
    let add = ["subscriber", "add", "--username", "s-1", "--customer-id", "1"];
    installation.succeed(&add, b"")?;
    let all = [
        "subscriber",
        "update",
        "s-1",
        "--customer-id",
        "2",
        "--firstname",
        "Rui",
        "--lastname",
        "Melo",
        "--email",
        "rui@example.com",
        "--phone",
        "1",
        "--package-name",
        "50MB",
        "--expiration-date",
        "2031-01-02 03:04:05",
        "--isp-id",
        "7",
        "--branch-id",
        "8",
        "--status",
        "expired",
    ];
    assert_eq!(installation.succeed(&all, b"")?, "changed subscriber s-1\n");
    let show = ["subscriber", "show", "--number", "1", "--json"];
    let mut expected = json!({
        "id": 1, "customer_id": "2", "username": "s-1", "firstname": "Rui", "lastname": "Melo",
        "email": "rui@example.com", "phone": "1", "package_name": "50MB", "expiration_date": "2031-01-02T03:04:05Z",
        "isp_id": 7, "branch_id": 8, "status": "expired", "locked_until": null,
    });
    assert_eq!(shown(&installation, &show)?, expected);
    let members = [
        "firstname",
        "lastname",
        "email",
        "phone",
        "package_name",
        "expiration_date",
    ];
    let clear = members.iter().flat_map(|member| ["--clear", member]);
    let clear: Vec<_> = ["subscriber", "update", "s-1"].into_iter().chain(clear).collect();
    installation.succeed(&clear, b"")?;
    for member in members {
        expected[member] = if member.ends_with("stname") || member == "firstname" {
            json!("")
        } else {
            Value::Null
        };
    }
    assert_eq!(shown(&installation, &show)?, expected);
    // The address is free again.
    installation.succeed(
        &[
            "subscriber",
            "add",
            "--username",
            "s-2",
            "--customer-id",
            "3",
            "--email",
            "rui@example.com",
        ],
        b"",
    )?;
    Ok(())
}

#[test]
fn an_update_is_in_the_audit_log_with_the_names_of_what_changed() -> Outcome {
    let installation = Installation::new()?;
    installation.succeed(&["subscriber", "add", "--username", "s-1", "--customer-id", "1"], b"")?;
    installation.succeed(
        &[
            "subscriber",
            "update",
            "s-1",
            "--email",
            "a@example.com",
            "--phone",
            "1",
            "--status",
            "pending",
        ],
        b"",
    )?;
    installation.succeed(&["subscriber", "update", "s-1", "--status", "pending"], b"")?;
    let events = installation.succeed(&["audit", "--json"], b"")?;
    let events = events.lines().map(|line| {
        let event: Value = serde_json::from_str(line).unwrap_or_default();
        (event["action"].clone(), event["detail"].clone())
    });
    assert_eq!(
        events.collect::<Vec<_>>(),
        [
            (json!("account.added"), Value::Null),
            (json!("account.changed"), json!("email,phone")),
            (json!("account.changed"), json!("pending")),
        ]
    );
    Ok(())
}

#[test]
fn what_cannot_be_changed_says_why_in_one_line() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("a good long passphrase\n")?;
    let ben = [
        "user",
        "add",
        "--username",
        "ben",
        "--email",
        "ben@example.com",
        "--name",
        "Ben",
        "--role",
        "staff",
    ];
    installation.succeed(&ben, b"")?;
    for (arguments, code, error) in [
        (
            &["update", "ann"][..],
            2,
            "latchkey: nothing to change: see latchkey user update --help\n",
        ),
        (
            &["update", "nobody", "--name", "x"],
            1,
            "latchkey: there is no user \"nobody\"\n",
        ),
        (
            &["update", "--number", "9", "--name", "x"],
            1,
            "latchkey: there is no user number 9\n",
        ),
        (
            &["update", "ann", "--email", "BEN@example.com"],
            1,
            "latchkey: the e-mail address is taken\n",
        ),
        (&["show", "nobody"], 1, "latchkey: there is no user \"nobody\"\n"),
    ] {
        let finished = installation.run(&[&["user"], arguments].concat())?;
        assert_eq!(
            (finished.code, finished.err.as_str()),
            (Some(code), error),
            "{arguments:?}"
        );
    }
    let finished = installation.run(&["user", "update", "ann", "--clear", "name"])?;
    assert_eq!(finished.code, Some(2));
    assert!(
        finished
            .err
            .contains("[possible values: permissions, isp_id, branch_id, scope, phone]"),
        "{finished:?}"
    );
    Ok(())
}

#[test]
fn an_account_is_shown_as_a_table_to_people() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("a good long passphrase\n")?;
    let table = installation.succeed(&["user", "show", "ann"], b"")?;
    for text in [
        "│ username      ┆ ann ",
        "│ roles         ┆ admin ",
        "│ phone         ┆     ",
    ] {
        assert!(table.contains(text), "{text}\n{table}");
    }
    assert!(!table.contains("$2b$"), "{table}");
    Ok(())
}
