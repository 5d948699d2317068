//! `/`: what this server is, which APIs it answers, and how to begin with them.
//!
//! It says nothing that the documents do not say, and is there when they are (`docs.enabled`).

use askama::Template;
use poem::endpoint::make_sync;
use poem::http::header::HOST;
use poem::http::{HeaderMap, StatusCode};
use poem::{Request, Response};
use url::form_urlencoded::byte_serialize;

use super::dispatch::Mounted;
use super::document::Document;
use super::page::{self, style};
use crate::routing::Route;

/// How the page says where the server is, and what to ask it.
#[derive(Debug, Clone)]
pub struct Landing {
    /// The address that clients see, without a slash at its end. `None` where they may come by several: each is told
    /// the one that they came by.
    pub address: Option<String>,
    /// A login that anybody may try; on demonstration servers only.
    pub try_it: Option<TryIt>,
}

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
    version: &'static str,
    is_demo: bool,
    apis: &'a [Api],
    library: String,
    request: String,
}

/// One of the APIs.
struct Api {
    title: String,
    description: String,
    document: String,
    /// Swagger UI, showing this one.
    browse: String,
}

/// The page, for these APIs.
pub fn route(landing: Landing, https: bool, contracts: &[Mounted], documents: &[Document]) -> Route {
    let apis: Vec<Api> = contracts
        .iter()
        .zip(documents)
        .map(|(contract, document)| Api::of(contract.ident, document))
        .collect();
    let first = contracts.first().map(|contract| contract.ident).unwrap_or_default();
    let show = move |request: Request| {
        let address = match &landing.address {
            Some(address) => address.clone(),
            None => came_by(request.headers(), https),
        };
        show(&landing, &address, &apis, first)
    };
    Route::get("/", "landing", make_sync(show))
}

impl Api {
    fn of(ident: &str, document: &Document) -> Self {
        // Swagger UI reads its query as a URL's, not as a form's.
        let name: String = byte_serialize(document.title().as_bytes()).collect();
        Self {
            title: document.title().to_owned(),
            description: document.description().to_owned(),
            document: super::docs::url(ident),
            browse: format!("/docs/?urls.primaryName={}", name.replace('+', "%20")),
        }
    }
}

/// The address that a request came by. What people copy into a shell is no place for anything but a plain host.
fn came_by(headers: &HeaderMap, https: bool) -> String {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".:-[]".contains(&byte);
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let host = host.filter(|host| host.bytes().all(is_plain)).unwrap_or("localhost");
    format!("{}://{host}", if https { "https" } else { "http" })
}

fn show(landing: &Landing, address: &str, apis: &[Api], first: &str) -> Response {
    let document = super::docs::url(first);
    let request = match &landing.try_it {
        Some(TryIt { path, body }) => {
            format!("curl {address}{path} -H 'Content-Type: application/json' -d '{body}'")
        }
        None => format!("curl {address}{document}"),
    };
    let page = LandingPage {
        style: style::url(),
        version: env!("CARGO_PKG_VERSION"),
        is_demo: landing.try_it.is_some(),
        apis,
        library: format!("openapi-generator-cli generate -i {address}{document} -g typescript-fetch -o {first}-client"),
        request,
    };
    page::response(StatusCode::OK, &page)
}
