//! The contracts' documents: as files ([`document`]) and lists of them ([`index`]), for programs, and in Swagger UI, for
//! people ([`swagger_ui`]).

mod document;
mod index;
mod swagger_ui;

use std::sync::Arc;

pub use document::{MakeDocument, ToOpenApi31, url};
use document::{Source, routes as document_routes};
use index::Entry;
pub use index::add_links;

use super::dispatch::Mounted;
use super::document::Document;
use super::error::SiteError;
use super::own_address::OwnAddress;
use crate::routing::Route;

/// The document of all contracts in one.
pub struct Combined {
    /// Its name in paths.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// What makes it.
    pub make: MakeDocument,
}

/// The documents and the pages to browse them with.
///
/// # Errors
/// [`SiteError::SwaggerUi`].
pub fn routes(
    address: &OwnAddress,
    contracts: &[Mounted],
    documents: &[Document],
    combined: &Combined,
    convert: ToOpenApi31,
) -> Result<Vec<Route>, SiteError> {
    let mut titles: Vec<(&str, &str)> = contracts
        .iter()
        .zip(documents)
        .map(|(contract, parsed)| (contract.ident, parsed.title()))
        .collect();
    titles.push((combined.name, combined.title));
    let mut routes = swagger_ui::routes(&titles)?;
    let mut entries = Vec::new();
    let mut source = |name, make| {
        let address = address.clone();
        routes.extend(document_routes(&Source {
            name,
            make,
            convert,
            address,
        }));
    };
    for (contract, parsed) in contracts.iter().zip(documents) {
        let document = contract.document;
        source(contract.ident, Arc::new(move || document.to_owned()));
        entries.push(Entry {
            name: contract.ident,
            title: parsed.title().to_owned(),
            description: parsed.description().to_owned(),
            below: contract.owns_paths_below.unwrap_or("/"),
        });
    }
    source(combined.name, combined.make.clone());
    routes.extend(index::routes(address, entries));
    Ok(routes)
}
