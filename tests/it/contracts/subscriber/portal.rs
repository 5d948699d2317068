//! `GET /mobile-auto-login`. What the portal then shows is tested with the rest of the site.

use latchkey::auth::{PortalCookie, PortalError};
use latchkey::model::{PlainToken, cookie_name};

use crate::support::TestApp;
use crate::support::clock::{days, seconds};
use crate::support::http::Answer;
use crate::support::jwt::claims;

const AUTO_LOGIN: &str = "/mobile-auto-login";

async fn open(app: &TestApp, token: &str) -> Answer {
    app.get(AUTO_LOGIN).bearer(token).send().await
}

/// The cookie's value, after the whole answer around it has been compared.
#[track_caller]
fn cookie(answer: &Answer, location: &str, https: bool) -> String {
    assert_eq!((answer.status, answer.text.as_str()), (302, ""), "{answer:?}");
    assert_eq!(answer.header("location"), Some(location), "{answer:?}");
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer:?}");
    let set = answer.header("set-cookie").expect("a cookie");
    let named = format!("{}=", cookie_name(https));
    let value = set
        .strip_prefix(&named)
        .and_then(|rest| rest.strip_suffix("; HttpOnly; Secure; SameSite=Lax; Path=/"));
    value.unwrap_or_else(|| panic!("not as it should be: {set}")).to_owned()
}

/// Whether the portal knows the cookie.
async fn is_signed_in(app: &TestApp, value: &str) -> bool {
    let cookie = PortalCookie(PlainToken::new(value.to_owned()));
    match app.app.auth.portal(&cookie).await {
        Ok(_) => true,
        Err(PortalError::SignedOut) => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_web_view_is_sent_to_the_portal_with_a_cookie_that_signs_it_in() {
    let app = TestApp::start().await;
    let value = cookie(&open(&app, &app.token("subscriber").await).await, "/portal", false);
    assert!(is_signed_in(&app, &value).await);
}

#[tokio::test]
async fn the_cookie_is_random_fresh_each_time_and_not_the_token() {
    let app = TestApp::start().await;
    let token = app.token("subscriber").await;
    let first = cookie(&open(&app, &token).await, "/portal", false);
    let second = cookie(&open(&app, &token).await, "/portal", false);
    assert_ne!(first, second);
    let claims = claims(&token);
    for value in [&first, &second] {
        assert!(value.len() >= 43, "256 bits are 43 characters of base64: {value}");
        assert!(!value.contains('.') && !token.contains(value.as_str()), "{value}");
        for name in ["jti", "sid"] {
            let id = claims[name].as_str().expect("a text");
            assert!(!value.contains(id), "{value}");
        }
        assert!(is_signed_in(&app, value).await);
    }
}

#[tokio::test]
async fn the_newest_five_cookies_of_a_session_are_good_and_older_ones_are_forgotten() {
    let app = TestApp::start().await;
    let token = app.token("subscriber").await;
    app.pass(seconds(1));
    let other = cookie(&open(&app, &app.token("subscriber").await).await, "/portal", false);
    let mut values = Vec::new();
    for _ in 0..8 {
        app.pass(seconds(1));
        values.push(cookie(&open(&app, &token).await, "/portal", false));
    }
    let mut good = Vec::new();
    for value in &values {
        good.push(is_signed_in(&app, value).await);
    }
    assert_eq!(good, [false, false, false, true, true, true, true, true]);
    assert_eq!(app.database.count("portal_cookies").await, 6);
    assert!(is_signed_in(&app, &other).await, "another session has its own");
    // Without a moment between them.
    for _ in 0..8 {
        let value = cookie(&open(&app, &token).await, "/portal", false);
        assert!(is_signed_in(&app, &value).await);
    }
    assert_eq!(app.database.count("portal_cookies").await, 6);
}

#[tokio::test]
async fn a_cookie_that_came_with_the_request_is_not_taken_over() {
    let app = TestApp::start().await;
    let token = app.token("subscriber").await;
    let planted = "A".repeat(43);
    let own = cookie(&open(&app, &token).await, "/portal", false);
    for sent in [&planted, &own] {
        let header = format!("{}={sent}", cookie_name(false));
        let answer = app
            .get(AUTO_LOGIN)
            .bearer(&token)
            .header("cookie", &header)
            .send()
            .await;
        let fresh = cookie(&answer, "/portal", false);
        assert_ne!(&fresh, sent);
        assert!(is_signed_in(&app, &fresh).await);
    }
    assert!(!is_signed_in(&app, &planted).await);
}

#[tokio::test]
async fn over_https_the_cookie_has_the_prefix_that_pins_it_to_the_host() {
    let app = TestApp::with("[http]\npublic_url = \"https://login.example.com\"").await;
    let answer = open(&app, &app.token("subscriber").await).await;
    cookie(&answer, "/portal", true);
    assert!(cookie_name(true).starts_with("__Host-"));
    assert!(!cookie_name(false).starts_with("__Host-"));
}

#[tokio::test]
async fn a_portal_of_somebody_elses_is_where_the_operator_says() {
    let app =
        TestApp::with("[contracts.subscriber]\nportal_url = \"https://portal.example.net/welcome?from=app\"").await;
    let answer = open(&app, &app.token("subscriber").await).await;
    cookie(&answer, "https://portal.example.net/welcome?from=app", false);
}

#[tokio::test]
async fn nothing_in_the_request_changes_where_the_web_view_is_sent() {
    let app = TestApp::start().await;
    let token = app.token("subscriber").await;
    for query in ["next", "redirect", "redirect_uri", "url", "return_to", "location"] {
        let address = format!("{AUTO_LOGIN}?{query}=https://evil.example");
        let answer = app.get(&address).bearer(&token).send().await;
        cookie(&answer, "/portal", false);
    }
    for (name, value) in [
        ("host", "evil.example"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-prefix", "//evil.example"),
        ("forwarded", "host=evil.example;proto=https"),
        ("x-original-url", "//evil.example"),
        ("referer", "https://evil.example/"),
        ("origin", "https://evil.example"),
        ("cookie", "latchkey_portal=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
    ] {
        let call = app.get(AUTO_LOGIN).bearer(&token).header(name, value);
        cookie(&call.about(name).send().await, "/portal", false);
    }
}

#[tokio::test]
async fn the_portal_session_ends_with_the_session_of_the_token() {
    let app = TestApp::start().await;
    let token = app.token("subscriber").await;
    let value = cookie(&open(&app, &token).await, "/portal", false);
    let refreshed = app.call("POST", "/api/v1/subscriber/refresh-token").bearer(&token);
    let next = refreshed.send().await.text_at("/data/token");
    assert!(is_signed_in(&app, &value).await, "a refresh is no end");
    app.call("POST", "/api/v1/subscriber/logout").bearer(&next).send().await;
    assert!(!is_signed_in(&app, &value).await);

    let value = cookie(&open(&app, &app.token("subscriber").await).await, "/portal", false);
    app.pass(days(90));
    assert!(!is_signed_in(&app, &value).await);
}
