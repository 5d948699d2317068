//! Everything on the wire that is no contract: who answers which path, and what surrounds every answer.
//!
//! What every request passes on its way to whoever answers it, and the answer on its way back, is in `passage.rs`;
//! `dispatch` then hands it to a contract or to a page of ours.
//!
//! To add a page: a file (or a folder) with a function `routes()` that returns its `Route`s, and its line in
//! [`site`].

mod access_log;
mod body_deadline;
mod client_address;
mod client_info;
mod cors;
mod demo;
mod dispatch;
mod docs;
mod error;
mod etag;
mod failure;
mod health;
mod jwks;
mod landing;
mod limits;
mod page;
mod passage;
mod portal;
mod problem;
mod request_id;
mod route;
mod security_headers;
mod table;

use std::sync::Arc;
use std::time::Duration;

use poem::{Endpoint, Response};

pub use client_address::TrustedProxies;
pub use cors::Cors;
pub use demo::Demonstrate;
pub use dispatch::{Matched, Mounted};
pub use error::SiteError;
pub use landing::{Landing, TryIt};

use crate::auth::{AuthService, Random};
use dispatch::Dispatch;
use passage::Passage;
use table::{Document, Table};

/// What the site is made of.
pub struct Site {
    /// The account core. Handlers of contracts find it in the request's data, as they do [`crate::model::ClientInfo`].
    pub auth: AuthService,
    /// The contracts to mount.
    pub contracts: Vec<Mounted>,
    /// Whether the documents are served, and the pages to find and browse them with.
    pub docs: bool,
    /// What the page at `/` says of the server.
    pub landing: Landing,
    /// Whether clients reach the server over https.
    pub https: bool,
    /// Where the names of requests come from.
    pub random: Arc<dyn Random>,
    /// Whether the portal is ours; false when subscribers are sent to somebody else's.
    pub portal_enabled: bool,
    /// Who is believed about where a request comes from.
    pub proxies: TrustedProxies,
    /// The web pages of other sites that may call the contracts.
    pub cors: Cors,
    /// How long a client may take to send a body.
    pub body_timeout: Duration,
}

/// Puts the site together, ready to be served.
///
/// # Errors
/// [`SiteError`] when a contract's document cannot be mounted.
pub fn site(site: Site) -> Result<impl Endpoint<Output = Response> + 'static, SiteError> {
    let documents = documents(&site.contracts)?;
    let idents = site.contracts.iter().map(|contract| contract.ident);
    let table = Table::of(&idents.zip(&documents).collect::<Vec<_>>())?;

    let mut pages = health::routes();
    pages.extend(jwks::routes());
    if site.docs || site.portal_enabled {
        pages.push(page::style::route());
    }
    if site.docs {
        pages.push(landing::route(site.landing, site.https, &site.contracts, &documents));
        pages.extend(docs::routes(&site.contracts, &documents)?);
    }
    if site.portal_enabled {
        pages.extend(portal::routes(site.https));
    }

    Ok(Passage {
        dispatch: Dispatch {
            contracts: site.contracts,
            table,
            pages,
            cors: site.cors,
        },
        auth: site.auth,
        random: site.random,
        https: site.https,
        proxies: site.proxies,
        body_timeout: site.body_timeout,
    })
}

fn documents(contracts: &[Mounted]) -> Result<Vec<Document>, SiteError> {
    contracts
        .iter()
        .map(|contract| Document::parse(contract.ident, &contract.document))
        .collect()
}
