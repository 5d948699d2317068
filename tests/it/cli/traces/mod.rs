//! Traces, as a collector gets them from the real program.

mod collectors;
mod login;
mod propagation;
mod spans;

use std::error::Error;

use serde_json::Value;

use super::Outcome;
use super::support::{HttpServer, Installation, Server, post};

const PASSWORD: &str = "correct horse battery";

/// An installation with ann, whose server sends traces to this address.
fn installation(endpoint: &str) -> Result<Installation, Box<dyn Error>> {
    let installation = Installation::new()?;
    installation.add_ann(&format!("{PASSWORD}\n"))?;
    Ok(installation.env("LATCHKEY_TELEMETRY_OTLP_ENDPOINT", endpoint))
}

/// A login of ann, with these headers.
fn login(headers: &str) -> String {
    let body = format!(r#"{{"email":"ann@example.com","password":"{PASSWORD}"}}"#);
    post("/api/v1/auth/login", &body).replacen("\r\nHost: test", &format!("\r\nHost: test{headers}"), 1)
}

/// Ends a server, which sends what is left, and returns what it logged.
fn end(server: Server) -> Result<Vec<Value>, Box<dyn Error>> {
    server.signal("TERM")?;
    let (status, log) = server.wait()?;
    assert_eq!(status.code(), Some(0), "{log:?}");
    log.iter().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// The lines with this message.
fn lines<'l>(log: &'l [Value], message: &str) -> Vec<&'l Value> {
    log.iter().filter(|line| line["message"] == message).collect()
}

/// A collector that takes everything.
fn collector() -> Result<HttpServer, Box<dyn Error>> {
    HttpServer::start(Some((200, "")))
}
