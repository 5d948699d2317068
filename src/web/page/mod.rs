//! What all pages for people have in common, but Swagger UI, which is not ours: the frame (`layout.html`), the
//! stylesheet, and what a browser may do with them.
//!
//! A page is a template that extends `layout.html` and a struct beside it with a member `style`, which
//! [`asset::style_url`] fills.

pub mod asset;

use askama::Template;
use poem::Response;
use poem::http::StatusCode;
use poem::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};

use super::{failure, problem};

/// No script, no frame; the icon, styles and forms of this server only.
const POLICY: &str =
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The same for a page with our script.
const POLICY_WITH_SCRIPT: &str = "default-src 'none'; img-src 'self'; script-src 'self'; style-src 'self'; \
                                  form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The response with a page that has the script of [`asset`].
pub fn response_with_script(page: &impl Template) -> Response {
    let mut response = response(StatusCode::OK, page);
    let policy = HeaderValue::from_static(POLICY_WITH_SCRIPT);
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    response
}

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
