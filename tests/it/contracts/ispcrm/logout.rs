//! `POST /api/v1/subscriber/Logout`

use serde_json::json;

use crate::support::TestApp;
use crate::support::http::BAD_TOKEN;

const LOGOUT: &str = "/api/v1/subscriber/Logout";

#[tokio::test]
async fn a_logout_ends_this_session_and_no_other() {
    let app = TestApp::start().await;
    let (mine, another) = (app.token("ispcrm").await, app.token("ispcrm").await);
    let answer = app.call("POST", LOGOUT).bearer(&mine).send().await;
    answer.is(200, &json!({"message": "Logout successful"}), &[]);
    let answer = app.call("POST", LOGOUT).bearer(&mine).send().await;
    answer.is(401, &json!({"message": "Invalid credentials"}), &[BAD_TOKEN]);
    let answer = app.call("POST", LOGOUT).bearer(&another).send().await;
    answer.is(200, &json!({"message": "Logout successful"}), &[]);
}

#[tokio::test]
async fn logging_in_again_leaves_the_earlier_session_open() {
    let app = TestApp::start().await;
    let earlier = app.token("ispcrm").await;
    app.token("ispcrm").await;
    let answer = app.call("POST", LOGOUT).bearer(&earlier).send().await;
    answer.is(200, &json!({"message": "Logout successful"}), &[]);
}
