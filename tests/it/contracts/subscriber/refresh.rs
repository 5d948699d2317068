//! `POST /api/v1/subscriber/refresh-token`. What every refresh does is tested in `shared/refresh.rs`.

use serde_json::json;

use super::says;
use crate::support::TestApp;
use crate::support::clock::{days, seconds};
use crate::support::http::{Answer, BAD_TOKEN};

async fn refresh(app: &TestApp, token: &str) -> Answer {
    let call = app.call("POST", "/api/v1/subscriber/refresh-token");
    call.bearer(token).send().await
}

#[tokio::test]
async fn a_refresh_returns_a_token_for_30_days_and_no_message() {
    let app = TestApp::start().await;
    let answer = refresh(&app, &app.token("subscriber").await).await;
    let expected = json!({
        "success": true,
        "data": {"token": "TOKEN", "token_type": "bearer", "expires_in": 2_592_000},
    });
    answer.take_token("/data/token").0.is(200, &expected, &[]);
}

#[tokio::test]
async fn a_token_can_be_refreshed_for_90_days_after_the_login() {
    let app = TestApp::start().await;
    let (in_time, too_late) = (app.token("subscriber").await, app.token("subscriber").await);
    app.pass(days(90) - seconds(1));
    assert_eq!(refresh(&app, &in_time).await.status, 200);
    app.pass(seconds(1));
    let words = says("Token has expired and cannot be refreshed");
    refresh(&app, &too_late).await.is(401, &words, &[BAD_TOKEN]);
}

#[tokio::test]
async fn a_token_of_the_contract_without_refresh_is_good_until_its_own_session_ends() {
    let app = TestApp::start().await;
    let token = app.token("ispcrm").await;
    app.pass(days(29));
    let answer = refresh(&app, &token).await;
    assert_eq!(answer.at("/data/expires_in"), 24 * 60 * 60);
    app.pass(days(1));
    let words = says("Token has expired and cannot be refreshed");
    let answer = refresh(&app, &answer.text_at("/data/token")).await;
    answer.is(401, &words, &[BAD_TOKEN]);
}

#[tokio::test]
async fn after_a_logout_on_all_devices_there_is_nothing_to_refresh() {
    let app = TestApp::start().await;
    let (mine, another) = (app.token("subscriber").await, app.token("subscriber").await);
    app.call("POST", "/api/v1/subscriber/logout-all")
        .bearer(&mine)
        .send()
        .await;
    let words = says("Token has expired and cannot be refreshed");
    for token in [mine, another] {
        refresh(&app, &token).await.is(401, &words, &[BAD_TOKEN]);
    }
}
