//! Web pages of other sites that call the contracts.

use poem::http::Method;
use poem::test::TestClient;

use super::{Outcome, TestSite, whole};

const APP: &str = "https://app.example";
const ASKED: &str = "access-control-request-method";

/// A site that two origins may call.
async fn setup() -> Result<TestSite, Box<dyn std::error::Error>> {
    let mut setup = TestSite::new().await?;
    setup.cors.0 = [APP.to_owned(), "http://localhost:3000".to_owned()].into();
    Ok(setup)
}

#[tokio::test]
async fn without_origins_nothing_is_said_to_anybody() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let answer = whole(site.get("/api/me").header("origin", APP).send().await).await?;
    assert_eq!(answer, "200 OK\n\none saw GET /api/me from Some((\"127.0.0.1\", None))");
    let asked = site.request(Method::OPTIONS, "/api/me").header("origin", APP);
    let answer = whole(asked.header(ASKED, "PUT").send().await).await?;
    assert_eq!(
        answer,
        "405 Method Not Allowed\nallow: GET, HEAD, PUT\n\none takes other methods"
    );
    Ok(())
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_may_read_the_answer_but_not_send_the_cookie() -> Outcome {
    let site = setup().await?.open()?;
    for origin in [APP, "http://localhost:3000"] {
        let answer = whole(site.get("/api/me").header("origin", origin).send().await).await?;
        let expected = format!(
            "200 OK\naccess-control-allow-origin: {origin}\n\
             access-control-expose-headers: retry-after, www-authenticate, x-request-id\n\
             vary: Origin\n\none saw GET /api/me from Some((\"127.0.0.1\", None))"
        );
        assert_eq!(answer, expected);
    }
    Ok(())
}

#[tokio::test]
async fn a_browsers_question_is_answered_with_the_methods_of_the_path() -> Outcome {
    let site = setup().await?.open()?;
    for (path, methods) in [
        ("/api/me", "GET, HEAD, PUT"),
        ("/api/login", "POST"),
        ("/api/inner/list", "DELETE"),
    ] {
        let asked = site
            .request(Method::OPTIONS, path)
            .header("origin", APP)
            .header(ASKED, "PUT");
        let wanted = "authorization, X-App-Version, x-forwarded-for, Forwarded, x-http-method-override, no name";
        let asked = asked.header("access-control-request-headers", wanted);
        let expected = format!(
            "204 No Content\n\
             access-control-allow-headers: authorization, X-App-Version\n\
             access-control-allow-methods: {methods}\n\
             access-control-allow-origin: {APP}\n\
             access-control-expose-headers: retry-after, www-authenticate, x-request-id\n\
             access-control-max-age: 600\n\
             vary: Origin\n"
        );
        assert_eq!(whole(asked.send().await).await?, expected, "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn an_origin_that_is_not_named_byte_for_byte_is_answered_as_if_there_were_none() -> Outcome {
    let site = setup().await?.open()?;
    for origin in [
        "https://evil.example",
        "https://app.example.evil.example",
        "https://evilapp.example",
        "https://sub.app.example",
        "https://app.example:444",
        "https://app.example/",
        "http://app.example",
        "https://APP.example",
        "null",
        "*",
        "",
    ] {
        let answer = whole(site.get("/api/me").header("origin", origin).send().await).await?;
        let expected = "200 OK\nvary: Origin\n\none saw GET /api/me from Some((\"127.0.0.1\", None))";
        assert_eq!(answer, expected, "{origin}");
        let asked = site.request(Method::OPTIONS, "/api/me").header("origin", origin);
        let answer = whole(asked.header(ASKED, "PUT").send().await).await?;
        let expected = "405 Method Not Allowed\nallow: GET, HEAD, PUT\nvary: Origin\n\none takes other methods";
        assert_eq!(answer, expected, "{origin}");
    }
    let twice = site.get("/api/me").header("origin", APP).header("origin", APP);
    let answer = twice.send().await;
    assert!(answer.0.header("access-control-allow-origin").is_none());
    Ok(())
}

#[tokio::test]
async fn options_that_is_no_question_is_an_ordinary_method() -> Outcome {
    let site = setup().await?.open()?;
    let answer = site
        .request(Method::OPTIONS, "/api/me")
        .header("origin", APP)
        .send()
        .await;
    assert_eq!(answer.0.status(), 405);
    assert_eq!(answer.0.header("access-control-allow-origin"), Some(APP));
    Ok(())
}

#[tokio::test]
async fn no_other_site_may_read_what_is_no_contract() -> Outcome {
    let site = setup().await?.open()?;
    for path in ["/portal", "/portal/end-all", "/docs/", "/livez", "/nothing"] {
        for method in [Method::GET, Method::POST, Method::OPTIONS] {
            let request = site.request(method.clone(), path).header("origin", APP);
            let answer = request.header(ASKED, "POST").send().await;
            let said = answer
                .0
                .headers()
                .keys()
                .find(|name| name.as_str().starts_with("access-control"));
            assert_eq!(said, None, "{method} {path}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn that_cookies_may_be_sent_is_never_said() -> Outcome {
    let site: TestClient<_> = setup().await?.open()?;
    for method in [Method::GET, Method::PUT, Method::OPTIONS] {
        let request = site
            .request(method, "/api/me")
            .header("origin", APP)
            .header(ASKED, "PUT");
        let answer = request.send().await;
        assert!(answer.0.header("access-control-allow-credentials").is_none());
    }
    Ok(())
}
