//! `latchkey healthcheck`.

use std::net::{SocketAddr, TcpListener};

use tokio::time::Instant;

use super::Outcome;
use super::support::{DEADLINE, Installation, Server};

/// What it prints, and its exit code.
fn check(
    installation: &Installation,
    flags: &[&str],
) -> Result<(Option<i32>, String, String), Box<dyn std::error::Error>> {
    let finished = installation.run(&[&["healthcheck"], flags].concat())?;
    Ok((finished.code, finished.out, finished.err))
}

fn failed(code: i32, error: &str) -> (Option<i32>, String, String) {
    (Some(code), String::new(), format!("latchkey: {error}\n"))
}

#[test]
fn a_server_that_is_ready_is_healthy() -> Outcome {
    let installation = Installation::new()?;
    let server = Server::start(&installation, &[])?;
    let url = format!("http://{}", server.address);
    let said = |word: &str| (Some(0), format!("{word}\n"), String::new());
    assert_eq!(check(&installation, &["--url", &url])?, said("ready"));
    assert_eq!(check(&installation, &["--url", &url, "--live"])?, said("alive"));
    // What the configuration says, from this machine.
    let monitoring: SocketAddr = server.ready["metrics"]
        .as_str()
        .and_then(|url| url.strip_prefix("http://")?.strip_suffix("/metrics"))
        .ok_or("no metrics")?
        .parse()?;
    let port = monitoring.port();
    for (listen, admin) in [
        ("127.0.0.1:1".to_owned(), format!("127.0.0.1:{port}")),
        ("127.0.0.1:1".to_owned(), format!("0.0.0.0:{port}")),
        (format!("127.0.0.1:{}", port - 1000), "auto".to_owned()),
    ] {
        let mut command = installation.command(&["healthcheck"]);
        command
            .env("LATCHKEY_HTTP_LISTEN", listen)
            .env("LATCHKEY_HTTP_ADMIN_LISTEN", admin);
        // It needs no database, and no authorities to verify anybody by.
        command.env("LATCHKEY_DATABASE_URL", "postgres://nobody:x@127.0.0.1:1/none");
        command.env("SSL_CERT_FILE", "none").env("SSL_CERT_DIR", "none");
        let finished = super::support::finish(&mut command, b"")?;
        assert_eq!((finished.code, finished.out, finished.err), said("ready"));
    }
    Ok(())
}

#[test]
fn a_server_that_is_not_ready_is_unhealthy_but_alive() -> Outcome {
    let installation = Installation::new()?;
    let server = Server::start(&installation, &[])?;
    installation.alter("DELETE FROM signing_keys")?;
    let url = format!("http://{}", server.address);
    assert_eq!(
        check(&installation, &["--url", &url])?,
        failed(1, &format!("the server {url}/: /readyz is answered with 503"))
    );
    assert_eq!(check(&installation, &["--url", &url, "--live"])?.0, Some(0));
    Ok(())
}

#[test]
fn a_server_that_is_not_there_or_silent_is_unhealthy_soon() -> Outcome {
    let installation = Installation::new()?;
    // Nobody listens there any more.
    let free = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let (code, out, err) = check(&installation, &["--url", &format!("http://{free}")])?;
    assert_eq!((code, out.as_str()), (Some(1), ""));
    assert!(
        err.contains("the connection failed") && err.lines().count() == 1,
        "{err}"
    );

    let silent = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", silent.local_addr()?);
    let began = Instant::now();
    assert_eq!(
        check(&installation, &["--url", &url])?,
        failed(1, &format!("the server {url}/: it did not answer in time"))
    );
    assert!(began.elapsed() < DEADLINE);
    Ok(())
}

#[test]
fn a_server_without_an_address_for_it_has_to_be_named() -> Outcome {
    let nowhere = "the configuration does not say where: set http.admin_listen to an address, or use --url";
    for admin in ["off", "127.0.0.1:0"] {
        let installation = Installation::new()?.env("LATCHKEY_HTTP_ADMIN_LISTEN", admin);
        assert_eq!(check(&installation, &[])?, failed(2, nowhere), "{admin}");
    }
    Ok(())
}

/// A folder with a certificate for `localhost`, and the settings for it.
fn with_tls() -> Result<Installation, Box<dyn std::error::Error>> {
    let installation = Installation::on_sqlite()?
        .env("LATCHKEY_HTTP_TLS_CERT", "cert.pem")
        .env("LATCHKEY_HTTP_TLS_KEY", "key.pem");
    let certificate = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    std::fs::write(installation.path("cert.pem"), certificate.cert.pem())?;
    crate::support::key_file::write_key_file(installation.path("key.pem"), certificate.signing_key.serialize_pem())?;
    Ok(installation)
}

#[test]
fn a_server_with_tls_answers_without_it_where_it_is_monitored() -> Outcome {
    let installation = with_tls()?;
    let server = Server::start(&installation, &[])?;
    let metrics = server.ready["metrics"].as_str().ok_or("no metrics")?;
    let url = metrics.strip_suffix("/metrics").ok_or("another path")?;
    assert_eq!(check(&installation, &["--url", url])?.0, Some(0));
    Ok(())
}

#[test]
fn a_certificate_is_verified_by_the_name_that_was_given() -> Outcome {
    let installation = with_tls()?;
    let server = Server::start(&installation, &[])?;
    let by_name = format!("https://localhost:{}", server.address.port());
    let (code, _, err) = check(&installation, &["--url", &by_name])?;
    assert_eq!(code, Some(1), "nobody has said to trust it: {err}");
    let mut trusting = installation.command(&["healthcheck", "--url", &by_name]);
    let finished = super::support::finish(trusting.env("SSL_CERT_FILE", "cert.pem"), b"")?;
    assert_eq!(finished.code, Some(0), "{finished:?}");
    let by_address = format!("https://{}", server.address);
    let mut trusting = installation.command(&["healthcheck", "--url", &by_address]);
    let finished = super::support::finish(trusting.env("SSL_CERT_FILE", "cert.pem"), b"")?;
    assert_eq!(
        finished.code,
        Some(1),
        "the certificate is for another name: {finished:?}"
    );
    Ok(())
}
