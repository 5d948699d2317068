//! `/openapi/<name>.json` and `.yaml`, and the same below `/openapi/3.1/`: the documents, with the address of this server
//! in them. `/openapi/<name>` is the one or the other, as the client prefers.
//!
//! Each is made when it is first asked for: making all of them would take a good part of the start.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use bytes::Bytes;
use poem::endpoint::make_sync;
use poem::http::StatusCode;
use poem::http::header::{ACCEPT, HeaderValue, VARY};
use poem::{Request, Response};
use serde_json::{Value, json};

use crate::http::etag;
use crate::http::public::readable_anywhere;
use crate::routing::Route;
use crate::web::failure;
use crate::web::own_address::OwnAddress;
use crate::web::problem::problem;

/// Stands for the address while a document is cut in two where it goes.
const ADDRESS: &str = "https://address-of-this-server.invalid";

/// Makes the text of a document of OpenAPI 3.0, as JSON.
pub type MakeDocument = Arc<dyn Fn() -> String + Send + Sync>;

/// Makes a document of OpenAPI 3.1 from one of 3.0.
pub type ToOpenApi31 = fn(&str) -> String;

/// A document to serve.
pub struct Source {
    /// Its name in paths.
    pub name: &'static str,
    /// What makes it.
    pub make: MakeDocument,
    /// What makes the same of OpenAPI 3.1 from it.
    pub convert: ToOpenApi31,
    /// The address that goes into it.
    pub address: OwnAddress,
}

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Json,
    Yaml,
}

/// The path of a document.
pub fn url(name: &str) -> String {
    format!("/openapi/{name}.json")
}

/// Serves a document in both versions and both formats.
pub fn routes(source: &Source) -> Vec<Route> {
    let mut routes = Vec::new();
    for (folder, convert) in [("/openapi", None), ("/openapi/3.1", Some(source.convert))] {
        let document = |format| {
            Arc::new(Document {
                make: source.make.clone(),
                convert,
                format,
                address: source.address.clone(),
                split: OnceLock::new(),
                last: Mutex::default(),
            })
        };
        let (json, yaml) = (document(Format::Json), document(Format::Yaml));
        let (either_json, either_yaml) = (json.clone(), yaml.clone());
        let either = move |request: Request| {
            let mut response = match prefers_yaml(&request) {
                true => either_yaml.response(&request),
                false => either_json.response(&request),
            };
            response.headers_mut().append(VARY, HeaderValue::from_static("Accept"));
            response
        };
        let path = format!("{folder}/{}", source.name);
        routes.push(Route::get(
            format!("{path}.json"),
            "openapi",
            make_sync(move |request| json.response(&request)),
        ));
        routes.push(Route::get(
            format!("{path}.yaml"),
            "openapi",
            make_sync(move |request| yaml.response(&request)),
        ));
        routes.push(Route::get(path, "openapi", make_sync(either)));
    }
    routes
}

/// Whether a client names YAML and not JSON among what it accepts. All others get JSON.
fn prefers_yaml(request: &Request) -> bool {
    let accept = request.headers().get_all(ACCEPT).iter();
    let accept: Vec<&str> = accept.filter_map(|value| value.to_str().ok()).collect();
    let names = |word: &str| accept.iter().any(|value| value.contains(word));
    names("yaml") && !names("json")
}

/// A document in one version and one format.
struct Document {
    make: MakeDocument,
    convert: Option<ToOpenApi31>,
    format: Format,
    address: OwnAddress,
    split: OnceLock<Option<Split>>,
    last: Mutex<Option<Served>>,
}

/// A document with an address in it.
#[derive(Clone)]
struct Served {
    address: String,
    text: Bytes,
    tag: String,
}

impl Served {
    fn new(split: &Split, address: String) -> Self {
        let text = Bytes::from([&split.before, address.as_str(), &split.after].concat());
        let tag = etag::entity_tag(&text);
        Self { address, text, tag }
    }
}

impl Document {
    fn response(&self, request: &Request) -> Response {
        let Some(split) = self.split.get_or_init(|| self.split()) else {
            return problem(StatusCode::INTERNAL_SERVER_ERROR);
        };
        let Served { text, tag, .. } = self.served(split, self.address.of(request));
        readable_anywhere(etag::response(request, &tag, self.format.content_type(), text))
    }

    /// The document with this address. Nearly all clients come by the same one, so the last is kept.
    fn served(&self, split: &Split, address: String) -> Served {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        match last.as_ref() {
            Some(served) if served.address == address => served.clone(),
            _ => last.insert(Served::new(split, address)).clone(),
        }
    }

    fn split(&self) -> Option<Split> {
        let text = (self.make)();
        let text = self.convert.map_or_else(|| text.clone(), |convert| convert(&text));
        let split = Split::of(&text, self.format);
        split
            .inspect_err(|error| failure::log("a document cannot be made", error))
            .ok()
    }
}

impl Format {
    /// RFC 8259 and RFC 9512.
    fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Yaml => "application/yaml",
        }
    }
}

/// Why a document cannot be served.
#[derive(Debug, thiserror::Error)]
enum SplitError {
    #[error("it is not JSON")]
    Json(#[from] serde_json::Error),
    #[error("it cannot be written as YAML")]
    Yaml(#[from] serde_saphyr::ser::Error),
}

/// A document around the address in it.
struct Split {
    before: String,
    after: String,
}

impl Split {
    fn of(document: &str, format: Format) -> Result<Self, SplitError> {
        let mut document: Value = serde_json::from_str(document)?;
        document["servers"] = json!([{ "url": ADDRESS }]);
        let text = match format {
            Format::Json => format!("{document:#}\n"),
            Format::Yaml => serde_saphyr::to_string(&document)?,
        };
        let (before, after) = text.split_once(ADDRESS).unwrap_or((&text, ""));
        Ok(Self {
            before: before.to_owned(),
            after: after.to_owned(),
        })
    }
}
