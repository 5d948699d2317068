//! `latchkey session`.

use serde_json::{Value, json};

use super::Outcome;
use super::support::{Installation, Server, post, send};

const PASSWORD: &str = "a good long passphrase";

/// Logs ann in through `staff` and returns the token.
fn log_in(server: &Server) -> Result<String, Box<dyn std::error::Error>> {
    let body = json!({ "email": "ann@example.com", "password": PASSWORD }).to_string();
    let answer = send(server.address, &post("/api/v1/auth/login", &body), None)?;
    Ok(answer.body["data"]["token"].as_str().ok_or("no token")?.to_owned())
}

/// Whether a token is still taken.
fn is_open(server: &Server, token: &str) -> Result<bool, Box<dyn std::error::Error>> {
    let request = "GET /api/v1/auth/me HTTP/1.1\r\nHost: test\r\n\r\n";
    match send(server.address, request, Some(token))?.status {
        200 => Ok(true),
        401 => Ok(false),
        other => Err(format!("{other}").into()),
    }
}

fn listed(installation: &Installation, account: &str) -> Result<Vec<Value>, Box<dyn std::error::Error>> {
    let out = installation.succeed(&["session", "list", account, "--json"], b"")?;
    Ok(out.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
}

#[test]
fn an_operator_lists_sessions_and_ends_one_or_all_at_once() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann(&format!("{PASSWORD}\n"))?;
    let server = Server::start(&installation, &[])?;
    let tokens = [log_in(&server)?, log_in(&server)?, log_in(&server)?];
    let sessions = listed(&installation, "ann")?;
    assert_eq!(sessions.len(), 3);
    for session in &sessions {
        assert_eq!(
            (
                &session["account"],
                &session["contract"],
                &session["address"],
                &session["device"]
            ),
            (&json!("users/1"), &json!("staff"), &json!("127.0.0.1"), &Value::Null),
        );
    }
    // The newest comes first.
    let newest = sessions[0]["id"].as_str().ok_or("an id")?.to_owned();
    assert_eq!(
        installation.succeed(&["session", "end", "ann@example.com", &newest], b"")?,
        "ended sessions: 1\n"
    );
    let open = |token: &String| is_open(&server, token);
    assert_eq!(
        tokens.iter().map(open).collect::<Result<Vec<_>, _>>()?,
        [true, true, false]
    );
    assert_eq!(listed(&installation, "users/1")?, sessions[1..]);

    let again = installation.run(&["session", "end", "ann", &newest])?;
    assert_eq!(again.code, Some(1));
    assert_eq!(
        again.err,
        format!("latchkey: there is no open session {newest} of ann\n")
    );

    assert_eq!(
        installation.succeed(&["session", "end", "ann", "--all"], b"")?,
        "ended sessions: 2\n"
    );
    assert_eq!(
        installation.succeed(&["session", "end", "ann", "--all"], b"")?,
        "ended sessions: 0\n"
    );
    assert_eq!(
        tokens.iter().map(open).collect::<Result<Vec<_>, _>>()?,
        [false, false, false]
    );
    assert_eq!(listed(&installation, "ann")?, Vec::<Value>::new());

    let events = installation.succeed(&["audit", "--account", "ann", "--json"], b"")?;
    let ended = events.lines().filter_map(|line| {
        let event: Value = serde_json::from_str(line).ok()?;
        (event["action"] == "session.ended").then(|| (event["actor"].clone(), event["detail"].clone()))
    });
    let expected = (json!("operator"), json!("ended_by_operator"));
    assert_eq!(
        ended.collect::<Vec<_>>(),
        [expected.clone(), expected.clone(), expected]
    );
    Ok(())
}

#[test]
fn all_sessions_of_two_people_of_one_name_are_not_ended_by_that_name() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann(&format!("{PASSWORD}\n"))?;
    installation.succeed(&["subscriber", "add", "--username", "ann", "--customer-id", "1"], b"")?;
    let finished = installation.run(&["session", "end", "ann", "--all"])?;
    assert_eq!(finished.code, Some(2));
    assert_eq!(
        finished.err,
        "latchkey: ann means users/1 and subscribers/1: name one of them\n"
    );
    assert_eq!(
        installation.succeed(&["session", "end", "users/1", "--all"], b"")?,
        "ended sessions: 0\n"
    );
    Ok(())
}

#[test]
fn which_sessions_are_to_end_must_be_said() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann(&format!("{PASSWORD}\n"))?;
    let id = "0196914d-7618-7808-8808-080808080808";
    for arguments in [
        &["end"][..],
        &["end", "ann"],
        &["end", "ann", "no-id"],
        &["end", "ann", id, "--all"],
        &["list"],
    ] {
        assert_eq!(
            installation.run(&[&["session"], arguments].concat())?.code,
            Some(2),
            "{arguments:?}"
        );
    }
    for arguments in [&["list", "nobody"][..], &["end", "nobody", "--all"]] {
        let finished = installation.run(&[&["session"], arguments].concat())?;
        assert_eq!(finished.code, Some(1), "{arguments:?}");
        assert_eq!(finished.err, "latchkey: there is no account \"nobody\"\n");
    }
    Ok(())
}
