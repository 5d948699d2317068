//! Bearer tokens in the `Authorization` header (RFC 6750 section 2.1).

use std::sync::Arc;

use poem::http::HeaderMap;
use poem::http::header::AUTHORIZATION;
use poem::web::Data;
use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::failure::Failure;
use crate::auth::{Account, AuthService, Caller, Error};
use crate::model::{PlainToken, Session};

/// The name of the scheme in the documents.
pub const SCHEME: &str = "Bearer";

/// Reads the one token that a request carries. `None` when there is no `Authorization` header, or one of another
/// scheme.
///
/// # Errors
/// [`Error::TokenInvalid`] for two headers, or for something that cannot be a token.
pub fn read(headers: &HeaderMap) -> Result<Option<PlainToken>, Error> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let Some(only) = all.next() else { return Ok(None) };
    if all.next().is_some() {
        return Err(Error::TokenInvalid);
    }
    let text = only.to_str().map_err(|_| Error::TokenInvalid)?;
    let (scheme, rest) = text.split_once(' ').unwrap_or((text, ""));
    if !scheme.eq_ignore_ascii_case(SCHEME) || rest.trim().is_empty() {
        return Ok(None);
    }
    let token = rest.trim_matches(' ');
    if token.bytes().any(|byte| matches!(byte, b' ' | b'\t' | b',')) {
        return Err(Error::TokenInvalid);
    }
    Ok(Some(PlainToken::new(token.to_owned())))
}

/// The one token that a request must carry.
fn sent(request: &Request) -> Result<PlainToken> {
    let token = read(request.headers()).and_then(|token| token.ok_or(Error::TokenMissing));
    Ok(token.map_err(Failure::from)?)
}

/// What the documents say of the scheme.
pub fn scheme() -> MetaSecurityScheme {
    MetaSecurityScheme {
        ty: "http",
        description: Some(
            "The token that a login returned, as `Authorization: Bearer <token>`: a JSON Web Token, signed and verified \
             as RFC8725 advises. Do not look into it; what it says of a caller may change.",
        ),
        name: None,
        key_in: None,
        scheme: Some("bearer"),
        bearer_format: Some("JWT"),
        flows: None,
        openid_connect_url: None,
    }
}

fn register(registry: &mut Registry) {
    registry.create_security_scheme(SCHEME, scheme());
}

/// A caller with a good token of this kind of account: the token is verified before the handler or the body's reader
/// see the request.
pub struct Authenticated<A>(pub Caller<A>);

impl<'a, A: Account> ApiExtractor<'a> for Authenticated<A> {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![SCHEME]
    }

    async fn from_request(request: &'a Request, body: &mut RequestBody, _: ExtractParamOptions<()>) -> Result<Self> {
        let auth = <Data<&AuthService> as FromRequest>::from_request(request, body).await?;
        let token = sent(request)?;
        Ok(Self(auth.verify::<A>(&token).await.map_err(Failure::from)?))
    }
}

/// A caller with a good token of either kind of account.
pub struct AuthenticatedInAnyRealm(pub Arc<Session>);

impl<'a> ApiExtractor<'a> for AuthenticatedInAnyRealm {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![SCHEME]
    }

    async fn from_request(request: &'a Request, body: &mut RequestBody, _: ExtractParamOptions<()>) -> Result<Self> {
        let auth = <Data<&AuthService> as FromRequest>::from_request(request, body).await?;
        let token = sent(request)?;
        Ok(Self(auth.verify_either(&token).await.map_err(Failure::from)?))
    }
}

/// A token as it was sent, which may have expired: what a refresh takes.
pub struct Presented(pub PlainToken);

impl<'a> ApiExtractor<'a> for Presented {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![SCHEME]
    }

    async fn from_request(request: &'a Request, _: &mut RequestBody, _: ExtractParamOptions<()>) -> Result<Self> {
        Ok(Self(sent(request)?))
    }
}
