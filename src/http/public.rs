//! Responses that hold nothing secret and are the same for everybody, so that web pages of any origin may read them:
//! the documents, the public keys, the metadata.

use poem::Response;
use poem::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue};

/// Lets pages of any origin read a response.
pub fn readable_anywhere(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(
        ACCESS_CONTROL_EXPOSE_HEADERS,
        HeaderValue::from_static("etag, x-request-id"),
    );
    response
}
