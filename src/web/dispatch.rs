//! Who answers a request: a contract, a page of ours, or nobody.
//!
//! A path that a contract's document names is that contract's, whatever the method. Other paths may be pages of ours.
//! What is left is answered with a 404, by the contract below whose prefix the path lies, else by nobody's.

use std::sync::Arc;

use poem::endpoint::BoxEndpoint;
use poem::http::{Method, StatusCode};
use poem::{Endpoint, Request, Response};

use super::cors::Cors;
use super::demo::Demonstrate;

use super::problem::{method_not_allowed, problem};
use super::route::{Fit, Route};
use super::table::{Operations, Table};
use super::{demo, failure};
use crate::model::Origin;

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

/// The site's innermost part.
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

impl Endpoint for Dispatch {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let is_head = request.method() == Method::HEAD;
        let (mut response, matched) = self.answer(request).await;
        response.set_data(matched);
        if is_head {
            response.set_body(());
        }
        Ok(response)
    }
}

impl Dispatch {
    async fn answer(&self, request: Request) -> (Response, Matched) {
        let path = request.uri().path();
        if let Some(operations) = self.table.at(path)
            && let Some(contract) = self.contracts.get(operations.contract)
        {
            let origin = self.cors.allowed(&request);
            let (mut response, matched) = if origin.is_some() && Cors::asks(&request) {
                let demo = contract.demonstrate.is_some();
                (Cors::permission(&operations.allow, demo), matched(contract, None))
            } else {
                ask_contract(contract, operations, request).await
            };
            self.cors.mark(origin, &mut response);
            return (response, matched);
        }
        let mut fits = self.pages.iter().map(|page| (page, page.fit(request.method(), path)));
        if let Some((page, fit)) = fits.find(|(_, fit)| *fit != Fit::No) {
            return ask_page(page, fit, request).await;
        }
        match self.owner(path) {
            Some(contract) => ((contract.not_found)(), matched(contract, None)),
            None => (problem(StatusCode::NOT_FOUND), Matched::default()),
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

async fn ask_contract(contract: &Mounted, operations: &Operations, mut request: Request) -> (Response, Matched) {
    let operation_id = operations.of(request.method());
    if let Some(origin) = request.extensions_mut().get_mut::<Origin>() {
        origin.contract = Some(contract.ident);
    }
    let demonstrate = contract.demonstrate.as_ref().zip(operation_id.as_deref());
    let demonstrated = demonstrate.and_then(|(demonstrate, id)| demo::answer(demonstrate, id, &request));
    let response = match (demonstrated, &operation_id) {
        (Some(response), _) => response,
        (None, Some(_)) => call(&contract.endpoint, request).await,
        (None, None) => (contract.method_not_allowed)(&operations.allow),
    };
    (response, matched(contract, operation_id))
}

fn matched(contract: &Mounted, operation_id: Option<Arc<str>>) -> Matched {
    Matched {
        contract: Some(contract.ident),
        operation_id,
    }
}

async fn ask_page(page: &Route, fit: Fit, mut request: Request) -> (Response, Matched) {
    let matched = Matched {
        contract: None,
        operation_id: Some(page.operation.into()),
    };
    let response = match fit {
        Fit::No => problem(StatusCode::NOT_FOUND),
        Fit::WrongMethod => method_not_allowed(page.allow()),
        Fit::Yes(id) => {
            if let Some(id) = id {
                request.set_data(id);
            }
            call(&page.endpoint, request).await
        }
    };
    (response, matched)
}

/// Contracts and pages shape their errors themselves; what the framework still throws gets a plain body.
async fn call(endpoint: &BoxEndpoint<'static, Response>, request: Request) -> Response {
    match endpoint.call(request).await {
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
