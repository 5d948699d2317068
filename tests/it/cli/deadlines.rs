//! Clients that keep the server waiting.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::thread;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, Interest};

use super::Outcome;
use super::support::{Connection, DEADLINE, Installation, Server, post};

const ME: &str = "GET /api/v1/auth/me HTTP/1.1\r\nHost: test\r\n\r\n";
/// Below the shortest of the deadlines that these tests set.
const SHORT: Duration = Duration::from_millis(200);

/// A server that waits for a second, where nothing else is said.
fn impatient(changes: &[(&str, &str)]) -> Result<(Installation, Server), Box<dyn std::error::Error>> {
    let mut installation = Installation::on_sqlite()?;
    for key in ["HEAD", "BODY", "IDLE"] {
        installation = installation.env(&format!("LATCHKEY_HTTP_{key}_TIMEOUT"), "1s");
    }
    for (key, value) in changes {
        installation = installation.env(&format!("LATCHKEY_HTTP_{key}"), value);
    }
    let server = Server::start(&installation, &[])?;
    Ok((installation, server))
}

#[test]
fn a_connection_that_sends_nothing_is_closed() -> Outcome {
    let (_place, server) = impatient(&[("IDLE_TIMEOUT", "1h")])?;
    assert!(Connection::open(server.address)?.is_closed()?);
    Ok(())
}

#[test]
fn a_head_that_drips_in_is_cut_off_however_steadily_it_drips() -> Outcome {
    let (_place, server) = impatient(&[("IDLE_TIMEOUT", "1h")])?;
    drips_until_closed(server.address, "GET /livez HTTP/1.1\r\nHost: test\r\nX-Filler: ")
}

#[test]
fn a_head_that_drips_in_after_an_answer_is_cut_off_too() -> Outcome {
    let (_place, server) = impatient(&[("IDLE_TIMEOUT", "1h")])?;
    let mut stream = TcpStream::connect(server.address)?;
    stream.set_read_timeout(Some(DEADLINE))?;
    stream.write_all(ME.as_bytes())?;
    let mut byte = [0; 4096];
    assert_ne!(stream.read(&mut byte)?, 0);
    drip(stream, "GET /livez HTTP/1.1\r\nHost: test\r\nX-Filler: ")
}

fn drips_until_closed(address: SocketAddr, beginning: &str) -> Outcome {
    drip(TcpStream::connect(address)?, beginning)
}

/// Sends a byte again and again, until nobody takes it any more.
fn drip(mut stream: TcpStream, beginning: &str) -> Outcome {
    stream.write_all(beginning.as_bytes())?;
    for _ in 0..DEADLINE.as_millis() / SHORT.as_millis() {
        thread::sleep(SHORT);
        if stream.write_all(b"x").is_err() {
            return Ok(());
        }
    }
    Err("the server still reads".into())
}

#[test]
fn a_connection_without_a_request_is_closed_after_a_while() -> Outcome {
    let (_place, server) = impatient(&[("HEAD_TIMEOUT", "1h")])?;
    let mut connection = Connection::open(server.address)?;
    connection.write(ME)?;
    assert_eq!(connection.read()?.status, 401);
    assert!(connection.is_closed()?);
    Ok(())
}

#[test]
fn a_body_that_drips_in_is_answered_with_408_and_the_connection_closed() -> Outcome {
    let (_place, server) = impatient(&[("HEAD_TIMEOUT", "1h"), ("IDLE_TIMEOUT", "1h")])?;
    let mut connection = Connection::open(server.address)?;
    let request = post("/api/v1/auth/login", &"x".repeat(1_000));
    connection.write(request.get(..request.len() - 900).ok_or("a request")?)?;
    let answer = connection.read()?;
    assert_eq!((answer.status, &answer.body["title"]), (408, &"Request Timeout".into()));
    assert!(connection.is_closed()?);
    Ok(())
}

/// Waits until the server has closed its direction, and reads nothing.
async fn until_closed(stream: &tokio::net::TcpStream) -> std::io::Result<()> {
    while !stream.ready(Interest::READABLE).await?.is_read_closed() {
        tokio::task::yield_now().await;
    }
    Ok(())
}

#[tokio::test]
async fn a_response_to_a_request_that_is_still_being_sent_reaches_the_client() -> Outcome {
    let (_place, server) = impatient(&[])?;
    let body = "x".repeat(1_000_000);
    for length in [100, body.len()] {
        let mut stream = tokio::net::TcpStream::connect(server.address).await?;
        let request = post("/api/v1/auth/me", body.get(..length).ok_or("a body")?);
        let (head, body) = request.split_at(request.len() - length);
        stream.write_all(head.as_bytes()).await?;
        until_closed(&stream).await?;
        stream.write_all(body.as_bytes()).await?;
        let mut response = String::new();
        stream.read_to_string(&mut response).await?;
        assert!(response.starts_with("HTTP/1.1 405 "), "{response}");
        assert!(response.ends_with('}'), "{response}");
    }
    Ok(())
}

#[tokio::test]
async fn a_client_that_goes_on_sending_after_its_response_is_cut_off() -> Outcome {
    let (_place, server) = impatient(&[])?;
    let mut stream = tokio::net::TcpStream::connect(server.address).await?;
    let request = post("/api/v1/auth/me", &"x".repeat(1_000));
    let (head, _) = request.split_at(request.len() - 1_000);
    stream.write_all(head.as_bytes()).await?;
    until_closed(&stream).await?;
    while stream.write_all(&[b'x'; 16_384]).await.is_ok() {}
    Ok(())
}

#[test]
fn a_client_that_keeps_asking_is_served_beyond_every_deadline() -> Outcome {
    let (_place, server) = impatient(&[("HEAD_TIMEOUT", "3s"), ("IDLE_TIMEOUT", "3s")])?;
    let mut connection = Connection::open(server.address)?;
    for _ in 0..20 {
        connection.write(ME)?;
        assert_eq!(connection.read()?.status, 401);
        thread::sleep(SHORT);
    }
    Ok(())
}

#[test]
fn an_answer_that_takes_longer_than_the_deadlines_is_given() -> Outcome {
    // Hashing at this cost takes longer than a second where it is not optimised away, and the queue does the rest.
    let (installation, server) = impatient(&[("BODY_TIMEOUT", "1h"), ("HEAD_TIMEOUT", "2s")])?;
    drop(server);
    let installation = installation
        .env("LATCHKEY_PASSWORDS_BCRYPT_COST", "12")
        .env("LATCHKEY_PASSWORDS_THREADS", "1")
        .env("LATCHKEY_PASSWORDS_LANES", "1");
    let server = Server::start(&installation, &[])?;
    let connections: Result<Vec<_>, Box<dyn std::error::Error>> = (0..16)
        .map(|number| {
            let body = format!(r#"{{"email":"nobody-{number}@example.com","password":"guess"}}"#);
            let mut connection = Connection::open(server.address)?;
            connection.write(&post("/api/v1/auth/login", &body))?;
            Ok(connection)
        })
        .collect();
    for mut connection in connections? {
        assert_eq!(connection.read()?.status, 401);
    }
    Ok(())
}

#[test]
fn a_client_that_does_not_take_its_answers_is_given_up() -> Outcome {
    let (_place, server) = impatient(&[("HEAD_TIMEOUT", "1h")])?;
    let mut stream = TcpStream::connect(server.address)?;
    stream.set_write_timeout(Some(DEADLINE))?;
    // Answers of a megabyte, which are more than the system keeps for a client; the server goes away while we ask.
    let request = "GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: test\r\n\r\n";
    stream.write_all(request.repeat(20).as_bytes())?;
    for _ in 0..DEADLINE.as_millis() / SHORT.as_millis() {
        thread::sleep(SHORT);
        if stream.write_all(b"x").is_err() {
            return Ok(());
        }
    }
    Err("the server still holds the connection".into())
}

#[test]
fn slow_clients_do_not_keep_fast_ones_waiting() -> Outcome {
    let (_place, server) = impatient(&[("HEAD_TIMEOUT", "1h"), ("IDLE_TIMEOUT", "1h")])?;
    let slow: Result<Vec<_>, _> = (0..200)
        .map(|_| {
            let mut connection = Connection::open(server.address)?;
            connection.write("GET /livez HTTP/1.1\r\nHost: ")?;
            Ok::<_, Box<dyn std::error::Error>>(connection)
        })
        .collect();
    let slow = slow?;
    let mut fast = Connection::open(server.address)?;
    for _ in 0..50 {
        fast.write("GET /livez HTTP/1.1\r\nHost: test\r\n\r\n")?;
        assert_eq!(fast.read()?.status, 200);
    }
    assert_eq!(slow.len(), 200);
    Ok(())
}
