//! The user, as this contract shows one. How one is made from a profile is in `convert.rs`, the examples of the document
//! are in `example.rs`.

mod convert;
mod example;

use poem_openapi::Object;
use serde::Serialize;

use crate::contracts::kit::date_time::UtcDateTime;
use crate::contracts::kit::nullable::Nullable;

/// The caller's own profile.
#[derive(Object, Serialize)]
#[oai(rename = "Management.GetLoggedInUserResponse", example)]
pub struct GetLoggedInUserResponse {
    /// Always true.
    success: bool,
    /// Always 0.
    code: i64,
    /// What happened, in words for people.
    message: String,
    /// The caller.
    user: User,
}

/// A user. Members that are not set are `null`.
#[derive(Object, Serialize)]
#[oai(rename = "Management.User", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// GUID of the user, which stays the same for good.
    id: String,
    /// Username.
    user_name: String,
    /// E-mail address.
    email: String,
    /// Telephone number, as it was typed in.
    phone_number: Nullable<String>,
    /// Form of address: `Dr`, for example.
    title: Nullable<String>,
    /// Given name.
    first_name: Nullable<String>,
    /// Family name.
    last_name: Nullable<String>,
    /// Department of the company.
    department: Nullable<String>,
    /// Date of birth.
    birth_date: Nullable<UtcDateTime>,
    /// When the account was made.
    created_at: UtcDateTime,
    /// When the account was last changed.
    updated_at: UtcDateTime,
    /// When the user last dismissed the messages shown to them.
    last_dismiss_messages: Nullable<UtcDateTime>,
    /// When the user last logged in.
    last_log_in: Nullable<UtcDateTime>,
    /// Sort order among users, set by operators.
    rank: Nullable<i64>,
    /// Picture of the user: the bytes of an image file, in base64.
    image: Nullable<String>,
    /// Street and number.
    address: Nullable<String>,
    /// Postal code.
    postal_code: Nullable<String>,
    /// State, province or the like.
    region: Nullable<String>,
    /// Town.
    city: Nullable<String>,
    /// Country, in words.
    country: Nullable<String>,
    /// Country, as an ISO 3166-1 code.
    country_code: Nullable<String>,
    /// Mobile telephone number, as it was typed in.
    mobile: Nullable<String>,
    /// Remarks of operators.
    notes: Nullable<String>,
    /// Number of the customer that the user belongs to, set by operators.
    customer_id: Nullable<i64>,
    /// Names of the user's roles.
    roles: Vec<String>,
    /// The user's API keys.
    api_keys: Vec<ApiKey>,
    /// The user's settings.
    #[oai(validator(max_items = 200))]
    settings: Vec<Setting>,
}

/// An API key. Neither of its secrets can be had back: only their first and last characters are shown.
#[derive(Object, Serialize)]
#[oai(rename = "Management.ApiKey", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    /// Number of the key, which no other key has.
    id: i64,
    /// What its owner calls it.
    name: String,
    /// Beginning and end of the key.
    key: String,
    /// Beginning and end of the client secret.
    client_secret: String,
    /// When it was made.
    created_date: UtcDateTime,
    /// When it stops working; `null` for never.
    expire_date: Nullable<UtcDateTime>,
    /// GUID of the user it acts as.
    owner_id: String,
    /// Whether it was withdrawn.
    revoked: bool,
    /// What it may do: the sum of Read 1, Write 2, Delete 4, Create 8.
    permissions: i64,
    /// What it is for.
    description: Nullable<String>,
}

/// A named value that client programs keep with a user.
#[derive(Object, Serialize)]
#[oai(rename = "Management.Setting", rename_all = "camelCase")]
#[serde(rename_all = "camelCase")]
pub struct Setting {
    /// Number of the setting, which no other setting has.
    id: i64,
    /// The first of the three parts of its key, which are category, group and name.
    category: String,
    /// The second part of its key.
    group: String,
    /// The third part of its key.
    name: String,
    /// Its value.
    value: Nullable<String>,
    /// What kind of value that is, in the client's words.
    #[oai(rename = "type")]
    #[serde(rename = "type")]
    kind: Nullable<String>,
    /// What it is for.
    description: Nullable<String>,
    /// Whether only operators may change it.
    read_only: bool,
    /// GUID of the user it belongs to.
    user_id: String,
}
