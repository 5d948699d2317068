//! Babel Licensing Service, "API Reference: Authentication".

use serde_json::{Value, json};

use super::recordings::{STARTED, Step, lines};
use super::{Printed, printed, shape};
use crate::support::http::Sent;
use crate::support::{DEMO_KEY, TestApp};

const CONTENT_TYPE: Sent = ("Content-Type", "application/json-patch+json");
const ACCEPT: Sent = ("Accept", "text/plain");
const KEY: Sent = ("x-api-key", "API_KEY");

const LOGIN: Printed = Printed {
    method: "POST",
    path: "/v1/auth/login",
    headers: &[CONTENT_TYPE, ACCEPT, KEY],
    body: r#"{ "username": "string", "password": "string" }"#,
};

const LOGGED_IN: &str = r#"{"success":true,"code":0,"message":"string","token":"string","expiresIn":0}"#;

const GET_USER: Printed = Printed {
    method: "GET",
    path: "/v1/auth/user",
    headers: &[ACCEPT, KEY],
    body: "",
};

const POST_USER: Printed = Printed {
    path: "/v1/auth/user",
    body: r#"{ "user": { "id": "string", "userName": "string", "email": "string", "phoneNumber": "string", "title": "string", "firstName": "string", "lastName": "string", "department": "string", "birthDate": "2019-08-24T14:15:22Z", "createdAt": "2019-08-24T14:15:22Z", "updatedAt": "2019-08-24T14:15:22Z", "lastDismissMessages": "2019-08-24T14:15:22Z", "lastLogIn": "2019-08-24T14:15:22Z", "rank": 0, "image": "string", "address": "string", "postalCode": "string", "region": "string", "city": "string", "country": "string", "countryCode": "string", "mobile": "string", "notes": "string", "customerId": 0, "roles": [ "string" ], "apiKeys": [ { "id": 0, "name": "string", "key": "string", "clientSecret": "string", "createdDate": "2019-08-24T14:15:22Z", "expireDate": "2019-08-24T14:15:22Z", "ownerId": "string", "revoked": true, "permissions": 0, "description": "string" } ], "settings": [ { "id": 0, "category": "string", "group": "string", "name": "string", "value": "string", "type": "string", "description": "string", "readOnly": true, "userId": "string" } ] } }"#,
    ..LOGIN
};

const THE_USER: &str = r#"{"success":true,"code":0,"message":"string","user":{"id":"string","userName":"string","email":"string","phoneNumber":"string","title":"string","firstName":"string","lastName":"string","department":"string","birthDate":"2019-08-24T14:15:22Z","createdAt":"2019-08-24T14:15:22Z","updatedAt":"2019-08-24T14:15:22Z","lastDismissMessages":"2019-08-24T14:15:22Z","lastLogIn":"2019-08-24T14:15:22Z","rank":0,"image":"string","address":"string","postalCode":"string","region":"string","city":"string","country":"string","countryCode":"string","mobile":"string","notes":"string","customerId":0,"roles":["string"],"apiKeys":[{"id":0,"name":"string","key":"string","clientSecret":"string","createdDate":"2019-08-24T14:15:22Z","expireDate":"2019-08-24T14:15:22Z","ownerId":"string","revoked":true,"permissions":0,"description":"string"}],"settings":[{"id":0,"category":"string","group":"string","name":"string","value":"string","type":"string","description":"string","readOnly":true,"userId":"string"}]}}"#;

const LOGOUT: Printed = Printed {
    path: "/v1/auth/logout",
    body: "{}",
    ..LOGIN
};

const LOGGED_OUT: &str = r#"{"success":true,"code":0,"message":"string"}"#;

/// Members that operators set, and that nobody has set for the demonstration account.
const UNSET: [&str; 5] = [
    "/user/rank",
    "/user/notes",
    "/user/customerId",
    "/user/apiKeys/*/expireDate",
    "/user/apiKeys/*/description",
];

/// A request that prints `"username": "string"` cannot mean it.
const LOGIN_OF_SOMEBODY: Printed = Printed {
    body: r#"{ "username": "admin", "password": "your-password" }"#,
    ..LOGIN
};

async fn log_in(app: &TestApp) -> crate::support::http::Answer {
    LOGIN_OF_SOMEBODY.send(app, &[("API_KEY", DEMO_KEY)]).await
}

/// The user that the page prints, as whom the demonstration account is once it was updated.
fn the_user(message: &str) -> Step {
    let id = "01a22de1-0000-7000-8000-000000000001";
    let key = json!({
        "id": 1, "name": "Demonstration", "key": "api_demo…0000", "clientSecret": "cs_demo0…0000",
        "createdDate": STARTED, "expireDate": null, "ownerId": id, "revoked": false, "permissions": 15,
        "description": "The key that the examples use.",
    });
    let user = [
        ("id", json!(id)),
        ("userName", json!("admin")),
        ("email", json!("admin@example.com")),
        ("createdAt", json!(STARTED)),
        ("updatedAt", json!(STARTED)),
        ("lastLogIn", json!(STARTED)),
        ("rank", Value::Null),
        ("notes", Value::Null),
        ("customerId", Value::Null),
        ("roles/0", json!("admin")),
        ("apiKeys/0", key),
        ("settings/0/id", json!(1)),
        ("settings/0/readOnly", json!(false)),
        ("settings/0/userId", json!(id)),
    ];
    let request = if message == "User found" { GET_USER } else { POST_USER };
    let step = Step::new(request, 200, THE_USER)
        .with(&[("API_KEY", DEMO_KEY)])
        .set("/message", message);
    user.into_iter().fold(step, |step, (member, value)| {
        step.set(&format!("/user/{member}"), value)
    })
}

/// The page as a recording.
pub(super) fn recording() -> Vec<Value> {
    let key = [("API_KEY", DEMO_KEY)];
    let refused = |code: u16, message: &str| json!({ "success": false, "code": code, "message": message }).to_string();
    let logged_in = Step::new(LOGIN_OF_SOMEBODY, 200, LOGGED_IN);
    lines(vec![
        logged_in
            .with(&key)
            .set("/message", "Login successful")
            .set("/token", "{{jwt:1}}")
            .set("/expiresIn", 1800),
        the_user("User updated"),
        the_user("User found"),
        Step::new(LOGOUT, 200, LOGGED_OUT)
            .with(&key)
            .set("/message", "Logout successful"),
        Step::new(LOGIN, 401, &refused(1100, "Invalid username or password")).with(&key),
        Step::new(LOGIN, 401, &refused(1201, "Invalid API key")),
    ])
}

#[tokio::test]
async fn the_printed_requests_of_management_get_answers_of_the_printed_shape() {
    let app = TestApp::start().await;
    let key = [("API_KEY", DEMO_KEY)];
    let answer = log_in(&app).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    shape::assert_alike(&printed(LOGGED_IN), &answer.json(), &[]);

    let answer = POST_USER.send(&app, &key).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    shape::assert_alike(&printed(THE_USER), &answer.json(), &UNSET);
    let answer = GET_USER.send(&app, &key).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    shape::assert_alike(&printed(THE_USER), &answer.json(), &UNSET);

    let answer = LOGOUT.send(&app, &key).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    shape::assert_alike(&printed(LOGGED_OUT), &answer.json(), &[]);
}

#[tokio::test]
async fn a_token_does_for_the_printed_requests_of_management_what_a_key_does() {
    let app = TestApp::start().await;
    let token = format!("Bearer {}", log_in(&app).await.text_at("/token"));
    for request in [POST_USER, GET_USER, LOGOUT] {
        let headers: &[Sent] = if request.method == "GET" {
            &[ACCEPT, BEARER]
        } else {
            &[CONTENT_TYPE, ACCEPT, BEARER]
        };
        let answer = Printed { headers, ..request }.send(&app, &[("TOKEN", &token)]).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
}

const BEARER: Sent = ("Authorization", "TOKEN");

#[tokio::test]
async fn the_printed_login_as_it_stands_is_that_of_nobody() {
    let app = TestApp::start().await;
    let answer = LOGIN.send(&app, &[("API_KEY", DEMO_KEY)]).await;
    assert_eq!((answer.status, answer.at("/code")), (401, 1100.into()), "{answer:?}");
    let answer = LOGIN.send(&app, &[]).await;
    assert_eq!((answer.status, answer.at("/code")), (401, 1201.into()), "{answer:?}");
}
