//! `GET /api/v1/auth/me` and `POST /api/v1/auth/logout`

use serde_json::json;

use super::says;
use crate::support::TestApp;
use crate::support::accounts::ANA;
use crate::support::http::BAD_TOKEN;

const ME: &str = "/api/v1/auth/me";
const LOGOUT: &str = "/api/v1/auth/logout";

#[tokio::test]
async fn one_sees_oneself_with_role_and_permissions() {
    let app = TestApp::start().await;
    let answer = app.get(ME).bearer(&app.token("staff").await).send().await;
    let expected = json!({
        "success": true,
        "data": {
            "id": 1,
            "name": "Admin User",
            "email": "admin@example.com",
            "phone": "01712345678",
            "role": "admin",
            "isp_id": 1,
            "branch_id": 1,
            "permissions": ["subscribers.view", "subscribers.create", "packages.view"],
        },
    });
    answer.is(200, &expected, &[]);
}

#[tokio::test]
async fn what_is_not_set_is_null_and_no_permissions_are_an_empty_list() {
    let app = TestApp::start().await;
    let id = app.add_user(&ANA, |_| ()).await;
    let token = app.token_of("staff", &ANA).await;
    let expected = json!({
        "success": true,
        "data": {
            "id": id.0,
            "name": "Ana Lima",
            "email": "ana@example.com",
            "phone": null,
            "role": "",
            "isp_id": null,
            "branch_id": null,
            "permissions": [],
        },
    });
    app.get(ME).bearer(&token).send().await.is(200, &expected, &[]);
}

#[tokio::test]
async fn a_change_of_the_account_is_seen_at_once_with_the_same_token() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.database
        .execute("UPDATE users SET name = 'Ada Admin', phone = NULL, isp_id = 12, branch_id = 34 WHERE id = 1")
        .await;
    let answer = app.get(ME).bearer(&token).send().await;
    assert_eq!(answer.at("/data/name"), "Ada Admin");
    assert!(answer.at("/data/phone").is_null());
    assert_eq!(answer.at("/data/isp_id"), 12);
    assert_eq!(answer.at("/data/branch_id"), 34);
}

#[tokio::test]
async fn permissions_that_several_users_have_stay_apart_and_in_order() {
    let app = TestApp::start().await;
    let permissions = ["packages.view", "subscribers.view", "reports.export"];
    app.add_user(&ANA, |new| new.permissions = permissions.map(str::to_owned).to_vec())
        .await;
    let answer = app.get(ME).bearer(&app.token_of("staff", &ANA).await).send().await;
    assert_eq!(answer.at("/data/permissions"), json!(permissions));
}

#[tokio::test]
async fn a_logout_ends_this_session_and_no_other() {
    let app = TestApp::start().await;
    let (mine, another) = (app.token("staff").await, app.token("staff").await);
    let answer = app.call("POST", LOGOUT).bearer(&mine).send().await;
    answer.is(
        200,
        &json!({"success": true, "message": "Successfully logged out"}),
        &[],
    );
    let answer = app.get(ME).bearer(&mine).send().await;
    answer.is(401, &says("Unauthenticated"), &[BAD_TOKEN]);
    let answer = app.call("POST", LOGOUT).bearer(&mine).send().await;
    answer.is(401, &says("Unauthenticated"), &[BAD_TOKEN]);
    let answer = app.get(ME).bearer(&another).send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test]
async fn a_logout_ends_the_spent_tokens_of_its_session_too() {
    let app = TestApp::start().await;
    let spent = app.token("staff").await;
    let refreshed = app.call("POST", "/api/v1/auth/refresh").bearer(&spent).send().await;
    let current = refreshed.text_at("/data/token");
    app.call("POST", LOGOUT).bearer(&spent).send().await;
    for token in [spent, current] {
        let answer = app.get(ME).bearer(&token).send().await;
        answer.is(401, &says("Unauthenticated"), &[BAD_TOKEN]);
    }
}
