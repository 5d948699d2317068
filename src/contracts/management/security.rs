//! Who may log in: a program with its API key, as the vendor's page says, unless an operator has opened the login.

use poem::web::Data;
use poem::{FromRequest, Request, RequestBody, Result};
use poem_openapi::registry::Registry;
use poem_openapi::{ApiExtractor, ApiExtractorType, ExtractParamOptions};

use super::error::{Error, LoginCredentialError};
use super::settings::Settings;
use crate::contracts::kit::access::{self, Authorized};
use crate::contracts::kit::error_response::reject;

/// A caller whose credentials are valid.
pub type Caller = Authorized<Error>;

/// The same for a login, which an operator may have opened to callers without credentials.
pub struct LoginCaller;

impl<'a> ApiExtractor<'a> for LoginCaller {
    const TYPES: &'static [ApiExtractorType] = &[ApiExtractorType::SecurityScheme];
    type ParamType = ();
    type ParamRawType = ();

    fn register(registry: &mut Registry) {
        access::register(registry);
    }

    fn security_schemes() -> Vec<&'static str> {
        access::schemes()
    }

    async fn from_request(request: &'a Request, body: &mut RequestBody, _: ExtractParamOptions<()>) -> Result<Self> {
        let Some(credential) = access::credential(request.headers()).map_err(reject::<Error>)? else {
            let settings = <Data<&Settings> as FromRequest>::from_request(request, body).await?;
            return match settings.login_requires_credential {
                true => Err(reject::<Error>(LoginCredentialError::Missing)),
                false => Ok(Self),
            };
        };
        access::verify::<Error>(&credential, request, body).await?;
        Ok(Self)
    }
}
