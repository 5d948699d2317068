//! The subscribers' portal: one page, without scripts, that shows a subscriber their package and their devices.
//!
//! A visitor is known by a cookie, which stands for the session they logged in with ([`crate::auth::PortalCookie`])
//! and ends with it. To add something to the page: what it shows in [`crate::auth::Portal`], its place in
//! `account.html` and `page.rs`. To add a button: a POST form with the hidden field `guard`, a handler below
//! that begins with [`allowed`] and ends with [`back`], and its route.

mod cookie;
mod display_time;
mod error_page;
mod form;
mod page;
mod user_agent;

use poem::http::StatusCode;
use poem::http::header::{HeaderValue, LOCATION, SET_COOKIE};
use poem::web::{Data, Path};
use poem::{Body, EndpointExt, Request, Response, handler};
use uuid::Uuid;

use super::page::guarded;
use super::problem::problem;
use crate::auth::{AuthService, PortalCookie};
use crate::model::{ClientInfo, SessionId, clear_cookie};
use crate::routing::Route;
use error_page::ErrorPage;

/// Where the page is.
const PATH: &str = "/portal";

/// Whether clients reach the server over https. It decides the cookie's name, and which origin is ours.
#[derive(Clone, Copy)]
struct Https(bool);

/// The page and its buttons.
pub fn routes(https: bool) -> Vec<Route> {
    let https = Https(https);
    vec![
        Route::get(PATH, "portal", show.data(https)),
        Route::post("/portal/sessions/{id}/end", "portalEndSession", end_one.data(https)),
        Route::post("/portal/end-all", "portalEndAll", end_all.data(https)),
    ]
}

#[handler]
async fn show(request: &Request, auth: Data<&AuthService>, https: Data<&Https>) -> Result<Response, ErrorPage> {
    let cookie = cookie::read(request.headers(), https.0.0).ok_or(ErrorPage::SignedOut)?;
    Ok(page::account(&auth.portal(&cookie).await?, &cookie))
}

#[handler]
async fn end_one(
    request: &Request,
    body: Body,
    auth: Data<&AuthService>,
    https: Data<&Https>,
    client_info: Data<&ClientInfo>,
    Path(id): Path<String>,
) -> Result<Response, ErrorPage> {
    let Some(id) = session_id(&id) else {
        return Ok(problem(StatusCode::NOT_FOUND));
    };
    let cookie = allowed(request, body, *https.0).await?;
    let is_current = auth.portal(&cookie).await?.current.id == id;
    auth.end_device(&cookie, id, &client_info).await?;
    Ok(if is_current { back_signed_out(*https.0) } else { back() })
}

#[handler]
async fn end_all(
    request: &Request,
    body: Body,
    auth: Data<&AuthService>,
    https: Data<&Https>,
    client_info: Data<&ClientInfo>,
) -> Result<Response, ErrorPage> {
    let cookie = allowed(request, body, *https.0).await?;
    auth.end_all_devices(&cookie, &client_info).await?;
    Ok(back_signed_out(*https.0))
}

/// A session has one path: its id counts in its canonical form only, in lower case and with hyphens.
fn session_id(text: &str) -> Option<SessionId> {
    let id = Uuid::try_parse(text).ok()?;
    (id.hyphenated().to_string() == text).then_some(SessionId(id))
}

/// The cookie of a visitor who pressed a button, if the button was on one of our own pages.
async fn allowed(request: &Request, body: Body, https: Https) -> Result<PortalCookie, ErrorPage> {
    form::check_site(request, https.0)?;
    let cookie = cookie::read(request.headers(), https.0).ok_or(ErrorPage::SignedOut)?;
    form::check(request, body, &cookie).await?;
    Ok(cookie)
}

/// To the page, which then shows what has changed. The browser asks for it by GET (RFC 9110 section 15.4.4), so that
/// loading it again does not press the button again.
fn back() -> Response {
    guarded(StatusCode::SEE_OTHER).header(LOCATION, PATH).finish()
}

/// The same, without the cookie, which is worth nothing any more.
fn back_signed_out(https: Https) -> Response {
    let mut response = back();
    if let Ok(cookie) = HeaderValue::from_str(&clear_cookie(https.0)) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}
