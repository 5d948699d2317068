//! Things that are created, shown and changed one at a time: entity tags against lost updates (RFC 9110 section 13.1.1),
//! and idempotency keys.

use poem::http::StatusCode;
use poem::http::header::{ETAG, HeaderValue, LOCATION};
use poem::{IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::registry::{MetaHeader, MetaResponse, MetaResponses, MetaSchema, Registry};
use poem_openapi::types::{Example, ToJSON};
use serde::Serialize;

use super::body::Media;
use super::header::header_with_example;
use super::json_response::JsonResponse;
use super::query::{Parameter, ParameterType};
use crate::auth::IdempotencyKey;
use crate::model::Revision;

/// A partial change (RFC 7396), or the same as plain JSON.
pub struct MergePatch;

impl Media for MergePatch {
    const LISTED: &'static [&'static str] = &["application/merge-patch+json", "application/json"];
    const REQUIRED: bool = true;
}

/// 200 with an entity and its tag.
pub struct Tagged<T> {
    /// The entity.
    pub body: T,
    /// Its revision.
    pub revision: Revision,
}

impl<T: Serialize + Send> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        with_tag(JsonResponse(self.body).into_response(), self.revision)
    }
}

impl<T: ToJSON + Serialize + Example> ApiResponse for Tagged<T> {
    fn meta() -> MetaResponses {
        let mut all = JsonResponse::<T>::meta();
        for response in &mut all.responses {
            response.headers.push(tag_header());
        }
        all
    }

    fn register(registry: &mut Registry) {
        JsonResponse::<T>::register(registry);
    }
}

/// 201 with what was created, and where it is.
pub struct Created<T> {
    /// What was created.
    pub body: T,
    /// Its path.
    pub location: String,
    /// Its revision, if it has revisions.
    pub revision: Option<Revision>,
}

impl<T: Serialize + Send> IntoResponse for Created<T> {
    fn into_response(self) -> Response {
        let mut response = JsonResponse(self.body).into_response();
        if response.status() == StatusCode::OK {
            response.set_status(StatusCode::CREATED);
        }
        if let Ok(location) = HeaderValue::from_str(&self.location) {
            response.headers_mut().insert(LOCATION, location);
        }
        match self.revision {
            Some(revision) => with_tag(response, revision),
            None => response,
        }
    }
}

impl<T: ToJSON + Serialize + Example + Located> ApiResponse for Created<T> {
    fn meta() -> MetaResponses {
        let responses = JsonResponse::<T>::meta().responses.into_iter().map(|response| {
            let mut headers = response.headers;
            headers.push(header_with_example(
                "Location",
                "The path of what was created.",
                T::PATH,
            ));
            if T::HAS_REVISION {
                headers.push(tag_header());
            }
            MetaResponse {
                status: Some(201),
                headers,
                ..response
            }
        });
        MetaResponses {
            responses: responses.collect(),
        }
    }

    fn register(registry: &mut Registry) {
        JsonResponse::<T>::register(registry);
    }
}

/// Something that has a path of its own.
pub trait Located {
    /// The path of the example.
    const PATH: &'static str;
    /// Whether it has revisions.
    const HAS_REVISION: bool;
}

fn with_tag(mut response: Response, revision: Revision) -> Response {
    if let Ok(tag) = HeaderValue::from_str(&tag(revision)) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

/// The entity tag of a revision.
fn tag(revision: Revision) -> String {
    format!("\"{}\"", revision.0)
}

fn tag_header() -> MetaHeader {
    let description = "The entity tag, for `If-Match`. It changes with every change, not with a login or a delivery.";
    header_with_example("ETag", description, "\"1\"")
}

/// The header `If-Match`: the change is made only on that revision.
pub struct IfMatch;

/// What a change is conditional on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Nothing but that the thing exists.
    Any,
    /// This revision.
    Revision(Revision),
}

impl ParameterType for IfMatch {
    type Value = Expected;
    const A: &'static str = "an entity tag";

    fn schema() -> MetaSchema {
        MetaSchema {
            max_length: Some(255),
            // One entity tag (RFC 9110 section 8.8.3), or any.
            pattern: Some(r#"^(\*|(W/)?"[\x21\x23-\x7e]*")$"#.to_owned()),
            ..MetaSchema::new("string")
        }
    }

    /// A tag that is none of ours is one of no revision.
    fn read(text: &str) -> Option<Expected> {
        if text.trim() == "*" {
            return Some(Expected::Any);
        }
        let number = text.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        let number = number.and_then(|number| number.parse().ok());
        Some(Expected::Revision(Revision(number.unwrap_or(-1))))
    }
}

/// The revision that a request wants to change; `None` if it wants to change any.
pub fn expected(sent: Option<Parameter<IfMatch>>) -> Option<Revision> {
    match sent.and_then(|sent| sent.read()) {
        Some(Expected::Revision(revision)) => Some(revision),
        Some(Expected::Any) | None => None,
    }
}

/// The header `Idempotency-Key`.
pub struct KeyText;

impl ParameterType for KeyText {
    type Value = IdempotencyKey;
    const A: &'static str = "16 to 255 visible ASCII characters";

    fn schema() -> MetaSchema {
        MetaSchema {
            min_length: Some(16),
            max_length: Some(255),
            pattern: Some(r"^[\x21-\x7e]+$".to_owned()),
            ..MetaSchema::new("string")
        }
    }

    fn read(text: &str) -> Option<IdempotencyKey> {
        IdempotencyKey::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::{Expected, IfMatch, ParameterType, tag};
    use crate::model::Revision;

    #[test]
    fn a_tag_comes_back_as_its_revision_and_any_other_text_as_none_that_there_is() {
        for (text, expected) in [
            (tag(Revision(7)).as_str(), Expected::Revision(Revision(7))),
            (" \"7\" ", Expected::Revision(Revision(7))),
            ("*", Expected::Any),
            ("7", Expected::Revision(Revision(-1))),
            ("W/\"7\"", Expected::Revision(Revision(-1))),
            ("\"7\", \"8\"", Expected::Revision(Revision(-1))),
            ("", Expected::Revision(Revision(-1))),
        ] {
            assert_eq!(IfMatch::read(text), Some(expected), "{text}");
        }
    }
}
