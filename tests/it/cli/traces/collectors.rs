//! Collectors that do not take what they are sent, and settings that cannot be used.

use std::net::TcpListener;
use std::time::Duration;

use poem::http::StatusCode;
use rcgen::CertifiedKey;
use tokio::runtime::Runtime;
use tokio::time::Instant;

use super::{HttpServer, Outcome, Server, end, installation, lines, login};
use crate::cli::support::send;
use crate::cutover::old_backend::{Certificate, OldBackend};

/// Serves a login and ends. Returns how long the end took, and how often the log says that spans were lost.
fn serve(endpoint: &str) -> Result<(Duration, usize, String), Box<dyn std::error::Error>> {
    let installation = installation(endpoint)?;
    let server = Server::start(&installation, &[])?;
    for _ in 0..3 {
        assert_eq!(send(server.address, &login(""), None)?.status, 200);
    }
    let begin = Instant::now();
    let log = end(server)?;
    let lost = lines(&log, "the collector does not take traces: spans are lost").len();
    Ok((begin.elapsed(), lost, format!("{log:?}")))
}

#[test]
fn a_server_whose_collector_is_away_serves_and_ends_in_time() -> Outcome {
    let nobody = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let (took, lost, log) = serve(&format!("http://{nobody}"))?;
    assert!(took < Duration::from_secs(10) && lost <= 1, "{took:?}: {log}");
    Ok(())
}

#[test]
fn a_server_whose_collector_is_silent_serves_and_ends_in_time() -> Outcome {
    let silent = HttpServer::start(None)?;
    let (took, _, log) = serve(&silent.url())?;
    assert!(
        took >= Duration::from_millis(1900),
        "it waits for the last spans: {took:?}"
    );
    assert!(took < Duration::from_secs(10), "{took:?}: {log}");
    assert!(log.contains("the last spans were not sent in time"), "{log}");
    Ok(())
}

#[test]
fn a_server_whose_collector_refuses_says_so_once() -> Outcome {
    let refusing = HttpServer::start(Some((401, "")))?;
    let (took, lost, log) = serve(&refusing.url())?;
    assert!(took < Duration::from_secs(10), "{took:?}: {log}");
    assert!(lost == 1 && log.contains("the answer was 401 Unauthorized"), "{log}");
    assert!(!log.contains("opentelemetry"), "nobody else says it: {log}");
    Ok(())
}

#[test]
fn a_collector_is_verified_by_the_authorities_that_are_named() -> Outcome {
    let runtime = Runtime::new()?;
    let CertifiedKey { cert, signing_key } = rcgen::generate_simple_self_signed(["localhost".to_owned()])?;
    let certificate = Certificate {
        chain: cert.pem(),
        key: signing_key.serialize_pem(),
    };
    let collector = runtime.block_on(OldBackend::start_with_tls(certificate, |_| StatusCode::OK));
    for (ca_file, is_taken) in [("ca.pem", true), ("", false)] {
        let installation = installation(&collector.url())?.env("LATCHKEY_TELEMETRY_CA_FILE", ca_file);
        std::fs::write(installation.path("ca.pem"), cert.pem())?;
        let before = collector.asked().len();
        let server = Server::start(&installation, &[])?;
        send(server.address, &login(""), None)?;
        end(server)?;
        assert_eq!(collector.asked().len() > before, is_taken, "{ca_file:?}");
    }
    Ok(())
}

#[test]
fn what_cannot_be_used_is_refused_at_the_start() -> Outcome {
    for (variable, value, expected) in [
        (
            "LATCHKEY_TELEMETRY_HEADER_FILES",
            "Authorization:missing",
            "latchkey: telemetry.header_files (missing): cannot be read: No such file or directory (os error 2)\n",
        ),
        (
            "LATCHKEY_TELEMETRY_CA_FILE",
            "missing",
            "latchkey: telemetry.ca_file (missing): cannot be read: No such file or directory (os error 2)\n",
        ),
        (
            "LATCHKEY_TELEMETRY_SAMPLE_RATIO",
            "1.5",
            "latchkey: telemetry.sample_ratio (environment variable LATCHKEY_TELEMETRY_SAMPLE_RATIO): must be from 0 \
             to 1, not 1.5\n",
        ),
        (
            "LATCHKEY_TELEMETRY_SAMPLE_RATIO",
            "half",
            "latchkey: telemetry.sample_ratio (environment variable LATCHKEY_TELEMETRY_SAMPLE_RATIO): must be a \
             number, not `half`\n",
        ),
    ] {
        let installation = installation("http://127.0.0.1:1")?.env(variable, value);
        let refused = installation.run(&["serve", "--listen", "127.0.0.1:0"])?;
        assert_eq!((refused.code, refused.err.as_str()), (Some(2), expected));
    }
    Ok(())
}
