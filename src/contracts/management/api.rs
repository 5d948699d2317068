//! The operations.

use poem::web::Data;
use poem_openapi::param::Query;
use poem_openapi::{OpenApi, Tags};

use super::error::{LogInErrors, ReadErrors, SessionErrors, WriteErrors};
use super::security::{Caller, LoginCaller};
use super::{RULES, VendorJson, wire};
use crate::contracts::shared::body::JsonBody;
use crate::contracts::shared::reject::Reject;
use crate::contracts::shared::reply::{QuickReply, Reply};
use crate::identity::Identity;
use crate::model::Origin;

#[derive(Tags)]
enum Tag {
    /// Logging in and out, and the caller's own profile.
    Authentication,
}

/// The operations of this contract.
pub struct Api;

#[OpenApi(tag = "Tag::Authentication")]
impl Api {
    /// Login to the system
    ///
    /// Checks a username (or e-mail address) and a password and opens a session of 30 minutes. The caller must already
    /// have an API key or a bearer token, unless the operator has opened the login.
    #[oai(path = "/v1/auth/login", method = "post", operation_id = "login")]
    async fn login(
        &self,
        identity: Data<&Identity>,
        origin: Data<&Origin>,
        _caller: LoginCaller,
        body: JsonBody<wire::LoginRequest, VendorJson>,
    ) -> Result<Reply<wire::LoginResponse>, Reject<LogInErrors>> {
        let logged_in = identity.log_in(body.value.into_command(&RULES)?, &origin).await?;
        Ok(Reply(logged_in.into()))
    }

    /// Get loggedin user information
    ///
    /// Returns the caller's own profile, API keys and settings. An API key needs the Read permission.
    #[oai(path = "/v1/auth/user", method = "get", operation_id = "getUser")]
    async fn get_user(
        &self,
        identity: Data<&Identity>,
        caller: Caller,
        /// Listed by the vendor; its content is ignored.
        #[oai(name = "request")]
        _request: Query<Option<String>>,
    ) -> Result<QuickReply<wire::GetLoggedInUserResponse>, Reject<ReadErrors>> {
        Ok(QuickReply(identity.profile(caller.0).await?.into()))
    }

    /// Update loggedin user information
    ///
    /// Changes what is the caller's own: the members listed in `Management.UserUpdate` and the settings. An absent
    /// member stays as it is, `null` clears it, and all others are ignored, so a client may send back the whole user
    /// that it got. Settings are matched by category, group and name: known ones get the new value, new ones are
    /// added. Without a body nothing changes. An API key needs the Write permission.
    #[oai(path = "/v1/auth/user", method = "post", operation_id = "updateUser")]
    async fn update_user(
        &self,
        identity: Data<&Identity>,
        caller: Caller,
        body: JsonBody<wire::UpdateUserSettingsRequest, VendorJson>,
    ) -> Result<Reply<wire::UpdateUserSettingsResponse>, Reject<WriteErrors>> {
        let change = if body.is_sent {
            body.value.into_change()?
        } else {
            Default::default()
        };
        let profile = identity.change_profile(&caller.0, &change).await?;
        Ok(Reply(profile.into()))
    }

    /// Logout from the system
    ///
    /// Ends the session of the bearer token. With only an API key there is no session, and the answer is the same.
    #[oai(path = "/v1/auth/logout", method = "post", operation_id = "logout")]
    async fn logout(
        &self,
        identity: Data<&Identity>,
        caller: Caller,
        _body: JsonBody<wire::LogoutRequest, VendorJson>,
    ) -> Result<Reply<wire::LogoutResponse>, Reject<SessionErrors>> {
        identity.end_access(&caller.0).await?;
        Ok(Reply(wire::LogoutResponse::done()))
    }
}
