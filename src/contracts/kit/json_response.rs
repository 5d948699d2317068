//! The success types of handlers.

use poem::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use poem::http::{HeaderMap, HeaderValue, StatusCode};
use poem::{IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::{Example, ToJSON};
use serde::Serialize;
use serde_json::Value;

use super::example::{NamedExample, OK, with_examples};
use super::header::no_store;
use crate::http::ascii_json;
use crate::model::error_chain;

/// Room for most bodies.
const USUAL_SIZE: usize = 1024;

/// 200 with a JSON body that no cache may keep.
///
/// The body is serialized straight to bytes by its `Serialize`. Its schema and its example in the document come from its
/// `Object`. A test compares the two for every type that an operation returns.
pub struct JsonResponse<T>(pub T);

impl<T: Serialize + Send> IntoResponse for JsonResponse<T> {
    fn into_response(self) -> Response {
        match ascii_json::to_vec(&self.0, USUAL_SIZE) {
            Ok(body) => ok(body),
            Err(error) => {
                tracing::error!(error = error_chain(&error), "a response cannot be serialized");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }
}

fn ok(body: Vec<u8>) -> Response {
    let mut response = body.into_response();
    // With room for those that the site adds to every response.
    let mut headers = HeaderMap::with_capacity(12);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    *response.headers_mut() = headers;
    response
}

impl<T: ToJSON + Serialize + Example> ApiResponse for JsonResponse<T> {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: vec![MetaResponse {
                // Left empty: the document takes the description of the body's type.
                description: "",
                status: Some(200),
                status_range: None,
                content: vec![MetaMediaType {
                    content_type: "application/json",
                    schema: with_examples(T::schema_ref(), &[NamedExample::new(OK, ok_value::<T>())]),
                }],
                headers: vec![no_store()],
            }],
        }
    }

    fn register(registry: &mut Registry) {
        #[cfg(test)]
        tests::assert_serialized_as_documented(&T::example());
        T::register(registry);
    }
}

fn ok_value<T: ToJSON + Example>() -> Value {
    T::example().to_json().unwrap_or_default()
}

/// 204: done, and there is nothing to say about it.
pub struct Done;

impl IntoResponse for Done {
    fn into_response(self) -> Response {
        Response::builder()
            .status(StatusCode::NO_CONTENT)
            .header(CACHE_CONTROL, "no-store")
            .finish()
    }
}

impl ApiResponse for Done {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: vec![MetaResponse {
                description: "Done.",
                status: Some(204),
                status_range: None,
                content: Vec::new(),
                headers: vec![no_store()],
            }],
        }
    }

    fn register(_: &mut Registry) {}
}

#[cfg(test)]
mod tests {
    use super::{Serialize, ToJSON};

    /// Every type that an operation returns comes by here when the documents are made, which a test of the list of
    /// contracts does.
    pub fn assert_serialized_as_documented<T: ToJSON + Serialize>(example: &T) {
        assert_eq!(serde_json::to_string(example).unwrap(), example.to_json_string());
    }
}
