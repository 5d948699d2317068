//! The trace of a login.

use std::os::unix::fs::PermissionsExt;

use super::spans::{Attributes, Spans, attributes, hex};
use super::{Outcome, PASSWORD, Server, collector, end, installation, lines, login};
use crate::cli::support::send;

/// A trace of a login on SQLite: the request, the use case, the rate limit, the hash and the statements.
const ON_SQLITE: &str = "\
POST /api/v1/auth/login
  log_in
    SELECT users
    rate_limit.wait
      SELECT attempts
    rate_limit.count
      BEGIN
      INSERT attempts
      INSERT attempts
      INSERT attempts
      COMMIT
    password.verify
      hash.wait
      hash.compute
    SELECT users
    BEGIN
    UPDATE users
    INSERT sessions
    INSERT audit_events
    SELECT sessions
    DELETE attempts
    UPDATE attempts
    INSERT attempts
    UPDATE attempts
    COMMIT
";

/// The code of a status.
const FAILED: i32 = 2;

fn pairs<const N: usize>(pairs: [(&str, &str); N]) -> Attributes {
    let pairs = pairs.into_iter();
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

#[test]
fn a_login_shows_request_rate_limit_hash_and_statements_with_their_times() -> Outcome {
    let collector = collector()?;
    let installation = installation(&collector.url())?.env("LATCHKEY_TELEMETRY_SERVICE_NAME", "logins");
    let server = Server::start(&installation, &[])?;
    let answer = send(server.address, &login(""), None)?;
    assert_eq!(answer.status, 200);
    let log = end(server)?;
    let spans = Spans::taken(&collector)?;

    let request = spans.only("POST /api/v1/auth/login")?;
    assert_eq!(
        attributes(&request.attributes),
        pairs([
            ("http.request.method", "POST"),
            ("http.response.status_code", "200"),
            ("http.route", "/api/v1/auth/login"),
            ("latchkey.contract", "staff"),
            ("latchkey.operation", "login"),
            ("network.protocol.version", "1.1"),
            ("url.scheme", "http"),
        ])
    );
    assert!(request.parent_span_id.is_empty());
    assert_eq!(spans.resource["service.name"], "logins");
    assert_eq!(spans.resource["service.version"], env!("CARGO_PKG_VERSION"));

    spans.assert_nested();
    let tree = spans.tree(request);
    assert_eq!(tree.lines().count(), spans.all.len(), "there is nothing else: {tree}");
    if std::env::var_os("TEST_DATABASE_URL").is_none() {
        assert_eq!(tree, ON_SQLITE);
    }
    for part in ["log_in", "rate_limit.wait", "rate_limit.count", "password.verify"] {
        spans.only(part)?;
    }
    let (waits, computes) = (spans.only("hash.wait")?, spans.only("hash.compute")?);
    assert!(waits.end_time_unix_nano <= computes.start_time_unix_nano);
    assert_eq!(waits.parent_span_id, spans.only("password.verify")?.span_id);

    let answered = lines(&log, "answered");
    let traces: Vec<_> = answered.iter().map(|line| line["trace_id"].as_str()).collect();
    assert_eq!(traces, [Some(hex(&request.trace_id).as_str())]);
    Ok(())
}

#[test]
fn a_statement_is_named_and_no_span_has_what_a_client_sent() -> Outcome {
    let collector = collector()?;
    let installation = installation(&collector.url())?;
    let server = Server::start(&installation, &[])?;
    let answer = send(server.address, &login("\r\nUser-Agent: secret-agent"), None)?;
    let token = answer.body["data"]["token"].as_str().ok_or("no token")?.to_owned();
    for target in ["/api/v1/auth/me?secret=1", "/secret/path", "/api/v1/auth/secret"] {
        let request = format!("GET {target} HTTP/1.1\r\nHost: test\r\nX-Request-Id: secret\r\n\r\n");
        send(server.address, &request, Some(&token))?;
    }
    // Health checks have no traces.
    send(server.address, "GET /livez HTTP/1.1\r\nHost: test\r\n\r\n", None)?;
    end(server)?;
    let spans = Spans::taken(&collector)?;

    let system = match std::env::var_os("TEST_DATABASE_URL") {
        Some(_) => "postgresql",
        None => "sqlite",
    };
    let opened = spans.only("INSERT sessions")?;
    assert_eq!(
        attributes(&opened.attributes),
        pairs([
            ("db.collection.name", "sessions"),
            ("db.operation.name", "INSERT"),
            ("db.query.summary", "INSERT sessions"),
            ("db.system.name", system),
        ])
    );
    let roots = spans.all.iter().filter(|span| span.parent_span_id.is_empty());
    let roots: Vec<_> = roots.map(|root| root.name.as_str()).collect();
    assert_eq!(roots, ["POST /api/v1/auth/login", "GET /api/v1/auth/me", "GET", "GET"]);
    let sent = format!("{:?}", spans.all);
    for secret in ["secret", "ann", "127.0.0.1", PASSWORD, token.as_str(), "?"] {
        let is_there = spans.all.iter().any(|span| {
            let values = attributes(&span.attributes).into_values();
            values.chain([span.name.clone()]).any(|value| value.contains(secret))
        });
        assert!(!secret.is_empty() && !is_there, "{secret}: {sent}");
    }
    Ok(())
}

#[test]
fn a_failure_is_marked_and_the_collector_gets_its_token() -> Outcome {
    let collector = collector()?;
    let installation = installation(&collector.url())?;
    let file = installation.path("token");
    std::fs::write(&file, "Bearer collector-token\n")?;
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600))?;
    let installation = installation.env("LATCHKEY_TELEMETRY_HEADER_FILES", "Authorization:token");
    installation.alter("DROP TABLE attempts")?;
    let server = Server::start(&installation, &[])?;
    assert_eq!(send(server.address, &login(""), None)?.status, 500);
    let log = end(server)?;
    let sent = collector.take();
    assert!(!sent.is_empty());
    for request in &sent {
        assert_eq!(request.header("authorization"), ["Bearer collector-token"]);
    }
    assert!(!format!("{log:?}").contains("collector-token"), "{log:?}");
    let spans = Spans::of(sent)?;
    let request = spans.only("POST /api/v1/auth/login")?;
    let failed = spans
        .all
        .iter()
        .filter(|span| span.status.as_ref().is_some_and(|status| status.code == FAILED));
    let failed: Vec<_> = failed.map(|span| span.name.as_str()).collect();
    assert_eq!(failed, ["POST /api/v1/auth/login", "SELECT attempts"]);
    assert_eq!(attributes(&request.attributes)["error.type"], "500");
    let texts = spans
        .all
        .iter()
        .filter_map(|span| span.status.as_ref())
        .map(|status| status.message.as_str());
    assert!(texts.into_iter().all(str::is_empty), "why is in the log");
    Ok(())
}
