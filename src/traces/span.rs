//! A span.

use std::borrow::Cow;

use futures_util::future::Either;
use opentelemetry::trace::{FutureExt, SpanBuilder, SpanKind, Status, TraceContextExt, Tracer, WithContext};
use opentelemetry::{Context, KeyValue, Value};
use opentelemetry_sdk::trace::SdkTracer;

use super::TRACER;
use super::headers::Caller;

/// A part of a trace, which ends when this is dropped. Nothing at all where traces are off, or this one is not recorded.
#[derive(Debug, Default)]
#[must_use = "a span ends when it is dropped"]
pub struct Span(Option<Box<Begun>>);

#[derive(Debug)]
struct Begun {
    /// What it is part of.
    parent: Context,
    /// What its own parts are part of.
    own: Context,
}

impl Span {
    /// Begins a part of what is done at present.
    pub fn begin(name: &'static str) -> Self {
        match TRACER.get() {
            Some(tracer) => Self::begin_part(tracer, name, SpanKind::Internal),
            None => Self(None),
        }
    }

    /// Begins a part that another program does, such as a database.
    pub fn begin_call(name: &'static str) -> Self {
        match TRACER.get() {
            Some(tracer) => Self::begin_part(tracer, name, SpanKind::Client),
            None => Self(None),
        }
    }

    /// Begins a request: the first span of a trace, or a part of the caller's. It has an id and is carried on even where
    /// it is not recorded.
    pub fn begin_request(name: &'static str, caller: Option<Caller>) -> Self {
        let parent = caller.map_or_else(Context::new, |caller| caller.0);
        match TRACER.get() {
            Some(tracer) => Self::make(tracer, name, SpanKind::Server, parent),
            None => Self(None),
        }
    }

    /// Begins a trace of work that no request waits for, and that calls another server.
    pub fn begin_trace(name: &'static str) -> Self {
        match TRACER.get() {
            Some(tracer) => Self::make(tracer, name, SpanKind::Client, Context::new()),
            None => Self(None),
        }
    }

    fn begin_part(tracer: &SdkTracer, name: &'static str, kind: SpanKind) -> Self {
        let parent = Context::current();
        match parent.span().span_context().is_sampled() {
            true => Self::make(tracer, name, kind, parent),
            false => Self(None),
        }
    }

    fn make(tracer: &SdkTracer, name: &'static str, kind: SpanKind, parent: Context) -> Self {
        let span = tracer.build_with_context(SpanBuilder::from_name(name).with_kind(kind), &parent);
        let own = parent.with_span(span);
        Self(Some(Box::new(Begun { parent, own })))
    }

    /// Whether this is recorded, so that naming it is worth the work.
    pub fn is_recorded(&self) -> bool {
        let begun = self.0.as_ref();
        begun.is_some_and(|begun| begun.own.span().span_context().is_sampled())
    }

    /// The id of the trace, in hexadecimal digits.
    pub fn trace_id(&self) -> Option<String> {
        let begun = self.0.as_ref()?;
        Some(begun.own.span().span_context().trace_id().to_string())
    }

    /// Gives it a better name than it began with.
    pub fn rename(&self, name: impl Into<Cow<'static, str>>) {
        if let Some(begun) = &self.0 {
            begun.own.span().update_name(name);
        }
    }

    /// Says something about it. The names are those of OpenTelemetry's semantic conventions, where they have one.
    pub fn set(&self, name: &'static str, value: impl Into<Value>) {
        if let Some(begun) = &self.0 {
            begun.own.span().set_attribute(KeyValue::new(name, value));
        }
    }

    /// Marks it as failed. Why is in the log.
    pub fn fail(&self) {
        if let Some(begun) = &self.0 {
            begun.own.span().set_status(Status::error(""));
        }
    }

    /// Ends it, marked as failed if this did.
    ///
    /// # Errors
    /// That of the outcome.
    pub fn end<T, E>(self, outcome: Result<T, E>) -> Result<T, E> {
        if outcome.is_err() {
            self.fail();
        }
        outcome
    }

    /// Ends it, and begins the next part of what it was a part of.
    pub fn go_on(&mut self, name: &'static str) {
        let Some(begun) = self.0.take() else { return };
        begun.own.span().end();
        if let Some(tracer) = TRACER.get() {
            *self = Self::make(tracer, name, SpanKind::Internal, begun.parent.clone());
        }
    }

    /// Does this work as a part of it.
    pub fn around<F: Future>(&self, work: F) -> Either<WithContext<F>, F> {
        match &self.0 {
            Some(begun) => Either::Left(work.with_context(begun.own.clone())),
            None => Either::Right(work),
        }
    }
}

impl Drop for Span {
    fn drop(&mut self) {
        if let Some(begun) = &self.0 {
            begun.own.span().end();
        }
    }
}

/// The work as a part of what is done at present, whichever task continues it.
pub fn carried<F: Future>(work: F) -> Either<WithContext<F>, F> {
    match TRACER.get() {
        Some(_) => Either::Left(work.with_current_context()),
        None => Either::Right(work),
    }
}
