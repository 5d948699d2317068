//! Administration over the network: what administrators, help desks and billing systems do to accounts.
//!
//! A caller is a user who holds a permission, or an API key of such a user. `operation.rs` has the table that decides who
//! may do what, and `administrator.rs` applies it at the beginning of every use case. Three rules hold beyond it:
//!
//! - A caller who belongs to a provider or a branch sees and changes only what belongs to it, too (`Bounds`). What lies
//!   outside does not exist for them.
//! - Nobody grants what they do not hold (`grants.rs`), nor changes a user who may do more here than they.
//! - Somebody who administers everything is always left (`store/administrators.rs`).
//!
//! **To add a use case:** a row in the table, and a method that calls `administrator` first. What differs between the
//! realms is in `administrable.rs`.

mod accounts;
mod administrable;
mod administrator;
mod api_keys;
mod cutovers;
mod grants;
mod idempotency;
mod imports;
mod locks;
mod operation;
mod permission;
mod roles;
mod sessions;
mod settings;
mod update;
mod webhooks;

pub use accounts::{CreateAccountError, DeleteAccountError, ListError, RestoreAccountError, ViewError};
pub use administrable::Administrable;
pub use administrator::Denied;
pub use api_keys::{ChangeKeyError, CreateKeyError};
pub use grants::GrantRefused;
pub use idempotency::IdempotencyKey;
pub use imports::ImportError;
pub use locks::LockedAccount;
pub use operation::{AdminOperation, Reach, Rule};
pub use permission::AdminPermission;
pub use roles::{ChangeRoleError, CreateRoleError};
pub use sessions::{EndError, ListEventsError, Lock};
pub use settings::PutSettingError;
pub use update::UpdateAccountError;
pub use webhooks::{ChangeWebhookError, CreateWebhookError, DeleteWebhookError, WebhookWithSecret};
