//! `Deprecation` and `Sunset` of a contract that is taken over.

use poem::http::StatusCode;
use serde_json::json;

use super::old_backend::OldBackend;
use super::{LOGIN, taking_over};
use crate::support::TestApp;
use crate::support::http::Answer;

const KEYS: &str = "deprecation = \"2027-01-01\"\nsunset = \"2027-06-30\"\n\
    deprecation_link = \"https://docs.example.com/login\"";

/// The three headers of an answer.
fn told(answer: &Answer) -> [Option<&str>; 3] {
    ["deprecation", "sunset", "link"].map(|name| answer.header(name))
}

async fn login(app: &TestApp) -> Answer {
    let body = json!({ "email": "admin@example.com", "password": "your-password" });
    app.post(LOGIN, body).send().await
}

#[tokio::test]
async fn clients_of_a_contract_that_is_done_are_told_when_it_goes() {
    let app = TestApp::with(&format!("[contracts.staff.upstream]\nmode = \"done\"\n{KEYS}")).await;
    let expected = [
        Some("@1798761600"),
        Some("Wed, 30 Jun 2027 00:00:00 GMT"),
        Some("<https://docs.example.com/login>; rel=\"deprecation\""),
    ];
    let answer = login(&app).await;
    assert_eq!((answer.status, told(&answer)), (200, expected));
    let unknown = app.get("/api/v1/auth/unknown").send().await;
    assert_eq!((unknown.status, told(&unknown)), (404, expected));
    let other = app.get("/api/v1/management/unknown").send().await;
    assert_eq!(told(&other), [None; 3], "another contract");
    assert_eq!(told(&app.get("/healthz").send().await), [None; 3]);
}

#[tokio::test]
async fn nobody_is_told_before_it_is_done_nor_where_nothing_is_set() {
    let old = OldBackend::start(|_| StatusCode::IM_A_TEAPOT).await;
    for mode in ["off", "proxy", "migrate"] {
        let app = taking_over(&old, &format!("mode = \"{mode}\"\n{KEYS}")).await;
        assert_eq!(told(&login(&app).await), [None; 3], "{mode}");
    }
    let app = taking_over(&old, "mode = \"done\"").await;
    assert_eq!(told(&login(&app).await), [None; 3]);
}

#[tokio::test]
async fn pages_of_other_sites_may_read_it() {
    let toml = "[http]\ncors_origins = [\"https://app.example.com\"]\n[contracts.staff.upstream]\nmode = \"done\"\n\
        sunset = \"2027-06-30\"";
    let app = TestApp::with(toml).await;
    let body = json!({ "email": "admin@example.com", "password": "wrong" });
    let answer = app
        .post(LOGIN, body)
        .header("origin", "https://app.example.com")
        .send()
        .await;
    assert_eq!(told(&answer), [None, Some("Wed, 30 Jun 2027 00:00:00 GMT"), None]);
    let exposed = "retry-after, www-authenticate, x-request-id, sunset";
    assert_eq!(answer.header("access-control-expose-headers"), Some(exposed));
}
