//! What this contract says when something goes wrong, and which operation says what.

use poem_openapi::Object;

use crate::auth::{Error, MAX_SETTINGS, MAX_SETTINGS_BYTES};
use crate::contracts::kit::error_response::{Body, ErrorFormat};
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::handler_error::Documented;
use crate::contracts::kit::validate::FieldErrors;

/// Something went wrong.
#[derive(Object)]
#[oai(rename = "Management.ErrorResponse")]
pub struct ErrorResponse {
    /// Always false.
    success: bool,
    /// What went wrong, in a number for programs.
    code: i64,
    /// What went wrong, in words for people.
    message: String,
}

/// Members of the request are missing or wrong.
#[derive(Object)]
#[oai(rename = "Management.ValidationErrorResponse")]
pub struct ValidationErrorResponse {
    /// Always false.
    success: bool,
    /// Always 1003.
    code: i64,
    /// Always `Validation failed`.
    message: String,
    /// For each bad member, what is wrong with it.
    errors: FieldErrors,
}

/// This contract's words.
pub struct Format;

impl ErrorFormat for Format {
    fn body(failure: &Failure) -> Body {
        let (code, message) = match failure {
            Failure::Malformed => (1000, "Malformed JSON"),
            Failure::TooLarge => (1001, "Request body too large"),
            Failure::UnsupportedMediaType => (1002, "Unsupported media type"),
            Failure::Invalid(fields) => return invalid(fields),
            Failure::Auth(Error::TooManySettings) => {
                let limit = format!("must not lead to more than {MAX_SETTINGS} settings or {MAX_SETTINGS_BYTES} bytes");
                return invalid(&FieldErrors::one("user.settings", &limit));
            }
            Failure::Auth(Error::BadCredentials) => (1100, "Invalid username or password"),
            Failure::Auth(Error::AccountDisabled) => (1101, "Your account is disabled. Please contact support."),
            Failure::Auth(Error::OneTimePasswordRequired) => (1102, "One-time password required"),
            Failure::Auth(Error::OneTimePasswordInvalid) => (1103, "Invalid one-time password"),
            // This contract has no refresh; were one refused, its token would be a bad one.
            Failure::Auth(Error::TokenMissing | Error::TokenInvalid | Error::RefreshRefused) => {
                (1200, "Unauthenticated")
            }
            Failure::Auth(Error::ApiKeyMissing | Error::ApiKeyInvalid) => (1201, "Invalid API key"),
            Failure::Auth(Error::PermissionDenied) => (1202, "Permission denied"),
            Failure::Auth(Error::TooManyAttempts { .. }) => (1300, "Too many attempts. Try again later."),
            Failure::NotFound => (1404, "Not found"),
            Failure::MethodNotAllowed { .. } => (1405, "Method not allowed"),
            Failure::Panicked | Failure::Auth(Error::Internal(_)) => (1500, "Internal server error"),
            Failure::Auth(Error::Unavailable(_)) => (1503, "Service unavailable"),
        };
        Body::new(ErrorResponse {
            success: false,
            code,
            message: message.to_owned(),
        })
    }
}

fn invalid(fields: &FieldErrors) -> Body {
    let (message, errors) = ("Validation failed".to_owned(), fields.clone());
    Body::new(ValidationErrorResponse {
        success: false,
        code: 1003,
        message,
        errors,
    })
}

/// What any operation may answer because of its credentials.
fn of_credentials() -> Vec<Failure> {
    vec![Error::TokenInvalid.into(), Error::ApiKeyInvalid.into()]
}

/// What an operation may answer instead of what was asked for.
pub fn failures(operation: &str) -> Vec<Failure> {
    match operation {
        "login" => LogInErrors::failures(),
        "getUser" => ReadErrors::failures(),
        "updateUser" => WriteErrors::failures(),
        "logout" => SessionErrors::failures(),
        _ => Vec::new(),
    }
}

/// `POST /v1/auth/login`
pub struct LogInErrors;

impl Documented for LogInErrors {
    type ErrorFormat = Format;

    fn failures() -> Vec<Failure> {
        let mut failures = Failure::of_any_body(FieldErrors::required(&["username", "password"]));
        failures.extend(Failure::of_any_login());
        failures.push(Error::ApiKeyMissing.into());
        failures.extend(of_credentials());
        failures.extend(Failure::of_any_operation("POST"));
        failures
    }
}

/// `GET /v1/auth/user`
pub struct ReadErrors;

impl Documented for ReadErrors {
    type ErrorFormat = Format;

    fn failures() -> Vec<Failure> {
        let mut failures = vec![Error::TokenMissing.into(), Error::PermissionDenied.into()];
        failures.extend(of_credentials());
        failures.extend(Failure::of_any_operation("GET, HEAD, POST"));
        failures
    }
}

/// `POST /v1/auth/user`
pub struct WriteErrors;

impl Documented for WriteErrors {
    type ErrorFormat = Format;

    fn failures() -> Vec<Failure> {
        let mut failures = Failure::of_any_body(FieldErrors::required(&["user"]));
        failures.extend([
            Error::TokenMissing.into(),
            Error::PermissionDenied.into(),
            Error::TooManySettings.into(),
        ]);
        failures.extend(of_credentials());
        failures.extend(Failure::of_any_operation("GET, HEAD, POST"));
        failures
    }
}

/// `POST /v1/auth/logout`
pub struct SessionErrors;

impl Documented for SessionErrors {
    type ErrorFormat = Format;

    fn failures() -> Vec<Failure> {
        let mut failures = vec![Failure::Malformed, Failure::TooLarge, Failure::UnsupportedMediaType];
        failures.push(Error::TokenMissing.into());
        failures.extend(of_credentials());
        failures.extend(Failure::of_any_operation("POST"));
        failures
    }
}
