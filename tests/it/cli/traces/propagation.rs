//! Traces that come in and go on.

use super::spans::{Spans, hex};
use super::{HttpServer, Outcome, Server, collector, end, installation, lines, login};
use crate::cli::support::send;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

fn of_caller(flags: &str) -> String {
    format!("\r\ntraceparent: 00-{TRACE}-{PARENT}-{flags}\r\ntracestate: vendor=1")
}

#[test]
fn a_trace_is_continued_only_for_trusted_proxies_and_where_that_is_wanted() -> Outcome {
    for (proxies, continues, is_continued) in [
        ("127.0.0.1", "true", true),
        ("127.0.0.1", "false", false),
        ("10.1.2.3", "true", false),
    ] {
        let collector = collector()?;
        let installation = installation(&collector.url())?
            .env("LATCHKEY_HTTP_TRUSTED_PROXIES", proxies)
            .env("LATCHKEY_TELEMETRY_CONTINUE_TRACES", continues);
        let server = Server::start(&installation, &[])?;
        send(server.address, &login(&of_caller("01")), None)?;
        send(server.address, &login(&of_caller("00")), None)?;
        let log = end(server)?;
        let spans = Spans::taken(&collector)?;
        let requests: Vec<_> = spans
            .all
            .iter()
            .filter(|span| span.name == "POST /api/v1/auth/login")
            .collect();
        let ids: Vec<_> = lines(&log, "answered")
            .into_iter()
            .map(|line| line["trace_id"].as_str())
            .collect();
        if is_continued {
            // The caller has decided against the second.
            assert_eq!(requests.len(), 1);
            assert_eq!(hex(&requests[0].trace_id), TRACE);
            assert_eq!(hex(&requests[0].parent_span_id), PARENT);
            assert_eq!(requests[0].trace_state, "vendor=1");
            assert_eq!(ids, [Some(TRACE), Some(TRACE)]);
        } else {
            assert_eq!(requests.len(), 2);
            for request in &requests {
                assert_ne!(hex(&request.trace_id), TRACE);
                assert!(request.parent_span_id.is_empty() && request.trace_state.is_empty());
            }
        }
    }
    Ok(())
}

#[test]
fn an_old_backend_is_told_of_the_trace_and_not_of_the_clients() -> Outcome {
    for (ratio, flags) in [("1", "01"), ("0", "00")] {
        let collector = collector()?;
        let old = HttpServer::start(Some((200, "{}")))?;
        let installation = installation(&collector.url())?
            .env("LATCHKEY_TELEMETRY_SAMPLE_RATIO", ratio)
            .env("LATCHKEY_CONTRACTS_STAFF_UPSTREAM_URL", &old.url())
            .env("LATCHKEY_CONTRACTS_STAFF_UPSTREAM_MODE", "proxy");
        let server = Server::start(&installation, &[])?;
        assert_eq!(send(server.address, &login(&of_caller("01")), None)?.status, 200);
        let log = end(server)?;
        let asked = old.take();
        assert_eq!(asked.len(), 1);
        assert!(asked[0].header("tracestate").is_empty());
        let told = asked[0].header("traceparent").join(",");
        let trace = lines(&log, "answered")[0]["trace_id"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert!(trace.len() == 32 && trace != TRACE, "{trace}");
        let spans = Spans::taken(&collector)?;
        if ratio == "1" {
            let asks = spans.only("old_backend")?;
            assert_eq!(told, format!("00-{trace}-{}-{flags}", hex(&asks.span_id)));
            assert_eq!(asks.parent_span_id, spans.only("POST /api/v1/auth/login")?.span_id);
            spans.assert_nested();
        } else {
            assert!(
                told.starts_with(&format!("00-{trace}-")) && told.ends_with("-00"),
                "{told}"
            );
            assert!(spans.all.is_empty(), "{spans:?}");
        }
    }
    Ok(())
}

#[test]
fn a_webhook_is_a_trace_of_its_own_and_its_receiver_is_told() -> Outcome {
    let (collector, receiver) = (collector()?, HttpServer::start(Some((200, "")))?);
    let installation = installation(&collector.url())?.env("LATCHKEY_WEBHOOKS_ALLOWED_NETWORKS", "127.0.0.1");
    let event = ["--event", "login.succeeded"];
    installation.succeed(&[&["webhook", "add", &receiver.url()], &event[..]].concat(), b"")?;
    let server = Server::start(&installation, &[])?;
    assert_eq!(send(server.address, &login(""), None)?.status, 200);
    let told = receiver.next()?;
    end(server)?;
    let spans = Spans::taken(&collector)?;
    let webhook = spans.only("webhook")?;
    let expected = format!("00-{}-{}-01", hex(&webhook.trace_id), hex(&webhook.span_id));
    assert_eq!(told.header("traceparent"), [expected]);
    assert!(webhook.parent_span_id.is_empty());
    assert_ne!(webhook.trace_id, spans.only("log_in")?.trace_id);
    Ok(())
}

#[test]
fn without_a_collector_headers_pass_unchanged_and_the_log_names_no_trace() -> Outcome {
    let old = HttpServer::start(Some((200, "{}")))?;
    let installation = installation("")?
        .env("LATCHKEY_CONTRACTS_STAFF_UPSTREAM_URL", &old.url())
        .env("LATCHKEY_CONTRACTS_STAFF_UPSTREAM_MODE", "proxy");
    let server = Server::start(&installation, &[])?;
    assert_eq!(send(server.address, &login(&of_caller("01")), None)?.status, 200);
    let log = end(server)?;
    let asked = old.take();
    assert_eq!(asked[0].header("traceparent"), [format!("00-{TRACE}-{PARENT}-01")]);
    assert_eq!(asked[0].header("tracestate"), ["vendor=1"]);
    assert!(lines(&log, "answered")[0].get("trace_id").is_none(), "{log:?}");
    Ok(())
}
