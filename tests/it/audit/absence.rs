//! What leaves no event, and what happens when an event cannot be recorded.

use crate::support::TestApp;
use crate::support::login::Login;

#[tokio::test]
async fn requests_that_anybody_can_make_leave_nothing() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    let forged = app.forge(&token).await.claim("sub", "2").sign();
    let mark = app.mark().await;
    for bad in ["", "x", "a.b.c", &forged] {
        for path in ["/api/v1/auth/me", "/v1/auth/user", "/mobile-auto-login"] {
            assert_eq!(app.get(path).bearer(bad).send().await.status, 401, "{bad} {path}");
        }
        for path in [
            "/api/v1/auth/logout",
            "/api/v1/auth/refresh",
            "/api/v1/subscriber/logout-all",
        ] {
            assert_eq!(
                app.call("POST", path).bearer(bad).send().await.status,
                401,
                "{bad} {path}"
            );
        }
    }
    assert_eq!(app.actions(mark).await, [""; 0]);
}

#[tokio::test]
async fn looking_and_being_malformed_leave_nothing() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    let mark = app.mark().await;
    assert_eq!(app.me(&token).await.status, 200);
    let empty = app.post("/api/v1/auth/login", serde_json::json!({}));
    assert_eq!(empty.send().await.status, 422);
    assert_eq!(app.get("/readyz").send().await.status, 200);
    assert_eq!(app.actions(mark).await, [""; 0]);
}

#[tokio::test]
async fn without_its_record_a_refusal_is_still_a_refusal_and_a_login_does_not_happen() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.database.execute("ALTER TABLE audit_events RENAME TO mislaid").await;
    let login = Login::of("staff");
    let wrong = login.of_name(&app, "admin@example.com", "a guess").send().await;
    assert_eq!(wrong.status, 401, "{wrong:?}");

    let open = app.database.count("sessions").await;
    let right = login.of_person(&app, login.anybody()).send().await;
    assert_eq!(right.status, 500, "{right:?}");
    assert_eq!(
        app.database.count("sessions").await,
        open,
        "no session without its event"
    );
    assert_eq!(app.log_out(&token).await.status, 500);
    assert_eq!(app.database.count("sessions WHERE ended_at IS NULL").await, open);
}
