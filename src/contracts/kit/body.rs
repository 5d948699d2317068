//! Bodies: JSON, or what is read as if it were.

use std::marker::PhantomData;

use poem::error::ReadBodyError;
use poem::http::HeaderMap;
use poem::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use poem::{Request, RequestBody, Result};
use poem_openapi::registry::{MetaMediaType, MetaRequest, Registry};
use poem_openapi::types::ParseFromJSON;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};
use serde_json::{Map, Value};

use super::example::{RequestExamples, of_request, with_examples};
use super::failure::Failure;
use super::json;
use super::limits::MAX_BODY;
use super::member_names;

/// The content types that an operation takes.
pub trait Media: Send + Sync + 'static {
    /// Those that the document lists.
    const LISTED: &'static [&'static str];
    /// Whether the document says that the body must be sent.
    const REQUIRED: bool;

    /// The largest body that is read, in bytes.
    const MAX_BYTES: usize = MAX_BODY;

    /// Whether members are found by their names in any letter case.
    const IGNORES_CASE: bool = false;

    /// Whether a media type without its parameters, in lower case, is taken.
    fn takes(essence: &str) -> bool {
        Self::LISTED.contains(&essence)
    }

    /// Reads what was sent with this `Content-Type`; `None` when it is malformed.
    fn parse(_content_type: &str, bytes: &[u8]) -> Option<Value> {
        json::parse(bytes).ok()
    }
}

/// `application/json` alone.
pub struct PlainJson;

impl Media for PlainJson {
    const LISTED: &'static [&'static str] = &["application/json"];
    const REQUIRED: bool = true;
}

/// `application/json` alone, with members in any letter case.
pub struct AnyCaseJson;

impl Media for AnyCaseJson {
    const LISTED: &'static [&'static str] = PlainJson::LISTED;
    const REQUIRED: bool = true;
    const IGNORES_CASE: bool = true;
}

/// A JSON body: its type, size and form are checked here, its members by the type's conversion.
///
/// A body of no bytes, or of another JSON type than an object, is read as an object without members, so that its
/// sender learns which ones are missing. With no bytes there is no type to check either.
pub struct JsonBody<T, M = PlainJson> {
    /// What was read.
    pub value: T,
    /// Whether there was a body at all. `null` is none: it is what some generated clients send for nothing.
    pub is_sent: bool,
    media: PhantomData<fn() -> M>,
}

impl<'a, T: ParseFromJSON + RequestExamples, M: Media> ApiExtractor<'a> for JsonBody<T, M> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn request_meta() -> Option<MetaRequest> {
        let content = M::LISTED
            .iter()
            .map(|content_type| MetaMediaType {
                content_type,
                schema: with_examples(T::schema_ref(), &of_request::<T>()),
            })
            .collect();
        Some(MetaRequest {
            description: None,
            content,
            required: M::REQUIRED,
        })
    }

    async fn from_request(request: &'a Request, body: &mut RequestBody, _: ExtractParamOptions<()>) -> Result<Self> {
        let content_type = request
            .headers()
            .get(CONTENT_TYPE)
            .map(|value| value.to_str().unwrap_or_default());
        let bytes = read(request, body, M::MAX_BYTES).await?;
        if !bytes.is_empty() && !content_type.is_some_and(|value| M::takes(&essence(value))) {
            return Err(Failure::UnsupportedMediaType.into());
        }
        if !bytes.is_empty() && is_encoded(request.headers()) {
            return Err(Failure::UnsupportedEncoding.into());
        }
        let members = match bytes.is_empty() {
            true => Value::Null,
            false => M::parse(content_type.unwrap_or_default(), &bytes).ok_or(Failure::Malformed)?,
        };
        let is_sent = !members.is_null();
        let members = if members.is_object() {
            members
        } else {
            Value::Object(Map::new())
        };
        let members = match M::IGNORES_CASE {
            true => member_names::restore(members, T::MEMBERS).ok_or(Failure::Malformed)?,
            false if member_names::has_two_spellings(&members) => return Err(Failure::Malformed.into()),
            false => members,
        };
        let value = T::parse_from_json(Some(members)).map_err(|_| Failure::Malformed)?;
        Ok(Self {
            value,
            is_sent,
            media: PhantomData,
        })
    }
}

/// Whether a body has a content coding: a client could have it unpacked here to a thousand times its size.
pub(super) fn is_encoded(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(CONTENT_ENCODING).iter();
    codings.any(|coding| !coding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity"))
}

/// Reads at most so many bytes, whether their number was announced or not.
async fn read(request: &Request, body: &mut RequestBody, max: usize) -> Result<Vec<u8>> {
    let announced = request
        .headers()
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > max as u64) {
        return Err(Failure::TooLarge.into());
    }
    let read = body.take()?.into_bytes_limit(max).await;
    Ok(read
        .map_err(|error| match error {
            ReadBodyError::PayloadTooLarge => Failure::TooLarge,
            ReadBodyError::BodyHasBeenTaken | ReadBodyError::Utf8(_) | ReadBodyError::Io(_) => Failure::Malformed,
        })?
        .into())
}

/// Whether a media type without its parameters is JSON, by its name or its suffix (RFC 6839 section 3.1).
pub fn is_json(essence: &str) -> bool {
    let suffixed = essence.split_once('/').and_then(|(_, name)| name.strip_suffix("+json"));
    matches!(essence, "application/json" | "text/json") || suffixed.is_some_and(|name| !name.is_empty())
}

/// A media type without its parameters, in lower case (RFC 9110 section 8.3.1).
pub fn essence(content_type: &str) -> String {
    content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}
