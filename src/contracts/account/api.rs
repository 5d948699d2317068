//! The operations.

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::{OpenApi, Tags};

use super::error::{EndErrors, EndOthersErrors, PasswordErrors, SessionsErrors};
use super::wire;
use crate::contracts::shared::bearer::AnyoneSignedIn;
use crate::contracts::shared::body::JsonBody;
use crate::contracts::shared::failure::Failure;
use crate::contracts::shared::reject::Reject;
use crate::contracts::shared::reply::{Done, Reply};
use crate::identity::Identity;
use crate::model::Origin;

#[derive(Tags)]
enum Tag {
    /// Changing the password.
    Password,
    /// Seeing and ending sessions.
    Sessions,
}

/// The operations of this API.
pub struct Api;

#[OpenApi]
impl Api {
    /// Change the password
    ///
    /// Sets a new password for the account whose token was sent, and ends all its other sessions; the token that was
    /// sent keeps working. The new password must have at least 15 characters, unless the operator has chosen another
    /// number. It may have any characters, but must not be one that is known to be common, and must not contain a name
    /// of its owner or of this service. Wrong current passwords are limited as failed logins are.
    #[oai(
        path = "/account/v1/password",
        method = "post",
        operation_id = "changePassword",
        tag = "Tag::Password"
    )]
    async fn change_password(
        &self,
        identity: Data<&Identity>,
        origin: Data<&Origin>,
        caller: AnyoneSignedIn,
        body: JsonBody<wire::ChangePasswordRequest>,
    ) -> Result<Done, Reject<PasswordErrors>> {
        let command = body.value.into_command()?;
        identity.change_password(&caller.0, &command, &origin).await?;
        Ok(Done)
    }

    /// See the sessions
    ///
    /// Lists the open sessions of the account, whichever API they were opened through, the newest first, at most 100.
    #[oai(
        path = "/account/v1/sessions",
        method = "get",
        operation_id = "listSessions",
        tag = "Tag::Sessions"
    )]
    async fn list_sessions(
        &self,
        identity: Data<&Identity>,
        caller: AnyoneSignedIn,
    ) -> Result<Reply<wire::Sessions>, Reject<SessionsErrors>> {
        let all = identity.own_sessions(&caller.0).await?;
        Ok(Reply(wire::Sessions::of(all, caller.0.id)))
    }

    /// End all other sessions
    ///
    /// Ends all sessions of the account but the one of the token that was sent.
    #[oai(
        path = "/account/v1/sessions",
        method = "delete",
        operation_id = "endOtherSessions",
        tag = "Tag::Sessions"
    )]
    async fn end_other_sessions(
        &self,
        identity: Data<&Identity>,
        origin: Data<&Origin>,
        caller: AnyoneSignedIn,
    ) -> Result<Done, Reject<EndOthersErrors>> {
        identity.end_other_sessions(&caller.0, &origin).await?;
        Ok(Done)
    }

    /// End a session
    ///
    /// Ends one open session of the account. All its tokens are refused from then on. The session of the token that was
    /// sent can be ended too: that is a log-out.
    #[oai(
        path = "/account/v1/sessions/:id",
        method = "delete",
        operation_id = "endSession",
        tag = "Tag::Sessions"
    )]
    async fn end_session(
        &self,
        identity: Data<&Identity>,
        origin: Data<&Origin>,
        caller: AnyoneSignedIn,
        /// The session's `id`, as the list has it.
        id: Path<wire::SessionPath>,
    ) -> Result<Done, Reject<EndErrors>> {
        let id = id.0.0.ok_or(Failure::NotFound)?;
        match identity.end_own_session(&caller.0, id, &origin).await? {
            true => Ok(Done),
            false => Err(Failure::NotFound.into()),
        }
    }
}
