//! OpenAPI documents, from handlers alone.

use poem_openapi::{LicenseObject, OpenApi, OpenApiService};
use serde_json::{Map, Value, json};

use super::header::shared_headers;
use super::json;
use super::normalize::{members, normalize};
use super::operation::finish_operation;

/// What a document says of a contract as a whole.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// Its title.
    pub title: &'static str,
    /// What it is for, for somebody who has never seen the product.
    pub description: &'static str,
}

fn service<A: OpenApi>(api: A, about: About) -> OpenApiService<A, ()> {
    OpenApiService::new(api, about.title, env!("CARGO_PKG_VERSION"))
        .description(about.description)
        .license(LicenseObject::new("MIT OR Apache-2.0").url("https://spdx.org/licenses/MIT.html"))
        .server("/")
}

/// The document of a contract, with a line feed at its end.
///
/// Two operations at one place, or two answers with one status, are written twice by poem-openapi. Read leniently, the
/// last would silently win; instead, what comes out is no document at all and says why.
pub fn document<A: OpenApi>(api: A, about: About) -> String {
    let mut document = match json::parse(service(api, about).spec().as_bytes()) {
        Ok(document) => document,
        Err(error) => return format!("{}: {error}\n", about.title),
    };
    let schemas = document["components"]["schemas"].clone();
    for path in members(&mut document["paths"]) {
        let allow = allowed_methods(path);
        members(path).for_each(|operation| finish_operation(operation, &schemas, &allow));
    }
    document["servers"] = servers();
    document["components"]["headers"] = shared_headers();
    normalize(&mut document);
    format!("{document:#}\n")
}

/// Where the server is, is known to its operator alone. A server that serves the document puts its address here.
fn servers() -> Value {
    json!([{
        "url": "{baseUrl}",
        "description": "The production server",
        "variables": {
            "baseUrl": {
                "default": "https://login.example.com",
                "description": "The public URL of the server, without a slash at its end",
            },
        },
    }])
}

/// The `Allow` header of a path's answers. Where there is `GET`, there is `HEAD`.
fn allowed_methods(path: &Value) -> String {
    let mut methods = Vec::new();
    for method in path.as_object().into_iter().flat_map(Map::keys) {
        methods.push(method.to_uppercase());
        if method == "get" {
            methods.push("HEAD".to_owned());
        }
    }
    methods.join(", ")
}
