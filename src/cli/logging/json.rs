//! Lines for machines: one flat JSON object each, with the fields of the event and of the spans around it.
//!
//! tracing's own JSON leaves out the causes of an error and keeps the fields of spans apart; a search for one request
//! wants all of them in one place. Every request has a line, so it is written as it goes, without a map in between.

use std::borrow::Cow;
use std::error::Error;
use std::fmt::{self, Debug};
use std::ops::Range;

use serde::Serialize;
use serde_json::{Map, Value};
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

use crate::cli::error::chain;

/// The name under which tracing hands over an event's text.
const MESSAGE: &str = "message";
/// Under which it hands over where a line of the older `log` comes from.
const TARGET: &str = "log.target";
/// Where in its source a library wrote such a line.
const LOG: &str = "log.";

/// Writes an event as one JSON object.
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
            event.record(&mut Only { field, line, name });
        }
        line.add("target", event.metadata().target());
        event.record(&mut line);
        for span in context.event_scope().into_iter().flatten() {
            if let Some(fields) = span.extensions().get::<FormattedFields<N>>() {
                line.add_span(fields);
            }
        }
        writer.write_str(&line.end()?)
    }
}

/// A line that is being written. What comes first stays: no later field can take the place of an earlier one.
struct Line {
    text: Vec<u8>,
    names: Vec<Cow<'static, str>>,
    /// Where the fields of a span are in the text that were copied as they were.
    copied: Range<usize>,
    result: fmt::Result,
}

impl Line {
    fn begin() -> Result<Self, fmt::Error> {
        let mut begin = String::with_capacity(512);
        begin.push_str("{\"timestamp\":\"");
        SystemTime.format_time(&mut Writer::new(&mut begin))?;
        begin.push('"');
        Ok(Self {
            text: begin.into_bytes(),
            names: vec!["timestamp".into()],
            copied: 0..0,
            result: Ok(()),
        })
    }

    fn add(&mut self, name: &'static str, value: impl Serialize) {
        if !self.is_taken(name) {
            self.names.push(name.into());
            self.write(name, &value);
        }
    }

    fn is_taken(&self, name: &str) -> bool {
        self.names.iter().any(|taken| taken == name)
    }

    /// A member behind others. What cannot be JSON, such as a number that is none, is `null`.
    fn write(&mut self, name: &str, value: &impl Serialize) {
        self.text.push(b',');
        let named = serde_json::to_writer(&mut self.text, name);
        self.text.push(b':');
        let before = self.text.len();
        if serde_json::to_writer(&mut self.text, value).is_err() {
            self.text.truncate(before);
            self.text.extend_from_slice(b"null");
        }
        self.result = self.result.and(named.map_err(|_| fmt::Error));
    }

    /// Adds the fields of a span, which are written as a JSON object already.
    fn add_span(&mut self, fields: &str) {
        let inside = fields.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
        // As a rule, a request has one span, and nothing in it has a name that is taken.
        if let Some(inside) = inside.filter(|inside| !inside.is_empty())
            && self.copied.is_empty()
            && !fields.contains("\"log.")
            && !self.names.iter().any(|name| has_member(fields, name))
        {
            self.text.push(b',');
            let begin = self.text.len();
            self.text.extend_from_slice(inside.as_bytes());
            self.copied = begin..self.text.len();
            return;
        }
        let all: Map<String, Value> = serde_json::from_str(fields).unwrap_or_default();
        for (name, value) in all {
            if !name.starts_with(LOG) && !self.is_taken(&name) && !self.has_copied(&name) {
                self.write(&name, &value);
                self.names.push(name.into());
            }
        }
    }

    fn has_copied(&self, name: &str) -> bool {
        let copied = self.text.get(self.copied.clone()).unwrap_or_default();
        str::from_utf8(copied).is_ok_and(|copied| has_member(copied, name))
    }

    fn end(mut self) -> Result<String, fmt::Error> {
        self.result?;
        self.text.extend_from_slice(b"}\n");
        String::from_utf8(self.text).map_err(|_| fmt::Error)
    }
}

/// Whether a JSON object of plain values has a member of this name. Within a value, quotes are escaped.
fn has_member(object: &str, name: &str) -> bool {
    object
        .match_indices(name)
        .any(|(at, _)| object[..at].ends_with('"') && object[at + name.len()..].starts_with("\":"))
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
        self.set(field, chain(value));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.set(field, format!("{value:?}"));
    }
}

/// Adds one field, which belongs at the beginning, under a name of ours.
struct Only<'v> {
    field: &'static str,
    line: &'v mut Line,
    name: &'static str,
}

impl Visit for Only<'_> {
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
