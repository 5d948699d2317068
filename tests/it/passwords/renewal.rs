//! A hash below the configured cost is renewed when its owner logs in.

use latchkey::model::User;

use crate::support::TestApp;
use crate::support::admin::{ADMIN, ADMIN_PASSWORD, password};

const HIGHER: u32 = 5;

#[tokio::test]
async fn a_hash_below_the_cost_is_renewed_by_a_login() {
    let app = TestApp::start().await;
    let node = app.another_node_with("", HIGHER).await;
    let before = app.admin_hash().await;
    assert!(before.starts_with("$2b$04$"));
    let session = app.token("staff").await;
    assert_eq!(
        app.admin_hash().await,
        before,
        "the node with the same cost leaves it alone"
    );

    let renewing = crate::support::admin::text(&node.log_in(ADMIN, ADMIN_PASSWORD).await, "/data/token");
    let renewed = app.admin_hash().await;
    assert!(renewed.starts_with("$2b$05$"), "{renewed}");
    for token in [&session, &renewing] {
        assert!(app.accepts(token).await, "the password is the same, so no session ends");
    }
    for node in [&app, &node] {
        assert_eq!(node.log_in(ADMIN, ADMIN_PASSWORD).await.status, 200);
        assert_eq!(node.log_in(ADMIN, "wrong").await.status, 401);
    }
    assert_eq!(app.admin_hash().await, renewed, "neither raised nor lowered again");
}

#[tokio::test]
async fn a_long_hash_is_renewed_too() {
    let app = TestApp::start().await;
    let node = app.another_node_with("", HIGHER).await;
    let long = "long ".repeat(30);
    app.set_admin_password(&long).await;
    assert!(app.admin_hash().await.starts_with("$bcrypt-sha256$v=2,t=2b,r=4$"));
    assert_eq!(node.log_in(ADMIN, &long).await.status, 200);
    assert!(app.admin_hash().await.starts_with("$bcrypt-sha256$v=2,t=2b,r=5$"));
    assert_eq!(app.log_in(ADMIN, &long).await.status, 200);
}

#[tokio::test]
async fn a_login_that_fails_renews_nothing() {
    let app = TestApp::start().await;
    let node = app.another_node_with("", HIGHER).await;
    let before = app.admin_hash().await;
    assert_eq!(node.log_in(ADMIN, "wrong").await.status, 401);
    assert_eq!(app.admin_hash().await, before);

    app.set_admin_status(latchkey::model::UserStatus::Disabled).await;
    assert_eq!(node.log_in(ADMIN, ADMIN_PASSWORD).await.status, 403);
    assert_eq!(app.admin_hash().await, before, "a login that is refused is not a login");
}

#[tokio::test]
async fn a_hash_above_the_cost_is_not_lowered() {
    let app = TestApp::start().await;
    let node = app.another_node_with("", HIGHER).await;
    let name = crate::support::admin::folded("admin");
    let set = node
        .app
        .auth
        .set_account_password::<User>(&name, &password("new and long enough"))
        .await;
    assert!(set.expect("the password is set"));
    let before = app.admin_hash().await;
    assert!(before.starts_with("$2b$05$"));
    assert_eq!(app.log_in(ADMIN, "new and long enough").await.status, 200);
    assert_eq!(app.admin_hash().await, before);
}

#[tokio::test]
async fn a_subscribers_hash_is_renewed_like_a_users() {
    let app = TestApp::start().await;
    let node = app.another_node_with("", HIGHER).await;
    let answer = node.log_in_subscriber("subscriber1", "kettle-otter-velvet").await;
    assert_eq!(answer.status, 200);
    let of = |name: &str| format!("SELECT password_hash FROM subscribers WHERE username = '{name}'");
    let renewed = app.database.text(&of("subscriber1")).await.expect("a hash");
    assert!(renewed.starts_with("$2b$05$"), "{renewed}");
    let other = app.database.text(&of("subscriber123")).await.expect("a hash");
    assert!(other.starts_with("$2b$04$"), "{other}");
}
