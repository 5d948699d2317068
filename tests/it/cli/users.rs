//! `latchkey user`.

use serde_json::{Value, json};

use super::Outcome;
use super::support::Installation;

const BEN: &[&str] = &[
    "user",
    "add",
    "--username",
    "ben",
    "--email",
    "Ben@Example.com",
    "--name",
    "Ben Okri",
    "--role",
    "staff",
    "--role",
    "reseller",
    "--permission",
    "subscribers.view",
    "--permission",
    "packages.view",
    "--isp-id",
    "7",
    "--branch-id",
    "3",
    "--scope",
    "ADMIN",
    "--phone",
    "01712345678",
    "--password-stdin",
];

fn listed(installation: &Installation) -> Result<Vec<Value>, Box<dyn std::error::Error>> {
    let out = installation.succeed(&["user", "list", "--json"], b"")?;
    Ok(out.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

#[test]
fn a_user_is_added_with_everything_that_was_given() -> Outcome {
    let installation = Installation::new()?;
    assert_eq!(
        installation.succeed(BEN, b"correct horse battery\n")?,
        "added user ben, number 1\n"
    );
    let mut rows = listed(&installation)?;
    assert_eq!(rows.len(), 1);
    let ben = rows.remove(0);
    for moment in ["created_at", "updated_at"] {
        let text = ben[moment].as_str().unwrap_or_default();
        assert!(
            text.ends_with('Z') && text.contains('T'),
            "{moment} is RFC 3339 in UTC: {text}"
        );
    }
    let expected = json!({
        "id": 1, "uid": ben["uid"], "username": "ben", "email": "Ben@Example.com", "name": "Ben Okri",
        "phone": "01712345678", "roles": ["staff", "reseller"], "permissions": ["subscribers.view", "packages.view"],
        "isp_id": 7, "branch_id": 3, "scope": "ADMIN", "status": "active", "last_login_at": null,
        "created_at": ben["created_at"], "updated_at": ben["updated_at"],
    });
    assert_eq!(ben, expected);
    Ok(())
}

#[test]
fn a_list_is_a_table_for_people() -> Outcome {
    let installation = Installation::new()?;
    installation.succeed(BEN, b"correct horse battery\n")?;
    let table = installation.succeed(&["user", "list"], b"")?;
    for text in [
        "username",
        "e-mail",
        "last login",
        "ben",
        "Ben@Example.com",
        "Ben Okri",
        "staff, reseller",
        "active",
    ] {
        assert!(table.contains(text), "{text}: {table}");
    }
    Ok(())
}

#[test]
fn a_name_or_address_that_is_taken_is_1_however_it_is_written() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("the first of them")?;
    for (username, email, said) in [
        ("ANN", "other@example.com", "latchkey: the username is taken\n"),
        ("other", "ANN@EXAMPLE.COM", "latchkey: the e-mail address is taken\n"),
    ] {
        let again = [
            "user",
            "add",
            "--username",
            username,
            "--email",
            email,
            "--name",
            "A",
            "--role",
            "staff",
        ];
        let finished = installation.run(&again)?;
        assert_eq!((finished.code, finished.err.as_str()), (Some(1), said));
        assert_eq!(finished.out, "");
    }
    assert_eq!(listed(&installation)?.len(), 1);
    Ok(())
}

#[test]
fn a_user_without_a_password_is_added_with_a_remark() -> Outcome {
    let installation = Installation::new()?;
    let added = [
        "user",
        "add",
        "--username",
        "eve",
        "--email",
        "eve@example.com",
        "--name",
        "E",
        "--role",
        "staff",
    ];
    let finished = installation.run(&added)?;
    assert_eq!(
        (finished.code, finished.out.as_str()),
        (Some(0), "added user eve, number 1\n")
    );
    assert_eq!(
        finished.err,
        "latchkey: user eve cannot log in before a password is set with user set-password\n"
    );
    Ok(())
}

#[test]
fn a_user_is_disabled_and_enabled_by_username_however_it_is_written() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("the first of them")?;
    let said = installation.succeed(&["user", "disable", "Ann"], b"")?;
    assert_eq!(
        said,
        "disabled user Ann; all sessions have ended, API keys have stopped\n"
    );
    assert_eq!(listed(&installation)?[0]["status"], "disabled");
    assert_eq!(
        installation.succeed(&["user", "enable", "ann"], b"")?,
        "enabled user ann\n"
    );
    assert_eq!(listed(&installation)?[0]["status"], "active");
    Ok(())
}

#[test]
fn a_user_is_unlocked_by_username() -> Outcome {
    let installation = Installation::new()?;
    installation.succeed(BEN, b"correct horse battery\n")?;
    let said = installation.succeed(&["user", "unlock", "Ben"], b"")?;
    assert_eq!(said, "unlocked user Ben; failed logins are forgotten\n");
    Ok(())
}

#[test]
fn a_user_who_does_not_exist_is_1() -> Outcome {
    let installation = Installation::new()?;
    for command in [
        &["disable", "bob"][..],
        &["unlock", "bob"],
        &["enable", "bob"],
        &["set-password", "bob", "--password-stdin"],
    ] {
        let finished = installation.run_with(&[&["user"], command].concat(), b"secret\n")?;
        assert_eq!(
            (finished.code, finished.err.as_str()),
            (Some(1), "latchkey: there is no user \"bob\"\n")
        );
        assert_eq!(finished.out, "");
    }
    Ok(())
}

#[test]
fn a_message_stays_one_line_whatever_name_was_given() -> Outcome {
    let finished = Installation::new()?.run(&["user", "enable", "a\nb\u{1b}[2J\u{202e}"])?;
    assert_eq!(
        finished.err,
        "latchkey: there is no user \"a\\nb\\u{1b}[2J\\u{202e}\"\n"
    );
    Ok(())
}
