//! The audit log, over the network.

use serde_json::json;

use super::AUDIT_EVENTS;
use crate::support::TestApp;

#[tokio::test]
async fn an_event_has_everything_that_the_log_has() {
    let app = TestApp::start().await;
    let operator = app.operator(1).await;
    let path = format!("{AUDIT_EVENTS}?account=users/{}&limit=1", operator.id.0);
    let answer = app.get(&path).bearer(&operator.token).send().await;
    let event = answer.at("/items/0");
    let expected = json!({
        "id": event["id"], "at": event["at"], "actor": format!("users/{}", operator.id.0),
        "action": "login.succeeded", "result": "success", "account": format!("users/{}", operator.id.0),
        "subject": event["subject"], "detail": null, "contract": "staff", "network": event["network"],
        "request_id": event["request_id"],
    });
    assert_eq!(event, expected);
    assert!(
        event["subject"]
            .as_str()
            .is_some_and(|text| text.starts_with("sessions/")),
        "{event}"
    );
}
