//! Wrong current passwords, when somebody changes theirs.

use serde_json::json;

use super::{ELSEWHERE, HOME, assert_locked, log_in};
use crate::support::TestApp;
use crate::support::clock::seconds;
use crate::support::http::Answer;
use crate::support::login::ADMIN;

async fn change(app: &TestApp, token: &str, current: &str) -> Answer {
    let body = json!({ "current_password": current, "new_password": "correct horse battery staple" });
    let call = app.post("/account/v1/password", body).bearer(token);
    call.from(HOME).send().await
}

#[tokio::test]
async fn they_count_as_failed_logins_do() {
    let app = TestApp::start().await;
    let answer = log_in(&app, "staff", &ADMIN, HOME).await;
    let token = answer.text_at("/data/token");
    for _ in 0..10 {
        assert_eq!(change(&app, &token, "guess").await.status, 403);
    }
    for current in ["guess", ADMIN.password] {
        let answer = change(&app, &token, current).await;
        assert_eq!(answer.status, 429, "{answer:?}");
        assert_eq!(answer.header("retry-after"), Some("900"));
        assert_eq!(answer.text_at("/code"), "too_many_attempts");
    }
    for address in [HOME, ELSEWHERE[0]] {
        assert_locked("staff", &log_in(&app, "staff", &ADMIN, address).await, "900");
    }
    app.pass(seconds(15 * 60));
    let token = log_in(&app, "staff", &ADMIN, HOME).await.text_at("/data/token");
    assert_eq!(change(&app, &token, ADMIN.password).await.status, 204);
}

#[tokio::test]
async fn the_right_one_counts_as_nothing() {
    let app = TestApp::start().await;
    let token = log_in(&app, "staff", &ADMIN, HOME).await.text_at("/data/token");
    let weak = json!({ "current_password": ADMIN.password, "new_password": "short" });
    for _ in 0..15 {
        let call = app.post("/account/v1/password", weak.clone()).bearer(&token);
        assert_eq!(call.from(HOME).send().await.status, 422);
    }
    assert_eq!(change(&app, &token, ADMIN.password).await.status, 204);
    let left = "attempts WHERE recent <> ''";
    assert_eq!(app.database.count(left).await, 0);
}
