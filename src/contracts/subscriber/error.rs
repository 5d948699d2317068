//! What this contract says when something goes wrong, and which operation says what.

use poem_openapi::Object;

use crate::auth::Error;
use crate::contracts::kit::error_response::{Body, ErrorFormat};
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::handler_error::Documented;
use crate::contracts::kit::validate::FieldErrors;

/// Something went wrong.
#[derive(Object)]
pub struct ErrorResponse {
    /// Always false.
    success: bool,
    /// What went wrong, in words for people.
    message: String,
}

/// Members of the request are missing or wrong.
#[derive(Object)]
pub struct ValidationErrorResponse {
    /// Always false.
    success: bool,
    /// Always `Validation failed`.
    message: String,
    /// For each bad member, what is wrong with it.
    errors: FieldErrors,
}

/// This contract's words.
pub struct Format;

impl ErrorFormat for Format {
    fn body(failure: &Failure) -> Body {
        let message = match failure {
            Failure::Malformed => "Malformed JSON",
            Failure::TooLarge => "Request body too large",
            Failure::UnsupportedMediaType => "Unsupported media type",
            Failure::Invalid(fields) => return invalid(fields),
            Failure::NotFound => "Not found",
            Failure::MethodNotAllowed { .. } => "Method not allowed",
            Failure::Auth(Error::BadCredentials) => "Invalid username or password",
            Failure::Auth(Error::AccountDisabled) => "Your account is disabled. Please contact support.",
            Failure::Auth(Error::OneTimePasswordRequired) => "One-time password required",
            Failure::Auth(Error::OneTimePasswordInvalid) => "Invalid one-time password",
            Failure::Auth(Error::TokenMissing | Error::TokenInvalid) => "Unauthenticated",
            // This contract takes no API keys and keeps no settings; were it asked to, the caller would be nobody.
            Failure::Auth(Error::ApiKeyMissing | Error::ApiKeyInvalid) => "Unauthenticated",
            Failure::Auth(Error::PermissionDenied) => "Permission denied",
            Failure::Auth(Error::TooManySettings) => "Validation failed",
            Failure::Auth(Error::RefreshRefused) => "Token has expired and cannot be refreshed",
            Failure::Auth(Error::TooManyAttempts { .. }) => "Too many attempts. Try again later.",
            Failure::Panicked | Failure::Auth(Error::Internal(_)) => "Internal server error",
            Failure::Auth(Error::Unavailable(_)) => "Service unavailable",
        };
        Body::new(ErrorResponse {
            success: false,
            message: message.to_owned(),
        })
    }
}

fn invalid(fields: &FieldErrors) -> Body {
    let (message, errors) = ("Validation failed".to_owned(), fields.clone());
    Body::new(ValidationErrorResponse {
        success: false,
        message,
        errors,
    })
}

/// What an operation may answer instead of what was asked for.
pub fn failures(operation: &str) -> Vec<Failure> {
    match operation {
        "login" => LogInErrors::failures(),
        "logout" | "logoutAll" => SessionErrors::failures(),
        "refreshToken" => RefreshErrors::failures(),
        "mobileAutoLogin" => AutoLoginErrors::failures(),
        _ => Vec::new(),
    }
}

/// `POST /api/v1/subscriber/login`
pub struct LogInErrors;

impl Documented for LogInErrors {
    type ErrorFormat = Format;

    fn failures() -> Vec<Failure> {
        let mut failures = Failure::of_any_body(FieldErrors::required(&["username", "password"]));
        failures.extend(Failure::of_any_login());
        failures.extend(Failure::of_any_operation("POST"));
        failures
    }
}

/// `POST /api/v1/subscriber/logout` and `POST /api/v1/subscriber/logout-all`
pub struct SessionErrors;

impl Documented for SessionErrors {
    type ErrorFormat = Format;

    fn failures() -> Vec<Failure> {
        let mut failures = vec![Error::TokenMissing.into(), Error::TokenInvalid.into()];
        failures.extend(Failure::of_any_operation("POST"));
        failures
    }
}

/// `GET /mobile-auto-login`
pub struct AutoLoginErrors;

impl Documented for AutoLoginErrors {
    type ErrorFormat = Format;

    fn failures() -> Vec<Failure> {
        let mut failures = vec![Error::TokenMissing.into(), Error::TokenInvalid.into()];
        failures.extend(Failure::of_any_operation("GET, HEAD"));
        failures
    }
}

/// `POST /api/v1/subscriber/refresh-token`
pub struct RefreshErrors;

impl Documented for RefreshErrors {
    type ErrorFormat = Format;

    fn failures() -> Vec<Failure> {
        let mut failures: Vec<Failure> = vec![
            Error::TokenMissing.into(),
            Error::TokenInvalid.into(),
            Error::RefreshRefused.into(),
        ];
        failures.extend(Failure::of_any_operation("POST"));
        failures
    }
}
