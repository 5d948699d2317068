//! Disabling an account or setting its password ends its sessions at once.

use latchkey::model::{SubscriberStatus, User, UserStatus};

use crate::support::TestApp;
use crate::support::admin::{ADMIN, ADMIN_ACCOUNT, ADMIN_PASSWORD, folded, text};

#[tokio::test]
async fn disabling_a_user_ends_all_sessions_whatever_contract_opened_them() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let mut tokens = Vec::new();
    for contract in ["staff", "management", "netxd"] {
        tokens.push(app.token(contract).await);
    }
    let other = text(&app.log_in("admin@NetXD.com", "Test@1234").await, "/data/token");
    app.set_admin_status(UserStatus::Disabled).await;
    for token in &tokens {
        assert!(!app.accepts(token).await && !node.accepts(token).await);
        assert_eq!(node.refresh(token).await.status, 401);
    }
    assert!(app.accepts(&other).await, "another account's");
    let reasons = "sessions WHERE ended_reason = 'account_disabled'";
    assert_eq!(app.database.count(reasons).await, 3);
}

#[tokio::test]
async fn a_user_who_is_enabled_again_must_log_in_again() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.set_admin_status(UserStatus::Disabled).await;
    assert_eq!(app.log_in(ADMIN, ADMIN_PASSWORD).await.status, 403);
    app.set_admin_status(UserStatus::Active).await;
    assert!(!app.accepts(&token).await);
    assert_eq!(app.refresh(&token).await.status, 401);
    assert_eq!(app.log_in(ADMIN, ADMIN_PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_new_password_ends_all_sessions_and_replaces_the_old_one() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let tokens = [app.token("staff").await, app.token("netxd").await];
    app.set_admin_password("another password").await;
    for token in &tokens {
        assert!(!node.accepts(token).await);
        assert_eq!(app.refresh(token).await.status, 401);
    }
    assert_eq!(node.log_in(ADMIN, ADMIN_PASSWORD).await.status, 401);
    assert_eq!(node.log_in(ADMIN, "another password").await.status, 200);
    assert_eq!(app.open_sessions(ADMIN_ACCOUNT).await.len(), 1);
}

#[tokio::test]
async fn a_password_that_is_set_again_ends_the_sessions_all_the_same() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    app.set_admin_password(ADMIN_PASSWORD).await;
    assert!(!app.accepts(&token).await);
    assert_eq!(app.log_in(ADMIN, ADMIN_PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_subscribers_sessions_and_portal_end_like_a_users() {
    for disables in [true, false] {
        let app = TestApp::start().await;
        let tokens = [app.token("ispcrm").await, app.token("subscriber").await];
        for token in &tokens {
            assert!(app.accepts_subscriber(token).await);
        }
        if disables {
            app.set_subscriber_status("subscriber1", SubscriberStatus::Disabled)
                .await;
        } else {
            app.set_subscriber_password("subscriber1", "new").await;
        }
        for token in &tokens {
            assert!(!app.accepts_subscriber(token).await);
        }
    }
}

#[tokio::test]
async fn only_disabling_shuts_a_subscriber_out() {
    let app = TestApp::start().await;
    let token = app.token("subscriber").await;
    for status in SubscriberStatus::ALL {
        app.set_subscriber_status("subscriber1", status).await;
        let shut_out = status == SubscriberStatus::Disabled;
        assert_eq!(app.accepts_subscriber(&token).await, !shut_out, "{status:?}");
        let answer = app.log_in_subscriber("subscriber1", "kettle-otter-velvet").await;
        assert_eq!(answer.status, if shut_out { 403 } else { 200 }, "{status:?}");
    }
}

#[tokio::test]
async fn names_are_folded_and_those_of_nobody_are_reported() {
    let app = TestApp::start().await;
    let token = app.token("staff").await;
    let disabled = UserStatus::Disabled;
    let auth = &app.app.auth;
    for nobody in ["nobody", "admin ", "admin@example.com"] {
        let found = auth.set_account_status::<User>(&folded(nobody), disabled).await;
        assert!(!found.expect("a query"), "{nobody}");
    }
    assert!(app.accepts(&token).await);
    let found = auth.set_account_status::<User>(&folded("ADMIN"), disabled).await;
    assert!(found.expect("a query"));
    assert!(!app.accepts(&token).await);
}
