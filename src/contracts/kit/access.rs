//! A bearer token or an API key, either of which suffices. Where both are sent, both must be valid.
//!
//! poem-openapi's own either-of falls through to the second scheme when the first one's credential is bad. Here a bad
//! credential is never ignored.

use std::marker::PhantomData;

use poem::http::HeaderMap;
use poem::http::header::AUTHORIZATION;
use poem::web::Data;
use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::registry::Registry;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::description::{Description, meanings};
use super::error_response::{ContractError, reject};
use super::{api_key, bearer};
use crate::auth::{Access, AccessError, AuthService, Credential};
use crate::model::ClientInfo;

/// Neither a token nor an API key was sent.
#[derive(Debug, thiserror::Error)]
pub enum CredentialError {
    /// To an operation of a user: a token is what it needs first of all.
    #[error("no credential was sent")]
    Missing,
}

meanings!(CredentialError {
    Missing => Description::token_missing(),
});

/// A caller whose credentials are valid.
pub struct Authorized<E>(pub Access, PhantomData<fn() -> E>);

impl<'a, E> ApiExtractor<'a> for Authorized<E>
where
    E: ContractError + From<CredentialError> + From<AccessError>,
{
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        schemes()
    }

    async fn from_request(request: &'a Request, body: &mut RequestBody, _: ExtractParamOptions<()>) -> Result<Self> {
        let credential = credential(request.headers()).map_err(reject::<E>)?;
        let credential = credential.ok_or_else(|| reject::<E>(CredentialError::Missing))?;
        let access = verify::<E>(&credential, request, body).await?;
        Ok(Self(access, PhantomData))
    }
}

/// Verifies the credentials of a request.
///
/// # Errors
/// An answer in the words of the contract.
pub async fn verify<E>(credential: &Credential, request: &Request, body: &mut RequestBody) -> Result<Access>
where
    E: ContractError + From<AccessError>,
{
    let auth = <Data<&AuthService> as FromRequest>::from_request(request, body).await?;
    let client_info = <Data<&ClientInfo> as FromRequest>::from_request(request, body).await?;
    auth.access(credential, &client_info).await.map_err(reject::<E>)
}

/// The credentials that were sent, if any.
///
/// # Errors
/// [`AccessError`] for something that cannot be a credential.
pub fn credential(headers: &HeaderMap) -> Result<Option<Credential>, AccessError> {
    let token = bearer::read(headers).map_err(|_| AccessError::TokenInvalid)?;
    let api_key = api_key::read(headers).map_err(|_| AccessError::ApiKeyInvalid)?;
    match (token, api_key) {
        (None, None) => Ok(None),
        (Some(token), None) => Ok(Some(Credential::Token(token))),
        // Beside a key, another scheme or one with nothing behind it must not go unnoticed.
        (None, Some(_)) if headers.contains_key(AUTHORIZATION) => Err(AccessError::TokenInvalid),
        (None, Some(api_key)) => Ok(Some(Credential::ApiKey(api_key))),
        (Some(token), Some(api_key)) => Ok(Some(Credential::Both { token, api_key })),
    }
}

/// The names of both schemes.
pub fn schemes() -> Vec<&'static str> {
    vec![bearer::SCHEME, api_key::SCHEME]
}

/// Puts both schemes into a document.
pub fn register(registry: &mut Registry) {
    registry.create_security_scheme(bearer::SCHEME, bearer::scheme());
    registry.create_security_scheme(
        api_key::SCHEME,
        api_key::scheme("An API key. It acts as its owner, within its permissions."),
    );
}
