//! HTTP/2: who may speak it, how many frames a connection may send, and which heads are refused.

use std::error::Error;
use std::net::SocketAddr;

use h2::client::SendRequest;
use poem::http::{Request, StatusCode, Uri};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Outcome;
use super::support::{DEADLINE, Installation, Server};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
/// SETTINGS with nothing in it.
const SETTINGS: &[u8] = b"\0\0\0\x04\0\0\0\0\0";

fn server_with_h2c() -> Result<(Installation, Server), Box<dyn Error>> {
    let installation = Installation::on_sqlite()?.env("LATCHKEY_HTTP_H2C", "true");
    let server = Server::start(&installation, &[])?;
    Ok((installation, server))
}

async fn connect(address: SocketAddr) -> Result<SendRequest<bytes::Bytes>, Box<dyn Error>> {
    let (client, connection) = h2::client::handshake(TcpStream::connect(address).await?).await?;
    // Its end shows in the requests.
    tokio::spawn(connection);
    Ok(client)
}

async fn status(client: &mut SendRequest<bytes::Bytes>, request: Request<()>) -> Result<StatusCode, Box<dyn Error>> {
    let mut ready = client.clone().ready().await?;
    let (answer, _) = ready.send_request(request, true)?;
    let mut answer = timeout(DEADLINE, answer).await??;
    while let Some(data) = answer.body_mut().data().await {
        let length = data?.len();
        answer.body_mut().flow_control().release_capacity(length)?;
    }
    Ok(answer.status())
}

fn livez() -> Request<()> {
    let mut request = Request::new(());
    *request.uri_mut() = Uri::from_static("http://localhost/livez");
    request
}

#[tokio::test]
async fn without_tls_http_2_is_refused_unless_it_is_asked_for() -> Outcome {
    let server = Server::start(&Installation::on_sqlite()?, &[])?;
    let mut stream = TcpStream::connect(server.address).await?;
    stream.write_all(&[PREFACE, SETTINGS].concat()).await?;
    let mut answer = Vec::new();
    timeout(DEADLINE, stream.read_to_end(&mut answer)).await??;
    assert!(answer.starts_with(b"HTTP/1.1 400 Bad Request\r\n"), "{answer:?}");
    server.signal("TERM")?;
    let (_, log) = server.wait()?;
    assert!(
        log.iter()
            .any(|line| line.contains("HTTP/2 without TLS is refused (http.h2c)")),
        "{log:?}"
    );

    let (_place, server) = server_with_h2c()?;
    let mut client = connect(server.address).await?;
    assert_eq!(status(&mut client, livez()).await?, 200);
    Ok(())
}

/// Sends a hundred thousand frames, or as many as the server takes, and waits until it ends the connection.
async fn flood(address: SocketAddr, frame: &[u8]) -> Outcome {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(&[PREFACE, SETTINGS].concat()).await?;
    let (mut reader, mut writer) = stream.split();
    let frames = frame.repeat(1_000);
    let sending = async {
        for _ in 0..100 {
            if writer.write_all(&frames).await.is_err() {
                break;
            }
        }
    };
    let ended = async {
        let mut read = [0; 4096];
        while reader.read(&mut read).await.is_ok_and(|length| length > 0) {}
    };
    timeout(DEADLINE, async { tokio::join!(sending, ended) }).await?;
    Ok(())
}

#[tokio::test]
async fn a_flood_of_frames_ends_its_connection_and_no_other() -> Outcome {
    // Nothing else ends it.
    let installation = Installation::on_sqlite()?
        .env("LATCHKEY_HTTP_H2C", "true")
        .env("LATCHKEY_HTTP_HEAD_TIMEOUT", "1h")
        .env("LATCHKEY_HTTP_IDLE_TIMEOUT", "1h");
    let server = Server::start(&installation, &[])?;
    let mut client = connect(server.address).await?;
    for (kind, frame) in [
        ("PING", &b"\0\0\x08\x06\0\0\0\0\0abcdefgh"[..]),
        ("SETTINGS", SETTINGS),
        ("PRIORITY", b"\0\0\x05\x02\0\0\0\0\x01\0\0\0\0\x01"),
        ("WINDOW_UPDATE", b"\0\0\x04\x08\0\0\0\0\0\0\0\0\x01"),
        ("an unknown type", b"\0\0\0\xc8\0\0\0\0\0"),
    ] {
        flood(server.address, frame).await?;
        assert_eq!(status(&mut client, livez()).await?, 200, "{kind}");
    }
    server.signal("TERM")?;
    let (_, log) = server.wait()?;
    let said = log
        .iter()
        .filter(|line| line.contains("far more frames than its requests need"));
    assert!((1..=5).contains(&said.count()), "{log:?}");
    Ok(())
}

#[tokio::test]
async fn a_client_with_many_requests_and_long_answers_is_not_cut_off() -> Outcome {
    let (_place, server) = server_with_h2c()?;
    let mut client = connect(server.address).await?;
    for _ in 0..3_000 {
        assert_eq!(status(&mut client, livez()).await?, 200);
    }
    for _ in 0..10 {
        let mut request = livez();
        *request.uri_mut() = Uri::from_static("http://localhost/docs/swagger-ui-bundle.js");
        assert_eq!(status(&mut client, request).await?, 200);
    }
    Ok(())
}

#[tokio::test]
async fn a_head_has_at_most_a_hundred_fields_and_names_one_host() -> Outcome {
    let (_place, server) = server_with_h2c()?;
    let mut client = connect(server.address).await?;
    for (count, expected) in [(100, 200), (101, 431), (400, 431)] {
        let mut request = livez();
        for _ in 0..count {
            request
                .headers_mut()
                .append("x", poem::http::HeaderValue::from_static("y"));
        }
        assert_eq!(status(&mut client, request).await?, expected, "{count} fields");
    }
    for (target, host, expected) in [
        ("http://a.example/livez", None, 200),
        ("http://a.example/livez", Some("A.example:80"), 200),
        ("http://a.example/livez", Some("b.example"), 400),
        ("http://a.example/livez", Some("a.example:8080"), 400),
        ("http://user@a.example/livez", None, 400),
        ("http://user@a.example/livez", Some("a.example"), 400),
    ] {
        let mut request = Request::get(target);
        if let Some(host) = host {
            request = request.header("host", host);
        }
        let answered = status(&mut client, request.body(())?).await?;
        assert_eq!(answered, expected, "{target} and {host:?}");
    }
    Ok(())
}
