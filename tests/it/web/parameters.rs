//! Paths with a parameter.

use poem::http::Method;
use serde_json::json;

use super::stub::{document, mounted};
use super::{Outcome, TestSite, whole};

/// `one` has `/things/{id}` and `/things/{id}/parts`, `two` has `/things/all`.
async fn setup() -> Result<TestSite, Box<dyn std::error::Error>> {
    let one = json!({
        "/things/{id}": { "get": { "operationId": "thing" }, "delete": { "operationId": "removeThing" } },
        "/things/{id}/parts": { "get": { "operationId": "parts" } },
    });
    let two = json!({ "/things/all": { "post": { "operationId": "all" } } });
    let mut setup = TestSite::new().await?;
    setup.contracts = vec![
        mounted("one", Some("/things/"), document("One", one)),
        mounted("two", None, document("Two", two)),
    ];
    Ok(setup)
}

#[tokio::test]
async fn one_segment_that_is_not_empty_stands_for_the_parameter() -> Outcome {
    let site = setup().await?.open()?;
    for path in [
        "/things/1",
        "/things/%2F",
        "/things/{id}",
        "/things/1/parts",
        "/things/All",
    ] {
        let answer = whole(site.get(path).send().await).await?;
        assert!(
            answer.starts_with("200 OK") && answer.contains(path),
            "{path}: {answer}"
        );
    }
    for path in [
        "/things/",
        "/things//",
        "/things//parts",
        "/things/1/parts//",
        "/things/1/2/parts",
        "/Things/1",
    ] {
        let answer = whole(site.get(path).send().await).await?;
        assert!(answer.starts_with("404 Not Found"), "{path}: {answer}");
    }
    Ok(())
}

#[tokio::test]
async fn an_exact_path_goes_before_one_with_a_parameter() -> Outcome {
    let site = setup().await?.open()?;
    let answer = whole(site.post("/things/all").send().await).await?;
    assert!(answer.contains("two saw POST /things/all"), "{answer}");
    let answer = whole(site.get("/things/all").send().await).await?;
    assert_eq!(answer, "405 Method Not Allowed\nallow: POST\n\ntwo takes other methods");
    Ok(())
}

#[tokio::test]
async fn a_wrong_method_is_refused_with_the_methods_of_that_path() -> Outcome {
    let site = setup().await?.open()?;
    for (path, allow) in [("/things/1", "GET, HEAD, DELETE"), ("/things/1/parts", "GET, HEAD")] {
        let answer = whole(site.request(Method::PUT, path).send().await).await?;
        assert_eq!(
            answer,
            format!("405 Method Not Allowed\nallow: {allow}\n\none takes other methods")
        );
    }
    Ok(())
}
