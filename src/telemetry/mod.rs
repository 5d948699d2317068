//! The log: what is written, and in which form.
//!
//! Lines go to standard error, because answers of commands go to standard output; `batch_writer.rs` takes them there.
//! `json.rs` writes one JSON object a line, for machines; `text.rs` a readable line, for people. In both, whatever a
//! value contains stays inside its value: a client that sends line ends or terminal sequences cannot forge a line or
//! hide one. An error is written with all its causes.
//!
//! What is logged is decided where it happens; no password, token, key, cookie, e-mail or client address is. To see
//! more, set `log.filter`; to add a form, add it to [`Form`] and write it like the two there are.

mod batch_writer;
mod json;
mod printable;
mod text;

use std::io::{IsTerminal, stderr};
use std::panic;

use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::WorkerGuard;
use tracing_subscriber::filter::EnvFilter;
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::Registry;
use tracing_subscriber::util::SubscriberInitExt;

use self::json::JsonLines;
pub use self::printable::printable;
use self::text::TextFields;
use crate::config::{Log, LogFilter, LogFormat};

/// Libraries whose everyday lines say nothing to an operator, or say what must not be logged: the framework's name the
/// clients' addresses.
const QUIET: [&str; 3] = ["poem", "sea_orm", "sqlx"];

/// The form of a line, decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// For people.
    Text {
        /// Whether to use colours.
        colours: bool,
    },
    /// For machines.
    Json,
}

/// Starts the log of this process. Lines are written for as long as what is returned lives.
#[must_use = "the log ends with it"]
pub fn start(log: &Log) -> WorkerGuard {
    let (lines, guard) = batch_writer::to(stderr());
    // It cannot be started twice; where a test has started it, that one stays.
    if subscriber(form(log.format), &log.filter, lines).try_init().is_ok() {
        panic::set_hook(Box::new(|panicked| {
            // A line of the log like any other. The message is left out: it may quote a value that must not be logged.
            let location = panicked.location().map(ToString::to_string);
            tracing::error!(location, "a thread panicked");
        }));
    }
    guard
}

fn form(format: LogFormat) -> Form {
    let text = || {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Form::Text {
            colours: stderr().is_terminal() && !unwanted,
        }
    };
    match format {
        LogFormat::Text => text(),
        LogFormat::Json => Form::Json,
        LogFormat::Auto if stderr().is_terminal() => text(),
        LogFormat::Auto => Form::Json,
    }
}

/// The log as a value, writing to wherever `writer` says.
pub fn subscriber<W>(form: Form, filter: &LogFilter, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    // Complaints of the log about itself would go to standard error by a macro that panics where nobody reads it.
    let lines = fmt::layer().with_writer(writer).log_internal_errors(false);
    let lines = match form {
        Form::Text { colours } => lines.with_ansi(colours).fmt_fields(TextFields).boxed(),
        Form::Json => lines
            .with_ansi(false)
            .fmt_fields(JsonLines)
            .event_format(JsonLines)
            .boxed(),
    };
    Registry::default()
        .with(EnvFilter::new(effective(filter.as_str())))
        .with(lines)
}

/// The filter with the quiet libraries at `warn`, unless it names them, or says less than that of everything.
fn effective(filter: &str) -> String {
    let everything = filter
        .split(',')
        .filter_map(|part| part.trim().parse::<LevelFilter>().ok())
        .next_back();
    if everything.is_none_or(|level| level <= LevelFilter::WARN) {
        return filter.to_owned();
    }
    // Of two entries for one library, the later one counts: the operator's.
    let quiet: String = QUIET.iter().map(|library| format!("{library}=warn,")).collect();
    format!("{quiet}{filter}")
}
