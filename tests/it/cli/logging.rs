//! The log: its two forms, and what no value can do to them.

use std::error::Error;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use latchkey::config::LogFilter;
use latchkey::telemetry::{LineFormat, subscriber};
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use super::Outcome;

const TEXT: LineFormat = LineFormat::Text { colours: false };
/// A line end, a terminal sequence, a C1 control, a right-to-left override, and what ends a JSON string.
const HOSTILE: &str =
    "a\n2027-01-01T00:00:00Z  INFO forged\r\u{1b}[2J\u{9b}31m\u{202e}\u{2028}\\\",\"level\":\"forged\"}{\\";

#[derive(Clone, Default)]
struct Memory(Arc<Mutex<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Memory {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

fn logged(format: LineFormat, filter: &str, act: impl FnOnce()) -> Result<String, Box<dyn Error>> {
    let memory = Memory::default();
    let filter = LogFilter::try_from(filter.to_owned())?;
    tracing::subscriber::with_default(subscriber(format, &filter, memory.clone()), act);
    let bytes = memory.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Ok(String::from_utf8(bytes)?)
}

#[derive(Debug, thiserror::Error)]
#[error("outer {HOSTILE}")]
struct Outer(#[source] io::Error);

fn log_hostile_values() {
    let error = Outer(io::Error::other("inner"));
    let span = tracing::info_span!("request", path = HOSTILE, later = tracing::field::Empty);
    span.record("later", tracing::field::display(HOSTILE));
    let _entered = span.enter();
    tracing::info!(text = HOSTILE, shown = %HOSTILE, debugged = ?HOSTILE, error = &error as &dyn Error, "{}", HOSTILE);
}

#[test]
fn no_value_can_forge_a_line_of_text() -> Outcome {
    for form in [TEXT, LineFormat::Text { colours: true }] {
        let line = logged(form, "info", log_hostile_values)?;
        assert_eq!(line.matches('\n').count(), 1, "{line:?}");
        assert!(line.ends_with('\n'), "{line:?}");
        // Colours aside, nothing is left that a terminal would obey.
        let plain = line
            .trim_end()
            .replace("\u{1b}[0m", "")
            .replace("\u{1b}[3m", "")
            .replace("\u{1b}[2m", "");
        let plain = plain.replace("\u{1b}[32m", "").replace("\u{1b}[1m", "");
        let bad = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{202e}');
        assert!(!plain.contains(bad), "{plain:?}");
        assert!(plain.contains("inner"), "the cause of an error is there: {plain}");
    }
    Ok(())
}

#[test]
fn no_value_can_forge_a_line_of_json() -> Outcome {
    let line = logged(LineFormat::Json, "info", log_hostile_values)?;
    assert_eq!(line.matches('\n').count(), 1, "{line:?}");
    assert!(
        !line.trim_end().contains(char::is_control) || line.contains("\\u"),
        "{line:?}"
    );
    let object: Value = serde_json::from_str(&line)?;
    for field in ["message", "text", "shown", "path", "later"] {
        assert_eq!(object[field], HOSTILE, "{field}");
    }
    assert_eq!(object["error"], format!("outer {HOSTILE}: inner"));
    Ok(())
}

#[test]
fn json_is_flat_and_its_own_members_cannot_be_replaced() -> Outcome {
    let line = logged(LineFormat::Json, "info", || {
        let _outer = tracing::info_span!("request", request_id = "r1", n = 1).entered();
        let _inner = tracing::info_span!("operation", request_id = "r2", level = "forged").entered();
        tracing::warn!(
            n = 2,
            yes = true,
            half = 0.5,
            target = "forged",
            timestamp = "forged",
            none = None::<&str>,
            "said"
        );
    })?;
    let mut object: Value = serde_json::from_str(&line)?;
    let timestamp = object["timestamp"].take();
    assert!(
        timestamp
            .as_str()
            .is_some_and(|text| text.ends_with('Z') && text != "forged"),
        "{timestamp}"
    );
    let expected = json!({
        "timestamp": null, "level": "WARN", "message": "said", "target": module_path!(),
        "n": 2, "yes": true, "half": 0.5, "request_id": "r2",
    });
    assert_eq!(object, expected);
    Ok(())
}

#[test]
fn text_is_readable() -> Outcome {
    let line = logged(TEXT, "info", || {
        let _request = tracing::info_span!("request", id = "r1").entered();
        tracing::info!(status = 200, path = "/livez", shown = %"as is", "answered");
    })?;
    let expected = format!(
        "  INFO request{{id=\"r1\"}}: {}: answered status=200 path=\"/livez\" shown=as is\n",
        module_path!()
    );
    assert!(line.ends_with(&expected), "{line}");
    Ok(())
}

#[test]
fn noisy_libraries_are_heard_from_warn_on_unless_the_filter_names_them() -> Outcome {
    let speak = || {
        tracing::warn!(target: "poem::server", "poem-warns");
        tracing::info!(target: "poem::server", "poem-informs");
        tracing::info!(target: "sqlx::pool", "sqlx-informs");
        tracing::info!(target: "opentelemetry_sdk", "opentelemetry-informs");
        tracing::info!(target: "sea_orm_migration::migrator", "migrator-informs");
        tracing::info!(target: "latchkey::web", "latchkey-informs");
        tracing::error!(target: "latchkey::web", "latchkey-fails");
    };
    for (filter, heard) in [
        ("info", &["poem-warns", "latchkey-informs", "latchkey-fails"][..]),
        ("trace", &["poem-warns", "latchkey-informs", "latchkey-fails"]),
        (
            "info,poem=info",
            &["poem-warns", "poem-informs", "latchkey-informs", "latchkey-fails"],
        ),
        (
            "sqlx=info,info",
            &["poem-warns", "sqlx-informs", "latchkey-informs", "latchkey-fails"],
        ),
        (
            "info,sea_orm_migration=info",
            &["poem-warns", "migrator-informs", "latchkey-informs", "latchkey-fails"],
        ),
        ("error", &["latchkey-fails"]),
        ("off", &[]),
        ("latchkey=info", &["latchkey-informs", "latchkey-fails"]),
        ("info,poem=off", &["latchkey-informs", "latchkey-fails"]),
    ] {
        let lines = logged(TEXT, filter, speak)?;
        let messages: Vec<&str> = lines.lines().filter_map(|line| line.rsplit(' ').next()).collect();
        assert_eq!(messages, heard, "{filter}");
    }
    Ok(())
}
