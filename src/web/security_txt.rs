//! `/.well-known/security.txt`: whom to tell of a vulnerability (RFC 9116). It is there when the operator has named a
//! contact.

use std::time::Duration;

use poem::web::Data;
use poem::{EndpointExt, Request, Response, handler};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::own_address::OwnAddress;
use crate::auth::AuthService;
use crate::http::etag;
use crate::routing::Route;

const PATH: &str = "/.well-known/security.txt";
/// How long a copy of the file is good. The standard recommends less than a year (section 2.5.5).
const GOOD_FOR: Duration = Duration::from_secs(90 * 24 * 60 * 60);

#[derive(Clone)]
struct Contact {
    contact: String,
    address: OwnAddress,
}

/// The file with this contact, a `mailto:` or `https:` URI.
pub fn route(contact: String, address: OwnAddress) -> Route {
    Route::get(PATH, "securityTxt", security_txt.data(Contact { contact, address }))
}

#[handler]
fn security_txt(request: &Request, auth: Data<&AuthService>, contact: Data<&Contact>) -> Response {
    let expires = OffsetDateTime::from(auth.now().plus(GOOD_FOR));
    // At midnight, so that the file stays the same for a day.
    let expires = expires
        .replace_time(time::Time::MIDNIGHT)
        .format(&Rfc3339)
        .unwrap_or_default();
    let Contact { contact, address } = contact.0;
    let address = address.of(request);
    let text = format!("Contact: {contact}\nExpires: {expires}\nCanonical: {address}{PATH}\n");
    etag::response(
        request,
        &etag::entity_tag(text.as_bytes()),
        "text/plain; charset=utf-8",
        text,
    )
}
