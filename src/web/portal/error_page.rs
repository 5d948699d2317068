//! The portal's error pages.

use poem::Response;
use poem::http::StatusCode;
use poem::http::header::{HeaderValue, RETRY_AFTER};

use super::page;
use crate::auth::{PortalError, ServiceError};
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
    /// The cookie is not accepted, or the service failed.
    Portal(PortalError),
}

impl From<PortalError> for ErrorPage {
    fn from(error: PortalError) -> Self {
        Self::Portal(error)
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
            Self::Portal(error) => page_for(&error),
        }
    }
}

const MALFORMED: &str = "The request could not be understood, so nothing was changed. Open your account page again and \
                         repeat what you wanted to do.";

fn page_for(error: &PortalError) -> Response {
    match error {
        PortalError::SignedOut => signed_out(),
        PortalError::Service(ServiceError::Unavailable(_)) => {
            failure::log("the portal is not available", error);
            let text = "Your account page is not available at the moment. Try again in a few seconds.";
            let seconds = HeaderValue::from_static(RETRY_UNAVAILABLE);
            later(
                page::message(StatusCode::SERVICE_UNAVAILABLE, "Not available", text),
                seconds,
            )
        }
        PortalError::Service(ServiceError::Internal(_)) => {
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
