//! Rows of `webhook_endpoints`.

use sea_orm::Value;

use crate::model::{
    Action, NewWebhook, Revision, StoredSecret, Timestamp, Webhook, WebhookFailing, WebhookId, WebhookProgress,
    WebhookSecrets,
};
use crate::store::columns::set;
use crate::store::entity::webhook_endpoint::{ActiveModel, Column, Model};
use crate::store::error::StoreError;

/// The row of a new endpoint, which gets its position with its number.
pub(in crate::store) fn new_row(new: &NewWebhook) -> ActiveModel {
    ActiveModel {
        id: Default::default(),
        url: set(new.url.clone()),
        description: set(new.description.clone()),
        events: set(names(&new.events)),
        secret: set(new.secret.expose().to_vec()),
        sealed_by: set(new.secret.encrypted_with.clone()),
        previous_secret: set(None),
        previous_sealed_by: set(None),
        previous_until: set(None),
        created_at: set(new.created_at.millis()),
        disabled_at: set(None),
        disabled_because: set(None),
        position: set(0),
        last_delivered_at: set(None),
        failing_since: set(None),
        failures: set(0),
        last_error: set(None),
        next_attempt_at: set(None),
        lease_owner: set(None),
        lease_until: set(None),
        revision: set(1),
    }
}

/// The column with the names of actions: a JSON array.
pub(in crate::store) fn names(actions: &[Action]) -> String {
    let names: Vec<&str> = actions.iter().map(|action| action.as_str()).collect();
    serde_json::Value::from(names).to_string()
}

/// An endpoint from its row.
pub(in crate::store) fn webhook(row: Model) -> Result<(Webhook, WebhookSecrets), StoreError> {
    let events = serde_json::from_str(&row.events).map_err(|_| StoreError::Corrupt {
        column: "webhook_endpoints.events",
    })?;
    let at = |millis: Option<i64>| millis.map(Timestamp::from_millis);
    let previous_secret_until = at(row.previous_until);
    let secrets = WebhookSecrets {
        current: StoredSecret::new(row.secret, row.sealed_by),
        previous: row
            .previous_secret
            .map(|material| StoredSecret::new(material, row.previous_sealed_by))
            .zip(previous_secret_until),
    };
    let failing = at(row.failing_since).zip(at(row.next_attempt_at));
    let progress = WebhookProgress {
        position: row.position,
        last_delivered_at: at(row.last_delivered_at),
        failing: failing.map(|(since, next_attempt_at)| WebhookFailing {
            since,
            failures: u32::try_from(row.failures).unwrap_or(u32::MAX),
            error: row.last_error.unwrap_or_default(),
            next_attempt_at,
        }),
    };
    let webhook = Webhook {
        id: WebhookId(row.id),
        url: row.url,
        description: row.description,
        events,
        created_at: Timestamp::from_millis(row.created_at),
        disabled: at(row.disabled_at).zip(row.disabled_because),
        previous_secret_until,
        progress,
        revision: Revision(row.revision),
    };
    Ok((webhook, secrets))
}

/// The columns that say how far deliveries are.
pub(in crate::store) fn progress_values(progress: &WebhookProgress) -> [(Column, Value); 6] {
    let failing = progress.failing.as_ref();
    let millis = |at: Timestamp| at.millis();
    [
        (Column::Position, progress.position.into()),
        (
            Column::LastDeliveredAt,
            progress.last_delivered_at.map(Timestamp::millis).into(),
        ),
        (
            Column::FailingSince,
            failing.map(|failing| millis(failing.since)).into(),
        ),
        (
            Column::Failures,
            failing.map_or(0, |failing| i64::from(failing.failures)).into(),
        ),
        (Column::LastError, failing.map(|failing| failing.error.clone()).into()),
        (
            Column::NextAttemptAt,
            failing.map(|failing| millis(failing.next_attempt_at)).into(),
        ),
    ]
}
