//! The bodies of error responses, as the types that the API has for them.

use serde::de::DeserializeOwned;

use crate::apis::Error;

/// An error response.
#[derive(Clone, Debug, PartialEq)]
pub struct ApiError<Body> {
    /// The HTTP status.
    pub status: u16,
    pub body: Body,
}

/// The error response that an operation has returned; `None` for anything else, such as a lost connection or a response
/// that is none of this API. The generated `entity` is the first type that fits the body, whatever the status.
pub fn api_error<Body: DeserializeOwned, T>(error: &Error<T>) -> Option<ApiError<Body>> {
    let Error::ResponseError(response) = error else {
        return None;
    };
    let body = serde_json::from_str(&response.content).ok()?;
    Some(ApiError { status: response.status.as_u16(), body })
}
