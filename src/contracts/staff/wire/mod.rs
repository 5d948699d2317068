//! Bodies, as the page prints them.

mod me;
mod refresh;

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use crate::auth::{ContractRules, LogIn, LoggedIn, LoginName};
use crate::contracts::kit::example::RequestExamples;
use crate::contracts::kit::field::{Email, Field, Secret};
use crate::contracts::kit::formatted::{self as format, Formatted};
use crate::contracts::kit::literal::{True, literals};
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::User;

pub use me::MeResponse;
pub use refresh::RefreshResponse;

literals! {
    /// The type of the token (RFC 6750), in lower case.
    pub struct Bearer = "bearer";
    /// The message of a login.
    pub struct LoginSuccessful = "Login successful";
    /// The message of a logout.
    pub struct LoggedOut = "Successfully logged out";
}

/// The token of examples.
const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

/// The user's credentials.
#[derive(Object)]
#[oai(example)]
pub struct LoginRequest {
    /// The user's e-mail address.
    pub email: Field<Email>,
    /// The user's password, of at most 1,024 bytes in UTF-8.
    pub password: Field<Secret>,
}

impl LoginRequest {
    /// The command, or everything that is wrong with it.
    pub fn into_command(self, rules: &'static ContractRules<User>) -> Result<LogIn<User>, FieldErrors> {
        let mut check = Validator::default();
        let (email, password) = (
            check.email("email", self.email),
            check.password("password", self.password),
        );
        check.finish(email.zip(password).map(|(email, password)| LogIn {
            rules,
            name: LoginName::email(&email),
            typed: email,
            password,
            device: None,
        }))
    }
}

impl Example for LoginRequest {
    fn example() -> Self {
        Self {
            email: Field::of("admin@example.com"),
            password: Field::of("your-password"),
        }
    }
}

impl RequestExamples for LoginRequest {
    fn others() -> Vec<(&'static str, Self)> {
        let bad_credentials = Self {
            password: Field::of("not-your-password"),
            ..Self::example()
        };
        vec![("bad_credentials", bad_credentials)]
    }
}

/// The user is logged in.
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
    user: LoginUser,
    /// The bearer token. Send it as `Authorization: Bearer <token>`.
    token: String,
    /// Always `bearer`.
    token_type: Bearer,
    /// Lifetime of the token in seconds.
    expires_in: i64,
}

/// A user (summary).
#[derive(Object, Serialize)]
pub struct LoginUser {
    /// Unique id of the user.
    id: i64,
    /// Full name.
    name: String,
    /// E-mail address.
    email: Formatted<format::Email>,
    /// Main role: `admin`, `staff`, `reseller` or an operator-defined one.
    role: String,
}

impl From<LoggedIn<User>> for LoginResponse {
    fn from(logged_in: LoggedIn<User>) -> Self {
        let user = logged_in.account;
        Self {
            success: True,
            message: LoginSuccessful,
            data: LoginData {
                user: LoginUser {
                    id: user.id.0,
                    role: user.main_role().to_owned(),
                    name: user.name,
                    email: user.email.into(),
                },
                token: logged_in.token.expose().to_owned(),
                token_type: Bearer,
                expires_in: logged_in.expires_in,
            },
        }
    }
}

impl Example for LoginResponse {
    fn example() -> Self {
        let user = LoginUser {
            id: 1,
            name: "Admin User".to_owned(),
            email: "admin@example.com".into(),
            role: "admin".to_owned(),
        };
        Self {
            success: True,
            message: LoginSuccessful,
            data: LoginData {
                user,
                token: TOKEN.to_owned(),
                token_type: Bearer,
                expires_in: 3600,
            },
        }
    }
}

/// The session has ended.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct LogoutResponse {
    /// Always true.
    success: True,
    /// Always `Successfully logged out`.
    message: LoggedOut,
}

impl LogoutResponse {
    /// The only one there is.
    pub fn done() -> Self {
        Self {
            success: True,
            message: LoggedOut,
        }
    }
}

impl Example for LogoutResponse {
    fn example() -> Self {
        Self::done()
    }
}
