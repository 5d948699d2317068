//! Who answers which path.

use super::{NOT_FOUND, Outcome, TestSite, whole};
use poem::http::Method;

#[tokio::test]
async fn paths_that_differ_by_case_alone_are_two_operations() -> Outcome {
    let site = TestSite::new().await?.open()?;
    for (path, contract) in [("/api/Login", "one"), ("/api/login", "two")] {
        let expected = format!("200 OK\n\n{contract} saw POST {path} from Some((\"127.0.0.1\", None))");
        assert_eq!(whole(site.post(path).send().await).await?, expected);
    }
    Ok(())
}

#[tokio::test]
async fn the_query_is_no_part_of_the_path_and_is_handed_on() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let answer = whole(site.get("/api/me?request=1").send().await).await?;
    assert_eq!(
        answer,
        "200 OK\n\none saw GET /api/me?request=1 from Some((\"127.0.0.1\", None))"
    );
    Ok(())
}

#[tokio::test]
async fn a_wrong_method_is_refused_by_the_contract_that_has_the_path() -> Outcome {
    let site = TestSite::new().await?.open()?;
    for (method, path, expected) in [
        (
            Method::GET,
            "/api/Login",
            "405 Method Not Allowed\nallow: POST\n\none takes other methods",
        ),
        (
            Method::OPTIONS,
            "/api/login",
            "405 Method Not Allowed\nallow: POST\n\ntwo takes other methods",
        ),
        (
            Method::POST,
            "/api/me",
            "405 Method Not Allowed\nallow: GET, HEAD, PUT\n\none takes other methods",
        ),
        (
            Method::GET,
            "/api/inner/list",
            "405 Method Not Allowed\nallow: DELETE\n\ntwo takes other methods",
        ),
        (Method::HEAD, "/api/Login", "405 Method Not Allowed\nallow: POST\n"),
    ] {
        let answer = whole(site.request(method.clone(), path).send().await).await?;
        assert_eq!(answer, expected, "{method} {path}");
    }
    Ok(())
}

#[tokio::test]
async fn head_is_answered_where_get_is_and_without_a_body() -> Outcome {
    let site = TestSite::new().await?.open()?;
    assert_eq!(whole(site.head("/api/me").send().await).await?, "200 OK\n");
    let health = whole(site.head("/livez").send().await).await?;
    let headers = "content-type: application/json\n";
    assert_eq!(health, format!("200 OK\n{headers}"));
    Ok(())
}

#[tokio::test]
async fn an_unknown_path_below_a_contracts_prefix_is_refused_in_its_words() -> Outcome {
    let site = TestSite::new().await?.open()?;
    for (path, contract) in [
        ("/api/LOGIN", "one"),
        ("/api/Login//", "one"),
        ("/api//Login", "one"),
        ("/api/%2FLogin", "one"),
        ("/api/", "one"),
        ("/api/inner", "one"),
        ("/api/inner/", "two"),
        ("/api/inner/LIST", "two"),
    ] {
        let expected = format!("404 Not Found\n\n{contract} knows no such path");
        assert_eq!(whole(site.post(path).send().await).await?, expected, "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn an_unknown_path_elsewhere_is_a_problem_document() -> Outcome {
    let site = TestSite::new().await?.open()?;
    for path in [
        "/index.html",
        "/api",
        "/API/Login",
        "/two/",
        "/Livez",
        "/livez//",
        "/docs/none.js",
        "/portal//",
    ] {
        assert_eq!(whole(site.get(path).send().await).await?, NOT_FOUND, "{path}");
    }
    Ok(())
}

#[tokio::test]
async fn a_wrong_method_on_a_page_of_ours_is_a_problem_document() -> Outcome {
    let site = TestSite::new().await?.open()?;
    for (method, path, allow) in [
        (Method::POST, "/livez", "GET, HEAD"),
        (Method::DELETE, "/docs/", "GET, HEAD"),
        (Method::PUT, "/openapi/one.json", "GET, HEAD"),
        (Method::POST, "/portal", "GET, HEAD"),
        (Method::GET, "/portal/end-all", "POST"),
        (
            Method::GET,
            "/portal/sessions/02020202-0202-4202-8202-020202020202/end",
            "POST",
        ),
    ] {
        let expected = format!(
            "405 Method Not Allowed\n\
             allow: {allow}\n\
             content-type: application/problem+json\n\
             \n\
             {{\"type\":\"about:blank\",\"title\":\"Method Not Allowed\",\"status\":405}}"
        );
        let answer = whole(site.request(method.clone(), path).send().await).await?;
        assert_eq!(answer, expected, "{method} {path}");
    }
    Ok(())
}

#[tokio::test]
async fn an_error_that_a_contract_lets_through_gets_no_words_of_the_framework() -> Outcome {
    let site = TestSite::new().await?.open()?;
    assert_eq!(whole(site.get("/two/error").send().await).await?, NOT_FOUND);
    Ok(())
}

#[tokio::test]
async fn a_panic_is_answered_and_the_site_goes_on() -> Outcome {
    let site = TestSite::new().await?.open()?;
    let answer = whole(site.get("/two/panic").send().await).await?;
    let expected = "500 Internal Server Error\n\
        content-type: application/problem+json\n\
        \n\
        {\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500}";
    assert_eq!(answer, expected);
    site.get("/livez").send().await.assert_status_is_ok();
    Ok(())
}
