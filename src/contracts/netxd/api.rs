//! The operations.

use poem::web::Data;
use poem_openapi::{OpenApi, Tags};

use super::error::LogInErrors;
use super::rules::RULES;
use super::settings::Settings;
use super::wire;
use crate::auth::AuthService;
use crate::contracts::kit::body::{AnyCaseJson, JsonBody};
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_response::JsonResponse;
use crate::model::ClientInfo;

#[derive(Tags)]
enum Tag {
    /// Login.
    Login,
}

/// The operations of this contract.
pub struct Api;

#[OpenApi(tag = "Tag::Login")]
impl Api {
    /// Login
    ///
    /// Verifies a username or e-mail address and a password and opens a session for the device. An earlier session of
    /// the same user on the same device ends. Member names are read in any letter case.
    #[oai(path = "/rpc/admin/UserService/GetToken", method = "post", operation_id = "getToken")]
    async fn get_token(
        &self,
        auth: Data<&AuthService>,
        settings: Data<&Settings>,
        client_info: Data<&ClientInfo>,
        body: JsonBody<wire::GetTokenRequest, AnyCaseJson>,
    ) -> Result<JsonResponse<wire::GetTokenResponse>, HandlerError<LogInErrors>> {
        let logged_in = auth.log_in(body.value.into_command(&RULES)?, &client_info).await?;
        Ok(JsonResponse(wire::GetTokenResponse::of(
            logged_in,
            &client_info,
            &settings,
        )))
    }
}
