//! Texts that a database may not be able to hold: both databases must answer them alike.

use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::admin::ADMIN_PASSWORD;

/// Each contract's login with this name, and the field that the name stands in.
fn logins(name: &str) -> [(&'static str, &'static str, Value); 4] {
    let plain = json!({ "username": name, "password": ADMIN_PASSWORD });
    let device = json!({ "emailid": name, "password": ADMIN_PASSWORD, "deviceID": "1" });
    [
        ("/api/v1/subscriber/Login", "username", plain.clone()),
        ("/api/v1/subscriber/login", "username", plain.clone()),
        ("/v1/auth/login", "username", plain),
        ("/rpc/admin/UserService/GetToken", "emailid", device),
    ]
}

#[tokio::test]
async fn a_name_with_a_nul_character_is_refused_by_every_contract() {
    let app = TestApp::start().await;
    for name in ["\0", "admin\0", "\0admin", "ad\0min", "a\0@example.com"] {
        for (path, field, body) in logins(name) {
            let answer = app.post(path, body).api_key(crate::support::DEMO_KEY).send().await;
            assert_eq!(answer.status, 422, "{path} {name:?}: {}", answer.text);
            let sentence = format!("The {field} field must not contain a NUL character.");
            assert!(answer.text.contains(&sentence), "{path} {name:?}: {}", answer.text);
        }
    }
}

#[tokio::test]
async fn any_other_name_is_merely_unknown() {
    let app = TestApp::start().await;
    let long = "x".repeat(255);
    for name in [
        "\u{1}",
        "\u{7f}",
        "\u{fffd}",
        "\u{ffff}",
        "\u{10ffff}",
        "\u{202e}nimda",
        "ﷺ",
        "' OR 1=1 --",
        "admin%",
        "adm_n",
        "admin\\",
        "$1",
        long.as_str(),
    ] {
        for (path, _, body) in logins(name) {
            let answer = app.post(path, body).api_key(crate::support::DEMO_KEY).send().await;
            assert_eq!(answer.status, 401, "{path} {name:?}: {}", answer.text);
        }
    }
}

#[tokio::test]
async fn a_device_with_a_nul_character_is_refused() {
    let app = TestApp::start().await;
    let body = json!({ "emailid": "admin", "password": ADMIN_PASSWORD, "deviceID": "1\u{0}" });
    let answer = app.post("/rpc/admin/UserService/GetToken", body).send().await;
    assert_eq!(answer.status, 422, "{}", answer.text);
}

#[tokio::test]
async fn a_profile_with_a_nul_character_is_refused_wherever_it_stands() {
    let app = TestApp::start().await;
    let token = app.token("management").await;
    let nul = "a\u{0}b";
    for (field, user) in [
        ("user.city", json!({ "city": nul })),
        ("user.image", json!({ "image": nul })),
        ("user.settings.0.name", json!({ "settings": [{ "name": nul }] })),
        (
            "user.settings.0.category",
            json!({ "settings": [{ "name": "a", "category": nul }] }),
        ),
        (
            "user.settings.0.value",
            json!({ "settings": [{ "name": "a", "value": nul }] }),
        ),
        (
            "user.settings.0.description",
            json!({ "settings": [{ "name": "a", "description": nul }] }),
        ),
        (
            "user.settings.0.type",
            json!({ "settings": [{ "name": "a", "type": nul }] }),
        ),
    ] {
        let change = app.post("/v1/auth/user", json!({ "user": user })).bearer(&token);
        let errors = json!({ field: [format!("The {field} field must not contain a NUL character.")] });
        let refused = json!({ "success": false, "code": 1003, "message": "Validation failed", "errors": errors });
        change.send().await.assert(422, &refused);
    }
}
