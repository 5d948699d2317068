//! The user, as this contract shows one. How one is made from a profile is in `convert.rs`, the examples of the document
//! are in `example.rs`.

mod convert;
mod example;

use poem_openapi::Object;
use serde::Serialize;

use crate::contracts::kit::date_time::UtcDateTime;
use crate::contracts::kit::formatted::{self as format, Formatted};
use crate::contracts::kit::literal::{True, literals};
use crate::contracts::kit::nullable::Nullable;
use crate::contracts::management::wire::SuccessCode;

literals! {
    /// The message of a look at oneself.
    pub struct UserFound = "User found";
}

/// The current user.
#[derive(Object, Serialize)]
#[oai(rename = "Management.GetLoggedInUserResponse", example)]
pub struct GetLoggedInUserResponse {
    /// Always true.
    success: True,
    /// Always 0.
    code: SuccessCode,
    /// Always `User found`.
    message: UserFound,
    /// The current user.
    user: User,
}

/// A user. Fields that are not set are `null`.
#[derive(Object, Serialize)]
#[oai(rename = "Management.User", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// GUID of the user.
    id: Formatted<format::Uuid>,
    /// Username.
    user_name: String,
    /// E-mail address.
    email: Formatted<format::Email>,
    /// Telephone number as entered.
    phone_number: Nullable<String>,
    /// Form of address, such as `Dr`.
    title: Nullable<String>,
    /// Given name.
    first_name: Nullable<String>,
    /// Family name.
    last_name: Nullable<String>,
    /// Department.
    department: Nullable<String>,
    /// Date of birth.
    birth_date: Nullable<UtcDateTime>,
    /// When the account was created.
    created_at: UtcDateTime,
    /// When the account was last changed.
    updated_at: UtcDateTime,
    /// When the user last dismissed the messages shown to them.
    last_dismiss_messages: Nullable<UtcDateTime>,
    /// When the user last logged in.
    last_log_in: Nullable<UtcDateTime>,
    /// Sort order among users, set by operators.
    rank: Nullable<i64>,
    /// Picture of the user: an image file in base64.
    image: Nullable<String>,
    /// Street and number.
    address: Nullable<String>,
    /// Postal code.
    postal_code: Nullable<String>,
    /// State or province.
    region: Nullable<String>,
    /// City.
    city: Nullable<String>,
    /// Country name.
    country: Nullable<String>,
    /// ISO 3166-1 country code.
    country_code: Nullable<String>,
    /// Mobile telephone number as entered.
    mobile: Nullable<String>,
    /// Notes of the operators.
    notes: Nullable<String>,
    /// Number of the user's customer, set by operators.
    customer_id: Nullable<i64>,
    /// Names of the user's roles.
    roles: Vec<String>,
    /// The user's API keys.
    api_keys: Vec<ApiKey>,
    /// The user's settings.
    #[oai(validator(max_items = 200))]
    settings: Vec<Setting>,
}

/// An API key. Its secrets are masked: only their first and last characters are shown.
#[derive(Object, Serialize)]
#[oai(rename = "Management.ApiKey", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    /// Unique id of the key.
    id: i64,
    /// Name of the key.
    name: String,
    /// The masked key.
    key: String,
    /// The masked client secret.
    client_secret: String,
    /// When the key was created.
    created_date: UtcDateTime,
    /// When the key expires; `null` for never.
    expire_date: Nullable<UtcDateTime>,
    /// GUID of the user that the key acts as.
    owner_id: Formatted<format::Uuid>,
    /// Whether the key is revoked.
    revoked: bool,
    /// Permission bits: Read 1, Write 2, Delete 4, Create 8.
    permissions: i64,
    /// Description.
    description: Nullable<String>,
}

/// A named value that clients store with a user.
#[derive(Object, Serialize)]
#[oai(rename = "Management.Setting", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct Setting {
    /// Unique id of the setting.
    id: i64,
    /// First part of the setting's key (category, group, name).
    category: String,
    /// Second part of the setting's key.
    group: String,
    /// Third part of the setting's key.
    name: String,
    /// The value.
    value: Nullable<String>,
    /// Type of the value, as named by the client.
    #[oai(rename = "type")]
    #[serde(rename = "type")]
    kind: Nullable<String>,
    /// Description.
    description: Nullable<String>,
    /// Whether only operators may change the setting.
    read_only: bool,
    /// GUID of the user that the setting belongs to.
    user_id: String,
}
