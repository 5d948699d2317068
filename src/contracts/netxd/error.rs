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
    /// What went wrong.
    error: ErrorDetail,
}

/// What went wrong.
#[derive(Object)]
pub struct ErrorDetail {
    /// For programs.
    code: String,
    /// For people.
    message: String,
}

/// Members of the request are missing or wrong.
#[derive(Object)]
pub struct ValidationErrorResponse {
    /// What went wrong.
    error: ValidationErrorDetail,
}

/// What is wrong with the request.
#[derive(Object)]
pub struct ValidationErrorDetail {
    /// Always `VALIDATION_FAILED`.
    code: String,
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
            Failure::Malformed => ("MALFORMED_REQUEST", "Malformed JSON"),
            Failure::TooLarge => ("REQUEST_TOO_LARGE", "Request body too large"),
            Failure::UnsupportedMediaType => ("UNSUPPORTED_MEDIA_TYPE", "Unsupported media type"),
            Failure::Invalid(fields) => return invalid(fields),
            Failure::Auth(Error::BadCredentials) => ("INVALID_CREDENTIALS", "Invalid credentials"),
            Failure::Auth(Error::AccountDisabled) => {
                ("ACCOUNT_DISABLED", "Your account is disabled. Please contact support.")
            }
            Failure::Auth(Error::OneTimePasswordRequired) => ("OTP_REQUIRED", "One-time password required"),
            Failure::Auth(Error::OneTimePasswordInvalid) => ("OTP_INVALID", "Invalid one-time password"),
            // The page has no operation that takes a token or a key, nor settings; were there one, this is what it
            // would say.
            Failure::Auth(
                Error::TokenMissing
                | Error::TokenInvalid
                | Error::RefreshRefused
                | Error::ApiKeyMissing
                | Error::ApiKeyInvalid,
            ) => ("UNAUTHENTICATED", "Unauthenticated"),
            Failure::Auth(Error::PermissionDenied) => ("PERMISSION_DENIED", "Permission denied"),
            Failure::Auth(Error::TooManySettings) => ("VALIDATION_FAILED", "Validation failed"),
            Failure::Auth(Error::TooManyAttempts { .. }) => {
                ("TOO_MANY_ATTEMPTS", "Too many attempts. Try again later.")
            }
            Failure::NotFound => ("NOT_FOUND", "Not found"),
            Failure::MethodNotAllowed { .. } => ("METHOD_NOT_ALLOWED", "Method not allowed"),
            Failure::Panicked | Failure::Auth(Error::Internal(_)) => ("INTERNAL", "Internal server error"),
            Failure::Auth(Error::Unavailable(_)) => ("UNAVAILABLE", "Service unavailable"),
        };
        let (code, message) = (code.to_owned(), message.to_owned());
        Body::new(ErrorResponse {
            error: ErrorDetail { code, message },
        })
    }
}

fn invalid(fields: &FieldErrors) -> Body {
    let (code, message) = ("VALIDATION_FAILED".to_owned(), "Validation failed".to_owned());
    Body::new(ValidationErrorResponse {
        error: ValidationErrorDetail {
            code,
            message,
            errors: fields.clone(),
        },
    })
}

/// What an operation may answer instead of what was asked for.
pub fn failures(operation: &str) -> Vec<Failure> {
    match operation {
        "getToken" => LogInErrors::failures(),
        _ => Vec::new(),
    }
}

/// `POST /rpc/admin/UserService/GetToken`
pub struct LogInErrors;

impl Documented for LogInErrors {
    type ErrorFormat = Format;

    fn failures() -> Vec<Failure> {
        let mut failures = Failure::of_any_body(FieldErrors::required(&["emailid", "password", "deviceID"]));
        failures.extend(Failure::of_any_login());
        failures.extend(Failure::of_any_operation("POST"));
        failures
    }
}
