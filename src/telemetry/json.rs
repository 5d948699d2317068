//! Log lines as JSON: one flat object a line, with the fields of the event and of its spans.
//!
//! tracing's own JSON omits the causes of an error and nests the fields of spans, which makes searching for one request
//! harder. Every request logs a line, so lines are written directly, without a map in between.

use std::error::Error;
use std::fmt::{self, Debug};
use std::ops::Range;

use serde::Serialize;
use tracing::field::{Field, Visit};
use tracing::span::Record;
use tracing::{Event, Subscriber};
use tracing_subscriber::field::RecordFields;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

use crate::model::error_chain;

/// tracing's name for the text of an event.
const MESSAGE: &str = "message";
/// tracing's name for the target of a line from the `log` crate.
const TARGET: &str = "log.target";
/// The prefix of the other fields of such a line: where in its source a library wrote it.
const LOG: &str = "log.";

/// Writes an event as one JSON object, and the fields of a span as [`members`] that are copied into it.
pub struct JsonLines;

impl<S, N> FormatEvent<S, N> for JsonLines
where
    S: Subscriber + for<'lookup> LookupSpan<'lookup>,
    N: for<'writer> FormatFields<'writer> + 'static,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let mut line = Line::begin()?;
        line.add("level", event.metadata().level().as_str());
        for (field, name) in [(MESSAGE, MESSAGE), (TARGET, "target")] {
            let line = &mut line;
            event.record(&mut SingleField { field, line, name });
        }
        line.add("target", event.metadata().target());
        event.record(&mut line);
        for span in context.event_scope().into_iter().flatten() {
            if let Some(fields) = span.extensions().get::<FormattedFields<N>>() {
                line.copy(fields);
            }
        }
        line.text.extend_from_slice(b"}\n");
        writer.write_str(&line.end()?)
    }
}

impl<'writer> FormatFields<'writer> for JsonLines {
    fn format_fields<R: RecordFields>(&self, mut writer: Writer<'writer>, fields: R) -> fmt::Result {
        let mut line = Line::of(Vec::with_capacity(64));
        fields.record(&mut line);
        writer.write_str(&line.end()?)
    }

    fn add_fields(&self, current: &'writer mut FormattedFields<Self>, fields: &Record<'_>) -> fmt::Result {
        self.format_fields(current.as_writer(), fields)
    }
}

/// A line under construction: members, each with a comma before it. The first field of a name wins.
struct Line {
    text: Vec<u8>,
    /// The ranges of the names in the text.
    names: Vec<Range<usize>>,
}

impl Line {
    fn of(text: Vec<u8>) -> Self {
        Self {
            text,
            names: Vec::with_capacity(16),
        }
    }

    fn begin() -> Result<Self, fmt::Error> {
        const TIMESTAMP: &str = "{\"timestamp\":\"";
        let mut begin = String::with_capacity(512);
        begin.push_str(TIMESTAMP);
        SystemTime.format_time(&mut Writer::new(&mut begin))?;
        begin.push('"');
        let mut line = Self::of(begin.into_bytes());
        line.names.push(2..TIMESTAMP.len() - 3);
        Ok(line)
    }

    /// Adds a member, unless there is one of this name. A value that JSON cannot express, such as NaN, becomes `null`.
    fn add(&mut self, name: &'static str, value: impl Serialize) {
        if self.is_taken(name) {
            return;
        }
        // Names come from code, and hold no character that JSON escapes.
        self.text.extend_from_slice(b",\"");
        let begin = self.text.len();
        self.text.extend_from_slice(name.as_bytes());
        self.names.push(begin..self.text.len());
        self.text.extend_from_slice(b"\":");
        let before = self.text.len();
        if serde_json::to_writer(&mut self.text, &value).is_err() {
            self.text.truncate(before);
            self.text.extend_from_slice(b"null");
        }
    }

    fn is_taken(&self, name: &str) -> bool {
        let is = |taken: &Range<usize>| self.text.get(taken.clone()) == Some(name.as_bytes());
        self.names.iter().any(is)
    }

    /// Copies the fields of a span whose names are not taken.
    fn copy(&mut self, fields: &str) {
        for (name, member) in members(fields) {
            if !self.is_taken(name) {
                let begin = self.text.len() + 2;
                self.text.extend_from_slice(member.as_bytes());
                self.names.push(begin..begin + name.len());
            }
        }
    }

    fn end(self) -> Result<String, fmt::Error> {
        String::from_utf8(self.text).map_err(|_| fmt::Error)
    }
}

/// Splits the members of a written [`Line`], `,"name":value` each, and returns them with their names.
fn members(mut rest: &str) -> impl Iterator<Item = (&str, &str)> {
    std::iter::from_fn(move || {
        let (name, value) = rest.strip_prefix(",\"")?.split_once("\":")?;
        let end = match value.strip_prefix('"') {
            Some(text) => 2 + end_of_text(text)?,
            None => value.find(',').unwrap_or(value.len()),
        };
        let (member, others) = rest.split_at_checked(2 + name.len() + 2 + end)?;
        rest = others;
        Some((name, member))
    })
}

/// The position of the quote that ends a text: the first one that no backslash escapes.
fn end_of_text(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    })
}

impl Line {
    fn set(&mut self, field: &Field, value: impl Serialize) {
        let name = field.name();
        if name != MESSAGE && !name.starts_with(LOG) {
            self.add(name.strip_prefix("r#").unwrap_or(name), value);
        }
    }
}

impl Visit for Line {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.set(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.set(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field, value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.set(field, error_chain(value));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.set(field, format!("{value:?}"));
    }
}

/// Adds a single field, under another name.
struct SingleField<'v> {
    field: &'static str,
    line: &'v mut Line,
    name: &'static str,
}

impl Visit for SingleField<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == self.field {
            self.line.add(self.name, value);
        }
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == self.field {
            self.line.add(self.name, format!("{value:?}"));
        }
    }
}
