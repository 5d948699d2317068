//! How many connections there may be.

use std::process::{Command, Stdio};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use super::Outcome;
use super::support::{Connection, DEADLINE, Installation, Server};

const LIVEZ: &str = "GET /livez HTTP/1.1\r\nHost: test\r\n\r\n";

fn asked(server: &Server) -> Result<Connection, Box<dyn std::error::Error>> {
    let mut connection = Connection::open(server.address)?;
    connection.write(LIVEZ)?;
    assert_eq!(connection.read()?.status, 200);
    Ok(connection)
}

#[test]
fn at_the_cap_a_connection_waits_until_another_one_is_closed() -> Outcome {
    let installation = Installation::on_sqlite()?.env("LATCHKEY_HTTP_MAX_CONNECTIONS", "10");
    let server = Server::start(&installation, &[])?;
    let mut open = Vec::new();
    for _ in 0..10 {
        open.push(asked(&server)?);
    }
    let mut waiting = Connection::open(server.address)?;
    waiting.write(LIVEZ)?;
    assert!(waiting.is_silent()?, "the eleventh is not answered");
    drop(open.pop());
    assert_eq!(waiting.read()?.status, 200);
    drop((open, waiting));
    server.signal("TERM")?;
    let (_, log) = server.wait()?;
    assert_eq!(
        log.iter().filter(|line| line.contains("further ones wait")).count(),
        1,
        "{log:?}"
    );
    Ok(())
}

#[test]
fn a_peer_at_its_cap_gets_no_further_connection_until_one_is_closed() -> Outcome {
    let installation = Installation::on_sqlite()?.env("LATCHKEY_HTTP_MAX_CONNECTIONS_PER_PEER", "3");
    let server = Server::start(&installation, &[])?;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(asked(&server)?);
    }
    for _ in 0..5 {
        assert!(Connection::open(server.address)?.is_gone());
    }
    drop(open.pop());
    // The server learns of it a little later.
    let next = (0..1_000).find_map(|_| {
        std::thread::sleep(std::time::Duration::from_millis(5));
        asked_if_taken(&server)
    });
    assert!(next.is_some());
    server.signal("TERM")?;
    let (_, log) = server.wait()?;
    let said = log.iter().filter(|line| line.contains("http.max_connections_per_peer"));
    assert!((1..=5).contains(&said.count()), "{log:?}");
    Ok(())
}

fn asked_if_taken(server: &Server) -> Option<Connection> {
    let mut connection = Connection::open(server.address).ok()?;
    connection.write(LIVEZ).ok()?;
    (connection.read().ok()?.status == 200).then_some(connection)
}

#[test]
fn a_trusted_proxy_may_have_as_many_connections_as_there_are() -> Outcome {
    let installation = Installation::on_sqlite()?
        .env("LATCHKEY_HTTP_MAX_CONNECTIONS_PER_PEER", "3")
        .env("LATCHKEY_HTTP_TRUSTED_PROXIES", "192.0.2.1, 127.0.0.0/8");
    let server = Server::start(&installation, &[])?;
    let open: Result<Vec<_>, _> = (0..8).map(|_| asked(&server)).collect();
    assert_eq!(open?.len(), 8);
    Ok(())
}

/// A server that may open 120 files: 26 are left for connections.
fn with_few_files(installation: &Installation) -> Result<Server, Box<dyn std::error::Error>> {
    let serve = installation.command(&["serve", "--listen", "127.0.0.1:0"]);
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 120 && exec \"$0\" serve --listen 127.0.0.1:0"]);
    limited
        .arg(serve.get_program())
        .current_dir(installation.path(""))
        .stdout(Stdio::null());
    for (name, value) in serve.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    Server::start_command(&mut limited)
}

#[test]
fn a_low_limit_of_open_files_means_fewer_connections_and_no_failure() -> Outcome {
    let installation = Installation::on_sqlite()?
        .env("LATCHKEY_HTTP_HEAD_TIMEOUT", "2s")
        .env("LATCHKEY_HTTP_TRUSTED_PROXIES", "127.0.0.1");
    let server = with_few_files(&installation)?;
    let silent: Result<Vec<_>, _> = (0..200).map(|_| Connection::open(server.address)).collect();
    let silent = silent?;
    // Those that are silent are closed, a roomful at a time, and then it is the turn of this one.
    drop(asked(&server)?);
    drop(silent);
    server.signal("TERM")?;
    let (status, log) = server.wait()?;
    assert_eq!(status.code(), Some(0), "{log:?}");
    assert!(
        !log.iter().any(|line| line.contains("cannot accept connections")),
        "{log:?}"
    );
    Ok(())
}

/// All addresses of 127.0.0.0/8 are this machine's.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn one_peer_gets_no_more_than_half_of_what_a_low_limit_of_open_files_leaves() -> Outcome {
    let server = with_few_files(&Installation::on_sqlite()?)?;
    let taken: Result<Vec<_>, _> = (0..13).map(|_| asked(&server)).collect();
    let taken = taken?;
    for _ in 0..20 {
        assert!(Connection::open(server.address)?.is_gone());
    }
    let other = tokio::net::TcpSocket::new_v4()?;
    other.bind("127.0.0.2:0".parse()?)?;
    let mut other = other.connect(server.address).await?;
    other.write_all(LIVEZ.as_bytes()).await?;
    let mut answer = [0; 15];
    timeout(DEADLINE, other.read_exact(&mut answer)).await??;
    assert_eq!(&answer, b"HTTP/1.1 200 OK");
    assert_eq!(taken.len(), 13);
    Ok(())
}
