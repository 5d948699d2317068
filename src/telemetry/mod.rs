//! Logging: which lines are written, and in which format; and where traces are sent (`traces/`).
//!
//! Lines go to standard error, because results of commands go to standard output; `batch_writer.rs` writes them.
//! `json.rs` formats lines as JSON, and `text.rs` for people. Both escape values, so that a client that sends line ends
//! or terminal sequences can neither forge nor hide a line. An error is logged with all its causes.
//!
//! Passwords, tokens, keys, cookies, e-mail and client addresses are never logged. To log more, set `log.filter`. To
//! add a format, add it to [`LineFormat`] and implement it like the other two.

mod batch_writer;
mod json;
mod printable;
mod text;
mod traces;

use std::io::{IsTerminal, stderr};
use std::panic;
use std::sync::Arc;

use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_appender::non_blocking::{ErrorCounter, WorkerGuard};
use tracing_subscriber::filter::EnvFilter;
use tracing_subscriber::fmt::{self, MakeWriter};
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::registry::Registry;
use tracing_subscriber::util::SubscriberInitExt;

use self::json::JsonLines;
pub use self::printable::printable;
use self::text::TextFields;
pub use self::traces::{Traces, TracesError};
use crate::config::{Log, LogFilter, LogFormat};

/// Libraries that log only warnings by default. Their other lines do not help an operator, or hold client addresses.
const QUIET_LIBRARIES: [&str; 4] = ["opentelemetry", "poem", "sea_orm", "sqlx"];
/// What says nothing that another line does not say too. A pool of connections names each one that it closes, when the
/// whole database is not available.
const SILENT: &str = "sqlx_core::pool=off";

/// The format of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineFormat {
    /// Text, for people.
    Text {
        /// Whether to use colours.
        colours: bool,
    },
    /// JSON, for machines.
    Json,
}

/// The log of this process. Lines are written as long as this lives.
#[must_use = "the log ends when this is dropped"]
pub struct RunningLog {
    _guard: WorkerGuard,
    dropped: ErrorCounter,
}

impl RunningLog {
    /// Tells how many lines were dropped since the start, because they were not read as fast as they came.
    pub fn dropped_lines(&self) -> Arc<dyn Fn() -> usize + Send + Sync> {
        let dropped = self.dropped.clone();
        Arc::new(move || dropped.dropped_lines())
    }
}

/// Starts the log of this process.
pub fn start(log: &Log) -> RunningLog {
    let (lines, guard) = batch_writer::start(stderr());
    let dropped = lines.error_counter();
    // A process has one log. If a test has started it, that one stays.
    if subscriber(line_format(log.format), &log.filter, lines)
        .try_init()
        .is_ok()
    {
        panic::set_hook(Box::new(|panicked| {
            // The message is left out: it may quote a value that must not be logged.
            let location = panicked.location().map(ToString::to_string);
            tracing::error!(location, "a thread panicked");
        }));
    }
    RunningLog { _guard: guard, dropped }
}

fn line_format(format: LogFormat) -> LineFormat {
    let text = || {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        LineFormat::Text {
            colours: stderr().is_terminal() && !no_color,
        }
    };
    match format {
        LogFormat::Text => text(),
        LogFormat::Json => LineFormat::Json,
        LogFormat::Auto if stderr().is_terminal() => text(),
        LogFormat::Auto => LineFormat::Json,
    }
}

/// A log that writes to `writer`.
pub fn subscriber<W>(format: LineFormat, filter: &LogFilter, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    // Internal errors would be printed by a macro that panics if standard error is closed.
    let lines = fmt::layer().with_writer(writer).log_internal_errors(false);
    let lines = match format {
        LineFormat::Text { colours } => lines.with_ansi(colours).fmt_fields(TextFields).boxed(),
        LineFormat::Json => lines
            .with_ansi(false)
            .fmt_fields(JsonLines)
            .event_format(JsonLines)
            .boxed(),
    };
    Registry::default()
        .with(EnvFilter::new(with_quiet_libraries(filter.as_str())))
        .with(lines)
}

/// The filter with the quiet libraries at `warn`, unless it names them, or sets a lower level for everything.
fn with_quiet_libraries(filter: &str) -> String {
    let default_level = filter
        .split(',')
        .filter_map(|part| part.trim().parse::<LevelFilter>().ok())
        .next_back();
    if default_level.is_none_or(|level| level <= LevelFilter::WARN) {
        return filter.to_owned();
    }
    // The later of two entries for one library wins, which is the operator's.
    let quiet: String = QUIET_LIBRARIES
        .iter()
        .map(|library| format!("{library}=warn,"))
        .collect();
    format!("{quiet}{SILENT},{filter}")
}
