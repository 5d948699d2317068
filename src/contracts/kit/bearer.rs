//! Bearer tokens in the `Authorization` header (RFC 6750 section 2.1).
//!
//! Each extractor is generic over the errors of the contract, `E`, in whose words it rejects a request. Its operations
//! list [`TokenError`], and [`VerifyError`] where the token is verified.

use std::marker::PhantomData;
use std::sync::Arc;

use poem::http::HeaderMap;
use poem::http::header::AUTHORIZATION;
use poem::web::Data;
use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::description::{Description, meanings};
use super::error_response::{ContractError, reject};
use crate::auth::{Account, AuthService, Caller, VerifyError};
use crate::model::{ClientInfo, PlainToken, Session};

/// The name of the scheme in the documents.
pub const SCHEME: &str = "Bearer";

/// A header with a credential is sent twice, or its content cannot be a credential.
#[derive(Debug)]
pub struct MalformedHeader;

/// Why there is no token to verify.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// The bearer token is missing.
    #[error("no token was sent")]
    Missing,
    /// The header is malformed.
    #[error("the token is malformed")]
    Malformed,
}

meanings!(TokenError {
    Missing => Description::token_missing(),
    Malformed => Description::token_invalid(),
});

/// Reads the one token that a request carries. `None` when there is no `Authorization` header, or one of another
/// scheme.
///
/// # Errors
/// [`MalformedHeader`] for two headers, or for something that cannot be a token.
pub fn read(headers: &HeaderMap) -> Result<Option<PlainToken>, MalformedHeader> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let Some(only) = all.next() else { return Ok(None) };
    if all.next().is_some() {
        return Err(MalformedHeader);
    }
    let text = only.to_str().map_err(|_| MalformedHeader)?;
    let (scheme, rest) = text.split_once(' ').unwrap_or((text, ""));
    if !scheme.eq_ignore_ascii_case(SCHEME) || rest.trim().is_empty() {
        return Ok(None);
    }
    let token = rest.trim_matches(' ');
    if token.bytes().any(|byte| matches!(byte, b' ' | b'\t' | b',')) {
        return Err(MalformedHeader);
    }
    Ok(Some(PlainToken::new(token.to_owned())))
}

/// The one token that a request must carry.
fn sent(request: &Request) -> Result<PlainToken, TokenError> {
    match read(request.headers()) {
        Ok(Some(token)) => Ok(token),
        Ok(None) => Err(TokenError::Missing),
        Err(MalformedHeader) => Err(TokenError::Malformed),
    }
}

/// What the documents say of the scheme.
pub fn scheme() -> MetaSecurityScheme {
    MetaSecurityScheme {
        ty: "http",
        description: Some(
            "The token that a login returned, as `Authorization: Bearer <token>`: a JSON Web Token, signed and \
        verified as RFC8725 advises. Treat it as opaque; its claims may change.",
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

/// A caller with a valid token of this realm. The token is verified before the handler or the body's extractor see the
/// request.
pub struct Authenticated<A, E>(pub Caller<A>, PhantomData<fn() -> E>);

impl<'a, A: Account, E> ApiExtractor<'a> for Authenticated<A, E>
where
    E: ContractError + From<TokenError> + From<VerifyError>,
{
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
        let client_info = <Data<&ClientInfo> as FromRequest>::from_request(request, body).await?;
        let token = sent(request).map_err(reject::<E>)?;
        let caller = auth.verify(&token, &client_info).await.map_err(reject::<E>)?;
        Ok(Self(caller, PhantomData))
    }
}

/// A caller with a valid token of either realm.
pub struct AuthenticatedInAnyRealm<E>(pub Arc<Session>, PhantomData<fn() -> E>);

impl<'a, E> ApiExtractor<'a> for AuthenticatedInAnyRealm<E>
where
    E: ContractError + From<TokenError> + From<VerifyError>,
{
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
        let client_info = <Data<&ClientInfo> as FromRequest>::from_request(request, body).await?;
        let token = sent(request).map_err(reject::<E>)?;
        let session = auth.verify_in_any_realm(&token, &client_info).await;
        let session = session.map_err(reject::<E>)?;
        Ok(Self(session, PhantomData))
    }
}

/// A token as it was sent, not verified: it may have expired, as a refresh allows.
pub struct UnverifiedToken<E>(pub PlainToken, PhantomData<fn() -> E>);

impl<'a, E> ApiExtractor<'a> for UnverifiedToken<E>
where
    E: ContractError + From<TokenError>,
{
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
        let token = sent(request).map_err(reject::<E>)?;
        Ok(Self(token, PhantomData))
    }
}
