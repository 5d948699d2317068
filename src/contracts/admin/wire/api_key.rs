//! API keys.

use std::time::Duration;

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use super::account::plain;
use super::page::{NEXT, encode};
use crate::auth::{CreateApiKey, NewKey};
use crate::contracts::kit::date_time::UtcDateTime;
use crate::contracts::kit::entity::Located;
use crate::contracts::kit::example::RequestExamples;
use crate::contracts::kit::field::{DateTime, Field, Label, Optional};
use crate::contracts::kit::field_type::{Integer, ManyOf, UpTo, Words};
use crate::contracts::kit::literal::literals;
use crate::contracts::kit::nullable::Nullable;
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::{self, Page, Permissions, Timestamp, UserId};

/// The most bits of a key: so many there are.
const MAX_BITS: usize = 5;
/// The longest overlap of a rotation, in seconds: a year.
const MAX_OVERLAP: i64 = 365 * 24 * 60 * 60;

literals! {
    /// What an API key may do.
    pub enum ApiKeyBit {
        Read = "read",
        Write = "write",
        Delete = "delete",
        Create = "create",
        Admin = "admin",
    }
}

/// The names of the bits.
struct Bits;

impl Words for Bits {
    const WORDS: &'static [&'static str] = &["read", "write", "delete", "create", "admin"];
    const A: &'static str = "an array of read, write, delete, create and admin";
}

/// The bits of a key, in the order of their values.
fn bits(permissions: Permissions) -> Vec<ApiKeyBit> {
    let all = [
        (Permissions::READ, ApiKeyBit::Read),
        (Permissions::WRITE, ApiKeyBit::Write),
        (Permissions::DELETE, ApiKeyBit::Delete),
        (Permissions::CREATE, ApiKeyBit::Create),
        (Permissions::ADMIN, ApiKeyBit::Admin),
    ];
    let set = all.into_iter().filter(|(bit, _)| permissions.contains(*bit));
    set.map(|(_, bit)| bit).collect()
}

/// An API key, without its secrets.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct ApiKey {
    /// The number.
    id: i64,
    /// The number of the user that it acts as.
    user_id: i64,
    /// The name.
    name: String,
    /// What it is for.
    description: Nullable<String>,
    /// The first and last characters of the key.
    masked_key: String,
    /// What it may do. Without `admin` it cannot use this API.
    #[oai(validator(max_items = 5))]
    permissions: Vec<ApiKeyBit>,
    /// When it was created.
    created_at: UtcDateTime,
    /// When it expires.
    expires_at: Nullable<UtcDateTime>,
    /// When it was revoked.
    revoked_at: Nullable<UtcDateTime>,
    /// When it was last used, accurate to a few minutes.
    last_used_at: Nullable<UtcDateTime>,
}

impl From<&model::ApiKey> for ApiKey {
    fn from(key: &model::ApiKey) -> Self {
        Self {
            id: key.id.0,
            user_id: key.owner.0,
            name: key.name.clone(),
            description: key.description.clone().into(),
            masked_key: key.masked_key.clone(),
            permissions: bits(key.permissions),
            created_at: UtcDateTime(key.created_at),
            expires_at: key.expires_at.map(UtcDateTime).into(),
            revoked_at: key.revoked_at.map(UtcDateTime).into(),
            last_used_at: key.last_used_at.map(UtcDateTime).into(),
        }
    }
}

impl Example for ApiKey {
    fn example() -> Self {
        Self {
            id: 2,
            user_id: 1,
            name: "Billing".to_owned(),
            description: Some("Renews packages".to_owned()).into(),
            masked_key: "api_demo\u{2026}0000".to_owned(),
            permissions: vec![ApiKeyBit::Read, ApiKeyBit::Write, ApiKeyBit::Admin],
            created_at: UtcDateTime(Timestamp::from_seconds(1_767_225_600)),
            expires_at: Some(UtcDateTime(Timestamp::from_seconds(1_798_761_599))).into(),
            revoked_at: None.into(),
            last_used_at: None.into(),
        }
    }
}

/// A page of API keys.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct ApiKeyList {
    /// The keys.
    #[oai(validator(max_items = 200))]
    items: Vec<ApiKey>,
    /// The `cursor` of the next page; `null` on the last one.
    next: Nullable<String>,
}

impl From<Page<model::ApiKey>> for ApiKeyList {
    fn from(page: Page<model::ApiKey>) -> Self {
        Self {
            items: page.items.iter().map(ApiKey::from).collect(),
            next: page.next.as_ref().map(encode).into(),
        }
    }
}

impl Example for ApiKeyList {
    fn example() -> Self {
        Self {
            items: vec![ApiKey::example()],
            next: Some(NEXT.to_owned()).into(),
        }
    }
}

/// A new API key with its secrets, which are shown this once.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct ApiKeyWithSecrets {
    /// The key, for the header `x-api-key`.
    key: String,
    /// The client secret, for HTTP Basic.
    client_secret: String,
    /// Everything else about it.
    api_key: ApiKey,
}

impl From<NewKey> for ApiKeyWithSecrets {
    fn from(new: NewKey) -> Self {
        Self {
            key: new.created.key.expose().to_owned(),
            client_secret: new.created.client_secret.expose().to_owned(),
            api_key: (&new.key).into(),
        }
    }
}

impl Example for ApiKeyWithSecrets {
    fn example() -> Self {
        Self {
            key: "api_demo00000000000000000000".to_owned(),
            client_secret: "cs_demo000000000000000000000000000000000000".to_owned(),
            api_key: ApiKey::example(),
        }
    }
}

impl Located for ApiKeyWithSecrets {
    const PATH: &'static str = "/admin/v1/api-keys/2";
    const HAS_REVISION: bool = false;
}

/// An API key to be created.
#[derive(Object)]
#[oai(example)]
pub struct CreateApiKeyRequest {
    /// The number of the user that it acts as. It may never do more than this user.
    user_id: Field<Integer>,
    /// The name.
    name: Field<Label>,
    /// What it is for.
    description: Optional<Label>,
    /// What it may do: `read`, `write`, `delete`, `create`; with `admin` also by this API.
    permissions: Field<ManyOf<Bits, MAX_BITS>>,
    /// When it expires.
    expires_at: Optional<DateTime>,
}

impl CreateApiKeyRequest {
    /// The command, or everything that is wrong with it.
    pub fn into_command(self, check: &mut Validator) -> Option<CreateApiKey> {
        let owner = check.required("user_id", self.user_id);
        let name = check.text("name", self.name);
        let name = plain(check, "name", name);
        let description = check.optional_text("description", self.description);
        let description = plain(check, "description", description);
        let permissions = check.required("permissions", self.permissions);
        let permissions = permissions.and_then(|names| permissions_of(check, &names));
        let expires_at = check.optional("expires_at", self.expires_at);
        Some(CreateApiKey {
            owner: UserId(owner?),
            name: name?,
            permissions: permissions?,
            description,
            expires_at,
        })
    }
}

fn permissions_of(check: &mut Validator, names: &[&str]) -> Option<Permissions> {
    if names.len() > MAX_BITS {
        return check.fail("permissions", "must not have more than 5 items");
    }
    let bits = Permissions::NAMED.iter().filter(|(known, _)| names.contains(known));
    let all = bits.map(|(_, bit)| *bit).reduce(Permissions::union);
    all.or_else(|| check.fail("permissions", "is required"))
}

impl Example for CreateApiKeyRequest {
    fn example() -> Self {
        Self {
            user_id: Field::with(1),
            name: Field::of("Billing"),
            description: Field::of("Renews packages"),
            permissions: Field::with(vec!["read", "write", "admin"]),
            expires_at: Field::with(Timestamp::from_seconds(4_102_444_799)),
        }
    }
}

impl RequestExamples for CreateApiKeyRequest {}

/// How an API key is replaced.
#[derive(Object)]
#[oai(example)]
pub struct RotateApiKey {
    /// For how many seconds the old key works on beside the new one; 0 for not at all. At most a year.
    overlap_seconds: Field<UpTo<MAX_OVERLAP>>,
}

impl RotateApiKey {
    /// The overlap, or everything that is wrong with it.
    pub fn into_command(self) -> Result<Duration, FieldErrors> {
        let mut check = Validator::default();
        let seconds = check.up_to("overlap_seconds", self.overlap_seconds);
        check.finish(seconds.map(Duration::from_secs))
    }
}

impl Example for RotateApiKey {
    fn example() -> Self {
        Self {
            overlap_seconds: Field::with(86_400),
        }
    }
}

impl RequestExamples for RotateApiKey {}
