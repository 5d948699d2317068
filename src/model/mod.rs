//! Plain data and parsed newtypes.
//!
//! Nothing here does I/O, knows JSON, HTTP or a database, or imports another module of this crate. A newtype with a
//! rule can only be made by its `parse`, so that a value need not be checked twice.
//!
//! **To add a type:** add a file, document the meaning and unit of each field, and add a `pub use` below.

mod account_query;
mod account_update;
mod api_key;
mod audit;
mod client_info;
mod cookie;
mod cutover;
mod cutover_count;
mod dates;
mod digest;
mod error_chain;
mod idempotency;
mod import;
mod label;
mod legacy_token;
mod login_attempt;
mod name;
mod network;
mod patch;
mod revision;
mod role;
mod secret;
mod session;
mod setting;
mod signing_key;
mod subscriber;
mod time;
mod user;
mod webhook;

pub use account_query::{AccountQuery, Bounds, Cursor, Page, Search, SearchField, Sort, SortField};
pub use account_update::{Changed, NewPassword, SubscriberUpdate, Terms, UserUpdate};
pub use api_key::{ApiKey, ApiKeyId, NewApiKey, Permissions};
pub use audit::{Action, ActionResult, Actor, AuditEvent, AuditFilter, Context, NewAuditEvent, Subject};
pub use client_info::ClientInfo;
pub use cookie::{clear_cookie, cookie_name, set_cookie};
pub use cutover::{Cutover, CutoverDifference, CutoverMode, InvalidShare, Share};
pub use cutover_count::CutoverCount;
pub use dates::{InvalidDate, any_time, date_and_time, date_or_time};
pub use digest::hex_digest;
pub use error_chain::{error_chain, os_reason};
pub use idempotency::{Added, Idempotency};
pub use import::{Existing, Imported};
pub use label::{InvalidLabel, label, role_or_permission};
pub use legacy_token::{AccountBy, AccountTemplate, InvalidAccountTemplate, TokenAlgorithm};
pub use login_attempt::{CounterKey, LoginSource, Target};
pub use name::{EmailAddress, EmailForms, FoldedName, NameError, Username, trimmed, visible};
pub use network::Network;
pub use patch::Patch;
pub use revision::Revision;
pub use role::{NewRole, Role, RoleId, RoleUpdate};
pub use secret::{HashedToken, Password, PasswordError, PasswordHash, PlainToken};
pub use session::{AccountRef, EndReason, NewSession, Realm, Session, SessionId, TokenId, TokenRotation};
pub use setting::{NewSetting, OperatorSetting, Setting};
pub use signing_key::{KeyId, SigningKey};
pub use subscriber::{NewSubscriber, Subscriber, SubscriberId, SubscriberStatus};
pub use time::Timestamp;
pub use user::{
    ADMINISTRATOR, BusinessProfile, LastLogin, NewUser, PersonalProfile, ProfileChange, User, UserId, UserStatus,
};
pub use webhook::{
    NewWebhook, StoredSecret, SwitchedOff, Webhook, WebhookFailing, WebhookId, WebhookProgress, WebhookSecrets,
    WebhookUpdate,
};
