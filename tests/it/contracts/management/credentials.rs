//! A bearer token, an API key, or both.

use latchkey::model::Permissions;

use super::{LOGOUT, USER, key, profile, says, with_ana};
use crate::support::http::{BAD_TOKEN, NO_TOKEN};
use crate::support::{DEMO_KEY, TestApp};

const UNKNOWN_KEY: &str = "api_000000000000000000000000";

/// The operations that take either credential.
const EITHER: [(&str, &str); 3] = [("GET", USER), ("POST", USER), ("POST", LOGOUT)];

#[tokio::test]
async fn either_credential_will_do() {
    let (app, ana, token) = with_ana().await;
    let key = key(&app, ana, Permissions::READ).await;
    let by_token = profile(app.get(USER).bearer(&token)).await;
    let by_key = profile(app.get(USER).api_key(key.key.expose())).await;
    assert_eq!(by_token["userName"], "ana");
    assert_eq!(by_token, by_key);
}

#[tokio::test]
async fn without_either_nobody_is_there() {
    let app = TestApp::start().await;
    for (method, path) in EITHER {
        let answer = app.call(method, path).send().await;
        answer.is(401, &says(1200, "Unauthenticated"), &[NO_TOKEN]);
        let answer = app
            .call(method, path)
            .header("authorization", "Basic YTpi")
            .send()
            .await;
        answer.is(401, &says(1200, "Unauthenticated"), &[NO_TOKEN]);
    }
}

#[tokio::test]
async fn both_together_will_do_if_both_are_good() {
    let (app, ana, token) = with_ana().await;
    let key = key(&app, ana, Permissions::READ).await;
    let call = app.get(USER).bearer(&token).api_key(key.key.expose());
    assert_eq!(profile(call).await["userName"], "ana");
}

#[tokio::test]
async fn another_scheme_or_none_at_all_is_not_overlooked_beside_a_good_key() {
    let app = TestApp::start().await;
    for (method, path) in EITHER {
        for bad in ["Basic YTpi", "Bearer", "Bearer ", "nonsense", ""] {
            let call = app.call(method, path).api_key(DEMO_KEY).header("authorization", bad);
            call.send().await.is(401, &says(1200, "Unauthenticated"), &[BAD_TOKEN]);
        }
    }
}

#[tokio::test]
async fn a_bad_key_is_not_overlooked_beside_a_good_token() {
    let (app, _, token) = with_ana().await;
    for (method, path) in EITHER {
        for bad in [
            UNKNOWN_KEY,
            "nonsense",
            "",
            " ",
            &DEMO_KEY[..27],
            &DEMO_KEY.to_uppercase(),
        ] {
            let answer = app
                .call(method, path)
                .bearer(&token)
                .api_key(bad)
                .about(bad)
                .send()
                .await;
            answer.is(401, &says(1201, "Invalid API key"), &[]);
        }
    }
}

#[tokio::test]
async fn a_bad_token_is_not_overlooked_beside_a_good_key() {
    let app = TestApp::start().await;
    let of_a_subscriber = app.token("subscriber").await;
    for (method, path) in EITHER {
        for bad in ["nonsense", of_a_subscriber.as_str()] {
            let answer = app.call(method, path).bearer(bad).api_key(DEMO_KEY).send().await;
            answer.is(401, &says(1200, "Unauthenticated"), &[BAD_TOKEN]);
        }
        let answer = app
            .call(method, path)
            .bearer("nonsense")
            .api_key(UNKNOWN_KEY)
            .send()
            .await;
        answer.is(401, &says(1200, "Unauthenticated"), &[BAD_TOKEN]);
    }
}

#[tokio::test]
async fn a_bad_key_alone_is_refused() {
    let app = TestApp::start().await;
    for (method, path) in EITHER {
        for bad in [UNKNOWN_KEY, "api_demo11111111111111111111", "\"", ""] {
            let answer = app.call(method, path).api_key(bad).about(bad).send().await;
            answer.is(401, &says(1201, "Invalid API key"), &[]);
        }
    }
}

#[tokio::test]
async fn two_keys_are_refused_even_if_both_are_good() {
    let app = TestApp::start().await;
    for (method, path) in EITHER {
        let answer = app.call(method, path).api_key(DEMO_KEY).api_key(DEMO_KEY).send().await;
        answer.is(401, &says(1201, "Invalid API key"), &[]);
    }
}

#[tokio::test]
async fn a_key_anywhere_but_in_its_header_is_no_key() {
    let app = TestApp::start().await;
    let answer = app.get(&format!("{USER}?x-api-key={DEMO_KEY}")).send().await;
    answer.is(401, &says(1200, "Unauthenticated"), &[NO_TOKEN]);
    let answer = app.get(USER).bearer(DEMO_KEY).send().await;
    answer.is(401, &says(1200, "Unauthenticated"), &[BAD_TOKEN]);
    let token = app.token("management").await;
    let answer = app.get(USER).api_key(&token).send().await;
    answer.is(401, &says(1201, "Invalid API key"), &[]);
}

#[tokio::test]
async fn a_credential_is_looked_at_before_the_body() {
    let app = TestApp::start().await;
    for body in ["{", "[]", "{}"] {
        let answer = app.call("POST", USER).body("text/plain", body).send().await;
        answer.is(401, &says(1200, "Unauthenticated"), &[NO_TOKEN]);
        let call = app.call("POST", USER).api_key(UNKNOWN_KEY);
        let answer = call.body("application/json", body).send().await;
        answer.is(401, &says(1201, "Invalid API key"), &[]);
    }
}
