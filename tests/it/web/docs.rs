//! The documents, and Swagger UI.

use super::stub::mounted;
use super::{NOT_FOUND, Outcome, TestSite, stub, whole};

const POLICY: &str = "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self' \
    'unsafe-inline'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'\n";

#[tokio::test]
async fn a_document_is_served_as_the_contract_has_it() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let contracts = stub::both();
    for contract in &contracts {
        let answer = site.get(format!("/openapi/{}.json", contract.ident)).send().await;
        let sent = answer.0.header("etag").unwrap_or_default().to_owned();
        let expected = format!(
            "200 OK\n\
             cache-control: no-cache\n\
             content-type: application/json\n\
             etag: {sent}\n\
             \n\
             {}",
            contract.document
        );
        assert_eq!(whole(answer).await?, expected, "{}", contract.ident);
        assert_eq!(sent.len(), 45, "a SHA-256 in base64url and two quotes");
    }
    Ok(())
}

#[tokio::test]
async fn a_document_that_the_client_has_is_not_sent_again() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let first = site.get("/openapi/one.json").send().await;
    let tag = first.0.header("etag").unwrap_or_default().to_owned();
    let unchanged = format!("304 Not Modified\ncache-control: no-cache\netag: {tag}\n");
    for known in [
        tag.clone(),
        format!("W/{tag}"),
        format!("\"other\", {tag}"),
        "*".to_owned(),
    ] {
        let answer = whole(
            site.get("/openapi/one.json")
                .header("if-none-match", &known)
                .send()
                .await,
        )
        .await?;
        assert_eq!(answer, unchanged, "{known}");
    }
    for other in ["\"other\"", "W/\"other\"", tag.trim_matches('"')] {
        let answer = site
            .get("/openapi/one.json")
            .header("if-none-match", other)
            .send()
            .await;
        answer.assert_status_is_ok();
    }
    Ok(())
}

#[tokio::test]
async fn all_answers_with_a_document_or_a_file_share_its_bytes() -> Outcome {
    let site = TestSite::new().await?.open()?;
    for path in [
        "/openapi/one.json",
        "/docs/swagger-initializer.js",
        "/docs/swagger-ui-bundle.js",
    ] {
        let one = site.get(path).send().await.0.into_body().into_bytes().await?;
        let two = site.get(path).send().await.0.into_body().into_bytes().await?;
        assert_eq!((one.as_ptr(), one.len()), (two.as_ptr(), two.len()), "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn two_documents_have_two_tags() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let one = site.get("/openapi/one.json").send().await;
    let two = site.get("/openapi/two.json").send().await;
    assert_ne!(one.0.header("etag"), two.0.header("etag"));
    Ok(())
}

#[tokio::test]
async fn the_docs_page_is_reached_without_its_slash() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let expected = format!("308 Permanent Redirect\n{POLICY}location: /docs/\n");
    assert_eq!(whole(site.get("/docs").send().await).await?, expected);
    Ok(())
}

#[tokio::test]
async fn the_docs_page_and_every_file_that_it_asks_for_are_there() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let page = site.get("/docs/").send().await;
    page.assert_status_is_ok();
    page.assert_header("content-type", "text/html; charset=utf-8");
    let page = page.0.into_body().into_string().await?;
    assert!(
        page.contains("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"),
        "a phone would show it as small as a desktop's: {page}"
    );
    assert!(
        !page.contains("<script>") && !page.contains("<style"),
        "the policy lets nothing run that is in the page"
    );

    let asked_for: Vec<&str> = page
        .split(['"', '\''])
        .filter(|text| text.ends_with(".js") || text.ends_with(".css") || text.ends_with(".png"))
        .map(|text| text.trim_start_matches("./"))
        .collect();
    assert_eq!(
        asked_for,
        [
            "swagger-ui.css",
            "index.css",
            "favicon-32x32.png",
            "favicon-16x16.png",
            "swagger-ui-bundle.js",
            "swagger-ui-standalone-preset.js",
            "swagger-initializer.js",
        ]
    );
    for file in asked_for {
        let answer = site.get(format!("/docs/{file}")).send().await;
        answer.assert_status_is_ok();
        let content_type = match file.rsplit_once('.') {
            Some((_, "js")) => "text/javascript; charset=utf-8",
            Some((_, "css")) => "text/css; charset=utf-8",
            _ => "image/png",
        };
        answer.assert_header("content-type", content_type);
        answer.assert_header(
            "content-security-policy",
            POLICY.trim_end().split_once(": ").map_or("", |(_, it)| it),
        );
        answer.assert_header("x-content-type-options", "nosniff");
        let tag = answer.0.header("etag").unwrap_or_default().to_owned();
        assert!(!answer.0.into_body().into_bytes().await?.is_empty(), "{file}");
        let again = site
            .get(format!("/docs/{file}"))
            .header("if-none-match", tag)
            .send()
            .await;
        again.assert_status(poem::http::StatusCode::NOT_MODIFIED);
    }
    Ok(())
}

#[tokio::test]
async fn swagger_ui_offers_each_contract_by_its_title() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let script = site
        .get("/docs/swagger-initializer.js")
        .send()
        .await
        .0
        .into_body()
        .into_string()
        .await?;
    let expected = r##"  window.ui = SwaggerUIBundle({
      "dom_id": "#swagger-ui",
  "urls": [
    {
      "name": "The first contract",
      "url": "/openapi/one.json"
    },
    {
      "name": "The second \"contract\" </script>",
      "url": "/openapi/two.json"
    }
  ],
  "deepLinking": true,
  "defaultModelsExpandDepth": 0,
  "defaultModelExpandDepth": 2,
  "displayRequestDuration": true,
  "tryItOutEnabled": true,
  "validatorUrl": "none",
  "persistAuthorization": false,
  "layout": "StandaloneLayout",
"##;
    assert!(script.contains(expected), "{script}");
    Ok(())
}

#[tokio::test]
async fn a_single_contract_is_offered_by_its_title_too() -> Outcome {
    let mut setup = TestSite::new().await?;
    setup.contracts = vec![mounted(
        "only",
        None,
        stub::document("The only one", serde_json::json!({})),
    )];
    let script = setup.open()?.get("/docs/swagger-initializer.js").send().await;
    let script = script.0.into_body().into_string().await?;
    assert!(
        script.contains("\"name\": \"The only one\",\n      \"url\": \"/openapi/only.json\""),
        "{script}"
    );
    Ok(())
}

#[tokio::test]
async fn without_docs_there_are_neither_pages_nor_documents() -> Outcome {
    let mut setup = TestSite::new().await?;
    setup.docs = false;
    let site = setup.open()?;
    for path in [
        "/docs",
        "/docs/",
        "/docs/swagger-ui.css",
        "/openapi/one.json",
        "/openapi/two.json",
    ] {
        assert_eq!(whole(site.get(path).send().await).await?, NOT_FOUND, "{path}");
    }
    Ok(())
}
