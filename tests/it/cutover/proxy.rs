//! Mode `proxy`: the old backend answers.

use poem::Response;
use poem::http::StatusCode;
use serde_json::json;

use super::old_backend::{Answered, OldBackend};
use super::{CONTRACT, LOGIN, taking_over, upstream};
use crate::support::TestApp;
use crate::support::http::LATER;

const PROXY: &str = "mode = \"proxy\"";

#[tokio::test]
async fn requests_and_answers_pass_through_unchanged() {
    let old = OldBackend::start(|_| {
        Response::builder()
            .status(StatusCode::IM_A_TEAPOT)
            .header("content-type", "text/html; charset=iso-8859-1")
            .header("x-powered-by", "PHP/5.6")
            .header("set-cookie", "a=1")
            .header("set-cookie", "b=2")
            .header("connection", "x-hop")
            .header("x-hop", "1")
            .body("<p>short and stout")
    })
    .await;
    let app = taking_over(&old, PROXY).await;
    let answer = app
        .call("POST", &format!("{LOGIN}?from=app&from=web"))
        .header("accept-language", "bn")
        .header("cookie", "c=3")
        .header("connection", "x-mine")
        .header("x-mine", "1")
        .bearer("their-token")
        .body("text/plain", "anything at all")
        .send()
        .await;
    let mut headers: Vec<_> = answer
        .headers
        .iter()
        .filter(|(name, _)| name.as_str() != "date")
        .map(|(name, value)| format!("{name}: {}", value.to_str().expect("text")))
        .collect();
    headers.sort();
    let expected = [
        "content-length: 18",
        "content-type: text/html; charset=iso-8859-1",
        "set-cookie: a=1",
        "set-cookie: b=2",
        "x-powered-by: PHP/5.6",
    ];
    assert_eq!((answer.status, headers), (418, expected.map(str::to_owned).to_vec()));
    assert_eq!(answer.text, "<p>short and stout");

    let [asked] = old.asked().try_into().expect("one request");
    assert_eq!(
        (asked.method.as_str(), asked.text.as_str()),
        ("POST", "anything at all")
    );
    assert_eq!(asked.uri.to_string(), format!("{LOGIN}?from=app&from=web"));
    let sent = |name: &str| asked.headers.get(name).map(|value| value.to_str().expect("text"));
    assert_eq!(sent("accept-language"), Some("bn"));
    assert_eq!(sent("authorization"), Some("Bearer their-token"));
    assert_eq!(sent("content-type"), Some("text/plain"));
    assert_eq!(sent("cookie"), Some("c=3"));
    assert_eq!(sent("x-mine"), None, "it belongs to the client's connection");
}

#[tokio::test]
async fn the_old_backend_learns_the_address_of_the_client_and_gets_the_headers_that_are_configured() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("key");
    std::fs::write(&file, "the key\n").expect("a file");
    let old = OldBackend::start(|_| StatusCode::OK).await;
    let keys = format!(
        "{PROXY}\nheader_files = [\"X-Api-Key:{}\"]\n[files]\nallow_readable_keys = true",
        file.display()
    );
    let app = taking_over(&old, &keys).await;
    app.call("GET", "/api/v1/auth/me")
        .from("203.0.113.9")
        .header("x-forwarded-for", "198.51.100.1")
        .header("forwarded", "for=198.51.100.1")
        .header("x-api-key", "the client's")
        .send()
        .await;
    let [asked] = old.asked().try_into().expect("one request");
    let sent = |name: &str| asked.headers.get(name).map(|value| value.to_str().expect("text"));
    assert_eq!(sent("x-forwarded-for"), Some("203.0.113.9"));
    assert_eq!(sent("x-forwarded-host"), Some("login.example.com"));
    assert_eq!(sent("x-forwarded-proto"), Some("http"));
    assert_eq!(sent("forwarded"), None);
    assert_eq!(sent("x-api-key"), Some("the key"));
    assert_eq!(Some(sent("host").expect("a host")), old.url().strip_prefix("http://"));
}

#[tokio::test]
async fn paths_below_the_contract_that_it_does_not_have_pass_through_and_all_others_do_not() {
    let old = OldBackend::start(|_| StatusCode::ACCEPTED).await;
    let app = taking_over(&old, PROXY).await;
    assert_eq!(app.get("/api/v1/auth/older-than-the-page").send().await.status, 202);
    assert_eq!(app.call("DELETE", LOGIN).send().await.status, 202);
    assert_eq!(app.get("/api/v1/auth/../../admin").send().await.status, 404);
    assert_eq!(app.get("/api/v1/auth/%2e%2e/%2e%2e/admin").send().await.status, 404);
    assert_eq!(app.get("/livez").send().await.status, 200);
    assert_eq!(app.post("/api/v1/subscriber/login", json!({})).send().await.status, 422);
    assert_eq!(old.asked().len(), 2);
}

#[tokio::test]
async fn a_path_passes_as_it_is_written_also_where_it_means_one_of_ours() {
    let old = OldBackend::start(|_| StatusCode::OK).await;
    let app = taking_over(&old, PROXY).await;
    let paths = ["/api/v1/auth/me/", "/api/v1/auth/%6De?a=%20b", "/api/v1/auth//me"];
    for path in paths {
        assert_eq!(app.get(path).send().await.status, 200, "{path}");
    }
    let asked: Vec<_> = old.asked().iter().map(|asked| asked.uri.to_string()).collect();
    assert_eq!(asked, paths);
}

#[tokio::test]
async fn a_redirect_is_passed_on_and_not_followed() {
    let old = OldBackend::start(|_| {
        Response::builder()
            .status(StatusCode::FOUND)
            .header("location", "/elsewhere")
            .finish()
    })
    .await;
    let app = taking_over(&old, PROXY).await;
    let answer = app.get("/api/v1/auth/me").send().await;
    assert_eq!(
        (answer.status, answer.headers["location"].as_bytes()),
        (302, b"/elsewhere".as_slice())
    );
    assert_eq!(old.asked().len(), 1);
}

#[tokio::test]
async fn an_old_backend_that_is_away_or_late_is_a_503_of_the_contract() {
    let mut old = OldBackend::start(|asked| match asked.uri.path() {
        LOGIN => Answered::NotAtAll,
        _ => StatusCode::OK.into(),
    })
    .await;
    let app = taking_over(&old, &format!("{PROXY}\ntimeout = \"4s\"")).await;
    let unavailable = json!({ "success": false, "message": "Service unavailable" });
    let login = app.post(LOGIN, json!({ "email": "a", "password": "b" })).send().await;
    login.is(503, &unavailable, &[LATER]);
    assert_eq!(app.get("/api/v1/auth/me").send().await.status, 200);
    old.kill().await;
    app.get("/api/v1/auth/me").send().await.is(503, &unavailable, &[LATER]);
    old.come_back().await;
    assert_eq!(app.get("/api/v1/auth/me").send().await.status, 200);
}

#[tokio::test]
async fn more_requests_than_it_may_get_at_once_are_refused() {
    let old = OldBackend::start(|_| Answered::NotAtAll).await;
    let app = taking_over(&old, &format!("{PROXY}\nmax_concurrent = 1\ntimeout = \"4s\"")).await;
    let (first, second) = tokio::join!(app.get("/api/v1/auth/me").send(), app.get("/api/v1/auth/me").send());
    assert_eq!((first.status, second.status), (503, 503));
    assert_eq!(old.asked().len(), 1);
}

#[tokio::test]
async fn it_goes_on_while_our_database_is_away() {
    let old = OldBackend::start(|_| StatusCode::OK).await;
    let app = taking_over(&old, PROXY).await;
    assert_eq!(app.get("/api/v1/auth/me").send().await.status, 200);
    app.lose_database().await;
    tokio::time::sleep(super::FOLLOWED).await;
    assert_eq!(app.get("/api/v1/auth/me").send().await.status, 200);
}

#[tokio::test]
async fn a_long_body_passes_both_ways() {
    let old = OldBackend::start(|asked| asked.text.clone()).await;
    let app = TestApp::with(&upstream(&old, PROXY)).await;
    let long = "0123456789".repeat(300_000);
    let answer = app
        .call("PUT", "/api/v1/auth/files")
        .body("text/plain", long.clone())
        .send()
        .await;
    assert_eq!(answer.status, 200);
    assert!(
        answer.text == long,
        "{} bytes for {} ({CONTRACT})",
        answer.text.len(),
        long.len()
    );
}
