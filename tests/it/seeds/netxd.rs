//! NetXD, "Login".

use serde_json::Value;

use super::recordings::{STARTED, STARTED_SECONDS, Step, lines};
use super::{Printed, printed, shape};
use crate::support::TestApp;
use crate::support::jwt::{claims, header};

const GET_TOKEN: Printed = Printed {
    method: "POST",
    path: "/rpc/admin/UserService/GetToken",
    headers: &[("Content-Type", "application/json")],
    body: r#"{"emailid":"admin@NetXD.com","password":"Test@1234","deviceID":"917038"}"#,
};

const ANSWER: &str = r#"{
"authResponse": {
"userName": "admin",
"JWT": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJTY29wZSI6IkFETUlOIiwiVXNlcklEIjoiMSIsIkxlZ2FsUmVwSUQiOiIiLCJDdXN0b21lcklEIjoiIiwiVXNlckVtYWlsIjoiYWRtaW5AbmV0c3lzLm9yZyIsIlRva2VuSUQiOiIiLCJVc2VyTmFtZSI6ImFkbWluIiwiQ3VzdG9tZXJOYW1lIjoiIiwiSnRpIjoiYmNhNTNiMjAxNmRlNDY1NWJhZThiMzgwNzZkMjQxOGIiLCJLZXkiOiIiLCJSb2xlcyI6W3sibmFtZSI6IlBMIiwicm9sZSI6IlJPTEVfU1VQRVJfQURNSU4ifSx7Im5hbWUiOiJQTCIsInJvbGUiOiJST0xFX0FETUlOIn1dLCJleHAiOjE2ODQ5MjE1NjMsImlzcyI6Imp3dC1hdXRoIiwic3ViIjoiVXNlciIsIlRva2VuRW5hYmxlZCI6ZmFsc2UsIlZlbmRvcklEIjoiIiwiQmFua05hbWUiOiIiLCJCYW5rSUQiOiIifQ.PB5QvKPPiBYalw6KcxkL3eEkl3XlxPBoxG0jQRCvJWc",
"expirationTime": 1684921563,
"qrToken": "Ledger:None",
"ip": "42.111.165.238",
"type": "ADMIN",
"lastLoginTime": "2023-05-24T08:12:41.494Z",
"lastLoginIp": "106.51.2.218",
"otpEnabled": false
},
"userRoles": "ROLE_SUPER_ADMIN,ROLE_ADMIN"
}"#;

/// The page as a recording.
pub(super) fn recording() -> Vec<Value> {
    let log_in = |token: &str| {
        Step::new(GET_TOKEN, 200, ANSWER)
            .set("/authResponse/userName", "netxd-admin")
            .set("/authResponse/JWT", token)
            .set("/authResponse/expirationTime", STARTED_SECONDS + 2 * 60 * 60)
            .set("/authResponse/ip", "127.0.0.1")
    };
    lines(vec![
        log_in("{{jwt:1}}")
            .set("/authResponse/lastLoginTime", "")
            .set("/authResponse/lastLoginIp", ""),
        log_in("{{jwt:2}}")
            .set("/authResponse/lastLoginTime", STARTED)
            .set("/authResponse/lastLoginIp", "127.0.0.1"),
    ])
}

#[tokio::test]
async fn the_printed_request_of_netxd_gets_an_answer_of_the_printed_shape() {
    let app = TestApp::start().await;
    assert_eq!(GET_TOKEN.send(&app, &[]).await.status, 200);
    // The second login, as on the page, knows of one before it.
    let answer = GET_TOKEN.send(&app, &[]).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let printed = printed(ANSWER);
    shape::assert_alike(&printed, &answer.json(), &[]);
    for pointer in [
        "/authResponse/qrToken",
        "/authResponse/type",
        "/authResponse/otpEnabled",
        "/userRoles",
    ] {
        assert_eq!(Some(&answer.at(pointer)), printed.pointer(pointer), "{pointer}");
    }
}

#[tokio::test]
async fn the_token_has_the_claims_of_the_printed_one_and_its_header() {
    let app = TestApp::start().await;
    let pointer = "/authResponse/JWT";
    let sent = GET_TOKEN.send(&app, &[]).await.text_at(pointer);
    let printed = printed(ANSWER);
    let printed = printed.pointer(pointer).and_then(Value::as_str).expect("a token");
    let (printed_claims, mut sent_claims) = (claims(printed), claims(&sent));
    let names = printed_claims.as_object().expect("an object");
    // What the service itself needs to verify the token may be added.
    if let Some(members) = sent_claims.as_object_mut() {
        members.retain(|name, _| names.contains_key(name));
    }
    shape::assert_alike(&printed_claims, &sent_claims, &[]);
    for name in [
        "Scope",
        "LegalRepID",
        "TokenID",
        "Key",
        "Roles",
        "iss",
        "sub",
        "TokenEnabled",
        "BankID",
    ] {
        assert_eq!(sent_claims[name], printed_claims[name], "{name}");
    }
    for (name, value) in header(printed).as_object().expect("an object") {
        assert_eq!(header(&sent).get(name), Some(value), "{name}");
    }
}
