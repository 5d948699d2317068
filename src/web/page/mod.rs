//! What all pages for people have in common, but Swagger UI, which is not ours: the frame (`layout.html`), the
//! stylesheet, and what a browser may do with them.
//!
//! A page is a template that extends `layout.html` and a struct beside it with a member `style`, which [`style::url`]
//! fills.

pub mod style;

use askama::Template;
use poem::Response;
use poem::http::StatusCode;
use poem::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};

use super::{failure, problem};

/// No script, no image, no frame; styles and forms of this server only.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The response with a page.
pub fn response(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(html) => guarded(status)
            .header(CONTENT_TYPE, "text/html; charset=utf-8")
            .body(html),
        Err(error) => {
            failure::log("a page could not be made", &error);
            problem::problem(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}

/// An answer without a body so far: no cache may keep it, no other site may frame it or learn its address. The referrer
/// is kept for our own pages, because without it browsers do not say where a form comes from.
pub fn guarded(status: StatusCode) -> poem::ResponseBuilder {
    Response::builder()
        .status(status)
        .header(CACHE_CONTROL, "no-store")
        .header(CONTENT_SECURITY_POLICY, POLICY)
        .header(REFERRER_POLICY, "same-origin")
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
}
