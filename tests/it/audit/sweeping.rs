//! Events are kept for as long as the configuration says.

use std::time::Duration;

use crate::support::TestApp;
use crate::support::clock::days;

async fn sweep(app: &TestApp) -> bool {
    app.app.auth.sweep_audit().await.expect("events can be swept")
}

#[tokio::test]
async fn events_are_kept_for_400_days_unless_configured_otherwise() {
    for (toml, kept) in [("", 400), ("[audit]\nkeep = \"2d\"\n", 2)] {
        let app = TestApp::with(toml).await;
        let all = app.database.count("audit_events").await;
        app.pass(days(kept));
        assert!(!sweep(&app).await, "nothing is left to do");
        assert_eq!(app.database.count("audit_events").await, all, "to the last moment");
        app.token("staff").await;
        app.pass(Duration::from_millis(1));
        assert!(!sweep(&app).await, "nothing is left to do");
        let left = app.recorded(0).await;
        assert_eq!(left.len(), 1, "{left:?}");
        assert!(left[0].contains(" login.succeeded "), "{left:?}");
    }
}

#[tokio::test]
async fn a_sweep_takes_100_events_at_a_time() {
    let app = TestApp::start().await;
    let seeded = app.database.count("audit_events").await;
    let rows = vec!["(0, 'system', 'logout', 'success')"; 101 - usize::try_from(seeded).expect("few")].join(", ");
    let insert = format!("INSERT INTO audit_events (at, actor, action, result) VALUES {rows}");
    app.database.execute(&insert).await;
    app.pass(days(401));
    assert!(sweep(&app).await, "there may be more");
    assert_eq!(app.database.count("audit_events").await, 1);
    assert!(!sweep(&app).await);
    assert_eq!(app.database.count("audit_events").await, 0);
}
