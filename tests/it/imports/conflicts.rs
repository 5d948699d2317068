//! Accounts that are there already.

use serde_json::{Value, json};

use super::{Outcome, import, import_all, known, printed, rows, subscriber, sums, user};
use crate::cli::support::{Installation, Server, post, send};

/// The only account of a list, without its times.
fn only(installation: &Installation, noun: &str) -> Result<Value, Box<dyn std::error::Error>> {
    let mut rows = rows(installation, &[noun, "list", "--json"])?;
    assert_eq!(rows.len(), 1, "{rows:?}");
    let mut row = rows.remove(0);
    let members = row.as_object_mut().ok_or("an object")?;
    for time in ["created_at", "updated_at", "last_login_at"] {
        members.remove(time);
    }
    Ok(row)
}

const USER: [(&str, &str); 10] = [
    ("username", "ANA"),
    ("email", "Ana@Example.com"),
    ("name", "Ana Maria"),
    ("phone", "1"),
    ("roles", "a;b"),
    ("permissions", "c"),
    ("isp_id", "7"),
    ("branch_id", "8"),
    ("scope", "ADMIN"),
    ("status", "disabled"),
];

#[test]
fn a_user_that_differs_is_refused_skipped_or_updated_as_was_asked_for() -> Outcome {
    for (field, value) in USER {
        let installation = Installation::new()?;
        import_all(&installation, "users", &user("ana", json!({})))?;
        let before = only(&installation, "user")?;
        let changed = user("ana", json!({ field: value }));
        let what = match field {
            "roles" => "list of roles",
            "permissions" => "list of permissions",
            "email" => "e-mail address",
            other => other,
        };
        let finished = import(&installation, &["users"], &changed)?;
        let reason = format!("users/1 has this username, and its {what} differs");
        assert_eq!(printed(&finished)?.0, [(1, reason)]);
        assert_eq!(finished.code, Some(1));

        let finished = import(&installation, &["users", "--on-conflict", "skip"], &changed)?;
        assert_eq!(printed(&finished)?, (vec![], sums(json!({ "rows": 1, "skipped": 1 }))));
        assert_eq!(finished.code, Some(0));
        assert_eq!(only(&installation, "user")?, before);

        for outcome in ["updated", "unchanged"] {
            let finished = import(&installation, &["users", "--on-conflict", "update"], &changed)?;
            assert_eq!(
                printed(&finished)?,
                (vec![], sums(json!({ "rows": 1, outcome: 1 }))),
                "{field}"
            );
        }
        let mut expected = before;
        expected[field] = match field {
            "roles" => json!(["a", "b"]),
            "permissions" => json!(["c"]),
            "isp_id" => json!(7),
            "branch_id" => json!(8),
            _ => json!(value),
        };
        assert_eq!(only(&installation, "user")?, expected, "{field}");
    }
    Ok(())
}

#[test]
fn a_subscriber_is_updated_in_all_of_its_fields() -> Outcome {
    let installation = Installation::new()?;
    import_all(
        &installation,
        "subscribers",
        &subscriber("ana", json!({ "phone": "1", "firstname": "Ana" })),
    )?;
    let all = json!({
        "customer_id": "2", "username": "Ana", "firstname": "Ana Maria", "lastname": "Lima",
        "email": "ana@example.com", "phone": "3", "package_name": "20MB", "expiration_date": "2031-01-02",
        "isp_id": 7, "branch_id": 8, "status": "pending",
    });
    let changed = subscriber("ana", all.clone());
    let finished = import(&installation, &["subscribers", "--on-conflict", "update"], &changed)?;
    assert_eq!(printed(&finished)?.1, sums(json!({ "rows": 1, "updated": 1 })));
    let mut expected = all;
    expected["id"] = json!(1);
    expected["expiration_date"] = json!("2031-01-02T00:00:00Z");
    assert_eq!(only(&installation, "subscriber")?, expected);
    // What a line does not have stays.
    let finished = import(
        &installation,
        &["subscribers"],
        &subscriber("Ana", json!({ "customer_id": "2" })),
    )?;
    assert_eq!(printed(&finished)?.1, sums(json!({ "rows": 1, "unchanged": 1 })));
    Ok(())
}

fn log_in(server: &Server, password: &str) -> Result<u16, Box<dyn std::error::Error>> {
    let body = json!({ "email": "ana@example.com", "password": password }).to_string();
    Ok(send(server.address, &post("/api/v1/auth/login", &body), None)?.status)
}

#[test]
fn an_update_replaces_a_password_until_its_owner_has_logged_in() -> Outcome {
    let (installation, known) = (Installation::new()?, known());
    let [first, second, third] = [&known[0], &known[20], &known[40]];
    let line = |known: &super::Known| user("ana", json!({ "password_hash": known.hash }));
    import_all(&installation, "users", &line(first))?;
    let server = Server::start(&installation, &[])?;
    let finished = import(&installation, &["users"], &line(second))?;
    assert_eq!(
        printed(&finished)?.0[0].1,
        "users/1 has this username, and its password differs"
    );
    let update = ["users", "--on-conflict", "update"];
    let finished = import(&installation, &update, &line(second))?;
    assert_eq!(printed(&finished)?.1, sums(json!({ "rows": 1, "updated": 1 })));
    assert_eq!(log_in(&server, &first.password)?, 401);
    assert_eq!(log_in(&server, &second.password)?, 200);
    // The hash is Latchkey's own now.
    let finished = import(&installation, &update, &line(third))?;
    assert_eq!(printed(&finished)?.1, sums(json!({ "rows": 1, "unchanged": 1 })));
    assert_eq!(log_in(&server, &third.password)?, 401);
    assert_eq!(log_in(&server, &second.password)?, 200);
    Ok(())
}

#[test]
fn a_password_that_an_operator_has_set_is_not_replaced() -> Outcome {
    let (installation, known) = (Installation::new()?, known());
    import_all(
        &installation,
        "users",
        &user("ana", json!({ "password_hash": known[0].hash })),
    )?;
    installation.succeed(
        &["user", "set-password", "ana", "--password-stdin"],
        b"a good long passphrase\n",
    )?;
    let other = user("ana", json!({ "password_hash": known[9].hash }));
    let finished = import(&installation, &["users", "--on-conflict", "update"], &other)?;
    assert_eq!(printed(&finished)?.1, sums(json!({ "rows": 1, "unchanged": 1 })));
    Ok(())
}

#[test]
fn names_that_are_anothers_are_refused_whatever_the_policy() -> Outcome {
    let installation = Installation::new()?;
    let uid = "6f9619ff-8b86-d011-b42d-00cf4fc964ff";
    import_all(
        &installation,
        "users",
        &(user("ana", json!({ "uid": uid })) + &user("ben", json!({}))),
    )?;
    assert_eq!(
        rows(&installation, &["user", "list", "--json"])?[0]["uid"],
        uid,
        "a GUID is kept"
    );
    let file = user("carla", json!({ "email": "ANA@example.com" }))
        + &user("dora", json!({ "uid": uid }))
        + &user("ben", json!({ "email": "ana@example.com" }));
    let reasons = [
        (1, "the e-mail address is that of users/1".to_owned()),
        (2, "the uid is that of users/1".to_owned()),
        (3, "the e-mail address is that of users/1".to_owned()),
    ];
    for policy in ["fail", "update", "skip"] {
        // The first and the third line name one address.
        let finished = import(&installation, &["users", "--on-conflict", policy], &file)?;
        let mut expected = reasons.to_vec();
        expected[2].1 = "the e-mail address is that of line 1".to_owned();
        assert_eq!(printed(&finished)?.0, expected, "{policy}");
    }
    // Others know an account by its GUID, so that does not change.
    let other = user("ben", json!({ "uid": "6f9619ff-8b86-d011-b42d-00cf4fc964aa" }));
    for policy in ["fail", "update"] {
        let finished = import(&installation, &["users", "--on-conflict", policy], &other)?;
        let reason = "users/2 has this username, and its uid differs".to_owned();
        assert_eq!(printed(&finished)?.0, [(1, reason)], "{policy}");
    }
    let finished = import(&installation, &["users", "--on-conflict", "skip"], &other)?;
    assert_eq!(printed(&finished)?.1, sums(json!({ "rows": 1, "skipped": 1 })));
    Ok(())
}

#[test]
fn an_import_is_in_the_audit_log_account_by_account() -> Outcome {
    let (installation, known) = (Installation::new()?, known());
    let line = |more: Value| user("ana", more);
    import_all(&installation, "users", &line(json!({ "password_hash": known[0].hash })))?;
    let changed = line(json!({ "name": "Ana", "status": "disabled", "password_hash": known[9].hash }));
    import(&installation, &["users", "--on-conflict", "update"], &changed)?;
    let events = rows(&installation, &["audit", "--json"])?;
    let events: Vec<_> = events
        .iter()
        .map(|event| {
            (
                event["action"].clone(),
                event["account"].clone(),
                event["detail"].clone(),
                event["actor"].clone(),
            )
        })
        .collect();
    let event = |action: &str, detail: Value| (json!(action), json!("users/1"), detail, json!("operator"));
    assert_eq!(
        events,
        [
            event("account.added", json!("imported")),
            event("account.changed", json!("imported")),
            event("account.disabled", Value::Null),
            event("password.changed", Value::Null),
        ]
    );
    Ok(())
}

#[test]
fn a_dry_run_says_what_would_happen_and_writes_nothing() -> Outcome {
    let installation = Installation::new()?;
    let file = user("ana", json!({})) + &user("ana", json!({ "email": "other@example.com" }));
    let dry = ["users", "--dry-run"];
    let finished = import(&installation, &dry, &file)?;
    let expected = sums(json!({ "rows": 2, "added": 1, "refused": 1, "without_password": 1 }));
    if installation.path("latchkey.db").exists() {
        panic!("a database was made");
    }
    // On PostgreSQL no tables are made.
    let nothing = "latchkey: there are no tables of latchkey in the database at postgres://";
    if finished.err.starts_with(nothing) {
        assert_eq!(finished.code, Some(1), "{finished:?}");
        installation.succeed(&["migrate"], b"")?;
    } else {
        assert_eq!(printed(&finished)?.1, expected);
        installation.succeed(&["migrate"], b"")?;
    }
    for _ in 0..2 {
        let finished = import(&installation, &dry, &file)?;
        assert_eq!(printed(&finished)?.1, expected);
        assert!(finished.err.contains("this was a dry run: nothing was written") || finished.out.contains("added"));
    }
    assert_eq!(rows(&installation, &["user", "list", "--json"])?, Vec::<Value>::new());
    Ok(())
}
