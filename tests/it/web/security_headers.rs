//! The headers that every answer has.

use poem::http::Method;
use poem::test::TestResponse;

use super::{Outcome, TestSite};

const API_POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// One request for each way that an answer comes about.
const REQUESTS: [(Method, &str); 13] = [
    (Method::GET, "/api/me"),
    (Method::POST, "/api/me"),
    (Method::GET, "/api/nothing"),
    (Method::GET, "/two/error"),
    (Method::GET, "/two/panic"),
    (Method::GET, "/nothing"),
    (Method::GET, "/livez"),
    (Method::POST, "/livez"),
    (Method::GET, "/portal"),
    (Method::POST, "/portal/end-all"),
    (Method::GET, "/style.css"),
    (Method::GET, "/docs/"),
    (Method::GET, "/openapi/one.json"),
];

fn header(answer: &TestResponse, name: &str) -> Option<String> {
    let all: Vec<_> = answer.0.headers().get_all(name).iter().collect();
    assert!(all.len() < 2, "{name}: {all:?}");
    all.first().map(|value| value.to_str().expect("a text").to_owned())
}

#[tokio::test]
async fn every_answer_says_what_browsers_may_not_do_with_it() -> Outcome {
    let site = TestSite::new().await?.open()?;
    for (method, path) in REQUESTS {
        let answer = site.request(method.clone(), path).send().await;
        let about = format!("{method} {path}: {:?}", answer.0);
        assert_eq!(
            header(&answer, "x-content-type-options").as_deref(),
            Some("nosniff"),
            "{about}"
        );
        assert_eq!(header(&answer, "x-frame-options").as_deref(), Some("DENY"), "{about}");
        let policy = header(&answer, "content-security-policy").expect("a policy");
        let is_page = path.starts_with("/docs") || (path.starts_with("/portal") && !path.ends_with(".css"));
        assert_eq!(policy != API_POLICY, is_page, "{about}");
        assert!(policy.starts_with("default-src 'none'; "), "{about}");
        assert!(policy.ends_with("frame-ancestors 'none'"), "{about}");
        let referrer = header(&answer, "referrer-policy").expect("a referrer policy");
        assert!(["no-referrer", "same-origin"].contains(&referrer.as_str()), "{about}");
        assert_eq!(header(&answer, "server"), None, "{about}");
        assert_eq!(header(&answer, "x-powered-by"), None, "{about}");
        assert_eq!(header(&answer, "strict-transport-security"), None, "{about}");
    }
    Ok(())
}

#[tokio::test]
async fn over_https_every_answer_tells_browsers_to_come_by_https_only() -> Outcome {
    let mut setup = TestSite::new().await?;
    setup.https = true;
    let site = setup.open()?;
    for (method, path) in REQUESTS {
        let answer = site.request(method.clone(), path).send().await;
        let said = header(&answer, "strict-transport-security");
        assert_eq!(said.as_deref(), Some("max-age=31536000"), "{method} {path}");
    }
    Ok(())
}

#[tokio::test]
async fn no_cache_keeps_anything_but_what_is_the_same_for_everybody() -> Outcome {
    let site = TestSite::new().await?.open()?;
    for (method, path) in REQUESTS {
        let request = site.request(method.clone(), path).header("authorization", "Bearer x");
        let answer = request.header("cookie", "latchkey_portal=x").send().await;
        let is_for_everybody = ["/docs/", "/openapi/one.json", "/style.css"].contains(&path);
        let expected = if is_for_everybody { "no-cache" } else { "no-store" };
        assert_eq!(
            header(&answer, "cache-control").as_deref(),
            Some(expected),
            "{method} {path}"
        );
    }
    Ok(())
}
