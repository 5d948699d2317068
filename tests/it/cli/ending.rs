//! How a server ends.

use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use super::Outcome;
use super::support::{Connection, DEADLINE, Installation, Server, post};

const ME: &str = "GET /api/v1/auth/me HTTP/1.1\r\nHost: test\r\n\r\n";

/// Waits until nothing can connect any more.
fn wait_until_closed(server: &Server) -> Outcome {
    const PAUSE: Duration = Duration::from_millis(5);
    for _ in 0..DEADLINE.as_millis() / PAUSE.as_millis() {
        if TcpStream::connect(server.address).is_err() {
            return Ok(());
        }
        sleep(PAUSE);
    }
    Err("the server still takes connections".into())
}

#[test]
fn a_signal_ends_the_server_with_0() -> Outcome {
    for signal in ["TERM", "INT"] {
        let installation = Installation::new()?;
        let server = Server::start(&installation, &[])?;
        server.signal(signal)?;
        let (status, log) = server.wait()?;
        assert_eq!(status.code(), Some(0), "{signal}: {log:?}");
        assert!(log.iter().any(|line| line.contains("\"stopped\"")), "{signal}: {log:?}");
    }
    Ok(())
}

#[test]
fn a_signal_ends_a_server_that_waits_for_its_database() -> Outcome {
    // It takes connections, and never responds.
    let database = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("postgres://ann:secret@{}/latchkey", database.local_addr()?);
    let installation = Installation::on_sqlite()?.env("LATCHKEY_DATABASE_URL", &url);
    let mut serve = installation.command(&["serve", "--listen", "127.0.0.1:0"]);
    let server = serve.stdin(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let waited_for = database.accept()?;
    let kill = Command::new("sh")
        .args(["-c", &format!("kill -TERM {}", server.id())])
        .status()?;
    assert!(kill.success());
    let ended = server.wait_with_output()?;
    drop(waited_for);
    let log = String::from_utf8(ended.stderr)?;
    assert_eq!(ended.status.code(), Some(0), "{log}");
    assert!(log.contains("stopped before it was ready"), "{log}");
    Ok(())
}

#[test]
fn connections_without_a_request_under_way_do_not_hold_up_the_end() -> Outcome {
    let installation = Installation::new()?;
    let server = Server::start(&installation, &[])?;
    let mut used = Connection::open(server.address)?;
    used.write(ME)?;
    assert_eq!(used.read()?.status, 401);
    let mut fresh = Connection::open(server.address)?;
    // Answered after the fresh connection was made, so that one has been accepted as well.
    used.write(ME)?;
    assert_eq!(used.read()?.status, 401);

    server.signal("TERM")?;
    assert!(used.is_closed()?, "a connection that is kept alive is closed");
    assert!(fresh.is_closed()?, "a connection that was never used is closed");
    let (status, log) = server.wait()?;
    assert_eq!(status.code(), Some(0), "{log:?}");
    assert!(
        seconds_between(&log)? < 5.0,
        "the ten seconds were not waited for: {log:?}"
    );
    Ok(())
}

/// The same request with the wish to be told when its body is wanted (RFC 9110 section 10.1.1): a server that says so
/// has it under way.
fn asking(request: &str) -> String {
    request.replacen("\r\nHost: test", "\r\nHost: test\r\nExpect: 100-continue", 1)
}

#[test]
fn a_request_under_way_is_finished_and_no_further_connection_taken() -> Outcome {
    let installation = Installation::new()?;
    installation.add_ann("correct horse battery\n")?;
    let server = Server::start(&installation, &[])?;
    let request = asking(&post(
        "/api/v1/auth/login",
        r#"{"email":"ann@example.com","password":"correct horse battery"}"#,
    ));
    let (first, rest) = request.split_at(request.len() - 10);
    let mut under_way = Connection::open(server.address)?;
    // A whole request first, so that the connection is known to be accepted.
    under_way.write(ME)?;
    assert_eq!(under_way.read()?.status, 401);
    under_way.write(first)?;
    assert_eq!(under_way.read()?.status, 100);

    server.signal("TERM")?;
    wait_until_closed(&server)?;
    under_way.write(rest)?;
    assert_eq!(under_way.read()?.status, 200);
    assert!(under_way.is_closed()?);
    let (status, log) = server.wait()?;
    assert_eq!(status.code(), Some(0), "{log:?}");
    Ok(())
}

#[test]
fn a_request_that_does_not_end_is_cut_off_after_ten_seconds() -> Outcome {
    let installation = Installation::new()?;
    let server = Server::start(&installation, &[])?;
    let mut endless = Connection::open(server.address)?;
    endless.write(ME)?;
    assert_eq!(endless.read()?.status, 401);
    endless.write(asking(&post("/api/v1/auth/login", "{}")).trim_end_matches('}'))?;
    assert_eq!(endless.read()?.status, 100);
    server.signal("TERM")?;
    let (status, log) = server.wait()?;
    assert_eq!(status.code(), Some(0), "{log:?}");
    let waited = seconds_between(&log)?;
    assert!((9.5..20.0).contains(&waited), "{waited}: {log:?}");
    Ok(())
}

/// The seconds between the lines "shutting down" and "stopped".
fn seconds_between(log: &[String]) -> Result<f64, Box<dyn std::error::Error>> {
    let at = |message: &str| -> Result<f64, Box<dyn std::error::Error>> {
        let line = log
            .iter()
            .find(|line| line.contains(message))
            .ok_or(format!("no {message}: {log:?}"))?;
        let line: serde_json::Value = serde_json::from_str(line)?;
        // Of 2027-01-01T12:34:56.789Z, the minute and what is behind it.
        let (minutes, seconds) = line["timestamp"]
            .as_str()
            .and_then(|text| text.get(14..)?.trim_end_matches('Z').split_once(':'))
            .ok_or("no time")?;
        Ok(minutes.parse::<f64>()? * 60.0 + seconds.parse::<f64>()?)
    };
    Ok((at("\"stopped\"")? - at("\"shutting down")?).rem_euclid(3600.0))
}

#[test]
fn without_tls_a_hangup_is_logged_and_ends_nothing() -> Outcome {
    let installation = Installation::on_sqlite()?;
    let server = Server::start(&installation, &[])?;
    for _ in 0..2 {
        server.signal("HUP")?;
        server.wait_for("there is no TLS certificate to reload")?;
    }
    server.signal("TERM")?;
    let (status, log) = server.wait()?;
    assert_eq!(status.code(), Some(0), "{log:?}");
    Ok(())
}
