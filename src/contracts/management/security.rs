//! A bearer token or an API key, either of which suffices. Where both are sent, both must be valid.
//!
//! poem-openapi's own either-of falls through to the second scheme when the first one's credential is bad. Here a bad
//! credential is never ignored.

use poem::http::HeaderMap;
use poem::http::header::AUTHORIZATION;
use poem::web::Data;
use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::registry::Registry;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::error::{CredentialError, Error, LoginCredentialError};
use super::settings::Settings;
use crate::auth::{Access, AccessError, AuthService, Credential};
use crate::contracts::kit::error_response::reject;
use crate::contracts::kit::{api_key, bearer};
use crate::model::ClientInfo;

/// A caller whose credentials are valid.
pub struct Caller(pub Access);

/// The same for a login, which an operator may have opened to callers without credentials.
pub struct LoginCaller;

impl<'a> ApiExtractor<'a> for Caller {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![bearer::SCHEME, api_key::SCHEME]
    }

    async fn from_request(request: &'a Request, body: &mut RequestBody, _: ExtractParamOptions<()>) -> Result<Self> {
        let credential = credential(request.headers()).map_err(reject::<Error>)?;
        let credential = credential.ok_or_else(|| reject::<Error>(CredentialError::Missing))?;
        let auth = <Data<&AuthService> as FromRequest>::from_request(request, body).await?;
        let client_info = <Data<&ClientInfo> as FromRequest>::from_request(request, body).await?;
        let access = auth.access(&credential, &client_info).await;
        Ok(Self(access.map_err(reject::<Error>)?))
    }
}

impl<'a> ApiExtractor<'a> for LoginCaller {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![bearer::SCHEME, api_key::SCHEME]
    }

    async fn from_request(request: &'a Request, body: &mut RequestBody, _: ExtractParamOptions<()>) -> Result<Self> {
        let Some(credential) = credential(request.headers()).map_err(reject::<Error>)? else {
            let settings = <Data<&Settings> as FromRequest>::from_request(request, body).await?;
            return match settings.login_requires_credential {
                true => Err(reject::<Error>(LoginCredentialError::Missing)),
                false => Ok(Self),
            };
        };
        let auth = <Data<&AuthService> as FromRequest>::from_request(request, body).await?;
        let client_info = <Data<&ClientInfo> as FromRequest>::from_request(request, body).await?;
        let access = auth.access(&credential, &client_info).await;
        access.map(|_| Self).map_err(reject::<Error>)
    }
}

/// The credentials that were sent, if any.
fn credential(headers: &HeaderMap) -> Result<Option<Credential>, AccessError> {
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

fn register(registry: &mut Registry) {
    registry.create_security_scheme(bearer::SCHEME, bearer::scheme());
    registry.create_security_scheme(
        api_key::SCHEME,
        api_key::scheme("An API key. It acts as its owner, within its permissions."),
    );
}
