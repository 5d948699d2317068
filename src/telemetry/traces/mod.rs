//! Sending traces to a collector, by OTLP over HTTP. [`crate::traces`] has the spans.
//!
//! A thread of its own sends them, many at a time: when there are enough of them, every few seconds, and once more at the
//! end. Neither a request nor the end of the process waits for a collector longer than that, and memory is bounded: when
//! spans come faster than they are taken, or nobody takes them, they are dropped. `collector.rs` is the client, and
//! `exporter.rs` says once in a while that spans are lost. Sending makes no spans itself, as it is no part of a request.

mod collector;
mod exporter;

use std::collections::HashMap;
use std::thread;
use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracerProvider};
use tokio::sync::oneshot;
use tokio::time::timeout;
use url::Url;

use self::collector::Collector;
use self::exporter::Exporter;
use crate::config::Config;
use crate::config::key_files::KeyFileError;
use crate::settings::values::is_plain;
use crate::traces::switch_on;

/// What collectors add to their address for traces.
const PATH: &str = "/v1/traces";
/// The most spans that wait. A login has about twenty, of less than a kilobyte each.
const MAX_WAITING: usize = 8192;
/// How many are sent at once, as soon as there are as many.
const BATCH: usize = 512;
/// How long others wait.
const EVERY: Duration = Duration::from_secs(5);

/// Why traces cannot be sent as they are configured.
#[derive(Debug, thiserror::Error)]
pub enum TracesError {
    /// A file that is named for the collector cannot be used.
    #[error(transparent)]
    KeyFile(#[from] KeyFileError),
    /// A header cannot be sent.
    #[error("telemetry.header_files: the header {0} cannot be sent")]
    Header(String),
    /// The authorities cannot be used.
    #[error("telemetry.ca_file: the collector cannot be verified")]
    Tls(#[source] reqwest::Error),
    /// The address cannot be used.
    #[error("telemetry.otlp_endpoint: {0}")]
    Endpoint(String),
}

/// What sends the traces of this process.
#[must_use = "the last spans are sent when this ends"]
pub struct Traces(Option<SdkTracerProvider>);

impl Traces {
    /// Switches traces on, where a collector is configured.
    ///
    /// # Errors
    /// [`TracesError`].
    pub fn start(config: &Config) -> Result<Self, TracesError> {
        let Some(endpoint) = &config.telemetry.otlp_endpoint else {
            return Ok(Self(None));
        };
        let provider = SdkTracerProvider::builder()
            .with_sampler(sampler(config))
            .with_resource(resource(config))
            .with_span_processor(processor(config, endpoint)?)
            .build();
        // A process has one collector. If a test has named it, that one stays.
        switch_on(provider.tracer("latchkey"));
        tracing::info!(endpoint = %endpoint, "traces are sent");
        Ok(Self(Some(provider)))
    }

    /// Sends the spans that wait, and gives up after this time.
    pub async fn end(self, within: Duration) {
        let Some(provider) = self.0 else { return };
        let (sender, ended) = oneshot::channel();
        // It blocks its thread. It would log that it gives up, so it does that later than this.
        let longer = within + Duration::from_secs(5);
        thread::spawn(move || sender.send(provider.shutdown_with_timeout(longer).is_ok()));
        if !matches!(timeout(within, ended).await, Ok(Ok(true))) {
            tracing::warn!("the last spans were not sent in time");
        }
    }
}

/// A request that continues a trace is recorded if that trace is, and of the others this share.
fn sampler(config: &Config) -> Sampler {
    let share = config.telemetry.sample_ratio.get();
    Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(share)))
}

/// What the collector is told of this process, beside what `OTEL_RESOURCE_ATTRIBUTES` says.
fn resource(config: &Config) -> Resource {
    Resource::builder()
        .with_service_name(config.telemetry.service_name.as_str().to_owned())
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build()
}

fn processor(config: &Config, endpoint: &Url) -> Result<BatchSpanProcessor, TracesError> {
    let files = config.read_collector_files()?;
    if is_plain(endpoint) && !files.headers.is_empty() {
        tracing::warn!("traces are sent without TLS: the headers for the collector cross the network in clear");
    }
    let time = config.telemetry.timeout.get();
    let collector = Collector::new(files.authorities.as_deref(), time).map_err(TracesError::Tls)?;
    let last_failure = collector.last_failure();
    let exporter = SpanExporter::builder()
        .with_http()
        .with_http_client(collector)
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(address(endpoint))
        .with_headers(checked(files.headers)?)
        .with_timeout(time)
        .build()
        .map_err(|error| TracesError::Endpoint(error.to_string()))?;
    let batches = BatchConfigBuilder::default()
        .with_max_queue_size(MAX_WAITING)
        .with_max_export_batch_size(BATCH)
        .with_scheduled_delay(EVERY)
        .build();
    let exporter = Exporter::new(exporter, last_failure);
    Ok(BatchSpanProcessor::builder(exporter).with_batch_config(batches).build())
}

/// The address for traces below that of the collector.
fn address(endpoint: &Url) -> String {
    let base = endpoint.as_str().trim_end_matches('/');
    match base.ends_with(PATH) {
        true => base.to_owned(),
        false => format!("{base}{PATH}"),
    }
}

/// The headers, each of which can be sent: the exporter leaves out those that cannot.
fn checked(headers: Vec<(String, String)>) -> Result<HashMap<String, String>, TracesError> {
    let checked = headers.into_iter().map(|(name, value)| {
        let is_header = name.parse::<reqwest::header::HeaderName>().is_ok();
        match is_header && reqwest::header::HeaderValue::from_str(&value).is_ok() {
            true => Ok((name, value)),
            false => Err(TracesError::Header(name)),
        }
    });
    checked.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_for_traces_is_added_once() {
        for (endpoint, expected) in [
            ("http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/traces"),
            ("http://127.0.0.1:4318/", "http://127.0.0.1:4318/v1/traces"),
            ("https://otlp.example/otlp", "https://otlp.example/otlp/v1/traces"),
            ("https://otlp.example/v1/traces", "https://otlp.example/v1/traces"),
        ] {
            assert_eq!(address(&endpoint.parse().expect("a URL")), expected);
        }
    }

    #[test]
    fn a_header_that_cannot_be_sent_is_refused_without_its_value() {
        let checked = |name: &str, value: &str| {
            let headers = checked(vec![(name.to_owned(), value.to_owned())]);
            headers.map(|_| ()).map_err(|error| error.to_string())
        };
        let refused = |name| Err(format!("telemetry.header_files: the header {name} cannot be sent"));
        assert_eq!(checked("X-Key", "a"), Ok(()));
        assert_eq!(checked("X Key", "a"), refused("X Key"));
        assert_eq!(checked("X-Key", "a\nb"), refused("X-Key"));
    }
}
