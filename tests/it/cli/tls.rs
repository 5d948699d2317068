//! TLS from files.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{CertifiedKey, KeyPair};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore, SupportedProtocolVersion};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use super::Outcome;
use super::support::{Connection, DEADLINE, Installation, Server};
use crate::support::key_file::{set_mode, write_key_file};

const BOTH: &[&SupportedProtocolVersion] = rustls::ALL_VERSIONS;

/// A new certificate for `localhost`, written into the folder together with its key.
fn certify(installation: &Installation) -> Result<CertificateDer<'static>, Box<dyn Error>> {
    let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    std::fs::write(installation.path("cert.pem"), cert.pem())?;
    write_key_file(installation.path("key.pem"), signing_key.serialize_pem())?;
    Ok(cert.der().clone())
}

fn installation() -> Result<Installation, Box<dyn Error>> {
    let installation = Installation::on_sqlite()?;
    Ok(installation
        .env("LATCHKEY_HTTP_TLS_CERT", "cert.pem")
        .env("LATCHKEY_HTTP_TLS_KEY", "key.pem"))
}

/// Connects as a client that trusts this certificate and nothing else.
async fn connect(
    address: SocketAddr,
    trusted: &CertificateDer<'static>,
    versions: &[&'static SupportedProtocolVersion],
    protocols: &[&str],
) -> Result<TlsStream<TcpStream>, Box<dyn Error>> {
    let mut roots = RootCertStore::empty();
    roots.add(trusted.clone())?;
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(versions)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost")?;
    Ok(timeout(DEADLINE, TlsConnector::from(Arc::new(config)).connect(name, stream)).await??)
}

/// Asks over HTTP/1.1, and reads everything that comes back.
async fn ask(mut stream: TlsStream<TcpStream>, path: &str) -> Result<String, Box<dyn Error>> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    timeout(DEADLINE, stream.read_to_end(&mut answer)).await??;
    Ok(String::from_utf8(answer)?)
}

#[tokio::test]
async fn the_server_speaks_tls_1_2_and_1_3_and_says_so() -> Outcome {
    let installation = installation()?;
    let certificate = certify(&installation)?;
    let server = Server::start(&installation, &[])?;
    assert_eq!(server.ready["url"], format!("https://{}", server.address));
    for version in BOTH {
        let stream = connect(server.address, &certificate, &[*version], &["http/1.1"]).await?;
        let answer = ask(stream, "/livez").await?;
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(
            answer.contains("\r\nstrict-transport-security: max-age=31536000\r\n"),
            "{answer}"
        );
        assert!(!answer.contains("\r\nserver:"), "{answer}");
    }
    Ok(())
}

#[tokio::test]
async fn http_2_is_offered_first_and_answers() -> Outcome {
    let installation = installation()?;
    let certificate = certify(&installation)?;
    let server = Server::start(&installation, &[])?;
    let stream = connect(server.address, &certificate, BOTH, &["http/1.1", "h2"]).await?;
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    let (mut client, connection) = h2::client::handshake(stream).await?;
    let driver = tokio::spawn(connection);
    for _ in 0..3 {
        let request = poem::http::Request::get("https://localhost/livez").body(())?;
        client = client.ready().await?;
        let (answer, _) = client.send_request(request, true)?;
        assert_eq!(timeout(DEADLINE, answer).await??.status(), 200);
    }
    assert_eq!(client.current_max_send_streams(), 32);
    driver.abort();
    Ok(())
}

#[tokio::test]
async fn over_http_2_a_connection_without_requests_is_closed_whatever_it_sends() -> Outcome {
    let installation = installation()?
        .env("LATCHKEY_HTTP_IDLE_TIMEOUT", "3s")
        .env("LATCHKEY_HTTP_HEAD_TIMEOUT", "3s");
    let certificate = certify(&installation)?;
    let server = Server::start(&installation, &[])?;
    let stream = connect(server.address, &certificate, BOTH, &["h2"]).await?;
    let (client, connection) = h2::client::handshake(stream).await?;
    let driver = tokio::spawn(connection);
    let request = poem::http::Request::get("https://localhost/livez").body(())?;
    let (answer, _) = client.ready().await?.send_request(request, true)?;
    assert_eq!(timeout(DEADLINE, answer).await??.status(), 200);
    // The end of the connection, orderly or not.
    let _ = timeout(DEADLINE, driver).await?;
    Ok(())
}

#[tokio::test]
async fn a_handshake_that_does_not_begin_is_cut_off_and_holds_nobody_up() -> Outcome {
    let installation = installation()?
        .env("LATCHKEY_HTTP_HEAD_TIMEOUT", "3s")
        .env("LATCHKEY_HTTP_IDLE_TIMEOUT", "1h");
    let certificate = certify(&installation)?;
    let server = Server::start(&installation, &[])?;
    let mut silent: Vec<_> = Vec::new();
    for _ in 0..20 {
        silent.push(Connection::open(server.address)?);
    }
    let stream = connect(server.address, &certificate, BOTH, &["http/1.1"]).await?;
    assert!(ask(stream, "/livez").await?.starts_with("HTTP/1.1 200 OK\r\n"));
    for connection in &mut silent {
        assert!(connection.is_gone());
    }
    Ok(())
}

#[tokio::test]
async fn plain_http_gets_no_answer_from_a_server_that_speaks_tls() -> Outcome {
    let installation = installation()?;
    certify(&installation)?;
    let server = Server::start(&installation, &[])?;
    let mut connection = Connection::open(server.address)?;
    connection.write("GET /livez HTTP/1.1\r\nHost: test\r\n\r\n")?;
    assert!(connection.read().is_err());
    Ok(())
}

#[tokio::test]
async fn the_first_connection_is_answered_however_early_it_comes() -> Outcome {
    for _ in 0..5 {
        let installation = installation()?;
        let certificate = certify(&installation)?;
        let server = Server::start(&installation, &[])?;
        let stream = connect(server.address, &certificate, BOTH, &[]).await?;
        assert!(ask(stream, "/livez").await?.starts_with("HTTP/1.1 200 OK\r\n"));
    }
    Ok(())
}

#[cfg(unix)]
#[tokio::test]
async fn sighup_takes_a_new_certificate_and_keeps_the_old_one_when_the_new_one_is_no_good() -> Outcome {
    let installation = installation()?;
    let first = certify(&installation)?;
    let server = Server::start(&installation, &[])?;
    connect(server.address, &first, BOTH, &[]).await?;

    // A key that is not the certificate's.
    write_key_file(installation.path("key.pem"), KeyPair::generate()?.serialize_pem())?;
    server.signal("HUP")?;
    server.wait_for("the ones in use stay")?;
    connect(server.address, &first, BOTH, &[]).await?;

    // A key that others can read.
    certify(&installation)?;
    set_mode(installation.path("key.pem"), 0o644)?;
    server.signal("HUP")?;
    server.wait_for("other users can read it")?;
    connect(server.address, &first, BOTH, &[]).await?;

    let second = certify(&installation)?;
    server.signal("HUP")?;
    server.wait_for("reloaded the TLS certificate")?;
    let mut tries = 0;
    while connect(server.address, &second, BOTH, &[]).await.is_err() {
        tries += 1;
        assert!(tries < 1_000, "the second certificate is not served");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(connect(server.address, &first, BOTH, &[]).await.is_err());

    server.signal("TERM")?;
    let (status, log) = server.wait()?;
    assert_eq!(status.code(), Some(0), "{log:?}");
    Ok(())
}

#[test]
fn files_that_cannot_be_used_stop_the_start_with_2_and_one_line() -> Outcome {
    let installation = installation()?;
    let refused = |said: &str| -> Outcome {
        let finished = installation.run(&["serve", "--listen", "127.0.0.1:0"])?;
        assert_eq!((finished.code, finished.err), (Some(2), format!("latchkey: {said}\n")));
        assert!(
            !installation.path("latchkey.db").exists(),
            "the database was left alone"
        );
        Ok(())
    };
    refused("http.tls_cert: cannot read cert.pem: no such file or directory")?;
    certify(&installation)?;
    let certificate = std::fs::read(installation.path("cert.pem"))?;
    let key = std::fs::read(installation.path("key.pem"))?;
    std::fs::remove_file(installation.path("key.pem"))?;
    refused("http.tls_key: cannot read key.pem: no such file or directory")?;
    write_key_file(installation.path("key.pem"), &certificate)?;
    set_mode(installation.path("key.pem"), 0o644)?;
    refused(
        "http.tls_key (key.pem): other users can read it (mode 0644); run `chmod 600`, or set \
         files.allow_readable_keys",
    )?;
    set_mode(installation.path("key.pem"), 0o600)?;
    refused("http.tls_key: key.pem has no private key in PEM that is not encrypted")?;
    std::fs::write(installation.path("cert.pem"), &key)?;
    refused("http.tls_cert: cert.pem has no certificate in PEM")?;
    std::fs::write(installation.path("cert.pem"), &certificate)?;
    write_key_file(installation.path("key.pem"), KeyPair::generate()?.serialize_pem())?;
    refused(
        "http.tls_cert, http.tls_key: cert.pem and key.pem cannot be used together: keys may not be consistent: \
         KeyMismatch",
    )
}

#[test]
fn a_demonstration_is_plain_whatever_is_configured() -> Outcome {
    let installation = installation()?;
    let mut command = installation.command(&["serve", "--demo", "--listen", "127.0.0.1:0"]);
    let server = Server::start_command(command.stdout(std::process::Stdio::null()))?;
    assert_eq!(server.ready["url"], format!("http://{}", server.address));
    let mut connection = Connection::open(server.address)?;
    connection.write("GET /livez HTTP/1.1\r\nHost: test\r\n\r\n")?;
    assert_eq!(connection.read()?.status, 200);
    Ok(())
}
