//! A bearer token or an API key, either of which suffices; where both are sent, both must be good.
//!
//! poem-openapi's own either-of falls through to the second scheme when the first one's credential is bad. Here a bad
//! credential is never ignored.

use poem::http::HeaderMap;
use poem::http::header::AUTHORIZATION;
use poem::web::Data;
use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::registry::Registry;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::settings::Settings;
use crate::auth::{Access, AuthService, Credential, Error};
use crate::contracts::kit::failure::Failure;
use crate::contracts::kit::{api_key, bearer};
use crate::model::ClientInfo;

/// A caller whose credentials are good.
pub struct Caller(pub Access);

/// The same for a login, where an operator may have opened it to callers without any.
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
        let credential = credential(request.headers()).map_err(Failure::from)?;
        let auth = <Data<&AuthService> as FromRequest>::from_request(request, body).await?;
        let client_info = <Data<&ClientInfo> as FromRequest>::from_request(request, body).await?;
        Ok(Self(
            auth.access(&credential, &client_info).await.map_err(Failure::from)?,
        ))
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
        let credential = credential(request.headers()).map_err(Failure::from)?;
        let settings = <Data<&Settings> as FromRequest>::from_request(request, body).await?;
        let auth = <Data<&AuthService> as FromRequest>::from_request(request, body).await?;
        let client_info = <Data<&ClientInfo> as FromRequest>::from_request(request, body).await?;
        match auth.access(&credential, &client_info).await {
            Ok(_) => Ok(Self),
            Err(Error::TokenMissing) if !settings.login_requires_credential => Ok(Self),
            // A login is where a program shows its key; that is what it lacks.
            Err(Error::TokenMissing) => Err(Failure::from(Error::ApiKeyMissing).into()),
            Err(error) => Err(Failure::from(error).into()),
        }
    }
}

fn credential(headers: &HeaderMap) -> Result<Credential, Error> {
    let token = bearer::read(headers)?;
    let api_key = api_key::read(headers)?;
    // Beside a key, another scheme or one with nothing behind it would go by unseen.
    if token.is_none() && api_key.is_some() && headers.contains_key(AUTHORIZATION) {
        return Err(Error::TokenInvalid);
    }
    Ok(Credential { token, api_key })
}

fn register(registry: &mut Registry) {
    registry.create_security_scheme(bearer::SCHEME, bearer::scheme());
    registry.create_security_scheme(
        api_key::SCHEME,
        api_key::scheme("An API key, which acts as its owner within the key's permissions."),
    );
}
