//! Where a request is said to come from.

use std::error::Error;
use std::net::SocketAddr;

use poem::http::HeaderValue;
use poem::http::uri::Scheme;
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Addr, Body, Endpoint, Request, RequestParts};

use super::{Outcome, TestSite};

/// What a handler sees of a request from this address with this `User-Agent`.
async fn seen(address: &str, user_agent: &[u8]) -> Result<String, Box<dyn Error>> {
    let (parts, ()) = poem::http::Request::builder()
        .uri("/api/me")
        .header("user-agent", HeaderValue::from_bytes(user_agent)?)
        .header("x-forwarded-for", "203.0.113.9")
        .header("x-real-ip", "203.0.113.9")
        .header("forwarded", "for=203.0.113.9")
        .body(())?
        .into_parts();
    let remote = RemoteAddr(Addr::from(address.parse::<SocketAddr>()?));
    let parts = RequestParts::from((parts, LocalAddr::default(), remote, Scheme::HTTP));
    let request = Request::from_parts(parts, Body::empty());
    let response = TestSite::new().await?.build()?.call(request).await?;
    Ok(response.into_body().into_string().await?)
}

#[tokio::test]
async fn the_address_is_that_of_the_connection_whatever_headers_say() -> Outcome {
    assert_eq!(
        seen("192.0.2.7:5000", b"curl/8.5.0").await?,
        "one saw GET /api/me from Some((\"192.0.2.7\", Some(\"curl/8.5.0\")))"
    );
    assert_eq!(
        seen("[2001:db8::7]:5000", b"curl/8.5.0").await?,
        "one saw GET /api/me from Some((\"2001:db8::7\", Some(\"curl/8.5.0\")))"
    );
    Ok(())
}

#[tokio::test]
async fn an_ipv4_client_of_an_ipv6_socket_has_its_ipv4_address() -> Outcome {
    assert_eq!(
        seen("[::ffff:192.0.2.7]:5000", b"curl/8.5.0").await?,
        "one saw GET /api/me from Some((\"192.0.2.7\", Some(\"curl/8.5.0\")))"
    );
    Ok(())
}

#[tokio::test]
async fn the_user_agent_is_kept_without_control_characters_and_to_255_characters() -> Outcome {
    let kept = |text: &str| format!("one saw GET /api/me from Some((\"192.0.2.7\", {text}))");
    assert_eq!(
        seen("192.0.2.7:1", "a\tb\u{9b}c é".as_bytes()).await?,
        kept("Some(\"abc é\")")
    );
    assert_eq!(seen("192.0.2.7:1", b"\xff").await?, kept("Some(\"\u{fffd}\")"));
    assert_eq!(seen("192.0.2.7:1", b"").await?, kept("None"));
    assert_eq!(seen("192.0.2.7:1", b"\t").await?, kept("None"));
    let long = "é".repeat(300);
    let cut = "é".repeat(255);
    assert_eq!(
        seen("192.0.2.7:1", long.as_bytes()).await?,
        kept(&format!("Some(\"{cut}\")"))
    );
    Ok(())
}
