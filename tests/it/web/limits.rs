//! The size of a request's head.

use super::{Outcome, Place, whole};

const TOO_LARGE: &str = "431 Request Header Fields Too Large\n\
    content-type: application/problem+json\n\
    \n\
    {\"type\":\"about:blank\",\"title\":\"Request Header Fields Too Large\",\"status\":431}";

const LIMIT: usize = 16 * 1024;

#[tokio::test]
async fn headers_may_have_16_kib_together_with_the_target_and_no_more() -> Outcome {
    let site = Place::new().await?.open()?;
    let room = LIMIT - "/livez".len() - "x-filler".len();
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
    let site = Place::new().await?.open()?;
    let room = LIMIT - "/livez".len();
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
    let site = Place::new().await?.open()?;
    let answer = site
        .get("/livez")
        .header("x-filler", "x".repeat(LIMIT))
        .header("x-request-id", "mine")
        .send()
        .await;
    answer.assert_header("x-request-id", "mine");
    Ok(())
}
