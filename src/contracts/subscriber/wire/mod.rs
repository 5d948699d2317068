//! Bodies, as the page prints them.

mod auto_login;
mod logout;
mod refresh;

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use crate::auth::{ContractRules, LogIn, LoggedIn, LoginName};
use crate::contracts::kit::example::RequestExamples;
use crate::contracts::kit::field::{Field, Secret, Text};
use crate::contracts::kit::formatted::{self as format, Formatted};
use crate::contracts::kit::literal::{True, literals};
use crate::contracts::kit::nullable::Nullable;
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::{Subscriber, SubscriberStatus, Timestamp};

pub use auto_login::AutoLogin;
pub use logout::{LogoutAllResponse, LogoutResponse};
pub use refresh::RefreshResponse;

literals! {
    /// The type of the token (RFC 6750), in lower case.
    pub struct Bearer = "bearer";
    /// The message of a login.
    pub struct LoginSuccessful = "Login successful";
    /// The state of a subscription.
    pub enum Status as "SubscriberStatus" {
        Active = "active",
        Inactive = "inactive",
        Pending = "pending",
        Expired = "expired",
    }
}

/// The token of examples.
const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

/// The subscriber's credentials.
#[derive(Object)]
#[oai(example)]
pub struct LoginRequest {
    /// The subscriber's username.
    pub username: Field<Text>,
    /// The subscriber's password, of at most 1,024 bytes in UTF-8.
    pub password: Field<Secret>,
}

impl LoginRequest {
    /// The command, or everything that is wrong with it.
    pub fn into_command(self, rules: &'static ContractRules<Subscriber>) -> Result<LogIn<Subscriber>, FieldErrors> {
        let mut check = Validator::default();
        let (username, password) = (
            check.name("username", self.username),
            check.password("password", self.password),
        );
        check.finish(username.zip(password).map(|(username, password)| LogIn {
            rules,
            name: LoginName::username(&username),
            typed: username,
            password,
            device: None,
        }))
    }
}

impl Example for LoginRequest {
    fn example() -> Self {
        Self {
            username: Field::of("subscriber1"),
            password: Field::of("kettle-otter-velvet"),
        }
    }
}

impl RequestExamples for LoginRequest {
    fn others() -> Vec<(&'static str, Self)> {
        let bad_credentials = Self {
            password: Field::of("not-your-password"),
            ..Self::example()
        };
        let account_disabled = Self {
            username: Field::of("subscriber2"),
            password: Field::of("kettle-otter-velvet"),
        };
        vec![
            ("bad_credentials", bad_credentials),
            ("account_disabled", account_disabled),
        ]
    }
}

/// The subscriber is logged in.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct LoginResponse {
    /// Always true.
    success: True,
    /// Always `Login successful`.
    message: LoginSuccessful,
    /// The current user and their token.
    data: LoginData,
}

/// The current user and their token.
#[derive(Object, Serialize)]
pub struct LoginData {
    /// The current account.
    subscriber: LoginSubscriber,
    /// The bearer token. Send it as `Authorization: Bearer <token>`.
    token: String,
    /// Always `bearer`.
    token_type: Bearer,
    /// Lifetime of the token in seconds.
    expires_in: i64,
}

/// A subscriber.
#[derive(Object, Serialize)]
pub struct LoginSubscriber {
    /// Unique id of the subscriber.
    id: i64,
    /// Username.
    username: String,
    /// Full name.
    fullname: String,
    /// E-mail address.
    email: Nullable<Formatted<format::Email>>,
    /// Telephone number as entered; `null` when unset.
    phone: Nullable<String>,
    /// Name of the subscriber's internet package; `null` when unset.
    package_name: Nullable<String>,
    /// When the package expires: `YYYY-MM-DD HH:MM:SS`, UTC.
    expiration_date: Nullable<String>,
    /// The state of the subscription.
    status: Status,
}

impl From<SubscriberStatus> for Status {
    fn from(status: SubscriberStatus) -> Self {
        match status {
            SubscriberStatus::Active => Self::Active,
            // A disabled account does not get as far as this.
            SubscriberStatus::Inactive | SubscriberStatus::Disabled => Self::Inactive,
            SubscriberStatus::Pending => Self::Pending,
            SubscriberStatus::Expired => Self::Expired,
        }
    }
}

impl From<LoggedIn<Subscriber>> for LoginResponse {
    fn from(logged_in: LoggedIn<Subscriber>) -> Self {
        let account = logged_in.account;
        let subscriber = LoginSubscriber {
            id: account.id.0,
            fullname: account.fullname(),
            username: account.username,
            email: account.email.map(Formatted::from).into(),
            phone: account.phone.into(),
            package_name: account.package_name.into(),
            expiration_date: account.expiration_date.map(date).into(),
            status: account.status.into(),
        };
        let data = LoginData {
            subscriber,
            token: logged_in.token.expose().to_owned(),
            token_type: Bearer,
            expires_in: logged_in.expires_in,
        };
        Self {
            success: True,
            message: LoginSuccessful,
            data,
        }
    }
}

impl Example for LoginResponse {
    fn example() -> Self {
        let text = |text: &str| Nullable(Some(text.to_owned()));
        let subscriber = LoginSubscriber {
            id: 1,
            username: "subscriber1".to_owned(),
            fullname: "John Doe".to_owned(),
            email: Nullable(Some("subscriber1@example.com".into())),
            phone: text("01712345678"),
            package_name: text("10MB Package"),
            expiration_date: text("2025-12-31 23:59:59"),
            status: Status::Active,
        };
        let data = LoginData {
            subscriber,
            token: TOKEN.to_owned(),
            token_type: Bearer,
            expires_in: 2_592_000,
        };
        Self {
            success: True,
            message: LoginSuccessful,
            data,
        }
    }
}

/// The page prints dates like this.
fn date(at: Timestamp) -> String {
    let format = time::macros::format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    // Formatting a date of four components cannot fail.
    time::OffsetDateTime::from(at).format(&format).unwrap_or_default()
}
