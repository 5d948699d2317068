//! Chooses what answers a request: an operation of a contract, one of our own pages, or an error.
//!
//! An unknown path is a 404 in the error format of the contract below whose prefix it lies, or else a problem document.

use std::borrow::Cow;
use std::sync::Arc;

use poem::endpoint::BoxEndpoint;
use poem::http::{HeaderValue, Method, StatusCode, Uri};
use poem::{Request, Response};

use super::cors::Cors;
use super::demo::{self, Demonstrate};
use super::failure;
use super::problem::{method_not_allowed, problem};
use super::retirement::Retirement;
use super::takeover::{Takeover, Unchanged};
use crate::model::ClientInfo;
use crate::routing::{Methods, Route, Router, Routes};

/// A contract, ready to be mounted.
pub struct Mounted {
    /// Its identifier.
    pub ident: &'static str,
    /// Unknown paths below this prefix get this contract's 404.
    pub owns_paths_below: Option<&'static str>,
    /// Whether its paths match in any letter case.
    pub ignores_path_case: bool,
    /// Its OpenAPI document.
    pub document: &'static str,
    /// Its operations. They move into the router when the site is built.
    pub operations: Routes,
    /// Makes its response to an unknown path.
    pub not_found: Box<dyn Fn() -> Response + Send + Sync>,
    /// Makes its responses with documented errors on request; on demonstration servers only.
    pub demonstrate: Option<Demonstrate>,
    /// Its old backend, if it has one.
    pub takeover: Option<Takeover>,
    /// What its clients are told once it is taken over, if anything.
    pub retirement: Option<Retirement>,
    /// Makes its response to a wrong method, given the value of the `Allow` header.
    pub method_not_allowed: Box<dyn Fn(&str) -> Response + Send + Sync>,
}

/// What answered a request. It goes with the response, for the access log.
#[derive(Debug, Clone, Default)]
pub struct Matched {
    /// The contract's identifier, unless it was a page of ours or an unknown path.
    pub contract: Option<&'static str>,
    /// The operation id from the contract's document, or the page's name.
    pub operation_id: Option<Arc<str>>,
    /// The number of its route.
    pub route: Option<usize>,
}

/// Whose a route is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// The contract at this position.
    Contract(usize),
    /// The site: a page of ours.
    Site,
}

/// Chooses handlers.
pub struct Dispatch {
    /// The contracts.
    pub contracts: Vec<Mounted>,
    /// Their operations and our own pages.
    pub router: Router<Owner>,
    /// The web pages of other sites that may call the contracts.
    pub cors: Cors,
}

/// What was chosen for a request.
pub struct Selection<'d> {
    /// What answers.
    pub handler: Handler<'d>,
    /// The old backend that answers in its place, perhaps.
    pub takeover: Option<&'d Takeover>,
    /// What the contract's clients are told once it is taken over.
    pub retirement: Option<&'d Retirement>,
    /// The path of the routes, if there are any. Unlike that of the request, it is one of ours.
    pub route: Option<&'d str>,
    /// The path that the request means, where it is written otherwise. For the handler, not for an old backend.
    pub meant: Option<String>,
    /// What is done with the response.
    pub finish: Finish<'d>,
}

/// What answers a request.
pub enum Handler<'d> {
    /// This endpoint.
    Endpoint(&'d BoxEndpoint<'static, Response>),
    /// This response, whatever the request holds.
    Response(Response),
}

/// What is done with a response before it leaves.
pub struct Finish<'d> {
    matched: Matched,
    /// For responses of contracts: the allowed origin that the request came from.
    cors: Option<(&'d Cors, Option<HeaderValue>)>,
    is_head: bool,
}

impl Finish<'_> {
    /// What answers.
    pub fn matched(&self) -> &Matched {
        &self.matched
    }

    /// The operation that was asked for, if there is one.
    pub fn operation(&self) -> Option<&str> {
        self.matched.operation_id.as_deref()
    }

    /// Completes the response.
    pub fn apply(self, mut response: Response) -> Response {
        if let Some((cors, origin)) = self.cors
            && response.data::<Unchanged>().is_none()
        {
            cors.mark(origin, &mut response);
        }
        response.set_data(self.matched);
        if self.is_head {
            response.set_body(());
        }
        response
    }
}

impl Dispatch {
    /// Chooses what answers a request.
    pub fn select(&self, request: &mut Request) -> Selection<'_> {
        let is_head = request.method() == Method::HEAD;
        let mut cors = None;
        let (found, meant) = match self.router.at(request.uri().path()) {
            Some((methods, Cow::Borrowed(_))) => (Some(methods), None),
            Some((methods, Cow::Owned(path))) => (Some(methods), Some(path)),
            None => (None, None),
        };
        let route = found.and_then(Methods::path);
        let (mut takeover, mut retirement) = (None, None);
        let (handler, matched) = match found {
            Some(methods) => match self.contract(methods.owner) {
                Some(contract) => {
                    (takeover, retirement) = (contract.takeover.as_ref(), contract.retirement.as_ref());
                    let origin = self.cors.allowed(request);
                    let is_preflight = origin.is_some() && Cors::is_preflight(request);
                    cors = Some((&self.cors, origin));
                    if is_preflight {
                        contract.preflight(methods, request)
                    } else {
                        contract.select(methods, request)
                    }
                }
                None => select_page(methods, request.method()),
            },
            None => match self.owner_of(request.uri().path()) {
                Some(contract) => {
                    (takeover, retirement) = (contract.takeover.as_ref(), contract.retirement.as_ref());
                    (Handler::Response((contract.not_found)()), contract.matched(None))
                }
                None => (Handler::Response(problem(StatusCode::NOT_FOUND)), Matched::default()),
            },
        };
        Selection {
            handler,
            takeover,
            retirement,
            route,
            meant,
            finish: Finish { matched, cors, is_head },
        }
    }

    fn contract(&self, owner: Owner) -> Option<&Mounted> {
        match owner {
            Owner::Contract(index) => self.contracts.get(index),
            Owner::Site => None,
        }
    }

    /// The contract below whose prefix an unknown path lies; of nested prefixes, the longest.
    fn owner_of(&self, path: &str) -> Option<&Mounted> {
        let owners = self
            .contracts
            .iter()
            .filter_map(|contract| Some((contract.owns_paths_below?, contract)));
        let above = owners.filter(|(prefix, contract)| contract.is_below(path, prefix));
        let longest = above.max_by_key(|(prefix, _)| prefix.len());
        longest.map(|(_, contract)| contract)
    }
}

impl Mounted {
    fn is_below(&self, path: &str, prefix: &str) -> bool {
        let start = path.get(..prefix.len());
        start.is_some_and(|start| start == prefix || (self.ignores_path_case && start.eq_ignore_ascii_case(prefix)))
    }

    fn preflight(&self, methods: &Methods<Owner>, request: &Request) -> (Handler<'_>, Matched) {
        let response = Cors::preflight(request, &methods.allow);
        (Handler::Response(response), self.matched(None))
    }

    fn select<'d>(&'d self, methods: &'d Methods<Owner>, request: &mut Request) -> (Handler<'d>, Matched) {
        if let Some(client) = request.extensions_mut().get_mut::<ClientInfo>() {
            client.contract = Some(self.ident);
        }
        let Some(route) = methods.route(request.method()) else {
            let response = (self.method_not_allowed)(&methods.allow);
            return (Handler::Response(response), self.matched(None));
        };
        let demonstrate = self.demonstrate.as_ref();
        let demonstrated =
            demonstrate.and_then(|demonstrate| demo::error_response(demonstrate, &route.operation_id, request));
        let handler = match demonstrated {
            Some(response) => Handler::Response(response),
            None => Handler::Endpoint(&route.endpoint),
        };
        (handler, self.matched(Some(route)))
    }

    fn matched(&self, route: Option<&Route>) -> Matched {
        Matched {
            contract: Some(self.ident),
            operation_id: route.map(|route| route.operation_id.clone()),
            route: route.map(|route| route.number),
        }
    }
}

/// Gives a request the path that it means, for endpoints that read it.
pub fn rewrite(request: &mut Request, path: &str) {
    let uri = request.uri();
    let path_and_query = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = path_and_query.parse().ok();
    if let Ok(meant) = Uri::from_parts(parts) {
        *request.uri_mut() = meant;
    }
}

fn select_page<'d>(methods: &'d Methods<Owner>, method: &Method) -> (Handler<'d>, Matched) {
    match methods.route(method) {
        Some(route) => {
            let matched = Matched {
                contract: None,
                operation_id: Some(route.operation_id.clone()),
                route: Some(route.number),
            };
            (Handler::Endpoint(&route.endpoint), matched)
        }
        None => (
            Handler::Response(method_not_allowed(&methods.allow)),
            Matched::default(),
        ),
    }
}

/// The response of an endpoint. Contracts and pages shape their errors themselves; an error of the framework's becomes
/// a problem document.
pub fn response_of(result: poem::Result<Response>) -> Response {
    match result {
        Ok(response) => response,
        Err(error) if error.is_from_response() => error.into_response(),
        Err(error) => {
            if error.status().is_server_error() {
                failure::log("a request failed in the framework", &error);
            }
            problem(error.status())
        }
    }
}
