//! `/docs/`: Swagger UI, with a drop-down of the contracts.
//!
//! Only the files that its page loads are served. After an upgrade of Swagger UI, compare [`FILES`] and [`POLICY`] with
//! what its `index.html` asks for, and look at the page in a browser with the console open.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use poem::endpoint::make_sync;
use poem::http::StatusCode;
use poem::http::header::{CONTENT_SECURITY_POLICY, HeaderValue, LOCATION, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use poem::{Request, Response};
use utoipa_swagger_ui::{Config, Url, serve};

use crate::routing::Route;
use crate::web::error::SiteError;
use crate::web::etag;

/// The page itself.
const PAGE: &str = "index.html";
/// The files that it loads, but for the next one.
const FILES: [&str; 6] = [
    "index.css",
    "swagger-ui.css",
    "favicon-16x16.png",
    "favicon-32x32.png",
    "swagger-ui-bundle.js",
    "swagger-ui-standalone-preset.js",
];
/// What its head lacks, and what has to be there for it to be put in: a phone takes a page without a viewport for one
/// of a desktop.
const TITLE: &str = "<title>Swagger UI</title>";
const HEAD: &str = "<title>Latchkey: the APIs</title>\n    \
                    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">";
/// The one of them that ends with our own style.
const STYLED: &str = "index.css";
/// What Swagger UI's own style leaves to be desired.
const STYLE: &[u8] = include_bytes!("swagger_ui.css");
/// The script that starts the page with our configuration.
const INITIALIZER: &str = "swagger-initializer.js";

/// What the page may do: run its own scripts, ask this server, draw its icons, which are `data:` URLs, and style its
/// elements in place. No script that came in with a document's text can run.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The page and its files, for contracts given as identifier and title.
///
/// # Errors
/// [`SiteError::SwaggerUi`].
pub fn routes(contracts: &[(&str, &str)]) -> Result<Vec<Route>, SiteError> {
    let urls: Vec<String> = contracts.iter().map(|(ident, _)| super::url(ident)).collect();
    let urls = contracts
        .iter()
        .zip(&urls)
        .map(|((_, title), url)| Url::new(title, url));
    let initializer = load(INITIALIZER, configuration(urls))?.into_owned();

    let mut routes = vec![
        Route::get("/docs", "docs", make_sync(|_| to_page())),
        route(
            format!("/docs/{INITIALIZER}"),
            File::new(INITIALIZER, initializer.into()),
        ),
    ];
    // The other files are the same for all configurations.
    let fixed = |name| {
        let bytes = match load(name, Config::from(""))? {
            bytes if name == STYLED => Bytes::from([bytes.as_ref(), STYLE].concat()),
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        };
        Ok::<_, SiteError>(File::new(name, bytes))
    };
    routes.push(route("/docs/".to_owned(), File::new(PAGE, page()?)));
    for name in FILES {
        routes.push(route(format!("/docs/{name}"), fixed(name)?));
    }
    Ok(routes)
}

fn configuration<'a>(urls: impl Iterator<Item = Url<'a>>) -> Config<'a> {
    Config::new(urls)
        // Credentials do not belong into the browser's storage.
        .persist_authorization(false)
        .try_it_out_enabled(true)
        .deep_linking(true)
        .display_request_duration(true)
        // Operations come first, so the list of types starts folded; a type that is opened shows two levels.
        .default_models_expand_depth(0)
        .default_model_expand_depth(2)
        // The default sends the document's address to somebody else's validator.
        .validator_url("none")
}

/// A file of Swagger UI, as it is built into the program.
fn load<'a>(name: &'static str, config: Config<'a>) -> Result<Cow<'a, [u8]>, SiteError> {
    let missing = SiteError::SwaggerUi { file: name };
    match serve(name, Arc::new(config)) {
        Ok(Some(file)) => Ok(file.bytes),
        Ok(None) | Err(_) => Err(missing),
    }
}

/// The page, fit for phones.
fn page() -> Result<Bytes, SiteError> {
    let page = load(PAGE, Config::from(""))?;
    let text = std::str::from_utf8(&page).ok().filter(|text| text.contains(TITLE));
    let text = text.ok_or(SiteError::SwaggerUi { file: PAGE })?;
    Ok(text.replacen(TITLE, HEAD, 1).into())
}

struct File {
    /// Shared by all answers.
    bytes: Bytes,
    content_type: &'static str,
    /// Made when the file is first asked for: hashing all of them would take a good part of the start.
    tag: OnceLock<String>,
}

impl File {
    fn new(name: &str, bytes: Bytes) -> Self {
        let content_type = match name.rsplit_once('.') {
            Some((_, "html")) => "text/html; charset=utf-8",
            Some((_, "css")) => "text/css; charset=utf-8",
            Some((_, "js")) => "text/javascript; charset=utf-8",
            Some((_, "png")) => "image/png",
            Some(_) | None => "application/octet-stream",
        };
        Self {
            bytes,
            content_type,
            tag: OnceLock::new(),
        }
    }
}

fn route(path: String, file: File) -> Route {
    let serve = move |request: Request| {
        let tag = file.tag.get_or_init(|| etag::entity_tag(&file.bytes));
        guarded(etag::response(&request, tag, file.content_type, file.bytes.clone()))
    };
    Route::get(path, "docs", make_sync(serve))
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
