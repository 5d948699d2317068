//! Sending spans, and saying once in a while that they are lost.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::SpanData;
use tokio::time::Instant;

use super::collector::LastFailure;

/// How long nothing is said of further failures.
const QUIET: Duration = Duration::from_secs(60);

/// See the module.
#[derive(Debug)]
pub(super) struct Exporter {
    sender: SpanExporter,
    last_failure: LastFailure,
    lost: Mutex<Lost>,
}

/// What was lost.
#[derive(Debug, Default)]
struct Lost {
    /// When that was said last, since spans were taken.
    said: Option<Instant>,
    /// How many spans, since then.
    spans: usize,
}

/// What there is to say.
#[derive(Debug, PartialEq, Eq)]
enum News {
    /// So many spans were lost.
    Lost(usize),
    /// Spans are taken again, and so many were lost that nothing was said of.
    TakenAgain(usize),
}

impl Lost {
    /// Spans were lost. Returns what is to be said.
    fn add(&mut self, spans: usize, now: Instant) -> Option<News> {
        self.spans += spans;
        if self.said.is_some_and(|said| now.duration_since(said) < QUIET) {
            return None;
        }
        self.said = Some(now);
        Some(News::Lost(std::mem::take(&mut self.spans)))
    }

    /// Spans were taken.
    fn end(&mut self) -> Option<News> {
        self.said.take()?;
        Some(News::TakenAgain(std::mem::take(&mut self.spans)))
    }
}

impl Exporter {
    pub(super) fn new(sender: SpanExporter, last_failure: LastFailure) -> Self {
        Self {
            sender,
            last_failure,
            lost: Mutex::default(),
        }
    }

    fn say(&self, news: Option<News>) {
        match news {
            Some(News::Lost(spans)) => {
                let error = self.last_failure.lock().unwrap_or_else(PoisonError::into_inner).clone();
                tracing::warn!(spans, error, "the collector does not take traces: spans are lost");
            }
            Some(News::TakenAgain(spans)) => tracing::info!(spans, "the collector takes traces again"),
            None => {}
        }
    }
}

impl opentelemetry_sdk::trace::SpanExporter for Exporter {
    /// A failure is not passed on: the one who waits for it would log it each time.
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len();
        let sent = self.sender.export(batch).await;
        let news = {
            let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
            match sent {
                Ok(()) => lost.end(),
                Err(_) => lost.add(spans, Instant::now()),
            }
        };
        self.say(news);
        Ok(())
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.sender.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.sender.set_resource(resource);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_spans_are_told_of_once_a_minute_and_when_that_ends() {
        let (mut lost, begin) = (Lost::default(), Instant::now());
        let at = |seconds| begin + Duration::from_secs(seconds);
        assert_eq!(lost.end(), None);
        assert_eq!(lost.add(3, at(0)), Some(News::Lost(3)));
        assert_eq!(lost.add(2, at(5)), None);
        assert_eq!(lost.add(2, at(59)), None);
        assert_eq!(lost.add(1, at(60)), Some(News::Lost(5)));
        assert_eq!(lost.add(4, at(65)), None);
        assert_eq!(lost.end(), Some(News::TakenAgain(4)));
        assert_eq!(lost.end(), None);
        assert_eq!(lost.add(1, at(70)), Some(News::Lost(1)));
    }
}
