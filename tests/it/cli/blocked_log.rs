//! A log that nobody reads holds up nothing.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Stdio};
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::Outcome;
use super::support::{Connection, Installation};

/// A server whose log was read until it was ready.
struct Unread {
    child: Child,
    log: BufReader<ChildStderr>,
    address: SocketAddr,
}

impl Unread {
    fn start(installation: &Installation) -> Result<Self, Box<dyn std::error::Error>> {
        let mut command = installation.command(&["serve", "--listen", "127.0.0.1:0"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let mut log = BufReader::new(child.stderr.take().ok_or("no standard error")?);
        let mut line = String::new();
        while !line.contains("ready to answer requests") {
            line.clear();
            assert_ne!(log.read_line(&mut line)?, 0, "the server was not ready");
        }
        let ready: Value = serde_json::from_str(&line)?;
        let address = ready["address"].as_str().ok_or("no address")?.parse()?;
        Ok(Self { child, log, address })
    }

    /// Asks until far more lines were logged than a pipe and the buffer hold.
    fn fill(&self) -> Outcome {
        let mut connection = Connection::open(self.address)?;
        for _ in 0..250 {
            connection.write(&"GET /nothing HTTP/1.1\r\nHost: test\r\n\r\n".repeat(100))?;
            for _ in 0..100 {
                assert_eq!(connection.read()?.status, 404);
            }
        }
        connection.write("GET /livez HTTP/1.1\r\nHost: test\r\n\r\n")?;
        assert_eq!(connection.read()?.status, 200);
        Ok(())
    }
}

impl Drop for Unread {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn requests_are_answered_and_the_lines_that_were_dropped_counted() -> Outcome {
    let installation = Installation::new()?;
    let mut server = Unread::start(&installation)?;
    server.fill()?;
    let mut line = String::new();
    while !line.contains("log lines were dropped") {
        line.clear();
        assert_ne!(server.log.read_line(&mut line)?, 0, "nothing was said");
    }
    let said: Value = serde_json::from_str(&line)?;
    assert_eq!(said["level"], "WARN");
    assert!(said["lines"].as_u64().is_some_and(|lines| lines > 0), "{said}");
    Ok(())
}

#[test]
fn a_signal_ends_the_server_in_time() -> Outcome {
    let installation = Installation::new()?;
    let mut server = Unread::start(&installation)?;
    server.fill()?;
    let (began, pid) = (Instant::now(), server.child.id().to_string());
    assert!(
        std::process::Command::new("kill")
            .args(["-TERM", &pid])
            .status()?
            .success()
    );
    server.child.wait()?;
    assert!(began.elapsed() < Duration::from_secs(13), "{:?}", began.elapsed());
    Ok(())
}
