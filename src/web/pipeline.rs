//! The steps around every response.
//!
//! In this order: the trace of the request begins (`request_trace`), where traces are on; the request gets its id
//! (`request_id`), which its log lines carry from then on; its head is checked against the limits (`limits`), its body gets a deadline (`body_deadline`), and its client is identified
//! (`client_info`). `dispatch` then selects the handler, unless the contract's old backend answers (`takeover`): that is
//! counted (`passed_on`), and compared in mode `shadow` (`shadow`). A response of a contract that is `done` may say when
//! its API goes (`retirement`). All responses but an old backend's get the common headers (`security_headers`), and each
//! request is counted and gets a line in the access log. A panic on the way is answered like any other failure.
//!
//! The steps are plain functions, called one after the other. As middleware around each other they would move the
//! request once more each, and the future of a request would be as large as all of them together.
//!
//! To add a step: write a file with its function, and call it below.

use std::panic::AssertUnwindSafe;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures_util::FutureExt;
use poem::endpoint::DynEndpoint;
use poem::http::StatusCode;
use poem::{Endpoint, Request, Response, Result};
use tracing::Instrument;

use super::access_log::Entry;
use super::body_deadline::Deadline;
use super::client_address::TrustedProxies;
use super::dispatch::{Dispatch, Handler, Matched, Selection, response_of, rewrite};
use super::problem::problem;
use super::request_id::RequestId;
use super::request_trace::{RequestTrace, TraceOptions};
use super::route_metrics::RouteMetrics;
use super::shadow::Handlers;
use super::takeover::{Answering, Unchanged};
use super::untrusted_proxy::UntrustedProxy;
use super::{client_info, limits, passed_on, security_headers};
use crate::auth::{AuthService, Random};

/// The steps, and what they need.
pub struct Pipeline {
    /// Selects the handler.
    pub dispatch: Arc<Dispatch>,
    /// The account core, for handlers.
    pub auth: AuthService,
    /// The source of request ids.
    pub random: Arc<dyn Random>,
    /// Whether clients reach the server over https.
    pub https: bool,
    /// Which proxies are trusted to name the client.
    pub proxies: TrustedProxies,
    /// Whether a proxy has shown that is not trusted.
    pub untrusted_proxy: UntrustedProxy,
    /// How long a client may take to send a body.
    pub body_timeout: Duration,
    /// What is counted of requests.
    pub metrics: RouteMetrics,
    /// What traces need to know.
    pub traces: TraceOptions,
}

impl Endpoint for Pipeline {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let id = RequestId::of(&request, self.random.as_ref());
        let trace = self.traces.begin(&self.proxies, &request);
        let span = id.span(trace.span.trace_id());
        let entry = Entry::begin(&request);
        let logged = async {
            // On the heap: what is around it moves a pointer.
            let seen = OnceLock::new();
            let response = self.auth.serve(Box::pin(self.respond(&id, (&trace, &seen), request)));
            let result = AssertUnwindSafe(response).catch_unwind().await;
            let response = result.unwrap_or_else(|_| panicked(seen.into_inner()));
            entry.end(&response, &self.metrics);
            response
        };
        let mut response = trace.span.around(logged.instrument(span)).await;
        trace.end(&response);
        if response.data::<Unchanged>().is_some() {
            return Ok(response);
        }
        security_headers::add(self.https, response.headers_mut());
        id.put_into(&mut response).await;
        Ok(response)
    }
}

impl Pipeline {
    /// Notes in `seen` what the request has asked for, for a response that is not made here.
    async fn respond(
        &self,
        id: &RequestId,
        (trace, seen): (&RequestTrace, &OnceLock<Matched>),
        mut request: Request,
    ) -> Response {
        if let Some(rejection) = limits::check_head(&request) {
            return rejection;
        }
        let deadline = Deadline::set(self.body_timeout, &mut request);
        self.untrusted_proxy.look_for(&self.proxies, &request, &self.auth);
        request.set_data(client_info::of(&self.proxies, id, &request));
        request.set_data(self.auth.clone());
        let Selection {
            handler,
            takeover,
            retirement,
            route,
            meant,
            finish,
        } = self.dispatch.select(&mut request);
        trace.matched(route, finish.matched());
        // It is empty.
        let _ = seen.set(finish.matched().clone());
        let operation = finish.operation();
        let answering = match takeover {
            Some(takeover) => takeover.answering(&self.auth, &mut request, operation).await,
            None => Answering::Here,
        };
        let takeover = takeover.filter(|_| answering != Answering::Here);
        let comparison = match (takeover, answering) {
            (Some(takeover), Answering::Compared) => {
                let handlers: Arc<dyn Handlers> = self.dispatch.clone();
                takeover.shadow.look(&handlers, &self.auth, &request, operation)
            }
            (_, Answering::Compared | Answering::Proxied | Answering::PassedOn | Answering::Here) => None,
        };
        if let (None, Some(path)) = (takeover, &meant) {
            rewrite(&mut request, path);
        }
        let response = match (takeover, handler) {
            (Some(takeover), _) => takeover.pass_on(request, comparison).await,
            (None, Handler::Endpoint(endpoint)) => response_of(DynEndpoint::call(endpoint.as_ref(), request).await),
            (None, Handler::Response(response)) => response,
        };
        if let Some(takeover) = takeover {
            passed_on::count(takeover, &self.auth, (answering, operation), &response);
        }
        let mut response = finish.apply(response);
        if let (None, Some(retirement)) = (takeover, retirement) {
            retirement.announce(&self.auth, &mut response).await;
        }
        match deadline {
            Some(deadline) => deadline.check(response).await,
            None => response,
        }
    }
}

/// The panic itself was reported where it happened.
fn panicked(matched: Option<Matched>) -> Response {
    tracing::error!("a page panicked");
    let mut response = problem(StatusCode::INTERNAL_SERVER_ERROR);
    response.set_data(matched.unwrap_or_default());
    response
}
