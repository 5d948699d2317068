//! The success types of handlers.

use poem::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use poem::http::{HeaderMap, HeaderValue, StatusCode};
use poem::{Body, IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::ToJSON;
use serde::Serialize;

use super::handler_error::header;

/// 200 with a JSON body that no cache may keep.
pub struct JsonResponse<T>(pub T);

impl<T: ToJSON> IntoResponse for JsonResponse<T> {
    fn into_response(self) -> Response {
        say(self.0.to_json_string())
    }
}

/// More bytes than a quick reply has as a rule.
const USUAL: usize = 1024;

/// The same for what is asked for all the time. The body is written as it goes, where the other one is first put
/// together as a [`serde_json::Value`]. The two are to be alike: [`assert_alike`] belongs into a test of the type.
pub struct SerializedResponse<T>(pub T);

impl<T: ToJSON + Serialize> IntoResponse for SerializedResponse<T> {
    fn into_response(self) -> Response {
        let mut body = Vec::with_capacity(USUAL);
        // A member that is no JSON cannot be written; the other way says what it says of such a thing.
        match serde_json::to_writer(&mut body, &self.0) {
            Ok(()) => say(body),
            Err(_) => say(self.0.to_json_string()),
        }
    }
}

fn say(body: impl Into<Body>) -> Response {
    let mut response = body.into().into_response();
    // With room for those that the site adds to every answer.
    let mut headers = HeaderMap::with_capacity(12);
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    *response.headers_mut() = headers;
    response
}

/// Checks that a body is written as the document says, member by member and in their order.
#[cfg(test)]
pub fn assert_alike<T: ToJSON + Serialize>(body: &T) {
    assert_eq!(serde_json::to_string(body).unwrap(), body.to_json_string());
}

impl<T: ToJSON + Serialize> ApiResponse for SerializedResponse<T> {
    fn meta() -> MetaResponses {
        JsonResponse::<T>::meta()
    }

    fn register(registry: &mut Registry) {
        JsonResponse::<T>::register(registry);
    }
}

impl<T: ToJSON> ApiResponse for JsonResponse<T> {
    fn meta() -> MetaResponses {
        MetaResponses {
            responses: vec![MetaResponse {
                // Left empty: the document says here what the body's own type says of itself.
                description: "",
                status: Some(200),
                status_range: None,
                content: vec![MetaMediaType {
                    content_type: "application/json",
                    schema: T::schema_ref(),
                }],
                headers: vec![header("Cache-Control", "Always `no-store`.", true)],
            }],
        }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
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
                headers: vec![header("Cache-Control", "Always `no-store`.", true)],
            }],
        }
    }

    fn register(_: &mut Registry) {}
}
