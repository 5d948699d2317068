//! The operations.

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::{OpenApi, Tags};

use super::error::{Error, LogInErrors, LogOutErrors, MeErrors, RefreshErrors};
use super::rules::RULES;
use super::wire;
use crate::auth::AuthService;
use crate::contracts::kit::bearer::{Authenticated, UnverifiedToken};
use crate::contracts::kit::body::JsonBody;
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_or_form::JsonOrForm;
use crate::contracts::kit::json_response::JsonResponse;
use crate::model::{ClientInfo, User};

#[derive(Tags)]
enum Tag {
    /// Login, logout and the current user.
    Authentication,
}

/// The operations of this contract.
pub struct Api;

#[OpenApi(tag = "Tag::Authentication")]
impl Api {
    /// Log in
    ///
    /// Verifies e-mail address and password and opens a session. The returned token is the bearer token of all other
    /// operations. Forms and other JSON content types are read, too.
    #[oai(path = "/api/v1/auth/login", method = "post", operation_id = "login")]
    async fn login(
        &self,
        auth: Data<&AuthService>,
        client_info: Data<&ClientInfo>,
        body: JsonBody<wire::LoginRequest, JsonOrForm>,
    ) -> Result<JsonResponse<wire::LoginResponse>, HandlerError<LogInErrors>> {
        let logged_in = auth.log_in(body.value.into_command(&RULES)?, &client_info).await?;
        Ok(JsonResponse(logged_in.into()))
    }

    /// Get current user
    ///
    /// Returns the profile of the current user, with role and permissions.
    #[oai(path = "/api/v1/auth/me", method = "get", operation_id = "me")]
    async fn me(
        &self,
        auth: Data<&AuthService>,
        caller: Authenticated<User, Error>,
    ) -> Result<JsonResponse<wire::MeResponse>, HandlerError<MeErrors>> {
        Ok(JsonResponse(
            Arc::unwrap_or_clone(auth.current_user(caller.0).await?).into(),
        ))
    }

    /// Refresh token
    ///
    /// Exchanges a token, which may have expired, for a new one of the same session, up to seven days after the login.
    /// The old token works for ten more seconds, for requests in flight. A spent token that is sent after that counts
    /// as stolen and ends the session.
    #[oai(path = "/api/v1/auth/refresh", method = "post", operation_id = "refresh")]
    async fn refresh(
        &self,
        auth: Data<&AuthService>,
        client_info: Data<&ClientInfo>,
        token: UnverifiedToken<Error>,
    ) -> Result<JsonResponse<wire::RefreshResponse>, HandlerError<RefreshErrors>> {
        Ok(JsonResponse(auth.refresh(&RULES, &token.0, &client_info).await?.into()))
    }

    /// Log out
    ///
    /// Ends the session. All its tokens are refused from then on.
    #[oai(path = "/api/v1/auth/logout", method = "post", operation_id = "logout")]
    async fn logout(
        &self,
        auth: Data<&AuthService>,
        client_info: Data<&ClientInfo>,
        caller: Authenticated<User, Error>,
    ) -> Result<JsonResponse<wire::LogoutResponse>, HandlerError<LogOutErrors>> {
        auth.log_out(&caller.0, &client_info).await?;
        Ok(JsonResponse(wire::LogoutResponse::done()))
    }
}
