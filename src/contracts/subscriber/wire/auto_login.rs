//! The redirect to the portal.

use poem::http::StatusCode;
use poem::http::header::{CACHE_CONTROL, LOCATION, SET_COOKIE};
use poem::{IntoResponse, Response};
use poem_openapi::ApiResponse;
use poem_openapi::registry::{MetaResponse, MetaResponses, Registry};

use crate::auth::PortalCookie;
use crate::contracts::kit::header::{header_with_example, no_store};
use crate::contracts::subscriber::settings::PortalAddress;
use crate::model::set_cookie;

/// A way into the portal.
pub struct AutoLogin {
    location: String,
    cookie: String,
}

impl AutoLogin {
    /// To this portal with this cookie.
    pub fn to(portal: &PortalAddress, cookie: &PortalCookie) -> Self {
        Self {
            location: portal.location.clone(),
            cookie: set_cookie(portal.https, cookie.0.expose()),
        }
    }
}

impl IntoResponse for AutoLogin {
    fn into_response(self) -> Response {
        Response::builder()
            .status(StatusCode::FOUND)
            .header(LOCATION, self.location)
            .header(SET_COOKIE, self.cookie)
            .header(CACHE_CONTROL, "no-store")
            .finish()
    }
}

impl ApiResponse for AutoLogin {
    fn meta() -> MetaResponses {
        let cookie = set_cookie(true, "6Yx0bq2mT8rVw4uZ1cNpKe7sGd9fHjLa");
        MetaResponses {
            responses: vec![MetaResponse {
                description: "Redirect to the subscriber portal, with a session cookie.",
                status: Some(StatusCode::FOUND.as_u16()),
                status_range: None,
                content: Vec::new(),
                headers: vec![
                    header_with_example("Location", "The configured portal URL.", "/portal"),
                    header_with_example(
                        "Set-Cookie",
                        "The session cookie: a random value, `HttpOnly; Secure; SameSite=Lax; Path=/`.",
                        &cookie,
                    ),
                    no_store(),
                ],
            }],
        }
    }

    fn register(_: &mut Registry) {}
}
