//! The operations.

use poem::web::Data;
use poem_openapi::{OpenApi, Tags};

use super::error::{Error, LogInErrors, LogOutErrors};
use super::rules::RULES;
use super::wire;
use crate::auth::AuthService;
use crate::contracts::kit::bearer::Authenticated;
use crate::contracts::kit::body::JsonBody;
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_response::JsonResponse;
use crate::model::{ClientInfo, Subscriber};

#[derive(Tags)]
enum Tag {
    /// Login and logout.
    Authentication,
}

/// The operations of this contract.
pub struct Api;

#[OpenApi(tag = "Tag::Authentication")]
impl Api {
    /// Log in
    ///
    /// Verifies username and password and opens a session. The token is valid for 30 days.
    #[oai(path = "/api/v1/subscriber/Login", method = "post", operation_id = "login")]
    async fn login(
        &self,
        auth: Data<&AuthService>,
        client_info: Data<&ClientInfo>,
        body: JsonBody<wire::LoginRequest>,
    ) -> Result<JsonResponse<wire::LoginResponse>, HandlerError<LogInErrors>> {
        let logged_in = auth.log_in(body.value.into_command(&RULES)?, &client_info).await?;
        Ok(JsonResponse(logged_in.into()))
    }

    /// Log out
    ///
    /// Ends the session. Its tokens are refused from then on.
    #[oai(path = "/api/v1/subscriber/Logout", method = "post", operation_id = "logout")]
    async fn logout(
        &self,
        auth: Data<&AuthService>,
        client_info: Data<&ClientInfo>,
        caller: Authenticated<Subscriber, Error>,
    ) -> Result<JsonResponse<wire::LogoutResponse>, HandlerError<LogOutErrors>> {
        auth.log_out(&caller.0, &client_info).await?;
        Ok(JsonResponse(wire::LogoutResponse::done()))
    }
}
