//! `/openapi`: which documents there are. `/.well-known/api-catalog`: the same for programs that know nothing of this
//! server (RFC 9727), as a set of links (RFC 9264).

use poem::endpoint::make_sync;
use poem::http::header::{HeaderValue, LINK};
use poem::{Request, Response};
use serde_json::{Value, json};

use super::document::url;
use crate::http::etag;
use crate::http::public::readable_anywhere;
use crate::routing::Route;
use crate::web::own_address::OwnAddress;

/// Where the catalog is (RFC 9727 section 2).
const CATALOG: &str = "/.well-known/api-catalog";
/// What `make spec-release` writes.
const CHANGELOG: &str = include_str!("../../../openapi/CHANGELOG.md");
/// What it is (RFC 9727 section 4.2).
const LINK_SET: &str = "application/linkset+json; profile=\"https://www.rfc-editor.org/info/rfc9727\"";

/// A document in the index.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its name in paths.
    pub name: &'static str,
    /// Its title.
    pub title: String,
    /// What it says of its API.
    pub description: String,
    /// The path that all operations of its API begin with.
    pub below: &'static str,
}

/// The index and the catalog of these documents.
pub fn routes(address: &OwnAddress, entries: Vec<Entry>) -> Vec<Route> {
    let (of_index, of_catalog) = (address.clone(), address.clone());
    let catalog_entries = entries.clone();
    let index = move |request: Request| {
        let body = index(&of_index.of(&request), &entries);
        let mut response = served(&request, "application/json", &body);
        add_links(&mut response);
        response
    };
    let catalog = move |request: Request| {
        let body = catalog(&of_catalog.of(&request), &catalog_entries);
        let mut response = served(&request, LINK_SET, &body);
        // For clients that only look (RFC 9727 section 2).
        let link = HeaderValue::from_static("</.well-known/api-catalog>; rel=\"api-catalog\"");
        response.headers_mut().append(LINK, link);
        response
    };
    vec![
        Route::get("/openapi/changelog", "openapiChangelog", make_sync(changelog)),
        Route::get("/openapi", "openapiIndex", make_sync(index)),
        Route::get(CATALOG, "apiCatalog", make_sync(catalog)),
    ]
}

/// How the documents have changed from release to release.
fn changelog(request: Request) -> Response {
    let tag = etag::entity_tag(CHANGELOG.as_bytes());
    etag::response(&request, &tag, "text/markdown; charset=utf-8", CHANGELOG)
}

/// Says where the documents are, on the pages that are about them (RFC 8631).
pub fn add_links(response: &mut Response) {
    for link in [
        "</openapi/latchkey.json>; rel=\"service-desc\"; type=\"application/json\"",
        "</docs/>; rel=\"service-doc\"; type=\"text/html\"",
        "</.well-known/api-catalog>; rel=\"api-catalog\"",
    ] {
        response.headers_mut().append(LINK, HeaderValue::from_static(link));
    }
}

fn served(request: &Request, content_type: &str, body: &Value) -> Response {
    let text = format!("{body:#}\n");
    let tag = etag::entity_tag(text.as_bytes());
    readable_anywhere(etag::response(request, &tag, content_type, text))
}

fn index(address: &str, entries: &[Entry]) -> Value {
    let documents = entries.iter().map(|entry| {
        let at = |path: String| format!("{address}{path}");
        let name = entry.name;
        json!({
            "name": name,
            "title": entry.title,
            "description": entry.description,
            "openapi_3_0": { "json": at(url(name)), "yaml": at(format!("/openapi/{name}.yaml")) },
            "openapi_3_1": {
                "json": at(format!("/openapi/3.1/{name}.json")),
                "yaml": at(format!("/openapi/3.1/{name}.yaml")),
            },
        })
    });
    json!({ "documents": documents.collect::<Vec<_>>() })
}

fn catalog(address: &str, entries: &[Entry]) -> Value {
    let anchor = |entry: &Entry| format!("{address}{}", entry.below);
    let items: Vec<Value> = entries
        .iter()
        .map(|entry| json!({ "href": anchor(entry), "title": entry.title }))
        .collect();
    let described = entries.iter().map(|entry| {
        json!({
            "anchor": anchor(entry),
            "service-desc": [{ "href": format!("{address}{}", url(entry.name)), "type": "application/json" }],
            "service-doc": [{ "href": format!("{address}/docs/"), "type": "text/html" }],
            "status": [{ "href": format!("{address}/readyz"), "type": "application/json" }],
        })
    });
    let catalog = json!({ "anchor": format!("{address}{CATALOG}"), "item": items });
    json!({ "linkset": std::iter::once(catalog).chain(described).collect::<Vec<_>>() })
}
