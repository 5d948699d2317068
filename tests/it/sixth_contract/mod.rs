//! A sixth contract needs its folder and its place in the list, and nothing else. The toy contract is added to the list
//! of a test application, and everything that goes by the list then has it.

mod toy;

use latchkey::config::{Config, Overrides};
use latchkey::contracts::{self, Contract};
use serde_json::{Value, json};

use crate::support::TestApp;
use crate::support::clock::seconds;
use crate::support::http::Answer;
use crate::support::jwt::claims;

const MINUTE: u64 = 60;

fn contracts_and_toy() -> Vec<Contract> {
    contracts::all().copied().chain([toy::CONTRACT]).collect()
}

async fn start(toml: &str) -> TestApp {
    TestApp::with_contracts(contracts_and_toy(), toml).await
}

async fn log_in(app: &TestApp, password: &str) -> Answer {
    let body = json!({ "who": "admin", "secret": password });
    app.post("/toy/login", body).send().await
}

async fn token(app: &TestApp) -> String {
    log_in(app, "your-password").await.take_token("/pass").1
}

async fn me(app: &TestApp, token: &str) -> Answer {
    app.get("/toy/me").bearer(token).send().await
}

fn oops(sentence: &str) -> Value {
    json!({ "oops": sentence })
}

#[tokio::test]
async fn it_logs_in_and_answers_who_that_was() {
    let app = start("").await;
    let (answer, token) = log_in(&app, "your-password").await.take_token("/pass");
    answer.is(200, &json!({ "greeting": "Hello, admin", "pass": "TOKEN" }), &[]);
    me(&app, &token).await.is(200, &json!({ "name": "admin" }), &[]);
}

#[tokio::test]
async fn its_own_settings_can_be_set() {
    let app = start("[contracts.toy]\ngreeting = \"Welcome\"\n").await;
    let answer = log_in(&app, "your-password").await;
    assert_eq!(answer.text_at("/greeting"), "Welcome, admin");
}

#[test]
fn its_settings_are_refused_like_any_others() {
    let refusal = |toml: &str| {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("latchkey.toml"), toml).expect("a file");
        let declared = contracts::settings(&contracts_and_toy());
        let error = Config::load_from(None, folder.path(), [], Overrides::default(), &declared).expect_err("a mistake");
        error.to_string().replace(&format!("{}/", folder.path().display()), "")
    };
    assert_eq!(
        refusal("contracts.toy.greting = \"Hi\"\n"),
        "contracts.toy.greting (latchkey.toml): unknown key; [contracts.toy] has session_idle, session_lifetime, greeting"
    );
    assert_eq!(
        refusal("contracts.toy.session_idle = \"1m\"\n"),
        "contracts.toy.session_idle (latchkey.toml): must be from 10m to 400d, not 1m"
    );
}

#[tokio::test]
async fn its_sessions_last_as_long_as_its_settings_say() {
    let app = start("[contracts.toy]\nsession_lifetime = \"90m\"\n").await;
    let (idle, used) = (token(&app).await, token(&app).await);
    app.pass(seconds(55 * MINUTE));
    assert_eq!(me(&app, &used).await.status, 200);
    // That it was used is written behind.
    app.flush().await;
    app.pass(seconds(15 * MINUTE));
    assert_eq!(me(&app, &idle).await.status, 401, "an hour without use is over");
    assert_eq!(me(&app, &used).await.status, 200);
    app.pass(seconds(20 * MINUTE));
    assert_eq!(me(&app, &used).await.status, 401, "its 90 minutes are over");
}

#[tokio::test]
async fn failures_are_answered_in_its_words() {
    let app = start("").await;
    log_in(&app, "wrong").await.is(401, &oops("Do I know you?"), &[]);
    let invalid = app.post("/toy/login", json!({ "who": "admin" })).send().await;
    invalid.is(422, &oops("Something is missing"), &[]);
    let lost = app.get("/toy/box").send().await;
    lost.is(404, &oops("No such toy"), &[]);
    let other_method = app.get("/toy/login").send().await;
    other_method.is(405, &oops("Broken"), &[("allow", "POST")]);
}

#[tokio::test]
async fn it_is_on_the_landing_page_and_in_the_docs_with_its_document() {
    let app = start("").await;
    let landing = app.get("/").send().await;
    assert!(landing.text.contains("Toy login"), "{landing:?}");
    let script = app.get("/docs/swagger-initializer.js").send().await;
    assert!(script.text.contains("/openapi/toy.json"), "{script:?}");
    let document = app.get("/openapi/toy.json").send().await.json();
    assert_eq!(document["info"]["title"], "Toy login");
    let paths: Vec<_> = document["paths"].as_object().expect("paths").keys().collect();
    assert_eq!(paths, ["/toy/login", "/toy/me"]);
}

#[tokio::test]
async fn its_sessions_are_in_the_account_api_beside_those_of_the_others() {
    let app = start("").await;
    let staff = app.token("staff").await;
    app.pass(seconds(1));
    let toy = token(&app).await;
    let answer = app.get("/account/v1/sessions").bearer(&toy).send().await;
    let sessions = json!({ "sessions": [
        {
            "id": claims(&toy)["sid"], "current": true, "contract": "toy", "device": null, "address": "127.0.0.1",
            "user_agent": null, "created_at": "2026-01-01T00:00:01Z", "last_seen_at": "2026-01-01T00:00:01Z",
            "expires_at": "2026-01-01T03:00:01Z",
        },
        {
            "id": claims(&staff)["sid"], "current": false, "contract": "staff", "device": null, "address": "127.0.0.1",
            "user_agent": null, "created_at": "2026-01-01T00:00:00Z", "last_seen_at": "2026-01-01T00:00:00Z",
            "expires_at": "2026-01-08T00:00:00Z",
        },
    ]});
    answer.is(200, &sessions, &[]);
}

#[tokio::test]
async fn no_new_password_may_contain_its_name() {
    let app = start("").await;
    let toy = token(&app).await;
    let change = json!({ "current_password": "your-password", "new_password": "rumpelstiltskin-4711" });
    let answer = app.post("/account/v1/password", change).bearer(&toy).send().await;
    assert_eq!(answer.status, 422, "{answer:?}");
}

#[tokio::test]
async fn without_it_in_the_list_nothing_answers_its_paths() {
    let app = TestApp::start().await;
    assert_eq!(log_in(&app, "your-password").await.status, 404);
}
