//! The HTTP layer around the contracts: dispatch, the steps around every response, and our own pages.
//!
//! A request runs through `pipeline.rs`, which asks `dispatch.rs` for the operation or the page that answers. Both are
//! routes of one [`crate::routing::Router`]. A contract's old backend may answer in its place (`takeover.rs`); mode
//! `shadow` compares the two (`shadow/`).
//!
//! To add a page: write a file (or a folder) with a function that returns its [`Route`]s, and add them in `pages`.

mod access_log;
mod body_deadline;
mod client_address;
mod client_info;
mod cors;
mod demo;
mod dispatch;
mod docs;
mod document;
mod error;
mod failure;
mod favicon;
mod health;
mod landing;
mod limits;
mod login_request;
mod monitoring;
mod own_address;
mod page;
mod passed_on;
mod pipeline;
mod portal;
mod problem;
mod problem_page;
mod request_id;
mod request_trace;
mod retirement;
mod route_metrics;
mod security_headers;
mod security_txt;
mod shadow;
mod shadow_handlers;
mod takeover;
mod untrusted_proxy;

use std::sync::Arc;
use std::time::Duration;

use poem::{Endpoint, Response};

pub use client_address::TrustedProxies;
pub use cors::Cors;
pub use demo::Demonstrate;
pub use dispatch::{Matched, Mounted};
pub use docs::{Combined, ToOpenApi31};
pub use error::SiteError;
pub use landing::TryIt;
pub use login_request::LoginRequest;
pub use monitoring::{DroppedLines, Watched, monitoring};
pub use own_address::OwnAddress;
pub use problem_page::ProblemType;
pub use request_trace::TraceOptions;
pub use retirement::Retirement;
pub use shadow::{Shadow, Shadowed, Tell};
pub use takeover::Takeover;

use crate::auth::{AuthService, Random};
use crate::metrics::RequestMetrics;
use crate::routing::{Route, RouteError, Router};
use dispatch::{Dispatch, Owner};
use document::Document;
use pipeline::Pipeline;
use route_metrics::RouteMetrics;
use untrusted_proxy::UntrustedProxy;

/// What the site is built from.
pub struct Site {
    /// The account core. Handlers of contracts find it in the request's data, as they do [`crate::model::ClientInfo`].
    pub auth: AuthService,
    /// The contracts to mount.
    pub contracts: Vec<Mounted>,
    /// Whether the documents are served, and the pages to find and browse them with.
    pub docs: bool,
    /// The document of all contracts in one.
    pub combined: Combined,
    /// Makes the documents of OpenAPI 3.1.
    pub to_openapi_3_1: ToOpenApi31,
    /// Whom to tell of a vulnerability: a URI.
    pub security_contact: Option<String>,
    /// The types of problems that responses refer to.
    pub problems: Vec<ProblemType>,
    /// The address of the server.
    pub address: OwnAddress,
    /// A login that anybody may try; on demonstration servers only.
    pub try_it: Option<TryIt>,
    /// The source of request ids.
    pub random: Arc<dyn Random>,
    /// Whether the built-in portal is served.
    pub portal_enabled: bool,
    /// Which proxies are trusted to name the client.
    pub proxies: TrustedProxies,
    /// The web pages of other sites that may call the contracts.
    pub cors: Cors,
    /// How long a client may take to send a body.
    pub body_timeout: Duration,
    /// What is counted of requests.
    pub requests: RequestMetrics,
    /// What traces need to know.
    pub traces: TraceOptions,
}

/// Builds the site.
///
/// # Errors
/// [`SiteError`] when a contract's document cannot be mounted.
pub fn site(mut site: Site) -> Result<impl Endpoint<Output = Response> + 'static, SiteError> {
    let documents = documents(&site.contracts)?;
    let pages = pages(&site, &documents)?;
    let (router, metrics) = router(&mut site.contracts, pages, &site.requests)?;
    Ok(Pipeline {
        metrics,
        dispatch: Arc::new(Dispatch {
            router,
            contracts: site.contracts,
            cors: site.cors,
        }),
        auth: site.auth,
        random: site.random,
        https: site.address.https,
        proxies: site.proxies,
        untrusted_proxy: UntrustedProxy::default(),
        body_timeout: site.body_timeout,
        traces: site.traces,
    })
}

fn documents(contracts: &[Mounted]) -> Result<Vec<Document>, SiteError> {
    contracts
        .iter()
        .map(|contract| Document::parse(contract.ident, contract.document))
        .collect()
}

fn pages(site: &Site, documents: &[Document]) -> Result<Vec<Route>, SiteError> {
    let mut pages = health::routes();
    pages.extend(favicon::routes());
    if let Some(contact) = &site.security_contact {
        pages.push(security_txt::route(contact.clone(), site.address.clone()));
    }
    pages.push(problem_page::route(site.problems.clone()));
    pages.extend(page::asset::routes());
    if site.docs {
        let (address, try_it) = (site.address.clone(), site.try_it.clone());
        pages.push(landing::route(address.clone(), try_it, &site.contracts, documents));
        let combined = &site.combined;
        pages.extend(docs::routes(
            &address,
            &site.contracts,
            documents,
            combined,
            site.to_openapi_3_1,
        )?);
    }
    if site.portal_enabled {
        pages.extend(portal::routes(site.address.https));
    }
    Ok(pages)
}

/// One router for the operations of all contracts and for our pages, and the metrics of its routes.
fn router(
    contracts: &mut [Mounted],
    pages: Vec<Route>,
    requests: &RequestMetrics,
) -> Result<(Router<Owner>, RouteMetrics), SiteError> {
    let idents: Vec<&'static str> = contracts.iter().map(|contract| contract.ident).collect();
    let name = |owner: Owner| match owner {
        Owner::Contract(index) => idents.get(index).copied().unwrap_or_default(),
        Owner::Site => "site",
    };
    let mut router = Router::default();
    let mut any_case = Vec::new();
    let mut metrics = RouteMetrics::new(requests, &idents);
    let mut add = |owner: Owner, route: Route| {
        let path = route.path.clone();
        let contract = match owner {
            Owner::Contract(index) => idents.get(index).copied(),
            Owner::Site => None,
        };
        metrics.add(requests, contract, route.operation_id.clone());
        router.add(owner, route).map_err(|error| match error {
            RouteError::Parameters => SiteError::Parameters {
                contract: name(owner),
                path,
            },
            RouteError::Taken(first) => SiteError::Claimed {
                path,
                first: name(first),
                second: name(owner),
            },
        })
    };
    for (index, contract) in contracts.iter_mut().enumerate() {
        for route in contract.operations.0.drain(..) {
            let path = route.path.clone();
            add(Owner::Contract(index), route)?;
            if contract.ignores_path_case {
                any_case.push(path);
            }
        }
    }
    for page in pages {
        add(Owner::Site, page)?;
    }
    any_case.iter().for_each(|path| router.ignore_case(path));
    Ok((router, metrics))
}
