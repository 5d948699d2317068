//! Bodies, with the names that the page gives them.

mod update;
mod user;

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

pub use update::{UpdateUserSettingsRequest, UpdateUserSettingsResponse};
pub use user::GetLoggedInUserResponse;

use crate::auth::{ContractRules, LogIn, LoggedIn, LoginName};
use crate::contracts::kit::example::RequestExamples;
use crate::contracts::kit::field::{Coerced, Field, Secret, Text};
use crate::contracts::kit::literal::{True, literals};
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::User;

literals! {
    /// The code of every success.
    pub enum SuccessCode as "Management.SuccessCode" {
        Success = 0,
    }
    /// The message of a login.
    pub struct LoginSuccessful = "Login successful";
    /// The message of a logout.
    pub struct LogoutSuccessful = "Logout successful";
}

/// The login request.
#[derive(Object)]
#[oai(rename = "Management.LoginRequest", example)]
pub struct LoginRequest {
    /// The user's username or e-mail address.
    pub username: Field<Coerced<Text>>,
    /// The user's password, of at most 1,024 bytes in UTF-8.
    pub password: Field<Coerced<Secret>>,
}

impl LoginRequest {
    /// The command, or everything that is wrong with it.
    pub fn into_command(self, rules: &'static ContractRules<User>) -> Result<LogIn<User>, FieldErrors> {
        let mut check = Validator::default();
        let (username, password) = (
            check.name("username", self.username),
            check.password("password", self.password),
        );
        check.finish(username.zip(password).map(|(username, password)| LogIn {
            rules,
            name: LoginName::either(&username),
            typed: username,
            password,
            device: None,
        }))
    }
}

impl Example for LoginRequest {
    fn example() -> Self {
        Self {
            username: Field::of("admin"),
            password: Field::of("your-password"),
        }
    }
}

impl RequestExamples for LoginRequest {
    const MEMBERS: &'static [&'static str] = &["username", "password"];

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
#[oai(rename = "Management.LoginResponse", example)]
pub struct LoginResponse {
    /// Always true.
    success: True,
    /// Always 0.
    code: SuccessCode,
    /// Always `Login successful`.
    message: LoginSuccessful,
    /// The bearer token.
    token: String,
    /// Lifetime of the token in seconds.
    #[oai(rename = "expiresIn")]
    #[serde(rename = "expiresIn")]
    expires_in: i64,
}

impl LoginResponse {
    fn with(token: &str, expires_in: i64) -> Self {
        Self {
            success: True,
            code: SuccessCode::Success,
            message: LoginSuccessful,
            token: token.to_owned(),
            expires_in,
        }
    }
}

impl From<LoggedIn<User>> for LoginResponse {
    fn from(logged_in: LoggedIn<User>) -> Self {
        Self::with(logged_in.token.expose(), logged_in.expires_in)
    }
}

impl Example for LoginResponse {
    fn example() -> Self {
        Self::with(
            "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl",
            1800,
        )
    }
}

/// The logout request, an empty object.
#[derive(Object)]
#[oai(rename = "Management.LogoutRequest", example)]
pub struct LogoutRequest {}

impl Example for LogoutRequest {
    fn example() -> Self {
        Self {}
    }
}

impl RequestExamples for LogoutRequest {}

/// The session has ended.
#[derive(Object, Serialize)]
#[oai(rename = "Management.LogoutResponse", example)]
pub struct LogoutResponse {
    /// Always true.
    success: True,
    /// Always 0.
    code: SuccessCode,
    /// Always `Logout successful`.
    message: LogoutSuccessful,
}

impl LogoutResponse {
    /// The only one there is.
    pub fn done() -> Self {
        Self {
            success: True,
            code: SuccessCode::Success,
            message: LogoutSuccessful,
        }
    }
}

impl Example for LogoutResponse {
    fn example() -> Self {
        Self::done()
    }
}

#[cfg(test)]
mod tests {
    use super::LoginRequest;
    use crate::contracts::kit::member_names::tests::lists_its_members;

    #[test]
    fn the_members_that_are_read_in_any_case_are_those_of_the_schema() {
        lists_its_members::<LoginRequest>();
    }
}
