//! Bodies: how large they may be, what they call themselves, and what an absent one means.

use std::io::{self, Cursor};
use std::pin::Pin;
use std::task::{Context, Poll};

use poem::Body;
use serde_json::Value;
use tokio::io::{AsyncRead, ReadBuf};

use crate::contracts::operations::{Operation, with_body};
use crate::parity::situation::{Situation, invalid, said};
use crate::support::TestApp;
use crate::support::http::{Answer, Call};

/// The largest body of an operation: one of them takes an image.
fn limit(operation: &Operation) -> usize {
    match (operation.method, operation.path) {
        ("POST", "/v1/auth/user") => 1024 * 1024,
        _ => 64 * 1024,
    }
}

/// The text of an object with an unknown member that makes it as long as this.
fn padded(good: &Value, length: usize) -> String {
    let mut body = good.clone();
    body["padding"] = "".into();
    let missing = length - body.to_string().len();
    body["padding"] = "x".repeat(missing).into();
    body.to_string()
}

/// The same text, as if it were not known how much will come.
fn unannounced(text: &str) -> Body {
    Body::from_async_read(Cursor::new(text.to_owned()))
}

/// White space without end.
struct Endless;

impl AsyncRead for Endless {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        buffer.initialize_unfilled().fill(b' ');
        buffer.advance(buffer.remaining());
        Poll::Ready(Ok(()))
    }
}

async fn json<'a>(app: &'a TestApp, operation: &Operation, body: impl Into<Body>) -> Call<'a> {
    operation.authorized(app).await.body("application/json", body)
}

#[track_caller]
fn succeeded(operation: &Operation, answer: &Answer) {
    assert_eq!(answer.status, operation.success, "{answer:?}");
}

#[tokio::test]
async fn a_body_up_to_the_limit_is_read() {
    let app = TestApp::start().await;
    for (operation, good) in with_body() {
        let limit = limit(operation);
        let body = padded(&good, limit);
        assert_eq!(body.len(), limit);
        let announced = json(&app, operation, body.clone())
            .await
            .header("content-length", &limit.to_string());
        succeeded(operation, &announced.send().await);
        succeeded(operation, &json(&app, operation, unannounced(&body)).await.send().await);
    }
}

#[tokio::test]
async fn one_byte_more_is_too_large_whether_it_was_announced_or_not() {
    let app = TestApp::start().await;
    for (operation, good) in with_body() {
        let (body, (status, words)) = (
            padded(&good, limit(operation) + 1),
            said(operation.contract, Situation::BodyTooLarge),
        );
        let announced = json(&app, operation, body.clone())
            .await
            .header("content-length", &body.len().to_string());
        let calls = [
            announced.about("announced"),
            json(&app, operation, body.clone()).await.about("not announced"),
            json(&app, operation, unannounced(&body)).await.about("unannounced"),
            json(&app, operation, Body::from_async_read(Endless))
                .await
                .about("without end"),
            json(&app, operation, unannounced(&body))
                .await
                .header("content-length", "10")
                .about("announced as less"),
        ];
        for call in calls {
            call.send().await.is(status, &words, &[]);
        }
    }
}

#[tokio::test]
async fn a_body_that_was_announced_as_too_large_is_not_read_at_all() {
    let app = TestApp::start().await;
    for (operation, good) in with_body() {
        let (status, words) = said(operation.contract, Situation::BodyTooLarge);
        for announced in [(limit(operation) + 1).to_string(), "9".repeat(17)] {
            let call = json(&app, operation, good.to_string()).await;
            let answer = call.header("content-length", &announced).send().await;
            answer.is(status, &words, &[]);
        }
    }
}

#[tokio::test]
async fn a_body_of_another_content_type_is_refused() {
    let app = TestApp::start().await;
    let everywhere = [
        "text/plain",
        "text/html; charset=utf-8",
        "application/octet-stream",
        "application/xml",
        "application/jsonp",
        "application/json5",
        "application/+json",
        "json",
        "*/*",
        "",
        "text/plain; a=application/json",
    ];
    let json_too = ["application/json-patch+json", "text/json", "application/vnd.api+json"];
    let forms = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];
    for (operation, good) in with_body() {
        let (status, words) = said(operation.contract, Situation::OtherContentType);
        let others: Vec<&str> = match operation.contract {
            // ASP.NET Core.
            "management" => forms.to_vec(),
            // Laravel.
            "staff" | "subscriber" => Vec::new(),
            _ => [json_too.as_slice(), &forms].concat(),
        };
        for content_type in everywhere.iter().chain(&others) {
            let call = operation.authorized(&app).await.about(content_type);
            let answer = call.body(content_type, good.to_string()).send().await;
            answer.is(status, &words, &[]);
        }
        let call = operation.authorized(&app).await.about("none");
        let answer = call.untyped(good.to_string()).send().await;
        answer.is(status, &words, &[]);
    }
}

#[tokio::test]
async fn a_content_type_may_have_parameters_and_be_in_any_case() {
    let app = TestApp::start().await;
    for (operation, good) in with_body() {
        for content_type in [
            "application/json; charset=utf-8",
            "application/json;charset=\"UTF-8\"",
            "application/json ; profile=x",
            "Application/JSON",
        ] {
            let call = operation.authorized(&app).await.about(content_type);
            succeeded(operation, &call.body(content_type, good.to_string()).send().await);
        }
    }
}

#[tokio::test]
async fn no_body_and_a_value_that_is_no_object_are_an_object_without_members() {
    let app = TestApp::start().await;
    for (operation, good) in with_body() {
        let required: Vec<&String> = good.as_object().expect("an object").keys().collect();
        if required.is_empty() {
            continue;
        }
        let errors = required.into_iter().map(|name| {
            (
                name.clone(),
                Value::from(vec![format!("The {name} field is required.")]),
            )
        });
        let (status, words) = invalid(operation.contract, Value::Object(errors.collect()));
        for body in ["[]", "[{}]", "true", "1", "\"{}\"", " {} "] {
            let call = operation.authorized(&app).await.about(body);
            let answer = call.body("application/json", body).send().await;
            answer.is(status, &words, &[]);
        }
        let empty = operation
            .authorized(&app)
            .await
            .body("application/json", "")
            .send()
            .await;
        let none = operation.authorized(&app).await.send().await;
        let null = operation.authorized(&app).await;
        let null = null.body("application/json", "null").send().await;
        let untyped = operation.authorized(&app).await.about("no body to be of this type");
        let untyped = untyped.body("application/x-www-form-urlencoded", "").send().await;
        for answer in [empty, none, null, untyped] {
            if operation.path == "/v1/auth/user" {
                // As the page's sample request has it: no body, nothing to change.
                succeeded(operation, &answer);
            } else {
                answer.is(status, &words, &[]);
            }
        }
    }
}
