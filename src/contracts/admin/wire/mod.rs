//! Bodies and parameters. Each kind of thing has a file; `account.rs` has what users and subscribers share.

mod account;
mod api_key;
mod audit_event;
mod cutover;
mod import;
mod lock;
mod page;
mod role;
mod session;
mod setting;
mod subscriber;
mod user;
mod webhook;
mod webhook_request;

pub use account::{AccountParameters, AccountText, SortText, SubscriberStatusText, UserStatusText};
pub use api_key::{ApiKey, ApiKeyList, ApiKeyWithSecrets, CreateApiKeyRequest, RotateApiKey};
pub use audit_event::AuditEventList;
pub use cutover::{ContractPath, Cutover, CutoverList};
pub use import::{AccountLines, ConflictText, HashText, ImportReport, RealmText};
pub use lock::{Lock, LockList};
pub use page::{PageParameters, after_number, after_time};
pub use role::{CreateRole, Role, RoleList, UpdateRole};
pub use session::{SessionList, SessionPath};
pub use setting::{PutSetting, Setting, SettingList};
pub use subscriber::{CreateSubscriber, Subscriber, SubscriberList, UpdateSubscriber};
pub use user::{CreateUser, UpdateUser, User, UserList};
pub use webhook::{SignedWebhook, Webhook, WebhookList};
pub use webhook_request::{CreateWebhook, EnableWebhook, RotateWebhookSecret, UpdateWebhook};
