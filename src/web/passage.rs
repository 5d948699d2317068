//! The way of every request to whoever answers it, and of the answer back.
//!
//! From the outside: the request gets a name (`request_id`), which is in its log's lines from then on; its head must be
//! within its limits, its body is given its time, its client_info is told, and `dispatch` chooses who answers. The answer
//! gets the headers that every answer has (`security_headers`), and its line in the access log. What panics on the way
//! is answered like any other failure.
//!
//! The steps are plain functions that look at the request before, or at the answer after, and are called here in their
//! order; they are no layers around each other. Each layer would move the request once more, and the future that is
//! made for a request would be as large as all of them together.
//!
//! To add a step: a file with its function, and its line below.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use poem::endpoint::DynEndpoint;
use poem::http::StatusCode;
use poem::{Endpoint, Request, Response, Result};
use tracing::Instrument;

use super::access_log::Entry;
use super::body_deadline::Deadline;
use super::client_address::TrustedProxies;
use super::dispatch::{Choice, Dispatch, Who, shaped};
use super::problem::problem;
use super::request_id::RequestId;
use super::{client_info, limits, security_headers};
use crate::auth::{AuthService, Random};

/// The whole way.
pub struct Passage {
    /// Whoever answers.
    pub dispatch: Dispatch,
    /// For handlers.
    pub auth: AuthService,
    /// Where the names of requests come from.
    pub random: Arc<dyn Random>,
    /// Whether clients reach the server over https.
    pub https: bool,
    /// Who is believed about where a request comes from.
    pub proxies: TrustedProxies,
    /// How long a client may take to send a body.
    pub body_timeout: Duration,
}

impl Endpoint for Passage {
    type Output = Response;

    async fn call(&self, request: Request) -> Result<Response> {
        let id = RequestId::of(&request, self.random.as_ref());
        let span = id.span();
        let entry = Entry::begin(&request);
        let logged = async {
            let answered = AssertUnwindSafe(self.answer(&id, request)).catch_unwind().await;
            let response = answered.unwrap_or_else(|_| panicked());
            entry.write(&response);
            response
        };
        let mut response = logged.instrument(span).await;
        security_headers::add(self.https, response.headers_mut());
        id.put_into(&mut response).await;
        Ok(response)
    }
}

impl Passage {
    async fn answer(&self, id: &RequestId, mut request: Request) -> Response {
        if let Some(refusal) = limits::check_head(&request) {
            return refusal;
        }
        let deadline = Deadline::set(self.body_timeout, &mut request);
        request.set_data(client_info::of(&self.proxies, id, &request));
        request.set_data(self.auth.clone());
        let Choice { who, finish } = self.dispatch.choose(&mut request);
        let response = finish.of(match who {
            Who::Asked(endpoint) => shaped(DynEndpoint::call(endpoint.as_ref(), request).await),
            Who::Nobody(response) => response,
        });
        match deadline {
            Some(deadline) => deadline.check(response),
            None => response,
        }
    }
}

/// The panic itself was reported where it happened.
fn panicked() -> Response {
    tracing::error!("a page panicked");
    problem(StatusCode::INTERNAL_SERVER_ERROR)
}
