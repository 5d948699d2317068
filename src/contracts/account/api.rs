//! The operations.

use poem::web::Data;
use poem_openapi::param::Path;
use poem_openapi::{OpenApi, Tags};

use super::error::{ChangePasswordErrors, EndOtherSessionsErrors, EndSessionErrors, Error, ListSessionsErrors};
use super::wire;
use crate::auth::{AuthService, EndSessionError};
use crate::contracts::kit::bearer::AuthenticatedInAnyRealm;
use crate::contracts::kit::body::JsonBody;
use crate::contracts::kit::handler_error::HandlerError;
use crate::contracts::kit::json_response::{Done, JsonResponse};
use crate::model::ClientInfo;

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
        auth: Data<&AuthService>,
        client_info: Data<&ClientInfo>,
        caller: AuthenticatedInAnyRealm<Error>,
        body: JsonBody<wire::ChangePasswordRequest>,
    ) -> Result<Done, HandlerError<ChangePasswordErrors>> {
        let command = body.value.into_command()?;
        auth.change_password(&caller.0, &command, &client_info).await?;
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
        auth: Data<&AuthService>,
        caller: AuthenticatedInAnyRealm<Error>,
    ) -> Result<JsonResponse<wire::Sessions>, HandlerError<ListSessionsErrors>> {
        let all = auth.list_sessions(&caller.0).await?;
        Ok(JsonResponse(wire::Sessions::of(all, caller.0.id)))
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
        auth: Data<&AuthService>,
        client_info: Data<&ClientInfo>,
        caller: AuthenticatedInAnyRealm<Error>,
    ) -> Result<Done, HandlerError<EndOtherSessionsErrors>> {
        auth.end_other_sessions(&caller.0, &client_info).await?;
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
        auth: Data<&AuthService>,
        client_info: Data<&ClientInfo>,
        caller: AuthenticatedInAnyRealm<Error>,
        /// The session's `id`, as the list has it.
        id: Path<wire::SessionPath>,
    ) -> Result<Done, HandlerError<EndSessionErrors>> {
        let id = id.0.0.ok_or(EndSessionError::NoSuchSession)?;
        auth.end_session(&caller.0, id, &client_info).await?;
        Ok(Done)
    }
}
