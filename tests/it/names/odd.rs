//! Texts that a database may not be able to hold: both databases must answer them alike.

use serde_json::{Value, json};

use crate::parity::situation::{Situation, invalid, said};
use crate::support::TestApp;
use crate::support::admin::ADMIN_PASSWORD;
use crate::support::login::{LOGINS, Login};

/// Names that a database could take for a pattern, a parameter, a statement or the end of a text.
const ODD_NAMES: [&str; 12] = [
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
];

/// The errors of a login whose field is wrong in this way.
fn errors(login: &Login, wrong: &str) -> Value {
    json!({ login.name: [format!("The {} field must {wrong}", login.name)] })
}

#[tokio::test]
async fn a_name_with_a_nul_character_is_refused_by_every_contract() {
    let app = TestApp::start().await;
    for login in &LOGINS {
        for name in ["\0", "admin\0", "\0admin", "ad\0min", "a\0@example.com"] {
            let (status, body) = invalid(login.contract, errors(login, "not contain a NUL character."));
            let answer = login.of_name(&app, name, ADMIN_PASSWORD).send().await;
            answer.is(status, &body, &[]);
        }
    }
}

#[tokio::test]
async fn the_longest_name_is_merely_unknown() {
    let app = TestApp::start().await;
    for login in LOGINS.iter().filter(|login| login.by_username) {
        let (status, body) = said(login.contract, Situation::UnknownName);
        let answer = login.of_name(&app, &"x".repeat(255), ADMIN_PASSWORD).send().await;
        answer.is(status, &body, &[]);
    }
}

#[tokio::test]
async fn any_other_name_is_merely_unknown() {
    let app = TestApp::start().await;
    for login in &LOGINS {
        let unknown = said(login.contract, Situation::UnknownName);
        let not_an_address = invalid(login.contract, errors(login, "be a valid email address."));
        for name in ODD_NAMES {
            let (status, body) = if login.by_username { &unknown } else { &not_an_address };
            let answer = login.of_name(&app, name, ADMIN_PASSWORD).send().await;
            answer.is(*status, body, &[]);
        }
        for address in [
            "admin%@example.com",
            "adm_n@example.com",
            "$1@example.com",
            "a'b@example.com",
        ] {
            let answer = login.of_name(&app, address, ADMIN_PASSWORD).send().await;
            answer.is(unknown.0, &unknown.1, &[]);
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
