//! What HTTP and the documents say of the errors of use cases.
//!
//! One list for each error type of [`crate::auth`]. A new variant has to be added here, and then worded in the `error.rs`
//! of each contract that offers the use case; the compiler names them all.

use std::time::Duration;

use poem::http::StatusCode;

use super::description::{Description, meanings};
use crate::auth::{
    AccessError, ApiKeyError, Cause, ChangePasswordError, ChangeProfileError, EndSessionError, IntrospectError,
    LogInError, LogOutError, PasswordRefused, ProfileError, RefreshError, RevokeError, ServiceError, VerifyError,
};

/// How long to wait when the service is not available.
const RETRY_UNAVAILABLE: Duration = Duration::from_secs(5);
/// An example of how long to wait after too many attempts.
const QUARTER_OF_AN_HOUR: Duration = Duration::from_secs(15 * 60);
/// An example of how long to wait after too many refreshes.
const A_MINUTE: Duration = Duration::from_secs(60);

/// What the documents say of every failure of the server.
pub(super) const SERVER_FAILED: &str =
    "Internal server error. The server log has the cause under the response's `X-Request-Id`.";

meanings!(ServiceError {
    Internal(_cause: Cause::NoSigningKey) => Description::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal_error",
        SERVER_FAILED,
    ),
    Unavailable(_cause: Cause::HashingQueueFull) => Description::new(
        StatusCode::SERVICE_UNAVAILABLE,
        "unavailable",
        "The service is temporarily unavailable. Retry after `Retry-After` seconds.",
    ).retry_after(RETRY_UNAVAILABLE),
});

meanings!(LogInError {
    BadCredentials => Description::new(
        StatusCode::UNAUTHORIZED,
        "bad_credentials",
        "The name or the password is wrong.",
    ),
    AccountDisabled => Description::new(
        StatusCode::FORBIDDEN,
        "account_disabled",
        "The credentials are correct, but the account is disabled.",
    ),
    TooManyAttempts { retry_after: QUARTER_OF_AN_HOUR } => Description::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_attempts",
        "Too many failed logins for this name or from this network. The password was not checked.",
    ).retry_after(*retry_after),
    ..Service
});

meanings!(VerifyError {
    TokenInvalid => Description::token_invalid(),
    ..Service
});

meanings!(LogOutError {
    SessionOver => Description::token_invalid(),
    ..Service
});

meanings!(RefreshError {
    TokenInvalid => Description::token_invalid(),
    Refused => Description::bad_token("refresh_refused", "The session has ended, or the token was already refreshed."),
    TooManyRefreshes { retry_after: A_MINUTE } => Description::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_refreshes",
        "Too many refreshes of this session or this account. The token stays valid.",
    ).retry_after(*retry_after),
    ..Service
});

meanings!(AccessError {
    TokenInvalid => Description::token_invalid(),
    ApiKeyInvalid => Description::api_key_invalid(),
    ..Service
});

meanings!(ApiKeyError {
    Invalid => Description::api_key_invalid(),
    ..Service
});

meanings!(ProfileError {
    PermissionDenied => Description::permission_denied(),
    ..Service
});

meanings!(ChangeProfileError {
    PermissionDenied => Description::permission_denied(),
    TooManySettings => Description::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "too_many_settings",
        "The user would have more than 200 settings, or more than 64 KiB of them.",
    ),
    ..Service
});

meanings!(ChangePasswordError {
    Refused(_why: PasswordRefused::Common) => Description::invalid_fields(),
    // Not 401: the token that came with it is valid.
    WrongPassword => Description::new(StatusCode::FORBIDDEN, "wrong_password", "The current password is wrong."),
    TooManyAttempts { retry_after: QUARTER_OF_AN_HOUR } => Description::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_attempts",
        "Too many failed attempts.",
    ).retry_after(*retry_after),
    SessionOver => Description::token_invalid(),
    ..Service
});

meanings!(EndSessionError {
    NoSuchSession => Description::new(
        StatusCode::NOT_FOUND,
        "not_found",
        "The account has no open session with this id.",
    ),
    ..Service
});

meanings!(IntrospectError {
    PermissionDenied => Description::permission_denied(),
    ..Service
});

meanings!(RevokeError {
    ApiKey => Description::new(
        StatusCode::BAD_REQUEST,
        "unsupported_token_type",
        "The token is an API key, which only operators can revoke.",
    ),
    ..Service
});
