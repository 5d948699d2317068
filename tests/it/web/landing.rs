//! The page at `/`.

use latchkey::web::TryIt;

use super::portal::page;
use super::{NOT_FOUND, Outcome, TestSite, whole};

/// What is in the page.
async fn shown(setup: TestSite, host: &str) -> Result<String, Box<dyn std::error::Error>> {
    let answer = setup.open()?.get("/").header("host", host).send().await;
    answer.assert_status_is_ok();
    Ok(answer.0.into_body().into_string().await?)
}

#[tokio::test]
async fn it_says_what_the_server_is_and_where_everything_is() -> Outcome {
    let shown = page(TestSite::new().await?.open()?.get("/").send().await).await?;
    let expected = include_str!("pages/landing.html").replace("VERSION", env!("CARGO_PKG_VERSION"));
    let (headers, html) = shown.split_once("\n\n").ok_or("no body")?;
    assert_eq!(html, expected.trim_end());
    assert_eq!(
        headers,
        "200 OK\n\
         content-security-policy: default-src 'none'; img-src 'self'; script-src 'self'; style-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'\n\
         content-type: text/html; charset=utf-8\n\
         link: </.well-known/api-catalog>; rel=\"api-catalog\"\n\
         link: </docs/>; rel=\"service-doc\"; type=\"text/html\"\n\
         link: </openapi/latchkey.json>; rel=\"service-desc\"; type=\"application/json\"\n\
         referrer-policy: same-origin"
    );
    Ok(())
}

#[tokio::test]
async fn a_demonstration_proposes_a_login() -> Outcome {
    let mut setup = TestSite::new().await?;
    setup.try_it = Some(TryIt {
        path: "/api/Login",
        body: r#"{"name":"<me>"}"#.to_owned(),
    });
    let shown = shown(setup, "127.0.0.1:8080").await?;
    assert!(
        shown.contains(
            "<code>curl http://127.0.0.1:8080/api/Login -H &#39;Content-Type: application/json&#39; -d \
             &#39;{&#34;name&#34;:&#34;&#60;me&#62;&#34;}&#39;</code>"
        ),
        "{shown}"
    );
    assert!(shown.contains("It is a demonstration"), "{shown}");
    Ok(())
}

#[tokio::test]
async fn it_names_the_address_that_clients_see_or_else_the_one_that_they_came_by() -> Outcome {
    for (address, https, host, told) in [
        (None, false, "127.0.0.1:8080", "http://127.0.0.1:8080"),
        (None, false, "[::1]:8080", "http://[::1]:8080"),
        (None, true, "login.example.com", "https://login.example.com"),
        (Some("https://public.example"), true, "inner", "https://public.example"),
        // What is copied into a shell is no place for these.
        (None, false, "a;b$(c)", "http://localhost"),
    ] {
        let mut setup = TestSite::new().await?;
        setup.https = https;
        setup.address = address.map(str::to_owned);
        let shown = shown(setup, host).await?;
        assert!(
            shown.contains(&format!("<code>curl {told}/openapi/one.json</code>")),
            "{host}: {shown}"
        );
        assert!(
            shown.contains(&format!("generate -i {told}/openapi/one.json -g go")),
            "{host}: {shown}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn without_documents_there_is_nothing_to_land_on() -> Outcome {
    let mut setup = TestSite::new().await?;
    setup.docs = false;
    assert_eq!(whole(setup.open()?.get("/").send().await).await?, NOT_FOUND);
    Ok(())
}
