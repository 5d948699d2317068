//! Traces: what a request did and how long each part of it took, as OpenTelemetry's spans.
//!
//! A span begins where a part begins, and ends when it is dropped. What is done meanwhile belongs to it:
//! `Span::begin("log_in").around(work).await`. Only a request and a webhook begin a trace ([`Span::begin_request`],
//! [`Span::begin_trace`]); every other span needs one around it. `headers.rs` carries traces from one server to the next.
//!
//! These are not the spans of `tracing`, which put fields on log lines and exist for every request. Here a span is made
//! only where traces are switched on and this one was chosen to be recorded; otherwise [`Span::begin`] reads one flag.
//! `telemetry` switches traces on, once in a process, as it does with the log.
//!
//! A name and the values of attributes are words of ours or numbers, and never what a client sent: no name, address,
//! path, query or header. To add a span, begin it around the work, and add its name to `docs/operate/tracing.md`.

mod headers;
mod method;
mod span;

use std::sync::OnceLock;

use opentelemetry_sdk::trace::SdkTracer;

pub use headers::{Caller, put_into};
pub use method::method;
pub use span::{Span, carried};

/// What makes spans. Nothing does where it is not set.
static TRACER: OnceLock<SdkTracer> = OnceLock::new();

/// Switches traces on for the rest of this process. Returns whether this was the first time.
pub fn switch_on(tracer: SdkTracer) -> bool {
    TRACER.set(tracer).is_ok()
}

/// Whether traces are switched on.
pub fn are_on() -> bool {
    TRACER.get().is_some()
}
