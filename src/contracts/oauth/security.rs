//! A service's API key: in its own header, as a bearer token, or with its client secret as HTTP Basic (RFC 7617), one
//! way at a time (RFC 6749 section 2.3).

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use poem::http::HeaderMap;
use poem::http::header::AUTHORIZATION;
use poem::web::Data;
use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::registry::{MetaSecurityScheme, Registry};
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::error::{ClientError, ClientMissing, Error};
use crate::auth::AuthService;
use crate::contracts::kit::error_response::reject;
use crate::contracts::kit::{api_key, bearer};
use crate::model::{ApiKey, ClientInfo, PlainToken};

const BASIC: &str = "Basic";

/// A service whose API key is valid.
pub struct Client(pub Arc<ApiKey>);

/// A caller that sends a valid API key or none.
pub struct ClientIfAny;

impl<'a> ApiExtractor<'a> for Client {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        vec![BASIC, bearer::SCHEME, api_key::SCHEME]
    }

    async fn from_request(request: &'a Request, body: &mut RequestBody, _: ExtractParamOptions<()>) -> Result<Self> {
        let key = verified(request, body).await?;
        Ok(Self(key.ok_or_else(|| reject::<Error>(ClientMissing::ApiKey))?))
    }
}

impl<'a> ApiExtractor<'a> for ClientIfAny {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        Client::security_schemes()
    }

    fn has_security_fallback() -> bool {
        true
    }

    async fn from_request(request: &'a Request, body: &mut RequestBody, _: ExtractParamOptions<()>) -> Result<Self> {
        verified(request, body).await?;
        Ok(Self)
    }
}

/// The credentials of a request.
struct ClientCredentials {
    key: PlainToken,
    secret: Option<PlainToken>,
}

async fn verified(request: &Request, body: &mut RequestBody) -> Result<Option<Arc<ApiKey>>> {
    let Some(sent) = credentials(request.headers()).map_err(reject::<Error>)? else {
        return Ok(None);
    };
    let auth = <Data<&AuthService> as FromRequest>::from_request(request, body).await?;
    let client_info = <Data<&ClientInfo> as FromRequest>::from_request(request, body).await?;
    let key = match &sent.secret {
        Some(secret) => auth.verify_api_client(&sent.key, secret, &client_info).await,
        None => auth.verify_api_key(&sent.key, &client_info).await,
    };
    let key = key.map_err(ClientError::from).map_err(reject::<Error>)?;
    Ok(Some(key))
}

fn credentials(headers: &HeaderMap) -> Result<Option<ClientCredentials>, ClientError> {
    let alone = |key| ClientCredentials { key, secret: None };
    let in_header = api_key::read(headers).map_err(|_| ClientError::Invalid)?.map(alone);
    let authorization = match headers.contains_key(AUTHORIZATION) {
        true => Some(basic(headers).or_else(|| {
            let token = bearer::read(headers).ok().flatten();
            token.map(alone)
        })),
        false => None,
    };
    match (in_header, authorization) {
        (in_header, None) => Ok(in_header),
        (None, Some(Some(sent))) => Ok(Some(sent)),
        // A scheme that is not understood, or two ways at once.
        (_, Some(_)) => Err(ClientError::Invalid),
    }
}

/// The API key and its client secret as HTTP Basic.
fn basic(headers: &HeaderMap) -> Option<ClientCredentials> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (only, None) = (all.next()?.to_str().ok()?, all.next()) else {
        return None;
    };
    let (scheme, rest) = only.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case(BASIC) {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(rest.trim_matches(' ')).ok()?).ok()?;
    // As in a header of its own: above all no NUL, which PostgreSQL has in no text.
    let (key, secret) = pair
        .split_once(':')
        .filter(|_| pair.bytes().all(|byte| byte.is_ascii_graphic()))?;
    Some(ClientCredentials {
        key: PlainToken::new(key.to_owned()),
        secret: Some(PlainToken::new(secret.to_owned())),
    })
}

fn register(registry: &mut Registry) {
    registry.create_security_scheme(
        BASIC,
        MetaSecurityScheme {
            ty: "http",
            description: Some("An API key as the username, its client secret as the password."),
            name: None,
            key_in: None,
            scheme: Some("basic"),
            bearer_format: None,
            flows: None,
            openid_connect_url: None,
        },
    );
    let scheme = MetaSecurityScheme {
        description: Some("An API key, as `Authorization: Bearer <key>`."),
        bearer_format: None,
        ..bearer::scheme()
    };
    registry.create_security_scheme(bearer::SCHEME, scheme);
    registry.create_security_scheme(api_key::SCHEME, api_key::scheme("An API key."));
}
