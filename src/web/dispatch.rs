//! Who answers a request: a contract, a page of ours, or nobody.
//!
//! A path that a contract's document names is that contract's, whatever the method. Other paths may be pages of ours.
//! What is left is answered with a 404, by the contract below whose prefix the path lies, else by nobody's.

use std::sync::Arc;

use poem::endpoint::BoxEndpoint;
use poem::http::{HeaderValue, Method, StatusCode};
use poem::{Request, Response};

use super::cors::Cors;
use super::demo::Demonstrate;
use super::problem::{method_not_allowed, problem};
use super::route::{Fit, Route};
use super::table::{Operations, Table};
use super::{demo, failure};
use crate::model::ClientInfo;

/// A contract, ready to be mounted.
pub struct Mounted {
    /// Its identifier.
    pub ident: &'static str,
    /// Paths below this that nobody knows are answered in this contract's words.
    pub owns_paths_below: Option<&'static str>,
    /// Its OpenAPI document: which paths are its own is read from there.
    pub document: String,
    /// Its operations.
    pub endpoint: BoxEndpoint<'static, Response>,
    /// Says that there is no such path, in its words.
    pub not_found: Box<dyn Fn() -> Response + Send + Sync>,
    /// Answers with documented errors on request; on demonstration servers only.
    pub demonstrate: Option<Demonstrate>,
    /// Says that the path takes other methods, which are handed in as the `Allow` header lists them, in its words.
    pub method_not_allowed: Box<dyn Fn(&str) -> Response + Send + Sync>,
}

/// Who answered: goes with the response, for the access log.
#[derive(Debug, Clone, Default)]
pub struct Matched {
    /// The contract's identifier, unless it was a page of ours or nobody.
    pub contract: Option<&'static str>,
    /// The operation id from the contract's document, or the page's name.
    pub operation_id: Option<Arc<str>>,
}

/// Everybody who answers.
pub struct Dispatch {
    /// The contracts, in the order that the table counts them in.
    pub contracts: Vec<Mounted>,
    /// Their paths.
    pub table: Table,
    /// Our own pages.
    pub pages: Vec<Route>,
    /// The web pages of other sites that may call the contracts.
    pub cors: Cors,
}

/// Who answers a request, and what is to be done with the answer.
pub struct Choice<'d> {
    /// Who answers.
    pub who: Who<'d>,
    /// What is to be done with the answer.
    pub finish: Finish<'d>,
}

/// Who answers.
pub enum Who<'d> {
    /// A contract or a page is asked.
    Asked(&'d BoxEndpoint<'static, Response>),
    /// Nobody has to be asked.
    Nobody(Response),
}

/// What is to be done with an answer.
pub struct Finish<'d> {
    matched: Matched,
    /// What the page that asks may do with it, where it is an answer of a contract.
    cors: Option<(&'d Cors, Option<HeaderValue>)>,
    is_head: bool,
}

impl Finish<'_> {
    /// The whole answer.
    pub fn of(self, mut response: Response) -> Response {
        if let Some((cors, origin)) = self.cors {
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
    /// Chooses who answers. What they find in the request's data is put in.
    pub fn choose(&self, request: &mut Request) -> Choice<'_> {
        let is_head = request.method() == Method::HEAD;
        let path = request.uri().path();
        if let Some(operations) = self.table.at(path)
            && let Some(contract) = self.contracts.get(operations.contract)
        {
            let origin = self.cors.allowed(request);
            let (who, matched) = if origin.is_some() && Cors::asks(request) {
                let demo = contract.demonstrate.is_some();
                let permission = Cors::permission(&operations.allow, demo);
                (Who::Nobody(permission), matched(contract, None))
            } else {
                contract.choose(operations, request)
            };
            let cors = Some((&self.cors, origin));
            return Choice {
                who,
                finish: Finish { matched, cors, is_head },
            };
        }
        let mut fits = self.pages.iter().map(|page| (page, page.fit(request.method(), path)));
        let (who, matched) = match fits.find(|(_, fit)| *fit != Fit::No) {
            Some((page, fit)) => page_or_refusal(page, fit, request),
            None => match self.owner(path) {
                Some(contract) => (Who::Nobody((contract.not_found)()), matched(contract, None)),
                None => (Who::Nobody(problem(StatusCode::NOT_FOUND)), Matched::default()),
            },
        };
        let cors = None;
        Choice {
            who,
            finish: Finish { matched, cors, is_head },
        }
    }

    /// The contract whose prefix the path lies below; of nested prefixes, the longest.
    fn owner(&self, path: &str) -> Option<&Mounted> {
        let owners = self
            .contracts
            .iter()
            .filter_map(|contract| Some((contract.owns_paths_below?, contract)));
        let above = owners.filter(|(prefix, _)| path.starts_with(prefix));
        above
            .max_by_key(|(prefix, _)| prefix.len())
            .map(|(_, contract)| contract)
    }
}

impl Mounted {
    fn choose(&self, operations: &Operations, request: &mut Request) -> (Who<'_>, Matched) {
        let operation_id = operations.of(request.method());
        if let Some(origin) = request.extensions_mut().get_mut::<ClientInfo>() {
            origin.contract = Some(self.ident);
        }
        let demonstrate = self.demonstrate.as_ref().zip(operation_id.as_deref());
        let demonstrated = demonstrate.and_then(|(demonstrate, id)| demo::answer(demonstrate, id, request));
        let who = match (demonstrated, &operation_id) {
            (Some(response), _) => Who::Nobody(response),
            (None, Some(_)) => Who::Asked(&self.endpoint),
            (None, None) => Who::Nobody((self.method_not_allowed)(&operations.allow)),
        };
        (who, matched(self, operation_id))
    }
}

fn matched(contract: &Mounted, operation_id: Option<Arc<str>>) -> Matched {
    Matched {
        contract: Some(contract.ident),
        operation_id,
    }
}

fn page_or_refusal<'p>(page: &'p Route, fit: Fit, request: &mut Request) -> (Who<'p>, Matched) {
    let matched = Matched {
        contract: None,
        operation_id: Some(page.operation.into()),
    };
    let who = match fit {
        Fit::No => Who::Nobody(problem(StatusCode::NOT_FOUND)),
        Fit::WrongMethod => Who::Nobody(method_not_allowed(page.allow())),
        Fit::Yes(id) => {
            if let Some(id) = id {
                request.set_data(id);
            }
            Who::Asked(&page.endpoint)
        }
    };
    (who, matched)
}

/// Contracts and pages shape their errors themselves; what the framework still throws gets a plain body.
pub fn shaped(answer: poem::Result<Response>) -> Response {
    match answer {
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
