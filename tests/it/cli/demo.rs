//! `latchkey serve --demo`.

use std::error::Error;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use serde_json::json;

use super::Outcome;
use super::support::{Answer, Installation, Server, closed_pipe, post, send};

const DEMO: &[&str] = &["serve", "--demo", "--listen", "127.0.0.1:0"];

/// Reads what is printed up to the request to try, and returns both.
fn read_to_curl(output: impl Read) -> Result<(String, String), Box<dyn Error>> {
    let mut printed = String::new();
    for line in BufReader::new(output).lines() {
        let line = line?;
        printed += &line;
        if line.trim_start().starts_with("curl ") {
            return Ok((printed, line.trim().to_owned()));
        }
    }
    Err(printed.into())
}

/// Does what the printed curl would do.
fn send_printed(curl: &str) -> Result<Answer, Box<dyn Error>> {
    let rest = curl.strip_prefix("curl http://").ok_or(curl)?;
    let (url, rest) = rest
        .split_once(" -H 'Content-Type: application/json' -d '")
        .ok_or(curl)?;
    let (address, path) = url.split_once('/').ok_or(curl)?;
    send(
        address.parse()?,
        &post(&format!("/{path}"), rest.trim_end_matches('\'')),
        None,
    )
}

#[test]
fn the_accounts_are_printed_and_the_printed_request_works() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let mut server = Server::start_command(installation.command(DEMO).stdout(Stdio::piped()))?;
    let (printed, curl) = read_to_curl(server.output().ok_or("no output")?)?;
    for account in [
        ["admin", "admin@example.com", "your-password"],
        ["netxd-admin", "admin@NetXD.com", "Test@1234"],
        ["subscriber123", "", "password123"],
        ["subscriber1", "", "kettle-otter-velvet"],
        ["subscriber2", "disabled", "kettle-otter-velvet"],
        ["subscriber3", "package expired", "kettle-otter-velvet"],
    ] {
        assert!(
            account.iter().all(|text| printed.contains(text)),
            "{account:?}: {printed}"
        );
    }
    assert!(printed.contains("api_demo00000000000000000000"), "{printed}");

    let answer = send_printed(&curl)?;
    assert_eq!(answer.status, 200, "{answer:?}");
    let user = json!({ "id": 1, "name": "Admin User", "email": "admin@example.com", "role": "admin" });
    assert_eq!(answer.body["data"]["user"], user);

    let token = answer.body["data"]["token"].as_str().ok_or("no token")?;
    let me = send(
        server.address,
        "GET /api/v1/auth/me HTTP/1.1\r\nHost: test\r\n\r\n",
        Some(token),
    )?;
    let expected = json!({
        "id": 1, "name": "Admin User", "email": "admin@example.com", "phone": "01712345678", "role": "admin",
        "isp_id": 1, "branch_id": 1, "permissions": ["subscribers.view", "subscribers.create", "packages.view"],
    });
    assert_eq!(me.body["data"], expected);

    let other = r#"{"email":"ADMIN@netxd.com","password":"Test@1234"}"#;
    assert_eq!(
        send(server.address, &post("/api/v1/auth/login", other), None)?.status,
        200
    );
    Ok(())
}

#[test]
fn errors_are_shown_on_request_only_where_that_was_asked_for() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let body = r#"{"email":"admin@example.com","password":"your-password"}"#;
    let request = post("/api/v1/auth/login", body).replace("Host:", "X-Demo-Error: account_disabled\r\nHost:");
    let plain = Server::start_command(installation.command(DEMO).stdout(Stdio::null()))?;
    assert_eq!(send(plain.address, &request, None)?.status, 200);
    drop(plain);
    let arguments = [DEMO, &["--demo-failures"]].concat();
    let failing = Server::start_command(installation.command(&arguments).stdout(Stdio::null()))?;
    let answer = send(failing.address, &request, None)?;
    let words = json!({ "success": false, "message": "Your account is disabled. Please contact support." });
    assert_eq!((answer.status, answer.body), (403, words));
    Ok(())
}

#[test]
fn real_accounts_are_never_served_with_errors_on_request() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let refused = installation.command(&["serve", "--demo-failures"]).output()?;
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("--demo"), "{said}");
    Ok(())
}

#[test]
fn nothing_is_left_behind_and_the_configured_database_is_not_touched() -> Outcome {
    let installation = Installation::on_sqlite()?.env("LATCHKEY_DATABASE_URL", "sqlite://real.db");
    std::fs::write(
        installation.path("latchkey.toml"),
        "[database]\nurl = \"sqlite://file.db\"\n",
    )?;
    let server = Server::start(&installation, &["--demo"])?;
    assert_eq!(server.ready["database"], "sqlite::memory:");
    server.signal("TERM")?;
    assert_eq!(server.wait()?.0.code(), Some(0));
    let left: Vec<_> = std::fs::read_dir(installation.path(""))?
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<Result<_, _>>()?;
    assert_eq!(left, ["latchkey.toml"]);
    Ok(())
}

#[test]
fn a_configured_address_for_everybody_becomes_one_for_this_machine() -> Outcome {
    let installation = Installation::on_sqlite()?.env("LATCHKEY_HTTP_LISTEN", "0.0.0.0:0");
    let server = Server::start_command(installation.command(&["serve", "--demo"]).stdout(Stdio::null()))?;
    assert_eq!(server.address.ip().to_string(), "127.0.0.1");
    Ok(())
}

#[test]
fn the_server_is_there_when_nobody_reads_what_it_prints() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let server = Server::start_command(installation.command(DEMO).stdout(closed_pipe()?))?;
    let body = r#"{"email":"admin@example.com","password":"your-password"}"#;
    assert_eq!(
        send(server.address, &post("/api/v1/auth/login", body), None)?.status,
        200
    );
    Ok(())
}

#[test]
fn the_server_is_there_when_nobody_reads_its_log() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let mut server = installation
        .command(DEMO)
        .stdout(Stdio::piped())
        .stderr(closed_pipe()?)
        .spawn()?;
    let outcome = server.stdout.take().ok_or("no output".into()).and_then(read_to_curl);
    let answer = outcome.and_then(|(_, curl)| send_printed(&curl));
    server.kill()?;
    server.wait()?;
    assert_eq!(answer?.status, 200);
    Ok(())
}
