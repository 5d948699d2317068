//! The operations.

use poem::web::Data;
use poem_openapi::{OpenApi, Tags};

use super::error::LogInErrors;
use super::{RULES, Settings, wire};
use crate::contracts::shared::body::JsonBody;
use crate::contracts::shared::reject::Reject;
use crate::contracts::shared::reply::Reply;
use crate::identity::Identity;
use crate::model::Origin;

#[derive(Tags)]
enum Tag {
    /// Logging in.
    Login,
}

/// The operations of this contract.
pub struct Api;

#[OpenApi(tag = "Tag::Login")]
impl Api {
    /// Login
    ///
    /// Checks a username or e-mail address and a password and opens a session for the device. An earlier session of
    /// the same user on the same device ends.
    #[oai(path = "/rpc/admin/UserService/GetToken", method = "post", operation_id = "getToken")]
    async fn get_token(
        &self,
        identity: Data<&Identity>,
        settings: Data<&Settings>,
        origin: Data<&Origin>,
        body: JsonBody<wire::GetTokenRequest>,
    ) -> Result<Reply<wire::GetTokenResponse>, Reject<LogInErrors>> {
        let logged_in = identity.log_in(body.value.into_command(&RULES)?, &origin).await?;
        Ok(Reply(wire::GetTokenResponse::of(logged_in, &origin, &settings)))
    }
}
