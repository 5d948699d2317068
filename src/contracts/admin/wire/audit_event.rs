//! Audit events.

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use super::page::encode;
use crate::contracts::kit::date_time::UtcDateTime;
use crate::contracts::kit::nullable::Nullable;
use crate::model::{self, Cursor, Page, Timestamp};

/// An event of the audit log.
#[derive(Object, Serialize)]
pub struct AuditEvent {
    /// The number.
    id: i64,
    /// When it happened.
    at: UtcDateTime,
    /// Who did it: `users/1`, `api_keys/1`, `operator`, `system` or `unknown`.
    actor: String,
    /// What happened, such as `login.succeeded`.
    action: String,
    /// The result: `success`, `failure` or `refused`.
    result: String,
    /// The affected account, such as `users/1`.
    account: Nullable<String>,
    /// What it is about besides, such as `sessions/0b0cb60c-54ac-4f0e-8f0f-2d3c7d6f5c1a`.
    subject: Nullable<String>,
    /// A detail.
    detail: Nullable<String>,
    /// The API that was called, by the name of its document, or `portal`.
    contract: Nullable<String>,
    /// The network that the request came from.
    network: Nullable<String>,
    /// The request id.
    request_id: Nullable<String>,
}

impl From<model::AuditEvent> for AuditEvent {
    fn from(event: model::AuditEvent) -> Self {
        Self {
            id: event.id,
            at: UtcDateTime(event.at),
            actor: event.actor,
            action: event.action,
            result: event.result,
            account: event.account.map(|account| account.to_string()).into(),
            subject: event.subject.into(),
            detail: event.detail.into(),
            contract: event.contract.into(),
            network: event.network.into(),
            request_id: event.request_id.into(),
        }
    }
}

/// A page of audit events, the newest first.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct AuditEventList {
    /// The events.
    #[oai(validator(max_items = 200))]
    items: Vec<AuditEvent>,
    /// The `cursor` of the next page, which has older events; `null` on the last one.
    next: Nullable<String>,
}

impl From<Page<model::AuditEvent>> for AuditEventList {
    fn from(page: Page<model::AuditEvent>) -> Self {
        Self {
            next: page.next.as_ref().map(encode).into(),
            items: page.items.into_iter().map(AuditEvent::from).collect(),
        }
    }
}

impl Example for AuditEventList {
    fn example() -> Self {
        let event = AuditEvent {
            id: 41,
            at: UtcDateTime(Timestamp::from_seconds(1_767_225_600)),
            actor: "users/1".to_owned(),
            action: "account.changed".to_owned(),
            result: "success".to_owned(),
            account: Some("subscribers/2".to_owned()).into(),
            subject: None.into(),
            detail: Some("package_name".to_owned()).into(),
            contract: Some("admin".to_owned()).into(),
            network: Some("192.0.2.1/32".to_owned()).into(),
            request_id: Some("4bf92f3577b34da6a3ce929d0e0e4736".to_owned()).into(),
        };
        Self {
            items: vec![event],
            next: Some(encode(&Cursor::Time(1_767_225_600_000, 41))).into(),
        }
    }
}
