//! `latchkey subscriber`.

use serde_json::{Value, json};

use super::Outcome;
use super::support::Installation;

const SUE: &[&str] = &[
    "subscriber",
    "add",
    "--username",
    "sue",
    "--customer-id",
    "C-77",
    "--firstname",
    "Sue",
    "--lastname",
    "Storm",
    "--email",
    "sue@example.com",
    "--phone",
    "01712345678",
    "--package-name",
    "10MB Package",
    "--expiration-date",
    "2027-12-31 23:59:59",
    "--password-stdin",
];

fn listed(installation: &Installation) -> Result<Vec<Value>, Box<dyn std::error::Error>> {
    let out = installation.succeed(&["subscriber", "list", "--json"], b"")?;
    Ok(out.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

#[test]
fn a_subscriber_is_added_with_everything_that_was_given() -> Outcome {
    let installation = Installation::new()?;
    assert_eq!(
        installation.succeed(SUE, b"correct horse battery\n")?,
        "added subscriber sue, number 1\n"
    );
    let mut rows = listed(&installation)?;
    assert_eq!(rows.len(), 1);
    let sue = rows.remove(0);
    let expected = json!({
        "id": 1, "customer_id": "C-77", "username": "sue", "firstname": "Sue", "lastname": "Storm",
        "email": "sue@example.com", "phone": "01712345678", "package_name": "10MB Package",
        "expiration_date": "2027-12-31T23:59:59Z", "isp_id": null, "branch_id": null, "status": "active",
        "created_at": sue["created_at"], "updated_at": sue["created_at"],
    });
    assert_eq!(sue, expected);
    Ok(())
}

#[test]
fn what_was_not_given_is_null_or_empty_and_only_username_and_customer_are_needed() -> Outcome {
    let installation = Installation::new()?;
    let finished = installation.run(&["subscriber", "add", "--username", "sue@home", "--customer-id", "1"])?;
    assert_eq!(
        (finished.code, finished.out.as_str()),
        (Some(0), "added subscriber sue@home, number 1\n")
    );
    let remark = "latchkey: subscriber sue@home cannot log in before a password is set with subscriber set-password\n";
    assert_eq!(finished.err, remark);
    let sue = listed(&installation)?.remove(0);
    for absent in ["email", "phone", "package_name", "expiration_date"] {
        assert_eq!(sue[absent], Value::Null, "{absent}");
    }
    assert_eq!(
        (sue["firstname"].as_str(), sue["lastname"].as_str()),
        (Some(""), Some(""))
    );
    Ok(())
}

#[test]
fn a_list_is_a_table_for_people() -> Outcome {
    let installation = Installation::new()?;
    installation.succeed(SUE, b"correct horse battery\n")?;
    let table = installation.succeed(&["subscriber", "list"], b"")?;
    for text in [
        "customer",
        "C-77",
        "sue",
        "Sue Storm",
        "10MB Package",
        "2027-12-31T23:59:59Z",
        "active",
    ] {
        assert!(table.contains(text), "{text}: {table}");
    }
    Ok(())
}

#[test]
fn a_name_that_is_taken_is_1_and_users_do_not_count() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("the first of them")?;
    let ann = ["subscriber", "add", "--customer-id", "1", "--username"];
    installation.succeed(&[&ann[..], &["ann"]].concat(), b"")?;
    let finished = installation.run(&[&ann[..], &["ANN"]].concat())?;
    assert_eq!(
        (finished.code, finished.err.as_str()),
        (Some(1), "latchkey: the username is taken\n")
    );
    Ok(())
}

#[test]
fn a_subscriber_is_disabled_enabled_and_given_a_password() -> Outcome {
    let installation = Installation::new()?;
    installation.succeed(SUE, b"correct horse battery\n")?;
    let said = installation.succeed(&["subscriber", "disable", "sue"], b"")?;
    assert_eq!(said, "disabled subscriber sue; all sessions have ended\n");
    assert_eq!(listed(&installation)?[0]["status"], "disabled");
    assert_eq!(
        installation.succeed(&["subscriber", "enable", "SUE"], b"")?,
        "enabled subscriber SUE\n"
    );
    assert_eq!(listed(&installation)?[0]["status"], "active");
    let said = installation.succeed(
        &["subscriber", "set-password", "sue", "--password-stdin"],
        b"new and long enough\n",
    )?;
    assert_eq!(said, "set the password of subscriber sue; all sessions have ended\n");
    Ok(())
}

#[test]
fn a_subscriber_who_does_not_exist_is_1() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("the first of them")?;
    for command in [
        &["disable", "ann"][..],
        &["enable", "ann"],
        &["set-password", "ann", "--password-stdin"],
    ] {
        let finished = installation.run_with(&[&["subscriber"], command].concat(), b"secret\n")?;
        assert_eq!(
            (finished.code, finished.err.as_str()),
            (Some(1), "latchkey: there is no subscriber \"ann\"\n")
        );
    }
    Ok(())
}
