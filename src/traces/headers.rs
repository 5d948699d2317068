//! Traces that go on from one server to the next: the headers `traceparent` and `tracestate` (W3C Trace Context).

use opentelemetry::Context;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::TraceContextExt;
use opentelemetry_http::{HeaderExtractor, HeaderInjector};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use reqwest::header::{HeaderMap, HeaderName};

const TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
const TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// The span of a caller, which a request of it is a part of.
#[derive(Debug)]
pub struct Caller(pub(super) Context);

impl Caller {
    /// The caller that these headers name. Their sender decides whether the request is recorded.
    pub fn of(headers: &HeaderMap) -> Option<Self> {
        let mut parents = headers.get_all(TRACEPARENT).iter();
        let (Some(_), None) = (parents.next(), parents.next()) else {
            return None;
        };
        let context = TraceContextPropagator::new().extract_with_context(&Context::new(), &HeaderExtractor(headers));
        context.span().span_context().is_valid().then_some(Self(context))
    }
}

/// Names what is done at present as the caller, in the place of any that the headers name. Where traces are off, they
/// stay as they are.
pub fn put_into(headers: &mut HeaderMap) {
    if !super::are_on() {
        return;
    }
    headers.remove(TRACEPARENT);
    headers.remove(TRACESTATE);
    Context::map_current(|context| {
        TraceContextPropagator::new().inject_context(context, &mut HeaderInjector(headers));
    });
    if headers.get(TRACESTATE).is_some_and(|state| state.is_empty()) {
        headers.remove(TRACESTATE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn caller(lines: &[(HeaderName, &str)]) -> Option<(String, String)> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(name, value.parse().expect("a value"));
        }
        let context = Caller::of(&headers)?.0;
        let span = context.span();
        let found = span.span_context();
        Some((found.trace_id().to_string(), found.trace_state().header()))
    }

    #[test]
    fn a_caller_is_named_by_one_valid_header() {
        let trace = || "4bf92f3577b34da6a3ce929d0e0e4736".to_owned();
        let (parent, state) = ((TRACEPARENT, PARENT), (TRACESTATE, "a=1,b=2"));
        assert_eq!(caller(std::slice::from_ref(&parent)), Some((trace(), String::new())));
        assert_eq!(
            caller(&[parent.clone(), state.clone()]),
            Some((trace(), "a=1,b=2".to_owned()))
        );
        assert_eq!(caller(&[state]), None);
        assert_eq!(caller(&[parent.clone(), parent]), None);
        for invalid in [
            "",
            "00",
            "00-0-0-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        ] {
            assert_eq!(caller(&[(TRACEPARENT, invalid)]), None, "{invalid}");
        }
    }

    #[test]
    fn where_traces_are_off_headers_stay_as_they_are() {
        let mut headers = HeaderMap::new();
        headers.insert(TRACEPARENT, PARENT.parse().expect("a value"));
        put_into(&mut headers);
        assert_eq!(
            headers.get(TRACEPARENT).map(|value| value.as_bytes()),
            Some(PARENT.as_bytes())
        );
    }
}
