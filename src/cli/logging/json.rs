//! Lines for machines: one flat JSON object each, with the fields of the event and of the spans around it.
//!
//! tracing's own JSON leaves out the causes of an error and keeps the fields of spans apart; a search for one request
//! wants all of them in one place. Every request has a line, so it is written as it goes, without a map in between.

use std::borrow::Cow;
use std::error::Error;
use std::fmt::{self, Debug};

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
        let mut line = Line::begin(&mut writer)?;
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
        line.end()
    }
}

/// A line that is being written. What comes first stays: no later field can take the place of an earlier one.
struct Line<'l, 'w> {
    writer: &'l mut Writer<'w>,
    names: Vec<Cow<'static, str>>,
    /// The fields of spans that were copied as they were.
    copied: String,
    result: fmt::Result,
}

impl<'l, 'w> Line<'l, 'w> {
    fn begin(writer: &'l mut Writer<'w>) -> Result<Self, fmt::Error> {
        writer.write_str("{\"timestamp\":\"")?;
        SystemTime.format_time(writer)?;
        writer.write_char('"')?;
        Ok(Self {
            writer,
            names: vec!["timestamp".into()],
            copied: String::new(),
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

    fn write(&mut self, name: &str, value: &impl Serialize) {
        if self.result.is_ok() {
            self.result = member(self.writer, name, value);
        }
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
            if self.result.is_ok() {
                self.result = write!(self.writer, ",{inside}");
            }
            inside.clone_into(&mut self.copied);
            return;
        }
        let all: Map<String, Value> = serde_json::from_str(fields).unwrap_or_default();
        for (name, value) in all {
            if !name.starts_with(LOG) && !self.is_taken(&name) && !has_member(&self.copied, &name) {
                self.write(&name, &value);
                self.names.push(name.into());
            }
        }
    }

    fn end(self) -> fmt::Result {
        self.result?;
        self.writer.write_str("}\n")
    }
}

/// Whether a JSON object of plain values has a member of this name. Within a value, quotes are escaped.
fn has_member(object: &str, name: &str) -> bool {
    object.contains(&format!("\"{name}\":"))
}

/// A member behind others. What cannot be JSON, such as a number that is none, is `null`.
fn member(writer: &mut Writer<'_>, name: &str, value: &impl Serialize) -> fmt::Result {
    let value = serde_json::to_string(value);
    let name = serde_json::to_string(name).map_err(|_| fmt::Error)?;
    write!(writer, ",{name}:{}", value.as_deref().unwrap_or("null"))
}

impl Line<'_, '_> {
    fn set(&mut self, field: &Field, value: impl Serialize) {
        let name = field.name();
        if name != MESSAGE && !name.starts_with(LOG) {
            self.add(name.strip_prefix("r#").unwrap_or(name), value);
        }
    }
}

impl Visit for Line<'_, '_> {
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
struct Only<'v, 'l, 'w> {
    field: &'static str,
    line: &'v mut Line<'l, 'w>,
    name: &'static str,
}

impl Visit for Only<'_, '_, '_> {
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
