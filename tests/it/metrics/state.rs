//! What is looked up when somebody scrapes.

use std::time::Duration;

use super::Scrape;
use crate::support::TestApp;

const SESSIONS: &str = "latchkey_sessions_live";

#[tokio::test]
async fn live_sessions_are_counted_by_contract_and_once_a_minute() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.token("staff").await;
    app.token("netxd").await;
    let both = [("contract=\"netxd\"", 1.0), ("contract=\"staff\"", 2.0)];
    assert_eq!(Scrape::of(&app).await.counted(SESSIONS), both);
    let ended = app.call("POST", "/api/v1/auth/logout").bearer(&token).send().await;
    assert_eq!(ended.status, 200, "{ended:?}");
    let first = Scrape::of(&app).await;
    assert_eq!(first.counted(SESSIONS), both, "not counted again yet");
    app.pass(Duration::from_secs(60));
    let second = Scrape::of(&app).await;
    let fewer = [("contract=\"netxd\"", 1.0), ("contract=\"staff\"", 1.0)];
    assert_eq!(second.counted(SESSIONS), fewer);
    let counted = |scrape: &Scrape| scrape.get("latchkey_counted_timestamp_seconds");
    assert_eq!(counted(&second) - counted(&first), 60.0);
}

#[tokio::test]
async fn a_node_without_its_database_is_scraped_and_says_that_it_is_not_ready() {
    let app = TestApp::start().await;
    app.token("staff").await;
    let before = Scrape::of(&app).await;
    assert_eq!(before.get("latchkey_ready"), 1.0);
    app.lose_database().await;
    let after = Scrape::of(&app).await;
    assert_eq!(after.get("latchkey_ready"), 0.0);
}

#[tokio::test]
async fn statements_are_measured_by_kind() {
    let app = TestApp::start().await;
    let count = |kind: &str| format!("latchkey_database_statement_duration_seconds_count{{kind=\"{kind}\"}}");
    let before = Scrape::of(&app).await;
    app.token("staff").await;
    let after = Scrape::of(&app).await;
    for kind in ["read", "write", "begin", "commit"] {
        let kind = count(kind);
        assert!(after.get(&kind) > before.get(&kind), "{kind}");
    }
    assert_eq!(after.get("latchkey_database_timeouts_total"), 0.0);
    let open = after.get("latchkey_database_connections{state=\"idle\"}")
        + after.get("latchkey_database_connections{state=\"used\"}");
    let max = after.get("latchkey_database_connections_max");
    assert!((1.0..=max).contains(&open), "{open} of {max}");
}

#[tokio::test]
async fn health_checks_are_answered_beside_the_metrics_and_nothing_else_is() {
    let app = TestApp::start().await;
    for (path, status) in [("/livez", 200), ("/readyz", 200), ("/", 404), ("/api/v1/auth/me", 404)] {
        assert_eq!(app.watch(path).send().await.status, status, "{path}");
    }
}
