//! The operations.

use std::sync::Arc;

use poem::web::Data;
use poem_openapi::{OpenApi, Tags};

use super::error::{LogInErrors, RefreshErrors, SessionErrors, SignedInErrors};
use super::{RULES, wire};
use crate::contracts::shared::bearer::{Presented, SignedIn};
use crate::contracts::shared::body::JsonBody;
use crate::contracts::shared::reject::Reject;
use crate::contracts::shared::reply::{QuickReply, Reply};
use crate::identity::Identity;
use crate::model::{Origin, User};

#[derive(Tags)]
enum Tag {
    /// Logging in and out, and seeing oneself.
    Authentication,
}

/// The operations of this contract.
pub struct Api;

#[OpenApi(tag = "Tag::Authentication")]
impl Api {
    /// Log in
    ///
    /// Checks an e-mail address and a password and opens a session. The token in the answer is the bearer token of all
    /// other operations.
    #[oai(path = "/api/v1/auth/login", method = "post", operation_id = "login")]
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
    /// Ends the session of the token. The token, and any other of the same session, is refused from then on.
    #[oai(path = "/api/v1/auth/logout", method = "post", operation_id = "logout")]
    async fn logout(
        &self,
        identity: Data<&Identity>,
        origin: Data<&Origin>,
        caller: SignedIn<User>,
    ) -> Result<Reply<wire::LogoutResponse>, Reject<SessionErrors>> {
        identity.log_out(&caller.0, &origin).await?;
        Ok(Reply(wire::LogoutResponse::done()))
    }

    /// See oneself
    ///
    /// Returns the profile of the user whose token was sent, with role and permissions.
    #[oai(path = "/api/v1/auth/me", method = "get", operation_id = "me")]
    async fn me(
        &self,
        identity: Data<&Identity>,
        caller: SignedIn<User>,
    ) -> Result<QuickReply<wire::MeResponse>, Reject<SignedInErrors>> {
        Ok(QuickReply(Arc::unwrap_or_clone(identity.user(caller.0).await?).into()))
    }

    /// Refresh the token
    ///
    /// Exchanges a token, which may have expired, for a new one of the same session, up to seven days after the login.
    /// The old token works for ten more seconds, for requests that are under way. A token that is refreshed again
    /// later is taken for stolen, and its session ends.
    #[oai(path = "/api/v1/auth/refresh", method = "post", operation_id = "refresh")]
    async fn refresh(
        &self,
        identity: Data<&Identity>,
        origin: Data<&Origin>,
        token: Presented,
    ) -> Result<Reply<wire::RefreshResponse>, Reject<RefreshErrors>> {
        Ok(Reply(identity.refresh(&RULES, &token.0, &origin).await?.into()))
    }
}
