//! Webhook endpoints.

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use super::page::{NEXT, encode};
use crate::auth::WebhookWithSecret;
use crate::contracts::kit::date_time::UtcDateTime;
use crate::contracts::kit::entity::Located;
use crate::contracts::kit::literal::literals;
use crate::contracts::kit::nullable::Nullable;
use crate::model::{self, Page, Timestamp};

literals! {
    /// Whether an endpoint gets messages.
    pub enum WebhookStatus {
        Enabled = "enabled",
        Failing = "failing",
        Disabled = "disabled",
    }
}

/// An endpoint that audit events are delivered to, without its secret.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct Webhook {
    /// The number.
    id: i64,
    /// Where messages are posted to.
    url: String,
    /// What it is for.
    description: Nullable<String>,
    /// The actions whose events it gets; none for all. Later versions may add some.
    events: Vec<String>,
    /// `failing` while it takes nothing, `disabled` when it was switched off.
    status: WebhookStatus,
    /// When it was added.
    created_at: UtcDateTime,
    /// When it was switched off.
    disabled_at: Nullable<UtcDateTime>,
    /// Why it was switched off: `operator`; `failing`, after three days; `gone`, because it answered 410.
    disabled_because: Nullable<String>,
    /// Until when messages are signed with the secret before this one, too.
    previous_secret_until: Nullable<UtcDateTime>,
    /// The number of the audit event up to which it has got all that it gets.
    position: i64,
    /// When a message was taken last.
    last_delivered_at: Nullable<UtcDateTime>,
    /// Since when it takes nothing.
    failing_since: Nullable<UtcDateTime>,
    /// How many attempts have failed since.
    failures: i64,
    /// What went wrong the last time, such as `HTTP 500` or `timeout`.
    last_error: Nullable<String>,
    /// When the next attempt is made.
    next_attempt_at: Nullable<UtcDateTime>,
}

impl From<model::Webhook> for Webhook {
    fn from(webhook: model::Webhook) -> Self {
        let (disabled_at, disabled_because) = webhook.disabled.unzip();
        let failing = webhook.progress.failing;
        let next_attempt = failing.as_ref().filter(|_| disabled_at.is_none());
        Self {
            id: webhook.id.0,
            url: webhook.url,
            description: webhook.description.into(),
            events: webhook.events,
            status: match (disabled_at, &failing) {
                (Some(_), _) => WebhookStatus::Disabled,
                (None, Some(_)) => WebhookStatus::Failing,
                (None, None) => WebhookStatus::Enabled,
            },
            created_at: UtcDateTime(webhook.created_at),
            disabled_at: disabled_at.map(UtcDateTime).into(),
            disabled_because: disabled_because.into(),
            previous_secret_until: webhook.previous_secret_until.map(UtcDateTime).into(),
            position: webhook.progress.position,
            last_delivered_at: webhook.progress.last_delivered_at.map(UtcDateTime).into(),
            failing_since: failing.as_ref().map(|failing| UtcDateTime(failing.since)).into(),
            failures: failing.as_ref().map_or(0, |failing| failing.failures.into()),
            next_attempt_at: next_attempt.map(|failing| UtcDateTime(failing.next_attempt_at)).into(),
            last_error: failing.map(|failing| failing.error).into(),
        }
    }
}

impl Example for Webhook {
    fn example() -> Self {
        Self {
            id: 1,
            url: "https://crm.example/hooks/latchkey".to_owned(),
            description: Some("CRM".to_owned()).into(),
            events: vec!["account.added".to_owned(), "account.disabled".to_owned()],
            status: WebhookStatus::Enabled,
            created_at: UtcDateTime(Timestamp::from_seconds(1_767_225_600)),
            disabled_at: None.into(),
            disabled_because: None.into(),
            previous_secret_until: None.into(),
            position: 41,
            last_delivered_at: Some(UtcDateTime(Timestamp::from_seconds(1_767_312_000))).into(),
            failing_since: None.into(),
            failures: 0,
            last_error: None.into(),
            next_attempt_at: None.into(),
        }
    }
}

/// A page of webhook endpoints.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct WebhookList {
    /// The endpoints.
    #[oai(validator(max_items = 200))]
    items: Vec<Webhook>,
    /// The `cursor` of the next page; `null` on the last one.
    next: Nullable<String>,
}

impl From<Page<model::Webhook>> for WebhookList {
    fn from(page: Page<model::Webhook>) -> Self {
        Self {
            next: page.next.as_ref().map(encode).into(),
            items: page.items.into_iter().map(Webhook::from).collect(),
        }
    }
}

impl Example for WebhookList {
    fn example() -> Self {
        Self {
            items: vec![Webhook::example()],
            next: Some(NEXT.to_owned()).into(),
        }
    }
}

/// A webhook endpoint with its new secret, which is shown this once.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct SignedWebhook {
    /// The secret that messages are signed with, as the libraries of Standard Webhooks take it.
    secret: String,
    /// Everything else about it.
    webhook: Webhook,
}

impl From<WebhookWithSecret> for SignedWebhook {
    fn from(new: WebhookWithSecret) -> Self {
        Self {
            secret: new.secret.expose().to_owned(),
            webhook: new.webhook.into(),
        }
    }
}

impl Example for SignedWebhook {
    fn example() -> Self {
        Self {
            secret: "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned(),
            webhook: Webhook::example(),
        }
    }
}

impl Located for SignedWebhook {
    const PATH: &'static str = "/admin/v1/webhooks/1";
    const HAS_REVISION: bool = true;
}
