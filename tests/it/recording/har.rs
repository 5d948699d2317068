//! Recordings that other programs have made.

use serde_json::{Value, json};

use super::Outcome;
use super::old_app::{OLD, PASSWORD, start};
use crate::cli::support::Installation;

fn named(pairs: &[(&str, &str)]) -> Value {
    pairs
        .iter()
        .map(|(name, value)| json!({ "name": name, "value": value }))
        .collect()
}

const TOKEN: &str = "was0123456789abcdef0000";
const LOGGED_IN: &str =
    r#"{"data":{"user":{"id":1,"name":"Ann Lee","role":"staff"},"token":"was0123456789abcdef0000"}}"#;

fn login() -> String {
    json!({ "email": "ann@example.com", "password": PASSWORD }).to_string()
}

/// As Chromium exports it "with sensitive data": over HTTP/2, with what the page loads from elsewhere.
fn chromium() -> Value {
    let request = |method: &str, url: &str, headers: &[(&str, &str)]| {
        json!({
            "method": method, "url": url, "httpVersion": "http/2.0",
            "headers": named(&[&[(":authority", "old.example"), (":method", method)], headers].concat()),
            "queryString": [], "cookies": [], "headersSize": -1, "bodySize": 0,
        })
    };
    let response = |content: Value, headers: &[(&str, &str)]| {
        json!({
            "status": 200, "statusText": "", "httpVersion": "http/2.0", "headers": named(headers), "cookies": [],
            "content": content, "redirectURL": "", "headersSize": -1, "bodySize": -1, "_transferSize": 300,
            "_error": null, "_fetchedViaServiceWorker": false,
        })
    };
    let entry = |request: Value, response: Value| {
        json!({
            "_initiator": { "type": "script" }, "_priority": "High", "_resourceType": "fetch", "cache": {},
            "connection": "1", "pageref": "page_1", "request": request, "response": response,
            "serverIPAddress": "[::1]", "startedDateTime": "2026-11-30T10:00:00.123Z", "time": 12.5,
            "timings": { "blocked": 1.2, "dns": -1, "ssl": -1, "connect": -1, "send": 0.1, "wait": 10, "receive": 1 },
        })
    };
    let mut log_in = request(
        "POST",
        "https://old.example/api/login",
        &[("content-type", "application/json")],
    );
    log_in["postData"] = json!({ "mimeType": "application/json", "text": login() });
    let session = format!("sid=session-{TOKEN}");
    let bearer = format!("Bearer {TOKEN}");
    let json_headers = [("content-type", "application/json"), ("content-encoding", "br")];
    let cookie = format!("{session}; Path=/; HttpOnly");
    let with_cookie = [&json_headers[..], &[("set-cookie", &cookie)]].concat();
    let me = [
        ("authorization", bearer.as_str()),
        ("cookie", &session),
        ("accept-encoding", "gzip, br"),
    ];
    let entries = vec![
        entry(
            log_in,
            response(
                json!({ "size": 90, "mimeType": "application/json", "text": LOGGED_IN }),
                &with_cookie,
            ),
        ),
        entry(
            request("GET", "https://cdn.example/logo.png", &[]),
            response(
                json!({ "size": 2, "mimeType": "image/png", "text": "/wA=", "encoding": "base64" }),
                &[],
            ),
        ),
        entry(
            request("GET", "https://old.example/api/me", &me),
            response(
                // {"name":"Ann Lee","role":"staff"}
                json!({
                    "size": 33, "mimeType": "application/json", "encoding": "base64",
                    "text": "eyJuYW1lIjoiQW5uIExlZSIsInJvbGUiOiJzdGFmZiJ9",
                }),
                &json_headers,
            ),
        ),
    ];
    let page = json!({ "startedDateTime": "2026-11-30T10:00:00Z", "id": "page_1", "title": "", "pageTimings": {} });
    json!({ "log": {
        "version": "1.2", "creator": { "name": "WebInspector", "version": "537.36" }, "pages": [page],
        "entries": entries,
    } })
}

/// As mitmproxy saves it (`hardump`): with cookies taken apart, and the fields of forms beside their text.
fn mitmproxy() -> Value {
    let entry = |request: Value, response: Value| {
        json!({
            "startedDateTime": "2026-11-30T10:00:00.123456+00:00", "time": 12, "request": request,
            "response": response, "cache": {}, "timings": { "connect": 1, "ssl": -1, "send": 1, "receive": 1, "wait": 9 },
            "serverIPAddress": "192.0.2.1",
        })
    };
    let session = format!("session-{TOKEN}");
    let bearer = format!("Bearer {TOKEN}");
    let cookie = format!("sid={session}; Path=/; HttpOnly");
    let log_in = json!({
        "method": "POST", "url": "https://old.example/api/login", "httpVersion": "HTTP/1.1", "cookies": [],
        "headers": named(&[("Host", "old.example"), ("Content-Type", "application/json"), ("Content-Length", "60")]),
        "queryString": [], "headersSize": 99, "bodySize": 60,
        "postData": { "mimeType": "application/json", "text": login(), "params": [] },
    });
    let logged_in = json!({
        "status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1",
        "cookies": [{ "name": "sid", "value": session, "path": "/", "httpOnly": true, "secure": false }],
        "headers": named(&[
            ("content-type", "application/json"), ("set-cookie", &cookie), ("transfer-encoding", "chunked"),
        ]),
        "content": { "size": 90, "compression": 0, "mimeType": "application/json", "text": LOGGED_IN },
        "redirectURL": "", "headersSize": 99, "bodySize": 90,
    });
    let me = json!({
        "method": "GET", "url": "https://old.example/api/me", "httpVersion": "HTTP/1.1",
        "cookies": [{ "name": "sid", "value": session }], "headers": named(&[("Authorization", &bearer)]),
        "queryString": [], "headersSize": 99, "bodySize": 0,
    });
    let myself = json!({
        "status": 200, "statusText": "OK", "httpVersion": "HTTP/1.1", "cookies": [],
        "headers": named(&[("content-type", "application/json")]),
        "content": { "size": 33, "mimeType": "application/json", "text": r#"{"name":"Ann Lee","role":"staff"}"# },
        "redirectURL": "", "headersSize": 99, "bodySize": 33,
    });
    json!({ "log": {
        "version": "1.2", "creator": { "name": "mitmproxy", "version": "12.1.2", "comment": "" }, "pages": [],
        "entries": [entry(log_in, logged_in), entry(me, myself)],
    } })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_browsers_and_mitmproxy_save_is_replayed() -> Outcome {
    let old = start(OLD).await;
    let site = Installation::on_sqlite()?;
    for (file, har, note) in [
        (
            "chromium.har",
            chromium(),
            "latchkey: requests to other addresses, left out: 1\n",
        ),
        ("mitmproxy.har", mitmproxy(), ""),
    ] {
        std::fs::write(site.path(file), har.to_string())?;
        let replayed = site.run(&["replay", file, "--target", &old.url()])?;
        assert_eq!(
            (replayed.code, replayed.err.as_str()),
            (Some(0), note),
            "{}",
            replayed.out
        );
        assert!(
            replayed
                .out
                .ends_with("same: 2, different: 0, skipped: 0, not answered: 0\n"),
            "{}",
            replayed.out
        );
    }
    let only = [
        "replay",
        "chromium.har",
        "--target",
        &old.url(),
        "--only",
        "https://old.example/api/login",
    ];
    let replayed = site.run(&only)?;
    assert!(replayed.out.contains("same: 1,"), "{}", replayed.out);
    Ok(())
}
