//! Errors on request, by `X-Demo-Error`.

use poem::Response;
use poem::http::StatusCode;

use super::{Outcome, TestSite, whole};

/// A site whose first contract can demonstrate one error of one operation.
async fn demonstrating() -> Result<TestSite, Box<dyn std::error::Error>> {
    let mut setup = TestSite::new().await?;
    setup.contracts[0].demonstrate = Some(Box::new(|operation, wanted| match (operation, wanted) {
        ("me", "418") => Ok(Response::builder()
            .status(StatusCode::IM_A_TEAPOT)
            .body("as documented")),
        ("me", _) => Err(vec![(418, "teapot".to_owned()), (503, "unavailable".to_owned())]),
        (other, _) => panic!("{other} was not asked"),
    }));
    Ok(setup)
}

#[tokio::test]
async fn whoever_asks_for_an_error_gets_it_before_anything_else_is_looked_at() -> Outcome {
    let site = demonstrating().await?.open()?;
    let answer = site.get("/api/me").header("X-Demo-Error", "418").send().await;
    assert_eq!(whole(answer).await?, "418 I'm a teapot\n\nas documented");
    Ok(())
}

#[tokio::test]
async fn whoever_does_not_ask_is_answered_as_ever() -> Outcome {
    let site = demonstrating().await?.open()?;
    let answer = whole(site.get("/api/me").send().await).await?;
    assert!(answer.starts_with("200 OK\n\none saw GET /api/me"), "{answer}");
    let answer = whole(site.delete("/api/me").header("X-Demo-Error", "418").send().await).await?;
    assert!(answer.starts_with("405 Method Not Allowed\n"), "{answer}");
    Ok(())
}

#[tokio::test]
async fn whoever_asks_for_what_is_not_documented_is_told_what_is() -> Outcome {
    let site = demonstrating().await?.open()?;
    for wanted in ["499", "", "Teapot"] {
        let answer = site.get("/api/me").header("X-Demo-Error", wanted).send().await;
        let expected = "400 Bad Request\n\
            content-type: application/problem+json\n\
            \n\
            {\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,\"detail\":\"X-Demo-Error takes the \
            status or the name of an error that this operation documents: 418 teapot, 503 unavailable.\"}";
        assert_eq!(whole(answer).await?, expected, "{wanted}");
    }
    Ok(())
}

#[tokio::test]
async fn a_real_server_does_not_know_the_header() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let answer = whole(site.get("/api/me").header("X-Demo-Error", "418").send().await).await?;
    assert!(answer.starts_with("200 OK\n\none saw GET /api/me"), "{answer}");
    Ok(())
}
