//! The contracts' documents: as files, for programs ([`document`]), and in Swagger UI, for people ([`swagger_ui`]).

mod document;
mod swagger_ui;

pub use document::url;

use super::dispatch::Mounted;
use super::document::Document;
use super::error::SiteError;
use crate::routing::Route;

/// The documents and the pages to browse them with.
///
/// # Errors
/// [`SiteError::SwaggerUi`].
pub fn routes(contracts: &[Mounted], documents: &[Document]) -> Result<Vec<Route>, SiteError> {
    let titles = contracts
        .iter()
        .zip(documents)
        .map(|(contract, parsed)| (contract.ident, parsed.title()));
    let mut routes = swagger_ui::routes(&titles.collect::<Vec<_>>())?;
    routes.extend(
        contracts
            .iter()
            .map(|contract| document::route(contract.ident, &contract.document)),
    );
    Ok(routes)
}
