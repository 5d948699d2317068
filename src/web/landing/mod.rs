//! `/`: what this server is, which APIs it answers, and how to begin with them.
//!
//! It says nothing that the documents do not say, and is there when they are (`docs.enabled`).

use askama::Template;
use poem::endpoint::make_sync;
use poem::{Request, Response};
use url::form_urlencoded::byte_serialize;

use super::dispatch::Mounted;
use super::document::Document;
use super::own_address::OwnAddress;
use super::page::{self, asset};
use crate::routing::Route;

/// A login that anybody may try.
#[derive(Debug, Clone)]
pub struct TryIt {
    /// The path to send it to.
    pub path: &'static str,
    /// Its JSON.
    pub body: String,
}

#[derive(Template)]
#[template(path = "landing/landing.html")]
struct LandingPage<'a> {
    style: String,
    script: String,
    version: &'static str,
    is_demo: bool,
    apis: &'a [Api],
    recipes: Vec<Recipe>,
    request: String,
}

/// How to make a client library.
struct Recipe {
    language: &'static str,
    command: String,
}

/// One of the APIs.
struct Api {
    title: String,
    description: String,
    name: &'static str,
    /// Swagger UI, showing this one.
    browse: String,
}

/// The page, for these APIs.
pub fn route(address: OwnAddress, try_it: Option<TryIt>, contracts: &[Mounted], documents: &[Document]) -> Route {
    let apis: Vec<Api> = contracts
        .iter()
        .zip(documents)
        .map(|(contract, document)| Api::of(contract.ident, document))
        .collect();
    let first = contracts.first().map(|contract| contract.ident).unwrap_or_default();
    let show = move |request: Request| show(try_it.as_ref(), &address.of(&request), &apis, first);
    Route::get("/", "landing", make_sync(show))
}

impl Api {
    fn of(ident: &'static str, document: &Document) -> Self {
        // Swagger UI reads its query as a URL's, not as a form's.
        let name: String = byte_serialize(document.title().as_bytes()).collect();
        Self {
            title: document.title().to_owned(),
            // The marks of code are for Markdown.
            description: document.description().replace('`', ""),
            name: ident,
            browse: format!("/docs/?urls.primaryName={}", name.replace('+', "%20")),
        }
    }
}

fn show(try_it: Option<&TryIt>, address: &str, apis: &[Api], first: &str) -> Response {
    let document = super::docs::url(first);
    let request = match try_it {
        Some(TryIt { path, body }) => {
            format!("curl {address}{path} -H 'Content-Type: application/json' -d '{body}'")
        }
        None => format!("curl {address}{document}"),
    };
    let page = LandingPage {
        style: asset::style_url(),
        script: asset::copy_url(),
        version: env!("CARGO_PKG_VERSION"),
        is_demo: try_it.is_some(),
        apis,
        recipes: recipes(address, first),
        request,
    };
    let mut response = page::response_with_script(&page);
    super::docs::add_links(&mut response);
    response
}

/// One generator for each language, with a document of this server.
fn recipes(address: &str, name: &str) -> Vec<Recipe> {
    let (document, newer) = (
        format!("{address}/openapi/{name}.json"),
        format!("{address}/openapi/3.1/{name}.json"),
    );
    [
        ("TypeScript", format!("npx openapi-typescript {newer} -o {name}.ts")),
        (
            "Python",
            format!("pipx run openapi-python-client generate --url {newer}"),
        ),
        (
            "Go",
            format!("openapi-generator-cli generate -i {document} -g go -o {name}-client"),
        ),
        (
            "Java",
            format!("openapi-generator-cli generate -i {document} -g java -o {name}-client"),
        ),
        (
            "Rust",
            format!("openapi-generator-cli generate -i {document} -g rust -o {name}-client"),
        ),
    ]
    .map(|(language, command)| Recipe { language, command })
    .into()
}
