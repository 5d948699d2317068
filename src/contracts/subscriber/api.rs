//! The operations.

use poem::web::Data;
use poem_openapi::{OpenApi, Tags};

use super::error::{AutoLoginErrors, Error, LogInErrors, LogOutAllErrors, LogOutErrors, RefreshErrors};
use super::rules::RULES;
use super::settings::PortalAddress;
use super::wire;
use crate::auth::AuthService;
use crate::contracts::kit::bearer::{Authenticated, UnverifiedToken};
use crate::contracts::kit::body::JsonBody;
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_or_form::JsonOrForm;
use crate::contracts::kit::json_response::JsonResponse;
use crate::model::{ClientInfo, Subscriber};

#[derive(Tags)]
enum Tag {
    /// Login, logout and token refresh.
    Authentication,
    /// The subscriber portal.
    Portal,
}

/// The operations of this contract.
pub struct Api;

#[OpenApi]
impl Api {
    /// Log in
    ///
    /// Verifies username and password and opens a session. A subscriber whose package has expired can log in to renew
    /// it; a disabled one cannot. Forms and other JSON content types are read, too.
    #[oai(
        path = "/api/v1/subscriber/login",
        method = "post",
        operation_id = "login",
        tag = "Tag::Authentication"
    )]
    async fn login(
        &self,
        auth: Data<&AuthService>,
        client_info: Data<&ClientInfo>,
        body: JsonBody<wire::LoginRequest, JsonOrForm>,
    ) -> Result<JsonResponse<wire::LoginResponse>, HandlerError<LogInErrors>> {
        let logged_in = auth.log_in(body.value.into_command(&RULES)?, &client_info).await?;
        Ok(JsonResponse(logged_in.into()))
    }

    /// Mobile auto login
    ///
    /// Redirects a web view to the subscriber portal with an authenticated session cookie. The portal session ends with
    /// the session of the token.
    #[oai(
        path = "/mobile-auto-login",
        method = "get",
        operation_id = "mobileAutoLogin",
        tag = "Tag::Portal"
    )]
    async fn mobile_auto_login(
        &self,
        auth: Data<&AuthService>,
        portal: Data<&PortalAddress>,
        caller: Authenticated<Subscriber, Error>,
    ) -> Result<wire::AutoLogin, HandlerError<AutoLoginErrors>> {
        let cookie = auth.open_portal(&caller.0).await?;
        Ok(wire::AutoLogin::to(&portal, &cookie))
    }

    /// Refresh token
    ///
    /// Exchanges a token, which may have expired, for a new one of the same session, up to 90 days after the login. The
    /// old token works for ten more seconds, for requests in flight. A spent token that is sent after that counts
    /// as stolen and ends the session.
    #[oai(
        path = "/api/v1/subscriber/refresh-token",
        method = "post",
        operation_id = "refreshToken",
        tag = "Tag::Authentication"
    )]
    async fn refresh_token(
        &self,
        auth: Data<&AuthService>,
        client_info: Data<&ClientInfo>,
        token: UnverifiedToken<Error>,
    ) -> Result<JsonResponse<wire::RefreshResponse>, HandlerError<RefreshErrors>> {
        Ok(JsonResponse(auth.refresh(&RULES, &token.0, &client_info).await?.into()))
    }

    /// Log out
    ///
    /// Ends the current session. Its tokens are refused from then on.
    #[oai(
        path = "/api/v1/subscriber/logout",
        method = "post",
        operation_id = "logout",
        tag = "Tag::Authentication"
    )]
    async fn logout(
        &self,
        auth: Data<&AuthService>,
        client_info: Data<&ClientInfo>,
        caller: Authenticated<Subscriber, Error>,
    ) -> Result<JsonResponse<wire::LogoutResponse>, HandlerError<LogOutErrors>> {
        auth.log_out(&caller.0, &client_info).await?;
        Ok(JsonResponse(wire::LogoutResponse::done()))
    }

    /// Log out from all devices
    ///
    /// Ends all sessions of the subscriber, including the current one.
    #[oai(
        path = "/api/v1/subscriber/logout-all",
        method = "post",
        operation_id = "logoutAll",
        tag = "Tag::Authentication"
    )]
    async fn logout_all(
        &self,
        auth: Data<&AuthService>,
        client_info: Data<&ClientInfo>,
        caller: Authenticated<Subscriber, Error>,
    ) -> Result<JsonResponse<wire::LogoutAllResponse>, HandlerError<LogOutAllErrors>> {
        auth.log_out_everywhere(&caller.0, &client_info).await?;
        Ok(JsonResponse(wire::LogoutAllResponse::done()))
    }
}
