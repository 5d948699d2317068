//! `latchkey serve`: getting ready, answering, and what commands do to a server that is running on their database.

use std::error::Error;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use serde_json::json;

use super::Outcome;
use super::support::{Answer, DEADLINE, Installation, Server, post, send};

/// Logs in through the staff contract, with which every other contract agrees here.
fn log_in(address: SocketAddr, password: &str) -> Result<Answer, Box<dyn Error>> {
    let body = json!({ "email": "ann@example.com", "password": password }).to_string();
    send(address, &post("/api/v1/auth/login", &body), None)
}

fn token(address: SocketAddr, password: &str) -> Result<String, Box<dyn Error>> {
    let answer = log_in(address, password)?;
    Ok(answer.body["data"]["token"]
        .as_str()
        .ok_or(format!("no token: {answer:?}"))?
        .to_owned())
}

fn me(address: SocketAddr, token: &str) -> Result<u16, Box<dyn Error>> {
    Ok(send(
        address,
        "GET /api/v1/auth/me HTTP/1.1\r\nHost: test\r\n\r\n",
        Some(token),
    )?
    .status)
}

#[test]
fn the_ready_line_says_where_the_server_its_database_and_its_documents_are() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let server = Server::start(&installation, &["--database-url", "sqlite://accounts.db"])?;
    let url = format!("http://{}", server.address);
    assert_ne!(server.address.port(), 0, "the port that was chosen");
    assert_eq!(server.ready["url"], url);
    assert_eq!(server.ready["docs"], format!("{url}/docs"));
    assert_eq!(server.ready["database"], "sqlite://accounts.db");
    assert_eq!(server.ready["level"], "INFO");
    drop(server);

    let installation = installation
        .env("LATCHKEY_DOCS_ENABLED", "false")
        .env("LATCHKEY_HTTP_PUBLIC_URL", "https://login.example.com/");
    let server = Server::start(&installation, &[])?;
    assert_eq!(server.ready["url"], "https://login.example.com");
    assert!(server.ready.get("docs").is_none(), "{}", server.ready);
    Ok(())
}

#[test]
fn the_metadata_names_the_port_that_was_chosen() -> Outcome {
    let server = Server::start(&Installation::new()?, &[])?;
    let request = "GET /.well-known/oauth-authorization-server HTTP/1.1\r\nHost: test\r\n\r\n";
    let answer = send(server.address, request, None)?;
    assert_eq!(answer.body["issuer"], format!("http://{}", server.address));
    Ok(())
}

#[test]
fn a_user_made_on_the_command_line_logs_in() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("correct horse battery\n")?;
    let server = Server::start(&installation, &[])?;
    let answer = log_in(server.address, "correct horse battery")?;
    assert_eq!(
        (answer.status, &answer.body["data"]["user"]["name"]),
        (200, &json!("Ann Lee")),
        "{answer:?}"
    );
    assert_eq!(log_in(server.address, "wrong horse")?.status, 401);
    assert_eq!(
        me(server.address, &token(server.address, "correct horse battery")?)?,
        200
    );
    Ok(())
}

#[test]
fn an_account_without_a_password_logs_in_only_after_one_was_set() -> Outcome {
    let installation = Installation::new()?;
    let added = [
        "user",
        "add",
        "--username",
        "ann",
        "--email",
        "ann@example.com",
        "--name",
        "A",
        "--role",
        "staff",
    ];
    installation.succeed(&added, b"")?;
    let server = Server::start(&installation, &[])?;
    assert_eq!(log_in(server.address, "later, much later")?.status, 401);
    installation.succeed(
        &["user", "set-password", "ann", "--password-stdin"],
        b"later, much later\n",
    )?;
    assert_eq!(log_in(server.address, "later, much later")?.status, 200);
    Ok(())
}

#[test]
fn disabling_a_user_ends_the_sessions_on_a_running_server_at_the_next_request() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("correct horse battery\n")?;
    let server = Server::start(&installation, &[])?;
    let token = token(server.address, "correct horse battery")?;
    assert_eq!(me(server.address, &token)?, 200);
    installation.succeed(&["user", "disable", "ann", "--force"], b"")?;
    assert_eq!(me(server.address, &token)?, 401);
    assert_eq!(log_in(server.address, "correct horse battery")?.status, 403);
    installation.succeed(&["user", "enable", "ann"], b"")?;
    assert_eq!(me(server.address, &token)?, 401, "an ended session stays ended");
    assert_eq!(log_in(server.address, "correct horse battery")?.status, 200);
    Ok(())
}

#[test]
fn a_new_password_ends_the_sessions_on_a_running_server_at_the_next_request() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("correct horse battery\n")?;
    let server = Server::start(&installation, &[])?;
    let token = token(server.address, "correct horse battery")?;
    assert_eq!(me(server.address, &token)?, 200);
    installation.succeed(
        &["user", "set-password", "ann", "--password-stdin"],
        b"battery staple correct\n",
    )?;
    assert_eq!(me(server.address, &token)?, 401);
    assert_eq!(log_in(server.address, "correct horse battery")?.status, 401);
    assert_eq!(log_in(server.address, "battery staple correct")?.status, 200);
    Ok(())
}

#[test]
fn a_second_server_on_a_taken_address_is_1_and_one_line_and_leaves_the_database_alone() -> Outcome {
    let installation = Installation::new()?;
    let server = Server::start(&installation, &[])?;
    let address = server.address.to_string();
    let second = Installation::on_sqlite()?;
    for flags in [
        &["serve", "--listen", &address][..],
        &["serve", "--demo", "--listen", &address],
    ] {
        let finished = second.run(flags)?;
        let said = format!("latchkey: cannot listen on {address}: address already in use\n");
        assert_eq!((finished.code, finished.err), (Some(1), said));
        assert_eq!(finished.out, "");
    }
    assert!(!second.path("latchkey.db").exists());
    Ok(())
}

#[test]
fn what_is_no_http_is_refused_without_a_word_about_the_program() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let server = Server::start(&installation, &[])?;
    let many_fields = format!("GET /livez HTTP/1.1\r\nHost: test\r\n{}\r\n", "X-A: b\r\n".repeat(200));
    for (request, status) in [("nonsense\r\n\r\n", "400 Bad Request"), (&many_fields, "431 ")] {
        let mut stream = TcpStream::connect(server.address)?;
        stream.set_read_timeout(Some(DEADLINE))?;
        stream.write_all(request.as_bytes())?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let answer = answer.to_ascii_lowercase();
        assert!(
            answer.starts_with(&format!("http/1.1 {}", status.to_ascii_lowercase())),
            "{answer}"
        );
        assert!(answer.contains("content-length: 0\r\n"), "{answer}");
        assert!(!answer.contains("server:") && !answer.contains("hyper"), "{answer}");
    }
    Ok(())
}
