//! The operations.

use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::{OpenApi, Tags};

use super::error::{GetUserErrors, LogInErrors, LogOutErrors, UpdateUserErrors};
use super::media::VendorJson;
use super::rules::RULES;
use super::security::{Caller, LoginCaller};
use super::wire;
use crate::auth::AuthService;
use crate::contracts::kit::body::JsonBody;
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_response::JsonResponse;
use crate::contracts::kit::limits::MAX_BODY_WITH_IMAGE;
use crate::model::ClientInfo;

#[derive(Tags)]
enum Tag {
    /// Login, logout and the current user.
    Authentication,
}

/// The operations of this contract.
pub struct Api;

#[OpenApi(tag = "Tag::Authentication")]
impl Api {
    /// Login to the system
    ///
    /// Verifies a username or e-mail address and a password and opens a session of 30 minutes. Requires an API key or a
    /// bearer token, unless the operator has turned that off. Member names are read in any letter case, and numbers and
    /// booleans as texts.
    #[oai(path = "/v1/auth/login", method = "post", operation_id = "login")]
    async fn login(
        &self,
        auth: Data<&AuthService>,
        client_info: Data<&ClientInfo>,
        _caller: LoginCaller,
        body: JsonBody<wire::LoginRequest, VendorJson>,
    ) -> Result<JsonResponse<wire::LoginResponse>, HandlerError<LogInErrors>> {
        let logged_in = auth.log_in(body.value.into_command(&RULES)?, &client_info).await?;
        Ok(JsonResponse(logged_in.into()))
    }

    /// Get loggedin user information
    ///
    /// Returns the current user's profile, API keys and settings. An API key needs the Read permission.
    #[oai(path = "/v1/auth/user", method = "get", operation_id = "getUser")]
    async fn get_user(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        /// Listed by the vendor and ignored.
        #[oai(name = "request")]
        _request: Query<Option<String>>,
    ) -> Result<JsonResponse<wire::GetLoggedInUserResponse>, HandlerError<GetUserErrors>> {
        Ok(JsonResponse(auth.profile(caller.0).await?.into()))
    }

    /// Update loggedin user information
    ///
    /// Updates the current user's own fields, those of `Management.UserUpdate`, and settings. An absent field is kept,
    /// `null` clears it, and other fields are ignored, so a client may send back the whole user. Settings are matched
    /// by category, group and name: existing ones are updated, others are added. Without a body nothing changes. Member
    /// names are read in any letter case, numbers and booleans as texts, dates without offset as UTC. The body may have
    /// 1 MiB. An API key needs the Write permission.
    #[oai(path = "/v1/auth/user", method = "post", operation_id = "updateUser")]
    async fn update_user(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        body: JsonBody<wire::UpdateUserSettingsRequest, VendorJson<MAX_BODY_WITH_IMAGE>>,
    ) -> Result<JsonResponse<wire::UpdateUserSettingsResponse>, HandlerError<UpdateUserErrors>> {
        let change = if body.is_sent {
            body.value.into_change()?
        } else {
            Default::default()
        };
        let profile = auth.change_profile(&caller.0, &change).await?;
        Ok(JsonResponse(profile.into()))
    }

    /// Logout from the system
    ///
    /// Ends the session of the bearer token. With an API key alone there is no session to end, and the response is the
    /// same.
    #[oai(path = "/v1/auth/logout", method = "post", operation_id = "logout")]
    async fn logout(
        &self,
        auth: Data<&AuthService>,
        caller: Caller,
        _body: JsonBody<wire::LogoutRequest, VendorJson>,
    ) -> Result<JsonResponse<wire::LogoutResponse>, HandlerError<LogOutErrors>> {
        auth.end_access(&caller.0).await?;
        Ok(JsonResponse(wire::LogoutResponse::done()))
    }
}
