//! The documents, and Swagger UI.

use serde_json::{Value, json};

use super::stub::mounted;
use super::{NOT_FOUND, Outcome, TestSite, stub, whole};

const POLICY: &str = "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self' \
    'unsafe-inline'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'\n";

/// What lets pages of any origin read an answer.
const OPEN: &str = "access-control-allow-origin: *\naccess-control-expose-headers: etag, x-request-id\n";

/// What the document of a contract is, served from this address.
fn served(document: &str, address: &str) -> String {
    let mut document: Value = serde_json::from_str(document).unwrap_or_default();
    document["servers"] = json!([{ "url": address }]);
    format!("{document:#}\n")
}

#[tokio::test]
async fn a_document_is_served_as_the_contract_has_it_with_the_address_of_the_server() -> Outcome {
    for (public, host, address) in [
        (None, "127.0.0.1:8080", "http://127.0.0.1:8080"),
        (None, "[::1]:8080", "http://[::1]:8080"),
        (Some("https://login.example.com"), "inner", "https://login.example.com"),
        // A host that is none does not come into a document.
        (None, "a;b$(c)", "http://localhost"),
    ] {
        let mut setup = TestSite::new().await?;
        setup.address = public.map(str::to_owned);
        setup.https = false;
        let site = setup.open()?;
        for contract in &stub::both() {
            let path = format!("/openapi/{}.json", contract.ident);
            let answer = site.get(path).header("host", host).send().await;
            let sent = answer.0.header("etag").unwrap_or_default().to_owned();
            let expected = format!(
                "200 OK\n\
                 {OPEN}\
                 cache-control: no-cache\n\
                 content-type: application/json\n\
                 etag: {sent}\n\
                 \n\
                 {}",
                served(contract.document, address)
            );
            assert_eq!(whole(answer).await?, expected, "{}", contract.ident);
            assert_eq!(sent.len(), 45, "a SHA-256 in base64url and two quotes");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_document_comes_in_both_versions_and_both_formats() -> Outcome {
    let site = TestSite::new().await?.open()?;
    for (path, accept, content_type, begins) in [
        ("/openapi/one.yaml", "*/*", "application/yaml", "openapi: \"3.0.0\"\n"),
        (
            "/openapi/3.1/one.json",
            "*/*",
            "application/json",
            "{\n  \"openapi\": \"3.1.0\",\n",
        ),
        (
            "/openapi/3.1/one.yaml",
            "*/*",
            "application/yaml",
            "openapi: \"3.1.0\"\n",
        ),
        (
            "/openapi/one",
            "application/yaml",
            "application/yaml",
            "openapi: \"3.0.0\"\n",
        ),
        (
            "/openapi/one",
            "text/yaml;q=0.5",
            "application/yaml",
            "openapi: \"3.0.0\"\n",
        ),
        ("/openapi/one", "application/json", "application/json", "{\n"),
        ("/openapi/one", "*/*", "application/json", "{\n"),
        ("/openapi/all.json", "*/*", "application/json", "{\n"),
    ] {
        let answer = site.get(path).header("accept", accept).send().await;
        answer.assert_status_is_ok();
        answer.assert_header("content-type", content_type);
        answer.assert_header("access-control-allow-origin", "*");
        let varies = answer.0.header("vary") == Some("Accept");
        assert_eq!(varies, path == "/openapi/one", "{path}");
        let text = answer.0.into_body().into_string().await?;
        assert!(text.starts_with(begins), "{path}, {accept}: {text}");
    }
    Ok(())
}

#[tokio::test]
async fn the_index_and_the_catalog_lead_to_the_documents() -> Outcome {
    let mut setup = TestSite::new().await?;
    setup.address = Some("https://login.example.com".to_owned());
    let site = setup.open()?;
    let index = site.get("/openapi").send().await;
    index.assert_status_is_ok();
    let index: Value = serde_json::from_str(&index.0.into_body().into_string().await?)?;
    assert_eq!(
        index["documents"][0],
        json!({
            "name": "one",
            "title": "The first contract",
            "description": "Logs in & out.",
            "openapi_3_0": {
                "json": "https://login.example.com/openapi/one.json",
                "yaml": "https://login.example.com/openapi/one.yaml",
            },
            "openapi_3_1": {
                "json": "https://login.example.com/openapi/3.1/one.json",
                "yaml": "https://login.example.com/openapi/3.1/one.yaml",
            },
        })
    );
    let catalog = site.get("/.well-known/api-catalog").send().await;
    catalog.assert_header(
        "content-type",
        "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"",
    );
    let catalog: Value = serde_json::from_str(&catalog.0.into_body().into_string().await?)?;
    assert_eq!(
        catalog["linkset"],
        json!([
            {
                "anchor": "https://login.example.com/.well-known/api-catalog",
                "item": [
                    { "href": "https://login.example.com/api/", "title": "The first contract" },
                    { "href": "https://login.example.com/api/inner/", "title": "The second \"contract\" </script>" },
                ],
            },
            described("/api/", "one"),
            described("/api/inner/", "two"),
        ])
    );
    Ok(())
}

fn described(below: &str, name: &str) -> Value {
    json!({
        "anchor": format!("https://login.example.com{below}"),
        "service-desc": [{ "href": format!("https://login.example.com/openapi/{name}.json"), "type": "application/json" }],
        "service-doc": [{ "href": "https://login.example.com/docs/", "type": "text/html" }],
        "status": [{ "href": "https://login.example.com/readyz", "type": "application/json" }],
    })
}

#[tokio::test]
async fn pages_about_the_apis_link_to_their_documents() -> Outcome {
    let site = TestSite::new().await?.open()?;
    for path in ["/", "/docs/", "/openapi"] {
        let answer = site.get(path).send().await;
        let links: Vec<_> = answer.0.headers().get_all("link").iter().collect();
        assert_eq!(
            links,
            [
                "</openapi/latchkey.json>; rel=\"service-desc\"; type=\"application/json\"",
                "</docs/>; rel=\"service-doc\"; type=\"text/html\"",
                "</.well-known/api-catalog>; rel=\"api-catalog\"",
            ],
            "{path}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn files_are_sent_in_the_encoding_that_the_client_takes() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let mut sizes = Vec::new();
    for (accepted, encoding) in [
        ("gzip, deflate, br, zstd", Some("br")),
        ("gzip", Some("gzip")),
        ("br;q=0, gzip;q=0.5", Some("gzip")),
        ("identity", None),
    ] {
        let path = "/docs/swagger-ui-bundle.js";
        let answer = site.get(path).header("accept-encoding", accepted).send().await;
        answer.assert_status_is_ok();
        answer.assert_header("vary", "Accept-Encoding");
        answer.assert_header("cache-control", "no-cache");
        assert_eq!(answer.0.header("content-encoding"), encoding, "{accepted}");
        sizes.push(answer.0.into_body().into_bytes().await?.len());
    }
    let [brotli, gzip, again, whole] = sizes[..] else {
        panic!("{sizes:?}")
    };
    assert_eq!(gzip, again);
    assert!(brotli < gzip && gzip * 3 < whole && whole > 1_000_000, "{sizes:?}");
    Ok(())
}

#[tokio::test]
async fn a_document_that_the_client_has_is_not_sent_again() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let first = site.get("/openapi/one.json").send().await;
    let tag = first.0.header("etag").unwrap_or_default().to_owned();
    let unchanged = format!("304 Not Modified\n{OPEN}cache-control: no-cache\netag: {tag}\n");
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
    for path in ["/openapi/one.json", "/docs/swagger-initializer.js"] {
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
        .split('"')
        .filter(|text| text.contains(".js") || text.contains(".css"))
        .collect();
    let names: Vec<&str> = asked_for
        .iter()
        .map(|file| file.split_once('?').map_or(*file, |(name, _)| name))
        .collect();
    assert_eq!(
        names,
        [
            "swagger-ui.css",
            "index.css",
            "swagger-ui-bundle.js",
            "swagger-ui-standalone-preset.js",
            "swagger-initializer.js",
        ]
    );
    for (file, name) in asked_for.into_iter().zip(names) {
        let answer = site.get(format!("/docs/{file}")).send().await;
        answer.assert_status_is_ok();
        let content_type = match name.rsplit_once('.') {
            Some((_, "js")) => "text/javascript; charset=utf-8",
            _ => "text/css; charset=utf-8",
        };
        let caching = match file == name {
            true => "no-cache",
            false => "public, max-age=31536000, immutable",
        };
        answer.assert_header("cache-control", caching);
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
    let expected = r##"    ...{
  "dom_id": "#swagger-ui",
  "urls": [
    {
      "name": "The first contract",
      "url": "/openapi/one.json"
    },
    {
      "name": "The second \"contract\" </script>",
      "url": "/openapi/two.json"
    },
    {
      "name": "Everything",
      "url": "/openapi/all.json"
    }
  ],
  "deepLinking": true,
  "defaultModelsExpandDepth": 0,
  "defaultModelExpandDepth": 2,
  "displayRequestDuration": true,
  "filter": true,
  "tryItOutEnabled": true,
  "requestSnippetsEnabled": true,
  "validatorUrl": "none",
  "persistAuthorization": false,
"##;
    assert!(script.contains(expected), "{script}");
    Ok(())
}

#[tokio::test]
async fn a_single_contract_is_offered_by_its_title_too() -> Outcome {
    let mut setup = TestSite::new().await?;
    setup.contracts = vec![mounted("only", None, stub::document("The only one", json!({})))];
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
