//! `GET /.well-known/jwks.json`. What is in the set is tested in `tokens/published.rs`.

use serde_json::json;

use crate::support::TestApp;

const JWKS: &str = "/.well-known/jwks.json";

#[tokio::test]
async fn pages_of_any_origin_may_read_the_keys() {
    let app = TestApp::start().await;
    let answer = app
        .get("/.well-known/jwks.json")
        .header("origin", "https://any.example")
        .send()
        .await;
    assert_eq!((answer.status, answer.json()), (200, json!({ "keys": [] })));
    for (name, value) in [
        ("access-control-allow-origin", "*"),
        ("access-control-expose-headers", "etag, x-request-id"),
        ("content-type", "application/jwk-set+json"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{answer:?}");
    }
}

#[tokio::test]
async fn they_are_only_looked_at() {
    let app = TestApp::start().await;
    let answer = app.call("POST", JWKS).send().await;
    answer.has_headers(&[("allow", "GET, HEAD")]);
    assert_eq!(answer.status, 405);
}
