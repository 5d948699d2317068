//! What can go wrong with endpoints.

use super::url::UrlRefused;
use crate::auth::error::{ServiceError, from_store_error};
use crate::auth::tokens::Unreadable;
use crate::model::WebhookId;

/// Why an endpoint was not added.
#[derive(Debug, thiserror::Error)]
pub enum AddWebhookError {
    /// Messages cannot be sent there.
    #[error("the URL {0}")]
    Url(#[from] UrlRefused),
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Why an endpoint was not changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateWebhookError {
    /// There is no such endpoint.
    #[error("there is no such webhook endpoint")]
    Unknown,
    /// Messages cannot be sent to the new URL.
    #[error("the URL {0}")]
    Url(#[from] UrlRefused),
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Why something else was not done with an endpoint.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// There is no such endpoint.
    #[error("there is no such webhook endpoint")]
    Unknown,
    /// Its secret cannot be decrypted.
    #[error("the secret of webhook endpoint {} cannot be read: {why}", .id.0)]
    Unreadable {
        /// Whose.
        id: WebhookId,
        /// Why.
        why: Unreadable,
    },
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

from_store_error!(AddWebhookError, UpdateWebhookError, WebhookError);
