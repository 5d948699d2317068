//! `management`: what only this contract does. What it shares with the others is tested in `shared/` and by the parity
//! table.

mod credentials;
mod image;
mod keys;
mod login;
mod logout;
mod permissions;
mod settings;
mod update;
mod user;

use latchkey::auth::CreatedApiKey;
use latchkey::model::{FoldedName, Permissions, User, UserId};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::accounts::ANA;
use crate::support::http::{Answer, Call};

const LOGIN: &str = "/v1/auth/login";
const USER: &str = "/v1/auth/user";
const LOGOUT: &str = "/v1/auth/logout";

/// An error body.
fn says(code: i64, message: &str) -> Value {
    json!({"success": false, "code": code, "message": message})
}

/// What is wrong with these fields.
fn invalid(errors: Value) -> Value {
    json!({"success": false, "code": 1003, "message": "Validation failed", "errors": errors})
}

/// The application, and Ana with a token of hers.
async fn with_ana() -> (TestApp, UserId, String) {
    let app = TestApp::start().await;
    let ana = app.add_user(&ANA, |_| ()).await;
    let token = app.token_of("management", &ANA).await;
    (app, ana, token)
}

/// A key of hers with these permissions.
async fn key(app: &TestApp, owner: UserId, permissions: Permissions) -> CreatedApiKey {
    app.add_key(owner, permissions, |_| ()).await
}

/// The GUID of the user of this name.
async fn guid(app: &TestApp, username: &str) -> String {
    let found = app.app.auth.find_account::<User>(&FoldedName::of(username)).await;
    let user = found.expect("a database").expect("a user");
    user.uid.to_string()
}

/// The caller's own profile.
async fn profile(call: Call<'_>) -> Value {
    let answer = call.send().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.at("/user")
}

/// Changes the caller's own profile.
async fn update(app: &TestApp, token: &str, user: Value) -> Answer {
    let call = app.post(USER, json!({ "user": user })).bearer(token);
    call.send().await
}
