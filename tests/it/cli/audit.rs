//! `latchkey audit`.

use serde_json::{Value, json};

use super::Outcome;
use super::support::{Installation, Server, post, send};

fn events(installation: &Installation, flags: &[&str]) -> Result<Vec<Value>, Box<dyn std::error::Error>> {
    let out = installation.succeed(&[&["audit", "--json"], flags].concat(), b"")?;
    Ok(out.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

fn actions(events: &[Value]) -> Vec<&str> {
    events.iter().filter_map(|event| event["action"].as_str()).collect()
}

/// An installation where Ann was added and disabled, and a subscriber with her name was added.
fn with_two_anns() -> Result<Installation, Box<dyn std::error::Error>> {
    let installation = Installation::new()?;
    installation.add_ann("the first of them")?;
    installation.succeed(&["subscriber", "add", "--username", "ANN", "--customer-id", "7"], b"")?;
    installation.succeed(&["user", "disable", "ann", "--force"], b"")?;
    Ok(installation)
}

#[test]
fn events_are_listed_the_oldest_first_as_one_object_a_line() -> Outcome {
    let installation = with_two_anns()?;
    let listed = events(&installation, &[])?;
    let line = |event: &Value, action: &str, account: &str| {
        json!({
            "at": event["at"], "actor": "operator", "action": action, "result": "success", "account": account,
            "subject": null, "detail": null, "contract": null, "network": null, "request_id": null,
        })
    };
    let expected = [
        line(&listed[0], "account.added", "users/1"),
        line(&listed[1], "account.added", "subscribers/1"),
        line(&listed[2], "account.disabled", "users/1"),
    ];
    assert_eq!(listed, expected);
    for event in &listed {
        assert!(event["at"].as_str().is_some_and(|at| at.ends_with('Z')), "{event}");
    }
    Ok(())
}

#[test]
fn an_account_is_found_by_name_in_either_realm_or_by_number() -> Outcome {
    let installation = with_two_anns()?;
    let both = events(&installation, &["--account", "Ann"])?;
    assert_eq!(actions(&both), ["account.added", "account.added", "account.disabled"]);
    for name in ["users/1", "ann@example.com"] {
        let users = events(&installation, &["--account", name])?;
        assert_eq!(actions(&users), ["account.added", "account.disabled"], "{name}");
    }
    let subscribers = events(&installation, &["--account", "subscribers/1"])?;
    assert_eq!(actions(&subscribers), ["account.added"]);
    assert!(events(&installation, &["--account", "users/9"])?.is_empty());
    let finished = installation.run(&["audit", "--account", "nobody"])?;
    assert_eq!(
        (finished.code, finished.err.as_str()),
        (Some(1), "latchkey: there is no account \"nobody\"\n")
    );
    Ok(())
}

#[test]
fn since_takes_a_span_a_date_or_a_moment() -> Outcome {
    let installation = with_two_anns()?;
    for (since, count) in [
        ("24h", 3),
        ("10y", 3),
        ("2026-01-01", 3),
        ("2026-01-01T00:00:00Z", 3),
        ("2099-01-01", 0),
        ("2099-01-01T00:00:00+01:00", 0),
        ("0s", 0),
    ] {
        assert_eq!(events(&installation, &["--since", since])?.len(), count, "{since}");
    }
    Ok(())
}

#[test]
fn only_the_newest_are_listed_and_that_there_are_older_ones_is_said() -> Outcome {
    let installation = with_two_anns()?;
    let finished = installation.run(&["audit", "--limit", "2"])?;
    assert_eq!(
        (finished.code, finished.err.as_str()),
        (Some(0), "latchkey: there are older events; --limit is 2\n")
    );
    let rows: Vec<&str> = finished.out.lines().collect();
    let header: Vec<&str> = rows[1].split(['│', '┆']).map(str::trim).collect();
    let columns = [
        "at", "action", "result", "account", "actor", "detail", "contract", "network",
    ];
    assert_eq!(header[1..9], columns);
    assert!(
        rows[3].contains("account.added") && rows[3].contains("subscribers/1"),
        "{rows:?}"
    );
    assert!(
        rows[4].contains("account.disabled") && rows[4].contains("users/1"),
        "{rows:?}"
    );
    assert_eq!(rows.len(), 6, "{rows:?}");
    let finished = installation.run(&["audit", "--limit", "3"])?;
    assert_eq!((finished.code, finished.err.as_str()), (Some(0), ""));
    Ok(())
}

#[test]
fn the_database_of_a_running_server_is_read() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("the first of them")?;
    let server = Server::start(&installation, &[])?;
    let body = r#"{"email": "ann@example.com", "password": "the first of them"}"#;
    assert_eq!(
        send(server.address, &post("/api/v1/auth/login", body), None)?.status,
        200
    );
    let listed = events(&installation, &[])?;
    assert_eq!(actions(&listed), ["account.added", "key.created", "login.succeeded"]);
    assert_eq!(listed[2]["network"], "127.0.0.1/32");
    assert_eq!(listed[2]["request_id"].as_str().map(str::len), Some(32));
    Ok(())
}
