//! Forms that came in: whether one of our own pages sent them.
//!
//! Two guards, either of which would do: what the browser says of the page that sent the form, and a text that only our
//! page can know. The `SameSite` attribute of the cookie is a third.

use poem::error::ReadBodyError;
use poem::http::HeaderName;
use poem::http::header::{CONTENT_TYPE, HOST, ORIGIN};
use poem::{Body, Request};
use url::form_urlencoded;

use super::error_page::ErrorPage;
use crate::auth::PortalCookie;

/// The largest form that is read, in bytes. Ours have less than a hundred.
const MAX_FORM: usize = 4 * 1024;
/// Which page a browser says that a request comes from (Fetch Metadata, W3C).
const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Checks that the form was sent by a page that was made for the holder of this cookie.
///
/// # Errors
/// [`ErrorPage::Foreign`], [`ErrorPage::TooLarge`] and [`ErrorPage::NotAForm`].
pub async fn check(request: &Request, body: Body, cookie: &PortalCookie) -> Result<(), ErrorPage> {
    if !is_form(request) {
        return Err(ErrorPage::NotAForm);
    }
    let read = body.into_bytes_limit(MAX_FORM).await;
    let bytes = read.map_err(|error| match error {
        ReadBodyError::PayloadTooLarge => ErrorPage::TooLarge,
        ReadBodyError::BodyHasBeenTaken | ReadBodyError::Utf8(_) | ReadBodyError::Io(_) => ErrorPage::NotAForm,
    })?;
    let mut guards = form_urlencoded::parse(&bytes).filter(|(name, _)| name == "guard");
    match (guards.next(), guards.next()) {
        (Some((_, sent)), None) if cookie.guards(&sent) => Ok(()),
        _ => Err(ErrorPage::Foreign),
    }
}

/// Checks what the browser says of the page that sent the form. A browser that says nothing is left to [`check`].
///
/// # Errors
/// [`ErrorPage::Foreign`].
pub fn check_site(request: &Request, https: bool) -> Result<(), ErrorPage> {
    let headers = request.headers();
    // `none` is what a browser says when its user repeats a request by hand.
    let from_here = headers
        .get_all(SEC_FETCH_SITE)
        .iter()
        .all(|site| site == "same-origin" || site == "none");
    let own = own_origin(request, https);
    let same_origin = headers.get_all(ORIGIN).iter().all(|origin| {
        let origin = origin.to_str().unwrap_or_default();
        own.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(origin))
    });
    if from_here && same_origin {
        Ok(())
    } else {
        Err(ErrorPage::Foreign)
    }
}

/// The origin of the page that this request asks for, as browsers write it (RFC 6454 section 6.2).
fn own_origin(request: &Request, https: bool) -> Option<String> {
    let scheme = if https { "https" } else { "http" };
    let host = match request.uri().authority() {
        Some(authority) => authority.as_str(),
        None => request.headers().get(HOST)?.to_str().ok()?,
    };
    Some(format!("{scheme}://{host}"))
}

fn is_form(request: &Request) -> bool {
    let content_type = request
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}
