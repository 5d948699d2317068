//! Bodies that take their time.

use std::future::pending;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use poem::Body;
use poem::endpoint::make;
use poem::http::Version;
use poem::{Endpoint, EndpointExt, Request};
use tokio::io::{AsyncRead, ReadBuf};

use super::stub::{document, mounted, operations};
use super::{Outcome, TestSite};

/// The beginning of a body whose end never comes.
struct Endless(bool);

impl AsyncRead for Endless {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Pending;
        }
        buf.put_slice(b"{");
        Poll::Ready(Ok(()))
    }
}

/// A site with one path, which answers with the size of the body, or with 400 where it breaks off.
async fn setup(time: Duration) -> Result<TestSite, Box<dyn std::error::Error>> {
    let mut setup = TestSite::new().await?;
    setup.body_timeout = time;
    let paths = serde_json::json!({ "/size": { "post": { "operationId": "size" } } });
    let mut one = mounted("one", None, document("One", paths));
    let endpoint = make(
        async |mut request: Request| match request.take_body().into_bytes().await {
            Ok(bytes) => Ok(bytes.len().to_string()),
            Err(_) => Err(poem::Error::from_status(poem::http::StatusCode::BAD_REQUEST)),
        },
    )
    .map_to_response();
    one.operations = operations(one.document, endpoint);
    setup.contracts = vec![one];
    Ok(setup)
}

fn request(version: Version, body: Body) -> Request {
    let request = Request::builder().method(poem::http::Method::POST).version(version);
    request.uri_str("/size").body(body)
}

#[tokio::test]
async fn a_body_that_does_not_come_is_answered_with_408_and_the_connection_given_up() -> Outcome {
    let site = setup(Duration::from_millis(50)).await?.build()?;
    for (version, connection) in [
        (Version::HTTP_10, Some("close")),
        (Version::HTTP_11, Some("close")),
        (Version::HTTP_2, None),
    ] {
        let late = request(version, Body::from_async_read(Endless(false)));
        let answer = site.get_response(late).await;
        assert_eq!(
            (answer.status().as_u16(), answer.header("connection")),
            (408, connection)
        );
        assert_eq!(answer.content_type(), Some("application/problem+json"));
        let body = answer.into_body().into_string().await?;
        assert_eq!(body, r#"{"type":"about:blank","title":"Request Timeout","status":408}"#);
    }
    Ok(())
}

#[tokio::test]
async fn a_body_that_is_there_is_read_however_short_the_time_is() -> Outcome {
    let site = setup(Duration::ZERO).await?.build()?;
    for size in [0, 1, 100_000] {
        let answer = site
            .get_response(request(Version::HTTP_11, "x".repeat(size).into()))
            .await;
        assert_eq!(answer.into_body().into_string().await?, size.to_string());
    }
    Ok(())
}

#[tokio::test]
async fn nothing_but_the_body_is_timed() -> Outcome {
    let mut setup = setup(Duration::from_millis(1)).await?;
    let one = setup.contracts.first_mut().ok_or("no contract")?;
    let endpoint = make(async |_| {
        // The work goes on although the body, which nobody reads, does not come.
        tokio::time::timeout(Duration::from_millis(50), pending::<()>())
            .await
            .err();
        "done"
    })
    .map_to_response();
    one.operations = operations(one.document, endpoint);
    let site = setup.build()?;
    let answer = site
        .get_response(request(Version::HTTP_11, Body::from_async_read(Endless(false))))
        .await;
    assert_eq!(answer.into_body().into_string().await?, "done");
    Ok(())
}

/// A body of so many bytes, which counts those that are read.
struct Counted(usize, Arc<AtomicUsize>);

impl AsyncRead for Counted {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let bytes = self.0.min(buf.remaining()).min(1_000);
        buf.put_slice(&vec![b'x'; bytes]);
        self.0 -= bytes;
        self.1.fetch_add(bytes, Ordering::Relaxed);
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_short_rest_that_no_handler_reads_is_read_before_the_response() -> Outcome {
    let mut setup = setup(Duration::from_secs(60)).await?;
    let one = setup.contracts.first_mut().ok_or("no contract")?;
    one.operations = operations(one.document, make(async |_| "done").map_to_response());
    let site = setup.build()?;
    let none = ("x-none", String::new());
    let length = |bytes: usize| ("content-length", bytes.to_string());
    let expect = ("expect", "100-continue".to_owned());
    for (version, (name, value), bytes, expected) in [
        (Version::HTTP_10, length(500), 500, 500..501),
        (Version::HTTP_11, length(50_000), 50_000, 50_000..50_001),
        (Version::HTTP_11, none.clone(), 50_000, 50_000..50_001),
        // What is longer is not worth the wait.
        (Version::HTTP_11, none.clone(), 1_000_000, 60_000..90_000),
        (Version::HTTP_11, length(1_000_000), 1_000_000, 0..1),
        // This client waits for us.
        (Version::HTTP_11, expect, 500, 0..1),
        // Such a connection goes on without.
        (Version::HTTP_2, none, 50_000, 0..1),
    ] {
        let read = Arc::default();
        let mut request = request(version, Body::from_async_read(Counted(bytes, Arc::clone(&read))));
        request.headers_mut().insert(name, value.parse()?);
        let answer = site.get_response(request).await;
        assert_eq!(answer.into_body().into_string().await?, "done");
        let read = read.load(Ordering::Relaxed);
        assert!(
            expected.contains(&read),
            "{version:?}, {name}: {value}, {bytes}: {read}"
        );
    }
    Ok(())
}
