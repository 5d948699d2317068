//! The operations.

use poem::web::Data;
use poem_openapi::{OpenApi, Tags};

use super::error::{LogInErrors, SessionErrors};
use super::{RULES, wire};
use crate::contracts::shared::bearer::SignedIn;
use crate::contracts::shared::body::JsonBody;
use crate::contracts::shared::reject::Reject;
use crate::contracts::shared::reply::Reply;
use crate::identity::Identity;
use crate::model::{Origin, Subscriber};

#[derive(Tags)]
enum Tag {
    /// Logging in and out.
    Authentication,
}

/// The operations of this contract.
pub struct Api;

#[OpenApi(tag = "Tag::Authentication")]
impl Api {
    /// Log in
    ///
    /// Checks a username and a password and opens a session. The token in the answer is good for 30 days.
    #[oai(path = "/api/v1/subscriber/Login", method = "post", operation_id = "login")]
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
    /// Ends the session of the token, which is refused from then on.
    #[oai(path = "/api/v1/subscriber/Logout", method = "post", operation_id = "logout")]
    async fn logout(
        &self,
        identity: Data<&Identity>,
        origin: Data<&Origin>,
        caller: SignedIn<Subscriber>,
    ) -> Result<Reply<wire::LogoutResponse>, Reject<SessionErrors>> {
        identity.log_out(&caller.0, &origin).await?;
        Ok(Reply(wire::LogoutResponse::done()))
    }
}
