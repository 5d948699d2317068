//! `POST /rpc/admin/UserService/GetToken`

use serde_json::{Value, json};

use super::{GET_TOKEN, NETXD_ADMIN, get_token};
use crate::support::TestApp;
use crate::support::accounts::ANA;
use crate::support::clock::{START, seconds};
use crate::support::http::Answer;
use crate::support::login::Login;

/// The members of a first login of the page's administrator.
fn first_login(ip: &str) -> Value {
    json!({
        "authResponse": {
            "userName": "netxd-admin",
            "JWT": "TOKEN",
            "expirationTime": START + 7200,
            "qrToken": "Ledger:None",
            "ip": ip,
            "type": "ADMIN",
            "lastLoginTime": "",
            "lastLoginIp": "",
            "otpEnabled": false,
        },
        "userRoles": "ROLE_SUPER_ADMIN,ROLE_ADMIN",
    })
}

#[track_caller]
fn is(answer: Answer, expected: &Value) {
    answer.take_token("/authResponse/JWT").0.is(200, expected, &[]);
}

#[tokio::test]
async fn a_first_login_knows_of_no_login_before() {
    let app = TestApp::start().await;
    let answer = get_token(&app, &NETXD_ADMIN, "917038").from("192.0.2.7").send().await;
    is(answer, &first_login("192.0.2.7"));
}

#[tokio::test]
async fn the_next_login_tells_when_and_from_where_the_last_one_was() {
    let app = TestApp::start().await;
    get_token(&app, &NETXD_ADMIN, "1").from("192.0.2.7").send().await;
    app.pass(std::time::Duration::from_millis(61_494));
    let answer = get_token(&app, &NETXD_ADMIN, "2").from("2001:db8::7").send().await;
    let mut expected = first_login("2001:db8::7");
    expected["authResponse"]["expirationTime"] = json!(START + 7261);
    expected["authResponse"]["lastLoginTime"] = json!("2026-01-01T00:00:00Z");
    expected["authResponse"]["lastLoginIp"] = json!("192.0.2.7");
    is(answer, &expected);
    let answer = get_token(&app, &NETXD_ADMIN, "2").from("198.51.100.218").send().await;
    assert_eq!(answer.at("/authResponse/lastLoginTime"), "2026-01-01T00:01:01.494Z");
    assert_eq!(answer.at("/authResponse/lastLoginIp"), "2001:db8::7");
}

#[tokio::test]
async fn a_login_that_fails_is_no_login_and_one_through_another_contract_is() {
    let app = TestApp::start().await;
    let login = Login::of("staff");
    login.of_name(&app, NETXD_ADMIN.email, "wrong").send().await;
    let answer = get_token(&app, &NETXD_ADMIN, "1").send().await;
    assert_eq!(answer.at("/authResponse/lastLoginTime"), "");
    app.pass(seconds(60));
    login.of_person(&app, &NETXD_ADMIN).from("203.0.113.9").send().await;
    let answer = get_token(&app, &NETXD_ADMIN, "1").send().await;
    assert_eq!(answer.at("/authResponse/lastLoginTime"), "2026-01-01T00:01:00Z");
    assert_eq!(answer.at("/authResponse/lastLoginIp"), "203.0.113.9");
}

#[tokio::test]
async fn the_address_is_that_of_the_connection_whatever_the_headers_say() {
    let app = TestApp::start().await;
    let call = get_token(&app, &NETXD_ADMIN, "1").from("192.0.2.7");
    let call = call
        .header("x-forwarded-for", "203.0.113.9")
        .header("x-real-ip", "203.0.113.9");
    assert_eq!(call.send().await.at("/authResponse/ip"), "192.0.2.7");
}

#[tokio::test]
async fn the_name_is_a_username_or_an_email_address_in_any_case() {
    let app = TestApp::start().await;
    for name in ["netxd-admin", "NETXD-Admin", "admin@NetXD.com", "ADMIN@netxd.COM"] {
        let body = json!({"emailid": name, "password": "Test@1234", "deviceID": "1"});
        let answer = app.post(GET_TOKEN, body).about(name).send().await;
        assert_eq!(answer.at("/authResponse/userName"), "netxd-admin");
    }
}

#[tokio::test]
async fn a_user_without_roles_and_scope_has_empty_texts() {
    let app = TestApp::start().await;
    app.add_user(&ANA, |_| ()).await;
    let answer = get_token(&app, &ANA, "1").from("192.0.2.7").send().await;
    let mut expected = first_login("192.0.2.7");
    expected["authResponse"]["userName"] = json!("ana");
    expected["authResponse"]["type"] = json!("");
    expected["userRoles"] = json!("");
    is(answer, &expected);
}

#[tokio::test]
async fn roles_are_joined_by_commas_without_a_space() {
    for (roles, joined) in [(&["admin"][..], "admin"), (&["b", "a", "c"], "b,a,c")] {
        let app = TestApp::start().await;
        app.add_user(&ANA, |new| {
            new.roles = roles.iter().map(|role| (*role).to_owned()).collect()
        })
        .await;
        let answer = get_token(&app, &ANA, "1").send().await;
        assert_eq!(answer.at("/userRoles"), joined);
    }
}

#[tokio::test]
async fn the_issuer_of_the_qr_token_is_the_configured_one() {
    let app = TestApp::with("[contracts.netxd]\nqr_issuer = \"Acme Bank\"").await;
    let answer = get_token(&app, &NETXD_ADMIN, "1").send().await;
    assert_eq!(answer.at("/authResponse/qrToken"), "Acme Bank:None");
}

#[tokio::test]
async fn a_number_is_no_device() {
    let app = TestApp::start().await;
    let body = json!({"emailid": "admin", "password": "your-password", "deviceID": 917_038});
    let expected = json!({
        "error": {
            "code": "VALIDATION_FAILED",
            "message": "Validation failed",
            "errors": {"deviceID": ["The deviceID field must be a string."]},
        },
    });
    app.post(GET_TOKEN, body).send().await.is(422, &expected, &[]);
}
