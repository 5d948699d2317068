//! Answers that are the same for everybody: caches may keep them, clients ask whether they have changed, and web pages of
//! any origin may read them.

use std::marker::PhantomData;

use poem::http::StatusCode;
use poem::{IntoResponse, Request, Response};
use poem_openapi::ApiResponse;
use poem_openapi::registry::{MetaMediaType, MetaResponse, MetaResponses, Registry};
use poem_openapi::types::{Example, ToJSON};
use serde::Serialize;

use super::example::{NamedExample, OK, with_examples};
use super::header::header_with_example;
use crate::http::ascii_json;
use crate::http::etag::{self, Caching};
use crate::http::public::readable_anywhere;

/// What kind of answer it is.
pub trait Published: ToJSON + Serialize + Example {
    /// Its content type.
    const CONTENT_TYPE: &'static str;
    /// How it may be cached.
    const CACHING: Caching;
}

/// 200 with a JSON body, or 304 to a client that has it.
pub struct CacheableJson<T> {
    response: Response,
    body: PhantomData<fn() -> T>,
}

impl<T: Published> CacheableJson<T> {
    /// The answer to this request.
    pub fn new(request: &Request, body: &T) -> Self {
        let body = ascii_json::to_vec(body, 0).unwrap_or_default();
        let tag = etag::entity_tag(&body);
        let response = etag::cached_response(request, &tag, T::CACHING, T::CONTENT_TYPE, body);
        Self {
            response: readable_anywhere(response),
            body: PhantomData,
        }
    }
}

impl<T: Send> IntoResponse for CacheableJson<T> {
    fn into_response(self) -> Response {
        self.response
    }
}

impl<T: Published> ApiResponse for CacheableJson<T> {
    fn meta() -> MetaResponses {
        let caching = T::CACHING.to_string();
        let headers = || {
            vec![
                header_with_example("Cache-Control", "How long it may be cached.", &caching),
                header_with_example(
                    "ETag",
                    "The entity tag of the body, for `If-None-Match`.",
                    "\"uU0nuZNNPgilLlLX2n2r-sSE7-N6U4DukIj3rOLvzek\"",
                ),
                header_with_example("Access-Control-Allow-Origin", "Pages of any origin may read it.", "*"),
            ]
        };
        let response = |status: StatusCode, description, content| MetaResponse {
            description,
            status: Some(status.as_u16()),
            status_range: None,
            content,
            headers: headers(),
        };
        let example = NamedExample::new(OK, T::example().to_json().unwrap_or_default());
        let media = MetaMediaType {
            content_type: T::CONTENT_TYPE,
            schema: with_examples(T::schema_ref(), &[example]),
        };
        let unchanged = "The client has it already: `If-None-Match` names its entity tag.";
        MetaResponses {
            responses: vec![
                // Left empty: the document takes the description of the body's type.
                response(StatusCode::OK, "", vec![media]),
                response(StatusCode::NOT_MODIFIED, unchanged, Vec::new()),
            ],
        }
    }

    fn register(registry: &mut Registry) {
        T::register(registry);
    }
}
