//! Bodies of any length, which are read while they come. What a use case knows of them is that they are bytes.

use std::marker::PhantomData;
use std::pin::Pin;

use futures_util::TryStreamExt;
use futures_util::io::AsyncBufRead;
use poem::http::header::CONTENT_TYPE;
use poem::{Request, RequestBody, Result};
use poem_openapi::registry::{MetaMediaType, MetaRequest, MetaSchema, MetaSchemaRef, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::body::{essence, is_encoded};
use super::description::{DescribedError, Description};
use super::example::{NamedExample, OK, with_examples};
use super::failure::Failure;

/// What a body consists of.
pub trait StreamType: Send + Sync + 'static {
    /// The only content type that is taken.
    const CONTENT_TYPE: &'static str;
    /// What the document says of it.
    const DESCRIPTION: &'static str;
    /// An example that leads to a success.
    const EXAMPLE: &'static str;
}

/// A body that is read while it comes. Its type is checked here; the deadline of bodies applies to each part of it.
pub struct BodyStream<S>(Pin<Box<dyn AsyncBufRead + Send>>, PhantomData<fn() -> S>);

impl<S> BodyStream<S> {
    /// The bytes.
    pub fn into_read(self) -> Pin<Box<dyn AsyncBufRead + Send>> {
        self.0
    }
}

impl<'a, S: StreamType> ApiExtractor<'a> for BodyStream<S> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::RequestObject];
    type ParamType = ();
    type ParamRawType = ();

    fn register(_: &mut Registry) {}

    fn request_meta() -> Option<MetaRequest> {
        let text = MetaSchemaRef::Inline(Box::new(MetaSchema::new("string")));
        let example = NamedExample::new(OK, S::EXAMPLE.into());
        Some(MetaRequest {
            description: Some(S::DESCRIPTION),
            content: vec![MetaMediaType {
                content_type: S::CONTENT_TYPE,
                schema: with_examples(text, &[example]),
            }],
            required: true,
        })
    }

    async fn from_request(request: &'a Request, body: &mut RequestBody, _: ExtractParamOptions<()>) -> Result<Self> {
        let content_type = request.headers().get(CONTENT_TYPE);
        let content_type = content_type.map(|value| essence(value.to_str().unwrap_or_default()));
        if content_type.as_deref() != Some(S::CONTENT_TYPE) {
            return Err(Failure::UnsupportedMediaType.into());
        }
        if is_encoded(request.headers()) {
            return Err(Failure::UnsupportedEncoding.into());
        }
        let bytes = body.take()?.into_bytes_stream();
        Ok(Self(Box::pin(bytes.into_async_read()), PhantomData))
    }
}

/// What can be wrong with a body that is read while it comes.
#[derive(Debug, Clone, Copy, thiserror::Error)]
pub enum BodyStreamError {
    /// It broke off.
    #[error("the body broke off")]
    BrokenOff,
    /// It is of another type.
    #[error("unsupported media type")]
    UnsupportedMediaType,
    /// It is compressed.
    #[error("unsupported content coding")]
    UnsupportedEncoding,
}

impl From<BodyStreamError> for Failure {
    fn from(error: BodyStreamError) -> Self {
        match error {
            BodyStreamError::BrokenOff => Self::Malformed,
            BodyStreamError::UnsupportedMediaType => Self::UnsupportedMediaType,
            BodyStreamError::UnsupportedEncoding => Self::UnsupportedEncoding,
        }
    }
}

impl DescribedError for BodyStreamError {
    fn examples() -> Vec<Self> {
        vec![Self::BrokenOff, Self::UnsupportedMediaType, Self::UnsupportedEncoding]
    }

    fn describe(&self) -> Description {
        Failure::from(*self).describe()
    }
}
