//! The user, as this contract shows one.

use std::sync::Arc;

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use super::SUCCESS;
use crate::auth::Profile;
use crate::contracts::kit::date_time::UtcDateTime;
use crate::contracts::kit::nullable::Nullable;
use crate::model::{self, Timestamp};

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

impl From<Profile> for GetLoggedInUserResponse {
    fn from(profile: Profile) -> Self {
        Self {
            success: true,
            code: SUCCESS,
            message: "User found".to_owned(),
            user: profile.into(),
        }
    }
}

impl Example for GetLoggedInUserResponse {
    fn example() -> Self {
        Self {
            success: true,
            code: SUCCESS,
            message: "User found".to_owned(),
            user: User::example(),
        }
    }
}

/// A user. Members that are not set are `null`.
#[derive(Object, Serialize)]
#[oai(rename = "Management.User")]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// GUID of the user, which stays the same for good.
    id: String,
    /// Username.
    #[oai(rename = "userName")]
    user_name: String,
    /// E-mail address.
    email: String,
    /// Telephone number, as it was typed in.
    #[oai(rename = "phoneNumber")]
    phone_number: Nullable<String>,
    /// Form of address: `Dr`, for example.
    title: Nullable<String>,
    /// Given name.
    #[oai(rename = "firstName")]
    first_name: Nullable<String>,
    /// Family name.
    #[oai(rename = "lastName")]
    last_name: Nullable<String>,
    /// Department of the company.
    department: Nullable<String>,
    /// Date of birth.
    #[oai(rename = "birthDate")]
    birth_date: Nullable<UtcDateTime>,
    /// When the account was made.
    #[oai(rename = "createdAt")]
    created_at: UtcDateTime,
    /// When the account was last changed.
    #[oai(rename = "updatedAt")]
    updated_at: UtcDateTime,
    /// When the user last dismissed the messages shown to them.
    #[oai(rename = "lastDismissMessages")]
    last_dismiss_messages: Nullable<UtcDateTime>,
    /// When the user last logged in.
    #[oai(rename = "lastLogIn")]
    last_log_in: Nullable<UtcDateTime>,
    /// Sort order among users, set by operators.
    rank: Nullable<i64>,
    /// Picture of the user: the bytes of an image file, in base64.
    image: Nullable<String>,
    /// Street and number.
    address: Nullable<String>,
    /// Postal code.
    #[oai(rename = "postalCode")]
    postal_code: Nullable<String>,
    /// State, province or the like.
    region: Nullable<String>,
    /// Town.
    city: Nullable<String>,
    /// Country, in words.
    country: Nullable<String>,
    /// Country, as an ISO 3166-1 code.
    #[oai(rename = "countryCode")]
    country_code: Nullable<String>,
    /// Mobile telephone number, as it was typed in.
    mobile: Nullable<String>,
    /// Remarks of operators.
    notes: Nullable<String>,
    /// Number of the customer that the user belongs to, set by operators.
    #[oai(rename = "customerId")]
    customer_id: Nullable<i64>,
    /// Names of the user's roles.
    roles: Vec<String>,
    /// The user's API keys.
    #[oai(rename = "apiKeys")]
    api_keys: Vec<ApiKey>,
    /// The user's settings.
    #[oai(validator(max_items = 200))]
    settings: Vec<Setting>,
}

/// An API key. Neither of its secrets can be had back: only their first and last characters are shown.
#[derive(Object, Serialize)]
#[oai(rename = "Management.ApiKey")]
#[serde(rename_all = "camelCase")]
pub struct ApiKey {
    /// Number of the key, which no other key has.
    id: i64,
    /// What its owner calls it.
    name: String,
    /// Beginning and end of the key.
    key: String,
    /// Beginning and end of the client secret.
    #[oai(rename = "clientSecret")]
    client_secret: String,
    /// When it was made.
    #[oai(rename = "createdDate")]
    created_date: UtcDateTime,
    /// When it stops working; `null` for never.
    #[oai(rename = "expireDate")]
    expire_date: Nullable<UtcDateTime>,
    /// GUID of the user it acts as.
    #[oai(rename = "ownerId")]
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
#[oai(rename = "Management.Setting")]
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
    #[oai(rename = "readOnly")]
    read_only: bool,
    /// GUID of the user it belongs to.
    #[oai(rename = "userId")]
    user_id: String,
}

impl From<Profile> for User {
    fn from(profile: Profile) -> Self {
        let user = Arc::unwrap_or_clone(profile.user);
        let (uid, personal) = (user.uid.to_string(), user.personal);
        Self {
            api_keys: profile.api_keys.iter().map(|key| ApiKey::of(key, &uid)).collect(),
            settings: profile.settings.iter().map(|one| Setting::of(one, &uid)).collect(),
            id: uid,
            user_name: user.username,
            email: user.email,
            phone_number: personal.phone.into(),
            title: personal.title.into(),
            first_name: personal.first_name.into(),
            last_name: personal.last_name.into(),
            department: personal.department.into(),
            birth_date: date(personal.birth_date),
            created_at: UtcDateTime(user.created_at),
            updated_at: UtcDateTime(user.updated_at),
            last_dismiss_messages: date(personal.last_dismiss_messages),
            last_log_in: date(user.last_login.map(|login| login.at)),
            rank: user.rank.into(),
            image: personal.image.into(),
            address: personal.address.into(),
            postal_code: personal.postal_code.into(),
            region: personal.region.into(),
            city: personal.city.into(),
            country: personal.country.into(),
            country_code: personal.country_code.into(),
            mobile: personal.mobile.into(),
            notes: user.notes.into(),
            customer_id: user.customer_number.into(),
            roles: user.roles,
        }
    }
}

impl ApiKey {
    fn of(key: &model::ApiKey, owner: &str) -> Self {
        Self {
            id: key.id.0,
            name: key.name.clone(),
            key: key.masked_key.clone(),
            client_secret: key.masked_secret.clone(),
            created_date: UtcDateTime(key.created_at),
            expire_date: date(key.expires_at),
            owner_id: owner.to_owned(),
            revoked: key.revoked_at.is_some(),
            permissions: key.permissions.bits(),
            description: key.description.clone().into(),
        }
    }
}

impl Setting {
    fn of(setting: &model::Setting, user: &str) -> Self {
        Self {
            id: setting.id,
            category: setting.category.clone(),
            group: setting.group.clone(),
            name: setting.name.clone(),
            value: setting.value.clone().into(),
            kind: setting.kind.clone().into(),
            description: setting.description.clone().into(),
            read_only: setting.read_only,
            user_id: user.to_owned(),
        }
    }
}

fn date(at: Option<Timestamp>) -> Nullable<UtcDateTime> {
    Nullable(at.map(UtcDateTime))
}

fn text(text: &str) -> Nullable<String> {
    Nullable(Some(text.to_owned()))
}

fn at(seconds: i64) -> UtcDateTime {
    UtcDateTime(Timestamp::from_seconds(seconds))
}

impl Example for User {
    fn example() -> Self {
        Self {
            id: "4b1f6d3a-6a52-4a0e-9f6b-0c5a51c7f0d1".to_owned(),
            user_name: "admin".to_owned(),
            email: "admin@example.com".to_owned(),
            phone_number: text("01712345678"),
            title: Nullable(None),
            first_name: text("Admin"),
            last_name: text("User"),
            department: text("Support"),
            birth_date: Nullable(None),
            created_at: at(1_566_656_122),
            updated_at: at(1_566_656_122),
            last_dismiss_messages: Nullable(None),
            last_log_in: Nullable(Some(at(1_684_915_961))),
            rank: Nullable(None),
            image: Nullable(None),
            address: text("12 Lake Road"),
            postal_code: text("1205"),
            region: Nullable(None),
            city: text("Dhaka"),
            country: text("Bangladesh"),
            country_code: text("BD"),
            mobile: Nullable(None),
            notes: Nullable(None),
            customer_id: Nullable(None),
            roles: vec!["admin".to_owned()],
            api_keys: vec![ApiKey::example()],
            settings: vec![Setting::example()],
        }
    }
}

impl Example for ApiKey {
    fn example() -> Self {
        Self {
            id: 1,
            name: "nightly import".to_owned(),
            key: "api_demo…0000".to_owned(),
            client_secret: "cs_aB3dK…x9Yz".to_owned(),
            created_date: at(1_566_656_122),
            expire_date: Nullable(None),
            owner_id: "4b1f6d3a-6a52-4a0e-9f6b-0c5a51c7f0d1".to_owned(),
            revoked: false,
            permissions: 3,
            description: text("Reads and writes from the import job"),
        }
    }
}

impl Example for Setting {
    fn example() -> Self {
        Self {
            id: 1,
            category: "ui".to_owned(),
            group: "grid".to_owned(),
            name: "pageSize".to_owned(),
            value: text("50"),
            kind: text("int"),
            description: Nullable(None),
            read_only: false,
            user_id: "4b1f6d3a-6a52-4a0e-9f6b-0c5a51c7f0d1".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Example, GetLoggedInUserResponse};
    use crate::contracts::kit::json_response::assert_alike;

    #[test]
    fn what_is_written_quickly_is_what_the_document_shows() {
        assert_alike(&GetLoggedInUserResponse::example());
    }
}
