//! Bodies, as the page prints them.

mod logout;
mod refresh;

use poem_openapi::types::Example;
use poem_openapi::{ApiResponse, Object};
use serde::Serialize;

use crate::auth::{ContractRules, LogIn, LoggedIn, LoginName, PortalCookie};
use crate::contracts::kit::field::{Field, Secret, Text};
use crate::contracts::kit::nullable::Nullable;
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::contracts::subscriber::settings::PortalAddress;
use crate::model::{FoldedName, Subscriber, Timestamp, set_cookie};

pub use logout::{LogoutAllResponse, LogoutResponse};
pub use refresh::RefreshResponse;

/// The token of examples.
const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

/// The subscriber's credentials.
#[derive(Object)]
#[oai(example)]
pub struct LoginRequest {
    /// The subscriber's username.
    username: Field<Text>,
    /// The subscriber's password, of at most 1,024 bytes in UTF-8.
    password: Field<Secret>,
}

impl LoginRequest {
    /// The command, or everything that is wrong with it.
    pub fn into_command(self, rules: &'static ContractRules<Subscriber>) -> Result<LogIn<Subscriber>, FieldErrors> {
        let mut check = Validator::default();
        let (username, password) = (
            check.text("username", self.username),
            check.password("password", self.password),
        );
        check.finish(username.zip(password).map(|(username, password)| LogIn {
            rules,
            name: LoginName::Username(FoldedName::of(&username)),
            password,
            device: None,
        }))
    }
}

impl Example for LoginRequest {
    fn example() -> Self {
        Self {
            username: Field::of("subscriber1"),
            password: Field::of("subscriber-password"),
        }
    }
}

/// The subscriber is logged in.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct LoginResponse {
    /// Always true.
    success: bool,
    /// Always `Login successful`.
    message: String,
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
    token_type: String,
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
    email: Nullable<String>,
    /// Telephone number as entered; `null` when unset.
    phone: Nullable<String>,
    /// Name of the subscriber's internet package; `null` when unset.
    package_name: Nullable<String>,
    /// When the package expires: `YYYY-MM-DD HH:MM:SS`, UTC.
    expiration_date: Nullable<String>,
    /// One of `active`, `inactive`, `pending`, `expired`.
    status: String,
}

impl From<LoggedIn<Subscriber>> for LoginResponse {
    fn from(logged_in: LoggedIn<Subscriber>) -> Self {
        let account = logged_in.account;
        let subscriber = LoginSubscriber {
            id: account.id.0,
            fullname: account.fullname(),
            username: account.username,
            email: account.email.into(),
            phone: account.phone.into(),
            package_name: account.package_name.into(),
            expiration_date: account.expiration_date.map(date).into(),
            status: account.status.as_str().to_owned(),
        };
        let (token, token_type) = (logged_in.token.expose().to_owned(), "bearer".to_owned());
        let data = LoginData {
            subscriber,
            token,
            token_type,
            expires_in: logged_in.expires_in,
        };
        Self {
            success: true,
            message: "Login successful".to_owned(),
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
            email: text("subscriber1@example.com"),
            phone: text("01712345678"),
            package_name: text("10MB Package"),
            expiration_date: text("2025-12-31 23:59:59"),
            status: "active".to_owned(),
        };
        let (token, token_type) = (TOKEN.to_owned(), "bearer".to_owned());
        let data = LoginData {
            subscriber,
            token,
            token_type,
            expires_in: 2_592_000,
        };
        Self {
            success: true,
            message: "Login successful".to_owned(),
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

/// A way into the portal.
#[derive(ApiResponse)]
pub enum AutoLogin {
    /// Redirect to the subscriber portal, with a session cookie.
    #[oai(status = 302)]
    Found(
        /// The configured portal URL.
        #[oai(header = "Location")]
        String,
        /// The session cookie: a random value, `HttpOnly; Secure; SameSite=Lax; Path=/`.
        #[oai(header = "Set-Cookie")]
        String,
        /// Always `no-store`.
        #[oai(header = "Cache-Control")]
        String,
    ),
}

impl AutoLogin {
    /// To this portal with this cookie.
    pub fn to(portal: &PortalAddress, cookie: &PortalCookie) -> Self {
        let cookie = set_cookie(portal.https, cookie.0.expose());
        Self::Found(portal.location.clone(), cookie, "no-store".to_owned())
    }
}
