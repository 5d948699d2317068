//! Webhooks: endpoints that get audit events, and the rules of their delivery.
//!
//! The audit log is the outbox: an endpoint has a position in it, and gets what comes after. `manage.rs` has the use
//! cases of operators, `secrets.rs` what messages are signed with, `url.rs` and `addresses.rs` where messages may go.
//! `delivery.rs` has what a node does that delivers, and `retries.rs` when it tries again. What goes over the wire is in
//! [`crate::webhooks`].

mod addresses;
mod delivery;
mod error;
mod manage;
mod retries;
mod secrets;
mod url;

pub use addresses::AddressRules;
pub use delivery::{DeliveryState, LeasedWebhook};
pub use error::{AddWebhookError, UpdateWebhookError, WebhookError};
pub use manage::{AddWebhook, Missed};
pub use retries::RETRIED_FOR;
pub use secrets::SigningSecret;
pub use url::UrlRefused;

pub(super) use retries::EVENTS_KEPT;
