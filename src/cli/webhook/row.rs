//! An endpoint in a list.

use serde::Serialize;

use crate::cli::output::Row;
use crate::cli::times::rfc3339;
use crate::model::Webhook;

/// An endpoint in a list.
#[derive(Serialize)]
pub struct WebhookRow<'a> {
    id: i64,
    url: &'a str,
    description: Option<&'a str>,
    events: &'a [String],
    status: &'static str,
    created_at: String,
    disabled_at: Option<String>,
    disabled_because: Option<&'a str>,
    previous_secret_until: Option<String>,
    position: i64,
    last_delivered_at: Option<String>,
    failing_since: Option<String>,
    failures: u32,
    last_error: Option<&'a str>,
    next_attempt_at: Option<String>,
}

impl<'a> From<&'a Webhook> for WebhookRow<'a> {
    fn from(webhook: &'a Webhook) -> Self {
        let (disabled, progress) = (webhook.disabled.as_ref(), &webhook.progress);
        let failing = progress.failing.as_ref();
        Self {
            id: webhook.id.0,
            url: &webhook.url,
            description: webhook.description.as_deref(),
            events: &webhook.events,
            status: match (disabled, failing) {
                (Some(_), _) => "disabled",
                (None, Some(_)) => "failing",
                (None, None) => "enabled",
            },
            created_at: rfc3339(webhook.created_at),
            disabled_at: disabled.map(|(at, _)| rfc3339(*at)),
            disabled_because: disabled.map(|(_, because)| because.as_str()),
            previous_secret_until: webhook.previous_secret_until.map(rfc3339),
            position: progress.position,
            last_delivered_at: progress.last_delivered_at.map(rfc3339),
            failing_since: failing.map(|failing| rfc3339(failing.since)),
            failures: failing.map_or(0, |failing| failing.failures),
            last_error: failing.map(|failing| failing.error.as_str()),
            next_attempt_at: failing
                .filter(|_| disabled.is_none())
                .map(|failing| rfc3339(failing.next_attempt_at)),
        }
    }
}

impl WebhookRow<'_> {
    fn events(&self) -> String {
        match self.events {
            [] => "all".to_owned(),
            some => some.join(", "),
        }
    }

    /// What `show` prints.
    pub(super) fn details(&self) -> Vec<(&'static str, String)> {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        vec![
            ("URL", self.url.to_owned()),
            ("description", text(self.description)),
            ("events", self.events()),
            ("status", self.status.to_owned()),
            ("created", self.created_at.clone()),
            ("switched off", text(self.disabled_at.as_deref())),
            ("because", text(self.disabled_because)),
            ("previous secret until", text(self.previous_secret_until.as_deref())),
            ("position", self.position.to_string()),
            ("last delivered", text(self.last_delivered_at.as_deref())),
            ("failing since", text(self.failing_since.as_deref())),
            ("failures", self.failures.to_string()),
            ("last error", text(self.last_error)),
            ("next attempt", text(self.next_attempt_at.as_deref())),
        ]
    }
}

impl Row for WebhookRow<'_> {
    const HEADER: &'static [&'static str] = &["id", "URL", "events", "status", "last delivered", "last error"];

    fn cells(&self) -> Vec<String> {
        vec![
            self.id.to_string(),
            self.url.to_owned(),
            self.events(),
            self.status.to_owned(),
            self.last_delivered_at.clone().unwrap_or_default(),
            self.last_error.unwrap_or_default().to_owned(),
        ]
    }
}
