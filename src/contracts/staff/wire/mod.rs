//! Bodies, as the page prints them.

mod me;
mod refresh;

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use crate::auth::{ContractRules, LogIn, LoggedIn, LoginName};
use crate::contracts::kit::field::{Email, Field, Secret};
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::{FoldedName, User};

pub use me::MeResponse;
pub use refresh::RefreshResponse;

/// The token of examples.
const TOKEN: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";

/// The user's credentials.
#[derive(Object)]
#[oai(example)]
pub struct LoginRequest {
    /// The user's e-mail address.
    email: Field<Email>,
    /// The user's password, of at most 1,024 bytes in UTF-8.
    password: Field<Secret>,
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
            name: LoginName::Email(FoldedName::of(&email)),
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

/// The user is logged in.
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
    user: LoginUser,
    /// The bearer token. Send it as `Authorization: Bearer <token>`.
    token: String,
    /// Always `bearer`.
    token_type: String,
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
    email: String,
    /// Main role: `admin`, `staff`, `reseller` or an operator-defined one.
    role: String,
}

impl From<LoggedIn<User>> for LoginResponse {
    fn from(logged_in: LoggedIn<User>) -> Self {
        let user = logged_in.account;
        Self {
            success: true,
            message: "Login successful".to_owned(),
            data: LoginData {
                user: LoginUser {
                    id: user.id.0,
                    role: user.main_role().to_owned(),
                    name: user.name,
                    email: user.email,
                },
                token: logged_in.token.expose().to_owned(),
                token_type: "bearer".to_owned(),
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
            email: "admin@example.com".to_owned(),
            role: "admin".to_owned(),
        };
        let (token, token_type) = (TOKEN.to_owned(), "bearer".to_owned());
        Self {
            success: true,
            message: "Login successful".to_owned(),
            data: LoginData {
                user,
                token,
                token_type,
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
    success: bool,
    /// Always `Successfully logged out`.
    message: String,
}

impl LogoutResponse {
    /// The only one there is.
    pub fn done() -> Self {
        Self {
            success: true,
            message: "Successfully logged out".to_owned(),
        }
    }
}

impl Example for LogoutResponse {
    fn example() -> Self {
        Self::done()
    }
}
