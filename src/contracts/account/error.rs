//! What this API says when something goes wrong, and which operation says what.

use std::time::Duration;

use poem::http::StatusCode;
use poem_openapi::Object;
use serde_json::Value;

use crate::auth::{Error, NewPasswordError};
use crate::contracts::kit::error_response::{Body, ErrorFormat};
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::handler_error::Documented;
use crate::contracts::kit::validate::FieldErrors;

/// Something went wrong (RFC 9457).
#[derive(Object)]
pub struct Problem {
    /// Always `about:blank`: the title is that of the status, the `code` says more.
    #[oai(rename = "type")]
    kind: String,
    /// The status, in words.
    title: String,
    /// The status.
    status: u16,
    /// What went wrong, in words for people.
    detail: String,
    /// What went wrong, in a word for programs.
    code: String,
    /// The request's name, which is also in the header `X-Request-Id` and in the server's log.
    request_id: String,
}

/// Members of the request are missing or wrong (RFC 9457).
#[derive(Object)]
pub struct ValidationProblem {
    /// Always `about:blank`.
    #[oai(rename = "type")]
    kind: String,
    /// The status, in words.
    title: String,
    /// The status.
    status: u16,
    /// Always `The request is not valid.`
    detail: String,
    /// Always `invalid_fields`.
    code: String,
    /// The request's name, which is also in the header `X-Request-Id` and in the server's log.
    request_id: String,
    /// For each bad member, what is wrong with it.
    errors: FieldErrors,
}

/// This API's words.
pub struct Format;

impl ErrorFormat for Format {
    const CONTENT_TYPE: &'static str = "application/problem+json";

    fn body(failure: &Failure) -> Body {
        let detail = match failure {
            Failure::Invalid(fields) => return invalid(failure, fields),
            Failure::Malformed => "The body is not one well-formed JSON text.",
            Failure::TooLarge => "The body is larger than 64 KiB.",
            Failure::UnsupportedMediaType => "The body's content type must be application/json.",
            Failure::NotFound => "There is no such thing.",
            Failure::MethodNotAllowed { .. } => "There is something here, for other methods.",
            // Nobody logs in here; the one password that can be wrong is the current one.
            Failure::Auth(Error::BadCredentials) => "The current password is wrong.",
            Failure::Auth(Error::AccountDisabled) => "The account is disabled.",
            Failure::Auth(Error::OneTimePasswordRequired) => "A one-time password is needed as well.",
            Failure::Auth(Error::OneTimePasswordInvalid) => "The one-time password is wrong.",
            Failure::Auth(Error::TokenMissing) => "A bearer token is needed.",
            Failure::Auth(Error::TokenInvalid | Error::RefreshRefused) => "The bearer token is not valid.",
            // This API takes no API keys and keeps no settings.
            Failure::Auth(Error::ApiKeyMissing | Error::ApiKeyInvalid) => "The API key is not valid.",
            Failure::Auth(Error::PermissionDenied) => "This is not permitted.",
            Failure::Auth(Error::TooManySettings) => "There are too many settings.",
            Failure::Auth(Error::TooManyAttempts { .. }) => "Too many attempts failed lately. Try again later.",
            Failure::Panicked | Failure::Auth(Error::Internal(_)) => "The server failed.",
            Failure::Auth(Error::Unavailable(_)) => "The server cannot do this at the moment.",
        };
        let status = Self::status(failure);
        Body::new(Problem {
            kind: KIND.to_owned(),
            title: title(status),
            status: status.as_u16(),
            detail: detail.to_owned(),
            code: Self::documented(failure).0.to_owned(),
            request_id: String::new(),
        })
    }

    /// Not 401 for a wrong current password: the token that came with it is good.
    fn status(failure: &Failure) -> StatusCode {
        match failure {
            Failure::Auth(Error::BadCredentials) => StatusCode::FORBIDDEN,
            other => other.usual_status(),
        }
    }

    fn example(failure: &Failure) -> Value {
        let mut body = Self::body(failure).json;
        body["request_id"] = "4bf92f3577b34da6a3ce929d0e0e4736".into();
        body
    }

    fn documented(failure: &Failure) -> (&'static str, &'static str) {
        match failure {
            Failure::Auth(Error::BadCredentials) => ("wrong_password", "The current password is wrong."),
            Failure::Auth(Error::TooManyAttempts { .. }) => ("too_many_attempts", "Too many attempts failed lately."),
            Failure::NotFound => ("not_found", "The account has no such open session."),
            other => other.documented(),
        }
    }
}

const KIND: &str = "about:blank";

fn title(status: StatusCode) -> String {
    status.canonical_reason().unwrap_or_default().to_owned()
}

fn invalid(failure: &Failure, fields: &FieldErrors) -> Body {
    let status = Format::status(failure);
    Body::new(ValidationProblem {
        kind: KIND.to_owned(),
        title: title(status),
        status: status.as_u16(),
        detail: "The request is not valid.".to_owned(),
        code: Format::documented(failure).0.to_owned(),
        request_id: String::new(),
        errors: fields.clone(),
    })
}

impl From<NewPasswordError> for Failure {
    fn from(error: NewPasswordError) -> Self {
        match error {
            NewPasswordError::Refused(reason) => FieldErrors::one("new_password", &reason.to_string()).into(),
            NewPasswordError::Other(error) => error.into(),
        }
    }
}

/// What any operation may answer because of its token.
fn of_token() -> [Failure; 2] {
    [Error::TokenMissing.into(), Error::TokenInvalid.into()]
}

/// What an operation may answer instead of what was asked for.
pub fn failures(operation: &str) -> Vec<Failure> {
    match operation {
        "changePassword" => PasswordErrors::failures(),
        "listSessions" => SessionsErrors::failures(),
        "endOtherSessions" => EndOthersErrors::failures(),
        "endSession" => EndErrors::failures(),
        _ => Vec::new(),
    }
}

/// `POST /account/v1/password`
pub struct PasswordErrors;

impl Documented for PasswordErrors {
    type ErrorFormat = Format;

    fn failures() -> Vec<Failure> {
        let mut failures = Failure::of_any_body(FieldErrors::required(&["current_password", "new_password"]));
        failures.extend(of_token());
        failures.push(Error::BadCredentials.into());
        let retry_after = Duration::from_secs(15 * 60);
        failures.push(Error::TooManyAttempts { retry_after }.into());
        failures.extend(Failure::of_any_operation("POST"));
        failures
    }
}

/// `GET /account/v1/sessions`
pub struct SessionsErrors;

impl Documented for SessionsErrors {
    type ErrorFormat = Format;

    fn failures() -> Vec<Failure> {
        let mut failures = Failure::of_any_operation("GET, HEAD, DELETE");
        failures.extend(of_token());
        failures
    }
}

/// `DELETE /account/v1/sessions`
pub struct EndOthersErrors;

impl Documented for EndOthersErrors {
    type ErrorFormat = Format;

    fn failures() -> Vec<Failure> {
        SessionsErrors::failures()
    }
}

/// `DELETE /account/v1/sessions/{id}`
pub struct EndErrors;

impl Documented for EndErrors {
    type ErrorFormat = Format;

    fn failures() -> Vec<Failure> {
        let mut failures = Failure::of_any_operation("DELETE");
        failures.extend(of_token());
        failures.push(Failure::NotFound);
        failures
    }
}
