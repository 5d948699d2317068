//! The messages: one for each event, the same with each attempt.

use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::model::{AuditEvent, Timestamp};

/// What is posted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    /// Tells it from others, by `webhook-id`.
    pub(super) id: String,
    /// JSON.
    pub(super) body: String,
}

impl Message {
    /// The message of an event.
    pub(super) fn of(event: &AuditEvent) -> Self {
        let data = json!({
            "id": event.id,
            "actor": event.actor,
            "action": event.action,
            "result": event.result,
            "account": event.account.map(|account| account.to_string()),
            "subject": event.subject,
            "detail": event.detail,
            "contract": event.contract,
            "network": event.network,
            "request_id": event.request_id,
        });
        Self {
            id: format!("evt_{}", event.id),
            body: body(&event.action, event.at, &data),
        }
    }

    /// A message that tells of nothing.
    pub(super) fn test(id: &str, now: Timestamp) -> Self {
        Self {
            id: format!("test_{id}"),
            body: body("webhook.test", now, &json!({})),
        }
    }
}

fn body(kind: &str, at: Timestamp, data: &serde_json::Value) -> String {
    json!({ "type": kind, "timestamp": rfc3339(at), "data": data }).to_string()
}

fn rfc3339(at: Timestamp) -> String {
    let at = OffsetDateTime::from(at);
    // RFC 3339 ends with the year 9999, and so do our times.
    at.format(&Rfc3339).unwrap_or_else(|_| at.to_string())
}
