//! Bodies, as the page prints them.

use poem_openapi::Object;
use poem_openapi::types::Example;
use serde::Serialize;

use crate::auth::{ContractRules, LogIn, LoggedIn, LoginName};
use crate::contracts::kit::example::RequestExamples;
use crate::contracts::kit::field::{Field, Secret, Text};
use crate::contracts::kit::literal::literals;
use crate::contracts::kit::validate::{FieldErrors, Validator};
use crate::model::Subscriber;

literals! {
    /// The message of a login.
    pub struct LoginSuccessful = "Login successful";
    /// The message of a logout.
    pub struct LogoutSuccessful = "Logout successful";
}

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
            username: Field::of("subscriber123"),
            password: Field::of("password123"),
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
    /// Always `Login successful`.
    message: LoginSuccessful,
    /// The bearer token. Send it as `Authorization: Bearer <token>`.
    token: String,
    /// The current account.
    subscriber: LoginSubscriber,
}

/// A subscriber (summary).
#[derive(Object, Serialize)]
pub struct LoginSubscriber {
    /// Unique id of the subscriber.
    id: i64,
    /// Customer number.
    customer_id: String,
    /// Username.
    username: String,
    /// Given name.
    firstname: String,
    /// Family name.
    lastname: String,
}

impl From<LoggedIn<Subscriber>> for LoginResponse {
    fn from(logged_in: LoggedIn<Subscriber>) -> Self {
        let subscriber = logged_in.account;
        Self {
            message: LoginSuccessful,
            token: logged_in.token.expose().to_owned(),
            subscriber: LoginSubscriber {
                id: subscriber.id.0,
                customer_id: subscriber.customer_id,
                username: subscriber.username,
                firstname: subscriber.firstname,
                lastname: subscriber.lastname,
            },
        }
    }
}

impl Example for LoginResponse {
    fn example() -> Self {
        Self {
            message: LoginSuccessful,
            token: "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl".to_owned(),
            subscriber: LoginSubscriber {
                id: 1,
                customer_id: "12345".to_owned(),
                username: "subscriber123".to_owned(),
                firstname: "John".to_owned(),
                lastname: "Doe".to_owned(),
            },
        }
    }
}

/// The session has ended.
#[derive(Object, Serialize)]
#[oai(example)]
pub struct LogoutResponse {
    /// Always `Logout successful`.
    message: LogoutSuccessful,
}

impl LogoutResponse {
    /// The only one there is.
    pub fn done() -> Self {
        Self {
            message: LogoutSuccessful,
        }
    }
}

impl Example for LogoutResponse {
    fn example() -> Self {
        Self::done()
    }
}
