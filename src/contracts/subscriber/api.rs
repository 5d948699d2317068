//! The operations.

use poem::web::Data;
use poem_openapi::{OpenApi, Tags};

use super::error::{AutoLoginErrors, LogInErrors, RefreshErrors, SessionErrors};
use super::{PortalAddress, RULES, wire};
use crate::contracts::shared::bearer::{Presented, SignedIn};
use crate::contracts::shared::body::JsonBody;
use crate::contracts::shared::reject::Reject;
use crate::contracts::shared::reply::Reply;
use crate::identity::Identity;
use crate::model::{Origin, Subscriber};

#[derive(Tags)]
enum Tag {
    /// Logging in and out, and extending a session.
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
    /// Checks a username and a password and opens a session. A subscriber whose package has run out can log in, to
    /// renew it; one who is disabled cannot.
    #[oai(
        path = "/api/v1/subscriber/login",
        method = "post",
        operation_id = "login",
        tag = "Tag::Authentication"
    )]
    async fn login(
        &self,
        identity: Data<&Identity>,
        origin: Data<&Origin>,
        body: JsonBody<wire::LoginRequest>,
    ) -> Result<Reply<wire::LoginResponse>, Reject<LogInErrors>> {
        let logged_in = identity.log_in(body.value.into_command(&RULES)?, &origin).await?;
        Ok(Reply(logged_in.into()))
    }

    /// Log out
    ///
    /// Ends the session of the token on this device. The token is refused from then on.
    #[oai(
        path = "/api/v1/subscriber/logout",
        method = "post",
        operation_id = "logout",
        tag = "Tag::Authentication"
    )]
    async fn logout(
        &self,
        identity: Data<&Identity>,
        origin: Data<&Origin>,
        caller: SignedIn<Subscriber>,
    ) -> Result<Reply<wire::LogoutResponse>, Reject<SessionErrors>> {
        identity.log_out(&caller.0, &origin).await?;
        Ok(Reply(wire::LogoutResponse::done()))
    }

    /// Log out on all devices
    ///
    /// Ends all sessions of the subscriber, this one included.
    #[oai(
        path = "/api/v1/subscriber/logout-all",
        method = "post",
        operation_id = "logoutAll",
        tag = "Tag::Authentication"
    )]
    async fn logout_all(
        &self,
        identity: Data<&Identity>,
        origin: Data<&Origin>,
        caller: SignedIn<Subscriber>,
    ) -> Result<Reply<wire::LogoutAllResponse>, Reject<SessionErrors>> {
        identity.log_out_everywhere(&caller.0, &origin).await?;
        Ok(Reply(wire::LogoutAllResponse::done()))
    }

    /// Refresh the token
    ///
    /// Exchanges a token, which may have expired, for a new one of the same session, up to 90 days after the login.
    /// The old token works for ten more seconds, for requests that are under way. A token that is refreshed again
    /// later is taken for stolen, and its session ends.
    #[oai(
        path = "/api/v1/subscriber/refresh-token",
        method = "post",
        operation_id = "refreshToken",
        tag = "Tag::Authentication"
    )]
    async fn refresh_token(
        &self,
        identity: Data<&Identity>,
        origin: Data<&Origin>,
        token: Presented,
    ) -> Result<Reply<wire::RefreshResponse>, Reject<RefreshErrors>> {
        Ok(Reply(identity.refresh(&RULES, &token.0, &origin).await?.into()))
    }

    /// Open the portal
    ///
    /// Sends a web view to the subscriber portal, signed in by a fresh cookie. The portal session ends with the
    /// session of the token.
    #[oai(
        path = "/mobile-auto-login",
        method = "get",
        operation_id = "mobileAutoLogin",
        tag = "Tag::Portal"
    )]
    async fn mobile_auto_login(
        &self,
        identity: Data<&Identity>,
        portal: Data<&PortalAddress>,
        caller: SignedIn<Subscriber>,
    ) -> Result<wire::AutoLogin, Reject<AutoLoginErrors>> {
        let cookie = identity.open_portal(&caller.0).await?;
        Ok(wire::AutoLogin::to(&portal, &cookie))
    }
}
