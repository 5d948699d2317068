//! `/docs/`: Swagger UI, with a drop-down of the contracts.
//!
//! Only the files that its page loads are served. `build.rs` compresses them. After an upgrade of Swagger UI, compare
//! [`FILES`], [`POLICY`] and our page with what its `index.html` asks for, and look at the page in a browser with the
//! console open.

use std::io::Read;

use bytes::Bytes;
use flate2::read::GzDecoder;
use poem::endpoint::make_sync;
use poem::http::StatusCode;
use poem::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, HeaderValue, LOCATION, REFERRER_POLICY,
    VARY, X_CONTENT_TYPE_OPTIONS,
};
use poem::{Request, Response};
use utoipa_swagger_ui::{Config, Url};

use super::index::add_links;
use crate::http::etag;
use crate::routing::Route;
use crate::web::error::SiteError;

/// The page itself, and the script that starts it with our configuration.
const PAGE: &str = include_str!("swagger_ui.html");
const INITIALIZER: &str = include_str!("swagger_initializer.js");
/// Names the version of the files in the page.
const VERSION: &str = concat!("v=", env!("SWAGGER_UI_VERSION"));

/// A file of Swagger UI, compressed.
struct File {
    name: &'static str,
    content_type: &'static str,
    gzip: &'static [u8],
    brotli: &'static [u8],
}

macro_rules! file {
    ($name:literal, $content_type:literal) => {
        File {
            name: $name,
            content_type: $content_type,
            gzip: include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui/", $name, ".gz")),
            brotli: include_bytes!(concat!(env!("OUT_DIR"), "/swagger-ui/", $name, ".br")),
        }
    };
}

/// The files that the page loads. `index.css` ends with our own style.
static FILES: [File; 4] = [
    file!("index.css", "text/css; charset=utf-8"),
    file!("swagger-ui.css", "text/css; charset=utf-8"),
    file!("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    file!("swagger-ui-standalone-preset.js", "text/javascript; charset=utf-8"),
];

/// What the page may do: run its own scripts, ask this server, draw its icons, which are `data:` URLs, and style its
/// elements in place. No script that came in with a document's text can run.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The page and its files, for documents given as name and title.
///
/// # Errors
/// [`SiteError::SwaggerUi`].
pub fn routes(documents: &[(&str, &str)]) -> Result<Vec<Route>, SiteError> {
    let urls: Vec<String> = documents.iter().map(|(name, _)| super::url(name)).collect();
    let urls = documents
        .iter()
        .zip(&urls)
        .map(|((_, title), url)| Url::new(title, url));
    let configuration = serde_json::to_string_pretty(&configuration(urls)).map_err(SiteError::SwaggerUi)?;
    let initializer = Bytes::from(INITIALIZER.replacen("CONFIGURATION", &configuration, 1));
    let page = Bytes::from(PAGE.replace("VERSION", VERSION));

    let script = "text/javascript; charset=utf-8";
    let with_links = move |request: Request| {
        let mut response = whole(&request, "text/html; charset=utf-8", &page);
        add_links(&mut response);
        response
    };
    let initializer = move |request: Request| whole(&request, script, &initializer);
    let mut routes = vec![
        Route::get("/docs", "docs", make_sync(|_| to_page())),
        Route::get("/docs/", "docs", make_sync(with_links)),
        Route::get("/docs/swagger-initializer.js", "docs", make_sync(initializer)),
    ];
    for file in &FILES {
        let serve = move |request: Request| file.response(&request);
        routes.push(Route::get(format!("/docs/{}", file.name), "docs", make_sync(serve)));
    }
    Ok(routes)
}

fn configuration<'a>(urls: impl Iterator<Item = Url<'a>>) -> Config<'a> {
    Config::new(urls)
        .dom_id("#swagger-ui")
        // Credentials do not belong into the browser's storage.
        .persist_authorization(false)
        .try_it_out_enabled(true)
        .deep_linking(true)
        .display_request_duration(true)
        .request_snippets_enabled(true)
        .filter(true)
        // Operations come first, so the list of types starts folded; a type that is opened shows two levels.
        .default_models_expand_depth(0)
        .default_model_expand_depth(2)
        // The default sends the document's address to somebody else's validator.
        .validator_url("none")
}

impl File {
    /// The file, in the encoding that the client takes.
    fn response(&'static self, request: &Request) -> Response {
        let (encoding, body) = if accepts(request, "br") {
            (Some("br"), Bytes::from_static(self.brotli))
        } else if accepts(request, "gzip") {
            (Some("gzip"), Bytes::from_static(self.gzip))
        } else {
            (None, unpacked(self.gzip))
        };
        // The same file in another encoding is another representation, with a tag of its own.
        let tag = format!("\"{}-{}\"", env!("SWAGGER_UI_VERSION"), encoding.unwrap_or("identity"));
        let mut response = guarded(etag::response(request, &tag, self.content_type, body));
        let headers = response.headers_mut();
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Some(encoding) = encoding {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        if request.uri().query() == Some(VERSION) {
            let for_good = HeaderValue::from_static("public, max-age=31536000, immutable");
            headers.insert(CACHE_CONTROL, for_good);
        }
        response
    }
}

/// Whether a client takes an encoding (RFC 9110 section 12.5.3). One that it gives no weight it does not take.
fn accepts(request: &Request, encoding: &str) -> bool {
    let all = request.headers().get_all(ACCEPT_ENCODING).iter();
    let mut listed = all
        .filter_map(|value| value.to_str().ok())
        .flat_map(|list| list.split(','));
    listed.any(|item| {
        let (name, parameters) = item.split_once(';').unwrap_or((item, ""));
        let weight = parameters.trim().strip_prefix("q=").unwrap_or("1");
        name.trim().eq_ignore_ascii_case(encoding) && weight.trim().parse::<f32>().is_ok_and(|weight| weight > 0.0)
    })
}

/// For the few clients that take no compression.
fn unpacked(gzip: &[u8]) -> Bytes {
    let mut bytes = Vec::new();
    if let Err(error) = GzDecoder::new(gzip).read_to_end(&mut bytes) {
        crate::web::failure::log("a file of Swagger UI cannot be unpacked", &error);
    }
    bytes.into()
}

fn whole(request: &Request, content_type: &str, text: &Bytes) -> Response {
    guarded(etag::response(
        request,
        &etag::entity_tag(text),
        content_type,
        text.clone(),
    ))
}

/// The page's files are beside it, so its address must end with a slash.
fn to_page() -> Response {
    guarded(
        Response::builder()
            .status(StatusCode::PERMANENT_REDIRECT)
            .header(LOCATION, "/docs/")
            .finish(),
    )
}

fn guarded(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}
