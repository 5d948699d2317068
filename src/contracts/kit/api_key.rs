//! API keys in a header of their own.

use poem::http::HeaderMap;
use poem_openapi::registry::MetaSecurityScheme;

use super::bearer::MalformedHeader;
use crate::model::PlainToken;

/// The name of the scheme in the documents.
pub const SCHEME: &str = "ApiKey";
const HEADER: &str = "x-api-key";

/// Reads the one key that a request carries.
///
/// # Errors
/// [`MalformedHeader`] for two headers, or for something that cannot be a key.
pub fn read(headers: &HeaderMap) -> Result<Option<PlainToken>, MalformedHeader> {
    let mut keys = headers.get_all(HEADER).iter();
    match (keys.next(), keys.next()) {
        (None, _) => Ok(None),
        (Some(key), None) => {
            let text = key.to_str().map_err(|_| MalformedHeader)?;
            Ok(Some(PlainToken::new(text.to_owned())))
        }
        (Some(_), Some(_)) => Err(MalformedHeader),
    }
}

/// What the documents say of the scheme.
pub fn scheme(description: &'static str) -> MetaSecurityScheme {
    MetaSecurityScheme {
        ty: "apiKey",
        description: Some(description),
        name: Some(HEADER),
        key_in: Some("header"),
        scheme: None,
        bearer_format: None,
        flows: None,
        openid_connect_url: None,
    }
}
