//! `POST /api/v1/auth/refresh`. What every refresh does is tested in `shared/refresh.rs`.

use serde_json::json;

use super::says;
use crate::support::TestApp;
use crate::support::clock::{days, seconds};
use crate::support::http::{Answer, BAD_TOKEN, NO_TOKEN};
use crate::support::jwt::forgeries;

async fn refresh(app: &TestApp, token: &str) -> Answer {
    app.call("POST", "/api/v1/auth/refresh").bearer(token).send().await
}

#[tokio::test]
async fn a_refresh_returns_a_token_for_an_hour_and_no_message() {
    let app = TestApp::start().await;
    let (answer, token) = refresh(&app, &app.token("staff").await).await.take_token("/data/token");
    let expected = json!({
        "success": true,
        "data": {"token": "TOKEN", "token_type": "bearer", "expires_in": 3600},
    });
    answer.is(200, &expected, &[]);
    app.pass(seconds(3599));
    let answer = app.get("/api/v1/auth/me").bearer(&token).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn a_token_can_be_refreshed_for_seven_days_after_the_login() {
    let app = TestApp::start().await;
    let (in_time, too_late) = (app.token("staff").await, app.token("staff").await);
    app.pass(days(7) - seconds(1));
    assert_eq!(refresh(&app, &in_time).await.status, 200);
    app.pass(seconds(1));
    let words = says("Token has expired and cannot be refreshed");
    refresh(&app, &too_late).await.is(401, &words, &[BAD_TOKEN]);
}

#[tokio::test]
async fn after_a_logout_there_is_nothing_to_refresh() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.call("POST", "/api/v1/auth/logout").bearer(&token).send().await;
    let words = says("Token has expired and cannot be refreshed");
    refresh(&app, &token).await.is(401, &words, &[BAD_TOKEN]);
}

#[tokio::test]
async fn what_never_was_a_token_of_ours_has_not_expired_either() {
    let app = TestApp::start().await;
    for (_, forged) in forgeries(&app.token("staff").await) {
        refresh(&app, &forged)
            .await
            .is(401, &says("Unauthenticated"), &[BAD_TOKEN]);
    }
    let answer = app.call("POST", "/api/v1/auth/refresh").send().await;
    answer.is(401, &says("Unauthenticated"), &[NO_TOKEN]);
}
