//! The stylesheet, and the one script.

use std::sync::LazyLock;

use poem::endpoint::make_sync;
use poem::http::header::{CACHE_CONTROL, HeaderValue};
use poem::{Request, Response};

use crate::http::etag;
use crate::routing::Route;

/// A file that pages load.
struct Asset {
    path: &'static str,
    content_type: &'static str,
    text: &'static str,
    /// Names this version of it.
    version: LazyLock<String>,
}

static STYLE: Asset = Asset {
    path: "/style.css",
    content_type: "text/css; charset=utf-8",
    text: include_str!("style.css"),
    version: LazyLock::new(|| version(include_str!("style.css"))),
};

static COPY: Asset = Asset {
    path: "/copy.js",
    content_type: "text/javascript; charset=utf-8",
    text: include_str!("copy.js"),
    version: LazyLock::new(|| version(include_str!("copy.js"))),
};

fn version(text: &str) -> String {
    format!("v={}", etag::digest(text.as_bytes()))
}

/// What pages link to for the stylesheet: the version is part of the address, so that browsers keep each one for good.
pub fn style_url() -> String {
    STYLE.url()
}

/// The same for the script, which adds buttons that copy.
pub fn copy_url() -> String {
    COPY.url()
}

/// Serves them.
pub fn routes() -> Vec<Route> {
    [&STYLE, &COPY]
        .map(|asset| Route::get(asset.path, "asset", make_sync(move |request| asset.response(&request))))
        .into()
}

impl Asset {
    fn url(&self) -> String {
        format!("{}?{}", self.path, *self.version)
    }

    fn response(&self, request: &Request) -> Response {
        let tag = etag::entity_tag(self.text.as_bytes());
        let mut response = etag::response(request, &tag, self.content_type, self.text);
        // Only under its own address: while nodes are being upgraded, one may be asked for the version of another.
        if request.uri().query() == Some(self.version.as_str()) {
            let for_good = HeaderValue::from_static("public, max-age=31536000, immutable");
            response.headers_mut().insert(CACHE_CONTROL, for_good);
        }
        response
    }
}
