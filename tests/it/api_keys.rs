//! API keys: made once, shown once, kept as a hash, checked at every request.

use std::time::Duration;

use latchkey::auth::{CreateApiKey, CreatedApiKey};
use latchkey::model::{ApiKeyId, Permissions, PlainToken, Timestamp, UserId, UserStatus};
use serde_json::json;

use crate::support::http::Answer;
use crate::support::rows::{at, start};
use crate::support::{DEMO_KEY, TestApp};

const MILLISECOND: Duration = Duration::from_millis(1);

fn command(permissions: Permissions) -> CreateApiKey {
    CreateApiKey {
        owner: UserId(1),
        name: "of a test".to_owned(),
        permissions,
        description: None,
        expires_at: None,
    }
}

async fn create(app: &TestApp, command: CreateApiKey) -> CreatedApiKey {
    app.app.auth.create_api_key(command).await.expect("a key is made")
}

async fn create_known(app: &TestApp, text: &str) {
    let key = PlainToken::new(text.to_owned());
    let created =
        app.app
            .auth
            .create_known_api_key(command(Permissions::READ), key, PlainToken::new("cs_known".to_owned()));
    created.await.expect("a key is made");
}

/// Reads the profile, which needs a key that may read.
async fn read(app: &TestApp, key: &str) -> Answer {
    app.get("/v1/auth/user").api_key(key).send().await
}

/// Changes nothing, which needs a key that may write.
async fn write(app: &TestApp, key: &str) -> Answer {
    app.post("/v1/auth/user", json!({ "user": {} }))
        .api_key(key)
        .send()
        .await
}

#[track_caller]
fn assert_not_valid(answer: &Answer) {
    answer.assert(
        401,
        &json!({ "success": false, "code": 1201, "message": "Invalid API key" }),
    );
}

#[tokio::test]
async fn a_new_key_acts_as_its_owner() {
    let app = TestApp::start().await;
    let created = create(&app, command(Permissions::READ)).await;
    let key = created.key.expose();
    assert!(key.starts_with("api_") && key.len() == 28, "{key}");
    assert!(key[4..].chars().all(|one| one.is_ascii_alphanumeric()), "{key}");
    let answer = read(&app, key).await;
    assert_eq!((answer.status, answer.at("/user/userName")), (200, json!("admin")));
    assert_eq!(read(&app.another_node().await, key).await.status, 200);
}

#[tokio::test]
async fn no_secret_of_a_key_is_in_the_database_or_in_an_answer() {
    let app = TestApp::start().await;
    let created = create(&app, command(Permissions::READ)).await;
    let (key, secret) = (created.key.expose(), created.client_secret.expose());
    for column in ["masked_key", "masked_secret", "prefix", "name"] {
        let stored = format!("SELECT {column} FROM api_keys ORDER BY id DESC");
        let stored = app.database.text(&stored).await.expect("a text");
        assert!(!stored.contains(key) && !stored.contains(secret), "{column}: {stored}");
    }
    let answer = read(&app, key).await;
    let shown = answer.at("/user/apiKeys/1");
    assert_eq!(shown["key"], json!(format!("{}…{}", &key[..8], &key[24..])));
    let last = &secret[secret.len() - 4..];
    assert_eq!(shown["clientSecret"], json!(format!("{}…{last}", &secret[..8])));
    assert!(!answer.text.contains(key) && !answer.text.contains(secret));
    assert!(!format!("{created:?}").contains(key), "nor in a debug print");
}

#[tokio::test]
async fn what_is_not_exactly_the_key_is_not_valid() {
    let app = TestApp::start().await;
    assert_eq!(read(&app, DEMO_KEY).await.status, 200);
    let mut other_end = DEMO_KEY.to_owned();
    other_end.replace_range(27.., "1");
    for wrong in [
        "",
        "api_",
        "api_demo0000",
        &DEMO_KEY[..27],
        &format!("{DEMO_KEY}0"),
        &other_end,
        &DEMO_KEY.to_uppercase(),
        &DEMO_KEY.to_lowercase().replace("demo", "Demo"),
        "api_nobody000000000000000000",
        "x",
        &"a".repeat(10_000),
    ] {
        assert_not_valid(&read(&app, wrong).await);
    }
}

#[tokio::test]
async fn two_keys_that_begin_alike_are_told_apart() {
    let app = TestApp::start().await;
    let (one, other) = ("api_demo0000111111111111111a", "api_demo0000111111111111111b");
    create_known(&app, one).await;
    create_known(&app, other).await;
    for key in [DEMO_KEY, one, other] {
        assert_eq!(read(&app, key).await.status, 200, "{key}");
    }
    assert_not_valid(&read(&app, "api_demo0000111111111111111c").await);
    assert_eq!(write(&app, DEMO_KEY).await.status, 200);
    assert_eq!(write(&app, one).await.status, 403, "each has its own permissions");

    let keys = app.app.auth.api_keys(None).await.expect("a list");
    assert!(app.app.auth.revoke_api_key(keys[1].id).await.expect("a query"));
    assert_not_valid(&read(&app, one).await);
    assert_eq!(read(&app, other).await.status, 200, "its neighbour is untouched");
}

#[tokio::test]
async fn each_permission_permits_what_it_names() {
    let app = TestApp::start().await;
    let denied = json!({ "success": false, "code": 1202, "message": "Permission denied" });
    let none = Permissions::from_bits(0);
    for (permissions, reads, writes) in [
        (none, false, false),
        (Permissions::READ, true, false),
        (Permissions::WRITE, false, true),
        (Permissions::READ.union(Permissions::WRITE), true, true),
        (Permissions::DELETE.union(Permissions::CREATE), false, false),
    ] {
        let created = create(&app, command(permissions)).await;
        let key = created.key.expose();
        for (answer, permitted) in [(read(&app, key).await, reads), (write(&app, key).await, writes)] {
            if permitted {
                assert_eq!(answer.status, 200, "{permissions:?}");
            } else {
                answer.assert(403, &denied);
            }
        }
        let logout = app.call("POST", "/v1/auth/logout").api_key(key).send().await;
        assert_eq!(logout.status, 200, "there is nothing to log out of");
    }
}

#[tokio::test]
async fn a_key_stops_at_its_expiry() {
    let app = TestApp::start().await;
    let mut expiring = command(Permissions::READ);
    expiring.expires_at = Some(at(60));
    let created = create(&app, expiring).await;
    app.pass(Duration::from_secs(60) - MILLISECOND);
    assert_eq!(read(&app, created.key.expose()).await.status, 200);
    app.pass(MILLISECOND);
    assert_not_valid(&read(&app, created.key.expose()).await);
    assert_eq!(read(&app, DEMO_KEY).await.status, 200, "this one has none");
    app.clock.step_back(Duration::from_secs(30));
    assert_not_valid(&read(&app, created.key.expose()).await);
}

#[tokio::test]
async fn a_key_is_revoked_once_for_good_and_on_every_node() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let created = create(&app, command(Permissions::READ)).await;
    assert_eq!(read(&node, created.key.expose()).await.status, 200);
    let auth = &app.app.auth;
    assert!(auth.revoke_api_key(created.id).await.expect("a query"));
    assert_not_valid(&read(&node, created.key.expose()).await);
    assert!(!auth.revoke_api_key(created.id).await.expect("a query"), "twice");
    assert!(!auth.revoke_api_key(ApiKeyId(999)).await.expect("a query"), "nobody's");
    let listed = auth.api_keys(Some(UserId(1))).await.expect("a list");
    assert_eq!(listed[1].revoked_at, Some(start()));
}

#[tokio::test]
async fn the_keys_of_a_disabled_owner_stop_and_come_back_with_them() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    app.set_admin_status(UserStatus::Disabled).await;
    assert_not_valid(&read(&node, DEMO_KEY).await);
    app.set_admin_status(UserStatus::Active).await;
    assert_eq!(read(&node, DEMO_KEY).await.status, 200);
}

#[tokio::test]
async fn a_new_password_leaves_the_keys_alone() {
    let app = TestApp::start().await;
    app.set_admin_password("another password").await;
    assert_eq!(read(&app, DEMO_KEY).await.status, 200);
}

#[tokio::test]
async fn the_last_use_is_noted_at_most_every_five_minutes() {
    let app = TestApp::start().await;
    let five = Duration::from_secs(5 * 60);
    assert_eq!(last_used(&app).await, None);
    assert_not_valid(&read(&app, "api_demo00000000000000000001").await);
    assert_eq!(last_used(&app).await, None, "that was another key");
    read(&app, DEMO_KEY).await;
    assert_eq!(last_used(&app).await, Some(start()));
    app.pass(five - MILLISECOND);
    read(&app, DEMO_KEY).await;
    assert_eq!(last_used(&app).await, Some(start()), "too early");
    app.pass(MILLISECOND);
    read(&app, DEMO_KEY).await;
    assert_eq!(last_used(&app).await, Some(at(5 * 60)));
}

async fn last_used(app: &TestApp) -> Option<Timestamp> {
    app.flush().await;
    let keys = app.app.auth.api_keys(Some(UserId(1))).await.expect("a list");
    keys[0].last_used_at
}
