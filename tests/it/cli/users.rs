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
    let said = installation.succeed(&["user", "disable", "Ann", "--force"], b"")?;
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
fn a_refused_argument_is_quoted_without_what_controls_a_terminal() -> Outcome {
    let finished = Installation::new()?.run(&["user", "enable", "a\u{1b}[2J\u{202e}"])?;
    assert_eq!(finished.code, Some(2));
    let quoted = "error: invalid value 'a\\u{202e}' for '[USERNAME]': must not contain U+001B\n";
    assert!(finished.err.starts_with(quoted), "{finished:?}");
    Ok(())
}

#[test]
fn a_message_stays_one_line_whatever_was_given() -> Outcome {
    let finished = Installation::new()?.run(&["--config", "a\nb\u{1b}[2J\u{202e}", "user", "list"])?;
    assert_eq!(
        finished.err,
        "latchkey: cannot read the configuration file a\\nb\\u{1b}[2J\\u{202e}: No such file or directory (os error 2)\n"
    );
    Ok(())
}

/// What each command says of a name, with exit code 2, and that it has done nothing.
fn refuses(installation: &Installation, name: &str, said: &str) -> Outcome {
    for command in [
        &["user", "disable", name][..],
        &["user", "enable", name],
        &["user", "unlock", name],
        &["user", "set-password", name, "--password-stdin"],
        &[
            "api-key",
            "create",
            "--owner",
            name,
            "--name",
            "x",
            "--permissions",
            "read",
        ],
    ] {
        let finished = installation.run_with(command, b"another good passphrase\n")?;
        assert_eq!((finished.code, finished.out.as_str()), (Some(2), ""), "{finished:?}");
        assert!(finished.err.contains(said), "{finished:?}");
    }
    Ok(())
}

#[test]
fn a_command_refuses_a_name_that_is_none_and_says_which_character() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("the first of them")?;
    for (name, said) in [
        ("ann\u{200b}", ": must not contain U+200B\n"),
        ("\u{feff}ann", ": must not contain U+FEFF\n"),
        ("an\u{200e}n", ": must not contain U+200E\n"),
        ("an\u{202e}n", ": must not contain U+202E\n"),
        ("an\u{ad}n", ": must not contain U+00AD\n"),
        ("an\u{e0061}n", ": must not contain U+E0061\n"),
        ("ann.", ": must not begin or end with a dot\n"),
        ("an n", ": must not contain ' ' (U+0020)\n"),
        ("ann@example.com", ": must not contain '@'\n"),
        ("ann\u{ff20}example.com", ": must not contain '@'\n"),
    ] {
        refuses(&installation, name, said)?;
    }
    let finished = installation.run(&["audit", "--account", "an\u{200b}n"])?;
    assert_eq!((finished.code, finished.out.as_str()), (Some(2), ""));
    assert!(finished.err.contains(": must not contain U+200B\n"), "{finished:?}");
    let finished = installation.run(&["audit", "--account", "a\u{ff20}example.com"])?;
    assert_eq!(finished.code, Some(1), "a good name of nobody: {finished:?}");
    assert_eq!(listed(&installation)?[0]["status"], "active");
    Ok(())
}

#[test]
fn an_account_with_a_name_that_is_refused_today_is_found_by_doctor_and_changed_by_number() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("the first of them")?;
    installation.succeed(BEN, b"correct horse battery\n")?;
    // As it was stored before there were rules.
    installation.alter(
        "UPDATE users SET username = 'ann\u{ff20}example.com\u{200b}', username_folded = 'ann@example.com\u{200b}' \
         WHERE id = 2",
    )?;
    let said = installation.succeed(&["user", "disable", "--number", "2"], b"")?;
    assert_eq!(
        said,
        "disabled user ann\u{ff20}example.com\\u{200b}; all sessions have ended, API keys have stopped\n"
    );
    let statuses: Vec<Value> = listed(&installation)?.iter().map(|one| one["status"].clone()).collect();
    assert_eq!(statuses, ["active", "disabled"]);
    let finished = installation.run(&["user", "disable", "--number", "3"])?;
    let no_such = "latchkey: there is no user number 3\n";
    assert_eq!((finished.code, finished.err.as_str()), (Some(1), no_such));
    for wrong in [&["user", "disable"][..], &["user", "disable", "ann", "--number", "1"]] {
        assert_eq!(installation.run(wrong)?.code, Some(2), "{wrong:?}");
    }
    let findings = installation.run(&["doctor"])?.out;
    let line = findings.lines().find(|line| line.contains(" names "));
    assert_eq!(
        line,
        Some(
            "warning  names          names to replace: 1: users/2 username \"ann\u{ff20}example.com\\u{200b}\" must not \
             contain U+200B"
        )
    );
    Ok(())
}
