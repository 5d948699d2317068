//! The portal's error pages.

use poem::Response;
use poem::http::StatusCode;
use poem::http::header::{HeaderValue, RETRY_AFTER};

use super::page;
use crate::auth::Error;
use crate::web::failure;
use crate::web::problem::RETRY_UNAVAILABLE;

/// Why the portal shows an error.
#[derive(Debug)]
pub enum ErrorPage {
    /// There is no cookie, or more than one.
    SignedOut,
    /// The form did not provably come from one of our own pages.
    Foreign,
    /// The form is larger than ours.
    TooLarge,
    /// The body is not a form.
    NotAForm,
    /// A rule said no.
    AuthService(Error),
}

impl From<Error> for ErrorPage {
    fn from(error: Error) -> Self {
        Self::AuthService(error)
    }
}

impl From<ErrorPage> for poem::Error {
    fn from(error: ErrorPage) -> Self {
        Self::from_response(error.response())
    }
}

impl ErrorPage {
    /// The page. A failure of the server is logged here, once.
    fn response(self) -> Response {
        match self {
            Self::SignedOut => signed_out(),
            Self::Foreign => page::message(
                StatusCode::FORBIDDEN,
                "That did not work",
                "The request did not come from your account page, so nothing was changed. Open the page again and \
                 repeat what you wanted to do.",
            ),
            Self::TooLarge => page::message(StatusCode::PAYLOAD_TOO_LARGE, "That did not work", MALFORMED),
            Self::NotAForm => page::message(StatusCode::UNSUPPORTED_MEDIA_TYPE, "That did not work", MALFORMED),
            Self::AuthService(error) => page_for(&error),
        }
    }
}

const MALFORMED: &str = "The request could not be understood, so nothing was changed. Open your account page again and \
                         repeat what you wanted to do.";

fn page_for(error: &Error) -> Response {
    match error {
        Error::TokenMissing | Error::TokenInvalid => signed_out(),
        // The portal takes no password, refresh or API key, so none of these can come up. If one ever does, its
        // meaning is that nobody is signed in.
        Error::BadCredentials
        | Error::AccountDisabled
        | Error::OneTimePasswordRequired
        | Error::OneTimePasswordInvalid
        | Error::RefreshRefused
        | Error::ApiKeyMissing
        | Error::ApiKeyInvalid
        | Error::PermissionDenied
        | Error::TooManySettings => signed_out(),
        Error::TooManyAttempts { retry_after } => {
            let seconds = HeaderValue::from(retry_after.as_secs().max(1));
            let text = "You tried too often in a short time. Wait a little, then try again.";
            later(
                page::message(StatusCode::TOO_MANY_REQUESTS, "Please wait", text),
                seconds,
            )
        }
        Error::Unavailable(_) => {
            failure::log("the portal is not available", error);
            let text = "Your account page is not available at the moment. Try again in a few seconds.";
            let seconds = HeaderValue::from_static(RETRY_UNAVAILABLE);
            later(
                page::message(StatusCode::SERVICE_UNAVAILABLE, "Not available", text),
                seconds,
            )
        }
        Error::Internal(_) => {
            failure::log("the portal failed", error);
            let text = "Something went wrong on our side. Try again later.";
            page::message(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong", text)
        }
    }
}

fn signed_out() -> Response {
    page::message(
        StatusCode::UNAUTHORIZED,
        "You are not signed in",
        "Open your account from the app: it signs you in here. If you were signed in before, that has ended.",
    )
}

fn later(mut response: Response, seconds: HeaderValue) -> Response {
    response.headers_mut().insert(RETRY_AFTER, seconds);
    response
}
