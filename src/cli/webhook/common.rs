//! What several of these commands use.

use crate::auth::WebhookError;
use crate::cli::error::CliError;
use crate::model::{Action, WebhookId};

/// Parses the name of an action.
pub fn action(name: &str) -> Result<Action, String> {
    Action::named(name).ok_or_else(|| "must be an action of the audit log, such as account.disabled".to_owned())
}

/// There is no endpoint of this number.
pub fn not_found(id: WebhookId) -> CliError {
    CliError::NotFound {
        what: "webhook endpoint",
        name: id.0.to_string(),
    }
}

/// The error of a command on this endpoint.
pub fn failed(id: WebhookId) -> impl FnOnce(WebhookError) -> CliError {
    move |error| match error {
        WebhookError::Unknown => not_found(id),
        WebhookError::Unreadable { .. } => CliError::Webhook(error),
        WebhookError::Service(error) => error.into(),
    }
}
