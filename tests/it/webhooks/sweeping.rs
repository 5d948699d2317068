//! The audit log keeps what may still be delivered.

use latchkey::model::{Action, Context};

use super::{ANA, LOCAL, add, happen};
use crate::support::TestApp;
use crate::support::clock::{days, seconds};

#[tokio::test]
async fn events_are_kept_for_four_days_while_an_endpoint_may_get_them() {
    let app = TestApp::with(&format!("{LOCAL}\n[audit]\nkeep = \"2d\"")).await;
    let (id, _) = add(&app, "https://example.com/hook", &[]).await;
    let auth = &app.app.auth;
    happen(&app, Action::AccountAdded, Some(ANA)).await;
    app.pass(days(4));
    assert!(!auth.sweep_audit().await.expect("a database"));
    let kept = "audit_events WHERE action = 'account.added' AND account_id = 41";
    assert_eq!(app.database.count(kept).await, 1);
    auth.disable_webhook(id, &Context::operator())
        .await
        .expect("an endpoint");
    auth.sweep_audit().await.expect("a database");
    assert_eq!(app.database.count(kept).await, 0, "two days, as configured");
}

#[tokio::test]
async fn events_are_deleted_after_four_days_although_they_were_not_delivered() {
    let app = TestApp::with(&format!("{LOCAL}\n[audit]\nkeep = \"2d\"")).await;
    add(&app, "https://example.com/hook", &[]).await;
    happen(&app, Action::AccountAdded, Some(ANA)).await;
    app.pass(days(4) + seconds(1));
    app.app.auth.sweep_audit().await.expect("a database");
    let kept = "audit_events WHERE action = 'account.added' AND account_id = 41";
    assert_eq!(app.database.count(kept).await, 0);
}
