//! The trace of a request. Its first span has the method, the path as the documents write it, the contract, the operation
//! and the status: never the path that was sent, a query, a header or an address.
//!
//! A request is a part of its caller's trace only where `telemetry.continue_traces` says so and a trusted proxy sent it.
//! Anybody else would decide which of their requests are recorded, and in whose trace.

use poem::http::Version;
use poem::{Request, Response};

use super::client_address::TrustedProxies;
use super::dispatch::Matched;
use crate::traces::{Caller, Span, are_on, method};

/// The paths of health checks, which have no traces: they come every few seconds, and would be most of them.
const UNTRACED: [&str; 2] = ["/livez", "/readyz"];

/// What traces need to know.
#[derive(Debug, Clone, Copy, Default)]
pub struct TraceOptions {
    /// Whether traces of trusted proxies are continued.
    pub continues: bool,
    /// Whether clients reach the server over https.
    pub https: bool,
}

impl TraceOptions {
    /// A request arrives.
    pub fn begin(self, proxies: &TrustedProxies, request: &Request) -> RequestTrace {
        if !are_on() || UNTRACED.contains(&request.uri().path()) {
            return RequestTrace {
                span: Span::default(),
                method: "",
            };
        }
        let is_continued = self.continues && proxies.have_sent(request);
        let caller = is_continued.then(|| Caller::of(request.headers())).flatten();
        let trace = RequestTrace {
            span: Span::begin_request("HTTP", caller),
            method: method(request.method()),
        };
        if trace.span.is_recorded() {
            let scheme = if self.https { "https" } else { "http" };
            trace.span.rename(trace.name());
            trace.span.set("http.request.method", trace.method);
            trace.span.set("url.scheme", scheme);
            trace.span.set("network.protocol.version", version(request.version()));
        }
        trace
    }
}

/// The trace of a request that is under way.
pub struct RequestTrace {
    /// Its first span.
    pub span: Span,
    method: &'static str,
}

impl RequestTrace {
    /// It is known what answers. `route` is a path of the documents.
    pub fn matched(&self, route: Option<&str>, matched: &Matched) {
        if !self.span.is_recorded() {
            return;
        }
        if let Some(route) = route {
            self.span.rename(format!("{} {route}", self.name()));
            self.span.set("http.route", route.to_owned());
        }
        if let Some(contract) = matched.contract {
            self.span.set("latchkey.contract", contract);
        }
        if let Some(operation) = &matched.operation_id {
            self.span.set("latchkey.operation", operation.clone());
        }
    }

    /// Its response leaves.
    pub fn end(self, response: &Response) {
        let status = response.status();
        self.span.set("http.response.status_code", i64::from(status.as_u16()));
        if status.is_server_error() {
            self.span.set("error.type", status.as_str().to_owned());
            self.span.fail();
        }
    }

    fn name(&self) -> &'static str {
        match self.method {
            "_OTHER" => "HTTP",
            method => method,
        }
    }
}

fn version(version: Version) -> &'static str {
    match version {
        Version::HTTP_2 => "2",
        Version::HTTP_10 => "1.0",
        _ => "1.1",
    }
}
