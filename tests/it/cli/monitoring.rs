//! The address for monitoring: which one it is, and what becomes of a server that cannot have it.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};

use super::Outcome;
use super::support::{Installation, Server};

/// What the address answers to a GET.
fn get(address: SocketAddr, path: &str) -> Result<String, std::io::Error> {
    let mut stream = TcpStream::connect(address)?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

fn metrics(server: &Server) -> Option<SocketAddr> {
    let url = server.ready["metrics"].as_str()?;
    url.strip_prefix("http://")?.strip_suffix("/metrics")?.parse().ok()
}

#[test]
fn a_server_is_watched_on_loopback_by_default() -> Outcome {
    let installation = Installation::new()?;
    let server = Server::start(&installation, &[])?;
    let address = metrics(&server).ok_or("the ready line says where")?;
    assert!(address.ip().is_loopback());
    let answer = get(address, "/metrics")?;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    let version = format!("latchkey_build_info{{version=\"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(answer.contains(&version), "{answer}");
    let ready = get(address, "/readyz")?;
    assert!(ready.starts_with("HTTP/1.1 200 OK\r\n"), "{ready}");
    assert!(get(server.address, "/metrics")?.starts_with("HTTP/1.1 404 Not Found\r\n"));
    Ok(())
}

#[test]
fn a_server_is_watched_at_the_configured_address_or_nowhere() -> Outcome {
    let installation = Installation::new()?;
    let server = Server::start(&installation, &["--admin-listen", "[::1]:0"])?;
    assert!(metrics(&server).is_some_and(|address| address.is_ipv6()));
    drop(server);
    let installation = installation.env("LATCHKEY_HTTP_ADMIN_LISTEN", "off");
    let server = Server::start(&installation, &[])?;
    assert_eq!(server.ready.get("metrics"), None);
    Ok(())
}

#[test]
fn a_taken_address_stops_the_start_only_if_it_was_configured() -> Outcome {
    // Two ports that belong together, of which the second is taken.
    let (listen, _taken, admin) = loop {
        let first = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let Some(next) = first.port().checked_add(1000) else {
            continue;
        };
        if let Ok(taken) = TcpListener::bind(("127.0.0.1", next)) {
            break (first.to_string(), taken, format!("127.0.0.1:{next}"));
        }
    };
    let installation = Installation::new()?;
    let mut command = installation.command(&["serve", "--listen", &listen]);
    let server = Server::start_command(&mut command)?;
    assert_eq!(server.ready.get("metrics"), None);
    let warning = format!("cannot listen on {admin}");
    assert!(
        server.before_ready.iter().any(|line| line.contains(&warning)),
        "{:?}",
        server.before_ready
    );
    drop(server);
    let failed = installation.run(&["serve", "--listen", "127.0.0.1:0", "--admin-listen", &admin])?;
    assert_eq!(failed.code, Some(1), "{failed:?}");
    assert!(failed.err.contains(&warning), "{failed:?}");
    Ok(())
}
