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
    /// Password.
    Password,
    /// Sessions.
    Sessions,
}

/// The operations of this API.
pub struct Api;

#[OpenApi]
impl Api {
    /// List sessions
    ///
    /// Lists the open sessions of the current account across all APIs, newest first, at most 100.
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
    /// Ends all sessions of the current account except the current one.
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
    /// Ends one open session of the current account. All its tokens are refused from then on. Ending the current
    /// session is a logout.
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
        /// The `id` of the session.
        id: Path<wire::SessionPath>,
    ) -> Result<Done, HandlerError<EndSessionErrors>> {
        let id = id.0.0.ok_or(EndSessionError::NoSuchSession)?;
        auth.end_session(&caller.0, id, &client_info).await?;
        Ok(Done)
    }

    /// Change the password
    ///
    /// Sets a new password for the current account and ends all its other sessions; the current token keeps working.
    /// The new password needs at least 15 characters, unless the operator has configured another minimum. Any
    /// characters are allowed. Common passwords, passwords that are easy to guess, and passwords that contain a name of
    /// the account or of this service are refused. Wrong current passwords count as failed logins.
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
}
