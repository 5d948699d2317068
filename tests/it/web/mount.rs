//! Documents that cannot be mounted stop the start, with a line that says which and why.

use std::error::Error;

use serde_json::json;

use super::stub::{document, mounted};
use super::{Outcome, TestSite};

/// Why a site with these two documents does not open, with the cause where there is one.
async fn refusal(first: String, second: String) -> Result<String, Box<dyn Error>> {
    let mut setup = TestSite::new().await?;
    setup.contracts = vec![mounted("one", None, first), mounted("two", None, second)];
    match setup.open() {
        Ok(_) => Err("the site opened".into()),
        Err(error) => match error.source() {
            Some(cause) => Ok(format!("{error}: {cause}")),
            None => Ok(error.to_string()),
        },
    }
}

#[tokio::test]
async fn a_path_of_two_contracts_is_refused() -> Outcome {
    let paths = json!({ "/login": { "post": { "operationId": "login" } } });
    let message = refusal(document("One", paths.clone()), document("Two", paths)).await?;
    assert_eq!(message, "the path `/login` is claimed twice, by `one` and `two`");
    Ok(())
}

#[tokio::test]
async fn a_path_with_several_parameters_or_with_half_a_segment_of_one_is_refused() -> Outcome {
    for path in [
        "/users/{id}/keys/{key}",
        "/users/{id}{key}",
        "/users/u-{id}",
        "/users/{id}.json",
        "/users/{}",
        "/users/{id",
        "/users/id}",
        "/users/{a/b}",
    ] {
        let mut paths = json!({});
        paths[path] = json!({ "get": { "operationId": "user" } });
        let message = refusal(document("One", json!({})), document("Two", paths)).await?;
        assert_eq!(
            message,
            format!("the contract `two` has a path with more than one parameter in a segment of its own, `{path}`")
        );
    }
    Ok(())
}

#[tokio::test]
async fn a_path_with_a_parameter_belongs_to_one_contract_whatever_the_parameter_is_called() -> Outcome {
    let [one, two] = ["/users/{id}/keys", "/users/{user}/keys"].map(|path| {
        let mut paths = json!({});
        paths[path] = json!({ "get": { "operationId": "user" } });
        paths
    });
    let message = refusal(document("One", one), document("Two", two)).await?;
    assert_eq!(
        message,
        "the path `/users/{user}/keys` is claimed twice, by `one` and `two`"
    );
    Ok(())
}

#[tokio::test]
async fn a_path_that_a_page_of_the_site_has_is_refused() -> Outcome {
    let paths = json!({ "/livez": { "post": { "operationId": "live" } } });
    let message = refusal(document("One", json!({})), document("Two", paths)).await?;
    assert_eq!(message, "the path `/livez` is claimed twice, by `two` and `site`");
    Ok(())
}

#[tokio::test]
async fn a_document_that_is_none_is_refused() -> Outcome {
    let message = refusal(document("One", json!({})), "{}".to_owned()).await?;
    assert_eq!(
        message,
        "the document of the contract `two` cannot be read: missing field `info` at line 1 column 2"
    );
    Ok(())
}
