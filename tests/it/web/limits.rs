//! The size of a request's head.

use poem::http::header::CONNECTION;
use poem::http::{StatusCode, Version};
use poem::{Endpoint, Request};

use super::{Outcome, SOME_HOST, TestSite, whole};

const TOO_LARGE: &str = "431 Request Header Fields Too Large\n\
    connection: close\n\
    content-type: application/problem+json\n\
    \n\
    {\"type\":\"about:blank\",\"title\":\"Request Header Fields Too Large\",\"status\":431}";

const LIMIT: usize = 16 * 1024;
/// What the host takes of it.
const HOST: usize = "host".len() + SOME_HOST.len();

#[tokio::test]
async fn headers_may_have_16_kib_together_with_the_target_and_no_more() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let room = LIMIT - HOST - "/livez".len() - "x-filler".len();
    site.get("/livez")
        .header("x-filler", "x".repeat(room))
        .send()
        .await
        .assert_status_is_ok();
    let answer = whole(site.get("/livez").header("x-filler", "x".repeat(room + 1)).send().await).await?;
    assert_eq!(answer, TOO_LARGE);
    Ok(())
}

#[tokio::test]
async fn a_long_query_counts_like_a_header() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let room = LIMIT - HOST - "/livez".len();
    site.get(format!("/livez?{}", "x".repeat(room)))
        .send()
        .await
        .assert_status_is_ok();
    let answer = whole(site.get(format!("/livez?{}", "x".repeat(room + 1))).send().await).await?;
    assert_eq!(answer, TOO_LARGE);
    Ok(())
}

#[tokio::test]
async fn a_refused_head_is_named_like_any_other_request() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let answer = site
        .get("/livez")
        .header("x-filler", "x".repeat(LIMIT))
        .header("x-request-id", "mine")
        .send()
        .await;
    answer.assert_header("x-request-id", "mine");
    Ok(())
}

#[tokio::test]
async fn a_request_names_exactly_one_host() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let two = site
        .get("/livez")
        .header("host", "a.example")
        .header("host", "b.example");
    let answer = whole(two.send().await).await?;
    let refused = "400 Bad Request\nconnection: close\ncontent-type: application/problem+json\n\n\
                   {\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400}";
    assert_eq!(answer, refused);
    for host in ["a.example, b.example", "a.example/x", "x@a.example", "a example"] {
        let answer = whole(site.get("/livez").header("host", host).send().await).await?;
        assert_eq!(answer, refused, "{host}");
    }
    for host in ["", "a.example", "a.example:8080", "192.0.2.1", "[2001:db8::1]:443"] {
        site.get("/livez")
            .header("host", host)
            .send()
            .await
            .assert_status_is_ok();
    }
    Ok(())
}

#[tokio::test]
async fn over_http_2_a_refused_head_does_not_end_the_connection() -> Outcome {
    let request = Request::builder()
        .version(Version::HTTP_2)
        .header("x-filler", "x".repeat(LIMIT))
        .finish();
    let answer = TestSite::new().await?.build()?.get_response(request).await;
    assert_eq!(answer.status(), StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    assert!(!answer.headers().contains_key(CONNECTION));
    Ok(())
}

#[tokio::test]
async fn a_head_has_at_most_100_fields() -> Outcome {
    let site = TestSite::new().await?.open()?;
    for (more, expected) in [(99, StatusCode::OK), (100, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE)] {
        let request = (0..more).fold(site.get("/livez"), |request, _| request.header("x-filler", "x"));
        // The host is one of them.
        request.send().await.assert_status(expected);
    }
    Ok(())
}

#[tokio::test]
async fn a_target_that_names_a_host_names_that_of_the_host_field() -> Outcome {
    let site = TestSite::new().await?.build()?;
    for version in [Version::HTTP_11, Version::HTTP_2] {
        for (target, host, expected) in [
            ("http://a.example/livez", "a.example", 200),
            ("http://A.example/livez", "a.EXAMPLE:80", 200),
            ("https://a.example:443/livez", "a.example", 200),
            ("http://a.example:8080/livez", "a.example:8080", 200),
            ("http://[2001:db8::1]/livez", "[2001:DB8::1]", 200),
            ("http://a.example/livez", "b.example", 400),
            ("http://a.example/livez", "a.example:8080", 400),
            ("http://a.example:443/livez", "a.example", 400),
            ("https://a.example:99999/livez", "a.example", 400),
            ("http://a.example/livez", "", 400),
            ("http://user@a.example/livez", "a.example", 400),
            ("http://user:word@a.example/livez", "a.example", 400),
            ("http://user@a.example/livez", "user@a.example", 400),
        ] {
            let request = Request::builder()
                .version(version)
                .uri(target.parse()?)
                .header("host", host);
            let answer = site.get_response(request.finish()).await;
            assert_eq!(answer.status(), expected, "{version:?}, {target} and {host:?}");
        }
    }
    Ok(())
}
