//! A disk on which nothing more fits. A limit of the shell on the length of files does the same without one.

use std::process::{Command, Stdio};

use super::Outcome;
use super::support::{Installation, Server, post, send, without_settings};

const LOGIN: &str = r#"{"email":"ann@example.com","password":"correct horse battery"}"#;
const READY: &str = "GET /readyz HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n";

/// `serve`, whose files cannot become much longer than the database is.
fn limited(installation: &Installation) -> Result<Command, std::io::Error> {
    let length = std::fs::metadata(installation.path("latchkey.db"))?.len();
    let blocks = length / 512 + 64;
    let serve = installation.command(&["serve", "--listen", "127.0.0.1:0"]);
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"")]);
    shell.arg(serve.get_program()).args(serve.get_args());
    without_settings(&mut shell);
    shell.envs(serve.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell.current_dir(installation.path("")).stdout(Stdio::null());
    Ok(shell)
}

#[test]
fn logins_and_readiness_are_503_and_the_log_says_why() -> Outcome {
    let installation = Installation::on_sqlite()?;
    installation.add_ann("correct horse battery\n")?;
    let server = Server::start_command(&mut limited(&installation)?)?;
    assert_eq!(send(server.address, READY, None)?.status, 200);
    // A write-ahead log that is full is begun anew as long as the database file still has room.
    let mut refused = 0;
    let mut is_ready = true;
    for _ in 0..3_000 {
        match send(server.address, &post("/api/v1/auth/login", LOGIN), None)?.status {
            200 => {}
            503 => {
                refused += 1;
                is_ready = send(server.address, READY, None)?.status == 200;
            }
            other => return Err(format!("a login was answered with {other}").into()),
        }
        if !is_ready {
            break;
        }
    }
    assert!(refused > 0 && !is_ready, "{refused}, {is_ready}");
    server.wait_for("the disk could not be read or written (SQLite's code 778)")?;
    server.wait_for("the database takes no writes")?;
    Ok(())
}
