//! The spans that a collector was sent, and how they hang together.

use std::collections::BTreeMap;
use std::error::Error;

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message;

use crate::cli::support::{HttpServer, Sent};

/// Names with their values, as text.
pub type Attributes = BTreeMap<String, String>;

/// What a collector was sent.
#[derive(Debug, Default)]
pub struct Spans {
    pub all: Vec<Span>,
    /// What was said of the process.
    pub resource: Attributes,
}

impl Spans {
    /// What this collector was sent since the last time.
    pub fn taken(collector: &HttpServer) -> Result<Self, Box<dyn Error>> {
        Self::of(collector.take())
    }

    /// What there is in these requests.
    pub fn of(requests: Vec<Sent>) -> Result<Self, Box<dyn Error>> {
        let mut spans = Self::default();
        for sent in requests {
            assert_eq!(sent.line, "POST /v1/traces");
            assert_eq!(sent.header("content-type"), ["application/x-protobuf"]);
            for resource in ExportTraceServiceRequest::decode(sent.body.as_slice())?.resource_spans {
                spans.resource = attributes(&resource.resource.ok_or("no resource")?.attributes);
                let scopes = resource.scope_spans.into_iter();
                spans.all.extend(scopes.flat_map(|scope| scope.spans));
            }
        }
        spans
            .all
            .sort_by_key(|span| (span.start_time_unix_nano, span.end_time_unix_nano));
        Ok(spans)
    }

    /// The only span of this name.
    pub fn only(&self, name: &str) -> Result<&Span, Box<dyn Error>> {
        let mut named = self.all.iter().filter(|span| span.name == name);
        match (named.next(), named.next()) {
            (Some(only), None) => Ok(only),
            _ => Err(format!("not one {name}: {:?}", self.all).into()),
        }
    }

    /// The parts of a span, in the order in which they began.
    pub fn parts<'s>(&'s self, whole: &'s Span) -> impl Iterator<Item = &'s Span> {
        let parts = self.all.iter();
        parts.filter(|part| part.trace_id == whole.trace_id && part.parent_span_id == whole.span_id)
    }

    /// The names of a span and of all its parts, each part below its whole and two spaces further in.
    pub fn tree(&self, root: &Span) -> String {
        let parts: String = self.parts(root).map(|part| self.tree(part)).collect();
        let indented = parts.lines().map(|line| format!("  {line}\n"));
        format!("{}\n{}", root.name, indented.collect::<String>())
    }

    /// Checks that each span is within the one that it is a part of.
    pub fn assert_nested(&self) {
        for whole in &self.all {
            assert!(whole.start_time_unix_nano <= whole.end_time_unix_nano, "{whole:?}");
            for part in self.parts(whole) {
                let begins = whole.start_time_unix_nano <= part.start_time_unix_nano;
                let ends = part.end_time_unix_nano <= whole.end_time_unix_nano;
                assert!(begins && ends, "{part:?} is not within {whole:?}");
            }
        }
    }
}

/// Attributes as text.
pub fn attributes(attributes: &[KeyValue]) -> Attributes {
    let pair = |pair: &KeyValue| (pair.key.clone(), text(pair.value.as_ref()));
    attributes.iter().map(pair).collect()
}

fn text(value: Option<&AnyValue>) -> String {
    match value.and_then(|value| value.value.as_ref()) {
        Some(Value::StringValue(text)) => text.clone(),
        Some(Value::IntValue(number)) => number.to_string(),
        other => format!("{other:?}"),
    }
}

/// Bytes in hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
