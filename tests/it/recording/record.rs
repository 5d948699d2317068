//! `latchkey record`.

use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use super::old_app::{OLD, PASSWORD, start, use_it};
use super::{Outcome, RecordingProxy};
use crate::cli::support::Installation;

#[tokio::test(flavor = "multi_thread")]
async fn what_passes_is_written_without_its_secrets() -> Outcome {
    let old = start(OLD).await;
    let site = Installation::on_sqlite()?;
    let proxy = RecordingProxy::start(&site, "old.ndjson", &old.url(), &[])?;
    use_it(proxy.address)?;
    assert_eq!(
        proxy.stop("INT")?,
        (Some(0), "latchkey: recorded exchanges: 4\n".to_owned())
    );
    let path = site.path("old.ndjson");
    assert_eq!(path.metadata()?.permissions().mode() & 0o777, 0o600);
    let text = std::fs::read_to_string(&path)?;
    for secret in [PASSWORD, "wrong", "old0123456789abcdef", "never-to-be-seen"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let lines: Vec<Value> = text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    let login = &lines[0];
    assert_eq!(
        login["request"]["body"],
        r#"{"email":"ann@example.com","password":"{{password:1}}"}"#
    );
    assert_eq!(
        login["response"]["body"],
        r#"{"data":{"user":{"id":1,"name":"Ann Lee","role":"staff"},"token":"{{token:1}}"}}"#
    );
    let has = |line: &Value, side: &str, name: &str, value: &str| {
        let headers = line[side]["headers"].as_array().cloned().unwrap_or_default();
        assert!(headers.contains(&serde_json::json!([name, value])), "{line}");
    };
    has(login, "response", "set-cookie", "sid={{cookie:1}}; Path=/; HttpOnly");
    has(&lines[2], "request", "authorization", "Bearer {{token:1}}");
    has(&lines[2], "request", "cookie", "sid={{cookie:1}}");
    assert_eq!(
        lines[3]["response"]["body_left_out"], true,
        "a page cannot be looked into"
    );
    assert!(
        lines
            .iter()
            .all(|line| line["started_at"].is_string() && line["took_ms"].is_u64())
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_get_what_the_old_backend_answers_and_it_learns_who_they_are() -> Outcome {
    let old = start(OLD).await;
    let site = Installation::on_sqlite()?;
    let proxy = RecordingProxy::start(&site, "old.har", &old.url(), &["--unmasked"])?;
    use_it(proxy.address)?;
    let asked = old.asked();
    assert_eq!(asked[0].headers["x-forwarded-for"], "127.0.0.1");
    assert_eq!(asked[0].headers["x-forwarded-host"], "test");
    assert_eq!(asked[0].headers["accept-encoding"], "identity");
    // A file is whole while it is written.
    let har: Value = serde_json::from_str(&std::fs::read_to_string(site.path("old.har"))?)?;
    let entries = har["log"]["entries"].as_array().ok_or("no entries")?;
    assert_eq!(entries.len(), 4);
    assert_eq!(entries[0]["request"]["url"], format!("{}/api/login", old.url()));
    assert!(entries[0].to_string().contains(PASSWORD), "{}", entries[0]);
    assert_eq!(proxy.stop("TERM")?.0, Some(0));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_backend_that_is_away_is_not_recorded() -> Outcome {
    let mut old = start(OLD).await;
    old.kill().await;
    let site = Installation::on_sqlite()?;
    let proxy = RecordingProxy::start(&site, "old.ndjson", &old.url(), &[])?;
    let request = crate::cli::support::post("/api/login", "{}");
    assert_eq!(crate::cli::support::send(proxy.address, &request, None)?.status, 502);
    assert_eq!(proxy.stop("INT")?.1, "latchkey: recorded exchanges: 0\n");
    Ok(())
}

#[test]
fn a_recording_that_is_there_is_not_written_over() -> Outcome {
    let site = Installation::on_sqlite()?;
    std::fs::write(site.path("old.ndjson"), "mine")?;
    let refused = site.run(&[
        "record",
        "old.ndjson",
        "--upstream",
        "http://127.0.0.1:9",
        "--listen",
        "127.0.0.1:0",
    ])?;
    assert_eq!(
        (refused.code, refused.err.as_str()),
        (Some(1), "latchkey: cannot write old.ndjson: file exists\n")
    );
    assert_eq!(std::fs::read_to_string(site.path("old.ndjson"))?, "mine");
    Ok(())
}
