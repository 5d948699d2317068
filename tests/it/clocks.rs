//! Nodes whose clock is not the database's.

use std::time::Duration;

use latchkey::auth::ClockOffset;

use crate::support::TestApp;

async fn measured(app: &TestApp) -> Option<ClockOffset> {
    let measured = app.app.auth.measure_clock_offset().await;
    measured.expect("a database")
}

async fn readiness(app: &TestApp) -> u16 {
    app.get("/readyz").send().await.status
}

/// On PostgreSQL. An SQLite file has no clock of its own, and there a node is ready whatever its clock says.
#[tokio::test]
async fn a_node_whose_clock_is_ten_seconds_off_is_not_ready_until_it_is_right_again() {
    let app = TestApp::start().await;
    assert_eq!(readiness(&app).await, 200, "nothing was measured yet");
    let Some(offset) = measured(&app).await else {
        app.pass(Duration::from_secs(1000));
        assert_eq!((measured(&app).await, readiness(&app).await), (None, 200));
        return;
    };
    assert!(
        offset.is_large() && offset.is_too_large(),
        "the test's clock stands at another year"
    );
    assert_eq!(readiness(&app).await, 503);
    app.pass(Duration::from_millis(offset.distance()));
    let near = measured(&app).await.expect("a clock");
    assert!(!near.is_large(), "{near:?}");
    assert_eq!(readiness(&app).await, 200);
    for (ahead, is_large, status) in [(60, true, 503), (50, true, 503), (8, true, 200)] {
        app.pass(Duration::from_secs(ahead));
        let far = measured(&app).await.expect("a clock");
        assert_eq!((far.is_large(), readiness(&app).await), (is_large, status), "{far:?}");
        app.clock.step_back(Duration::from_secs(ahead));
    }
}
